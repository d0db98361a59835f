/* No request names a place on the net that belongs to somebody else. */
#include <stdlib.h>
#include <string.h>

#include "generate/make.h"
#include "generate/tree.h"

char *maker_uri(const struct maker *maker, const char *name)
{
    const struct generate_options *options = maker->options;
    const char *pointer = buffer_string(&maker->pointer);
    char *own = options->uri ? options->uri(options->context, pointer, name) : NULL;
    if (own)
        return own;
    struct buffer uri;
    buffer_init(&uri, BUFFER_UNBOUNDED);
    buffer_text(&uri, "https://crewcheck.invalid/");
    for (const char *c = name; *c; c++)
        if ((*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || (*c >= '0' && *c <= '9') || *c == '-' ||
            *c == '_')
            buffer_char(&uri, *c);
    if (maker->variation)
        buffer_format(&uri, "/%u", maker->variation);
    return buffer_take(&uri, NULL);
}

static bool is_scheme_character(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' ||
           c == '-' || c == '.';
}

/* Where the next URL of the text begins and ends; false without one. A scheme may be missing, a host may not. */
static bool find_url(const char *text, const char **from, const char **to)
{
    const char *slashes = strstr(text, "//");
    while (slashes && strchr(" \t\r\n/", slashes[2]))
        slashes = slashes[2] ? strstr(slashes + 2, "//") : NULL;
    if (!slashes)
        return false;
    *from = slashes;
    if (*from > text && (*from)[-1] == ':')
        for ((*from)--; *from > text && is_scheme_character((*from)[-1]); (*from)--)
            ;
    *to = slashes + strcspn(slashes, " \t\r\n\"'<>`\\|{}^");
    return true;
}

static struct json_object *copy_text(const struct maker *maker, const char *name,
                                     const struct json_object *hint)
{
    size_t length = 0;
    const char *text = tree_text(hint, &length), *from = NULL, *to = NULL;
    if (strlen(text) != length || !find_url(text, &from, &to))
        return json_copy(hint);
    char *own = maker_uri(maker, name);
    struct buffer out;
    buffer_init(&out, BUFFER_UNBOUNDED);
    while (find_url(text, &from, &to)) {
        buffer_append(&out, text, (size_t)(from - text));
        buffer_text(&out, own);
        text = to;
    }
    buffer_text(&out, text);
    struct json_object *copy = tree_string(buffer_string(&out));
    buffer_clear(&out);
    free(own);
    return copy;
}

static struct json_object *copy_object(const struct maker *maker, const struct json_object *hint)
{
    struct json_object *copy = memory_require(json_object_new_object());
    struct lh_entry *at = NULL;
    const char *name = NULL;
    struct json_object *value = NULL;
    while (tree_next_member(hint, &at, &name, &value))
        json_object_object_add(copy, name, maker_copy_hint(maker, name, value));
    return copy;
}

static struct json_object *copy_array(const struct maker *maker, const char *name,
                                      const struct json_object *hint)
{
    struct json_object *copy = memory_require(json_object_new_array());
    for (size_t i = 0; i < json_object_array_length(hint); i++)
        json_object_array_add(copy, maker_copy_hint(maker, name, json_object_array_get_idx(hint, i)));
    return copy;
}

struct json_object *maker_copy_hint(const struct maker *maker, const char *name,
                                    const struct json_object *hint)
{
    switch (json_object_get_type(hint)) {
    case json_type_object:
        return copy_object(maker, hint);
    case json_type_array:
        return copy_array(maker, name, hint);
    case json_type_string:
        return copy_text(maker, name, hint);
    default:
        return json_copy(hint);
    }
}

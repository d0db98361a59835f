#include <string.h>

#include "json/document.h"

static size_t token_length(const char *token)
{
    return strcspn(token, "/");
}

/* Turns ~0 and ~1 back; false where a tilde is followed by anything else. */
static bool unescape_token(const char *token, size_t length, struct buffer *out)
{
    buffer_reset(out);
    for (size_t i = 0; i < length; i++) {
        char character = token[i];
        if (character == '~') {
            if (++i == length || (token[i] != '0' && token[i] != '1'))
                return false;
            character = token[i] == '0' ? '~' : '/';
        }
        buffer_char(out, character);
    }
    return true;
}

/* The item an array token names: digits without a leading zero. */
static bool parse_index(const char *token, size_t count, size_t *index)
{
    size_t length = strspn(token, "0123456789");
    if (!length || token[length] || length > 18 || (length > 1 && *token == '0'))
        return false;
    *index = 0;
    for (const char *at = token; *at; at++)
        *index = *index * 10 + (size_t)(*at - '0');
    return *index < count;
}

static bool step(struct json_object *parent, const char *token, struct json_object **child)
{
    size_t index = 0;
    if (json_is(parent, json_type_object))
        return json_object_object_get_ex(parent, token, child);
    if (!json_is(parent, json_type_array) || !parse_index(token, json_object_array_length(parent), &index))
        return false;
    *child = json_object_array_get_idx(parent, index);
    return true;
}

/* Notes where the value of `token` stands, if that is known. */
static void note_place(const struct json_object *parent, const char *token, const struct json_object *child,
                       const struct json_source **source, struct json_place *place)
{
    const struct json_origin *origin = json_origin_of(child);
    if (parent && json_key_place(parent, token, source, place))
        return;
    if (!origin)
        return;
    *source = origin->source;
    *place = origin->place;
}

/* Walks down; `source` may be NULL where places are not asked for. */
static bool walk(struct json_object *root, const char *pointer, struct json_object **node,
                 const struct json_source **source, struct json_place *place)
{
    struct buffer token;
    bool found = true;
    buffer_init(&token, BUFFER_UNBOUNDED);
    if (source)
        note_place(NULL, NULL, root, source, place);
    while (found && *pointer) {
        size_t length = token_length(pointer + 1);
        struct json_object *child = NULL;
        found = *pointer == '/' && unescape_token(pointer + 1, length, &token) &&
                step(root, buffer_string(&token), &child);
        if (found && source)
            note_place(root, buffer_string(&token), child, source, place);
        root = child;
        pointer += 1 + length;
    }
    buffer_clear(&token);
    *node = found ? root : NULL;
    return found;
}

bool json_pointer_find(struct json_object *root, const char *pointer, struct json_object **node)
{
    return walk(root, pointer, node, NULL, NULL);
}

bool json_pointer_place(struct json_object *root, const char *pointer, const struct json_source **source,
                        struct json_place *place)
{
    struct json_object *node = NULL;
    *source = NULL;
    return walk(root, pointer, &node, source, place) && *source;
}

void json_pointer_push(struct buffer *pointer, const char *token)
{
    buffer_char(pointer, '/');
    for (; *token; token++) {
        if (*token == '~' || *token == '/')
            buffer_text(pointer, *token == '~' ? "~0" : "~1");
        else
            buffer_char(pointer, *token);
    }
}

void json_pointer_push_index(struct buffer *pointer, size_t index)
{
    buffer_format(pointer, "/%zu", index);
}

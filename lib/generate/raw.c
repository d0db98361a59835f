#include <stdlib.h>
#include <string.h>

#include "generate/generate.h"
#include "generate/tree.h"

static void add(struct generate_raws *list, const char *rule, const char *title, const char *bytes,
                size_t length)
{
    list->items = memory_grow(list->items, list->count, &list->capacity, sizeof *list->items);
    list->items[list->count++] =
        (struct generate_raw){rule, title, bytes ? arena_copy(&list->arena, bytes, length) : NULL, length};
}

/* What a reader of JSON would take after all is no fault. */
static void add_unless_json(struct generate_raws *list, const char *rule, const char *title, const char *text,
                            size_t length)
{
    struct json_document *document = json_read("body", text, length, NULL, NULL);
    if (!document)
        add(list, rule, title, text, length);
    json_document_free(document);
}

/* The first text of the tree, a value rather than a name: a reader that mends it finds what it looks for. */
static const struct json_object *first_text(const struct json_object *node)
{
    const struct json_object *found = json_is(node, json_type_string) ? node : NULL;
    struct lh_entry *at = NULL;
    const char *name = NULL;
    struct json_object *value = NULL;
    while (!found && json_is(node, json_type_object) && tree_next_member(node, &at, &name, &value))
        found = first_text(value);
    for (size_t i = 0; !found && json_is(node, json_type_array) && i < json_object_array_length(node); i++)
        found = first_text(json_object_array_get_idx(node, i));
    return found;
}

static void add_not_utf8(struct generate_raws *list, const struct json_object *base, const char *text)
{
    const struct json_object *string = first_text(base);
    char *literal = string ? json_text(string, JSON_COMPACT) : string_copy("{");
    const char *at = strstr(text, literal);
    struct buffer bytes;
    buffer_init(&bytes, BUFFER_UNBOUNDED);
    if (at) {
        buffer_append(&bytes, text, (size_t)(at - text) + 1);
        buffer_text(&bytes, string ? "\xff\xfe" : "\"\xff\xfe\":1,");
        buffer_text(&bytes, at + 1);
        add_unless_json(list, "not-utf8", "JSON that is not UTF-8", bytes.data, bytes.length);
    }
    buffer_clear(&bytes);
    free(literal);
}

static void add_trailing_comma(struct generate_raws *list, const char *text)
{
    size_t length = strlen(text);
    bool closed = text[length - 1] == '}' || text[length - 1] == ']';
    char *bytes = closed ? string_format("%.*s,%c", (int)(length - 1), text, text[length - 1])
                         : string_format("%s,", text);
    add_unless_json(list, "trailing-comma", "JSON with a comma too many", bytes, strlen(bytes));
    free(bytes);
}

/* What a reader that stops at the end of the first text would take. */
static void add_more_behind(struct generate_raws *list, const char *text)
{
    char *bytes = string_format("%s {}", text);
    add_unless_json(list, "more-behind", "JSON with something more behind it", bytes, strlen(bytes));
    free(bytes);
}

/* RFC 8259, 7: a control character stands in a string as an escape alone. */
static void add_raw_line_break(struct generate_raws *list, const struct json_object *base, const char *text)
{
    const struct json_object *string = first_text(base);
    char *literal = string ? json_text(string, JSON_COMPACT) : NULL;
    const char *at = literal ? strstr(text, literal) : NULL;
    char *bytes = at ? string_format("%.*s\n%s", (int)(at - text) + 1, text, at + 1) : NULL;
    if (bytes)
        add_unless_json(list, "raw-line-break", "JSON with a raw line break in a string", bytes,
                        strlen(bytes));
    free(bytes);
    free(literal);
}

void generate_raw_faults(const struct json_object *base, struct generate_raws *list)
{
    static const char words[] = "This is not JSON.";
    char *text = json_text(base, JSON_COMPACT);
    size_t length = strlen(text);
    add(list, "empty", "a body without a byte", "", 0);
    add(list, "missing", "no body at all", NULL, 0);
    add(list, "not-json", "a body that is no JSON", words, sizeof words - 1);
    add_unless_json(list, "cut-off", "JSON that is cut off in the middle", text, length / 2);
    add_not_utf8(list, base, text);
    add_trailing_comma(list, text);
    add_more_behind(list, text);
    add_raw_line_break(list, base, text);
    free(text);
}

void generate_raws_clear(struct generate_raws *list)
{
    free(list->items);
    arena_clear(&list->arena);
    *list = (struct generate_raws){0};
}

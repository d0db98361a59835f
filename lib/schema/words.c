#include "schema/explain.h"

#include <string.h>

#include "base/text.h"

enum { VALUE_CHARACTERS = 60, VALUES_SAID = 12 };

/* Cuts what stands behind `start` to the given number of characters. */
static void shorten(struct buffer *out, size_t start, size_t characters)
{
    const char *text = out->data + start;
    size_t length = out->length - start, at = 0;
    for (size_t i = 0; i < characters && at < length; i++) {
        size_t step = text_decode(text + at, length - at, NULL);
        at += step ? step : 1;
    }
    if (at == length)
        return;
    out->length = start + at;
    buffer_text(out, "…");
}

void schema_say_quoted(struct buffer *out, const char *text)
{
    size_t start = out->length;
    json_write_string(out, text, strlen(text));
    shorten(out, start, VALUE_CHARACTERS);
}

void schema_say_value(struct buffer *out, const struct json_object *node)
{
    size_t start = out->length;
    json_write(out, node, JSON_COMPACT);
    shorten(out, start, VALUE_CHARACTERS);
}

static void say_string(struct buffer *out, const struct json_object *node)
{
    size_t length = (size_t)json_object_get_string_len(node), start = out->length;
    const char *text = json_object_get_string((struct json_object *)(uintptr_t)node);
    if (length == 0) {
        buffer_text(out, "the empty string");
        return;
    }
    buffer_text(out, "the string ");
    /* Of a long text, its beginning is enough to be written at all. */
    size_t some = length < 4 * VALUE_CHARACTERS ? length : 4 * VALUE_CHARACTERS;
    while (some < length && ((unsigned char)text[some] & 0xc0) == 0x80)
        some++;
    json_write_string(out, text, some);
    shorten(out, start + strlen("the string "), VALUE_CHARACTERS);
    if (some < length || out->data[out->length - 1] != '"')
        buffer_format(out, " of %zu characters", text_length(text, length));
}

static void say_count(struct buffer *out, const char *what, size_t count, const char *of)
{
    if (count == 0)
        buffer_format(out, "an empty %s", what);
    else
        buffer_format(out, "an %s of %zu %s%s", what, count, of, count == 1 ? "" : "s");
}

void schema_say_found(struct buffer *out, const struct json_object *node)
{
    switch (json_object_get_type(node)) {
    case json_type_string:
        say_string(out, node);
        break;
    case json_type_int:
    case json_type_double:
        buffer_text(out, "the number ");
        schema_say_value(out, node);
        break;
    case json_type_array:
        say_count(out, "array", json_object_array_length(node), "item");
        break;
    case json_type_object:
        if (json_object_object_length(node) == 1)
            buffer_text(out, "an object of 1 property");
        else
            say_count(out, "object", (size_t)json_object_object_length(node), "propertie");
        break;
    default:
        schema_say_value(out, node);
    }
}

void schema_say_values(struct buffer *out, const struct json_object *list)
{
    size_t count = json_object_array_length(list);
    if (count > 1)
        buffer_text(out, "one of ");
    for (size_t i = 0; i < count && i < VALUES_SAID; i++) {
        buffer_text(out, i ? ", " : "");
        schema_say_value(out, json_object_array_get_idx(list, i));
    }
    if (count > VALUES_SAID)
        buffer_format(out, " and %zu more", count - VALUES_SAID);
}

void schema_say_types(struct buffer *out, unsigned types)
{
    static const struct {
        unsigned type;
        const char *words;
    } words[] = {
        {SCHEMA_TYPE_OBJECT, "an object"},   {SCHEMA_TYPE_ARRAY, "an array"},
        {SCHEMA_TYPE_STRING, "a string"},    {SCHEMA_TYPE_NUMBER, "a number"},
        {SCHEMA_TYPE_INTEGER, "an integer"}, {SCHEMA_TYPE_BOOLEAN, "a boolean"},
        {SCHEMA_TYPE_NULL, "null"},
    };
    if (types & SCHEMA_TYPE_NUMBER)
        types &= ~(unsigned)SCHEMA_TYPE_INTEGER;
    unsigned left = types & SCHEMA_TYPE_ANY;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (!(left & words[i].type))
            continue;
        bool first = left == (types & SCHEMA_TYPE_ANY);
        left &= ~words[i].type;
        buffer_format(out, "%s%s", first ? "" : left ? ", " : " or ", words[i].words);
    }
}

void schema_say_name(struct buffer *out, const struct schema *schema)
{
    const char *name = schema->name ? schema->name : schema->title;
    buffer_text(out, name ? name : schema->pointer);
}

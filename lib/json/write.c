#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "json/document.h"
#include "json/decimal.h"
#include "json/number.h"

/* Appends one character that does not stand for itself, and returns how many bytes it took. */
static size_t write_escape(struct buffer *out, const char *at, size_t rest, bool is_key)
{
    static const char letters[] = "\"\\bfnrt", meanings[] = "\"\\\b\f\n\r\t";
    const char *meaning = *at ? strchr(meanings, *at) : NULL;
    if (meaning) {
        char escape[2] = {'\\', letters[meaning - meanings]};
        buffer_append(out, escape, 2);
        return 1;
    }
    if ((unsigned char)*at < 0x20) {
        buffer_format(out, "\\u%04x", (unsigned)*at);
        return 1;
    }
    if (is_key && rest > 1 && at[0] == '\xc0' && at[1] == '\x80') {
        buffer_text(out, "\\u0000");
        return 2;
    }
    size_t size = text_decode(at, rest, NULL);
    buffer_append(out, size ? at : "\xef\xbf\xbd", size ? size : 3);
    return size ? size : 1;
}

static bool stands_for_itself(char character)
{
    return (unsigned char)character >= 0x20 && (unsigned char)character < 0x80 && character != '"' && character != '\\';
}

/* Has one of eight bytes no place in a string as it is? Of a word, a byte below n is found by what subtracting n borrows. */
static bool has_special(const char *bytes)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), highs = ones << 7;
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    uint64_t quote = word ^ ones * '"', backslash = word ^ ones * '\\';
    return (((word - ones * 0x20) | word | (quote - ones) | (backslash - ones)) & highs) != 0;
}

static size_t plain_length(const char *text, const char *end)
{
    const char *at = text;
    while (end - at >= 8 && !has_special(at))
        at += 8;
    while (at < end && stands_for_itself(*at))
        at++;
    return (size_t)(at - text);
}

static void write_literal(struct buffer *out, const char *text, size_t length, bool is_key)
{
    const char *end = text + length;
    buffer_char(out, '"');
    while (text < end) {
        size_t plain = plain_length(text, end);
        buffer_append(out, text, plain);
        text += plain;
        if (text < end)
            text += write_escape(out, text, (size_t)(end - text), is_key);
    }
    buffer_char(out, '"');
}

void json_write_string(struct buffer *out, const char *text, size_t length)
{
    write_literal(out, text, length, false);
}

static void write_number(struct buffer *out, const struct json_object *node, enum json_layout layout)
{
    char scratch[40];
    const char *text = json_number_text(node, scratch);
    if (layout == JSON_CANONICAL)
        json_decimal_write(out, text);
    else
        buffer_text(out, text);
}

struct writer {
    struct buffer *out;
    enum json_layout layout;
    unsigned depth;
};

static void write_node(struct writer *writer, const struct json_object *node);

static void write_break(struct writer *writer)
{
    if (writer->layout != JSON_INDENTED)
        return;
    buffer_char(writer->out, '\n');
    for (unsigned i = 0; i < writer->depth; i++)
        buffer_text(writer->out, "  ");
}

static void write_member(struct writer *writer, const struct lh_entry *entry, bool first)
{
    const char *key = lh_entry_k(entry);
    if (!first)
        buffer_char(writer->out, ',');
    write_break(writer);
    write_literal(writer->out, key, strlen(key), true);
    buffer_text(writer->out, writer->layout == JSON_INDENTED ? ": " : ":");
    write_node(writer, lh_entry_v(entry));
}

static int compare_keys(const void *left, const void *right)
{
    const struct lh_entry *const *a = left, *const *b = right;
    return strcmp(lh_entry_k(*a), lh_entry_k(*b));
}

static void write_sorted_members(struct writer *writer, struct lh_table *table)
{
    size_t count = (size_t)lh_table_length(table), at = 0;
    const struct lh_entry **entries = memory_new(count * sizeof *entries);
    struct lh_entry *entry = NULL;
    lh_foreach (table, entry)
        entries[at++] = entry;
    if (count)
        qsort(entries, count, sizeof *entries, compare_keys);
    for (size_t i = 0; i < count; i++)
        write_member(writer, entries[i], i == 0);
    free(entries);
}

static void write_members(struct writer *writer, struct lh_table *table)
{
    struct lh_entry *entry = NULL;
    lh_foreach (table, entry)
        write_member(writer, entry, entry == lh_table_head(table));
}

static void write_object(struct writer *writer, const struct json_object *node)
{
    struct lh_table *table = json_object_get_object(node);
    buffer_char(writer->out, '{');
    writer->depth++;
    if (writer->layout == JSON_CANONICAL)
        write_sorted_members(writer, table);
    else
        write_members(writer, table);
    writer->depth--;
    if (lh_table_length(table))
        write_break(writer);
    buffer_char(writer->out, '}');
}

static void write_array(struct writer *writer, const struct json_object *node)
{
    size_t count = json_object_array_length(node);
    buffer_char(writer->out, '[');
    writer->depth++;
    for (size_t i = 0; i < count; i++) {
        if (i)
            buffer_char(writer->out, ',');
        write_break(writer);
        write_node(writer, json_object_array_get_idx(node, i));
    }
    writer->depth--;
    if (count)
        write_break(writer);
    buffer_char(writer->out, ']');
}

static void write_node(struct writer *writer, const struct json_object *node)
{
    switch (json_object_get_type(node)) {
    case json_type_null:
        buffer_text(writer->out, "null");
        break;
    case json_type_boolean:
        buffer_text(writer->out, json_object_get_boolean(node) ? "true" : "false");
        break;
    case json_type_int:
    case json_type_double:
        write_number(writer->out, node, writer->layout);
        break;
    case json_type_string:
        /* Borrows a string's bytes; only for other types does this cache a text in the node. */
        json_write_string(writer->out, json_object_get_string((struct json_object *)node),
                          (size_t)json_object_get_string_len(node));
        break;
    case json_type_array:
        write_array(writer, node);
        break;
    case json_type_object:
        write_object(writer, node);
        break;
    }
}

void json_write(struct buffer *out, const struct json_object *node, enum json_layout layout)
{
    struct writer writer = {.out = out, .layout = layout};
    write_node(&writer, node);
}

char *json_text(const struct json_object *node, enum json_layout layout)
{
    struct buffer out;
    buffer_init(&out, BUFFER_UNBOUNDED);
    json_write(&out, node, layout);
    return buffer_take(&out, NULL);
}

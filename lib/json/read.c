#include <stdlib.h>
#include <string.h>

#include "json/scan.h"

/* What may stand next. */
enum state { VALUE, FIRST_ITEM, FIRST_KEY, KEY, BEHIND_VALUE, FINISHED };

struct reader {
    struct json_scanner scanner;
    enum state state;
};

static bool read_string(struct reader *reader)
{
    struct json_scanner *scanner = &reader->scanner;
    struct json_place place = json_scan_place(scanner);
    const char *bytes = NULL;
    size_t length = 0;
    scanner->at++;
    if (!json_scan_string(scanner, &bytes, &length))
        return false;
    struct json_object *node = memory_require(json_object_new_string_len(bytes, (int)length));
    json_document_place(scanner->document, node, place);
    reader->state = BEHIND_VALUE;
    return json_builder_add(&scanner->builder, node, place);
}

static bool read_number(struct reader *reader)
{
    struct json_scanner *scanner = &reader->scanner;
    struct json_place place = json_scan_place(scanner);
    struct json_object *node = NULL;
    if (!json_scan_number(scanner, &node))
        return false;
    reader->state = BEHIND_VALUE;
    return json_builder_add(&scanner->builder, node, place);
}

static bool read_word(struct reader *reader)
{
    static const char *const words[] = {"null", "false", "true"};
    struct json_scanner *scanner = &reader->scanner;
    struct json_place place = json_scan_place(scanner);
    for (int i = 0; i < 3; i++) {
        size_t length = strlen(words[i]);
        if (strncmp(scanner->at, words[i], length) != 0)
            continue;
        struct json_object *node = i ? memory_require(json_object_new_boolean(i == 2)) : NULL;
        if (node)
            json_document_place(scanner->document, node, place);
        scanner->at += length;
        reader->state = BEHIND_VALUE;
        return json_builder_add(&scanner->builder, node, place);
    }
    return json_scan_unexpected(scanner, "a value");
}

static bool open_value(struct reader *reader, bool is_object)
{
    struct json_scanner *scanner = &reader->scanner;
    struct json_place place = json_scan_place(scanner);
    scanner->at++;
    reader->state = is_object ? FIRST_KEY : FIRST_ITEM;
    return json_builder_open(&scanner->builder, is_object, place);
}

static bool close_value(struct reader *reader)
{
    reader->scanner.at++;
    reader->state = BEHIND_VALUE;
    return json_builder_close(&reader->scanner.builder);
}

static bool read_value(struct reader *reader)
{
    char first = *reader->scanner.at;
    if (first == '"')
        return read_string(reader);
    if (first == '{' || first == '[')
        return open_value(reader, first == '{');
    if ((first >= '0' && first <= '9') || first == '-')
        return read_number(reader);
    return read_word(reader);
}

static bool read_first_item(struct reader *reader)
{
    if (*reader->scanner.at == ']')
        return close_value(reader);
    return read_value(reader);
}

static bool read_key(struct reader *reader)
{
    struct json_scanner *scanner = &reader->scanner;
    struct json_place place = json_scan_place(scanner);
    const char *bytes = NULL;
    size_t length = 0;
    if (*scanner->at != '"')
        return json_scan_unexpected(scanner, reader->state == KEY ? "a key in double quotes" : "a key in double quotes or '}'");
    scanner->at++;
    if (!json_scan_string(scanner, &bytes, &length))
        return false;
    json_builder_key(&scanner->builder, json_document_key(scanner->document, bytes, length), place);
    json_scan_space(scanner);
    if (*scanner->at != ':')
        return json_scan_unexpected(scanner, "':' after the key");
    scanner->at++;
    reader->state = VALUE;
    return true;
}

static bool read_first_key(struct reader *reader)
{
    if (*reader->scanner.at == '}')
        return close_value(reader);
    return read_key(reader);
}

static bool read_behind_value(struct reader *reader)
{
    struct json_scanner *scanner = &reader->scanner;
    if (!scanner->builder.depth) {
        reader->state = FINISHED;
        return scanner->at == scanner->end || json_scan_unexpected(scanner, "nothing more after the value");
    }
    bool inside_object = json_builder_inside_object(&scanner->builder);
    if (*scanner->at == (inside_object ? '}' : ']'))
        return close_value(reader);
    if (*scanner->at != ',')
        return json_scan_unexpected(scanner, inside_object ? "',' or '}'" : "',' or ']'");
    scanner->at++;
    reader->state = inside_object ? KEY : VALUE;
    return true;
}

static bool read_text(struct reader *reader)
{
    static bool (*const steps[])(struct reader *) = {
        [VALUE] = read_value, [FIRST_ITEM] = read_first_item, [FIRST_KEY] = read_first_key,
        [KEY] = read_key,     [BEHIND_VALUE] = read_behind_value,
    };
    while (reader->state != FINISHED) {
        json_scan_space(&reader->scanner);
        if (!steps[reader->state](reader))
            return false;
    }
    return true;
}

struct json_document *json_read(const char *name, const char *text, size_t length,
                                const struct json_limits *limits, struct error *error)
{
    if (length > JSON_LENGTH_MOST) {
        error_set(error, "%s: a text of %zu bytes; the limit is 2 GiB", name, length);
        return NULL;
    }
    struct json_document *document = json_document_new(name, text, length);
    const char *start = json_document_source(document)->text;
    /* Field by field: the builder's arrays need no zeros. */
    struct reader reader;
    reader.state = VALUE;
    reader.scanner.document = document;
    reader.scanner.at = reader.scanner.base = start;
    reader.scanner.end = start + length;
    reader.scanner.line = 1;
    reader.scanner.error = error;
    reader.scanner.scratch = NULL;
    reader.scanner.scratch_length = reader.scanner.scratch_capacity = 0;
    json_builder_init(&reader.scanner.builder, document, limits, error);
    bool read = read_text(&reader);
    if (read) {
        json_builder_finish(&reader.scanner.builder);
        json_document_sort_doubts(document);
    }
    json_builder_clear(&reader.scanner.builder);
    free(reader.scanner.scratch);
    if (read)
        return document;
    json_document_free(document);
    return NULL;
}

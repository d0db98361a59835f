/* Lines, and parts of them, that are put together as trees. */
#include "record/record_private.h"

#include <string.h>

/* ---- Trees into lines ---- */

static void write_value(struct record_line *line, const char *name, struct json_object *value);

static void write_string(struct record_line *line, const char *name, struct json_object *value)
{
    const char *text = json_object_get_string(value);
    size_t length = (size_t)json_object_get_string_len(value);
    if (name && strcmp(name, "url") == 0)
        line_url(line, text, length);
    else
        line_string(line, text, length);
}

/* [name, value] of a header field. */
static bool write_header(struct record_line *line, struct json_object *pair)
{
    if (!json_is(pair, json_type_array) || json_object_array_length(pair) != 2)
        return false;
    struct json_object *name = json_object_array_get_idx(pair, 0),
                       *value = json_object_array_get_idx(pair, 1);
    if (!json_is(name, json_type_string) || !json_is(value, json_type_string))
        return false;
    buffer_char(&line->members, '[');
    write_string(line, NULL, name);
    buffer_char(&line->members, ',');
    line_field(line, json_object_get_string(name), json_object_get_string(value),
               (size_t)json_object_get_string_len(value));
    buffer_char(&line->members, ']');
    return true;
}

static void write_array(struct record_line *line, const char *name, struct json_object *array)
{
    bool headers = name && strcmp(name, "headers") == 0;
    size_t length = json_object_array_length(array);
    buffer_char(&line->members, '[');
    for (size_t i = 0; i < length; i++) {
        struct json_object *item = json_object_array_get_idx(array, i);
        if (i)
            buffer_char(&line->members, ',');
        if (!headers || !write_header(line, item))
            write_value(line, NULL, item);
    }
    buffer_char(&line->members, ']');
}

static void write_members(struct record_line *line, struct json_object *object)
{
    json_object_object_foreach(object, key, value)
    {
        line_separate(line);
        line_string(line, key, strlen(key));
        buffer_char(&line->members, ':');
        write_value(line, key, value);
    }
}

static void write_value(struct record_line *line, const char *name, struct json_object *value)
{
    if (json_is(value, json_type_string)) {
        write_string(line, name, value);
    } else if (json_is(value, json_type_array)) {
        write_array(line, name, value);
    } else if (json_is(value, json_type_object)) {
        buffer_char(&line->members, '{');
        write_members(line, value);
        buffer_char(&line->members, '}');
    } else {
        json_write(&line->members, value, JSON_COMPACT);
    }
}

void record_emit(struct record *record, const char *target, enum record_type type, struct json_object *fields)
{
    if (record_wants(record, type)) {
        struct record_line *line = record_line_begin(record, target, type);
        if (fields)
            write_members(line, fields);
        record_line_end(line, RECORD_NOW);
    }
    json_object_put(fields);
}

/* ---- Parts of trees ---- */

static void add_string(struct json_object *object, const char *key, const char *text, size_t length)
{
    json_object_object_add(object, key, json_object_new_string_len(text, (int)length));
}

static void add_content(struct json_object *body, const struct record_bytes *parts)
{
    if (parts->is_text) {
        add_string(body, "text", parts->bytes, parts->kept);
        return;
    }
    struct buffer encoded;
    buffer_init(&encoded, BUFFER_UNBOUNDED);
    base64_encode(parts->bytes, parts->kept, &encoded);
    add_string(body, "base64", buffer_string(&encoded), encoded.length);
    buffer_clear(&encoded);
}

struct json_object *record_body(struct record *record, const char *bytes, size_t length, bool cut)
{
    struct buffer masked;
    buffer_init(&masked, BUFFER_UNBOUNDED);
    struct hasher *hasher = hasher_new();
    struct record_bytes parts = record_bytes_of(record_redact(record), hasher, record_body_maximum(record),
                                                &masked, bytes, length, cut);
    struct json_object *body = json_object_new_object();
    add_content(body, &parts);
    json_object_object_add(body, "length", json_object_new_int64((int64_t)length));
    json_object_object_add(body, "sha256", json_object_new_string(parts.digest));
    if (parts.truncated)
        json_object_object_add(body, "truncated", json_object_new_boolean(true));
    hasher_free(hasher);
    buffer_clear(&masked);
    return body;
}

static struct json_object *header_text(const char *text)
{
    struct buffer scratch;
    buffer_init(&scratch, BUFFER_UNBOUNDED);
    size_t length = strlen(text);
    const char *utf8 = record_utf8(text, &length, &scratch);
    struct json_object *string = json_object_new_string_len(utf8, (int)length);
    buffer_clear(&scratch);
    return string;
}

void record_header(struct json_object *headers, const char *name, const char *value)
{
    struct json_object *pair = json_object_new_array_ext(2);
    json_object_array_add(pair, header_text(name));
    json_object_array_add(pair, header_text(value));
    json_object_array_add(headers, pair);
}

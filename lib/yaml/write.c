/* Trees as YAML in block style, through libyaml's emitter. */
#include "yaml/yaml.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <yaml.h>

#include "json/number.h"
#include "yaml/scalar.h"

static int append(void *out, unsigned char *bytes, size_t length)
{
    return buffer_append(out, bytes, length);
}

/* The emitter fails on invalid UTF-8 and where memory ends; strings of a tree are valid. */
static void emit(yaml_emitter_t *emitter, yaml_event_t *event)
{
    memory_require(yaml_emitter_emit(emitter, event) ? emitter : NULL);
}

/* ---- Strings ---- */

/* Words and figures that readers of YAML 1.1 take for something else. */
static bool is_treacherous(const char *text)
{
    static const char *const words[] = {"y", "n", "yes", "no", "on", "off", "<<", "=", NULL};
    for (const char *const *word = words; *word; word++) {
        if (strcasecmp(*word, text) == 0)
            return true;
    }
    return text[0] && strchr("0123456789+-.", text[0]) &&
           text[strspn(text, "0123456789_:.+-eExXoTZ ")] == '\0';
}

/* Characters that libyaml takes for line breaks, and YAML 1.2 does not. */
static bool has_old_breaks(const char *text)
{
    return strstr(text, "\xc2\x85") || strstr(text, "\xe2\x80\xa8") || strstr(text, "\xe2\x80\xa9");
}

/* A literal block keeps each line as it is; the emitter falls back on quotes where a text does not allow one. */
static yaml_scalar_style_t style_of(const char *text, size_t length)
{
    if (strlen(text) != length || has_old_breaks(text) || strchr(text, '\r') || strchr(text, '\t'))
        return YAML_DOUBLE_QUOTED_SCALAR_STYLE;
    const char *line = strchr(text, '\n');
    if (line)
        return line == text ? YAML_DOUBLE_QUOTED_SCALAR_STYLE : YAML_LITERAL_SCALAR_STYLE;
    bool plain = length > 0 && yaml_scalar_kind(text, length) == YAML_KIND_STRING && !is_treacherous(text);
    return plain ? YAML_PLAIN_SCALAR_STYLE : YAML_DOUBLE_QUOTED_SCALAR_STYLE;
}

static void write_scalar(yaml_emitter_t *emitter, const char *text, size_t length, yaml_scalar_style_t style)
{
    yaml_event_t event;
    int made =
        yaml_scalar_event_initialize(&event, NULL, NULL, (const yaml_char_t *)text, (int)length, 1, 1, style);
    memory_require(made ? &event : NULL);
    emit(emitter, &event);
}

/* U+0000 in a member's name is written as C0 80 in trees. */
static void write_key(yaml_emitter_t *emitter, const char *key)
{
    char *text = string_copy(key), *out = text;
    for (const char *at = key; *at; at++) {
        bool nul = at[0] == '\xc0' && at[1] == '\x80';
        *out++ = nul ? '\0' : *at;
        at += nul;
    }
    size_t length = (size_t)(out - text);
    *out = '\0';
    yaml_scalar_style_t style = style_of(text, length);
    write_scalar(emitter, text, length,
                 style == YAML_LITERAL_SCALAR_STYLE ? YAML_DOUBLE_QUOTED_SCALAR_STYLE : style);
    free(text);
}

/* ---- Nodes ---- */

static void write_node(yaml_emitter_t *emitter, const struct json_object *node);

static void write_array(yaml_emitter_t *emitter, const struct json_object *node)
{
    yaml_event_t event;
    memory_require(yaml_sequence_start_event_initialize(&event, NULL, NULL, 1, YAML_BLOCK_SEQUENCE_STYLE)
                       ? &event
                       : NULL);
    emit(emitter, &event);
    for (size_t i = 0; i < json_object_array_length(node); i++)
        write_node(emitter, json_object_array_get_idx(node, i));
    yaml_sequence_end_event_initialize(&event);
    emit(emitter, &event);
}

static void write_object(yaml_emitter_t *emitter, const struct json_object *node)
{
    yaml_event_t event;
    memory_require(
        yaml_mapping_start_event_initialize(&event, NULL, NULL, 1, YAML_BLOCK_MAPPING_STYLE) ? &event : NULL);
    emit(emitter, &event);
    struct lh_entry *entry = NULL;
    lh_foreach(json_object_get_object(node), entry)
    {
        write_key(emitter, lh_entry_k(entry));
        write_node(emitter, lh_entry_v(entry));
    }
    yaml_mapping_end_event_initialize(&event);
    emit(emitter, &event);
}

static void write_plain(yaml_emitter_t *emitter, const char *text)
{
    write_scalar(emitter, text, strlen(text), YAML_PLAIN_SCALAR_STYLE);
}

static void write_node(yaml_emitter_t *emitter, const struct json_object *node)
{
    char scratch[40];
    switch (json_object_get_type(node)) {
    case json_type_null:
        write_plain(emitter, "null");
        break;
    case json_type_boolean:
        write_plain(emitter, json_object_get_boolean(node) ? "true" : "false");
        break;
    case json_type_int:
    case json_type_double:
        write_plain(emitter, json_number_text(node, scratch));
        break;
    case json_type_string: {
        size_t length = (size_t)json_object_get_string_len(node);
        const char *text = json_object_get_string((struct json_object *)(uintptr_t)node);
        write_scalar(emitter, text, length, style_of(text, length));
        break;
    }
    case json_type_array:
        write_array(emitter, node);
        break;
    case json_type_object:
        write_object(emitter, node);
        break;
    }
}

void yaml_write(struct buffer *out, const struct json_object *node)
{
    yaml_emitter_t emitter;
    yaml_event_t event;
    memory_require(yaml_emitter_initialize(&emitter) ? &emitter : NULL);
    yaml_emitter_set_output(&emitter, append, out);
    yaml_emitter_set_unicode(&emitter, 1);
    yaml_emitter_set_width(&emitter, -1);
    yaml_stream_start_event_initialize(&event, YAML_UTF8_ENCODING);
    emit(&emitter, &event);
    yaml_document_start_event_initialize(&event, NULL, NULL, NULL, 1);
    emit(&emitter, &event);
    write_node(&emitter, node);
    yaml_document_end_event_initialize(&event, 1);
    emit(&emitter, &event);
    yaml_stream_end_event_initialize(&event);
    emit(&emitter, &event);
    yaml_emitter_delete(&emitter);
}

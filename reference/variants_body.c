/* Lawful ways to write a body: further properties, other orders, spacings, escapes, codings and media types. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "reference/behaviour.h"
#include "reference/pack.h"

/* ---- Further properties ---- */

static void extend(struct json_object *value)
{
    if (json_is(value, json_type_array)) {
        for (size_t i = 0; i < json_object_array_length(value); i++) {
            extend(json_object_array_get_idx(value, i));
        }
    } else if (json_is(value, json_type_object)) {
        json_object_object_foreach(value, key, member)
        {
            if (strcmp(key, "meta") != 0) {
                extend(member);
            }
        }
        json_add(value, "_links", json_add(json_object_new_object(), "self", NULL));
        json_add(value, "server_version", json_object_new_double(2.5));
    }
}

static void answers_extended(struct request *request, struct answer *answer)
{
    (void)request;
    extend(answer->body);
}

static void callbacks_extended(struct delivery *delivery)
{
    extend(delivery->payload);
}

static void nulls_added(struct request *request, struct answer *answer)
{
    (void)request;
    if (answer->body != NULL) {
        json_add(answer->body, "next", NULL);
        json_add(answer->body, "warnings", json_object_new_array());
    }
}

/* ---- Orders ---- */

static struct json_object *reversed(const struct json_object *value)
{
    if (!json_is(value, json_type_object)) {
        return json_copy(value);
    }
    struct json_object *made = json_object_new_object();
    const char *keys[64];
    size_t count = 0;
    json_object_object_foreach(value, key, member)
    {
        (void)member;
        if (count < sizeof keys / sizeof *keys) {
            keys[count++] = key;
        }
    }
    while (count-- > 0) {
        bool meta = strcmp(keys[count], "meta") == 0;
        struct json_object *found = json_member(value, keys[count]);
        json_object_object_add(made, keys[count], meta ? json_copy(found) : reversed(found));
    }
    return made;
}

static void answers_reversed(struct request *request, struct answer *answer)
{
    (void)request;
    struct json_object *made = reversed(answer->body);
    json_object_put(answer->body);
    answer->body = made;
}

static void callbacks_reversed(struct delivery *delivery)
{
    struct json_object *made = reversed(delivery->payload);
    json_object_put(delivery->payload);
    delivery->payload = made;
}

/* ---- Spacings and escapes ---- */

static void answer_put_text(struct answer *answer, const char *text)
{
    answer_flatten(answer);
    buffer_reset(&answer->text);
    buffer_text(&answer->text, text);
}

static void answers_indented(struct request *request, struct answer *answer)
{
    (void)request;
    if (answer->body != NULL) {
        char *text = json_text(answer->body, JSON_INDENTED);
        answer_put_text(answer, text);
        free(text);
    }
}

/* White space of every kind wherever it may stand. */
static char *spaced(const char *text)
{
    struct buffer out;
    bool string = false;
    buffer_init(&out, BUFFER_UNBOUNDED);
    buffer_text(&out, "\r\n\t ");
    for (; *text != '\0'; text++) {
        bool structural = !string && strchr("{}[]:,", *text) != NULL;
        string = *text == '"' ? !string : string;
        buffer_text(&out, structural ? " \t" : "");
        buffer_char(&out, *text);
        buffer_text(&out, structural ? "\r\n" : "");
        if (*text == '\\') {
            buffer_char(&out, *++text);
        }
    }
    buffer_text(&out, "\n\n");
    return buffer_take(&out, NULL);
}

static void answers_spaced(struct request *request, struct answer *answer)
{
    (void)request;
    if (answer->body != NULL) {
        answer_flatten(answer);
        char *text = spaced(buffer_string(&answer->text));
        answer_put_text(answer, text);
        free(text);
    }
}

static void put_unit(struct buffer *out, unsigned unit)
{
    buffer_format(out, "\\u%04X", unit);
}

/* One character as an escape, or as it is. */
static void put_escaped(struct buffer *out, uint32_t code, bool all)
{
    if (code >= 0x10000) {
        put_unit(out, 0xD800 + ((code - 0x10000) >> 10));
        put_unit(out, 0xDC00 + ((code - 0x10000) & 0x3FF));
    } else if (code >= 0x80 || all) {
        put_unit(out, code);
    } else if (code == '/') {
        buffer_text(out, "\\/");
    } else {
        buffer_char(out, (char)code);
    }
}

/* Strings with \u escapes: for all that is not ASCII, or for every character. */
static char *escaped(const char *text, bool all)
{
    struct buffer out;
    bool string = false;
    uint32_t code = 0;
    buffer_init(&out, BUFFER_UNBOUNDED);
    for (size_t length = 0; *text != '\0'; text += length) {
        length = text_decode(text, strlen(text), &code);
        length = length == 0 ? 1 : length;
        if (string && code == '\\') {
            length = text[1] == 'u' ? 6 : 2;
            buffer_append(&out, text, length);
        } else if (code == '"') {
            string = !string;
            buffer_char(&out, '"');
        } else if (string) {
            put_escaped(&out, code, all);
        } else {
            buffer_char(&out, *text);
        }
    }
    return buffer_take(&out, NULL);
}

static void answer_escape(struct answer *answer, bool all)
{
    if (answer->body != NULL) {
        answer_flatten(answer);
        char *text = escaped(buffer_string(&answer->text), all);
        answer_put_text(answer, text);
        free(text);
    }
}

static void answers_in_ascii(struct request *request, struct answer *answer)
{
    (void)request;
    answer_escape(answer, false);
}

static void answers_in_escapes(struct request *request, struct answer *answer)
{
    (void)request;
    answer_escape(answer, true);
}

static void callbacks_in_ascii(struct delivery *delivery)
{
    char *text = json_text(delivery->payload, JSON_INDENTED);
    free(delivery->text);
    delivery->text = escaped(text, false);
    free(text);
}

/* ---- Codings ---- */

static bool accepts(const struct request *request, const char *coding)
{
    const char *accepted =
        MHD_lookup_connection_value(request->connection, MHD_HEADER_KIND, "Accept-Encoding");
    return accepted != NULL && strstr(accepted, coding) != NULL;
}

static void answer_compress(struct answer *answer, const char *coding, enum pack_format format)
{
    size_t length = 0;
    answer_flatten(answer);
    char *packed = pack_text(format, buffer_string(&answer->text), answer->text.length, &length);
    if (packed != NULL) {
        buffer_reset(&answer->text);
        buffer_append(&answer->text, packed, length);
        answer_header(answer, "Content-Encoding", coding);
        answer_header(answer, "Vary", "Accept-Encoding");
    }
    free(packed);
}

static void answers_gzipped(struct request *request, struct answer *answer)
{
    if (accepts(request, "gzip")) {
        answer_compress(answer, "gzip", PACK_GZIP);
    }
}

static void answers_deflated(struct request *request, struct answer *answer)
{
    if (accepts(request, "deflate")) {
        answer_compress(answer, "deflate", PACK_DEFLATE);
    }
}

/* ---- Media types ---- */

static void answer_type(struct answer *answer, const char *type)
{
    if (answer->media_type != NULL && strcmp(answer->media_type, "application/json") == 0) {
        answer->media_type = type;
    }
}

static void answers_with_charset(struct request *request, struct answer *answer)
{
    (void)request;
    answer_type(answer, "application/json; charset=utf-8");
}

static void answers_in_other_case(struct request *request, struct answer *answer)
{
    (void)request;
    answer_type(answer, "Application/JSON;Charset=\"UTF-8\" ; profile=\"a;b\"");
}

static void callbacks_gzipped(struct delivery *delivery)
{
    delivery->gzipped = true;
}

static void callbacks_with_charset(struct delivery *delivery)
{
    delivery->media_type = "application/json;charset=utf-8";
}

#define ANSWER(name, words, function)                                                                        \
    {                                                                                                        \
        .about = {name, words, false, false}, .answer = function                                             \
    }
#define DELIVER(name, words, function)                                                                       \
    {                                                                                                        \
        .about = {name, words, false, false}, .deliver = function                                            \
    }

const struct behaviour variant_body_table[] = {
    ANSWER("further-properties", "every object of every answer has further properties", answers_extended),
    ANSWER("further-nulls", "every answer has a null and an empty list besides", nulls_added),
    DELIVER("further-callback-properties", "callbacks have further properties", callbacks_extended),
    ANSWER("members-reversed", "members come in the reverse order", answers_reversed),
    DELIVER("callback-members-reversed", "members of callbacks come in the reverse order",
            callbacks_reversed),
    ANSWER("indented", "bodies are written on many lines", answers_indented),
    ANSWER("spaced", "bodies have white space of every kind wherever it may stand", answers_spaced),
    ANSWER("ascii", "bodies escape what is not ASCII, and slashes", answers_in_ascii),
    ANSWER("escapes", "bodies escape every character of every string", answers_in_escapes),
    DELIVER("callback-ascii", "callbacks escape what is not ASCII, on many lines", callbacks_in_ascii),
    ANSWER("gzip", "answers are compressed by gzip", answers_gzipped),
    ANSWER("deflate", "answers are compressed by deflate", answers_deflated),
    ANSWER("charset", "the media type has a charset", answers_with_charset),
    ANSWER("media-type-in-other-case", "the media type is written in other letters, with parameters",
           answers_in_other_case),
    DELIVER("callback-charset", "the media type of callbacks has a charset", callbacks_with_charset),
    DELIVER("callback-gzip", "callbacks are compressed by gzip", callbacks_gzipped),
    {.about = {"times-with-exponents", "times are written with exponents", false, false},
     .edits = {{0, ON_COMPLETED, "/execution_time", EDIT_SET, "\"@\"", 0},
               {0, ON_COMPLETED, "\"@\"", EDIT_REPLACE, "1.25E-1", 0}}},
    {.about = {"times-whole", "times are whole seconds", false, false},
     .edits = {{0, ON_COMPLETED, "/execution_time", EDIT_SET, "0", 0},
               {0, ON_COMPLETED, "/result/tasks/*/execution_time", EDIT_SET, "0", 0}}},
    {.about = {"whole-numbers-with-points", "total_tasks is written as 3.0", false, false},
     .edits = {{0, ON_RUNNING, "\"total_tasks\":3", EDIT_REPLACE, "\"total_tasks\":3.0", 0}}},
    {.about = {NULL, NULL, false, false}},
};

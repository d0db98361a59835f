#include "reports/transcript.h"

#include <string.h>

#include "reports/fields.h"
#include "reports/text.h"

enum { HEADERS_MAXIMUM = 40, VALUE_MAXIMUM = 1000 };

static void write_shown(struct buffer *out, const char *text, size_t length, size_t maximum, bool lines)
{
    struct buffer shown;
    buffer_init(&shown, BUFFER_UNBOUNDED);
    text_show(&shown, text, length < maximum ? length : maximum, lines);
    text_cut(out, buffer_string(&shown), shown.length, maximum);
    if (length > maximum && shown.length <= maximum)
        buffer_text(out, "\xE2\x80\xA6");
    buffer_clear(&shown);
}

static void write_text(struct buffer *out, const char *text)
{
    write_shown(out, text ? text : "", text ? strlen(text) : 0, VALUE_MAXIMUM, false);
}

static void write_headers(struct buffer *out, const struct json_object *headers)
{
    size_t count = json_is(headers, json_type_array) ? json_object_array_length(headers) : 0, at = 0;
    const char *name = NULL, *value = NULL;
    while (at < HEADERS_MAXIMUM && fields_next(headers, &at, &name, &value)) {
        write_text(out, name);
        buffer_text(out, ": ");
        write_text(out, value);
        buffer_char(out, '\n');
    }
    if (count > HEADERS_MAXIMUM)
        buffer_format(out, "\xE2\x80\xA6 %zu more header fields\n", count - (size_t)HEADERS_MAXIMUM);
}

static void write_message(struct buffer *out, const struct json_object *message, size_t body_maximum)
{
    struct json_object *body = json_member_object(message, "body");
    struct buffer bytes;
    buffer_init(&bytes, BUFFER_UNBOUNDED);
    write_headers(out, json_member_array(message, "headers"));
    if (body && model_body_bytes(body, &bytes) && bytes.length) {
        buffer_char(out, '\n');
        write_shown(out, bytes.data, bytes.length, body_maximum, true);
        buffer_char(out, '\n');
    }
    buffer_clear(&bytes);
}

static void write_answer(struct buffer *out, const struct model_exchange *exchange,
                         const struct json_object *response, size_t body_maximum)
{
    buffer_char(out, '\n');
    if (strcmp(exchange->outcome, "answered") != 0) {
        write_text(out, *exchange->detail ? exchange->detail : exchange->outcome);
        buffer_char(out, '\n');
    }
    if (!exchange->status)
        return;
    buffer_format(out, "status %lld\n", (long long)exchange->status);
    write_message(out, response, body_maximum);
}

void transcript_write(struct buffer *out, const struct model *model, const struct model_exchange *exchange,
                      size_t body_maximum)
{
    struct json_document *line = model_load(model, exchange, NULL);
    if (!line)
        return;
    struct json_object *fields = json_document_root(line);
    write_text(out, exchange->method);
    buffer_char(out, ' ');
    write_text(out, exchange->url);
    buffer_char(out, '\n');
    write_message(out, exchange->is_callback ? fields : json_member_object(fields, "request"), body_maximum);
    if (exchange->is_callback)
        buffer_format(out, "\nour answer: status %lld\n", (long long)exchange->status);
    else
        write_answer(out, exchange, json_member_object(fields, "response"), body_maximum);
    json_document_free(line);
}

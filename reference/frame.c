#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "reference/wire.h"

/* A header line that is being looked at: [at, end), its end of line excluded. */
struct line {
    const char *at, *end;
};

static bool line_next(const struct wire_answer *answer, const char **at, struct line *line)
{
    const char *limit = answer->head + answer->head_length;
    if (*at >= limit) {
        return false;
    }
    const char *end = memchr(*at, '\r', (size_t)(limit - *at));
    *line = (struct line){*at, end == NULL ? limit : end};
    *at = end == NULL ? limit : end + 2;
    return true;
}

static bool line_is(const struct line *line, const char *name)
{
    size_t length = strlen(name);
    return (size_t)(line->end - line->at) > length && strncasecmp(line->at, name, length) == 0 &&
           line->at[length] == ':';
}

static char letter(char character, enum wire_names names, size_t at)
{
    bool upper = names == NAMES_UPPER || (names == NAMES_MIXED && at % 2 == 1);
    int changed = upper ? toupper((unsigned char)character) : tolower((unsigned char)character);
    return names == NAMES_AS_THEY_ARE ? character : (char)changed;
}

static void put_field(struct buffer *out, const struct wire_shape *shape, const char *name,
                      size_t name_length, const char *value, size_t value_length)
{
    for (size_t i = 0; i < name_length; i++) {
        buffer_char(out, letter(name[i], shape->names, i));
    }
    buffer_text(out, shape->colon == NULL ? ": " : shape->colon);
    buffer_append(out, value, value_length);
    buffer_text(out, "\r\n");
}

static void put_text_field(struct buffer *out, const struct wire_shape *shape, const char *name,
                           const char *value)
{
    put_field(out, shape, name, strlen(name), value, strlen(value));
}

static void put_line(struct buffer *out, const struct wire_shape *shape, const struct line *line)
{
    const char *colon = memchr(line->at, ':', (size_t)(line->end - line->at));
    if (colon != NULL) {
        const char *value = colon + 1;
        while (value < line->end && *value == ' ') {
            value++;
        }
        put_field(out, shape, line->at, (size_t)(colon - line->at), value, (size_t)(line->end - value));
    }
}

/* "HTTP/1.1 200 OK" */
static void put_status_line(struct buffer *out, const struct wire_shape *shape, const struct line *line)
{
    if (shape->status_line != NULL) {
        buffer_text(out, shape->status_line);
        return;
    }
    const char *code = memchr(line->at, ' ', (size_t)(line->end - line->at));
    if (code == NULL || line->end - code < 4) {
        return;
    }
    if (shape->version != NULL) {
        buffer_text(out, shape->version);
    } else {
        buffer_append(out, line->at, (size_t)(code - line->at));
    }
    buffer_append(out, code, 4);
    if (shape->reason != NULL) {
        buffer_format(out, " %s", shape->reason);
    } else {
        buffer_append(out, code + 4, (size_t)(line->end - code - 4));
    }
    buffer_text(out, "\r\n");
}

/* How long the body is, or where it ends, as the shape has it. */
static void put_framing(struct buffer *out, const struct wire_shape *shape, const struct wire_answer *answer)
{
    if (shape->framing == FRAMED_BY_CHUNKS) {
        put_text_field(out, shape, "Transfer-Encoding", "chunked");
    } else if (shape->framing == FRAMED_BY_LENGTH) {
        char text[32];
        snprintf(text, sizeof text, "%zu", (size_t)((long long)answer->body_length + shape->length_error));
        put_text_field(out, shape, "Content-Length", text);
    }
}

static void put_head(struct buffer *out, const struct wire_shape *shape, const struct wire_answer *answer)
{
    const char *at = answer->head;
    struct line line = {0};
    if (line_next(answer, &at, &line)) {
        put_status_line(out, shape, &line);
    }
    buffer_text(out, shape->first == NULL ? "" : shape->first);
    while (line_next(answer, &at, &line)) {
        bool framing = line_is(&line, "Content-Length") && !answer->head_only;
        if (!framing && !line_is(&line, WIRE_TAG)) {
            put_line(out, shape, &line);
        }
    }
    if (!answer->head_only) {
        put_framing(out, shape, answer);
    }
    buffer_text(out, shape->last == NULL ? "" : shape->last);
    buffer_text(out, "\r\n");
}

static void put_chunks(struct buffer *out, const struct wire_shape *shape, const struct wire_answer *answer)
{
    size_t most = shape->chunk == 0 ? answer->body_length : shape->chunk;
    const char *extension = shape->extension == NULL ? "" : shape->extension;
    for (size_t at = 0, length = 0; at < answer->body_length; at += length) {
        length = answer->body_length - at < most ? answer->body_length - at : most;
        if (shape->size_text != NULL) {
            buffer_format(out, "%s\r\n", shape->size_text);
        } else {
            buffer_format(out, "%zx%s\r\n", length, extension);
        }
        buffer_append(out, answer->body + at, length);
        buffer_text(out, "\r\n");
    }
    if (!shape->no_last_chunk) {
        buffer_format(out, "0%s\r\n%s\r\n", extension, shape->trailer == NULL ? "" : shape->trailer);
    }
}

static void put_body(struct buffer *out, const struct wire_shape *shape, const struct wire_answer *answer)
{
    if (answer->head_only) {
        return;
    }
    if (shape->framing == FRAMED_BY_CHUNKS) {
        put_chunks(out, shape, answer);
    } else {
        buffer_append(out, answer->body, answer->body_length);
    }
}

static void cut_to(struct buffer *out, size_t length)
{
    if (length < out->length) {
        out->length = length;
        out->data[length] = '\0';
    }
}

void wire_frame(struct buffer *out, const struct wire_shape *shape, const struct wire_answer *answer)
{
    size_t begin = out->length;
    buffer_text(out, shape->before == NULL ? "" : shape->before);
    if (!shape->bare) {
        put_head(out, shape, answer);
    }
    size_t head = out->length - begin;
    put_body(out, shape, answer);
    buffer_text(out, shape->after == NULL ? "" : shape->after);
    size_t body = out->length - begin - head;
    const size_t lengths[] = {
        [END_WHOLE] = head + body, [END_BEFORE] = 0,        [END_IN_STATUS_LINE] = 7,
        [END_IN_HEAD] = head / 2,  [END_AFTER_HEAD] = head, [END_IN_BODY] = head + body / 2,
    };
    cut_to(out, begin + lengths[shape->end]);
}

#include "http/answer.h"

#include "base/memory.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static bool fail(struct http_answer *answer, enum http_outcome fault, const char *detail)
{
    if (answer->fault == HTTP_ANSWERED) {
        answer->fault = fault;
        answer->detail = detail;
    }
    return false;
}

static bool is_digit(char character)
{
    return character >= '0' && character <= '9';
}

/* RFC 9112, 4: "HTTP/1.1 200 OK"; the reason, and the space before it, may be missing. */
static bool read_status(struct http_answer *answer, const char *line, size_t length)
{
    if (length < 12 || memcmp(line, "HTTP/1.", 7) != 0 || (line[7] != '0' && line[7] != '1') ||
        line[8] != ' ' || !is_digit(line[9]) || !is_digit(line[10]) || !is_digit(line[11]) ||
        (length > 12 && line[12] != ' '))
        return fail(answer, HTTP_GARBLED, "its first line is no status line of HTTP/1.0 or HTTP/1.1");
    answer->version = line[7] == '0' ? 10 : 11;
    answer->status = (line[9] - '0') * 100 + (line[10] - '0') * 10 + (line[11] - '0');
    http_headers_clear(&answer->headers);
    answer->fields = 0;
    answer->place = HTTP_IN_FIELDS;
    return true;
}

static bool end_fields(struct http_answer *answer)
{
    if (answer->status == 101)
        return fail(answer, HTTP_GARBLED, "it switches to another protocol, which nobody asked for");
    answer->place = answer->status < 200 ? HTTP_AT_START : HTTP_IN_BODY;
    return true;
}

static bool is_blank(char character)
{
    return character == ' ' || character == '\t';
}

static void trim(const char **text, size_t *length)
{
    while (*length && is_blank(**text)) {
        (*text)++;
        (*length)--;
    }
    while (*length && is_blank((*text)[*length - 1]))
        (*length)--;
}

/* RFC 9112, 5.2: a line that begins with white space goes on with the value before it. */
static bool continue_field(struct http_answer *answer, const char *line, size_t length)
{
    if (!answer->headers.count)
        return fail(answer, HTTP_GARBLED, "its first header line begins with white space");
    struct http_header last = answer->headers.items[--answer->headers.count];
    trim(&line, &length);
    char *whole = string_format("%s%s%.*s", last.value, *last.value && length ? " " : "", (int)length, line);
    http_headers_add(&answer->headers, last.name, whole);
    free(last.name);
    free(whole);
    return true;
}

static bool read_field(struct http_answer *answer, const char *line, size_t length)
{
    if (is_blank(*line))
        return continue_field(answer, line, length);
    const char *colon = memchr(line, ':', length);
    if (!colon || colon == line)
        return fail(answer, HTTP_GARBLED, "it has a header line without a name");
    const char *value = colon + 1;
    size_t name_length = (size_t)(colon - line), value_length = length - name_length - 1;
    trim(&line, &name_length);
    trim(&value, &value_length);
    http_headers_add_pieces(&answer->headers, line, name_length, value, value_length);
    return true;
}

bool http_answer_line(struct http_answer *answer, const char *line, size_t length)
{
    answer->bytes += length;
    if (answer->bytes > HTTP_HEADERS_MAXIMUM)
        return fail(answer, HTTP_TOO_LARGE, "its headers are longer than 256 KiB");
    if (length && line[length - 1] == '\n')
        length--;
    if (length && line[length - 1] == '\r')
        length--;
    if (answer->place == HTTP_AT_START)
        return read_status(answer, line, length);
    if (answer->place == HTTP_IN_FIELDS && length == 0)
        return end_fields(answer);
    if (++answer->fields > HTTP_HEADERS_COUNT)
        return fail(answer, HTTP_TOO_LARGE, "it has more than 1000 header fields");
    return answer->place == HTTP_IN_BODY || read_field(answer, line, length);
}

/* One Content-Length value, which may be a list of equal numbers; numbers beyond 64 bits stay at their maximum. */
static bool read_length(const char *value, uint64_t *length)
{
    char *end = NULL;
    for (bool first = true;; first = false, value = end + 1) {
        value += strspn(value, " \t");
        if (!is_digit(*value))
            return false;
        uint64_t number = strtoull(value, &end, 10);
        if (!first && number != *length)
            return false;
        *length = number;
        end += strspn(end, " \t");
        if (*end != ',')
            return *end == '\0';
    }
}

enum http_length http_answer_length(const struct http_answer *answer, uint64_t *length)
{
    enum http_length state = HTTP_LENGTH_NONE;
    const char *value = NULL;
    if (http_headers_find(&answer->headers, "Transfer-Encoding"))
        return HTTP_LENGTH_NONE;
    for (size_t at = 0; (value = http_headers_next(&answer->headers, "Content-Length", &at)) != NULL;) {
        uint64_t number = 0;
        if (!read_length(value, &number) || (state == HTTP_LENGTH_GIVEN && number != *length))
            return HTTP_LENGTH_CONFLICT;
        *length = number;
        state = HTTP_LENGTH_GIVEN;
    }
    return state;
}

void http_answer_clear(struct http_answer *answer)
{
    http_headers_clear(&answer->headers);
    *answer = (struct http_answer){0};
}

#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/text.h"

/* Makes text fit for one line of a terminal, in place: tabs become spaces; other control characters and bytes that
 * are no UTF-8 become '?'. */
static void make_visible(char *text, size_t length)
{
    char *out = text;
    for (const char *at = text, *end = text + length; at < end;) {
        uint32_t code = 0;
        size_t size = text_decode(at, (size_t)(end - at), &code);
        if (size && code >= 0x20 && (code < 0x7f || code >= 0xa0)) {
            memmove(out, at, size);
            out += size;
        } else {
            *out++ = code == '\t' ? ' ' : '?';
        }
        at += size ? size : 1;
    }
    *out = '\0';
}

/* The length without a character that is cut at the end. */
static size_t whole_length(const char *text, size_t length)
{
    size_t last = length;
    while (last && ((unsigned char)text[last - 1] & 0xc0) == 0x80)
        last--;
    return last && !text_decode(text + last - 1, length - last + 1, NULL) ? last - 1 : length;
}

static bool ends_line(const char *at, const char *end)
{
    return *at == '\n' || (*at == '\r' && (at + 1 == end || at[1] != '\n'));
}

enum { LINE_BEFORE = 60, LINE_WHOLE = 120 }; /* in code points */

/* Where an excerpt begins that shows `column`: at the line's start, else shortly before the column. */
static const char *excerpt_start(const char *line, const char *end, unsigned column, unsigned *skipped)
{
    *skipped = column > LINE_WHOLE ? column - LINE_BEFORE : 0;
    for (unsigned i = 0; i < *skipped && line < end; i++) {
        size_t size = text_decode(line, (size_t)(end - line), NULL);
        line += size ? size : 1;
    }
    return line;
}

/* Copies the given line of a document, from "…" on where the column stands far to the right. */
static void copy_line(struct error *error, const char *document, size_t length)
{
    const char *at = document, *end = document + length;
    unsigned skipped = 0;
    for (unsigned current = 1; current < error->line && at < end; at++)
        current += ends_line(at, end);
    at = excerpt_start(at, end, error->column, &skipped);
    size_t used = skipped ? strlen("…") : 0, size = sizeof error->excerpt;
    memcpy(error->excerpt, "…", used);
    for (; at < end && *at != '\n' && *at != '\r' && used + 1 < size; at++)
        error->excerpt[used++] = *at;
    make_visible(error->excerpt, used + 1 == size ? whole_length(error->excerpt, used) : used);
    error->caret = skipped ? error->column - skipped + 1 : error->column;
}

static void set_text(struct error *error, const char *format, va_list arguments)
{
    size_t size = sizeof error->text;
    int length = vsnprintf(error->text, size, format, arguments);
    make_visible(error->text, length < (int)size ? (size_t)length : whole_length(error->text, size - 1));
    error->set = true;
}

static void set_source(struct error *error, const char *source)
{
    snprintf(error->source, sizeof error->source, "%s", source ? source : "");
    make_visible(error->source, strlen(error->source));
}

bool error_set(struct error *error, const char *format, ...)
{
    if (!error || error->set)
        return false;
    va_list arguments;
    va_start(arguments, format);
    set_text(error, format, arguments);
    va_end(arguments);
    return false;
}

bool error_set_at(struct error *error, const char *source, unsigned line, unsigned column,
                  const char *document, size_t length, const char *format, ...)
{
    if (!error || error->set)
        return false;
    va_list arguments;
    va_start(arguments, format);
    set_text(error, format, arguments);
    va_end(arguments);
    set_source(error, source);
    error->line = line;
    error->column = column;
    if (document && line)
        copy_line(error, document, length);
    return false;
}

void error_print(const struct error *error, struct buffer *out)
{
    if (error->source[0])
        buffer_format(out, "%s:", error->source);
    if (error->line)
        buffer_format(out, "%u:%u:", error->line, error->column);
    buffer_format(out, "%s%s\n", error->source[0] || error->line ? " " : "", error->text);
    if (!error->excerpt[0])
        return;
    int margin = snprintf(NULL, 0, "%u", error->line);
    buffer_format(out, "  %u | %s\n", error->line, error->excerpt);
    buffer_format(out, "  %*s | %*s^\n", margin, "", error->caret ? (int)error->caret - 1 : 0, "");
}

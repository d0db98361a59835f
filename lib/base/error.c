#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"

/* Copies the given line of a document, tabs as spaces and other control characters as '?'. */
static void copy_line(char *out, size_t size, const char *document, size_t length, unsigned line)
{
    const char *at = document, *end = document + length;
    for (unsigned current = 1; current < line && at < end; current++) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        at = newline ? newline + 1 : end;
    }
    size_t used = 0;
    for (; at < end && *at != '\n' && *at != '\r' && used + 1 < size; at++)
        out[used++] = *at == '\t' ? ' ' : (unsigned char)*at < 0x20 || *at == 0x7f ? '?' : *at;
    /* Not in the middle of a character. */
    if (used + 1 == size)
        while (used && ((unsigned char)out[used - 1] & 0xc0) == 0x80)
            used--;
    out[used] = '\0';
}

bool error_set(struct error *error, const char *format, ...)
{
    if (!error || error->set)
        return false;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error->text, sizeof error->text, format, arguments);
    va_end(arguments);
    error->set = true;
    return false;
}

bool error_set_at(struct error *error, const char *source, unsigned line, unsigned column, const char *document,
                  size_t length, const char *format, ...)
{
    if (!error || error->set)
        return false;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error->text, sizeof error->text, format, arguments);
    va_end(arguments);
    snprintf(error->source, sizeof error->source, "%s", source ? source : "");
    error->line = line;
    error->column = column;
    if (document && line)
        copy_line(error->excerpt, sizeof error->excerpt, document, length, line);
    error->set = true;
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
    buffer_format(out, "  %*s | %*s^\n", margin, "", error->column ? (int)error->column - 1 : 0, "");
}

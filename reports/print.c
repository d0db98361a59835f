/* Explanations as lines of text. */
#include <string.h>

#include "reports/explain.h"
#include "reports/text.h"

enum { LABEL_COLUMNS = 10 };

void explain_ink(struct buffer *out, enum explain_ink ink, bool colour)
{
    static const char *const sequences[INKS] = {
        [INK_PLAIN] = "\x1b[0m", [INK_BOLD] = "\x1b[1m", [INK_FAINT] = "\x1b[2m",
        [INK_GOOD] = "\x1b[32m", [INK_BAD] = "\x1b[31m", [INK_DOUBT] = "\x1b[33m"};
    if (colour)
        buffer_text(out, sequences[ink]);
}

static void pad(struct buffer *out, size_t columns)
{
    while (columns--)
        buffer_char(out, ' ');
}

/* How many bytes of `text` go on a line of `room` columns: up to a space, else as many as fit. */
static size_t line_of(const char *text, size_t room)
{
    size_t length = strlen(text), fits = text_fit(text, length, room);
    if (fits == length)
        return length;
    size_t end = fits;
    while (end > 0 && text[end] != ' ')
        end--;
    if (end)
        return end;
    return fits ? fits : 1;
}

void explain_wrap(struct buffer *out, const char *text, size_t indent, size_t at, size_t width)
{
    do {
        pad(out, at < indent ? indent - at : 0);
        size_t column = at < indent ? indent : at, room = width > column + 16 ? width - column : 16;
        size_t length = width ? line_of(text, room) : strlen(text);
        buffer_append(out, text, length);
        buffer_char(out, '\n');
        text += length;
        text += strspn(text, " ");
        at = 0;
    } while (*text);
}

/* A line that is not wrapped: on a terminal it is cut. */
static void print_verbatim_line(const char *text, size_t length, size_t room, struct buffer *out)
{
    size_t fits = room ? text_fit(text, length, room) : length;
    if (fits < length)
        fits = text_fit(text, length, room - 1);
    buffer_append(out, text, fits);
    if (fits < length)
        buffer_text(out, "\xE2\x80\xA6");
    buffer_char(out, '\n');
}

static void print_verbatim(const struct explain_part *part, const struct explain_style *style,
                           struct buffer *out)
{
    size_t indent = style->indent + LABEL_COLUMNS + 2;
    size_t room = style->width > indent + 16 ? style->width - indent : style->width ? 16 : 0;
    const char *line = part->text;
    for (size_t i = 0; line; i++) {
        const char *end = strchr(line, '\n');
        bool marked = i >= part->first_marked && i - part->first_marked < part->marked;
        pad(out, indent - 2);
        explain_ink(out, marked ? INK_BAD : INK_FAINT, style->colour);
        buffer_text(out, marked ? "> " : "| ");
        if (!marked)
            explain_ink(out, INK_PLAIN, style->colour);
        print_verbatim_line(line, end ? (size_t)(end - line) : strlen(line), room, out);
        if (marked)
            explain_ink(out, INK_PLAIN, style->colour);
        line = end ? end + 1 : NULL;
    }
}

static void print_label(const char *label, const struct explain_style *style, struct buffer *out)
{
    pad(out, style->indent);
    explain_ink(out, INK_FAINT, style->colour && *label);
    buffer_text(out, label);
    explain_ink(out, INK_PLAIN, style->colour && *label);
    pad(out, LABEL_COLUMNS - strlen(label));
}

void explain_print(const struct explanation *explanation, const struct explain_style *style,
                   struct buffer *out)
{
    size_t column = style->indent + LABEL_COLUMNS;
    for (size_t i = 0; i < explanation->count; i++) {
        const struct explain_part *part = &explanation->parts[i];
        if (part->kind == EXPLAIN_VERBATIM) {
            print_verbatim(part, style, out);
            continue;
        }
        print_label(part->label, style, out);
        bool whole = part->kind == EXPLAIN_COMMAND;
        explain_wrap(out, part->text, column, column, whole ? 0 : style->width);
    }
}

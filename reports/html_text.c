#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "reports/html.h"

/* Characters that change how their neighbours are shown, or show nothing at all. */
static bool is_invisible(uint32_t code)
{
    return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0xad || code == 0x61c || code == 0xfeff ||
           (code >= 0x200b && code <= 0x200f) || (code >= 0x2028 && code <= 0x202e) ||
           (code >= 0x2060 && code <= 0x206f) || (code & 0xfffe) == 0xfffe || (code >= 0xfdd0 && code <= 0xfdef) ||
           (code >= 0xfff9 && code <= 0xfffb) || (code >= 0xe0000 && code <= 0xe0fff);
}

static const char *entity(char character)
{
    switch (character) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

/* One character, or one byte that belongs to none. Returns how many bytes it took. */
static size_t append_one(struct buffer *out, const char *bytes, size_t length)
{
    uint32_t code = 0;
    size_t taken = text_decode(bytes, length, &code);
    const char *escaped = entity(*bytes);
    if (!taken)
        buffer_format(out, "\\x%02x", (unsigned)(unsigned char)*bytes);
    else if (escaped)
        buffer_text(out, escaped);
    else if (is_invisible(code) && code != '\n' && code != '\t')
        buffer_format(out, code < 0x100 ? "\\x%02x" : "\\u%04x", (unsigned)code);
    else
        buffer_append(out, bytes, taken);
    return taken ? taken : 1;
}

void html_bytes(struct buffer *out, const char *bytes, size_t length)
{
    for (size_t at = 0; at < length;)
        at += append_one(out, bytes + at, length - at);
}

void html_text(struct buffer *out, const char *text)
{
    html_bytes(out, text, strlen(text));
}

void html_wrapped(struct buffer *out, const char *before, const char *text, const char *after)
{
    if (!*text)
        return;
    buffer_text(out, before);
    html_text(out, text);
    buffer_text(out, after);
}

void html_count(struct buffer *out, size_t count)
{
    if (count >= 1000)
        html_count(out, count / 1000);
    buffer_format(out, count >= 1000 ? ",%03zu" : "%zu", count % 1000);
}

void html_counted(struct buffer *out, size_t count, const char *singular, const char *plural)
{
    html_count(out, count);
    buffer_format(out, " %s", count == 1 ? singular : plural);
}

void html_duration(struct buffer *out, int64_t microseconds)
{
    double seconds = (double)microseconds / (double)CLOCK_SECOND;
    if (microseconds < CLOCK_MILLISECOND)
        buffer_text(out, "&lt; 1 ms");
    else if (microseconds < CLOCK_SECOND)
        buffer_format(out, "%.0f ms", seconds * 1000);
    else if (seconds < 120)
        buffer_format(out, "%.*f s", seconds < 10 ? 2 : 1, seconds);
    else
        buffer_format(out, "%.0f min %02.0f s", (double)(int)(seconds / 60), seconds - 60 * (double)(int)(seconds / 60));
}

const char *html_class(const struct model_case *row)
{
    return *row->waived ? "waived" : model_verdict_name(row->verdict);
}

void html_bar(struct buffer *out, const char *class, const struct model_counts *counts)
{
    size_t parts[] = {counts->by[MODEL_FAILED] - counts->waived, counts->by[MODEL_ERRORED], counts->waived,
                      counts->by[MODEL_PASSED], counts->by[MODEL_SKIPPED]};
    static const char *const classes[] = {"failed", "errored", "waived", "passed", "skipped"};
    buffer_format(out, "<div class=\"%s\" aria-hidden=\"true\">", class);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (parts[i])
            buffer_format(out, "<i class=\"%s\" style=\"flex:%zu\"></i>", classes[i], parts[i]);
    buffer_text(out, "</div>");
}

#include <string.h>

#include "reports/html.h"
#include "reports/text.h"

void html_bytes(struct buffer *out, const char *bytes, size_t length)
{
    struct buffer shown;
    buffer_init(&shown, BUFFER_UNBOUNDED);
    text_show(&shown, bytes, length, true);
    text_xml(out, buffer_string(&shown), shown.length, true);
    buffer_clear(&shown);
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

void html_counted(struct buffer *out, size_t count, const char *singular, const char *plural)
{
    text_number(out, (int64_t)count);
    buffer_format(out, " %s", count == 1 ? singular : plural);
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

#include "reports/beside.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "reports/excerpt.h"
#include "reports/explain.h"
#include "reports/fields.h"
#include "reports/text.h"

enum { LINES = 60 };

/* ---- An answer as lines ---- */

static void write_type(struct buffer *out, const struct json_object *response)
{
    size_t at = 0;
    const char *name = NULL, *value = NULL;
    while (fields_next(json_member(response, "headers"), &at, &name, &value))
        if (strcasecmp(name, "Content-Type") == 0)
            text_show_line(out, value);
}

static char *lines_of(const struct beside_answer *answer)
{
    struct buffer out;
    buffer_init(&out, BUFFER_UNBOUNDED);
    if (!answer->response) {
        text_show_line(&out, answer->outcome && *answer->outcome ? answer->outcome : "no answer");
        return buffer_take(&out, NULL);
    }
    buffer_format(&out, "status %lld\n", (long long)json_member_int(answer->response, "status", 0));
    write_type(&out, answer->response);
    struct excerpt body =
        excerpt_make(json_member_object(answer->response, "body"), EXCERPT_NOTHING, NULL, LINES);
    buffer_format(&out, "\n%s", *body.text ? body.text : "(without a body)");
    free(body.text);
    return buffer_take(&out, NULL);
}

/* ---- Columns ---- */

/* The next line that fits the column; *at moves on. */
static size_t take_line(const char **at, size_t columns, const char **line)
{
    size_t length = strcspn(*at, "\n"), fits = text_fit(*at, length, columns);
    *line = *at;
    *at += fits;
    if (fits == length)
        *at += **at == '\n';
    return fits;
}

static void write_cell(struct buffer *out, const char *text, size_t length, size_t columns)
{
    size_t used = text_columns(text, length);
    buffer_append(out, text, length);
    for (; used < columns; used++)
        buffer_char(out, ' ');
}

static bool write_row(struct buffer *out, const char **left, const char **right, bool colour, size_t columns)
{
    const char *first = NULL, *second = NULL;
    size_t first_length = take_line(left, columns, &first),
           second_length = take_line(right, columns, &second);
    bool differ = first_length != second_length || memcmp(first, second, first_length) != 0;
    explain_ink(out, INK_DOUBT, colour && differ);
    write_cell(out, first, first_length, columns);
    buffer_text(out, differ ? " | " : "   ");
    buffer_append(out, second, second_length);
    while (out->length && out->data[out->length - 1] == ' ')
        out->length--;
    explain_ink(out, INK_PLAIN, colour && differ);
    buffer_char(out, '\n');
    return differ;
}

static void write_titles(struct buffer *out, const char *left, const char *right, bool colour, size_t columns)
{
    explain_ink(out, INK_BOLD, colour);
    write_cell(out, left, text_fit(left, strlen(left), columns), columns);
    buffer_format(out, "   %s", right);
    explain_ink(out, INK_PLAIN, colour);
    buffer_char(out, '\n');
}

bool beside_write(struct buffer *out, const struct beside_answer *left, const struct beside_answer *right,
                  bool colour, size_t width)
{
    size_t columns = (width < 40 ? 40 : width) / 2 - 2;
    char *first = lines_of(left), *second = lines_of(right);
    bool differ = false;
    write_titles(out, left->title, right->title, colour, columns);
    for (const char *a = first, *b = second; *a || *b;)
        differ = write_row(out, &a, &b, colour, columns) || differ;
    free(first);
    free(second);
    return differ;
}

#include "reports/excerpt.h"

#include <stdlib.h>
#include <string.h>

#include "record/model.h"
#include "reports/text.h"

enum { LINE_MAXIMUM = 240, BEFORE_MARK = 4, BEFORE_FAULT = 100, JSON_MAXIMUM = 256 * 1024 };

/* A body is laid out anew for each finding: one with more values than that, or longer, is shown as it came. */
static const struct json_limits layout_limits = {.nodes = 10000};

/* A text of lines, and what of it is marked. */
struct page {
    char *text;
    size_t length;
    size_t line, marked; /* 0-based; `marked` 0: nothing */
    size_t column;       /* bytes before the fault in its line */
};

static const char *line_at(const struct page *page, size_t line)
{
    const char *at = page->text, *end = page->text + page->length;
    for (; line && at < end; line--) {
        const char *next = memchr(at, '\n', (size_t)(end - at));
        at = next ? next + 1 : end;
    }
    return at;
}

static size_t line_length(const struct page *page, const char *line)
{
    const char *end = memchr(line, '\n', (size_t)(page->text + page->length - line));
    return (size_t)((end ? end : page->text + page->length) - line);
}

static size_t count_lines(const char *text, size_t length)
{
    size_t lines = 1;
    for (size_t i = 0; i + 1 < length; i++)
        lines += text[i] == '\n';
    return lines;
}

/* ---- Finding what to mark ---- */

/* Shortens the pointer by its last token until something is there. */
static bool find_place(struct json_object *root, const char *pointer, struct json_place *place,
                       struct json_object **node)
{
    char *shorter = string_copy(pointer);
    const struct json_source *source = NULL;
    bool found = false;
    while (*shorter && !found) {
        found = json_pointer_find(root, shorter, node) && json_pointer_place(root, shorter, &source, place);
        if (!found)
            *strrchr(shorter, '/') = '\0';
    }
    free(shorter);
    return found;
}

static void mark_pointer(struct page *page, const char *pointer)
{
    struct json_place place;
    struct json_object *node = NULL;
    struct json_document *document =
        *pointer == '/' ? json_read("body", page->text, page->length, &layout_limits, NULL) : NULL;
    if (document && find_place(json_document_root(document), pointer, &place, &node)) {
        char *value = json_text(node, JSON_INDENTED);
        page->line = place.line - 1;
        page->marked = count_lines(value, strlen(value));
        free(value);
    }
    json_document_free(document);
}

static void mark_fault(struct page *page, const struct error *error)
{
    const char *line = error->line ? line_at(page, error->line - 1) : page->text;
    size_t length = line_length(page, line);
    page->line = error->line ? error->line - 1 : 0;
    page->marked = error->line > 0;
    for (unsigned column = 1; column < error->column && page->column < length; column++)
        for (page->column++; page->column < length && (line[page->column] & 0xC0) == 0x80;)
            page->column++;
}

/* ---- Showing ---- */

static size_t indentation(const struct page *page, const char *at, size_t lines)
{
    size_t least = SIZE_MAX;
    for (size_t i = 0; i < lines; i++) {
        size_t spaces = strspn(at, " ");
        least = spaces < least ? spaces : least;
        at += line_length(page, at) + 1;
    }
    return least > 16 ? least : 0;
}

static void show_part(struct buffer *out, const char *line, size_t length, size_t from)
{
    size_t start = from > BEFORE_FAULT ? from - BEFORE_FAULT : 0;
    while (start && start < length && (line[start] & 0xC0) == 0x80)
        start--;
    if (start)
        buffer_text(out, "\xE2\x80\xA6");
    struct buffer shown;
    buffer_init(&shown, BUFFER_UNBOUNDED);
    size_t rest = length - start;
    text_show(&shown, line + start, rest < LINE_MAXIMUM ? rest : LINE_MAXIMUM, false);
    text_cut(out, buffer_string(&shown), shown.length, LINE_MAXIMUM);
    if (rest > LINE_MAXIMUM && shown.length <= LINE_MAXIMUM)
        buffer_text(out, "\xE2\x80\xA6");
    buffer_clear(&shown);
}

static struct excerpt show(const struct page *page, size_t most, bool truncated)
{
    size_t total = count_lines(page->text, page->length);
    size_t before = most / 2 < BEFORE_MARK ? most / 2 : BEFORE_MARK;
    size_t first = page->marked && page->line > before && total > most ? page->line - before : 0;
    size_t lines = total - first < most ? total - first : most;
    const char *at = line_at(page, first);
    size_t skip = indentation(page, at, lines);
    struct buffer out;
    buffer_init(&out, BUFFER_UNBOUNDED);
    struct excerpt excerpt = {.first_marked = page->line - first + (first > 0), .marked = page->marked};
    if (first)
        buffer_text(&out, "\xE2\x80\xA6\n");
    for (size_t i = 0; i < lines; i++) {
        size_t length = line_length(page, at), left = skip < length ? skip : length;
        if (i)
            buffer_char(&out, '\n');
        show_part(&out, at + left, length - left, page->marked && first + i == page->line ? page->column : 0);
        at += length + 1;
    }
    if (first + lines < total || truncated)
        buffer_text(&out, "\n\xE2\x80\xA6");
    size_t after_mark = first + lines - page->line;
    excerpt.marked = page->marked && page->marked > after_mark ? after_mark : page->marked;
    excerpt.text = buffer_take(&out, NULL);
    return excerpt;
}

/* ---- The two kinds of body ---- */

static bool is_structured(const struct json_object *root)
{
    return json_is(root, json_type_object) || json_is(root, json_type_array);
}

struct excerpt excerpt_make(const struct json_object *body, enum excerpt_mark mark, const char *pointer,
                            size_t lines)
{
    struct buffer bytes;
    buffer_init(&bytes, BUFFER_UNBOUNDED);
    if (!body || !model_body_bytes(body, &bytes) || !bytes.length) {
        buffer_clear(&bytes);
        return (struct excerpt){.text = string_copy("")};
    }
    struct error error = {0};
    bool exceeded = false;
    struct json_limits limits = layout_limits;
    limits.exceeded = &exceeded;
    struct page page = {.text = bytes.data, .length = bytes.length};
    struct json_document *document =
        bytes.length < JSON_MAXIMUM ? json_read("body", bytes.data, bytes.length, &limits, &error) : NULL;
    bool indented = document && is_structured(json_document_root(document));
    if (indented) {
        page.text = json_text(json_document_root(document), JSON_INDENTED);
        page.length = strlen(page.text);
    }
    if (indented && mark == EXCERPT_POINTER && pointer)
        mark_pointer(&page, pointer);
    if (error.set && !exceeded && mark == EXCERPT_FAULT)
        mark_fault(&page, &error);
    struct excerpt excerpt = show(&page, lines, json_member_bool(body, "truncated", false));
    if (indented)
        free(page.text);
    json_document_free(document);
    buffer_clear(&bytes);
    return excerpt;
}

/* What is small on disk and large in memory is refused in time. */
#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

#include "yaml/yaml.h"

static void expect_refusal(const struct buffer *text, const struct json_limits *limits, const char *part)
{
    struct error error = {0};
    struct json_document *document = yaml_read("test", buffer_string(text), text->length, limits, &error);
    cr_expect_not(document, "read, where this was expected: %s", part);
    cr_expect(strstr(error.text, part), "%u:%u: %s", error.line, error.column, error.text);
    json_document_free(document);
}

Test(yaml, refuses_alias_bombs)
{
    struct buffer text;
    buffer_init(&text, BUFFER_UNBOUNDED);
    buffer_text(&text, "a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 30; i++)
        buffer_format(&text, "a%d: &a%d [*a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d]\n", i, i,
                      i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1);
    expect_refusal(&text, NULL, "which is the limit");
    expect_refusal(&text, &(struct json_limits){.nodes = 100}, "the alias *a0 makes more than 100 values");
    buffer_clear(&text);
}

Test(yaml, refuses_bombs_of_merge_keys)
{
    struct buffer text;
    buffer_init(&text, BUFFER_UNBOUNDED);
    buffer_text(&text, "a0: &a0 {k: [1, 2, 3, 4, 5, 6, 7, 8]}\n");
    for (int i = 1; i < 30; i++)
        buffer_format(&text, "a%d: &a%d {<<: [*a%d, *a%d], k%d: *a%d, l%d: *a%d}\n", i, i, i - 1, i - 1, i,
                      i - 1, i, i - 1);
    expect_refusal(&text, NULL, "which is the limit");
    buffer_clear(&text);
}

Test(yaml, refuses_to_repeat_long_texts)
{
    struct buffer text;
    buffer_init(&text, BUFFER_UNBOUNDED);
    buffer_text(&text, "a: &a \"");
    for (int i = 0; i < 1 << 20; i++)
        buffer_char(&text, 'x');
    buffer_text(&text, "\"\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a]\nc: [");
    size_t start = text.length;
    for (int i = 0; i < 10; i++)
        buffer_text(&text, "*b, ");
    buffer_text(&text, "]\n");
    expect_refusal(&text, NULL, "the alias *b repeats more than 64 MiB of text");
    text.length = start;
    for (int i = 0; i < 100; i++)
        buffer_text(&text, "*a, ");
    buffer_text(&text, "]\n");
    expect_refusal(&text, NULL, "the alias *a repeats more than 64 MiB of text");
    buffer_clear(&text);
}

static void nest(struct buffer *text, const char *opening, int levels)
{
    buffer_init(text, BUFFER_UNBOUNDED);
    for (int i = 0; i < levels; i++)
        buffer_text(text, opening);
}

Test(yaml, bounds_the_depth)
{
    static const char *const openings[] = {"[", "{a: ", "- ", "? ", "[{"};
    for (size_t i = 0; i < sizeof openings / sizeof *openings; i++) {
        struct buffer text;
        nest(&text, openings[i], 100000);
        struct error error = {0};
        struct json_document *document = yaml_read("test", buffer_string(&text), text.length, NULL, &error);
        cr_expect_not(document, "%s", openings[i]);
        cr_expect(error.set, "%s", openings[i]);
        json_document_free(document);
        buffer_clear(&text);
    }
    struct buffer text;
    nest(&text, "[", 513);
    expect_refusal(&text, NULL, "nested deeper than 512 levels");
    text.length = 4;
    buffer_text(&text, "]]]]");
    expect_refusal(&text, &(struct json_limits){.depth = 3}, "nested deeper than 3 levels");
    struct json_document *document =
        yaml_read("test", text.data, text.length, &(struct json_limits){.depth = 4}, NULL);
    cr_expect(document);
    json_document_free(document);
    buffer_clear(&text);
}

Test(yaml, bounds_the_depth_of_aliases)
{
    struct buffer text;
    buffer_init(&text, BUFFER_UNBOUNDED);
    buffer_text(&text, "[&a [[1]], [*a]]");
    expect_refusal(&text, &(struct json_limits){.depth = 3}, "the alias *a nests deeper than 3 levels");
    struct json_document *document =
        yaml_read("test", text.data, text.length, &(struct json_limits){.depth = 4}, NULL);
    cr_expect(document);
    json_document_free(document);
    buffer_clear(&text);
}

/* Copies of aliases count: four lists of two values, and the one around them. */
Test(yaml, counts_values)
{
    const char *text = "[&a [1, 2], *a, *a, *a]";
    struct json_document *document =
        yaml_read("test", text, strlen(text), &(struct json_limits){.nodes = 13}, NULL);
    cr_expect(document);
    json_document_free(document);
    struct error error = {0};
    document = yaml_read("test", text, strlen(text), &(struct json_limits){.nodes = 12}, &error);
    cr_expect_not(document);
    cr_expect_eq(error.column, 21, "%u", error.column);
}

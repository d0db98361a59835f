#include <criterion/criterion.h>

#include <string.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/text.h"

Test(error, the_first_one_wins_and_points_at_its_place)
{
    struct error error = {0};
    const char *document = "one: 1\ntwo:\t[\nthree: 3\n";
    cr_assert_not(error_set_at(&error, "a.yaml", 2, 6, document, 23, "a list that is never closed"));
    cr_assert_not(error_set(&error, "something later"));
    struct buffer out;
    buffer_init(&out, BUFFER_UNBOUNDED);
    error_print(&error, &out);
    cr_assert_str_eq(buffer_string(&out), "a.yaml:2:6: a list that is never closed\n"
                                          "  2 | two: [\n"
                                          "    |      ^\n");
    buffer_clear(&out);
}

Test(error, a_plain_one_has_no_place)
{
    struct error error = {0};
    error_set(&error, "no %s", "luck");
    error_set(NULL, "goes nowhere");
    struct buffer out;
    buffer_init(&out, BUFFER_UNBOUNDED);
    error_print(&error, &out);
    cr_assert_str_eq(buffer_string(&out), "no luck\n");
    buffer_clear(&out);
}

Test(error, its_texts_are_safe_on_a_terminal)
{
    struct error error = {0};
    const char *document = "one\rt\x1bw\xc2\x9bo \xff\xc3\xa9\rthree";
    error_set_at(&error, "a\x1b.yaml", 2, 3, document, strlen(document), "no \"\x1b[31m\n\xc3\xa9\xff\"");
    cr_expect_str_eq(error.source, "a?.yaml");
    cr_expect_str_eq(error.text, "no \"?[31m?\xc3\xa9?\"");
    cr_expect_str_eq(error.excerpt, "t?w?o ?\xc3\xa9");
}

Test(error, long_texts_end_with_a_whole_character)
{
    struct error error = {0};
    char text[2000];
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = i % 2 ? '\xa9' : '\xc3';
    text[sizeof text - 1] = '\0';
    error_set_at(&error, "a", 1, 1, text, sizeof text, "%s", text);
    cr_expect_eq(strlen(error.text), sizeof error.text / 2 * 2 - 2);
    cr_expect_eq(strlen(error.excerpt), sizeof error.excerpt / 2 * 2 - 2);
}

Test(error, shows_the_part_of_a_long_line_that_matters)
{
    struct error error = {0};
    struct buffer line, out;
    buffer_init(&line, BUFFER_UNBOUNDED);
    buffer_init(&out, BUFFER_UNBOUNDED);
    for (int i = 0; i < 5000; i++)
        buffer_text(&line, i == 4000 ? "!" : "\xc3\xa9");
    error_set_at(&error, "a", 1, 4001, line.data, line.length, "here");
    cr_expect_eq(error.column, 4001);
    error_print(&error, &out);
    const char *caret = strchr(buffer_string(&out), '^'), *shown = strchr(buffer_string(&out), '!');
    cr_assert(caret && shown);
    cr_expect_eq(text_length(error.excerpt, (size_t)(strchr(error.excerpt, '!') - error.excerpt)),
                 error.caret - 1);
    cr_expect_leq(out.length, 500, "%zu", out.length);
    buffer_clear(&line);
    buffer_clear(&out);
}

#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

#include "reports/again.h"
#include "reports/excerpt.h"
#include "reports/text.h"

static void expect_shown(const char *bytes, size_t length, bool lines, const char *expected)
{
    struct buffer out;
    buffer_init(&out, BUFFER_UNBOUNDED);
    text_show(&out, bytes, length, lines);
    cr_expect_str_eq(buffer_string(&out), expected);
    buffer_clear(&out);
}

Test(text, what_cannot_be_shown_becomes_visible)
{
    expect_shown("a\0b", 3, false, "a\\x00b");
    expect_shown("\x1b[1m\r\n\t\x7f", 8, false, "\\x1b[1m\\r\\n\\t\\x7f");
    expect_shown("\n\t", 2, true, "\n\t");
    expect_shown("\xff\xc3(\xed\xa0\x80", 6, false, "\\xff\\xc3(\\xed\\xa0\\x80");
    expect_shown("\xc2\x85\xe2\x80\xae\xef\xbf\xbe\xef\xbb\xbf", 11, false,
                 "\\u{85}\\u{202e}\\u{fffe}\\u{feff}");
    expect_shown("\xc3\xbc\xf0\x9f\x98\x80", 6, false, "\xc3\xbc\xf0\x9f\x98\x80");
}

Test(text, build_servers_are_given_no_orders)
{
    expect_shown("::error::x", 10, false, "\\x3a:error::x");
    expect_shown("a ::add-mask::b", 15, false, "a \\x3a:add-mask::b");
    expect_shown("##[group]x##vso[y", 17, false, "\\x23#[group]x\\x23#vso[y");
    expect_shown("http://[::1]:80/a::b", 20, false, "http://[::1]:80/a::b");
}

Test(text, columns)
{
    cr_expect_eq(text_columns("abc", 3), 3);
    cr_expect_eq(text_columns("e\xcc\x81", 3), 1, "a combining accent takes none");
    cr_expect_eq(text_columns("\xe4\xb8\xad\xf0\x9f\x98\x80", 7), 4, "ideographs and pictures take two");
    cr_expect_eq(text_fit("\xe4\xb8\xad\xe4\xb8\xad", 6, 3), 3, "no half character");
}

Test(text, xml)
{
    struct buffer out;
    buffer_init(&out, BUFFER_UNBOUNDED);
    text_xml(&out, "<a & \"b\">\n]]>", 13, true);
    cr_expect_str_eq(buffer_string(&out), "&lt;a &amp; &quot;b&quot;&gt;&#10;]]&gt;");
    buffer_reset(&out);
    text_xml(&out, "\"\n]]>", 5, false);
    cr_expect_str_eq(buffer_string(&out), "\"\n]]&gt;");
    buffer_clear(&out);
}

Test(text, numbers_and_durations)
{
    static const struct {
        int64_t number;
        const char *text;
    } rows[] = {
        {0, "0"},           {999, "999"}, {1000, "1,000"}, {1000000, "1,000,000"}, {5242880, "5,242,880"},
        {-12345, "-12,345"}};
    struct buffer out;
    buffer_init(&out, BUFFER_UNBOUNDED);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        buffer_reset(&out);
        text_number(&out, rows[i].number);
        cr_expect_str_eq(buffer_string(&out), rows[i].text);
    }
    buffer_reset(&out);
    text_duration(&out, 1500);
    buffer_char(&out, ' ');
    text_duration(&out, 12345678);
    buffer_char(&out, ' ');
    text_duration(&out, INT64_C(185000000));
    cr_expect_str_eq(buffer_string(&out), "0.002 s 12.3 s 3 min 5 s");
    buffer_clear(&out);
}

Test(text, words_for_a_shell)
{
    static const struct {
        const char *text, *word;
    } rows[] = {{"", "''"},
                {"plain-1", "plain-1"},
                {"it's $HOME", "'it'\\''s $HOME'"},
                {"a\nb\x1b\xe2\x80\xae", "$'a\\x0ab\\x1b\\xe2\\x80\\xae'"},
                {"Authorization: Bearer [token]", "\"Authorization: Bearer $CREWCHECK_TOKEN\""},
                {"a [token] \"b\"", "'a '\"$CREWCHECK_TOKEN\"' \"b\"'"},
                {"[token, truncated]", "\"${CREWCHECK_TOKEN:0:${#CREWCHECK_TOKEN}/2}\""}};
    struct buffer out;
    buffer_init(&out, BUFFER_UNBOUNDED);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        buffer_reset(&out);
        again_word(&out, rows[i].text, strlen(rows[i].text));
        cr_expect_str_eq(buffer_string(&out), rows[i].word);
    }
    buffer_clear(&out);
}

static void expect_excerpt(const char *body, enum excerpt_mark mark, const char *pointer, size_t lines,
                           const char *expected, size_t first, size_t marked)
{
    struct json_object *recorded = json_object_new_object();
    json_object_object_add(recorded, "text", json_object_new_string(body));
    struct excerpt excerpt = excerpt_make(recorded, mark, pointer, lines);
    cr_expect_str_eq(excerpt.text, expected);
    cr_expect_eq(excerpt.marked, marked, "%s: %zu", body, excerpt.marked);
    cr_expect(!marked || excerpt.first_marked == first, "%s: line %zu", body, excerpt.first_marked);
    free(excerpt.text);
    json_object_put(recorded);
}

Test(text, excerpts)
{
    expect_excerpt("{\"a\":{\"b\":1}}", EXCERPT_POINTER, "/a/b", 9, "{\n  \"a\": {\n    \"b\": 1\n  }\n}", 2,
                   1);
    expect_excerpt("{\"a\":{\"b\":1}}", EXCERPT_POINTER, "/a", 9, "{\n  \"a\": {\n    \"b\": 1\n  }\n}", 1,
                   3);
    expect_excerpt("{\"a\":{\"b\":1}}", EXCERPT_POINTER, "/a/c", 9, "{\n  \"a\": {\n    \"b\": 1\n  }\n}", 1,
                   3);
    expect_excerpt("{\"a\":1}", EXCERPT_POINTER, "", 9, "{\n  \"a\": 1\n}", 0, 0);
    expect_excerpt("[1,2,3,4,5,6,7,8,9]", EXCERPT_POINTER, "/7", 3,
                   "\xe2\x80\xa6\n  7,\n  8,\n  9\n\xe2\x80\xa6", 2, 1);
    expect_excerpt("[1,2,3,4,5,6,7,8,9]", EXCERPT_POINTER, "/7", 6,
                   "\xe2\x80\xa6\n  5,\n  6,\n  7,\n  8,\n  9\n]", 4, 1);
    expect_excerpt("{\"a\":1,\n\"b\":}", EXCERPT_FAULT, NULL, 9, "{\"a\":1,\n\"b\":}", 1, 1);
    expect_excerpt("no\nJSON", EXCERPT_NOTHING, NULL, 1, "no\n\xe2\x80\xa6", 0, 0);
    expect_excerpt("", EXCERPT_NOTHING, NULL, 9, "", 0, 0);
}

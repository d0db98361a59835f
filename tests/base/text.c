#include <criterion/criterion.h>

#include <string.h>

#include "base/text.h"

Test(text, decodes_what_it_encodes)
{
    static const uint32_t codes[] = {0x1, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x10ffff};
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        char bytes[4];
        uint32_t code = 0;
        size_t size = text_encode(codes[i], bytes);
        cr_assert_eq(text_decode(bytes, size, &code), size);
        cr_assert_eq(code, codes[i]);
        cr_assert_eq(text_decode(bytes, size - 1, &code), 0, "a cut sequence is none");
    }
}

Test(text, refuses_what_is_not_utf8)
{
    static const char *const wrong[] = {"\x80", "\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xed\xa0\x80", "\xf0\x80\x80\x80",
                                        "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "\xc3(", "a\xe2\x82"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        cr_assert_not(text_is_utf8(wrong[i], strlen(wrong[i])), "%zu", i);
    cr_assert(text_is_utf8("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", 10));
    cr_assert_eq(text_length("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", 10), 4);
}

Test(text, globs_know_two_wildcards)
{
    cr_assert(text_glob("kickoff.*", "kickoff.reject.inputs.*.type-number"));
    cr_assert(text_glob("*.tasks.[].output", "status.tasks.[].output"));
    cr_assert(text_glob("a?c*", "abc"));
    cr_assert(text_glob("*", ""));
    cr_assert_not(text_glob("", "a"));
    cr_assert_not(text_glob("a?c", "ac"));
    cr_assert_not(text_glob("[ab]", "a"));
    cr_assert_not(text_glob("*b", "abc"));
}

Test(text, finds_the_nearest_word)
{
    static const char *const words[] = {"status", "kickoff", "resume", "inputs", NULL};
    cr_assert_str_eq(text_nearest("statsu", words), "status");
    cr_assert_str_eq(text_nearest("Kickof", words), "kickoff");
    cr_assert_null(text_nearest("webhooks", words));
}

Test(text, utf8_is_checked_at_each_place)
{
    for (size_t before = 0; before < 20; before++)
        for (size_t after = 0; after < 12; after++) {
            char bytes[40] = {0};
            memset(bytes, 'a', before + 2 + after);
            memcpy(bytes + before, "\xc3\xbc", 2);
            cr_expect(text_is_utf8(bytes, before + 2 + after));
            bytes[before + 1] = 'a';
            cr_expect_not(text_is_utf8(bytes, before + 2 + after));
            bytes[before] = '\xff';
            cr_expect_not(text_is_utf8(bytes, before + 2 + after));
        }
}

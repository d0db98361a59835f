#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/memory.h"
#include "base/random.h"
#include "record/redact.h"

#define SECRET "s3cr3t/Tok+en=\"x\""

static struct buffer masked_by(struct redact *redact, const char *text, size_t length, bool cut)
{
    struct buffer out;
    buffer_init(&out, BUFFER_UNBOUNDED);
    redact_bytes(redact, text, length, cut, &out);
    return out;
}

static void expect(const char *secret, const char *text, bool cut, const char *expected)
{
    struct redact *redact = redact_new();
    redact_add_token(redact, secret);
    struct buffer out = masked_by(redact, text, strlen(text), cut);
    cr_expect_str_eq(buffer_string(&out), expected, "from %s", text);
    buffer_clear(&out);
    redact_free(redact);
}

Test(redact, masks_each_form)
{
    static const char *const forms[] = {
        SECRET,
        "s3cr3t%2FTok%2Ben%3D%22x%22",
        "s3cr3t%2fTok%2ben%3d%22x%22",
        "%73%33%63%72%33%74%2F%54%6F%6B%2B%65%6E%3D%22%78%22",
        "s3cr3t\\/Tok+en=\\\"x\\\"",
        "\\u0073\\u0033cr3t\\u002FTok\\u002ben=\\u0022x\\u0022",
        "733363723374 2f",
        "7333637233742f546f6b2b656e3d227822",
        "7333637233742F546F6B2B656E3D227822",
        "s3cr3t%252FTok%252Ben%253D%2522x%2522",
        "s3cr3t%5C%2FTok%2Ben=%5C%22x%5C%22",
        "s3cr3t\\\\\\/Tok+en=\\\\\\\"x\\\\\\\"",
        "\\u0025\\u0037\\u0033\\u0025\\u0033\\u0033cr3t%2FTok+en=\\u0025\\u0032\\u0032x%22",
    };
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        char *text = string_format("before %s after", forms[i]);
        bool broken = strchr(forms[i], ' ') != NULL;
        expect(SECRET, text, false, broken ? text : "before [token] after");
        free(text);
    }
}

/* Searched is in strides: a secret must be found wherever one begins, also at the very end. */
Test(redact, masks_at_every_place)
{
    static const char *const secrets[] = {"12345678", "1234567890", "aaaaaaaaa", SECRET};
    for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++)
        for (int before = 0; before < 24; before++)
            for (int after = 0; after < 12; after++) {
                char *text = string_format("%.*s%s%.*s", before, "zyxwvutsrqponmlkjihgfedcb", secrets[i], after,
                                           "ZYXWVUTSRQPONMLK");
                char *masked = string_format("%.*s[token]%.*s", before, "zyxwvutsrqponmlkjihgfedcb", after,
                                             "ZYXWVUTSRQPONMLK");
                expect(secrets[i], text, false, masked);
                free(text);
                free(masked);
            }
    expect("12345678", "1234567812345678", false, "[token][token]");
    expect("12345678", "1234567812345678 1234567", false, "[token][token] 1234567");
}

Test(redact, a_view_is_the_text_itself_where_nothing_is_masked)
{
    static const char plain[] = "nothing of a secret", told[] = "a " SECRET "!";
    struct redact *redact = redact_new();
    struct buffer scratch;
    buffer_init(&scratch, BUFFER_UNBOUNDED);
    redact_add_token(redact, SECRET);
    size_t length = strlen(told);
    const char *view = redact_view(redact, told, &length, false, &scratch);
    cr_expect_eq(view, scratch.data);
    cr_expect_str_eq(view, "a [token]!");
    cr_expect_eq(length, strlen("a [token]!"));
    length = strlen(plain);
    cr_expect_eq(redact_view(redact, plain, &length, false, &scratch), plain);
    cr_expect_eq(length, strlen(plain));
    cr_expect(redact_finds(redact, told, strlen(told)));
    cr_expect_not(redact_finds(redact, plain, strlen(plain)));
    buffer_clear(&scratch);
    redact_free(redact);
}

Test(redact, masks_base64_at_every_alignment)
{
    static const char *const before[] = {"", "a", "ab", "abc", "\xFF\xFE"}, *const after[] = {"", "?", "??",
                                                                                              "???"};
    struct redact *redact = redact_new();
    redact_add(redact, "?!>>~~\xC3\xBF\xC3\xBF\xC3\xBF", "[token]");
    for (size_t i = 0; i < 20; i++) {
        char *text = string_format("%s?!>>~~\xC3\xBF\xC3\xBF\xC3\xBF%s", before[i % 5], after[i / 5]);
        struct buffer encoded;
        buffer_init(&encoded, BUFFER_UNBOUNDED);
        base64_encode(text, strlen(text), &encoded);
        for (int url = 0; url < 2; url++) {
            struct buffer out = masked_by(redact, encoded.data, encoded.length, false);
            cr_expect(strstr(buffer_string(&out), "[token]"), "%s", encoded.data);
            cr_expect_lt(out.length, 7 + 12);
            buffer_clear(&out);
            for (char *at = encoded.data; *at; at++)
                *at = (char)(*at == '+' ? '-' : *at == '/' ? '_' : *at);
        }
        buffer_clear(&encoded);
        free(text);
    }
    redact_free(redact);
}

Test(redact, prefers_the_longer_of_two_that_begin_alike)
{
    expect("0123456789abcdefghij", "x0123456789abcdefghijx0123456789x", false,
           "x[token]x[token, truncated]x");
}

Test(redact, masks_what_was_shortened)
{
    expect("0123456789abcdefghij", "found 0123456789abc\xE2\x80\xA6 there", false,
           "found [token]\xE2\x80\xA6 there");
    expect("0123456789abcdefghij", "found 0123456789abc...", false, "found [token]...");
    expect("0123456789abcdefghij", "found 0123456789abc", true, "found [token]");
    expect("0123456789abcdefghij", "0123456 is too little", false, "0123456 is too little");
}

Test(redact, leaves_the_rest_alone)
{
    expect("0123456789abcdefghij", "\\u12 %4 %zz \\x 012345678 \\", false, "\\u12 %4 %zz \\x 012345678 \\");
    expect("short", "a short word", false, "a short word");
    expect("", "nothing", false, "nothing");
}

Test(redact, header_fields)
{
    static const struct {
        const char *name, *value, *expected;
    } rows[] = {
        {"Authorization", "Bearer 0123456789abcdefghij", "Bearer [token]"},
        {"authorization", "Bearer 0123456789", "Bearer [token, truncated]"},
        {"Authorization", "Bearer 0123456789abcdefghi", "Bearer [token, truncated]"},
        {"Authorization", "Bearer 0123456789abcdefghijk", "Bearer [other credentials]"},
        {"Authorization", "0123456789abcdefghij", "[token]"},
        {"AUTHORIZATION", "Basic abc", "Basic [other credentials]"},
        {"Proxy-Authorization", "abc", "[other credentials]"},
        {"Authorization", "Bearer ", "Bearer "},
        {"Authorization", "", ""},
        {"Cookie", "a=0123456789abcdefghij; b=c", "a=[token]; b=c"},
        {"X-Echo", "key and k3y, k3yx", "key and [key], k3yx"},
    };
    struct redact *redact = redact_new();
    redact_add_token(redact, "0123456789abcdefghij");
    redact_add(redact, "k3y", "[key]");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buffer out;
        buffer_init(&out, BUFFER_UNBOUNDED);
        redact_header(redact, rows[i].name, rows[i].value, strlen(rows[i].value), &out);
        cr_expect_str_eq(buffer_string(&out), rows[i].expected, "%s: %s", rows[i].name, rows[i].value);
        buffer_clear(&out);
    }
    redact_free(redact);
}

Test(redact, urls)
{
    static const char *const rows[][2] = {
        {"https://me:pass@host/a?b=0123456789abcdefghij", "https://[user information]@host/a?b=[token]"},
        {"https://host/a@b", "https://host/a@b"},
        {"/path", "/path"},
    };
    struct redact *redact = redact_new();
    redact_add_token(redact, "0123456789abcdefghij");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buffer out;
        buffer_init(&out, BUFFER_UNBOUNDED);
        redact_url(redact, rows[i][0], strlen(rows[i][0]), &out);
        cr_expect_str_eq(buffer_string(&out), rows[i][1]);
        buffer_clear(&out);
    }
    redact_free(redact);
}

/* Random tokens in random encodings within random noise: nothing of them is left. */
Test(redact, random_tokens_in_random_places)
{
    struct random random = {20};
    for (int round = 0; round < 300; round++) {
        char secret[48];
        size_t length = 8 + random_below(&random, 32);
        for (size_t i = 0; i < length; i++)
            secret[i] = (char)('!' + random_below(&random, 94));
        secret[length] = '\0';
        struct buffer text;
        buffer_init(&text, BUFFER_UNBOUNDED);
        size_t noise = random_below(&random, 50);
        for (size_t i = 0; i < noise; i++)
            buffer_char(&text, (char)random_below(&random, 256));
        size_t start = text.length, form = random_below(&random, 3);
        buffer_char(&text, '<');
        for (size_t i = 0; i < length; i++) {
            bool must = form == 1 ? secret[i] == '%' : form == 2 ? strchr("\\\"", secret[i]) != NULL : false;
            bool encode = form && (must || random_below(&random, 2));
            buffer_format(&text, encode ? (form == 1 ? "%%%02x" : "\\u%04X") : "%c",
                          (unsigned char)secret[i]);
        }
        buffer_char(&text, '>');
        struct redact *redact = redact_new();
        redact_add(redact, secret, "[token]");
        struct buffer out = masked_by(redact, text.data, text.length, false);
        cr_expect_eq(out.length, start + 9, "%s", secret);
        cr_expect_arr_eq(out.data + start, "<[token]>", 9, "%s in %s", secret, text.data + start);
        redact_free(redact);
        buffer_clear(&out);
        buffer_clear(&text);
    }
}

/* Across the pieces in which a large text is read, and in fair time. */
Test(redact, large_texts)
{
    enum { SIZE = 5 << 20 };
    struct redact *redact = redact_new();
    redact_add_token(redact, "0123456789abcdefghij");
    char *text = memory_new(SIZE);
    memset(text, '%', SIZE);
    for (size_t at = (1 << 20) - 30; at < SIZE - 64; at += (1 << 20) - 3)
        memcpy(text + at, "%3012345678%39abcdefghij", 24);
    struct buffer out = masked_by(redact, text, SIZE, false);
    cr_expect_null(memmem(out.data, out.length, "abcdef", 6));
    cr_expect_eq(out.length, SIZE - 4 * (24 - 7));
    buffer_clear(&out);
    free(text);
    redact_free(redact);
}

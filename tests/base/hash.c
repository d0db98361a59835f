#include <criterion/criterion.h>

#include <string.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/hash.h"
#include "base/random.h"

Test(hash, sha256_of_known_texts)
{
    char digest[SHA256_TEXT];
    sha256_text("abc", 3, digest);
    cr_assert_str_eq(digest, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    sha256_text(NULL, 0, digest);
    cr_assert_str_eq(digest, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

Test(hash, a_hasher_hashes_again_and_again)
{
    char digest[SHA256_TEXT], expected[SHA256_TEXT];
    struct hasher *hasher = hasher_new();
    static const char *const texts[] = {"abc", "", "abc", "a text that is longer than one block of the hash, which is sixty-four"};
    for (size_t i = 0; i < 4; i++) {
        sha256_text(texts[i], strlen(texts[i]), expected);
        hasher_sha256_text(hasher, texts[i], strlen(texts[i]), digest);
        cr_expect_str_eq(digest, expected);
    }
    hasher_sha256_text(hasher, NULL, 0, digest);
    cr_expect_str_eq(digest, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    hasher_free(hasher);
    hasher_free(NULL);
}

Test(hash, base64_there_and_back_at_every_length)
{
    char bytes[8000];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (char)(i * 7);
    for (size_t length = 0; length < sizeof bytes; length += length < 70 ? 1 : 977) {
        struct buffer text, back;
        buffer_init(&text, BUFFER_UNBOUNDED);
        buffer_init(&back, BUFFER_UNBOUNDED);
        base64_encode(bytes, length, &text);
        cr_assert_eq(text.length, (length + 2) / 3 * 4);
        cr_assert(base64_decode(buffer_string(&text), text.length, &back));
        cr_assert_eq(back.length, length);
        cr_assert(!length || memcmp(back.data, bytes, length) == 0);
        buffer_clear(&text);
        buffer_clear(&back);
    }
    struct buffer none;
    buffer_init(&none, BUFFER_UNBOUNDED);
    cr_assert_not(base64_decode("abc", 3, &none));
    cr_assert_not(base64_decode("a%c=", 4, &none));
    buffer_clear(&none);
}

Test(clock, writes_rfc_3339)
{
    char text[CLOCK_TEXT];
    clock_text(INT64_C(1763971800125000), text);
    cr_assert_str_eq(text, "2025-11-24T08:10:00.125Z");
}

Test(random, a_seed_gives_one_stream_and_uuids_are_of_version_4)
{
    struct random a = {42}, b = {42};
    for (int i = 0; i < 100; i++)
        cr_assert_eq(random_next(&a), random_next(&b));
    char one[RANDOM_UUID], two[RANDOM_UUID];
    random_uuid(one);
    random_uuid(two);
    cr_assert_str_neq(one, two);
    cr_assert_eq(one[14], '4');
}

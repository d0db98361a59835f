#include <criterion/criterion.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/memory.h"

Test(memory, grows_and_keeps_what_was_there)
{
    int *items = NULL;
    size_t capacity = 0;
    for (int i = 0; i < 1000; i++) {
        items = memory_grow(items, (size_t)i, &capacity, sizeof *items);
        items[i] = i;
    }
    for (int i = 0; i < 1000; i++)
        cr_assert_eq(items[i], i);
    free(items);
}

Test(arena, pieces_are_aligned_zeroed_and_apart)
{
    struct arena arena = {0};
    char *before = NULL;
    for (size_t size = 1; size < 20000; size = size * 3 + 1) {
        char *piece = arena_new(&arena, size);
        cr_assert_eq((uintptr_t)piece % _Alignof(max_align_t), 0);
        for (size_t i = 0; i < size; i++)
            cr_assert_eq(piece[i], 0);
        memset(piece, 0x5a, size);
        if (before)
            cr_assert_eq(before[0], 0x5a);
        before = piece;
    }
    cr_assert_str_eq(arena_format(&arena, "%s-%d", "a", 7), "a-7");
    arena_clear(&arena);
    cr_assert_null(arena.block);
    arena_clear(&arena);
}

Test(buffer, takes_what_fits_whole_or_nothing)
{
    struct buffer buffer;
    buffer_init(&buffer, 5);
    cr_assert(buffer_text(&buffer, "abc"));
    cr_assert_not(buffer_text(&buffer, "def"));
    cr_assert(buffer.full);
    cr_assert_not(buffer_char(&buffer, 'd'), "nothing is appended behind a gap");
    cr_assert_str_eq(buffer_string(&buffer), "abc");
    buffer_reset(&buffer);
    cr_assert(buffer_format(&buffer, "%05d", 42));
    size_t length = 0;
    char *text = buffer_take(&buffer, &length);
    cr_assert_str_eq(text, "00042");
    cr_assert_eq(length, 5);
    free(text);
    cr_assert_str_eq(buffer_string(&buffer), "");
}

Test(buffer, reads_a_file_or_says_why_not)
{
    struct buffer buffer;
    buffer_init(&buffer, BUFFER_UNBOUNDED);
    cr_assert(buffer_read_file(&buffer, TEST_DATA "/memory.c"));
    cr_assert_not_null(strstr(buffer.data, "reads_a_file_or_says_why_not"));
    cr_assert_not(buffer_read_file(&buffer, TEST_DATA "/no such file"));
    buffer_clear(&buffer);
}

Test(buffer, numbers)
{
    struct buffer buffer;
    buffer_init(&buffer, BUFFER_UNBOUNDED);
    static const int64_t numbers[] = {0, 7, -7, 10, -10, 1234567890123, INT64_MAX, INT64_MIN};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        buffer_reset(&buffer);
        buffer_number(&buffer, numbers[i]);
        char *expected = string_format("%lld", (long long)numbers[i]);
        cr_expect_str_eq(buffer_string(&buffer), expected);
        free(expected);
    }
    buffer_clear(&buffer);
}

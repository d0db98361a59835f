#include "base/memory.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The first blocks of an arena are small: many arenas hold little, and up to about this size malloc() is quick. */
enum { BLOCK_SMALL = 992, BLOCKS_SMALL = 4, BLOCK_SIZE = 16 * 1024 };

struct arena_block {
    struct arena_block *next;
    size_t used, size;
    unsigned number;
    alignas(max_align_t) char bytes[];
};

/* The one place where running out of memory ends the program. */
void *memory_require(void *block)
{
    if (!block) {
        fputs("crewcheck: out of memory\n", stderr);
        abort();
    }
    return block;
}

void *memory_new(size_t size)
{
    return memory_require(calloc(1, size ? size : 1));
}

void *memory_grow(void *items, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity)
        return items;
    size_t wanted = *capacity ? *capacity * 2 : 8;
    if (wanted <= count)
        wanted = count + 1;
    items = memory_require(wanted > SIZE_MAX / size ? NULL : realloc(items, wanted * size));
    *capacity = wanted;
    return items;
}

char *memory_copy(const void *bytes, size_t length)
{
    char *copy = memory_require(length == SIZE_MAX ? NULL : malloc(length + 1));
    if (length)
        memcpy(copy, bytes, length);
    copy[length] = '\0';
    return copy;
}

char *string_copy(const char *text)
{
    return text ? memory_copy(text, strlen(text)) : NULL;
}

char *string_format(const char *format, ...)
{
    char *text = NULL;
    va_list arguments;
    va_start(arguments, format);
    int length = vasprintf(&text, format, arguments);
    va_end(arguments);
    return memory_require(length < 0 ? NULL : text);
}

static struct arena_block *new_block(size_t room)
{
    if (room > SIZE_MAX - sizeof(struct arena_block))
        memory_require(NULL);
    struct arena_block *block = memory_require(malloc(sizeof *block + room));
    block->size = room;
    block->used = 0;
    block->next = NULL;
    return block;
}

/* A block with at least `wanted` bytes left. Large pieces get one of their own behind the current one, so that its
 * rest is not lost. */
static struct arena_block *add_block(struct arena *arena, size_t wanted)
{
    struct arena_block *block = arena->block;
    unsigned number = block ? block->number : 0;
    size_t usual = number < BLOCKS_SMALL ? BLOCK_SMALL : BLOCK_SIZE, room = wanted > usual / 2 ? wanted : usual;
    struct arena_block *fresh = new_block(room);
    fresh->number = number + 1;
    if (block && room == wanted) {
        fresh->next = block->next;
        block->next = fresh;
    } else {
        fresh->next = block;
        arena->block = fresh;
    }
    return fresh;
}

static void *take_piece(struct arena *arena, size_t size)
{
    size_t step = alignof(max_align_t);
    size_t wanted = (size + step - 1) / step * step;
    if (wanted < size)
        memory_require(NULL);
    struct arena_block *block = arena->block;
    if (!block || block->size - block->used < wanted)
        block = add_block(arena, wanted);
    void *piece = block->bytes + block->used;
    block->used += wanted;
    return piece;
}

void *arena_new(struct arena *arena, size_t size)
{
    return memset(take_piece(arena, size), 0, size);
}

char *arena_copy(struct arena *arena, const void *bytes, size_t length)
{
    if (length == SIZE_MAX)
        memory_require(NULL);
    char *copy = take_piece(arena, length + 1);
    if (length)
        memcpy(copy, bytes, length);
    copy[length] = '\0';
    return copy;
}

char *arena_string(struct arena *arena, const char *text)
{
    return text ? arena_copy(arena, text, strlen(text)) : NULL;
}

char *arena_format(struct arena *arena, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length < 0)
        memory_require(NULL);
    char *text = arena_new(arena, (size_t)length + 1);
    vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    return text;
}

void arena_clear(struct arena *arena)
{
    while (arena->block) {
        struct arena_block *next = arena->block->next;
        free(arena->block);
        arena->block = next;
    }
}

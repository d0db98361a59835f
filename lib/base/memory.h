/* Memory: allocation that cannot fail (the program ends, in one place, when there is none left),
 * and arenas, whose allocations all die together. */
#ifndef CREWCHECK_BASE_MEMORY_H
#define CREWCHECK_BASE_MEMORY_H

#include <stdarg.h>
#include <stddef.h>

/* Returns `size` zeroed bytes, to be released by free(). */
void *memory_new(size_t size);

/* Returns `block`; ends the program where it is NULL. For what other libraries allocate. */
void *memory_require(void *block);

/* Makes room for one more element in the array `items` of `count` elements of `size` bytes; `capacity`
 * is kept by the caller beside the array and starts at 0. Returns the array, perhaps moved. */
void *memory_grow(void *items, size_t count, size_t *capacity, size_t size);

/* Returns a copy of `length` bytes with a NUL behind them; free() it. `bytes` may be NULL if length is 0. */
char *memory_copy(const void *bytes, size_t length);

/* Returns a copy of `text`, or NULL for NULL; free() it. */
char *string_copy(const char *text);

/* Returns formatted text; free() it. */
char *string_format(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Allocations that are released together. Zero-initialised, it is empty and ready. */
struct arena {
    struct arena_block *block;
};

void *arena_new(struct arena *arena, size_t size); /* zeroed, aligned for any type */
char *arena_copy(struct arena *arena, const void *bytes, size_t length); /* NUL-terminated */
char *arena_string(struct arena *arena, const char *text);               /* NULL gives NULL */
char *arena_format(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
void arena_clear(struct arena *arena); /* releases everything; the arena is empty and ready again */

#endif

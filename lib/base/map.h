/* A hash map from text to pointers. */
#ifndef CREWCHECK_BASE_MAP_H
#define CREWCHECK_BASE_MAP_H

#include <stddef.h>

/* Zero-initialised, it is empty and ready. Keys are copied, values borrowed. */
struct map {
    struct map_entry *entries;
    size_t count, capacity;
};

/* The value at `key`, or NULL. */
void *map_find(const struct map *map, const char *key);

/* Puts `value` (not NULL) at `key` and returns what stood there before, or NULL. */
void *map_put(struct map *map, const char *key, void *value);

/* Steps through the map in no order: start with *at = 0; returns false at the end. */
int map_next(const struct map *map, size_t *at, const char **key, void **value);

void map_clear(struct map *map);

#endif

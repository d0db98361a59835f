#include "base/map.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

struct map_entry {
    char *key; /* NULL: free */
    void *value;
    uint64_t hash;
};

/* FNV-1a, 64 bits. */
static uint64_t hash_text(const char *text)
{
    uint64_t hash = 0xcbf29ce484222325;
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * 0x100000001b3;
    return hash;
}

/* The entry of `key`, or the free one where it belongs. The capacity is a power of two and never full. */
static struct map_entry *probe(const struct map *map, const char *key, uint64_t hash)
{
    size_t mask = map->capacity - 1;
    for (size_t i = (size_t)hash & mask;; i = (i + 1) & mask) {
        struct map_entry *entry = &map->entries[i];
        if (!entry->key || (entry->hash == hash && strcmp(entry->key, key) == 0))
            return entry;
    }
}

void *map_find(const struct map *map, const char *key)
{
    return map->capacity ? probe(map, key, hash_text(key))->value : NULL;
}

static void enlarge(struct map *map)
{
    struct map larger = {.capacity = map->capacity ? map->capacity * 2 : 16, .count = map->count};
    larger.entries = memory_new(larger.capacity * sizeof *larger.entries);
    for (size_t i = 0; i < map->capacity; i++)
        if (map->entries[i].key)
            *probe(&larger, map->entries[i].key, map->entries[i].hash) = map->entries[i];
    free(map->entries);
    *map = larger;
}

void *map_put(struct map *map, const char *key, void *value)
{
    if (map->count * 4 >= map->capacity * 3)
        enlarge(map);
    uint64_t hash = hash_text(key);
    struct map_entry *entry = probe(map, key, hash);
    void *before = entry->value;
    if (!entry->key) {
        *entry = (struct map_entry){.key = string_copy(key), .hash = hash};
        map->count++;
    }
    entry->value = value;
    return before;
}

int map_next(const struct map *map, size_t *at, const char **key, void **value)
{
    for (; *at < map->capacity; (*at)++) {
        if (!map->entries[*at].key)
            continue;
        *key = map->entries[*at].key;
        *value = map->entries[(*at)++].value;
        return 1;
    }
    return 0;
}

void map_clear(struct map *map)
{
    for (size_t i = 0; i < map->capacity; i++)
        free(map->entries[i].key);
    free(map->entries);
    *map = (struct map){0};
}

/* Private to this folder: the byte strings that give a secret away, and the search for them. */
#ifndef CREWCHECK_RECORD_PATTERNS_H
#define CREWCHECK_RECORD_PATTERNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pattern {
    char *bytes;
    size_t length; /* at least PATTERN_MINIMUM */
    const char *label;
    uint32_t next; /* 1-based index of the next pattern whose beginning has the same hash; 0: none */
};

enum { PATTERN_MINIMUM = 8, PATTERN_HASH_BITS = 12, PATTERN_GRAM = 4, PATTERN_GRAM_BITS = 15 };

struct patterns {
    struct pattern *items;
    size_t count, capacity;
    size_t longest;
    uint32_t heads[1 << PATTERN_HASH_BITS]; /* 1-based; 0: none begins so */
    /* A bit for each run of PATTERN_GRAM bytes within the first PATTERN_MINIMUM of a pattern: of a text, one such run in five
     * tells whether a pattern may begin there. */
    uint64_t grams[(1 << PATTERN_GRAM_BITS) / 64];
};

/* Adds `bytes` (taken over); shorter ones than PATTERN_MINIMUM, and those that are there already, are dropped. */
void patterns_take(struct patterns *patterns, char *bytes, size_t length, const char *label);

void patterns_clear(struct patterns *patterns);

/* A stretch of a text that has to be masked. */
struct range {
    size_t start, end;
    const char *label;
};

struct ranges {
    struct range *items;
    size_t count, capacity;
};

/* Adds the stretches of `text` that begin before `limit` and stand for a secret in any form, sorted by their start;
 * they may overlap. `cut`: see redact_bytes(). */
void patterns_find(const struct patterns *patterns, const char *text, size_t length, size_t limit, bool cut,
                   struct ranges *ranges);

/* How many bytes a pattern can take in a text, at most. */
size_t patterns_reach(const struct patterns *patterns);

#endif

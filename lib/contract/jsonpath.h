/* JSONPath (RFC 9535) as far as overlays use it: names, indexes, wildcards, descendants, and filters of existence
 * tests, comparisons and logic. Slices and functions are refused. Beyond the RFC, a name after a '.' may have hyphens
 * behind its first character, as the Overlay specification's "Traits Example" has. Private to lib/contract. */
#ifndef CREWCHECK_CONTRACT_JSONPATH_H
#define CREWCHECK_CONTRACT_JSONPATH_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/memory.h"
#include "json/json.h"

struct jsonpath;

/* A node that was selected, and where it stands. */
struct jsonpath_match {
    struct json_object *node;   /* NULL is null */
    struct json_object *parent; /* NULL: the node is the root */
    const char *key;            /* in an object, borrowed from it; else NULL */
    size_t index;               /* in an array */
    unsigned depth;             /* 0: the root */
};

struct jsonpath_matches {
    struct jsonpath_match *items;
    size_t count, capacity;
};

/* Parses an absolute path. Returns NULL, sets the text of `error`, and `offset` (in bytes) to where it is at fault. The
 * path lives in the arena. */
const struct jsonpath *jsonpath_parse(const char *text, struct arena *arena, size_t *offset,
                                      struct error *error);

/* Appends the nodes that the first `segments` segments select (SIZE_MAX: all of them), in the RFC's order, doubles too.
 * False where it would take too long; `matches` is released by jsonpath_matches_clear() in every case. */
bool jsonpath_select(const struct jsonpath *path, size_t segments, struct json_object *root,
                     struct jsonpath_matches *matches);
void jsonpath_matches_clear(struct jsonpath_matches *matches);

size_t jsonpath_segments(const struct jsonpath *path);

/* A segment's text, and the one name that it asks for, or NULL; borrowed. */
struct jsonpath_part {
    const char *text;
    size_t offset, length; /* of the text in the path */
    const char *name;
};
struct jsonpath_part jsonpath_segment(const struct jsonpath *path, size_t index);

#endif

/* Private to lib/generate: trees that are built and changed by hand. */
#ifndef CREWCHECK_GENERATE_TREE_H
#define CREWCHECK_GENERATE_TREE_H

#include "json/json.h"

/* Each changes *root, a tree of the caller's, at `pointer` (RFC 6901). False where the pointer's parent is no object or
 * array of the tree, or the index is beyond its end; nothing is changed then. */

/* Puts `value`, which is taken in every case, in the place of what stands there, as a new member, or behind the last
 * item. */
bool tree_put(struct json_object **root, const char *pointer, struct json_object *value);
bool tree_remove(struct json_object **root, const char *pointer);

/* The text of a string node; *length may be NULL. Borrowed. */
const char *tree_text(const struct json_object *node, size_t *length);

struct json_object *tree_string(const char *text);

bool tree_is_number(const struct json_object *node);

/* Steps through an object's members: start with *at = NULL; false at the end. */
bool tree_next_member(const struct json_object *object, struct lh_entry **at, const char **name,
                      struct json_object **value);

/* Is `pointer` the same place as `outer`, or a place inside it? */
bool tree_is_inside(const char *pointer, const char *outer);

/* A new number node: of an int64 where the text is one, else of a double. NULL where a double does not hold the very
 * value. */
struct json_object *tree_number(const char *text);

#endif

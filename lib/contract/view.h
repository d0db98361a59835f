/* Private to lib/contract: a schema with all that it is combined of by allOf, as one. */
#ifndef CREWCHECK_CONTRACT_VIEW_H
#define CREWCHECK_CONTRACT_VIEW_H

#include <stdint.h>

#include "schema/model.h"

enum { VIEW_PARTS = 64 };

/* All parts must hold. Parts beyond the room are left out: nobody writes so many. */
struct view {
    const struct schema *parts[VIEW_PARTS];
    size_t count; /* 0: anything holds */
};

/* Adds a schema and, through allOf, its parts; each once. NULL adds nothing. */
void view_add(struct view *view, const struct schema *schema);

unsigned view_types(const struct view *view);
bool view_requires(const struct view *view, const char *name);
bool view_describes(const struct view *view, const char *name); /* is it among the properties? */
bool view_forbids_others(const struct view *view);
bool view_read_only(const struct view *view);
bool view_write_only(const struct view *view);
bool view_deprecated(const struct view *view);

/* The view of a property, of an array's items, of properties that are not described. */
struct view view_property(const struct view *view, const char *name);
struct view view_items(const struct view *view);
struct view view_additional(const struct view *view);

/* Is it among the values of every enum? */
bool view_enumerates(const struct view *view);
bool view_lists(const struct view *view, const struct json_object *value);

/* A bound of numbers: the text, NULL where there is none. */
struct view_bound {
    const char *text;
    bool exclusive;
};
struct view_bound view_minimum(const struct view *view);
struct view_bound view_maximum(const struct view *view);

/* The greatest of the minimums, the least of the maximums of the parts. `offset` is that of a size_t in struct
 * schema. */
size_t view_most(const struct view *view, size_t offset);
size_t view_least(const struct view *view, size_t offset);

/* The first text of the parts, or NULL. `offset` is that of a const char * in struct schema. */
const char *view_text(const struct view *view, size_t offset);

/* The name of the component that a view is about, or NULL. */
const char *view_name(const struct view *view);

#endif

/* Private to lib/generate: the schemas that speak of one value of an instance. */
#ifndef CREWCHECK_GENERATE_VIEW_H
#define CREWCHECK_GENERATE_VIEW_H

#include <stdbool.h>
#include <stddef.h>

#include "schema/model.h"

struct generate_view_item {
    const struct schema *schema;
    /* The schema whose oneOf or anyOf led here, and the item that it is; NULL: the value is bound to `schema` anyway */
    const struct schema *junction;
    size_t through;
};

/* Zero-initialised, it is empty and ready. */
struct generate_view {
    struct generate_view_item *items;
    size_t count, capacity;
};

/* Adds what binds `value` (valid): the schema, all of its allOf, the branches of its oneOf and anyOf that the value
 * keeps, and the kind that its discriminator names. */
void generate_view_add(struct generate_view *view, const struct schema *schema,
                       const struct json_object *value, enum schema_direction direction);

/* Adds what the view's schemas say of the member `name` of the value, whose own value is `value`. True where one of them
 * has a property of that name; else it is an entry of a map. */
bool generate_view_add_member(struct generate_view *view, const struct generate_view *parent,
                              const char *name, const struct json_object *value,
                              enum schema_direction direction);
void generate_view_add_item(struct generate_view *view, const struct generate_view *parent,
                            const struct json_object *value, enum schema_direction direction);

/* Did a oneOf or anyOf of `junction` lead to the item? */
bool generate_view_is_through(const struct generate_view *view, size_t item, const struct schema *junction);

/* The types that all of them allow. */
unsigned generate_view_types(const struct generate_view *view);

/* May an object that the view speaks of have a member of this name, which none of them describes? */
bool generate_view_is_open(const struct generate_view *view, const char *name);

/* Does none of them say anything of the members? */
bool generate_view_is_free(const struct generate_view *view);

void generate_view_clear(struct generate_view *view);

/* The schema that `properties` or else additionalProperties gives to a member, or NULL; *named tells which. */
const struct schema *generate_member_schema(const struct schema *schema, const char *name, bool *named);

#endif

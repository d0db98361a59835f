/* Private to lib/schema: the questions that checking and explaining share. */
#ifndef CREWCHECK_SCHEMA_CHECK_H
#define CREWCHECK_SCHEMA_CHECK_H

#include "schema/compiled.h"

/* The schemas that are passed at one instance, innermost first. */
struct schema_scope {
    const struct schema_compiled *schema;
    const struct schema_scope *outer;
};

/* One validation. Whatever the schema and the instance, it ends: nesting and steps are bounded, and an instance that
 * goes beyond is not valid. */
struct schema_check {
    enum schema_direction direction;
    unsigned depth;
    unsigned long steps;
    uint64_t matching; /* what patterns have cost */
    bool exhausted;
};

enum { SCHEMA_DEPTH_LIMIT = 4000 };
#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
#define SCHEMA_STEP_LIMIT 1000000UL
#else
#define SCHEMA_STEP_LIMIT 100000000UL
#endif

/* check.c: does everything hold? `outer` is the scope at the same instance, or NULL. */
bool schema_holds(struct schema_check *check, const struct schema *schema, const struct json_object *node,
                  const struct schema_scope *outer);

/* Does a required name have no place in this direction, because a schema at the same instance says that it is
 * readOnly or writeOnly? */
bool schema_exempts(const struct schema_scope *scope, const char *name, enum schema_direction direction);

/* Steps into and out of a schema; entering fails beyond the bounds, and the check is exhausted from then on. */
bool schema_enter(struct schema_check *check);
void schema_leave(struct schema_check *check);

/* values.c: one keyword each; true where it is not given. The node is of the type that the keyword is about. */
bool schema_holds_type(const struct schema_compiled *schema, const struct json_object *node);
bool schema_holds_enum(const struct schema_compiled *schema, const struct json_object *node);
bool schema_holds_min_length(const struct schema_compiled *schema, const struct json_object *node);
bool schema_holds_max_length(const struct schema_compiled *schema, const struct json_object *node);
bool schema_holds_text_format(const struct schema_compiled *schema, const struct json_object *node);
bool schema_holds_minimum(const struct schema_compiled *schema, const struct json_object *node);
bool schema_holds_maximum(const struct schema_compiled *schema, const struct json_object *node);
bool schema_holds_multiple_of(const struct schema_compiled *schema, const struct json_object *node);
bool schema_holds_number_format(const struct schema_compiled *schema, const struct json_object *node);
bool schema_holds_min_items(const struct schema_compiled *schema, const struct json_object *node);
bool schema_holds_max_items(const struct schema_compiled *schema, const struct json_object *node);
bool schema_holds_unique_items(const struct schema_compiled *schema, const struct json_object *node);
bool schema_holds_min_properties(const struct schema_compiled *schema, const struct json_object *node);
bool schema_holds_max_properties(const struct schema_compiled *schema, const struct json_object *node);

/* The same of `pattern`, whose cost the check bounds. */
enum schema_match schema_matches(struct schema_check *check, const struct schema_compiled *schema,
                                 const struct json_object *node);

/* discriminator.c: which branch of `branches` the instance names. */
enum schema_choice {
    SCHEMA_CHOICE_OPEN, /* there is no discriminator, or it does not speak of these branches or this instance */
    SCHEMA_CHOICE_MADE,  /* *branch is named, and alone decides */
    SCHEMA_CHOICE_NOBODY /* the property is absent, or its value names nothing */
};
enum schema_choice schema_choose(const struct schema *schema, const struct schema *const *branches,
                                 size_t count, const struct json_object *node, const struct schema **branch);

/* The kind of a parent (allOf) that the instance names and that is not yet being checked, or NULL. */
const struct schema *schema_choose_kind(const struct schema *parent, const struct json_object *node,
                                        const struct schema_scope *scope);

#endif

/* Private to lib/schema: what the compiler adds to a schema so that checking is quick. */
#ifndef CREWCHECK_SCHEMA_COMPILED_H
#define CREWCHECK_SCHEMA_COMPILED_H

#include <stdint.h>

#include "base/map.h"
#include "schema/format.h"
#include "schema/model.h"
#include "schema/pattern.h"

/* A number that instances are compared with. */
struct schema_bound {
    const char *text; /* NULL: not given */
    double real;      /* the nearest double, perhaps infinite */
    int64_t whole;
    bool is_whole; /* `whole` is the very value */
};

/* What a schema says of one member name: by `properties`, by `required` or by both. */
struct schema_member {
    const char *name;
    size_t length;
    const struct schema *schema; /* NULL where only required */
    bool required[3];            /* by enum schema_direction */
    bool forbidden[3];
};

enum { SCHEMA_STATE_NEW, SCHEMA_STATE_FILLED, SCHEMA_STATE_BROKEN };

struct schema_compiled {
    struct schema schema; /* first: a struct schema * is a struct schema_compiled * */
    int state;
    struct schema_bound minimum, maximum, multiple_of;
    const struct schema_format *known_format;

    struct schema_member *members;
    size_t member_count;
    const struct schema_member **slots; /* an open hash of `slot_mask` + 1 entries */
    size_t slot_mask;
    size_t required_totals[3]; /* by enum schema_direction */
    bool forbids_members;      /* some, in some direction */

    bool checks_strings, checks_numbers, checks_combined;
    bool checks_type_alone; /* there is nothing else */
    int height; /* schemas that are passed at one instance, cycles.c; 0: not yet known, -1: being found out */
    size_t weight; /* the same, each as often as it is passed */
};

struct schema_set {
    schema_resolver *resolve;
    void *context;
    struct arena arena;
    struct map by_node;
    struct schema_compiled **items;
    size_t count, capacity;
    struct schema_unknown *unknown;
    size_t unknown_count, unknown_capacity;
};

static inline const struct schema_compiled *schema_compiled_of(const struct schema *schema)
{
    return (const struct schema_compiled *)(const void *)schema;
}

/* compile.c: the schema of `node`, followed through references and filled in later; NULL sets `error`. */
const struct schema *schema_demand(struct schema_set *set, struct json_object *node, const char *pointer,
                                   struct error *error);

/* keywords.c: reads the keywords of one schema. */
bool schema_fill(struct schema_set *set, struct schema_compiled *schema, struct error *error);

/* discriminator.c: finds what the mapping's values name. */
bool schema_fill_discriminator(struct schema_set *set, struct schema_compiled *schema,
                               struct json_object *discriminator, struct error *error);
/* Adds to the oneOf's or anyOf's mapping the branches that go by their component's name. */
void schema_map_branches(struct schema_set *set, struct schema_compiled *schema);
/* Tells the parents that `schema` extends (allOf) that it is one of their kinds. */
void schema_map_parents(struct schema_set *set, const struct schema *schema);

/* members.c: makes the hash of members, once all schemas are filled. */
void schema_index_members(struct schema_set *set, struct schema_compiled *schema);
const struct schema_member *schema_find_member(const struct schema_compiled *schema, const char *name,
                                               size_t length);

/* cycles.c: refuses a schema that leads back to itself at the same instance, and one that is too high. */
bool schema_refuse_cycles(struct schema_compiled *schema, struct error *error);

/* Sets the error at a node's place where it is known. Returns false. */
bool schema_fault(struct error *error, const struct json_object *node, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif

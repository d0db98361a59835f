/* The compiled form of a Schema Object, to be read by what derives requests (lib/generate) and examines contracts
 * (lint, diff). Nothing outside lib/schema writes it. */
#ifndef CREWCHECK_SCHEMA_MODEL_H
#define CREWCHECK_SCHEMA_MODEL_H

#include "schema/schema.h"

enum schema_type {
    SCHEMA_TYPE_NULL = 1,
    SCHEMA_TYPE_BOOLEAN = 2,
    SCHEMA_TYPE_INTEGER = 4,
    SCHEMA_TYPE_NUMBER = 8, /* integers too */
    SCHEMA_TYPE_STRING = 16,
    SCHEMA_TYPE_ARRAY = 32,
    SCHEMA_TYPE_OBJECT = 64,
    SCHEMA_TYPE_ANY = 127
};

struct schema_property {
    const char *name;
    const struct schema *schema;
};


struct schema_mapping { /* of a discriminator: a value and the branch it names */
    const char *value;
    const struct schema *schema;
};

struct schema_pattern; /* a compiled pattern, private to lib/schema */

struct schema {
    struct json_object *node; /* where the keywords stand; a `$ref` is already followed */
    const char *pointer;      /* of this schema in the contract */
    const char *name;         /* of a component ("ExecutionRunning"), else NULL */
    const char *title;

    unsigned types; /* what `type` allows, SCHEMA_TYPE_ANY without; nullable adds SCHEMA_TYPE_NULL */
    bool typed;     /* `type` is given */
    bool nullable, read_only, write_only, deprecated;

    struct json_object *enumeration; /* the array of `enum`, or NULL */
    struct json_object *example, *fallback; /* `example` and `default`; NULL without (or null) */

    /* strings */
    const char *format; /* or NULL */
    const char *pattern_text;
    const struct schema_pattern *pattern;
    size_t min_length, max_length; /* in code points; SIZE_MAX: none */

    /* numbers: texts of JSON numbers, or NULL */
    const char *minimum, *maximum, *multiple_of;
    bool exclusive_minimum, exclusive_maximum;

    /* arrays */
    const struct schema *items; /* or NULL */
    size_t min_items, max_items;
    bool unique_items;

    /* objects */
    struct schema_property *properties;
    size_t property_count;
    const char **required;
    size_t required_count;
    bool additional_forbidden;        /* additionalProperties: false */
    const struct schema *additional;  /* additionalProperties' schema, or NULL */
    size_t min_properties, max_properties;

    /* combinators */
    const struct schema **all_of, **one_of, **any_of;
    size_t all_of_count, one_of_count, any_of_count;
    const struct schema *not_schema;

    /* discriminator */
    const char *discriminator; /* its property's name, or NULL */
    struct schema_mapping *mappings;
    size_t mapping_count;
};

/* The property's schema, or NULL where `properties` does not name it. */
const struct schema *schema_property(const struct schema *schema, const char *name);
bool schema_requires(const struct schema *schema, const char *name);

#endif

/* Private to lib/schema: saying what is wrong. */
#ifndef CREWCHECK_SCHEMA_EXPLAIN_H
#define CREWCHECK_SCHEMA_EXPLAIN_H

#include "schema/check.h"

struct explanation {
    struct schema_check check;
    struct schema_report *report;
    struct buffer path; /* pointer of the current instance */
    bool shallow;       /* combinators are counted, not looked into: for finding the nearest branch */
};

/* explain.c: reports everything that `schema` has against `node`, which stands at the path. */
void schema_explain(struct explanation *explanation, const struct schema *schema,
                    const struct json_object *node, const struct schema_scope *outer);

/* One violation to be; all texts are copied. */
struct schema_complaint {
    const struct schema_compiled *schema; /* whose keyword it is */
    const char *keyword;
    const char *expected, *found, *note; /* note may be NULL */
};
void schema_complain(struct explanation *explanation, const struct schema_complaint *complaint);

/* Appends a finished violation, whose texts live elsewhere. */
void schema_report_add(struct schema_report *report, const struct schema_violation *violation);

/* branches.c: reports a oneOf or anyOf that does not hold. */
void schema_explain_branches(struct explanation *explanation, const struct schema_scope *scope,
                             const struct json_object *node, const char *keyword,
                             const struct schema *const *branches, size_t count);

/* selector.c: the values that a schema allows for the property `name` (an array), looking through allOf; NULL
 * where it does not enumerate them. */
const struct json_object *schema_property_values(const struct schema *schema, const char *name);

/* The property whose enumerated values tell the branches apart, or NULL: at least two branches enumerate it, and
 * no value belongs to two. */
const char *schema_find_selector(const struct schema *const *branches, size_t count);

/* The types that a schema allows, looking through allOf. */
unsigned schema_types_of(const struct schema *schema);
unsigned schema_type_bit(const struct json_object *node); /* one of enum schema_type */

/* words.c: everything that is said of values and schemas. */
void schema_say_value(struct buffer *out, const struct json_object *node); /* its JSON text, shortened */
void schema_say_found(struct buffer *out, const struct json_object *node); /* "the string \"12\"" */
void schema_say_values(struct buffer *out,
                       const struct json_object *list);                /* "\"a\"", "one of \"a\", \"b\"" */
void schema_say_types(struct buffer *out, unsigned types);             /* "an integer or null" */
void schema_say_name(struct buffer *out, const struct schema *schema); /* "ExecutionRunning" */
void schema_say_quoted(struct buffer *out, const char *text);          /* as a JSON string, shortened */

#endif

/* OpenAPI 3.0.3 Schema Objects, compiled once into an immutable form that threads share, then validated
 * and explained. */
#ifndef CREWCHECK_SCHEMA_SCHEMA_H
#define CREWCHECK_SCHEMA_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/memory.h"
#include "json/json.h"

struct schema;     /* one compiled schema; its fields are in schema/model.h; owned by its set */
struct schema_set; /* the schemas of one document set; owns all of them */

/* What a `$ref` stands for. Resolves `reference` (an object with a string `$ref`) one step; sets *target (borrowed)
 * and, when not NULL, *pointer to where it stands, as "document#/pointer" or "#/pointer" in the root document
 * (borrowed, lives as long as the set). Returns false and sets `error` where it leads nowhere. */
typedef bool schema_resolver(void *context, struct json_object *reference, struct json_object **target,
                             const char **pointer, struct error *error);

/* `resolve` may be NULL: then any `$ref` is an error. `context` is borrowed. */
struct schema_set *schema_set_new(schema_resolver *resolve, void *context);
void schema_set_free(struct schema_set *set); /* accepts NULL */

/* Compiles the Schema Object `node`, which stands at `pointer` (as a resolver spells it). A node is compiled once,
 * however often it is asked for or referred to. Recursion is lawful where an instance bounds it; a schema that refers
 * to itself at the same instance ($ref, allOf, oneOf, anyOf, not) is refused. Also refused: a keyword whose value is
 * malformed, an unsupported pattern. Unknown keywords that do not begin with "x-" are listed by
 * schema_set_unknown(). Not thread-safe. The tree must outlive the set. Returns NULL and sets `error`. */
const struct schema *schema_compile(struct schema_set *set, struct json_object *node, const char *pointer,
                                    struct error *error);

/* Every schema that was compiled, each once, those that references alone lead to included. */
size_t schema_set_count(const struct schema_set *set);
const struct schema *schema_set_at(const struct schema_set *set, size_t index);

/* Is that a format of 3.0.3, or one that strings or numbers are held against all the same? */
bool schema_format_known(const char *format);

/* A keyword that this program does not know: never passed over in silence. */
struct schema_unknown {
    const char *keyword;
    const char *pointer; /* of the schema it stands in */
    const struct json_source *source;
    struct json_place place;
};
const struct schema_unknown *schema_set_unknown(const struct schema_set *set, size_t *count);

/* Which way the instance travels: readOnly properties have no place in a request, writeOnly ones in a response,
 * and neither counts as required there (3.0.3, "Fixed Fields"). */
enum schema_direction { SCHEMA_EITHER, SCHEMA_REQUEST, SCHEMA_RESPONSE };

/* One contradiction between an instance and a schema. All texts live in the report. */
struct schema_violation {
    const char *keyword;      /* "type", "required", "oneOf", "format" … */
    const char *instance;     /* pointer into the instance; "" is the whole */
    const char *pointer;      /* of the keyword in the contract, as the compiler was told: "#/components/…/type" */
    const struct json_source *source; /* the document of the keyword, NULL where not known */
    struct json_place place;          /* of the keyword in it */
    const char *expected; /* in words: "an integer", "one of \"running\", \"completed\"" */
    const char *found;    /* in words, shortened: "the string \"12\"", "no property \"status\"" */
    const char *note;     /* more, for a combinator: the branch that was meant and why it failed, or which matched; or NULL */
};

struct schema_report {
    struct arena arena;
    struct schema_violation *violations; /* in the order of the instance's and the schema's keywords */
    size_t count, capacity;
    size_t maximum; /* violations kept; 0: 100 */
    size_t dropped; /* violations beyond the maximum */
};

void schema_report_init(struct schema_report *report);
void schema_report_clear(struct schema_report *report); /* accepts a zeroed one */

/* Is the instance (NULL is null) valid? Fast: stops at the first contradiction and explains nothing. Thread-safe. */
bool schema_is_valid(const struct schema *schema, const struct json_object *instance,
                     enum schema_direction direction);

/* Appends every contradiction to `report`; true where there is none. Thread-safe. */
bool schema_validate(const struct schema *schema, const struct json_object *instance,
                     enum schema_direction direction, struct schema_report *report);

/* How many contradictions there are. Thread-safe. */
size_t schema_count(const struct schema *schema, const struct json_object *instance,
                    enum schema_direction direction);

/* Two branches of a oneOf that one instance may match. */
struct schema_ambiguity {
    const struct schema *first, *second;
    const char *property; /* would tell them apart if both required it, for its values differ; NULL: none would */
};

/* Do the types, the discriminator, or required properties with different values keep the branches of `oneOf` apart?
 * True without a oneOf. Else sets *ambiguity (may be NULL) to the first pair that nothing of this keeps apart; whether
 * some instance really matches both, lengths, patterns and the like being what they are, is not examined. */
bool schema_branches_distinct(const struct schema *schema, struct schema_ambiguity *ambiguity);

/* Checks a string against a format; unknown formats hold for everything. For requests that carry no JSON
 * (path and query parameters) and for the generator. */
bool schema_format_holds(const char *format, const char *text, size_t length);

#endif

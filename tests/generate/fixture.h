/* Schemas from data files, compiled, and what is asked of instances all the time. */
#ifndef CREWCHECK_TESTS_GENERATE_FIXTURE_H
#define CREWCHECK_TESTS_GENERATE_FIXTURE_H

#include "generate/generate.h"

/* A schema and the document that it stands in. */
struct compiled {
    struct json_object *components; /* borrowed; what "#/components/schemas/NAME" refers to, or NULL */
    struct schema_set *set;
    const struct schema *schema;
};

/* Compiles `node`, which stands at "#". Fails the test where it cannot be. */
struct compiled fixture_compile(struct json_object *node, struct json_object *components);
void fixture_release(struct compiled *compiled);

/* Reads tests/generate/data/NAME: an array. Free the document. */
struct json_document *fixture_read(const char *name, struct json_object **rows);

enum schema_direction fixture_direction(const struct json_object *row);

/* The instance with what stands at the violation's place put back from the base. Release it. */
struct json_object *fixture_mend(const struct generate_violation *violation, const struct json_object *base);

/* Does the list have a violation of this "place rule"? */
bool fixture_has(const struct generate_violations *list, const char *place_and_rule);

#endif

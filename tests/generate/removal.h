/* Takes away one constraint of a schema after the other, and looks which violations go with it. */
#ifndef CREWCHECK_TESTS_GENERATE_REMOVAL_H
#define CREWCHECK_TESTS_GENERATE_REMOVAL_H

#include "json/json.h"

struct removal {
    size_t constraints; /* that the schema states */
    size_t violations, dropped;
};

/* Expects of every constraint that it has a violation, and that without it just its violations are gone. */
struct removal removal_check(const struct json_object *schema, const struct json_object *base);

#endif

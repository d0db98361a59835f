/* Saved bodies, held against a schema. */
#ifndef CREWCHECK_CLI_BODIES_H
#define CREWCHECK_CLI_BODIES_H

#include "base/buffer.h"
#include "base/error.h"
#include "judge/judge.h"

/* What bodies are held against, and what came of them. */
struct bodies {
    struct judge judge;
    const struct schema *binding, *documented;
    enum schema_direction direction;
    bool must;                /* what is documented and does not bind is left out */
    struct buffer text;       /* a line for each body at the least */
    struct json_object *list; /* the same for machines; NULL: not wanted */
    size_t invalid;           /* bodies that are not valid */
};

/* Examines the file `path`, "-" being standard input. False with `error` set where it cannot be read; what is not
 * JSON is read and not valid. */
bool bodies_examine(struct bodies *bodies, const char *path, struct error *error)
    __attribute__((warn_unused_result));

#endif

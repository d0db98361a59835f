/* Violations of what an operation's requests must be, ready to be sent. */
#ifndef CREWCHECK_SUITES_VIOLATIONS_H
#define CREWCHECK_SUITES_VIOLATIONS_H

#include "suites/suites.h"

struct generate_violation;

struct violation {
    const char *operation; /* operationId */
    const char *id, *title;
    const char *basis;    /* pointer of the constraint in the contract */
    const char *statuses; /* that refuse it rightly: "400 422" */
    enum finding_level level;
    const char *path;               /* with its query; NULL: the operation's template */
    const struct run_field *fields; /* or NULL */
    const char *content_type;       /* NULL: application/json where there is a body */
    const char *body;               /* NULL: none is sent */
    size_t length;
    bool further; /* it is of the body in another media type than the operation's first */
};

struct violations { /* zero-initialised, it is empty and ready */
    struct arena arena;
    struct violation *items; /* no two have an id in common */
    size_t count, capacity;
    size_t dropped; /* constraints for which no violation was found */
};

/* Appends every violation of the body that `base` (valid) has room for. */
void violations_of_body(struct violations *list, const struct contract_operation *operation,
                        const struct json_object *base);

/* Appends every violation of a request to the operation: of its body, whatever alternatives that has, and of its
 * parameters. None where no valid request can be made. */
void violations_of_operation(struct violations *list, const struct crew *crew,
                             const struct contract_operation *operation);

void violations_clear(struct violations *list);

/* "POST /kickoff refuses a number instead of a string as a value of inputs"; in the arena. */
const char *violations_title(struct arena *arena, const struct contract_operation *operation,
                             const struct generate_violation *from);

/* Which statuses refuse a request that is wrong at this place ("inputs.*", "path.id", "body"): "400 422". */
const char *violations_statuses(struct arena *arena, const struct contract_operation *operation,
                                const char *place);

/* What a request with this body may be answered (NULL: none, and no media type is named) that the contract does not
 * document: many a framework reads no further than that. A set of judge_provoked. */
unsigned violations_provoke(const struct contract_operation *operation, const char *body);

/* Does an answer of this status, where `statuses` would be right, say no more than that there is nothing of that name? */
bool violations_prove_nothing(const struct contract_operation *operation, const char *statuses, int status);

#endif

/* Violations of an operation's request body, ready to be sent. */
#ifndef CREWCHECK_SUITES_VIOLATIONS_H
#define CREWCHECK_SUITES_VIOLATIONS_H

#include "suites/suites.h"

struct violation {
    const char *operation; /* operationId */
    const char *id, *title;
    const char *basis;    /* pointer of the constraint in the contract */
    const char *statuses; /* that refuse it rightly: "400 422" */
    const char *body;     /* NULL: none is sent */
    size_t length;
};

struct violations { /* zero-initialised, it is empty and ready */
    struct arena arena;
    struct violation *items;
    size_t count, capacity;
};

/* Appends every violation of the body that `base` (valid) has room for. */
void violations_of_body(struct violations *list, const struct contract_operation *operation,
                        const struct json_object *base);
void violations_clear(struct violations *list);

#endif

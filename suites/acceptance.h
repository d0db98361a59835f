/* What became of the valid requests to an operation: tried once for all cases that ask. */
#ifndef CREWCHECK_SUITES_ACCEPTANCE_H
#define CREWCHECK_SUITES_ACCEPTANCE_H

#include "suites/odd.h"
#include "suites/odd_split.h"

struct acceptance {
    const struct contract_operation *operation;
    struct odd_items items;
    struct odd_verdict *verdicts; /* beside them */
    struct odd_verdict plain;     /* of the request without odd values */
    struct odd_verdict crashed; /* of a group that made the deployment fail, and of which no value is known to be at fault */
    const char *suspects;       /* the rules of those that were not tried alone; "": all were */
    bool documented;            /* which holds nothing but what the contract itself gives as an example */
    const char *trouble;          /* why nothing was answered, where that is known; or NULL */
};

struct acceptances;

struct acceptances *acceptances_new(void);
void acceptances_free(struct acceptances *acceptances); /* accepts NULL */

/* Sends what has to be sent, where no case of this run did before: a valid request, each group of odd values, and parts of
 * a group that was refused until each culprit is named. Any thread; borrowed, it lives as long as the run. */
const struct acceptance *acceptance_find(struct run_exam *exam, const struct contract_operation *operation);

/* The id of the case that stands for all odd values together; it lives in the arena. */
const char *acceptance_group_id(struct arena *arena, const struct contract_operation *operation);

/* A valid request to the operation. One that changes what exists names something that nobody knows. Clear it in every
 * case. */
bool acceptance_request(const struct crew *crew, const struct contract_operation *operation,
                        struct request *request) __attribute__((warn_unused_result));

#endif

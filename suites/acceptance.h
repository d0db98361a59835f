/* What became of the valid requests to an operation: tried once for all cases that ask. */
#ifndef CREWCHECK_SUITES_ACCEPTANCE_H
#define CREWCHECK_SUITES_ACCEPTANCE_H

#include "suites/odd.h"
#include "suites/odd_split.h"

struct acceptance {
    const struct contract_operation *operation;
    const struct contract_media *media; /* of its body, where that is not the operation's first; else NULL */
    struct odd_items items;
    struct odd_verdict *verdicts; /* beside them */
    struct odd_verdict plain;     /* of the request without odd values */
    struct odd_verdict
        crashed; /* of a group that made the deployment fail, and of which no value is known to be at fault */
    const char *suspects; /* the rules of those that were not tried alone; "": all were */
    bool documented;      /* which holds nothing but what the contract itself gives as an example */
    const char *trouble;  /* why nothing was answered, where that is known; or NULL */
};

struct acceptances;

struct acceptances *acceptances_new(void);
void acceptances_free(struct acceptances *acceptances); /* accepts NULL */

/* Sends what has to be sent, where no case of this run did before: a valid request, each group of odd values, and parts of
 * a group that was refused until each culprit is named. `media`: as above. Any thread; borrowed, it lives as long as the
 * run. */
const struct acceptance *acceptance_find(struct run_exam *exam, const struct contract_operation *operation,
                                         const struct contract_media *media);

/* The id of the case of a plain request ("request"), and of that which stands for all odd values together ("odd-values");
 * it lives in the arena. */
const char *acceptance_id(struct arena *arena, const struct contract_operation *operation,
                          const struct contract_media *media, const char *rule);

/* A valid request to the operation. One that changes what exists names something that nobody knows. Clear it in every
 * case. */
bool acceptance_request(const struct crew *crew, const struct contract_operation *operation,
                        const struct contract_media *media, struct request *request)
    __attribute__((warn_unused_result));

#endif

/* Strangers: requests about an execution that exists, by somebody who has no right to it. Its script sends them while it is
 * followed. */
#ifndef CREWCHECK_SUITES_AUTH_KNOWN_H
#define CREWCHECK_SUITES_AUTH_KNOWN_H

#include "suites/suites.h"

struct auth_stranger {
    const char *rule, *title;              /* as the cases of what nobody knows have them */
    const char *token;                     /* NULL: none is sent */
    const char *status_case, *resume_case; /* ids; the labels of what the script sends too */
};

/* Ended by one without a rule. */
extern const struct auth_stranger auth_strangers[];

/* Appends the cases of the operation, where one of a crew's executions is asked for by it. `statuses` are those of a refusal
 * for its credentials. */
void auth_add_known(struct run_plan *plan, const struct contract_operation *operation, const char *statuses);

#endif

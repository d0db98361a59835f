/* Scenarios of operations that are no crew's and describe callbacks: one request, and what is called upon it. */
#ifndef CREWCHECK_SUITES_CALLING_H
#define CREWCHECK_SUITES_CALLING_H

#include "suites/crew.h"

/* The name of an operation's scenario. Lives in the arena. */
const char *calling_name(struct arena *arena, const struct contract_operation *operation);

/* The scenarios of a contract, beside those of `first`; *count becomes that of all. Lives in the arena. */
const struct run_scenario *calling_scenarios(struct arena *arena, const struct contract *contract,
                                             const struct run_scenario *first, size_t *count);

#endif

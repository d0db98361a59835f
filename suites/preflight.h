/* Before the first case: does the target answer, does it take the token, and what does the crew ask for? */
#ifndef CREWCHECK_SUITES_PREFLIGHT_H
#define CREWCHECK_SUITES_PREFLIGHT_H

#include "base/error.h"
#include "run/run.h"
#include "suites/crew.h"

/* Asks GET /inputs up to three times, and takes the names of the crew's inputs from the answer. A contract that does not
 * describe a crew is asked at its base URL, whose answer may be any, and at a path that it does not have: where that is
 * answered as its operations are, it is unknown here. Returns false and sets `problem` where that is so, no HTTP
 * answer came, the token was refused, or the run was interrupted meanwhile. */
bool preflight_ask(struct run *run, struct crew *crew, struct error *problem)
    __attribute__((warn_unused_result));

/* Where a crew's GET /inputs led elsewhere, or everything was answered alike by what is no crew, all cases but the target's
 * own are pointless: rules them out. */
void preflight_rule_out(struct run *run, const struct crew *crew, const struct run_plan *plan);

#endif

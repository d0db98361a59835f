/* Which of a plan's cases are wanted, in the words of who runs them. */
#ifndef CREWCHECK_SUITES_SELECT_H
#define CREWCHECK_SUITES_SELECT_H

#include "base/error.h"
#include "run/run.h"

struct selection {
    const char *const *suites; /* names; none: all */
    size_t suite_count;
    const char *const *globs; /* of case ids; none: all */
    size_t glob_count;
};

/* Keeps the cases that are wanted. Returns false and sets `error`, with the nearest known name, where a suite is none
 * of the plan's or no case is left. */
bool select_cases(struct run_plan *plan, const struct selection *selection, struct error *error)
    __attribute__((warn_unused_result));

/* May a case that is made for each input of the crew still match, once these are known? */
bool select_may_match_inputs(const struct selection *selection);

/* The same, where a case that matches one of the globs `required` must be examined: each of them matches a case of the
 * plan, and still does among those that were selected. What is made for each input of the crew need not be there yet,
 * unless these are known. */
bool select_gate(struct run_plan *plan, const struct selection *selection, const char *const *required,
                 size_t count, bool inputs_known, struct error *error) __attribute__((warn_unused_result));

#endif

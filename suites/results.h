/* The tasks' results of an execution, held against what else was told of its tasks. */
#ifndef CREWCHECK_SUITES_RESULTS_H
#define CREWCHECK_SUITES_RESULTS_H

#include "suites/scenario.h"

/* The task whose result was lost to another's: of its name a poll or a callback told, none of `tasks` (scenario_results()) has
 * it, and one of them, *repeated, is another's too, task and output. NULL where there is none, or where results go by other
 * names than polls and callbacks do. */
const char *results_find_lost(const struct follow_history *history, struct json_object *tasks,
                              size_t *repeated);

#endif

/* What a running execution says of its progress, held against what its callbacks tell: a status that is asked for after a
 * callback came knows what the callback told. */
#ifndef CREWCHECK_SUITES_PROGRESS_H
#define CREWCHECK_SUITES_PROGRESS_H

#include "suites/each.h"

/* Some answer says which task is under way, where a step's or a task's callback told that one is. */
enum each_outcome progress_says_task(struct run_exam *exam, const struct follow_history *history);

#endif

/* The times that an execution's end tells, its own and those of its tasks, held against what a time can be. */
#ifndef CREWCHECK_SUITES_TIMES_H
#define CREWCHECK_SUITES_TIMES_H

#include "suites/each.h"

enum each_outcome times_not_negative(struct run_exam *exam, const struct follow_history *history);

/* No longer than from the kickoff to the answer that told the end, and 2 s more. */
enum each_outcome times_within_wall_clock(struct run_exam *exam, const struct follow_history *history);

#endif

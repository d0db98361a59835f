/* The three executions that serve every case that needs one, and what cases ask of their histories. */
#ifndef CREWCHECK_SUITES_SCENARIO_H
#define CREWCHECK_SUITES_SCENARIO_H

#include "run/run.h"
#include "suites/crew.h"

/* How a scenario's script ended its history. */
#define SCENARIO_ENDED "ended"             /* a terminal status, and all that is awaited after it */
#define SCENARIO_NOT_STARTED "not-started" /* the kickoff was refused or brought no id */
#define SCENARIO_TIMED_OUT "timed-out"     /* no terminal status before --execution-timeout */
#define SCENARIO_LOST "lost"               /* its status cannot be asked under the contract's path */

/* A complete answer with that status? NULL is none. */
bool scenario_is_answer(const struct follow_event *event, int status);

/* A finding, or an errored case, where the event is not an answer with one of these statuses. */
bool scenario_expect_status(struct run_exam *exam, const struct follow_event *event, const char *statuses);

/* The status that a poll's body tells: "running" …; NULL where it tells none. Borrowed. */
const char *scenario_status(const struct follow_event *poll);
bool scenario_is_terminal(const char *status);

/* The id that the kickoff was answered with, or NULL. */
const char *scenario_kickoff_id(const struct follow_history *history);

/* The first poll with a terminal status, or NULL. */
const struct follow_event *scenario_end(const struct follow_history *history);

#endif

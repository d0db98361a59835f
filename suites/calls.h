/* The calls of an execution and the checks of each: for the webhooks suite, and what others ask of calls. */
#ifndef CREWCHECK_SUITES_CALLS_H
#define CREWCHECK_SUITES_CALLS_H

#include "judge/call.h"
#include "suites/each.h"

struct calls_kind {
    const char *name;     /* as the listener's paths have it */
    const char *property; /* of the kickoff's body */
};

enum calls_index { CALLS_STEP, CALLS_TASK, CALLS_CREW };
extern const struct calls_kind calls_kinds[3];

/* What a case is about: its invariant begins the struct, so that it is found there. */
struct calls_topic {
    struct each_invariant invariant;
    const struct calls_kind *kind; /* NULL: all of them */
    enum judge_call_aspect aspect;
};

const struct calls_topic *calls_topic(struct run_exam *exam);

/* The request that gave the URL of a call, under whatever query; NULL: nobody gave it. */
const struct follow_event *calls_giver(const struct scenario_urls *urls, const struct follow_event *call);

/* Does it name an execution, and another one? */
bool calls_is_foreign(const struct follow_history *history, const struct follow_event *call);

/* The next call of a kind that the receiver took, for this execution; *at steps on. NULL at the end. */
const struct follow_event *calls_next_taken(const struct follow_history *history, const char *kind,
                                            size_t *at);
size_t calls_count_taken(const struct follow_history *history, const char *kind);

/* Did the execution end by completing? */
bool calls_has_completed(const struct follow_history *history);

/* A task of a completed execution's result that no call was taken for, though no more came than may, and one of them, `repeated`,
 * tells what another told before: under the result's name for its task. NULL: none. */
const char *calls_find_untold_task(const struct follow_history *history,
                                   const struct follow_event **repeated);

/* ---- Checks of steps (calls_steps.c) ---- */

enum each_outcome calls_check_steps_once(struct run_exam *exam, const struct follow_history *history);

/* ---- Checks of each call by itself (calls.c) ---- */

enum each_outcome calls_check_described(struct run_exam *exam, const struct follow_history *history);
enum each_outcome calls_check_id(struct run_exam *exam, const struct follow_history *history);
enum each_outcome calls_check_meta(struct run_exam *exam, const struct follow_history *history);
enum each_outcome calls_check_given(struct run_exam *exam, const struct follow_history *history);

#endif

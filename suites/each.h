/* Invariants: checks that are made of the history of every execution of the run. */
#ifndef CREWCHECK_SUITES_EACH_H
#define CREWCHECK_SUITES_EACH_H

#include "suites/scenario.h"

/* What a check says of one execution. */
enum each_outcome { EACH_UNSEEN, EACH_HOLDS, EACH_BROKEN };

struct each_invariant {
    enum each_outcome (*check)(struct run_exam *exam, const struct follow_history *history);
    const char *wrong;  /* what a deployment that breaks it does, in a sentence: the finding's title */
    const char *unseen; /* why the case is skipped where no execution shows it */
    /* Why what is broken says nothing, for another case tells the cause; NULL, or returning NULL: it does. */
    const char *(*excuse)(struct run_exam *exam);
};

/* The `data` of a case that is examined by each_examine(), as a constant expression. */
#define EACH_INVARIANT(check_, wrong_, unseen_)                                                              \
    &(const struct each_invariant)                                                                           \
    {                                                                                                        \
        .check = check_, .wrong = wrong_, .unseen = unseen_                                                  \
    }

/* The same where another case may tell the cause. */
#define EACH_EXCUSABLE(check_, wrong_, unseen_, excuse_)                                                     \
    &(const struct each_invariant)                                                                           \
    {                                                                                                        \
        .check = check_, .wrong = wrong_, .unseen = unseen_, .excuse = excuse_                               \
    }

/* The names of the scenarios that are looked at, ended by NULL. */
extern const char *const each_scenarios[];

/* Makes the check of each execution whose kickoff was accepted with an id of its own, until one breaks it. */
void each_examine(struct run_exam *exam, const void *invariant);

/* Reports a contradiction that an event shows, at the place in its body (NULL: none); where there is an excuse, the case
 * is skipped for it. Returns EACH_BROKEN. */
enum each_outcome each_broken(struct run_exam *exam, const struct follow_history *history,
                              const struct follow_event *event, const char *pointer, const char *expected,
                              const char *found);

/* A value as it is quoted: its JSON text, cut where it is long. */
const char *each_shown(struct run_exam *exam, const struct json_object *node);

/* Can callbacks reach this run at all? */
bool each_has_listener(struct run_exam *exam);

#endif

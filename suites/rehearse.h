/* What an examination would send, told without sending anything. */
#ifndef CREWCHECK_SUITES_REHEARSE_H
#define CREWCHECK_SUITES_REHEARSE_H

#include "suites/examine.h"

struct rehearsal {
    struct arena arena;
    struct run_rehearsed *requests; /* in the order of the plan */
    size_t count, capacity;
    size_t cases;      /* that were selected */
    size_t executions; /* started where everything is accepted, the cap left aside */
    bool inputs_known; /* else one row stands for each of the crew's inputs */
};

/* Fills `rehearsal`; nothing touches the network. Of the options, the target's may be missing. False with `error` set for
 * a selection without a case. Clear it in every case. */
bool rehearse(const struct examine_options *options, struct rehearsal *rehearsal, struct error *error)
    __attribute__((warn_unused_result));
void rehearsal_clear(struct rehearsal *rehearsal);

#endif

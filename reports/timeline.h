/* Private to this folder: an execution's life in rows, equal polls folded into one, and callbacks
 * where they come in floods. */
#ifndef CREWCHECK_REPORTS_TIMELINE_H
#define CREWCHECK_REPORTS_TIMELINE_H

#include "record/model.h"

enum timeline_kind {
    TIMELINE_START,    /* the kickoff */
    TIMELINE_POLL,     /* a poll, or several that told nothing new */
    TIMELINE_RESUME,   /* any other request on the execution's behalf */
    TIMELINE_CALLBACK, /* the deployment called us */
    TIMELINE_PHASE,    /* what the run noted by itself: waiting, timed out, left */
    TIMELINE_END       /* completed, or ended in error */
};

struct timeline_row {
    enum timeline_kind kind;
    int64_t time, until; /* microseconds since the start of the run; `until` is the last one's of a fold */
    size_t count;        /* how many exchanges are folded here; 0 where the row is none */
    const char *text;    /* in words, shown (reports/text.h) */
    const struct model_exchange *exchange; /* the first, or NULL */
};

struct timeline {
    struct arena arena;
    struct timeline_row *rows;
    size_t count, capacity;
};

void timeline_make(struct timeline *timeline, const struct model_target *target,
                   const struct model_execution *execution);
void timeline_clear(struct timeline *timeline);

#endif

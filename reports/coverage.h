/* What of the contract a run examined: each documented response and each constraint of a request that a case covers, and
 * why the others were not. A view of the model, for every report that shows it. */
#ifndef CREWCHECK_REPORTS_COVERAGE_H
#define CREWCHECK_REPORTS_COVERAGE_H

#include "record/model.h"

/* One part of the contract, with all cases that examine it. */
struct coverage_row {
    const char *operation, *status, *media, *constraint; /* as struct model_covers has them */
    size_t by[MODEL_VERDICTS];
    size_t count;       /* of cases */
    bool examined;      /* at least one case passed or failed */
    const char *reason; /* why it was not, in the words of the first case that was skipped or errored; or "" */
};

struct coverage {
    struct coverage_row *rows; /* in the order of the plan's cases */
    size_t count, capacity;
    size_t examined;
};

/* Fills `coverage`, whose texts are the model's. Release it by coverage_clear(). */
void coverage_make(struct coverage *coverage, const struct model_target *target);
void coverage_clear(struct coverage *coverage);

#endif

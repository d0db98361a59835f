/* What of the contract a run examined: each documented response, whether a case covers it or not, and each constraint of
 * a request that a case covers, and why the others were not. A view of the model, for every report that shows it. */
#ifndef CREWCHECK_REPORTS_COVERAGE_H
#define CREWCHECK_REPORTS_COVERAGE_H

#include "record/model.h"

/* One part of the contract, with all cases that examine it. */
struct coverage_row {
    const char *operation, *status, *media, *constraint; /* as struct model_covers has them */
    size_t by[MODEL_VERDICTS];
    size_t count;       /* of cases; 0: of a documented response that no selected case covers */
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

/* How much of one operation. */
struct coverage_sum {
    const char *operation;
    size_t responses, responses_examined;
    size_t constraints, constraints_examined;
};

/* Calls `visit` for each operation, in the order of the rows. */
void coverage_sums(const struct coverage *coverage, void (*visit)(void *context, const struct coverage_sum *sum),
                   void *context);

/* "3 of 4 responses, 12 of 12 constraints of requests"; all operations together where `operation` is NULL. */
void coverage_words(struct buffer *out, const struct coverage *coverage, const char *operation);

/* Appends what of an operation was not examined, those of one reason together: "404, 500: no answer of this kind was
 * seen; inputs.*.type-null: …". Shown (reports/text.h); nothing where all was. */
void coverage_missing(struct buffer *out, const struct coverage *coverage, const char *operation);

/* Appends a JSON array: for each operation its counts, and in words what was not examined. */
void coverage_write_json(struct buffer *out, const struct model_target *target);

#endif

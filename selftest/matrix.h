/* Private to this folder: the matrix while it is filled and when it is looked at. */
#ifndef CREWCHECK_SELFTEST_MATRIX_H
#define CREWCHECK_SELFTEST_MATRIX_H

#include <pthread.h>
#include <stdatomic.h>

#include "base/map.h"
#include "base/memory.h"
#include "record/model.h"
#include "reference/reference.h"
#include "run/run.h"
#include "selftest/selftest.h"
#include "suites/examine.h"

enum row_kind { ROW_PLAIN, ROW_FAULT, ROW_VARIANT };

/* One deployment: the bundled one, plain or with one switch. */
struct row {
    enum row_kind kind;
    const char *name, *words;
    bool human, wide;
    bool unheard; /* it is examined without a listener for callbacks */
    bool played;
    enum run_exit exit;
    const char *problem; /* why nothing was judged, or NULL */
    size_t *failed;      /* indices of the cases that failed */
    size_t failed_count, failed_capacity;
    size_t *errored; /* and that could not be judged */
    size_t errored_count, errored_capacity;
    int64_t executions; /* known or presumed started */
};

/* A case of the suites, as the rows that were played have it. */
struct known_case {
    const char *id, *title;
    bool plain;              /* it belongs to the plain deployment too */
    size_t proofs;           /* faults of little reach that it caught */
    size_t catches;          /* faults that it caught */
    const struct row *proof; /* the first */
};

struct selftest {
    struct selftest_options options;
    struct row *rows;
    size_t row_count, row_capacity;
    bool whole; /* all rows are there: what no fault proves is a hole */
    atomic_size_t next, done;
    atomic_bool interrupted;
    pthread_mutex_t lock; /* guards what follows, and the rows' lists */
    struct known_case *cases;
    size_t case_count, case_capacity;
    struct map case_indices; /* by their ids */
    struct examination **running; /* as many as jobs, each NULL or under way */
    size_t running_count;
    struct arena arena;
    int64_t began, ended;
};

/* Plays one row, in the job with that index (play.c). */
void row_play(struct selftest *selftest, struct row *row, size_t job);

/* Takes over what a row's run says of its cases. With the lock held. */
void matrix_take(struct selftest *selftest, struct row *row, const struct model *model);

/* Counts what was caught and proved, once all rows are there. */
void matrix_count(struct selftest *selftest);

enum hole_kind {
    HOLE_UNCAUGHT,
    HOLE_UNJUDGED,
    HOLE_WIDER,
    HOLE_NARROWER,
    HOLE_RAISED,
    HOLE_COSTLY,
    HOLE_UNPROVED,
    HOLE_TOO_MANY_WIDE,
    HOLE_KINDS
};

/* What is wrong with a row, or a case; false where nothing is. */
bool row_hole(const struct row *row, enum hole_kind *kind);
bool case_hole(const struct selftest *selftest, const struct known_case *known);
size_t matrix_wide_rows(const struct selftest *selftest);

/* The word for machines, and the words for people. */
const char *hole_name(enum hole_kind kind);
const char *hole_words(enum hole_kind kind);

#endif

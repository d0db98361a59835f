/* The suites examined by deployments that are known to be wrong, and known to be right: each is run against every fault
 * and every variant of the bundled deployment. What comes of it is a matrix of rows (a deployment each) and cases:
 * which cases caught which fault, and where the suites have a hole. */
#ifndef CREWCHECK_SELFTEST_SELFTEST_H
#define CREWCHECK_SELFTEST_SELFTEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "judge/judge.h"
#include "record/record.h"

/* A fault proves the cases that it fails where these are at most so many; a row that reaches further says so, and at
 * most so many rows do. */
enum { SELFTEST_REACH = 3, SELFTEST_WIDE_ROWS = 10 };

struct selftest_options {
    struct judge judge;   /* of the contract */
    const char *contract; /* the name that it was asked for by */
    const char *version;  /* of crewcheck */
    const char *revision; /* of the bundled deployment */
    const char *const *faults, *const
                                   *variants; /* globs; where there are any of either, only what they match */
    size_t fault_count, variant_count;
    long jobs;                                                  /* deployments at a time */
    void (*progress)(void *context, size_t done, size_t total); /* or NULL; any thread */
    void *progress_context;
};

struct selftest;

/* Chooses the rows; nothing is run. Options are borrowed. NULL with `error` set where a glob matches none. */
struct selftest *selftest_new(const struct selftest_options *options, struct error *error)
    __attribute__((warn_unused_result));
void selftest_free(struct selftest *selftest); /* accepts NULL */

/* Runs everything, once. Returns false where it was interrupted. */
bool selftest_perform(struct selftest *selftest) __attribute__((warn_unused_result));
void selftest_interrupt(struct selftest *selftest); /* from any thread, not from a signal handler */

/* ---- What came of it ---- */

/* How many holes there are. */
size_t selftest_holes(const struct selftest *selftest);

/* Appends the matrix, the holes and a line that sums up; with `quiet`, the holes and the line alone. */
void selftest_print(const struct selftest *selftest, bool quiet, struct buffer *out);

/* The same for machines. The caller releases it. */
struct json_object *selftest_json(const struct selftest *selftest);

/* The same as a record of one run, from which every report can be made: rows and cases are its cases, and each hole is a
 * finding. */
void selftest_record(const struct selftest *selftest, struct record *record);

#endif

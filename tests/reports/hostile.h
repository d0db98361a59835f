/* A record whose every text was written by an enemy of readers. */
#ifndef CREWCHECK_TESTS_REPORTS_HOSTILE_H
#define CREWCHECK_TESTS_REPORTS_HOSTILE_H

#include "record/model.h"
#include "record/record.h"
#include "reports/reports.h"

struct fixture {
    struct record *record; /* NULL where the model was read from a file */
    struct model *model;
};

/* `path`: the file that it is written to, or NULL. `big`: bodies of 5 MB among them. */
struct fixture hostile_open(const char *path, bool big);

/* A record of tests/reports/data, or any other that is there. */
struct fixture fixture_read(const char *path);

void fixture_close(struct fixture *fixture);

/* The bytes that make trouble, one after the other. */
extern const char hostile_bytes[];
extern const size_t hostile_length;

/* What a report makes of the model; free() it. */
char *fixture_report(const struct fixture *fixture, report_write *write, const struct report_options *options,
                     size_t *length);

/* Are the bytes UTF-8 without control characters (but line feeds and tabs), half characters and tricks of direction? */
void expect_harmless(const char *text, size_t length);

#endif

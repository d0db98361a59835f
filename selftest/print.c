#include <string.h>

#include "base/clock.h"
#include "selftest/matrix.h"

/* A name, in a column of its own. */
enum { NAME_COLUMN = 40 };

static void put_cases(const struct selftest *selftest, const char *before, const size_t *list, size_t count,
                      struct buffer *out)
{
    for (size_t i = 0; i < count; i++)
        buffer_format(out, "%s%s%s", i > 0 ? ", " : "", before, selftest->cases[list[i]].id);
}

static void put_row(const struct selftest *selftest, const struct row *row, struct buffer *out)
{
    buffer_format(out, "  %-*s ", NAME_COLUMN, row->name);
    if (!row->played)
        buffer_text(out, "not run");
    put_cases(selftest, "", row->failed, row->failed_count, out);
    if (row->failed_count > 0 && row->errored_count > 0)
        buffer_text(out, ", ");
    put_cases(selftest, "errored: ", row->errored, row->errored_count, out);
    if (row->played && row->failed_count + row->errored_count == 0)
        buffer_text(out, "nothing");
    buffer_char(out, '\n');
}

static void put_rows(const struct selftest *selftest, enum row_kind kind, const char *heading,
                     struct buffer *out)
{
    buffer_format(out, "%s\n", heading);
    for (size_t i = 0; i < selftest->row_count; i++)
        if (selftest->rows[i].kind == kind)
            put_row(selftest, &selftest->rows[i], out);
    buffer_char(out, '\n');
}

/* ---- Holes ---- */

static void put_row_hole(const struct selftest *selftest, const struct row *row, struct buffer *out)
{
    enum hole_kind kind;
    if (!row_hole(row, &kind))
        return;
    buffer_format(out, "  %s (%s): %s", row->name, row->words, hole_words(kind));
    if (row->problem)
        buffer_format(out, ": %s", row->problem);
    if (kind == HOLE_RAISED || kind == HOLE_WIDER || kind == HOLE_NARROWER) {
        buffer_text(out, ": ");
        put_cases(selftest, "", row->failed, row->failed_count, out);
        put_cases(selftest, " errored: ", row->errored, row->errored_count, out);
    }
    if (kind == HOLE_COSTLY)
        buffer_format(out, ": %lld", (long long)row->executions);
    buffer_char(out, '\n');
}

static void put_holes(const struct selftest *selftest, struct buffer *out)
{
    buffer_text(out, "Holes\n");
    for (size_t i = 0; i < selftest->row_count; i++)
        put_row_hole(selftest, &selftest->rows[i], out);
    for (size_t i = 0; i < selftest->case_count; i++) {
        const struct known_case *known = &selftest->cases[i];
        if (case_hole(selftest, known))
            buffer_format(out, "  %s: %s%s\n", known->id, hole_words(HOLE_UNPROVED),
                          known->catches > 0 ? ", though some reach it" : "");
    }
    if (matrix_wide_rows(selftest) > SELFTEST_WIDE_ROWS)
        buffer_format(out, "  %s: %zu\n", hole_words(HOLE_TOO_MANY_WIDE), matrix_wide_rows(selftest));
    buffer_char(out, '\n');
}

/* ---- The sum ---- */

static size_t count_of(const struct selftest *selftest, enum row_kind kind, bool sound)
{
    size_t count = 0;
    enum hole_kind hole;
    for (size_t i = 0; i < selftest->row_count; i++) {
        const struct row *row = &selftest->rows[i];
        bool good = row->played && !row_hole(row, &hole);
        count += row->kind == kind && (!sound || good || (kind == ROW_FAULT && row->failed_count > 0));
    }
    return count;
}

static void put_sum(const struct selftest *selftest, struct buffer *out)
{
    size_t known = 0, proved = 0, holes = selftest_holes(selftest);
    for (size_t i = 0; i < selftest->case_count; i++) {
        known += selftest->cases[i].plain;
        proved += selftest->cases[i].plain && selftest->cases[i].proofs > 0;
    }
    buffer_format(out, "%s: %zu of %zu faults caught, %zu of %zu variants raise nothing",
                  holes > 0 ? "HOLES" : "SOUND", count_of(selftest, ROW_FAULT, true),
                  count_of(selftest, ROW_FAULT, false), count_of(selftest, ROW_VARIANT, true),
                  count_of(selftest, ROW_VARIANT, false));
    if (selftest->whole)
        buffer_format(out, ", %zu of %zu cases proved", proved, known);
    buffer_format(out, "; %zu hole%s; %.1f s\n", holes, holes == 1 ? "" : "s",
                  (double)(selftest->ended - selftest->began) / (double)CLOCK_SECOND);
}

void selftest_print(const struct selftest *selftest, bool quiet, struct buffer *out)
{
    if (!quiet) {
        put_rows(selftest, ROW_PLAIN, "Deployments that keep the contract, and what they raised", out);
        put_rows(selftest, ROW_VARIANT, "Variants that keep the contract, and what they raised", out);
        put_rows(selftest, ROW_FAULT, "Faults, and the cases that caught them", out);
    }
    if (selftest_holes(selftest) > 0)
        put_holes(selftest, out);
    put_sum(selftest, out);
}

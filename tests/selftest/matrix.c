/* What counts as a hole, on rows and cases made by hand. */
#include <criterion/criterion.h>
#include <string.h>

#include "selftest/matrix.h"

static size_t many[] = {0, 1, 2, 3, 4, 5};

static void expect_hole(struct row row, const char *name)
{
    enum hole_kind kind;
    row.played = true;
    bool hole = row_hole(&row, &kind);
    cr_expect_eq(hole, *name != '\0', "%s", name);
    if (hole)
        cr_expect_str_eq(hole_name(kind), name);
}

Test(matrix, a_fault_is_caught_by_a_few_cases_or_by_as_many_as_it_declares)
{
    expect_hole((struct row){.kind = ROW_FAULT}, "uncaught");
    expect_hole((struct row){.kind = ROW_FAULT, .problem = "no answer"}, "unjudged");
    expect_hole((struct row){.kind = ROW_FAULT, .failed = many, .failed_count = 1}, "");
    expect_hole((struct row){.kind = ROW_FAULT, .failed = many, .failed_count = 3}, "");
    expect_hole((struct row){.kind = ROW_FAULT, .failed = many, .failed_count = 4}, "wider");
    expect_hole((struct row){.kind = ROW_FAULT, .wide = true, .failed = many, .failed_count = 4}, "");
    expect_hole((struct row){.kind = ROW_FAULT, .wide = true, .failed = many, .failed_count = 3}, "narrower");
    expect_hole((struct row){.kind = ROW_FAULT, .errored = many, .errored_count = 2}, "uncaught");
}

Test(matrix, a_lawful_deployment_raises_nothing)
{
    expect_hole((struct row){.kind = ROW_VARIANT, .executions = 3}, "");
    expect_hole((struct row){.kind = ROW_PLAIN, .failed = many, .failed_count = 1}, "raised");
    expect_hole((struct row){.kind = ROW_VARIANT, .errored = many, .errored_count = 1}, "raised");
    expect_hole((struct row){.kind = ROW_VARIANT, .exit = RUN_UNJUDGED}, "unjudged");
    expect_hole((struct row){.kind = ROW_VARIANT, .executions = 4}, "costly");
}

Test(matrix, a_row_that_was_not_played_says_nothing)
{
    enum hole_kind kind;
    cr_expect_not(row_hole(&(struct row){.kind = ROW_FAULT}, &kind));
}

Test(matrix, a_case_is_proved_by_a_fault_of_little_reach)
{
    struct row rows[] = {
        {.kind = ROW_FAULT, .name = "narrow", .failed = many, .failed_count = 2},
        {.kind = ROW_FAULT, .name = "wide", .wide = true, .failed = many, .failed_count = 5},
        {.kind = ROW_VARIANT, .failed = many, .failed_count = 6},
    };
    struct known_case cases[] = {{.plain = true}, {.plain = true}, {.plain = true}, {.plain = true},
                                 {.plain = true}, {.plain = true}, {.plain = false}};
    struct selftest selftest = {.rows = rows, .row_count = 3, .cases = cases, .case_count = 7, .whole = true};
    matrix_count(&selftest);
    for (size_t i = 0; i < 7; i++)
        cr_expect_eq(case_hole(&selftest, &cases[i]), i >= 2 && i < 6, "case %zu", i);
    cr_expect_eq(cases[0].catches, 2);
    cr_expect_str_eq(cases[0].proof->name, "narrow");
    cr_expect_eq(cases[5].catches, 0);
    selftest.whole = false;
    cr_expect_not(case_hole(&selftest, &cases[5]));
}

Test(matrix, ten_faults_at_most_are_wide)
{
    struct row rows[SELFTEST_WIDE_ROWS + 1];
    for (size_t i = 0; i <= SELFTEST_WIDE_ROWS; i++)
        rows[i] =
            (struct row){.kind = ROW_FAULT, .wide = true, .failed = many, .failed_count = 6, .played = true};
    struct selftest selftest = {.rows = rows, .row_count = SELFTEST_WIDE_ROWS};
    cr_expect_eq(selftest_holes(&selftest), 0);
    selftest.row_count++;
    cr_expect_eq(selftest_holes(&selftest), 1);
}

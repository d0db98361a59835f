#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

#include "hostile.h"
#include "reports/coverage.h"

static const struct coverage_row *find(const struct coverage *coverage, const char *operation,
                                       const char *status, const char *constraint)
{
    for (size_t i = 0; i < coverage->count; i++)
        if (strcmp(coverage->rows[i].operation, operation) == 0 &&
            strcmp(coverage->rows[i].status, status) == 0 &&
            strcmp(coverage->rows[i].constraint, constraint) == 0)
            return &coverage->rows[i];
    return NULL;
}

Test(coverage, what_was_examined_and_why_the_rest_was_not)
{
    struct fixture fixture = fixture_read(TEST_DATA "/data/demo.ndjson");
    struct coverage coverage;
    coverage_make(&coverage, fixture.model->targets[0]);
    const struct coverage_row *seen = find(&coverage, "getRequiredInputs", "200", ""),
                              *unseen = find(&coverage, "getRequiredInputs", "500", ""),
                              *unselected = find(&coverage, "startCrewExecution", "422", ""),
                              *broken = find(&coverage, "startCrewExecution", "", "body.cut");
    cr_assert(seen && unseen && unselected && broken);
    cr_expect(seen->examined);
    cr_expect_not(unseen->examined);
    cr_expect_str_eq(unseen->reason, "no answer of this kind was seen");
    cr_expect_not(unselected->examined);
    cr_expect_str_eq(unselected->reason, "no case that was selected covers it");
    cr_expect(broken->examined, "a case that failed has examined it");
    coverage_clear(&coverage);
    fixture_close(&fixture);
}

static void expect_words(const struct coverage *coverage, const char *operation, const char *words,
                         const char *missing)
{
    struct buffer out;
    buffer_init(&out, BUFFER_UNBOUNDED);
    coverage_words(&out, coverage, operation);
    cr_expect_str_eq(buffer_string(&out), words);
    buffer_reset(&out);
    coverage_missing(&out, coverage, operation);
    cr_expect_str_eq(buffer_string(&out), missing);
    buffer_clear(&out);
}

Test(coverage, words)
{
    struct fixture fixture = fixture_read(TEST_DATA "/data/demo.ndjson");
    struct coverage coverage;
    coverage_make(&coverage, fixture.model->targets[0]);
    expect_words(&coverage, "getRequiredInputs", "1 of 3 responses",
                 "401: no case that was selected covers it; 500: no answer of this kind was seen");
    expect_words(&coverage, "startCrewExecution", "0 of 3 responses, 2 of 2 constraints of requests",
                 "200, 400, 422: no case that was selected covers it");
    expect_words(&coverage, "getExecutionStatus", "2 of 2 responses", "");
    coverage_clear(&coverage);
    fixture_close(&fixture);
}

Test(coverage, is_in_every_report_of_text)
{
    static report_write *const writers[] = {report_console, report_junit, report_tap, report_markdown,
                                            report_sarif};
    struct fixture fixture = fixture_read(TEST_DATA "/data/demo.ndjson");
    for (size_t i = 0; i < sizeof writers / sizeof *writers; i++) {
        char *text = fixture_report(&fixture, writers[i], NULL, NULL);
        cr_expect(strstr(text, "200, 400, 422: no case that was selected"), "%zu", i);
        free(text);
    }
    fixture_close(&fixture);
}

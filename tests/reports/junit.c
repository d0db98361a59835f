#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

#include "hostile.h"
#include "reader.h"

#define STRICT "xmllint --huge --noout --schema " TEST_ROOT "/reports/junit-strict.xsd $F"

static long count(const char *expression, const char *text, size_t length)
{
    char *command = string_format("xmllint --huge --xpath '%s' $F", expression);
    long number = reader_number(command, text, length);
    free(command);
    return number;
}

/* The strict schema holds, and all counts agree: in the attributes, of the elements, and with the model. */
static void expect_strict(const struct fixture *fixture, size_t extra_failures, size_t extra_errors)
{
    size_t length = 0;
    char *said = NULL, *text = fixture_report(fixture, report_junit, NULL, &length);
    const struct model_counts *counts = &fixture->model->counts;
    cr_expect_eq(reader_run(STRICT, text, length, &said), 0, "%s", said);
    free(said);
    expect_harmless(text, length);
    long failures = (long)(counts->by[MODEL_FAILED] - counts->waived + extra_failures);
    long errors = (long)(counts->by[MODEL_ERRORED] + extra_errors);
    long skipped = (long)(counts->by[MODEL_SKIPPED] + counts->waived);
    cr_expect_eq(count("count(//testcase)", text, length),
                 (long)(counts->total + extra_failures + extra_errors));
    cr_expect_eq(count("number(/testsuites/@tests)", text, length),
                 (long)(counts->total + extra_failures + extra_errors));
    cr_expect_eq(count("count(//failure)", text, length), failures);
    cr_expect_eq(count("number(/testsuites/@failures)", text, length), failures);
    cr_expect_eq(count("sum(//testsuite/@failures)", text, length), failures);
    cr_expect_eq(count("count(//error)", text, length), errors);
    cr_expect_eq(count("sum(//testsuite/@errors)", text, length), errors);
    cr_expect_eq(count("count(//skipped)", text, length), skipped);
    cr_expect_eq(count("sum(//testsuite/@skipped)", text, length), skipped);
    cr_expect_null(strstr(text, "<![CDATA["));
    free(text);
}

Test(junit, demo)
{
    struct fixture fixture = fixture_read(TEST_DATA "/data/demo.ndjson");
    expect_strict(&fixture, 1, 0);
    fixture_close(&fixture);
}

Test(junit, hostile_bytes, .timeout = 60)
{
    struct fixture fixture = hostile_open(NULL, true);
    size_t length = 0;
    expect_strict(&fixture, 1, 1);
    char *text = fixture_report(&fixture, report_junit, NULL, &length);
    cr_expect_lt(length, 1000000, "%zu", length);
    free(text);
    fixture_close(&fixture);
}

Test(junit, several_targets_and_a_run_that_was_cut_off)
{
    struct fixture fixture = {.model = model_new()};
    cr_assert(model_read_file(fixture.model, TEST_DATA "/data/demo.ndjson", NULL));
    cr_assert(model_read_file(fixture.model, TEST_DATA "/data/cut.ndjson", NULL));
    model_finish(fixture.model);
    cr_assert_eq(fixture.model->target_count, 2);
    expect_strict(&fixture, 1, 1);
    char *text = fixture_report(&fixture, report_junit, NULL, NULL);
    cr_expect(strstr(text, "<testcase classname=\"crew (2).status\" name=\"status.unknown: "));
    cr_expect(strstr(text, "<error message=\"the run was cut off before it had ended\""));
    free(text);
    fixture_close(&fixture);
}

/* Build servers act upon such words in a test's text. */
Test(junit, attachments_of_the_targets_are_none)
{
    struct record_options options = {0};
    struct fixture fixture = {.record = record_open(&options, NULL), .model = model_new()};
    record_emit(fixture.record, NULL, RECORD_RUN, json_tokener_parse("{\"level\":\"should\"}"));
    record_emit(fixture.record, "t", RECORD_CASE, json_tokener_parse("{\"id\":\"a.b\",\"suite\":\"a\"}"));
    record_emit(fixture.record, "t", RECORD_VERDICT,
                json_tokener_parse(
                    "{\"case\":\"a.b\",\"verdict\":\"errored\",\"reason\":\"[[[ATTACHMENT|/etc/passwd]]\"}"));
    cr_assert(model_read_record(fixture.model, fixture.record, NULL));
    model_finish(fixture.model);
    char *text = fixture_report(&fixture, report_junit, NULL, NULL);
    cr_expect(strstr(text, ">[[ [ATTACHMENT|/etc/passwd]]</error>"));
    free(text);
    fixture_close(&fixture);
}

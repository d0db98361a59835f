#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hostile.h"
#include "reader.h"

/* What prove makes of the stream. */
static char *prove(const char *text, size_t length, int *status)
{
    char *said = NULL;
    *status = reader_run("prove --verbose --nocolor --exec cat $F", text, length, &said);
    return said;
}

static size_t count(const char *text, const char *words)
{
    size_t found = 0;
    for (const char *at = text; (at = strstr(at, words)); at++)
        found++;
    return found;
}

static void expect_accepted(const struct fixture *fixture, size_t extra)
{
    size_t length = 0;
    int status = 0;
    char *text = fixture_report(fixture, report_tap, NULL, &length);
    char *said = prove(text, length, &status), *tests = NULL;
    const struct model_counts *counts = &fixture->model->counts;
    expect_harmless(text, length);
    cr_expect_null(strstr(said, "Parse errors"), "%s", said);
    tests = string_format("Tests: %zu Failed: %zu)", counts->total + extra,
                          counts->by[MODEL_FAILED] - counts->waived + counts->by[MODEL_ERRORED] + extra);
    cr_expect(strstr(said, tests), "%s: %s", tests, said);
    cr_expect_eq(count(text, "# SKIP "), counts->by[MODEL_SKIPPED]);
    cr_expect_eq(count(text, "# TODO "), counts->waived);
    cr_expect_eq(status, 1);
    free(tests);
    free(said);
    free(text);
}

Test(tap, demo)
{
    struct fixture fixture = fixture_read(TEST_DATA "/data/demo.ndjson");
    expect_accepted(&fixture, 1);
    fixture_close(&fixture);
}

Test(tap, hostile_bytes, .timeout = 60)
{
    struct fixture fixture = hostile_open(NULL, true);
    expect_accepted(&fixture, 2);
    fixture_close(&fixture);
}

Test(tap, version)
{
    struct fixture fixture = fixture_read(TEST_DATA "/data/demo.ndjson");
    struct report_options options = {.tap_version = 14};
    char *usual = fixture_report(&fixture, report_tap, NULL, NULL),
         *wanted = fixture_report(&fixture, report_tap, &options, NULL);
    cr_expect_eq(strncmp(usual, "TAP version 13\n1..13\n", 21), 0);
    cr_expect_eq(strncmp(wanted, "TAP version 14\n1..13\n", 21), 0);
    cr_expect_str_eq(usual + 14, wanted + 14, "14 is the same stream");
    free(usual);
    free(wanted);
    fixture_close(&fixture);
}

/* A model of one run whose only case has this verdict; NULL: there is no case. */
static struct fixture one_case(const char *verdict, const char *summary)
{
    struct record_options options = {0};
    struct fixture fixture = {.record = record_open(&options, NULL), .model = model_new()};
    record_emit(fixture.record, NULL, RECORD_RUN, json_tokener_parse("{\"level\":\"should\"}"));
    record_emit(fixture.record, "t", RECORD_TARGET, json_tokener_parse("{\"url\":\"http://x\"}"));
    if (verdict) {
        record_emit(fixture.record, "t", RECORD_CASE,
                    json_tokener_parse("{\"id\":\"a.b\",\"suite\":\"a\",\"title\":\"1 # 2 \\\\ 3\"}"));
        record_emit(fixture.record, "t", RECORD_VERDICT, json_tokener_parse(verdict));
    }
    record_emit(fixture.record, NULL, RECORD_SUMMARY, json_tokener_parse(summary));
    cr_assert(model_read_record(fixture.model, fixture.record, NULL));
    model_finish(fixture.model);
    return fixture;
}

static void expect_prove(struct fixture fixture, int status, const char *words)
{
    size_t length = 0;
    int got = 0;
    char *text = fixture_report(&fixture, report_tap, NULL, &length);
    char *said = prove(text, length, &got);
    cr_expect_eq(got, status, "%s", said);
    cr_expect(strstr(said, words), "%s", said);
    free(said);
    free(text);
    fixture_close(&fixture);
}

Test(tap, where_nothing_could_be_judged_prove_fails)
{
    expect_prove(one_case(NULL, "{\"exit\":3,\"problem\":\"nothing listens # there\"}"), 255,
                 "Further testing stopped:  nothing listens");
    expect_prove(one_case("{\"case\":\"a.b\",\"verdict\":\"skipped\",\"reason\":\"r\"}", "{\"exit\":3}"), 255,
                 "no case was judged");
    expect_prove(one_case("{\"case\":\"a.b\",\"verdict\":\"errored\",\"reason\":\"r\"}", "{\"exit\":3}"), 255,
                 "Further testing stopped");
}

Test(tap, a_run_that_conforms_passes)
{
    expect_prove(one_case("{\"case\":\"a.b\",\"verdict\":\"passed\"}", "{\"exit\":0}"), 0,
                 "ok 1 - a.b: 1 \\# 2 \\\\ 3");
}

Test(tap, a_waived_failure_passes)
{
    expect_prove(one_case("{\"case\":\"a.b\",\"verdict\":\"failed\",\"waived\":\"known\"}", "{\"exit\":0}"),
                 0, "not ok 1 - a.b: 1 \\# 2 \\\\ 3 # TODO known");
}

Test(tap, a_stale_waiver_fails)
{
    expect_prove(one_case("{\"case\":\"a.b\",\"verdict\":\"passed\"}",
                          "{\"exit\":1,\"gate\":[{\"kind\":\"stale-waiver\",\"case\":\"a.b\",\"text\":\"t\","
                          "\"hint\":\"h\"}]}"),
                 1, "not ok 2 - gate.stale-waiver.a.b");
}

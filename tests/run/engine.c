/* The run itself: verdicts, levels, budget and interruption, with cases of the test's own against a scripted server. */
#include <criterion/criterion.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "record/model.h"
#include "run/run.h"
#include "support/wire_server.h"

/* ---- Cases ---- */

#define GET_BOOK (&(struct run_request){.operation = "getBook"})

static void examine_passes(struct run_exam *exam, const void *data)
{
    (void)data;
    run_expect_status(exam, run_send(exam, GET_BOOK), "200");
}

static void examine_expects_a_refusal(struct run_exam *exam, const void *data)
{
    (void)data;
    run_expect_status(exam, run_send(exam, GET_BOOK), "400 404 5xx");
}

static void examine_finds_a_trifle(struct run_exam *exam, const void *data)
{
    (void)data;
    run_fail(
        exam, NULL,
        &(struct finding){.level = LEVEL_SHOULD, .title = "a trifle", .expected = "more", .found = "less"});
}

static void examine_skips(struct run_exam *exam, const void *data)
{
    (void)data;
    run_skip(exam, "there is %s", "nothing to see");
    run_errored(exam, "the first word stays");
}

static void examine_cannot(struct run_exam *exam, const void *data)
{
    (void)data;
    run_errored(exam, "it cannot be told");
}

static void examine_skips_and_fails(struct run_exam *exam, const void *data)
{
    examine_skips(exam, data);
    run_fail(exam, NULL, &(struct finding){.title = "a finding wins", .expected = "a", .found = "b"});
}

static void examine_rules_out(struct run_exam *exam, const void *data)
{
    (void)data;
    run_rule_out(run_of(exam), "late.*", "it is pointless by now");
}

static void examine_spends(struct run_exam *exam, const void *data)
{
    (void)data;
    run_send(exam, &(struct run_request){.operation = "getBook", .spends = true});
}

#define ROW(name, function)                                                                                  \
    {                                                                                                        \
        .suite = "s", .id = name, .title = "title of " name, .basis = {"getBook", ""}, .examine = function   \
    }

/* ---- A run of them ---- */

struct bench {
    struct contract *binding, *documented;
    struct wire_server *server;
    struct record *record;
    struct run_options options;
    struct run_plan plan;
    struct run *run;
    struct model *model;
};

static struct contract *load(enum contract_level level)
{
    struct error error = {0};
    struct contract *contract = contract_load(
        &(struct contract_request){.document = TEST_ROOT "/tests/judge/data/shelf.yaml", .level = level},
        &error);
    cr_assert(contract, "%s", error.text);
    return contract;
}

static void begin(struct bench *bench, const struct wire_step *steps, const struct run_case *rows,
                  size_t count)
{
    *bench = (struct bench){.binding = load(CONTRACT_BINDING), .documented = load(CONTRACT_DOCUMENTED)};
    bench->server = wire_server_new(steps);
    bench->record = record_open(&(struct record_options){0}, NULL);
    bench->options = (struct run_options){.judge = {bench->binding, bench->documented},
                                          .http = {.base_url = wire_server_url(bench->server)},
                                          .target = "test",
                                          .workers = 1,
                                          .level = LEVEL_SHOULD,
                                          .maximum_executions = 3,
                                          .execution_timeout = 1000000};
    for (size_t i = 0; i < count; i++)
        run_plan_add(&bench->plan, &rows[i]);
}

static void make(struct bench *bench)
{
    struct error error = {0};
    bench->run = run_new(&bench->options, &error);
    cr_assert(bench->run, "%s", error.text);
    run_record_in(bench->run, bench->record);
}

static bool perform(struct bench *bench)
{
    if (!bench->run)
        make(bench);
    bool whole = run_examine_all(bench->run, &bench->plan, NULL);
    bench->model = model_new();
    cr_assert(model_read_record(bench->model, bench->record, NULL));
    model_finish(bench->model);
    return whole;
}

static void end(struct bench *bench)
{
    model_free(bench->model);
    run_free(bench->run);
    run_plan_clear(&bench->plan);
    record_close(bench->record, NULL);
    wire_server_free(bench->server);
    contract_free(bench->binding);
    contract_free(bench->documented);
}

/* "failed: reason or first finding's title" of a case. */
static void expect(struct bench *bench, const char *id, const char *expected)
{
    const struct model_case *judged = model_case_find(bench->model->targets[0], id);
    cr_assert(judged, "%s is not in the record", id);
    char *text = string_format("%s: %s", model_verdict_name(judged->verdict),
                               judged->finding_count ? judged->findings[0]->title : judged->reason);
    cr_expect_str_eq(text, expected, "%s is \"%s\" instead of \"%s\"", id, text, expected);
    free(text);
}

#define JSON_200(body, length)                                                                               \
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Pages: 1\r\nContent-Length: " length             \
    "\r\n\r\n" body

static const struct wire_step well[] = {WIRE_DO(WIRE_READ), WIRE_TEXT(JSON_200("{\"title\":\"t\"}", "13")),
                                        WIRE_DO(WIRE_AGAIN)};

/* ---- Verdicts ---- */

static const struct run_case all_verdicts[] = {
    ROW("a.passes", examine_passes),         ROW("a.refusal", examine_expects_a_refusal),
    ROW("a.trifle", examine_finds_a_trifle), ROW("a.skips", examine_skips),
    ROW("a.cannot", examine_cannot),         ROW("a.skips-and-fails", examine_skips_and_fails),
    ROW("b.rules-out", examine_rules_out),   ROW("late.one", examine_passes),
};

Test(engine, gives_each_case_its_verdict)
{
    struct bench bench;
    begin(&bench, well, all_verdicts, sizeof all_verdicts / sizeof *all_verdicts);
    cr_expect(perform(&bench));
    expect(&bench, "a.passes", "passed: ");
    expect(&bench, "a.refusal", "failed: GET /book was answered 200 instead of 400 or 404 or 5xx");
    expect(&bench, "a.trifle", "failed: a trifle");
    expect(&bench, "a.skips", "skipped: there is nothing to see");
    expect(&bench, "a.cannot", "errored: it cannot be told");
    expect(&bench, "a.skips-and-fails", "failed: a finding wins");
    expect(&bench, "b.rules-out", "passed: ");
    expect(&bench, "late.one", "skipped: it is pointless by now");
    struct run_counts counts = run_counts(bench.run);
    cr_expect_eq(counts.passed, 2);
    cr_expect_eq(counts.failed, 3);
    cr_expect_eq(counts.errored, 1);
    cr_expect_eq(counts.skipped, 2);
    end(&bench);
}

Test(engine, counts_only_what_binds_where_it_is_told_so)
{
    struct bench bench;
    begin(&bench, well, &all_verdicts[2], 1);
    bench.options.level = LEVEL_MUST;
    perform(&bench);
    struct run_counts counts = run_counts(bench.run);
    cr_expect_eq(counts.failed, 0);
    cr_expect_eq(counts.passed, 1);
    end(&bench);
}

Test(engine, lets_no_required_case_be_skipped)
{
    static const char *const required[] = {"x.*", "*.skips"};
    struct bench bench;
    begin(&bench, well, &all_verdicts[3], 1);
    bench.options.require = required;
    bench.options.require_count = 2;
    perform(&bench);
    expect(&bench, "a.skips", "failed: skipped, and yet required: there is nothing to see");
    end(&bench);
}

/* ---- Answers cases ---- */

#define ANSWERS(name, of, what)                                                                              \
    {                                                                                                        \
        .suite = "s", .id = name, .title = "title", .basis = {"getBook", "/responses/200"}, .status = of,    \
        .aspect = what                                                                                       \
    }

static const struct run_case answers[] = {
    ROW("a.one", examine_passes),
    ROW("a.two", examine_passes),
    ANSWERS("s.answers.200.schema", "200", JUDGE_SCHEMA),
    ANSWERS("s.answers.200.json", "200", JUDGE_JSON),
    ANSWERS("s.answers.4XX.schema", "4XX", JUDGE_SCHEMA),
};

static const struct wire_step untitled[] = {WIRE_DO(WIRE_READ), WIRE_TEXT(JSON_200("{}", "2")),
                                            WIRE_DO(WIRE_AGAIN)};

Test(engine, fails_the_case_of_the_response_and_not_the_one_that_asked)
{
    struct bench bench;
    begin(&bench, untitled, answers, sizeof answers / sizeof *answers);
    perform(&bench);
    expect(&bench, "a.one", "passed: ");
    expect(&bench, "a.two", "passed: ");
    expect(&bench, "s.answers.200.json", "passed: ");
    expect(&bench, "s.answers.4XX.schema", "skipped: no answer of this kind was seen");
    const struct model_case *judged = model_case_find(bench.model->targets[0], "s.answers.200.schema");
    cr_assert_eq(judged->finding_count, 1, "one cause is one finding");
    cr_expect_eq(judged->findings[0]->more, 1, "and tells how many more there are");
    cr_expect(judged->findings[0]->exchange);
    cr_expect_str_eq(judged->findings[0]->contract.pointer,
                     "#/paths/~1book/get/responses/200/content/application~1json/schema/required");
    end(&bench);
}

Test(engine, lets_an_answers_case_be_examined_alone)
{
    static const char *const globs[] = {"s.answers.200.json"};
    struct bench bench;
    begin(&bench, untitled, answers, sizeof answers / sizeof *answers);
    run_plan_select(&bench.plan, NULL, 0, globs, 1);
    perform(&bench);
    cr_expect_eq(bench.model->targets[0]->case_count, 1);
    expect(&bench, "s.answers.200.json", "passed: ");
    cr_expect_eq(run_counts(bench.run).passed, 1);
    end(&bench);
}

/* ---- Answers that do not come ---- */

static const struct silence {
    struct wire_step steps[4];
    const char *verdict;
} silences[] = {
    {{WIRE_DO(WIRE_READ), WIRE_DO(WIRE_CLOSE)},
     "failed: the connection was closed before the first line of an answer"},
    {{WIRE_DO(WIRE_READ), WIRE_DO(WIRE_RESET)},
     "failed: the connection was reset before the first line of an answer"},
    {{WIRE_DO(WIRE_READ), WIRE_TEXT("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"), WIRE_DO(WIRE_CLOSE)},
     "failed: the connection was closed after 1 of the 9 bytes of its body"},
};

Test(engine, fails_a_target_that_connects_and_does_not_answer)
{
    for (size_t i = 0; i < sizeof silences / sizeof *silences; i++) {
        struct bench bench;
        begin(&bench, silences[i].steps, all_verdicts, 1);
        perform(&bench);
        expect(&bench, "a.passes", silences[i].verdict);
        end(&bench);
    }
}

Test(engine, cannot_judge_where_no_answer_comes_in_time)
{
    static const struct wire_step holds[] = {WIRE_DO(WIRE_READ), WIRE_DO(WIRE_HOLD)};
    struct bench bench;
    begin(&bench, holds, all_verdicts, 1);
    bench.options.http.timeout = 100000;
    perform(&bench);
    const struct model_case *judged = model_case_find(bench.model->targets[0], "a.passes");
    cr_expect_eq(judged->verdict, MODEL_ERRORED);
    cr_expect(strstr(judged->reason, "not a byte of an answer came within 0.1 s"), "%s", judged->reason);
    end(&bench);
}

Test(engine, finds_a_gateway_that_fails_at_first)
{
    static const struct wire_step fails[] = {
        WIRE_DO(WIRE_READ), WIRE_TEXT("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"),
        WIRE_DO(WIRE_READ), WIRE_TEXT(JSON_200("{\"title\":\"t\"}", "13")), WIRE_DO(WIRE_AGAIN)};
    struct bench bench;
    begin(&bench, fails, all_verdicts, 1);
    perform(&bench);
    expect(&bench, "a.passes", "failed: a gateway failed before the request got through");
    cr_expect_str_eq(bench.model->targets[0]->cases[0]->findings[0]->level, "should");
    end(&bench);
}

/* ---- The budget ---- */

static const struct run_case spenders[] = {ROW("c.one", examine_spends), ROW("c.two", examine_spends),
                                           ROW("c.three", examine_spends), ROW("c.four", examine_spends),
                                           ROW("c.five", examine_spends)};

static const struct spending {
    struct wire_step steps[4];
    size_t started, presumed;
    size_t requests;
} spendings[] = {
    {{WIRE_DO(WIRE_READ), WIRE_TEXT(JSON_200("{}", "2")), WIRE_DO(WIRE_AGAIN)}, 3, 0, 3},
    {{WIRE_DO(WIRE_READ), WIRE_TEXT("HTTP/1.1 422 No\r\nContent-Length: 0\r\n\r\n"), WIRE_DO(WIRE_AGAIN)},
     0,
     0,
     5},
    {{WIRE_DO(WIRE_READ), WIRE_TEXT("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n"), WIRE_DO(WIRE_AGAIN)},
     0,
     3,
     3},
    {{WIRE_DO(WIRE_READ), WIRE_TEXT("HTTP/1.1 302 No\r\nContent-Length: 0\r\n\r\n"), WIRE_DO(WIRE_AGAIN)},
     0,
     3,
     3},
    {{WIRE_DO(WIRE_READ), WIRE_DO(WIRE_RESET)}, 0, 3, 3},
    {{WIRE_DO(WIRE_READ), WIRE_TEXT("HTTP/1.1 404 No\r\nContent-Length: 9\r\n\r\n{"), WIRE_DO(WIRE_CLOSE)},
     0,
     3,
     3},
};

Test(engine, sends_no_more_than_the_budget_allows)
{
    for (size_t i = 0; i < sizeof spendings / sizeof *spendings; i++)
        for (long workers = 1; workers <= 8; workers += 7) {
            struct bench bench;
            begin(&bench, spendings[i].steps, spenders, sizeof spenders / sizeof *spenders);
            bench.options.workers = workers;
            perform(&bench);
            struct run_counts counts = run_counts(bench.run);
            cr_expect_eq(counts.started, spendings[i].started, "row %zu: %zu", i, counts.started);
            cr_expect_eq(counts.presumed, spendings[i].presumed, "row %zu: %zu", i, counts.presumed);
            cr_expect_eq(wire_server_requests(bench.server), spendings[i].requests, "row %zu: %zu requests",
                         i, wire_server_requests(bench.server));
            cr_expect_eq(counts.skipped, 5 - spendings[i].requests, "row %zu", i);
            end(&bench);
        }
}

Test(engine, sends_nothing_that_spends_where_it_only_reads)
{
    struct bench bench;
    begin(&bench, well, spenders, sizeof spenders / sizeof *spenders);
    bench.options.read_only = true;
    perform(&bench);
    cr_expect_eq(wire_server_requests(bench.server), 0);
    cr_expect_eq(run_counts(bench.run).skipped, 5);
    end(&bench);
}

/* ---- Interruption ---- */

static void *interrupt(void *context)
{
    struct bench *bench = context;
    cr_assert(wire_server_await(bench->server, 1));
    run_interrupt(bench->run);
    return NULL;
}

Test(engine, ends_at_once_where_it_is_interrupted)
{
    static const struct wire_step holds[] = {WIRE_DO(WIRE_READ), WIRE_DO(WIRE_HOLD)};
    struct bench bench;
    pthread_t other;
    begin(&bench, holds, all_verdicts, 2);
    make(&bench);
    cr_assert_eq(pthread_create(&other, NULL, interrupt, &bench), 0);
    cr_expect_not(perform(&bench));
    pthread_join(other, NULL);
    expect(&bench, "a.passes", "skipped: interrupted before it was examined");
    expect(&bench, "a.refusal", "skipped: interrupted before it was examined");
    struct run_counts counts = run_counts(bench.run);
    cr_expect_eq(run_exit_of(&counts), RUN_INTERRUPTED);
    end(&bench);
}

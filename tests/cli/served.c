/* `crewcheck run` against `crewcheck serve` in another process. */
#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "json/json.h"
#include "record/model.h"
#include "support/authority.h"
#include "support/program.h"

#define CREWCHECK TEST_BINARY_DIR "/crewcheck"
#define TOKEN     "CREWCHECK_TOKEN=a-token-of-the-organization"
#define USER      "CREWCHECK_USER_TOKEN=a-token-of-a-user"

static const char *const environment[] = {TOKEN, USER, NULL};

enum { WORDS = 16 };

/* CREWCHECK COMMAND, the words, and two more. */
static struct program *start(const char *command, const char *const *words, const char *more,
                             const char *value)
{
    const char *all[WORDS] = {CREWCHECK, command};
    size_t count = 2;
    for (size_t i = 0; words[i]; i++)
        all[count++] = words[i];
    all[count++] = more;
    all[count] = more ? value : NULL;
    return program_start(all, environment, NULL);
}

static struct program *serve(const char *const *words, char **url)
{
    struct program *server = start("serve", words, "--port", "0");
    cr_assert(program_await(server, "--target http"), "%s", program_errors(server));
    const char *at = strstr(program_output(server), "--target ") + strlen("--target ");
    *url = memory_copy(at, strcspn(at, "\n"));
    return server;
}

static void stop(struct program *server)
{
    program_signal(server, SIGINT);
    cr_expect_eq(program_finish(server), 0, "%s", program_errors(server));
    program_free(server);
}

static size_t count(const char *text, const char *word)
{
    size_t found = 0;
    for (const char *at = strstr(text, word); at; at = strstr(at + 1, word))
        found++;
    return found;
}

/* ---- Deployments that conform ---- */

static const struct conforming {
    const char *serve[8], *run[8];
    const char *kickoff; /* its line in the server's log */
} conforming[] = {
    {{NULL}, {NULL}, "POST /kickoff 200"},
    {{"--prefix", "/crews/travel"}, {NULL}, "POST /crews/travel/kickoff 200"},
    {{"--revision", "2026-05"}, {"--spec", "crewai-amp@2026-05"}, "POST /kickoff 200"},
    {{"--task", "plan", "--task", "write", "--human", "plan"},
     {"--execution-timeout", "20"},
     "POST /kickoff 200"},
    {{"--no-inputs"}, {NULL}, "POST /kickoff 200"},
    {{"--input", "a b", "--input", "\u00fcn\u00ef", "--input", "x.y/z~"}, {NULL}, "POST /kickoff 200"},
    {{NULL}, {"--inputs", TEST_DATA "/data/inputs.yaml"}, "POST /kickoff 200"},
    {{NULL}, {"--workers", "1"}, "POST /kickoff 200"},
    {{NULL}, {"--shuffle", "--seed", "7", "--workers", "3"}, "POST /kickoff 200"},
    {{NULL}, {"--max-executions", "1"}, "POST /kickoff 200"},
    {{NULL}, {"--level", "must"}, "POST /kickoff 200"},
};

Test(served, deployments_that_conform_pass_with_three_executions, .timeout = 600)
{
    for (size_t i = 0; i < sizeof conforming / sizeof *conforming; i++) {
        const struct conforming *row = &conforming[i];
        char *url = NULL;
        struct program *server = serve(row->serve, &url), *run = start("run", row->run, "--target", url);
        cr_expect_eq(program_finish(run), 0, "row %zu: %s%s", i, program_output(run), program_errors(run));
        program_await(server, row->kickoff);
        size_t started = count(program_output(server), row->kickoff);
        cr_expect(started >= 1 && started <= 3, "row %zu: %zu executions", i, started);
        program_free(run);
        stop(server);
        free(url);
    }
}

/* ---- TLS ---- */

static char *write_file(const char *text)
{
    char *path = string_copy("/tmp/crewcheck-test-XXXXXX");
    int file = mkstemp(path);
    cr_assert(file >= 0 && write(file, text, strlen(text)) == (ssize_t)strlen(text));
    close(file);
    return path;
}

static const struct tls_row {
    enum certificate kind;
    bool trusts; /* by --cacert */
    bool insecure;
    int exit;
} tls_rows[] = {
    {CERTIFICATE_GOOD, true, false, 0},        {CERTIFICATE_GOOD, false, false, 3},
    {CERTIFICATE_EXPIRED, true, false, 3},     {CERTIFICATE_WRONG_NAME, true, false, 3},
    {CERTIFICATE_SELF_SIGNED, true, false, 3}, {CERTIFICATE_SELF_SIGNED, false, true, 0},
};

static void expect_tls(const struct authority *authority, const struct tls_row *row)
{
    char *certificate = NULL, *key = NULL, *url = NULL;
    authority_issue(authority, row->kind, &certificate, &key);
    char *chain = write_file(certificate), *secret = write_file(key);
    struct program *server = serve((const char *[]){"--cert", chain, "--key", secret, NULL}, &url);
    const char *words[] = {"--quiet",
                           "--suite",
                           "inputs",
                           row->trusts     ? "--cacert"
                           : row->insecure ? "--insecure"
                                           : "--quiet",
                           row->trusts ? authority_file(authority) : NULL,
                           NULL};
    struct program *run = start("run", words, "--target", url);
    cr_expect_eq(program_finish(run), row->exit, "%s%s", program_output(run), program_errors(run));
    cr_expect(row->exit == 0 || strstr(program_output(run), "no TLS session with"), "%s",
              program_output(run));
    program_free(run);
    stop(server);
    remove(chain);
    remove(secret);
    free(chain);
    free(secret);
    free(certificate);
    free(key);
    free(url);
}

Test(served, certificates_are_verified)
{
    struct authority *authority = authority_new();
    for (size_t i = 0; i < sizeof tls_rows / sizeof *tls_rows; i++)
        expect_tls(authority, &tls_rows[i]);
    authority_free(authority);
}

/* Each case by itself gives the verdict that it has among all. */
Test(served, cases_run_alone_and_twice)
{
    static const char *const cases[] = {"target.accept.inputs.token",         "kickoff.accept.required",
                                        "kickoff.answers.422.schema",         "status.answers.200.schema",
                                        "resume.reject.execution_id.unknown", "kickoff.answers.200.json"};
    char *url = NULL;
    struct program *server = serve((const char *[]){NULL}, &url);
    for (size_t i = 0; i < 2 * sizeof cases / sizeof *cases; i++) {
        const char *words[] = {"--case", cases[i / 2], NULL};
        struct program *run = start("run", words, "--target", url);
        cr_expect_eq(program_finish(run), 0, "%s", program_output(run));
        cr_expect(strstr(program_output(run), "1 case: 1 passed"), "%s", program_output(run));
        program_free(run);
    }
    stop(server);
    free(url);
}

Test(served, nothing_is_started_by_a_run_that_only_reads)
{
    char *url = NULL;
    struct program *server = serve((const char *[]){NULL}, &url),
                   *run = start("run", (const char *[]){"--read-only", NULL}, "--target", url);
    cr_expect_eq(program_finish(run), 0, "%s", program_output(run));
    cr_expect_eq(count(program_output(server), "POST /kickoff"), 0, "%s", program_output(server));
    program_free(run);
    stop(server);
    free(url);
}

/* 0.0.0.0 leads to this machine, and says so to nobody: a target that cannot be known to reach our listener. */
Test(served, elsewhere_is_told_how_callbacks_can_be_examined)
{
    char *url = NULL;
    struct program *server = serve((const char *[]){NULL}, &url);
    char *remote = string_format("http://0.0.0.0%s", strrchr(url, ':'));
    struct program *run = start("run", (const char *[]){"--suite", "webhooks", NULL}, "--target", remote);
    cr_expect_eq(program_finish(run), 3, "%s", program_output(run));
    cr_expect(strstr(program_output(run), "--callback-listen ADDR:PORT"), "%s", program_output(run));
    cr_expect(strstr(program_output(run), "--callback-url URL"), "%s", program_output(run));
    cr_expect(strstr(program_output(run), "0 passed, 0 failed, 0 errored"), "%s", program_output(run));
    program_free(run);
    stop(server);
    free(remote);
    free(url);
}

/* ---- What is left behind ---- */

struct folder {
    char path[32], junit[64], tap[64], html[64], record[64];
};

static struct folder make_folder(void)
{
    struct folder folder = {.path = "/tmp/crewcheck-test-XXXXXX"};
    cr_assert_not_null(mkdtemp(folder.path));
    snprintf(folder.junit, sizeof folder.junit, "%s/report.xml", folder.path);
    snprintf(folder.tap, sizeof folder.tap, "%s/report.tap", folder.path);
    snprintf(folder.html, sizeof folder.html, "%s/report.html", folder.path);
    snprintf(folder.record, sizeof folder.record, "%s/record.ndjson", folder.path);
    return folder;
}

static void remove_folder(const struct folder *folder)
{
    unlink(folder->junit);
    unlink(folder->tap);
    unlink(folder->html);
    unlink(folder->record);
    cr_expect_eq(rmdir(folder->path), 0, "something else was left behind");
}

static struct buffer contents(const char *path)
{
    struct buffer text;
    buffer_init(&text, BUFFER_UNBOUNDED);
    cr_assert(buffer_read_file(&text, path), "%s", path);
    return text;
}

static void expect_no_token(const char *path)
{
    struct buffer text = contents(path);
    cr_expect_not(strstr(buffer_string(&text), "a-token-of-"), "%s", path);
    cr_expect_gt(text.length, 1000, "%s", path);
    buffer_clear(&text);
}

static struct model *read_record(const char *path)
{
    struct error error = {0};
    struct model *model = model_new();
    cr_assert(model_read_file(model, path, &error), "%s", error.text);
    model_finish(model);
    cr_assert_eq(model->target_count, 1);
    cr_assert_eq(model->run_count, 1);
    return model;
}

Test(served, reports_agree_and_hold_no_token)
{
    char *url = NULL;
    struct folder folder = make_folder();
    struct program *server = serve((const char *[]){NULL}, &url);
    const char *words[] = {"--junit",   folder.junit, "--tap",       folder.tap, "--html",
                           folder.html, "--record",   folder.record, NULL};
    struct program *run = start("run", words, "--target", url);
    cr_expect_eq(program_finish(run), 0, "%s", program_output(run));
    cr_expect_not(strstr(program_output(run), "a-token-of-"));
    struct model *model = read_record(folder.record);
    const struct model_run *summary = model->runs[0];
    cr_expect_eq(model_exit(model), 0);
    cr_expect_eq(model->unreadable, 0);
    cr_expect_geq(model->counts.total, 80);
    cr_expect_leq(summary->executions_started + summary->executions_possibly, 3);
    cr_expect_str_eq(summary->contract.name, "crewai-amp@2025-10");
    struct buffer xml = contents(folder.junit), tap = contents(folder.tap);
    cr_expect_eq(count(buffer_string(&xml), "<testcase "), model->counts.total);
    cr_expect_eq(count(buffer_string(&tap), "\nok ") + count(buffer_string(&tap), "\nnot ok "),
                 model->counts.total);
    buffer_clear(&xml);
    buffer_clear(&tap);
    expect_no_token(folder.junit);
    expect_no_token(folder.tap);
    expect_no_token(folder.html);
    expect_no_token(folder.record);
    model_free(model);
    remove_folder(&folder);
    program_free(run);
    stop(server);
    free(url);
}

Test(served, one_report_may_have_standard_output_to_itself)
{
    char *url = NULL;
    struct program *server = serve((const char *[]){NULL}, &url);
    struct program *run =
        start("run", (const char *[]){"--tap", "-", "--suite", "auth", NULL}, "--target", url);
    cr_expect_eq(program_finish(run), 0, "%s", program_errors(run));
    cr_expect_eq(strncmp(program_output(run), "TAP version 13\n", strlen("TAP version 13\n")), 0);
    cr_expect(strstr(program_errors(run), "PASSED"), "people read standard error then");
    cr_expect_not(strstr(program_output(run), "PASSED"));
    program_free(run);
    stop(server);
    free(url);
}

Test(served, a_run_that_is_interrupted_still_reports)
{
    char *url = NULL;
    struct folder folder = make_folder();
    struct program *server = serve((const char *[]){"--step-ms", "100000", NULL}, &url);
    const char *words[] = {"--junit", folder.junit, "--record", folder.record, NULL};
    struct program *run = start("run", words, "--target", url);
    /* The other kickoffs are refused, so both executions have begun. */
    cr_assert(program_await(server, "/status 200"));
    for (int echo = 0; echo < 1000; echo++) /* as timeout(1) does: the program, and at once its group */
        program_signal(run, SIGINT);
    cr_expect_eq(program_finish(run), 130, "%s%s", program_output(run), program_errors(run));
    cr_expect(strstr(program_output(run), "INTERRUPTED"), "%s", program_output(run));
    struct model *model = read_record(folder.record);
    cr_expect(model->runs[0]->interrupted);
    cr_expect_eq(model_exit(model), 130);
    cr_expect_eq(model->counts.by[MODEL_FAILED], 0);
    cr_expect_gt(model->counts.by[MODEL_SKIPPED], 0);
    struct buffer xml = contents(folder.junit);
    cr_expect(strstr(buffer_string(&xml), "</testsuites>"));
    buffer_clear(&xml);
    model_free(model);
    remove_folder(&folder);
    program_free(run);
    stop(server);
    free(url);
}

/* An execution that waits for a human is told to go on before the run ends, and listed. */
Test(served, a_run_that_is_interrupted_leaves_nobody_waiting)
{
    char *url = NULL;
    struct program *server = serve(
        (const char *[]){"--task", "plan", "--task", "write", "--human", "plan", "--step-ms", "100", NULL},
        &url);
    struct program *run = start("run", (const char *[]){NULL}, "--target", url);
    cr_assert(program_await(server, "POST /resume 200"));
    program_signal(run, SIGINT);
    cr_expect_eq(program_finish(run), 130, "%s%s", program_output(run), program_errors(run));
    size_t started = count(program_output(server), "POST /kickoff 200");
    cr_expect_geq(started, 1);
    cr_expect_geq(count(program_output(run), "left, task \"plan\""), 1, "%s", program_output(run));
    program_free(run);
    stop(server);
    free(url);
}

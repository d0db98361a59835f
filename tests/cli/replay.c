/* crewcheck replay, through the program itself, against the bundled deployment. */
#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "reference/reference.h"

static char folder[64];

static void new_folder(void)
{
    strcpy(folder, "/tmp/crewcheck-replay-XXXXXX");
    cr_assert(mkdtemp(folder));
    cr_assert_eq(chdir(folder), 0);
    setenv("CREWCHECK_TOKEN", REFERENCE_TOKEN, 1);
}

static void delete_folder(void)
{
    char *command = string_format("rm -r '%s'", folder);
    cr_expect_eq(system(command), 0);
    free(command);
}

TestSuite(replay, .init = new_folder, .fini = delete_folder, .timeout = 60);

static struct reference_server *serve_with(const char *fault)
{
    const char *faults[] = {fault, NULL};
    struct reference_options options = {.revision = "2025-10", .faults = faults};
    struct reference_server *server = NULL;
    struct error error = {0};
    cr_assert(reference_start(&options, &server, &error), "%s", error.text);
    return server;
}

static struct reference_server *serve(void)
{
    return serve_with(NULL);
}

/* Runs the program with these words; *said (to be freed) is all that it wrote. */
static int run(const char *words, char **said)
{
    struct buffer output;
    char chunk[4096];
    char *line = string_format("%s/crewcheck %s 2>&1", TEST_BINARY_DIR, words);
    FILE *pipe = popen(line, "r");
    buffer_init(&output, BUFFER_UNBOUNDED);
    for (size_t got; (got = fread(chunk, 1, sizeof chunk, pipe)) > 0;)
        buffer_append(&output, chunk, got);
    int status = pclose(pipe);
    *said = buffer_take(&output, NULL);
    free(line);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void expect_run(const char *words, int status, const char *wanted)
{
    char *said = NULL;
    int got = run(words, &said);
    cr_expect_eq(got, status, "%s: exit %d: %s", words, got, said);
    cr_expect(strstr(said, wanted), "%s: not \"%s\" but %s", words, wanted, said);
    cr_expect_null(strstr(said, REFERENCE_TOKEN), "%s", said);
    free(said);
}

static void record(const struct reference_server *server)
{
    char *words = string_format("run --target %s --suite status --suite kickoff --record r.ndjson --quiet",
                                reference_url(server));
    expect_run(words, 0, "PASSED");
    free(words);
}

Test(replay, both_answers_side_by_side)
{
    struct reference_server *server = serve();
    record(server);
    expect_run("replay r.ndjson status.reject.kickoff_id.unknown", 0, "The two are alike.");
    setenv("CREWCHECK_TOKEN", "not-the-token-of-this-crew", 1);
    expect_run("replay r.ndjson status.reject.kickoff_id.unknown", 0,
               "status 404                             | status 401");
    reference_stop(server);
}

Test(replay, what_could_start_an_execution_waits_for_a_yes)
{
    struct reference_server *server = serve();
    record(server);
    expect_run("replay r.ndjson kickoff.reject.inputs.missing", 3, "--yes sends it");
    expect_run("replay r.ndjson kickoff.reject.inputs.missing --yes", 0, "The two are alike.");
    reference_stop(server);
}

Test(replay, to_another_deployment)
{
    struct reference_server *first = serve(), *second = serve();
    record(first);
    reference_stop(first);
    expect_run("replay r.ndjson status.reject.kickoff_id.unknown", 0, "| ");
    char *words =
        string_format("replay r.ndjson status.reject.kickoff_id.unknown --target %s", reference_url(second));
    expect_run(words, 0, "The two are alike.");
    free(words);
    reference_stop(second);
}

Test(replay, what_cannot_be_replayed)
{
    struct reference_server *server = serve();
    record(server);
    expect_run("replay r.ndjson status.answers.404.jsn", 2, "perhaps \"status.answers.404.json\"");
    expect_run("replay none.ndjson a.b", 2, "cannot read the record none.ndjson");
    expect_run("replay r.ndjson status.answers.404.json", 3, "The record has no request of this case.");
    reference_stop(server);
}

/* A random request that fails is sent again from the record, and by the command that the report tells. */
Test(replay, random_requests)
{
    struct reference_server *server = serve_with("kickoff-takes-meta-array");
    char id[64] = "", *said = NULL,
         *words = string_format(
             "run --target %s --fuzz 100 --seed 3 --case 'kickoff.fuzz.invalid.*' --record r.ndjson",
             reference_url(server)),
         *again = string_format("\nAgain     crewcheck run --target %s --fuzz 100 --seed 3 --case "
                                "'kickoff.fuzz.invalid.*'\n",
                                reference_url(server));
    cr_assert_eq(run(words, &said), 1, "%s", said);
    const char *failed = strstr(said, "FAILED  ");
    cr_assert(failed && sscanf(failed, "FAILED  %63s", id) == 1, "%s", said);
    cr_expect(strstr(said, again), "%s", said);
    free(words);
    words = string_format("replay r.ndjson %s --yes", id);
    expect_run(words, 0, "status 200                               status 200");
    free(words);
    words = string_format("run --target %s --fuzz 100 --seed 3 --case %s", reference_url(server), id);
    expect_run(words, 1, "found an empty array");
    free(words);
    free(again);
    free(said);
    reference_stop(server);
}

Test(replay, of_a_seed_that_was_drawn)
{
    struct reference_server *server = serve();
    char *words = string_format("run --target %s --fuzz 2 --case 'status.fuzz.*'", reference_url(server));
    expect_run(words, 0, "--fuzz 2 --case 'status.fuzz.*' --seed ");
    reference_stop(server);
    free(words);
}

/* What fails a run and what does not, through the program itself. A case of the bundled deployment fails where it is
 * required and cannot be examined. */
#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/memory.h"

#define RUN     "crewcheck run --target bundled --suite inputs --quiet"
#define FAILING " --require inputs.answers.500.json"

static char folder[64];

static void new_folder(void)
{
    strcpy(folder, "/tmp/crewcheck-gate-XXXXXX");
    cr_assert(mkdtemp(folder));
    cr_assert_eq(chdir(folder), 0);
    char *path = string_format("%s:%s", TEST_BINARY_DIR, getenv("PATH"));
    setenv("PATH", path, 1);
    free(path);
}

static void delete_folder(void)
{
    char *command = string_format("rm -r '%s'", folder);
    cr_expect_eq(system(command), 0);
    free(command);
}

TestSuite(gate, .init = new_folder, .fini = delete_folder, .timeout = 60);

/* Runs a command line and returns its exit code; *said (may be NULL; else free() it) is all that it wrote. */
static int run(const char *command, char **said)
{
    struct buffer output;
    char chunk[4096];
    char *line = string_format("{ %s; } 2>&1", command);
    FILE *pipe = popen(line, "r");
    buffer_init(&output, BUFFER_UNBOUNDED);
    cr_assert(pipe);
    for (size_t got; (got = fread(chunk, 1, sizeof chunk, pipe)) > 0;)
        buffer_append(&output, chunk, got);
    int status = pclose(pipe);
    free(line);
    if (said)
        *said = buffer_take(&output, NULL);
    buffer_clear(&output);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void expect_run(const char *command, int status, const char *words)
{
    char *said = NULL;
    int got = run(command, &said);
    cr_expect_eq(got, status, "%s: exit %d: %s", command, got, said);
    cr_expect(strstr(said, words), "%s: not \"%s\" but %s", command, words, said);
    free(said);
}

static void write_waiver(const char *name, const char *until)
{
    FILE *file = fopen("waivers.yaml", "w");
    fprintf(file, "waivers:\n  - case: %s\n    reason: it is being mended\n    until: %s\n", name, until);
    fclose(file);
}

Test(gate, a_waived_failure_does_not_fail_the_run)
{
    expect_run(RUN FAILING, 1, "FAILED: 1 case breaks");
    write_waiver("inputs.answers.500.*", "2999-12-31");
    expect_run(RUN FAILING " --waivers waivers.yaml", 0,
               "PASSED: the deployment keeps the contract, save for 1 waived");
    expect_run(RUN FAILING " --require inputs.answers.404.json --waivers waivers.yaml", 1,
               "FAILED: 1 case breaks");
}

Test(gate, a_waiver_that_is_not_true_fails_the_run)
{
    write_waiver("inputs.answers.500.json", "2001-01-31");
    expect_run(RUN FAILING " --waivers waivers.yaml", 1, "has expired: its last day was 2001-01-31");
    write_waiver("inputs.answers.200.json", "2999-12-31");
    expect_run(RUN " --waivers waivers.yaml", 1, "delete the waiver that begins on line 2 of waivers.yaml");
    write_waiver("inputs.no.such.case", "2999-12-31");
    expect_run(RUN " --waivers waivers.yaml", 1, "names no case that is known");
    write_waiver("kickoff.answers.200.json", "2999-12-31");
    expect_run(RUN " --waivers waivers.yaml", 0, "PASSED");
}

Test(gate, waivers_that_cannot_be_read_are_bad_usage)
{
    write_waiver("inputs.answers.500.json", "soon");
    expect_run(RUN " --waivers waivers.yaml", 2, "waivers.yaml:4:12: expected a day such as 2026-12-31");
    expect_run(RUN " --waivers missing.yaml", 2, "missing.yaml cannot be read");
    expect_run(RUN " --baseline missing.ndjson", 2, "cannot read the record missing.ndjson");
}

Test(gate, what_failed_in_the_baseline_does_not_fail_the_run)
{
    expect_run(RUN FAILING " --record old.ndjson", 1, "FAILED");
    expect_run(RUN FAILING " --baseline old.ndjson", 0,
               "PASSED: the deployment keeps the contract, save for 1 waived");
    expect_run(RUN FAILING " --require inputs.answers.404.json --baseline old.ndjson", 1,
               "FAILED: 1 case breaks");
    expect_run(RUN " --baseline old.ndjson", 0, "PASSED");
}

/* A report of a record, and that of the run itself, are the same bytes. */
Test(gate, a_report_made_later_equals_the_runs)
{
    static const char *const files[] = {"xml", "tap", "html", "md", "sarif", "har", "txt"};
    expect_run("crewcheck run --target bundled" FAILING
               " --record r.ndjson --junit a.xml --tap a.tap --html a.html "
               "--markdown a.md --sarif a.sarif --har a.har > a.txt",
               1, "");
    expect_run(
        "crewcheck report r.ndjson --junit b.xml --tap b.tap --html b.html --markdown b.md --sarif b.sarif "
        "--har b.har > b.txt",
        0, "");
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char *command = string_format("test -s a.%s && cmp a.%s b.%s", files[i], files[i], files[i]);
        expect_run(command, 0, "");
        free(command);
    }
    expect_run("crewcheck report --gate r.ndjson", 1, "FAILED");
    expect_run("head -n 100 r.ndjson | crewcheck report --gate -", 3, "NOT JUDGED");
    expect_run("crewcheck report none.ndjson", 2, "cannot read the record none.ndjson");
}

/* What a slip of the pen would turn green. */
Test(gate, what_nothing_answers_to_is_bad_usage)
{
    expect_run(RUN " --require 'human.*'", 2, "--require: no case that is selected matches \"human.*\"");
    expect_run(RUN " --require inputs.acept.request", 2,
               "--require: no case matches \"inputs.acept.request\", perhaps \"");
    expect_run(RUN " --require 'inputs.*' --dry-run --require 'no.*'", 2, "no case matches \"no.*\"");
    expect_run("printf 'openapi: 3.0.3\ninfo: {title: t, version: \"1\"}\npaths: {}\n' > none.yaml && "
               "crewcheck run --target bundled --spec none.yaml",
               2, "the contract describes no operation");
    expect_run(RUN " --callback-url http://127.0.0.1:9/", 2, "--callback-url needs --callback-listen");
    expect_run(RUN " --callback-listen 127.0.0.1:0 --callback-url 'http://127.0.0.1:9/?a=b'", 2,
               "it has no query and no fragment");
}

/* An input's cases are known once the crew was asked. */
Test(gate, cases_of_an_input_can_be_required)
{
    expect_run("crewcheck run --target bundled --quiet --case 'kickoff.reject.inputs.*' "
               "--require 'kickoff.reject.inputs.*.left-out'",
               0, "PASSED");
    expect_run("crewcheck run --target bundled --quiet --case 'kickoff.reject.inputs.*' "
               "--require 'kickoff.reject.inputs.nobody.*'",
               2, "no case matches");
}

Test(gate, slow_answers_are_found_whatever_is_selected)
{
    expect_run(RUN " --max-response-time 0.00001", 1, "protocol.answers.time");
    expect_run(RUN " --max-response-time 60", 0, "PASSED");
    expect_run(RUN " --max-response-time 60 --case 'no.*'", 2, "no case matches");
}

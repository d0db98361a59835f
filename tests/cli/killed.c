/* Runs that are killed at random moments leave records from which every report can be made. CREWCHECK_KILLS says how many
 * are killed (a few by default). */
#include <criterion/criterion.h>

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/random.h"
#include "json/json.h"

#define CREWCHECK TEST_BINARY_DIR "/crewcheck"

static char folder[64];

static void new_folder(void)
{
    strcpy(folder, "/tmp/crewcheck-killed-XXXXXX");
    cr_assert(mkdtemp(folder));
    cr_assert_eq(chdir(folder), 0);
}

static void delete_folder(void)
{
    char *command = string_format("rm -r '%s'", folder);
    cr_expect_eq(system(command), 0);
    free(command);
}

TestSuite(killed, .init = new_folder, .fini = delete_folder, .timeout = 600);

static pid_t start_run(void)
{
    pid_t child = fork();
    if (child != 0)
        return child;
    int nowhere = open("/dev/null", O_WRONLY);
    dup2(nowhere, STDOUT_FILENO);
    dup2(nowhere, STDERR_FILENO);
    execl(CREWCHECK, "crewcheck", "run", "--target", "bundled", "--record", "record.ndjson", (char *)NULL);
    _exit(127);
}

static int64_t size_of_record(void)
{
    struct stat status;
    return stat("record.ndjson", &status) == 0 ? (int64_t)status.st_size : 0;
}

/* Waits until the record has so many bytes, or the run has ended. */
static bool await_bytes(pid_t child, int64_t bytes)
{
    while (size_of_record() < bytes) {
        if (waitpid(child, NULL, WNOHANG) == child)
            return false;
        clock_sleep_until(clock_now() + 300);
    }
    return true;
}

static void expect_file(const char *name)
{
    struct buffer text;
    buffer_init(&text, BUFFER_UNBOUNDED);
    cr_assert(buffer_read_file(&text, name), "%s", name);
    cr_expect_gt(text.length, 20, "%s", name);
    if (strcmp(name, "r.sarif") == 0 || strcmp(name, "r.har") == 0) {
        struct json_document *document = json_read(name, text.data, text.length, NULL, NULL);
        cr_expect(document, "%s is no JSON", name);
        json_document_free(document);
    }
    buffer_clear(&text);
}

static void expect_reports(int64_t bytes)
{
    static const char *const files[] = {"r.xml", "r.tap", "r.html", "r.md", "r.sarif", "r.har"};
    int status = system(
        CREWCHECK " report --gate record.ndjson --junit r.xml --tap r.tap --html r.html --markdown r.md "
                  "--sarif r.sarif --har r.har >r.txt 2>&1");
    cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == 3, "killed at %lld bytes: exit %d",
              (long long)bytes, WEXITSTATUS(status));
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        expect_file(files[i]);
    cr_expect_eq(system("xmllint --noout --schema " TEST_ROOT "/reports/junit-strict.xsd r.xml 2>/dev/null"),
                 0);
    cr_expect_neq(system("prove --exec cat r.tap 2>&1 | grep -q 'Parse errors'"), 0);
    cr_expect_eq(system("grep -q 'cut off' r.xml"), 0);
}

static bool kill_one(int64_t most)
{
    uint64_t random = 0;
    random_secret(&random, sizeof random);
    int64_t bytes = 1 + (int64_t)(random % (uint64_t)most);
    unlink("record.ndjson");
    pid_t child = start_run();
    if (!await_bytes(child, bytes))
        return false;
    clock_sleep_until(clock_now() + (int64_t)(random >> 32) % 3000);
    kill(child, SIGKILL);
    int status = 0;
    waitpid(child, &status, 0);
    if (WIFEXITED(status))
        return false; /* it had ended just before */
    expect_reports(bytes);
    return true;
}

static int64_t size_of_a_whole_record(void)
{
    pid_t child = start_run();
    waitpid(child, NULL, 0);
    return size_of_record();
}

Test(killed, runs_leave_records_that_make_every_report)
{
    const char *wanted = getenv("CREWCHECK_KILLS");
    long kills = wanted ? strtol(wanted, NULL, 10) : 5;
    int64_t whole = size_of_a_whole_record();
    cr_assert_gt(whole, 10000);
    for (long done = 0, tries = 0; done < kills; tries++) {
        cr_assert_lt(tries, 4 * kills + 10, "the runs end before they are killed");
        done += kill_one(whole);
    }
}

/* What is for terminals alone: the progress line and colours. */
#include <criterion/criterion.h>
#include <errno.h>
#include <pty.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buffer.h"

#define CREWCHECK TEST_BINARY_DIR "/crewcheck"

/* Runs it on a terminal of 100 columns, at so many requests a second, and returns all that it drew. It is interrupted
 * once it has drawn `until`, unless that is NULL. */
static struct buffer drawn_at(const char *rate, const char *until, const char *variable, const char *value)
{
    struct winsize size = {.ws_row = 30, .ws_col = 100};
    struct buffer text;
    char bytes[4096];
    int terminal = -1, status = 0;
    ssize_t got = 0;
    bool due = until != NULL;
    buffer_init(&text, BUFFER_UNBOUNDED);
    pid_t child = forkpty(&terminal, NULL, NULL, &size);
    if (child < 0)
        cr_skip_test("this system gives no pseudo terminal: %s", strerror(errno));
    if (child == 0) {
        setenv("TERM", "xterm", 1);
        setenv(variable, value, 1);
        execl(CREWCHECK, "crewcheck", "run", "--target", "bundled", "--rate", rate, (char *)NULL);
        _exit(99);
    }
    while ((got = read(terminal, bytes, sizeof bytes)) > 0) {
        buffer_append(&text, bytes, (size_t)got);
        if (due && strstr(buffer_string(&text), until)) {
            kill(child, SIGINT);
            due = false;
        }
    }
    waitpid(child, &status, 0);
    close(terminal);
    cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == (until ? 130 : 0), "%s", buffer_string(&text));
    return text;
}

static struct buffer drawn(const char *variable, const char *value)
{
    return drawn_at("200", NULL, variable, value);
}

/* Each line that is drawn over is wiped first, and none is wider than the terminal. */
static void expect_progress(const char *text)
{
    size_t lines = 0;
    for (const char *at = strstr(text, "\r"); at; at = strstr(at + 1, "\r")) {
        size_t length = strcspn(at + 1, "\r\n\033");
        bool draws = length > 0 && strstr(at, " cases") == at + 1 + strspn(at + 1, "0123456789of ") - 1;
        cr_expect_lt(length, 100, "%.*s", (int)length, at + 1);
        lines += draws;
    }
    cr_expect_gt(lines, 3, "%zu", lines);
    const char *report = strstr(text, "Target"), *wiped = NULL;
    cr_assert_not_null(report);
    for (const char *at = strstr(text, "\r\033[K"); at && at < report; at = strstr(at + 1, "\r\033[K"))
        wiped = at;
    cr_expect(wiped && report - wiped < 20, "the report does not begin on a wiped line");
    cr_expect_not(strstr(report, " cases, "), "progress is drawn over the report");
}

Test(terminal, shows_progress_and_colours)
{
    struct buffer text = drawn("CREWCHECK_NOTHING", "1");
    expect_progress(buffer_string(&text));
    cr_expect(strstr(buffer_string(&text), "\033[32mPASSED"), "%s", buffer_string(&text));
    buffer_clear(&text);
}

Test(terminal, shows_no_colours_where_they_are_not_wanted)
{
    struct buffer text = drawn("NO_COLOR", "1");
    cr_expect(strstr(buffer_string(&text), "PASSED"));
    cr_expect_not(strstr(buffer_string(&text), "\033[3"));
    cr_expect_not(strstr(buffer_string(&text), "\033[1m"));
    buffer_clear(&text);
}

Test(terminal, tells_how_long_a_slow_run_may_take)
{
    struct buffer text = drawn_at("3", " minutes left", "CREWCHECK_NOTHING", "1");
    cr_expect(strstr(buffer_string(&text), ", some 2 minutes left") ||
                  strstr(buffer_string(&text), ", some 3 minutes left") ||
                  strstr(buffer_string(&text), ", some 4 minutes left"),
              "%s", buffer_string(&text));
    cr_expect(strstr(buffer_string(&text), "INTERRUPTED"));
    buffer_clear(&text);
}

/* Targets that begin well and then answer no more: a run does not wait for them case by case. */
#include <criterion/criterion.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "support/program.h"
#include "support/wire_server.h"
#include "support/daemon.h"

#define CREWCHECK TEST_BINARY_DIR "/crewcheck"
#define INPUTS                                                                                               \
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 13\r\nConnection: close\r\n\r\n"   \
    "{\"inputs\":[]}"
#define REFUSAL "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 3600\r\nContent-Length: 0\r\n\r\n"

enum { SECONDS = 60, REQUESTS = 120 };

static const struct wire_step well[] = {WIRE_DO(WIRE_READ), WIRE_TEXT(INPUTS), WIRE_DO(WIRE_END)},
                              refusing[] = {WIRE_DO(WIRE_READ), WIRE_TEXT(REFUSAL), WIRE_DO(WIRE_AGAIN)},
                              silent[] = {WIRE_DO(WIRE_READ), WIRE_DO(WIRE_HOLD)};

static struct program *run_against(const char *url)
{
    const char *words[] = {CREWCHECK, "run", "--target", url, "--timeout", "8", "--callback-timeout",
                           "0",       NULL};
    return program_start(words, (const char *[]){"CREWCHECK_TOKEN=a-secret-token", NULL}, NULL);
}

/* Line breaks are the terminal's: a space each. */
static char *report_of(struct program *program)
{
    char *text = string_copy(program_output(program)), *to = text;
    for (const char *at = text; *at; at++)
        if ((*at != ' ' && *at != '\n') || (to > text && to[-1] != ' '))
            *to++ = *at == '\n' ? ' ' : *at;
    *to = '\0';
    return text;
}

static void end(struct program *program, int exit, const char *says, int64_t began)
{
    int status = program_finish(program);
    char *report = report_of(program);
    cr_expect_lt(clock_now() - began, SECONDS * CLOCK_SECOND, "%s: it took too long", says);
    cr_expect_eq(status, exit, "exit %d: %s%s", status, report, program_errors(program));
    cr_expect(strstr(report, says), "%s is not in %s", says, report);
    free(report);
    program_free(program);
}

Test(stalling, targets_are_given_up_after_a_while)
{
    const struct wire_step *const scripts[] = {refusing, silent};
    struct wire_server *servers[2];
    struct program *programs[2];
    int64_t began = clock_now();
    for (size_t i = 0; i < 2; i++) {
        servers[i] = wire_server_new(well);
        wire_server_then(servers[i], scripts[i]);
        programs[i] = run_against(wire_server_url(servers[i]));
    }
    for (size_t i = 0; i < 2; i++) {
        end(programs[i], 3, "was given up: for 2", began);
        cr_expect_leq(wire_server_requests(servers[i]), REQUESTS, "%zu requests",
                      wire_server_requests(servers[i]));
        wire_server_free(servers[i]);
    }
}

/* ---- One operation alone: resume never answers, all else does ---- */

struct holding {
    struct MHD_Daemon *daemon;
    char *url;
    struct MHD_Connection *held[REQUESTS]; /* by the daemon's thread, and read once `over` was set */
    atomic_uint count;
    atomic_bool over;
};

static enum MHD_Result handle(void *context, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *upload, size_t *uploaded,
                              void **state)
{
    static int begun;
    struct holding *server = context;
    (void)method, (void)version, (void)upload;
    if (!*state || *uploaded) {
        *state = &begun;
        *uploaded = 0;
        return MHD_YES;
    }
    if (strcmp(url, "/inputs") == 0)
        return daemon_answer(connection, 200, "{\"inputs\":[]}");
    unsigned count = atomic_load(&server->count);
    if (strcmp(url, "/resume") != 0 || count == REQUESTS || atomic_load(&server->over))
        return daemon_answer(connection, 404, "{\"error\":\"not found\",\"message\":\"there is nothing\"}");
    MHD_suspend_connection(connection);
    server->held[count] = connection;
    atomic_store(&server->count, count + 1);
    return MHD_YES;
}

Test(stalling, an_operation_is_given_up_alone)
{
    struct holding server = {0};
    int64_t began = clock_now();
    server.daemon = memory_require(
        MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, handle,
                         &server, MHD_OPTION_CONNECTION_LIMIT, 300u, MHD_OPTION_END));
    server.url = daemon_url(server.daemon);
    end(run_against(server.url), 1, "s this operation brought no answer that can be judged", began);
    cr_expect_lt(server.count, REQUESTS / 2, "%u requests of it", server.count);
    atomic_store(&server.over, true);
    for (size_t i = 0; i < server.count; i++)
        MHD_resume_connection(server.held[i]);
    MHD_stop_daemon(server.daemon);
    free(server.url);
}

/* A target that goes away while its executions are under way, and may leave a gateway behind: nobody can say how they would
 * have ended. */
#include <criterion/criterion.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "detour.h"
#include "rig.h"
#include "support/daemon.h"

#define LONGEST (50 * CLOCK_SECOND)

enum { AWAY_MILLISECONDS = 3000 };

/* The deployment, and what takes its place. */
struct target {
    struct reference_server *server;
    bool leaves_gateway;
    struct MHD_Daemon *gateway;
};

static enum MHD_Result answer_for_nobody(void *context, struct MHD_Connection *connection, const char *path,
                                         const char *method, const char *version, const char *upload,
                                         size_t *length, void **state)
{
    static char begun;
    (void)context, (void)path, (void)method, (void)version, (void)upload;
    if (!*state) {
        *state = &begun;
        return MHD_YES;
    }
    if (*length) {
        *length = 0;
        return MHD_YES;
    }
    return daemon_answer(connection, MHD_HTTP_BAD_GATEWAY, "{}");
}

static uint16_t port_of(const struct reference_server *server)
{
    return (uint16_t)strtoul(strrchr(reference_url(server), ':') + 1, NULL, 10);
}

static void await_start_of_all(const struct reference_server *server)
{
    int64_t until = clock_now() + LONGEST;
    while (reference_executions_started(server) < 3 && clock_now() < until)
        usleep(1000);
}

static void *stop_once_all_are_started(void *context)
{
    struct target *target = context;
    uint16_t port = port_of(target->server);
    await_start_of_all(target->server);
    reference_stop(target->server);
    if (target->leaves_gateway)
        target->gateway =
            MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL, port, NULL, NULL,
                             answer_for_nobody, NULL, MHD_OPTION_LISTENING_ADDRESS_REUSE, 1u, MHD_OPTION_END);
    return NULL;
}

static void run_with_dying_target(struct rig *rig, bool leaves_gateway)
{
    struct target target = {.leaves_gateway = leaves_gateway};
    struct error error = {0};
    pthread_t thread;
    cr_assert(reference_start(&(struct reference_options){.step_duration = 60000}, &target.server, &error),
              "%s", error.text);
    char *url = string_copy(reference_url(target.server));
    cr_assert_eq(pthread_create(&thread, NULL, stop_once_all_are_started, &target), 0);
    struct rig_options options = {.url = url, .suites = {"lifecycle", "webhooks", "human"}};
    rig_run(&options, rig);
    pthread_join(thread, NULL);
    cr_expect_eq(target.gateway != NULL, leaves_gateway);
    if (target.gateway)
        MHD_stop_daemon(target.gateway);
    free(url);
}

static void expect_unjudged(bool leaves_gateway, const char *reason)
{
    struct rig rig = {0};
    int64_t began = clock_now();
    run_with_dying_target(&rig, leaves_gateway);
    char *failures = rig_failures(&rig);
    cr_expect_lt(clock_now() - began, LONGEST, "it was waited for");
    cr_expect_eq(rig.exit, RUN_UNJUDGED, "%s", failures);
    cr_expect_eq(rig_count(&rig, MODEL_FAILED), 0, "%s", failures);
    cr_expect_eq(rig_verdict(&rig, "lifecycle.ends"), MODEL_ERRORED);
    cr_expect_not_null(strstr(failures, "could not be followed to its end"), "%s", failures);
    cr_expect_not_null(strstr(failures, reason), "%s", failures);
    free(failures);
    rig_clear(&rig);
}

Test(gone, in_the_middle_of_an_execution_leaves_it_unjudged_and_is_not_waited_for)
{
    expect_unjudged(false, "refused");
}

Test(gone, behind_a_gateway_leaves_it_unjudged_and_is_not_waited_for)
{
    expect_unjudged(true, "a gateway's status 502");
}

/* ---- A restart ---- */

struct restart {
    struct reference_server *server;
    struct detour *detour;
    int64_t back; /* when it was there again; 0: it never left */
};

static void *restart_in_the_middle(void *context)
{
    struct restart *restart = context;
    await_start_of_all(restart->server);
    detour_leave(restart->detour);
    usleep(AWAY_MILLISECONDS * 1000);
    detour_return(restart->detour);
    restart->back = clock_now();
    return NULL;
}

Test(gone, for_a_while_and_back_loses_no_execution)
{
    struct reference_options crew = {.step_duration = 400};
    struct restart restart = {0};
    struct error error = {0};
    struct rig rig = {0};
    pthread_t thread;
    cr_assert(reference_start(&crew, &restart.server, &error), "%s", error.text);
    restart.detour = detour_start(port_of(restart.server));
    char *url = string_format("http://127.0.0.1:%u", detour_port(restart.detour));
    cr_assert_eq(pthread_create(&thread, NULL, restart_in_the_middle, &restart), 0);
    rig_run(&(struct rig_options){.url = url, .suites = {"lifecycle", "webhooks"}}, &rig);
    pthread_join(thread, NULL);
    char *failures = rig_failures(&rig);
    cr_expect_neq(restart.back, 0);
    cr_expect_eq(rig.exit, RUN_CONFORMS, "%s", failures);
    cr_expect_eq(rig_verdict(&rig, "lifecycle.ends"), MODEL_PASSED, "%s", failures);
    free(failures);
    rig_clear(&rig);
    detour_stop(restart.detour);
    reference_stop(restart.server);
    free(url);
}

/* ---- ---- */

Test(gone, a_status_that_cannot_be_read_any_more_is_not_asked_for_until_the_time_is_over)
{
    static const char *const faults[] = {"completed-cut", NULL};
    struct rig rig = {0};
    int64_t began = clock_now();
    rig_run(
        &(struct rig_options){.reference = {.faults = faults}, .globs = {"lifecycle.*", "status.answers.*"}},
        &rig);
    char *failures = rig_failures(&rig);
    cr_expect_lt(clock_now() - began, LONGEST, "it was waited for");
    cr_expect_eq(rig.exit, RUN_HAS_FAILURES, "%s", failures);
    cr_expect_eq(rig_count(&rig, MODEL_FAILED), 1, "%s", failures);
    free(failures);
    rig_clear(&rig);
}

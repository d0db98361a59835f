/* A target that goes away while its executions are under way: nobody can say how they would have ended. */
#include <criterion/criterion.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "rig.h"

#define LONGEST (45 * CLOCK_SECOND)

static void *stop_once_all_are_started(void *context)
{
    struct reference_server *server = context;
    int64_t until = clock_now() + LONGEST;
    while (reference_executions_started(server) < 3 && clock_now() < until)
        usleep(1000);
    reference_stop(server);
    return NULL;
}

static void run_with_dying_target(struct rig *rig)
{
    struct reference_server *server = NULL;
    struct error error = {0};
    pthread_t thread;
    cr_assert(reference_start(&(struct reference_options){.step_duration = 60000}, &server, &error), "%s",
              error.text);
    char *url = string_copy(reference_url(server));
    cr_assert_eq(pthread_create(&thread, NULL, stop_once_all_are_started, server), 0);
    struct rig_options options = {.url = url, .suites = {"lifecycle", "webhooks"}};
    rig_run(&options, rig);
    pthread_join(thread, NULL);
    free(url);
}

Test(gone, in_the_middle_of_an_execution_leaves_it_unjudged_and_is_not_waited_for)
{
    struct rig rig = {0};
    int64_t began = clock_now();
    run_with_dying_target(&rig);
    char *failures = rig_failures(&rig);
    cr_expect_lt(clock_now() - began, LONGEST, "it was waited for");
    cr_expect_eq(rig.exit, RUN_UNJUDGED, "%s", failures);
    cr_expect_eq(rig_count(&rig, MODEL_FAILED), 0, "%s", failures);
    cr_expect_eq(rig_verdict(&rig, "lifecycle.ends"), MODEL_ERRORED);
    cr_expect_not_null(strstr(failures, "could not be followed to its end"), "%s", failures);
    cr_expect_not_null(strstr(failures, "refused"), "%s", failures);
    free(failures);
    rig_clear(&rig);
}

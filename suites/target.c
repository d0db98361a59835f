/* The deployment answers and takes the token. */
#include "suites/suites.h"

/* What the answer tells of the base URL, where it is not that of a crew. */
static const char *hint(int status)
{
    if (status / 100 == 3)
        return "crewcheck follows no redirect: the base URL may lack its scheme or path, or a login page stands before "
               "the crew";
    if (status / 100 == 5)
        return "the crew, or a gateway before it, may be down or not yet awake";
    return status / 100 != 2 || status == 200 ? "this may not be the base URL of a crew" : NULL;
}

/* The deployment is a crew's as far as is known, or it never looked like one. */
static bool looks_right(const struct crew *crew, int status)
{
    return !crew->absent && status / 100 != 3 && status != 404 && status != 405;
}

static void examine_answers(struct run_exam *exam, const void *data)
{
    (void)data;
    const struct crew *crew = run_facts(exam);
    const struct run_answer *answer = run_send(exam, &(struct run_request){.operation = CREW_INPUTS});
    const struct http_exchange *exchange = answer ? answer->exchange : NULL;
    if (!exchange || looks_right(crew, exchange->status)) {
        run_expect_status(exam, answer, "200");
        return;
    }
    struct arena *arena = run_arena(exam);
    const char *location = http_headers_find(&exchange->headers, "Location");
    const char *what = exchange->status / 100 == 3 && location
                           ? arena_format(arena, "redirected to %s", location)
                           : arena_format(arena, "answered %d", exchange->status);
    run_fail(exam, answer,
             &(struct finding){.aspect = "status",
                               .title = crew->absent ? crew->absent
                                                     : arena_format(arena, "GET /inputs was %s", what),
                               .expected = "status 200, from a crew",
                               .found = arena_format(arena, "status %d", exchange->status),
                               .note = hint(exchange->status)});
}

static const struct run_case rows[] = {
    {.suite = "target",
     .id = "target.accept.inputs.token",
     .title = "the deployment answers GET /inputs and takes the token",
     .level = LEVEL_MUST,
     .basis = {CREW_INPUTS, "/responses/200"},
     .examine = examine_answers},
};

void suite_target(struct run_plan *plan, const struct crew *crew)
{
    (void)crew;
    suites_add_rows(plan, rows, sizeof rows / sizeof *rows);
}

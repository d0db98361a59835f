/* The deployment answers and takes the token. */
#include "suites/suites.h"

/* What the answer tells of the base URL, where it is not that of a crew. */
static const char *hint(int status)
{
    if (status / 100 == 3)
        return "crewcheck follows no redirect: the base URL may lack its scheme or path, or a login page stands before "
               "the crew";
    return status == 404 || status == 405 ? "this may not be the base URL of a crew" : NULL;
}

static void examine_answers(struct run_exam *exam, const void *data)
{
    (void)data;
    const struct run_answer *answer = run_send(exam, &(struct run_request){.operation = CREW_INPUTS});
    const struct http_exchange *exchange = answer ? answer->exchange : NULL;
    if (!exchange || !hint(exchange->status)) {
        run_expect_status(exam, answer, "200");
        return;
    }
    const char *location = http_headers_find(&exchange->headers, "Location");
    bool moved = exchange->status / 100 == 3 && location;
    const char *what = moved ? arena_format(run_arena(exam), "redirected to %s", location)
                             : arena_format(run_arena(exam), "answered %d", exchange->status);
    run_fail(exam, answer,
             &(struct finding){.aspect = "status",
                               .title = arena_format(run_arena(exam), "GET /inputs was %s", what),
                               .expected = "status 200",
                               .found = arena_format(run_arena(exam), "status %d", exchange->status),
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

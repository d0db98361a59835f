/* The deployment answers and takes the token. */
#include "suites/suites.h"

static void examine_answers(struct run_exam *exam, const void *data)
{
    (void)data;
    run_expect_status(exam, run_send(exam, &(struct run_request){.operation = CREW_INPUTS}), "200");
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

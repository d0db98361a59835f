/* The status of an execution: ids that name none. */
#include "suites/scenario.h"
#include "suites/suites.h"

static void examine_unknown(struct run_exam *exam, const void *data)
{
    (void)data;
    const struct crew *crew = run_facts(exam);
    run_expect_status(
        exam, run_send(exam, &(struct run_request){.operation = CREW_STATUS, .path_value = crew->unknown_id}), "404");
}

/* `data` is what stands in the place of the id, escaped as it is sent. */
static void examine_no_uuid(struct run_exam *exam, const void *data)
{
    run_expect_status(exam, run_send(exam, &(struct run_request){.operation = CREW_STATUS, .path_value = data}), "404");
}

static void examine_known(struct run_exam *exam, const void *data)
{
    (void)data;
    const struct follow_event *poll = follow_first(run_history(exam), FOLLOW_POLL, NULL);
    if (!poll)
        run_skip(exam, "no execution was started whose status could be asked");
    else
        scenario_expect_status(exam, poll, "200");
}

static const struct run_case rows[] = {
    {.suite = "status",
     .id = "status.reject.kickoff_id.unknown",
     .title = "the status of an execution that does not exist is a 404",
     .level = LEVEL_MUST,
     .basis = {CREW_STATUS, "/responses/404"},
     .examine = examine_unknown},
    {.suite = "status",
     .id = "status.reject.kickoff_id.format-uuid",
     .title = "the status of an id that is no UUID is a 404",
     .level = LEVEL_MUST,
     .basis = {CREW_STATUS, "/responses/404"},
     .examine = examine_no_uuid,
     .data = "not-a-uuid"},
    {.suite = "status",
     .id = "status.reject.kickoff_id.number",
     .title = "the status of an id that is a number is a 404",
     .level = LEVEL_MUST,
     .basis = {CREW_STATUS, "/responses/404"},
     .examine = examine_no_uuid,
     .data = "12345"},
    {.suite = "status",
     .id = "status.reject.kickoff_id.cut-off",
     .title = "the status of a UUID that is cut off is a 404",
     .level = LEVEL_MUST,
     .basis = {CREW_STATUS, "/responses/404"},
     .examine = examine_no_uuid,
     .data = "3f2b8c1e-94d7-4a60-8c1b"},
    {.suite = "status",
     .id = "status.accept.kickoff_id",
     .title = "the status of an execution is known as soon as it was kicked off",
     .level = LEVEL_MUST,
     .basis = {CREW_STATUS, "/responses/200"},
     .cost = RUN_STARTS,
     .scenario = "bare",
     .examine = examine_known},
};

void suite_status(struct run_plan *plan, const struct crew *crew)
{
    (void)crew;
    suites_add_rows(plan, rows, sizeof rows / sizeof *rows);
}

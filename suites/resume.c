/* POST /resume: executions that cannot be resumed. */
#include <string.h>

#include "suites/scenario.h"
#include "suites/suites.h"

static void examine_unknown(struct run_exam *exam, const void *data)
{
    (void)data;
    const struct crew *crew = run_facts(exam);
    struct json_object *body = crew_resume_body(crew->unknown_id, "crewcheck-unknown-task", true, "Fine.");
    run_expect_status(exam, run_send(exam, &(struct run_request){.operation = CREW_RESUME, .json = body}), "404");
    json_object_put(body);
}

/* Any complete refusal by 400; a 404 says that the task is not known, which a deployment may look at first. */
static void examine_ended(struct run_exam *exam, const void *data)
{
    (void)data;
    const struct follow_event *probe = follow_last(run_history(exam), FOLLOW_PROBE, "resume-ended");
    if (!probe)
        run_skip(exam, "no execution came to its end that could be resumed in vain");
    else
        scenario_expect_status(exam, probe, "400 404");
}

static const struct run_case rows[] = {
    {.suite = "resume",
     .id = "resume.reject.execution_id.unknown",
     .title = "resuming an execution that does not exist is a 404",
     .level = LEVEL_MUST,
     .basis = {CREW_RESUME, "/responses/404"},
     .examine = examine_unknown},
    {.suite = "resume",
     .id = "resume.reject.execution_id.ended",
     .title = "an execution that has ended cannot be resumed",
     .level = LEVEL_MUST,
     .basis = {CREW_RESUME, "/responses/400"},
     .cost = RUN_STARTS,
     .scenario = "bare",
     .examine = examine_ended},
};

void suite_resume(struct run_plan *plan, const struct crew *crew)
{
    (void)crew;
    suites_add_rows(plan, rows, sizeof rows / sizeof *rows);
}

/* POST /resume: executions that cannot be resumed. */
#include <string.h>

#include "suites/blame.h"
#include "suites/odd_cases.h"
#include "suites/scenario.h"
#include "suites/suites.h"

static void examine_unknown(struct run_exam *exam, const void *data)
{
    (void)data;
    const struct crew *crew = run_facts(exam);
    struct json_object *body = crew_resume_body(crew->unknown_id, "crewcheck-unknown-task", true, "Fine.");
    const struct run_answer *answer =
        run_send(exam, &(struct run_request){.operation = CREW_RESUME, .json = body, .changes = true});
    bool told = answer && blame_undocumented_refusal(exam, CREW_RESUME, answer->exchange);
    if (answer && !told && !run_expect_status(exam, answer, "404") && answer->exchange->status / 100 == 2)
        blame_note_loose_resume(exam);
    json_object_put(body);
}

/* Where whatever is asked of /resume is taken, or refused by a status that is not documented, one case tells it. */
static void expect_refusal(struct run_exam *exam, const struct follow_event *event, const char *statuses)
{
    const char *loose = scenario_is_answer(event, 200) ? blame_loose_resume(exam) : NULL;
    if (loose)
        run_skip(exam, "%s", loose);
    else if (!blame_undocumented_refusal(exam, CREW_RESUME, event->exchange))
        scenario_expect_status(exam, event, statuses);
}

/* Any complete refusal by 400; a 404 says that the task is not known, which a deployment may look at first. */
static void examine_ended(struct run_exam *exam, const void *data)
{
    (void)data;
    const struct follow_event *probe = follow_last(run_history(exam), FOLLOW_PROBE, "resume-ended");
    if (!probe)
        run_skip(exam, "no execution came to its end that could be resumed in vain");
    else
        expect_refusal(exam, probe, "400 404");
}

/* What was asked of an execution before it said that it waits: it need not know the task by that name. */
static void examine_running(struct run_exam *exam, const void *data)
{
    (void)data;
    const struct follow_history *history = run_history(exam);
    const struct follow_event *asked = follow_first(history, FOLLOW_RESUME, NULL),
                              *notice = follow_first(history, FOLLOW_CALLBACK, "human-input");
    if (!asked || (notice && notice < asked))
        run_skip(exam, "no execution that told its task was asked before it waited");
    else if (scenario_is_answer(asked, 200) && !scenario_never_waited(history, asked))
        run_skip(exam, "the execution waited already");
    else if (scenario_is_answer(asked, 404))
        run_skip(exam, "/resume does not know the task that the status calls current");
    else
        expect_refusal(exam, asked, "400");
}

/* An execution that waits for nobody may be refused by 400, whatever the task: it must have waited for sure. */
static void examine_unknown_task(struct run_exam *exam, const void *data)
{
    (void)data;
    const struct follow_event *probe = follow_last(run_history(exam), FOLLOW_PROBE, SCENARIO_UNKNOWN_TASK);
    if (!probe || !scenario_waited_at(run_history(exam), probe))
        run_skip(exam, "no execution waited for a human, whose other tasks could be asked for");
    else
        expect_refusal(exam, probe, "404");
}

/* A task that has ended waits no more, unless the execution has said of it too that it waits. A deployment may know it by
 * another name than the status does. */
static void examine_other_task(struct run_exam *exam, const void *data)
{
    (void)data;
    const struct follow_history *history = run_history(exam);
    const struct follow_event *probe = follow_last(history, FOLLOW_PROBE, SCENARIO_OTHER_TASK);
    if (!probe || !scenario_waited_at(history, probe))
        run_skip(exam, "no task was seen to end before another one waited for a human");
    else if (scenario_is_answer(probe, 200) && !scenario_never_waited(history, probe))
        run_skip(exam,
                 "the execution does not tell which of its tasks waits, so that it may be the one before");
    else
        expect_refusal(exam, probe, "400 404");
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
     .scenario = SCENARIO_BARE,
     .examine = examine_ended},
    {.suite = "resume",
     .id = "resume.reject.execution_id.running",
     .title = "an execution that runs and waits for nobody cannot be resumed",
     .level = LEVEL_MUST,
     .basis = {CREW_RESUME, "/responses/400"},
     .cost = RUN_STARTS,
     .scenario = SCENARIO_RICH,
     .examine = examine_running},
    {.suite = "resume",
     .id = "resume.reject.task_id.unknown",
     .title = "resuming a task that the execution does not have is a 404",
     .level = LEVEL_MUST,
     .basis = {CREW_RESUME, "/responses/404"},
     .cost = RUN_STARTS,
     .scenario = SCENARIO_RICH,
     .examine = examine_unknown_task},
    {.suite = "resume",
     .id = "resume.reject.task_id.finished",
     .title = "a task that has ended cannot be resumed while another one waits",
     .level = LEVEL_MUST,
     .basis = {CREW_RESUME, "/responses/400"},
     .cost = RUN_STARTS,
     .scenario = SCENARIO_RICH,
     .examine = examine_other_task},
};

void suite_resume(struct run_plan *plan, const struct crew *crew)
{
    suites_add_rows(plan, rows, sizeof rows / sizeof *rows);
    odd_add_resume(plan, crew);
}

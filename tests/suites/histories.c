/* What three executions of the bundled deployment show, whole and with a fault at a time. */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdlib.h>
#include <string.h>

#include "rig.h"
#include "support/authority.h"

static const struct reference_task tasks[] = {{"plan", "Planner"}, {"write", "Writer"}, {"check", "Checker"}};

static void crew_of(struct reference_options *reference, bool human)
{
    reference->tasks = tasks;
    reference->task_count = sizeof tasks / sizeof *tasks;
    reference->human_task = human ? "write" : NULL;
}

/* The ids of the cases that failed or could not be judged, in the order of the plan; free() it. */
static char *failed_cases(const struct rig *rig)
{
    struct buffer ids;
    buffer_init(&ids, BUFFER_UNBOUNDED);
    const struct model_target *target = rig->model->targets[0];
    for (size_t i = 0; i < target->case_count; i++)
        if (target->cases[i]->verdict == MODEL_FAILED || target->cases[i]->verdict == MODEL_ERRORED)
            buffer_format(&ids, "%s%s", ids.length ? " " : "", target->cases[i]->id);
    return buffer_take(&ids, NULL);
}

/* ---- One fault, the cases that say so ---- */

struct fault {
    char name[40];
    bool human;
    unsigned step_duration;
    char cases[120];
};

static struct fault faults[] = {
    {"id-forgotten-at-the-end", false, 0, "lifecycle.kickoff_id.stays-known"},
    {"id-used-again", false, 0, "lifecycle.kickoff_id.unique"},
    {"runs-again-after-the-end", false, 0, "lifecycle.status.stays"},
    {"result-changes", false, 0, "lifecycle.result.stays"},
    {"running-says-nothing", false, 0, "lifecycle.progress.told"},
    {"progress-goes-back", false, 0, "lifecycle.progress.completed_tasks.not-fewer"},
    {"progress-exceeds-total", false, 0, "lifecycle.progress.completed_tasks.within-total"},
    {"total-grows", false, 0, "lifecycle.progress.total_tasks.stays"},
    {"task-result-missing", false, 0, "lifecycle.result.tasks.count"},
    {"task-result-repeated", false, 1, "lifecycle.result.tasks.count"}, /* no poll sees the tasks under way */
    {"failed-reason-empty", false, 0, "lifecycle.error.says-why"},
    {"status-as-state", false, 0, "status.answers.200.status"},
    {"time-below-zero", false, 0, "lifecycle.execution_time.not-negative"},
    {"time-runs-on", false, 0, "lifecycle.execution_time.stays"},
    {"time-in-milliseconds", false, 0, "lifecycle.execution_time.wall-clock"},
    {"task-time-in-milliseconds", false, 0, "lifecycle.execution_time.wall-clock"},
    {"step-callback-twice", false, 0, "webhooks.step.once"},
    {"step-callback-twice-numbered", false, 200, "webhooks.step.once"},
    {"task-callback-twice", false, 0, "webhooks.task.once"},
    {"crew-callback-twice", false, 0, "webhooks.crew.once"},
    {"no-last-task-callback", false, 0, "webhooks.task.called"},
    {"first-execution-alone-calls", false, 0, "webhooks.crew.called"},
    {"crew-callback-result-differs", false, 0, "webhooks.crew.result"},
    {"callback-loses-query", false, 0, "webhooks.urls.given"},
    {"callback-in-small-letters", false, 0, "webhooks.urls.given"},
    {"callback-unescaped", false, 0, "webhooks.urls.given"},
    {"meta-loses-accents", false, 0, "webhooks.step.meta webhooks.task.meta webhooks.crew.meta"},
    {"failing-receiver-ends-execution", false, 200, "webhooks.receivers.fail"},
    {"leaving-receiver-ends-execution", false, 200, "webhooks.receivers.fail"},
    {"slow-receiver-ends-execution", false, 700, "webhooks.receivers.fail"},
    {"rejection-says-resumed", true, 200, "human.reject.answer"},
    {"retry-does-not-wait", true, 200, "human.reject.waits-again"},
    {"approval-retries", true, 200, "human.approve.goes-on"},
    {"approval-says-completed", true, 200, "human.approve.completed"},
    {"approval-says-retrying", true, 0, "human.approve.answer"},
    {"human-call-without-bearer", true, 0, "human.notified.authentication"},
    {"human-call-without-password", true, 0, "human.notified.authentication"},
    {"urls-carried-over", true, 200,
     "human.urls.forgotten human.urls.forgotten.task human.urls.forgotten.step"},
    {"task-url-carried-over", true, 200, "human.urls.forgotten.task"},
    {"step-url-carried-over", true, 0, "human.urls.forgotten.step"},
    {"approval-forgets-step-url", true, 200, "human.urls.step"},
    {"resume-forgets-crew-url", true, 0, "human.urls.crew"},
    {"waiting-counts-as-done", true, 200, "lifecycle.progress.completed_tasks.not-fewer"},
    {"unknown-task-is-invalid", true, 0, "resume.reject.task_id.unknown"},
    {"running-task-is-resumed", true, 0, "resume.reject.execution_id.running human.approve.again"},
    {"ended-execution-is-resumed", false, 0, "resume.reject.execution_id.ended"},
};

ParameterizedTestParameters(histories, tell_of_a_fault)
{
    return cr_make_param_array(struct fault, faults, sizeof faults / sizeof *faults);
}

ParameterizedTest(struct fault *fault, histories, tell_of_a_fault)
{
    const char *const names[] = {fault->name, NULL};
    struct rig_options options = {
        .globs = {"lifecycle.*", "human.*", "webhooks.*", "status.*", "resume.reject.task_id.unknown",
                  "resume.reject.execution_id.ended", "resume.reject.execution_id.running"},
        .reference = {.faults = names, .step_duration = fault->step_duration}};
    struct rig rig;
    crew_of(&options.reference, fault->human);
    rig_run(&options, &rig);
    char *failed = failed_cases(&rig);
    cr_expect_str_eq(failed, fault->cases, "%s: %s", fault->name, failed);
    cr_expect_eq(rig.started, 3);
    free(failed);
    rig_clear(&rig);
}

/* ---- Behind TLS and a path ---- */

static void examine_behind_tls(bool human)
{
    char *certificate = NULL, *key = NULL;
    struct authority *authority = authority_new();
    authority_issue(authority, CERTIFICATE_GOOD, &certificate, &key);
    struct rig_options options = {
        .reference = {.prefix = "/crews/travel", .certificate = certificate, .key = key}};
    struct rig rig;
    options.more.run.http.ca_file = authority_file(authority);
    crew_of(&options.reference, human);
    rig_run(&options, &rig);
    char *failures = rig_failures(&rig);
    cr_expect_eq(rig.exit, RUN_CONFORMS, "%s", failures);
    cr_expect_eq(rig.started, 3);
    free(failures);
    rig_clear(&rig);
    free(certificate);
    free(key);
    authority_free(authority);
}

Test(histories, are_the_same_behind_tls_and_a_path)
{
    examine_behind_tls(false);
}

Test(histories, of_a_crew_that_waits_are_the_same_behind_tls_and_a_path)
{
    examine_behind_tls(true);
}

/* Executions that nobody wanted: what should have been refused was taken, and a human is waited for. They are approved, and
 * listed with what became of them. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "rig.h"

static const struct model_execution *execution_of(const struct rig *rig, const char *scenario)
{
    const struct model_target *target = rig->model->targets[0];
    for (size_t i = 0; i < target->execution_count; i++)
        if (strcmp(target->executions[i]->scenario, scenario) == 0)
            return target->executions[i];
    return NULL;
}

static bool has_phase(const struct model_execution *execution, const char *phase)
{
    for (size_t i = 0; i < execution->count; i++)
        if (strcmp(execution->events[i].phase, phase) == 0)
            return true;
    return false;
}

static void expect_approved(const char *fault, const char *case_id)
{
    const char *const faults[] = {fault, NULL};
    struct rig rig;
    rig_run(&(struct rig_options){.reference = {.faults = faults, .human_task = "planning_task"}}, &rig);
    cr_expect_eq(rig_verdict(&rig, case_id), MODEL_FAILED);
    cr_expect_eq(rig.started, 4, "%zu", rig.started);
    const struct model_execution *stray = execution_of(&rig, case_id);
    cr_assert_not_null(stray, "the execution that %s started is not listed", case_id);
    cr_expect(*stray->id);
    cr_expect(has_phase(stray, "resumed"), "nobody told %s to go on", stray->id);
    cr_expect(has_phase(stray, "completed"), "%s was left before its end", stray->id);
    rig_clear(&rig);
}

Test(strays, are_approved_and_listed)
{
    expect_approved("kickoff-takes-task-url-null", "kickoff.reject.taskWebhookUrl.type-null");
}

Test(strays, of_strangers_are_approved_and_listed)
{
    expect_approved("kickoff-without-token", "auth.reject.kickoff.no-credentials");
}

/* One cause is one finding: the cases that only meet it are skipped, and name the one that tells it. Where that one is not
 * examined, they fail themselves. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "rig.h"

static const struct deployment {
    const char *faults[5];
    bool human;
    const char *cause, *met[6]; /* cases */
    size_t findings;            /* of the cause's case */
} deployments[] = {
    {.faults = {"kickoff-accepted"},
     .cause = "kickoff.answers.undocumented",
     .met = {"kickoff.accept.required", "kickoff.accept.every-property"},
     .findings = 1},
    {.faults = {"resume-accepted"},
     .human = true,
     .cause = "resume.answers.undocumented",
     .met = {"human.approve.answer", "human.reject.answer"},
     .findings = 1},
    {.faults = {"resume-422-for-all"},
     .cause = "resume.answers.undocumented",
     .met = {"resume.reject.is_approve.missing", "resume.reject.body.empty",
             "resume.reject.execution_id.ended"},
     .findings = 1},
    {.faults = {"resume-422-for-all"},
     .human = true,
     .cause = "resume.answers.undocumented",
     .met = {"resume.reject.is_approve.missing", "resume.reject.execution_id.running"},
     .findings = 1},
    {.faults = {"kickoff-id-renamed"}, .cause = "kickoff.answers.200.schema", .findings = 1},
    {.faults = {"id-used-again"}, .cause = "lifecycle.kickoff_id.unique", .findings = 1},
    {.faults = {"resume-200-when-unknown", "ended-execution-is-resumed"},
     .cause = "resume.reject.execution_id.unknown",
     .met = {"resume.reject.execution_id.ended"},
     .findings = 1},
    {.faults = {"resume-200-when-unknown", "unknown-task-is-resumed"},
     .human = true,
     .cause = "resume.reject.execution_id.unknown",
     .met = {"resume.reject.task_id.unknown"},
     .findings = 1},
    {.faults = {"resume-200-when-unknown", "running-task-is-resumed"},
     .human = true,
     .cause = "resume.reject.execution_id.unknown",
     .findings = 1},
};

static const struct reference_task tasks[] = {{"plan", "Planner"}, {"write", "Writer"}, {"check", "Checker"}};

static void examine(const struct deployment *deployment, const char *only, struct rig *rig)
{
    struct rig_options options = {.reference = {.faults = deployment->faults,
                                                .tasks = tasks,
                                                .task_count = sizeof tasks / sizeof *tasks,
                                                .human_task = deployment->human ? "write" : NULL,
                                                .step_duration = deployment->human ? 100 : 0},
                                  .globs = {only}};
    rig_run(&options, rig);
}

/* What a deployment that resumes anything answers has no documented shape: that stands beside, and is another cause. */
static bool is_expected(const struct deployment *deployment, const char *id)
{
    return strcmp(id, deployment->cause) == 0 || strcmp(id, "resume.answers.200.schema") == 0;
}

Test(causes, are_told_once)
{
    for (size_t i = 0; i < sizeof deployments / sizeof *deployments; i++) {
        const struct deployment *deployment = &deployments[i];
        struct rig rig;
        examine(deployment, NULL, &rig);
        char *failures = rig_failures(&rig);
        const struct model_target *target = rig.model->targets[0];
        for (size_t k = 0; k < target->case_count; k++)
            cr_expect(target->cases[k]->verdict != MODEL_FAILED ||
                          is_expected(deployment, target->cases[k]->id),
                      "%s: %s%s", deployment->faults[0], target->cases[k]->id, failures);
        const struct model_case *cause = model_case_find(target, deployment->cause);
        cr_assert(cause && cause->verdict == MODEL_FAILED, "%s: %s%s", deployment->faults[0],
                  deployment->cause, failures);
        cr_expect_eq(cause->finding_count, deployment->findings, "%s: %zu", deployment->faults[0],
                     cause->finding_count);
        for (size_t k = 0; deployment->met[k]; k++) {
            const struct model_case *met = model_case_find(target, deployment->met[k]);
            cr_assert(met, "%s", deployment->met[k]);
            cr_expect(met->verdict == MODEL_SKIPPED && strstr(met->reason, deployment->cause),
                      "%s: %s %s: %s", deployment->faults[0], met->id, model_verdict_name(met->verdict),
                      met->reason);
        }
        free(failures);
        rig_clear(&rig);
    }
}

Test(causes, that_are_not_examined_are_met_by_the_others)
{
    for (size_t i = 0; i < sizeof deployments / sizeof *deployments; i++)
        for (size_t k = 0; deployments[i].met[k]; k++) {
            struct rig rig;
            examine(&deployments[i], deployments[i].met[k], &rig);
            cr_expect_eq(rig_verdict(&rig, deployments[i].met[k]), MODEL_FAILED, "%s: %s",
                         deployments[i].faults[0], deployments[i].met[k]);
            rig_clear(&rig);
        }
}

/* Deployments that tell the status in a known other way: one finding says so and what to run instead, and the cases that
 * it makes pointless are skipped for that reason. */
#include <criterion/criterion.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "rig.h"

struct dialect {
    const char *spec, *revision, *fault; /* of the contract that is examined, and of the deployment */
    const char *case_id;                 /* that tells of it */
    const char *title, *note;
    const char *pointless[3]; /* cases, ended by NULL */
};

static const struct dialect dialects[] = {
    {"crewai-amp",
     "2026-05",
     NULL,
     "status.accept.kickoff_id",
     "the status of an execution is told under the path of another revision",
     "run with --spec crewai-amp@2026-05",
     {"lifecycle.*", "status.answers.200.schema", NULL}},
    {"crewai-amp@2026-05",
     "2025-10",
     NULL,
     "status.accept.kickoff_id",
     "the status of an execution is told under the path of another revision",
     "run with --spec crewai-amp",
     {"lifecycle.*", "status.answers.200.schema", NULL}},
    {"crewai-amp",
     "2025-10",
     "status-path-moved",
     "status.accept.kickoff_id",
     "the status of an execution is told under the path of another revision",
     "run with --spec crewai-amp@2026-05",
     {"lifecycle.*", "status.answers.200.schema", NULL}},
    {"crewai-amp",
     "2025-10",
     "status-as-state",
     "status.answers.200.status",
     "the status of an execution is told by \"state\" instead of \"status\"",
     "this is the shape that CrewAI's own client reads",
     {"lifecycle.*", NULL}},
};

static bool is_pointless(const struct dialect *dialect, const char *id)
{
    for (size_t i = 0; dialect->pointless[i]; i++)
        if (fnmatch(dialect->pointless[i], id, 0) == 0)
            return strcmp(id, dialect->case_id) != 0;
    return false;
}

static void expect_skipped(const struct dialect *dialect, const struct rig *rig)
{
    const struct model_target *target = rig->model->targets[0];
    char *because = string_format("see %s", dialect->case_id);
    size_t count = 0;
    for (size_t i = 0; i < target->case_count; i++) {
        const struct model_case *row = target->cases[i];
        if (!is_pointless(dialect, row->id))
            continue;
        count++;
        cr_expect(row->verdict == MODEL_SKIPPED && strstr(row->reason, because), "%s: %s: %s", row->id,
                  model_verdict_name(row->verdict), row->reason);
    }
    cr_expect_gt(count, 10);
    free(because);
}

static void expect_one_finding(const struct dialect *dialect)
{
    const char *const faults[] = {dialect->fault, NULL};
    struct rig rig;
    rig_run(&(struct rig_options){.spec = dialect->spec,
                                  .reference = {.revision = dialect->revision, .faults = faults}},
            &rig);
    char *failures = rig_failures(&rig);
    cr_expect_eq(rig.exit, RUN_HAS_FAILURES);
    cr_expect_eq(rig_count(&rig, MODEL_FAILED) + rig_count(&rig, MODEL_ERRORED), 1, "%s", failures);
    const struct model_case *row = model_case_find(rig.model->targets[0], dialect->case_id);
    cr_assert(row && row->finding_count == 1, "%s", failures);
    cr_expect_str_eq(row->findings[0]->title, dialect->title);
    cr_expect_eq(strncmp(row->findings[0]->note, dialect->note, strlen(dialect->note)), 0, "%s",
                 row->findings[0]->note);
    expect_skipped(dialect, &rig);
    cr_expect_eq(rig.started, 3, "%zu", rig.started);
    free(failures);
    rig_clear(&rig);
}

Test(dialects, of_the_path_are_one_finding)
{
    for (size_t i = 0; i < 3; i++)
        expect_one_finding(&dialects[i]);
}

Test(dialects, of_the_word_are_one_finding)
{
    expect_one_finding(&dialects[3]);
}

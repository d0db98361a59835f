/* Executions that end in an error: lawful, yet what they leave unexamined is said. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "reports/reports.h"
#include "rig.h"

static void run_variant(const char *name, struct rig *rig)
{
    const char *const names[] = {name, NULL};
    rig_run(&(struct rig_options){.reference = {.variants = names},
                                  .globs = {"lifecycle.*", "webhooks.*", "kickoff.accept.*"}},
            rig);
    char *failures = rig_failures(rig);
    cr_expect_eq(rig->exit, RUN_CONFORMS, "%s: %s", name, failures);
    cr_expect_eq(rig->started, 3);
    free(failures);
}

static bool says(const struct rig *rig, report_write *write, const char *words)
{
    const struct report_options options = {.width = 1000};
    struct buffer out;
    buffer_init(&out, BUFFER_UNBOUNDED);
    write(rig->model, &options, &out);
    bool said = strstr(buffer_string(&out), words) != NULL;
    buffer_clear(&out);
    return said;
}

static void expect_said(const struct rig *rig, const char *words, bool expected)
{
    static report_write *const reports[] = {report_console, report_markdown, report_html, report_tap};
    for (size_t i = 0; i < sizeof reports / sizeof *reports; i++)
        cr_expect_eq(says(rig, reports[i], words), expected, "report %zu: %s", i, words);
}

Test(endings, in_an_error_alone_are_told_with_what_was_not_examined)
{
    struct rig rig;
    run_variant("fails-at-once", &rig);
    expect_said(&rig, "No execution completed: 3 ended in an error. What only a completed one shows", true);
    cr_expect(says(&rig, report_console, "as far as was seen"));
    rig_clear(&rig);
}

/* The odd execution alone fails, and for its inputs: its receivers, which fail too, are not to blame. */
Test(endings, for_odd_inputs_are_not_laid_at_the_receivers_door)
{
    struct rig rig;
    run_variant("fails-on-further-inputs", &rig);
    cr_expect_eq(rig_verdict(&rig, "webhooks.receivers.fail"), MODEL_SKIPPED);
    const struct model_case *row = model_case_find(rig.model->targets[0], "webhooks.receivers.fail");
    cr_expect_not_null(strstr(row->reason, "brought odd values too"), "%s", row->reason);
    expect_said(&rig, "No execution completed", false);
    expect_said(&rig, "1 of 3 executions ended in an error. What only a completed one shows", true);
    cr_expect(says(&rig, report_console, "as far as was seen, for 1 of 3 executions ended in an error"));
    rig_clear(&rig);
}

/* Which cases of a plan are kept. */
#include <criterion/criterion.h>

#include "run/run.h"

static void nothing(struct run_exam *exam, const void *data)
{
    (void)exam;
    (void)data;
}

static const struct run_case rows[] = {
    {.suite = "inputs", .id = "inputs.accept.get", .basis = {"getInputs", ""}, .examine = nothing},
    {.suite = "kickoff", .id = "kickoff.reject.body.empty", .basis = {"start", ""}, .examine = nothing},
    {.suite = "kickoff", .id = "kickoff.reject.meta.type-null", .basis = {"start", ""}, .examine = nothing},
    {.suite = "kickoff", .id = "kickoff.answers.400.schema", .basis = {"start", ""}, .status = "400"},
    {.suite = "protocol",
     .id = "protocol.reject.path.unknown",
     .basis = {NULL, "#/paths"},
     .examine = nothing},
    {.suite = "protocol", .id = "protocol.survives.kickoff.deep", .basis = {"start", ""}, .examine = nothing},
};

static struct run_plan make_plan(void)
{
    struct run_plan plan = {0};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        run_plan_add(&plan, &rows[i]);
    return plan;
}

static const struct choice {
    const char *suites[3], *globs[3];
    const char *kept; /* ids, supporting ones in brackets */
} choices[] = {
    {{"inputs"}, {0}, "inputs.accept.get "},
    {{"inputs", "protocol"},
     {0},
     "inputs.accept.get protocol.reject.path.unknown protocol.survives.kickoff.deep "},
    {{"kickoff"}, {0}, "kickoff.reject.body.empty kickoff.reject.meta.type-null kickoff.answers.400.schema "},
    {{0},
     {"*.reject.*"},
     "kickoff.reject.body.empty kickoff.reject.meta.type-null protocol.reject.path.unknown "},
    {{"kickoff"}, {"*.body.*"}, "kickoff.reject.body.empty "},
    {{0},
     {"kickoff.answers.400.schema"},
     "kickoff.answers.400.schema [kickoff.reject.body.empty] [kickoff.reject.meta.type-null] "
     "[protocol.survives.kickoff.deep] "},
    {{0}, {"nothing.like.it"}, ""},
    {{"kickoff"}, {"inputs.*"}, ""},
};

static size_t length(const char *const *words)
{
    size_t count = 0;
    while (count < 3 && words[count])
        count++;
    return count;
}

static void show(const struct run_plan *plan, struct buffer *out)
{
    for (size_t i = 0; i < plan->count; i++)
        buffer_format(out, plan->cases[i].supporting ? "[%s] " : "%s ", plan->cases[i].id);
}

Test(plan, keeps_what_is_selected_and_what_supports_it)
{
    for (size_t i = 0; i < sizeof choices / sizeof *choices; i++) {
        const struct choice *choice = &choices[i];
        struct run_plan plan = make_plan();
        struct buffer kept;
        buffer_init(&kept, 4096);
        size_t count = run_plan_select(&plan, choice->suites, length(choice->suites), choice->globs,
                                       length(choice->globs));
        show(&plan, &kept);
        cr_expect_str_eq(buffer_string(&kept), choice->kept);
        cr_expect_eq(count == 0, !*choice->kept);
        buffer_clear(&kept);
        run_plan_clear(&plan);
    }
}

Test(plan, keeps_everything_where_nothing_is_selected)
{
    struct run_plan plan = make_plan();
    cr_expect_eq(run_plan_select(&plan, NULL, 0, NULL, 0), sizeof rows / sizeof *rows);
    run_plan_clear(&plan);
}

static const struct outcome_row {
    struct run_counts counts;
    enum run_exit exit;
} outcomes[] = {
    {{.passed = 5}, RUN_CONFORMS},
    {{.passed = 5, .skipped = 5}, RUN_CONFORMS},
    {{.passed = 5, .failed = 1}, RUN_HAS_FAILURES},
    {{.passed = 5, .failed = 1, .errored = 1}, RUN_HAS_FAILURES},
    {{.passed = 5, .errored = 1}, RUN_UNJUDGED},
    {{.skipped = 5}, RUN_UNJUDGED},
    {{0}, RUN_UNJUDGED},
    {{.passed = 5, .failed = 2, .interrupted = true}, RUN_INTERRUPTED},
};

Test(plan, is_summed_up_in_an_exit_code)
{
    for (size_t i = 0; i < sizeof outcomes / sizeof *outcomes; i++)
        cr_expect_eq(run_exit_of(&outcomes[i].counts), outcomes[i].exit, "row %zu", i);
}

/* Deployments that enforce everything, each in its own lawful way: nothing is found, and three executions serve it all. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "rig.h"

struct way {
    const char *variants[3]; /* together: a mixture */
};

static const struct way ways[] = {
    {{"invalid-is-422"}},
    {{"missing-inputs-are-400"}},
    {{"invalid-is-422", "malformed-id-is-404"}},
    {{"other-media-types-415"}},
    {{"no-media-type-415"}},
    {{"syntax-before-token"}},
    {{"lenient-uris"}},
    {{"further-properties"}},
    {{"no-inputs"}},
    {{"one-input"}},
    {{"forty-inputs"}},
    {{"odd-input-names"}},
};

static void expect_nothing(size_t index)
{
    struct rig_options options = {.reference = {.variants = ways[index].variants}};
    struct rig rig;
    rig_run(&options, &rig);
    char *failures = rig_failures(&rig);
    cr_expect_eq(rig.exit, RUN_CONFORMS, "%s: %s", ways[index].variants[0], failures);
    cr_expect_leq(rig.started, 3, "%s: %zu executions", ways[index].variants[0], rig.started);
    free(failures);
    rig_clear(&rig);
}

/* In several tests, for they run side by side. */
Test(lawful, statuses_raise_nothing)
{
    for (size_t i = 0; i < 4; i++)
        expect_nothing(i);
}

Test(lawful, readers_raise_nothing)
{
    for (size_t i = 4; i < 8; i++)
        expect_nothing(i);
}

Test(lawful, inputs_raise_nothing)
{
    for (size_t i = 8; i < sizeof ways / sizeof *ways; i++)
        expect_nothing(i);
}

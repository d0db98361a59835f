#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "run/run.h"

void run_plan_add(struct run_plan *plan, const struct run_case *row)
{
    plan->cases = memory_grow(plan->cases, plan->count, &plan->capacity, sizeof *plan->cases);
    plan->cases[plan->count++] = *row;
}

void run_plan_clear(struct run_plan *plan)
{
    free(plan->cases);
    arena_clear(&plan->arena);
    *plan = (struct run_plan){0};
}

static bool any_equal(const char *const *words, size_t count, const char *word)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(words[i], word) == 0)
            return true;
    return count == 0;
}

static bool any_glob(const char *const *globs, size_t count, const char *id)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(globs[i], id) == 0 || text_glob(globs[i], id))
            return true;
    return count == 0;
}

size_t run_plan_select(struct run_plan *plan, const char *const *suites, size_t suite_count, const char *const *globs,
                       size_t glob_count)
{
    size_t kept = 0;
    for (size_t i = 0; i < plan->count; i++)
        if (any_equal(suites, suite_count, plan->cases[i].suite) && any_glob(globs, glob_count, plan->cases[i].id))
            plan->cases[kept++] = plan->cases[i];
    return plan->count = kept;
}

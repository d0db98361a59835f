#include <stdlib.h>
#include <string.h>

#include "base/map.h"
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

static bool is_selected(const struct run_case *row, const char *const *suites, size_t suite_count,
                        const char *const *globs, size_t glob_count)
{
    return any_equal(suites, suite_count, row->suite) && any_glob(globs, glob_count, row->id);
}

/* Operations that answers cases are about, and those that something is sent to. */
struct wants {
    struct map asked, fed;
};

static void note(struct wants *wants, struct run_case *row)
{
    if (row->basis.operation)
        map_put(row->examine ? &wants->fed : &wants->asked, row->basis.operation, row);
}

/* Would the row give answers cases something to judge that have nothing else? */
static bool feeds(const struct wants *wants, const struct run_case *row)
{
    const char *operation = row->basis.operation;
    return row->examine && operation && map_find(&wants->asked, operation) && !map_find(&wants->fed, operation);
}

size_t run_plan_select(struct run_plan *plan, const char *const *suites, size_t suite_count, const char *const *globs,
                       size_t glob_count)
{
    struct run_case *others = memory_new((plan->count + 1) * sizeof *others);
    size_t kept = 0, selected = 0, other_count = 0;
    for (size_t i = 0; i < plan->count; i++) {
        bool wanted = is_selected(&plan->cases[i], suites, suite_count, globs, glob_count);
        selected += wanted;
        if (wanted || plan->cases[i].always)
            plan->cases[kept++] = plan->cases[i];
        else
            others[other_count++] = plan->cases[i];
    }
    plan->count = kept;
    struct wants wants = {0};
    for (size_t i = 0; i < kept; i++)
        note(&wants, &plan->cases[i]);
    for (size_t i = 0; i < other_count; i++)
        if (feeds(&wants, &others[i])) {
            others[i].supporting = true;
            plan->cases[plan->count++] = others[i];
        }
    map_clear(&wants.asked);
    map_clear(&wants.fed);
    free(others);
    return selected;
}

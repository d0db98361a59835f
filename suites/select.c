#include "suites/select.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* The names of the plan's suites or the ids of its cases, ended by NULL; free() the list. */
static const char **known_words(const struct run_plan *plan, bool suites)
{
    const char **words = memory_new((plan->count + 1) * sizeof *words);
    for (size_t i = 0; i < plan->count; i++)
        words[i] = suites ? plan->cases[i].suite : plan->cases[i].id;
    return words;
}

static bool is_known_suite(const struct run_plan *plan, const char *name)
{
    for (size_t i = 0; i < plan->count; i++)
        if (strcmp(plan->cases[i].suite, name) == 0)
            return true;
    return false;
}

static bool complain(const struct run_plan *plan, bool suites, const char *what, const char *word,
                     struct error *error)
{
    const char **words = known_words(plan, suites);
    const char *nearest = text_nearest(word, words);
    free(words);
    return error_set(error, "%s \"%s\"%s%s%s (see crewcheck list)", what, word, nearest ? ", perhaps \"" : "",
                     nearest ? nearest : "", nearest ? "\"" : "");
}

static bool glob_matches(const struct run_plan *plan, const char *glob)
{
    for (size_t i = 0; i < plan->count; i++)
        if (!plan->cases[i].supporting && text_glob(glob, plan->cases[i].id))
            return true;
    return false;
}

/* All the same where another glob matches: a list of globs may be meant for several contracts. */
static bool complain_of_globs(const struct run_plan *plan, const struct selection *selection,
                              struct error *error)
{
    for (size_t i = 0; i < selection->glob_count; i++)
        if (!glob_matches(plan, selection->globs[i]))
            return complain(plan, false, "no case matches", selection->globs[i], error);
    return error_set(error,
                     "no case is of the suites and matches the globs that were given (see crewcheck list)");
}

bool select_cases(struct run_plan *plan, const struct selection *selection, struct error *error)
{
    for (size_t i = 0; i < selection->suite_count; i++)
        if (!is_known_suite(plan, selection->suites[i]))
            return complain(plan, true, "unknown suite", selection->suites[i], error);
    struct run_plan whole = {
        .count = plan->count,
        .cases = (struct run_case *)memory_copy(plan->cases, plan->count * sizeof *plan->cases)};
    bool any = run_plan_select(plan, selection->suites, selection->suite_count, selection->globs,
                               selection->glob_count) > 0;
    if (!any)
        complain_of_globs(&whole, selection, error);
    free(whole.cases);
    return any;
}

static bool may_match_inputs(const char *glob)
{
    static const char made[] = "kickoff.reject.inputs.";
    size_t literal = strcspn(glob, "*?");
    size_t shared = literal < strlen(made) ? literal : strlen(made);
    return strncmp(glob, made, shared) == 0;
}

bool select_may_match_inputs(const struct selection *selection)
{
    for (size_t i = 0; i < selection->glob_count; i++)
        if (may_match_inputs(selection->globs[i]))
            return true;
    return false;
}

static bool meets(const struct run_plan *plan, const char *const *globs, size_t count, bool inputs_known,
                  const char *which, struct error *error)
{
    for (size_t i = 0; i < count; i++)
        if (!glob_matches(plan, globs[i]) && (inputs_known || !may_match_inputs(globs[i])))
            return complain(plan, false, which, globs[i], error);
    return true;
}

bool select_gate(struct run_plan *plan, const struct selection *selection, const char *const *required,
                 size_t count, bool inputs_known, struct error *error)
{
    return meets(plan, required, count, inputs_known, "--require: no case matches", error) &&
           select_cases(plan, selection, error) &&
           meets(plan, required, count, inputs_known, "--require: no case that is selected matches", error);
}

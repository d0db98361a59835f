/* Whether each step is told once. Nothing names a step: it is known by what it tells. */
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "suites/calls.h"

/* A step as it is told: by what it says, and where it stands. */
struct told_step {
    char digest[SHA256_TEXT]; /* of the canonical text: equal values, equal digests */
    const struct follow_event *call;
};

static int by_digest(const void *a, const void *b)
{
    const struct told_step *first = a, *second = b;
    int order = strcmp(first->digest, second->digest);
    return order ? order : (first->call > second->call) - (first->call < second->call);
}

/* The steps that were told, in the order in which they came. */
static struct told_step *list_steps(struct run_exam *exam, const struct follow_history *history,
                                    size_t *count)
{
    struct told_step *steps =
        arena_new(run_arena(exam), (calls_count_taken(history, "step") + 1) * sizeof *steps);
    const struct follow_event *call = NULL;
    size_t at = 0;
    for (*count = 0; (call = calls_next_taken(history, "step", &at)) != NULL; (*count)++) {
        char *text = json_text(call->body, JSON_CANONICAL);
        sha256_text(text, strlen(text), steps[*count].digest);
        steps[*count].call = call;
        free(text);
    }
    return steps;
}

/* Do the steps of one task come again, word for word, for the next? So it is where no agent thinks for itself. */
static bool are_of_several_tasks(const struct told_step *steps, size_t count, size_t tasks)
{
    for (size_t part = 2; part <= tasks; part++) {
        size_t length = count / part, i = 0;
        while (count % part == 0 && i + length < count &&
               strcmp(steps[i].digest, steps[i + length].digest) == 0)
            i++;
        if (count % part == 0 && i + length == count)
            return true;
    }
    return false;
}

/* What the contract has a step tell, where that is anything to know it by; NULL: whatever else it tells may be what
 * matters. */
static struct json_object *own_words(struct json_object *step)
{
    static const char *const names[] = {"prompt", "thought", "tool", "tool_input", "result"};
    struct json_object *own = json_object_new_object();
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        json_object_object_add(own, names[i], json_copy(json_member(step, names[i])));
    bool known = json_member(own, "thought") || json_member(own, "tool_input") || json_member(own, "result");
    if (!known)
        json_object_put(own);
    return known ? own : NULL;
}

static bool tell_the_same_step(struct json_object *one, struct json_object *other)
{
    struct json_object *first = own_words(one), *second = own_words(other);
    bool same = first && second && json_equal(first, second);
    json_object_put(first);
    json_object_put(second);
    return same;
}

/* Are all steps told as often in a row, and more than once, as far as the contract's own properties go? What stands beside
 * these may count the calls. The last call, or NULL; `times` is how often, `different` how many steps. */
static const struct follow_event *find_echo(const struct follow_history *history, size_t *times,
                                            size_t *different)
{
    const struct follow_event *call = NULL, *before = NULL;
    size_t at = 0, row = 0;
    *times = *different = 0;
    while ((call = calls_next_taken(history, "step", &at)) != NULL) {
        bool same = before && tell_the_same_step(before->body, call->body);
        if (before && !same && *times && row != *times)
            return NULL;
        *times = before && !same ? row : *times;
        *different += !same;
        row = same ? row + 1 : 1;
        before = call;
    }
    return *different >= 2 && *times >= 2 && row == *times ? before : NULL;
}

/* Says of calls that were too many to be kept that they could not be judged. */
static bool is_flooded(struct run_exam *exam, const struct follow_history *history, const char *kind)
{
    size_t left_out = follow_left_out(history, kind);
    if (left_out)
        run_errored(
            exam,
            "execution %s (%s) made %zu calls of this kind: the first %d are kept, and nothing is wrong "
            "with these, but what came behind them was not looked at",
            scenario_kickoff_id(history), history->name, left_out + FOLLOW_CALLS_MAXIMUM,
            FOLLOW_CALLS_MAXIMUM);
    return left_out > 0;
}

/* An agent may think the same twice, but not everything, unless the task is done again. */
enum each_outcome calls_check_steps_once(struct run_exam *exam, const struct follow_history *history)
{
    size_t count = 0, different = 0, repeated = 0, same = 0, most = 1 + scenario_rejections(history);
    const struct follow_event *last = NULL;
    struct told_step *steps = list_steps(exam, history, &count);
    bool several = are_of_several_tasks(steps, count, scenario_tasks(history).most);
    qsort(steps, count, sizeof *steps, by_digest);
    for (size_t i = 0; i < count; i += same) {
        for (same = 1; i + same < count && strcmp(steps[i].digest, steps[i + same].digest) == 0; same++)
            last = steps[i + same].call > last ? steps[i + same].call : last;
        different++;
        repeated += same > most;
    }
    if (!count)
        return EACH_UNSEEN;
    if (different >= 2 && repeated == different && !several)
        return each_broken(
            exam, history, last, NULL, "each step told once",
            arena_format(run_arena(exam), "%zu calls that tell of %zu different steps", count, different));
    size_t times = 0;
    const struct follow_event *echo = find_echo(history, &times, &different);
    if (echo)
        return each_broken(
            exam, history, echo, NULL, "each step told once",
            arena_format(run_arena(exam), "each of %zu steps told %zu times in a row", different, times));
    return is_flooded(exam, history, "step") ? EACH_UNSEEN : EACH_HOLDS;
}

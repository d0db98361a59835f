#include "reports/compare.h"

#include <stdlib.h>
#include <string.h>

/* ---- Cases ---- */

static bool has_failed(const struct model_case *judged)
{
    return judged && judged->verdict == MODEL_FAILED;
}

static bool is_examined(const struct model_case *judged)
{
    return judged && (judged->verdict == MODEL_PASSED || judged->verdict == MODEL_FAILED);
}

static void add_case(struct comparison *comparison, const struct model_case *before,
                     const struct model_case *after)
{
    struct compare_case item = {COMPARE_KINDS, before, after};
    if (has_failed(after))
        item.kind = has_failed(before) ? COMPARE_STILL : COMPARE_NEW;
    else if (has_failed(before) && is_examined(after))
        item.kind = COMPARE_FIXED;
    else if (is_examined(before) && !is_examined(after))
        item.kind = COMPARE_LOST;
    if (item.kind == COMPARE_KINDS)
        return;
    comparison->counts[item.kind]++;
    comparison->cases = memory_grow(comparison->cases, comparison->case_count, &comparison->case_capacity,
                                    sizeof *comparison->cases);
    comparison->cases[comparison->case_count++] = item;
}

static void compare_cases(struct comparison *comparison)
{
    const struct model_target *before = comparison->before, *after = comparison->after;
    for (size_t i = 0; i < after->case_count; i++)
        add_case(comparison, model_case_find(before, after->cases[i]->id), after->cases[i]);
    for (size_t i = 0; i < before->case_count; i++)
        if (!model_case_find(after, before->cases[i]->id))
            add_case(comparison, before->cases[i], NULL);
}

/* ---- Times ---- */

enum { SAMPLES_LEAST = 3 };
#define SLOWER_LEAST INT64_C(100000)

static int by_size(const void *a, const void *b)
{
    int64_t first = *(const int64_t *)a, second = *(const int64_t *)b;
    return (first > second) - (first < second);
}

static bool is_like(const struct model_exchange *exchange, const struct model_exchange *other)
{
    return !exchange->is_callback && *exchange->operation && exchange->status == other->status &&
           strcmp(exchange->outcome, "answered") == 0 && strcmp(exchange->operation, other->operation) == 0;
}

/* The median of the answers that are like this one; -1 where there are too few. */
static int64_t median(const struct model_target *target, const struct model_exchange *like)
{
    int64_t *times = memory_new((target->exchange_count + 1) * sizeof *times), result = -1;
    size_t count = 0;
    for (size_t i = 0; i < target->exchange_count; i++)
        if (is_like(target->exchanges[i], like))
            times[count++] = target->exchanges[i]->ended - target->exchanges[i]->started;
    if (count >= SAMPLES_LEAST) {
        qsort(times, count, sizeof *times, by_size);
        result = times[count / 2];
    }
    free(times);
    return result;
}

static bool is_first_of_its_kind(const struct model_target *target, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (is_like(target->exchanges[i], target->exchanges[index]))
            return false;
    return true;
}

/* Slower: more than twice the time, and by what a person would notice. */
void compare_times(struct comparison *comparison)
{
    const struct model_target *target = comparison->after;
    for (size_t i = 0; i < target->exchange_count; i++) {
        const struct model_exchange *exchange = target->exchanges[i];
        if (!is_like(exchange, exchange) || !is_first_of_its_kind(target, i))
            continue;
        int64_t before = median(comparison->before, exchange), after = median(target, exchange);
        if (before < 0 || after < 2 * before || after - before < SLOWER_LEAST)
            continue;
        comparison->times = memory_grow(comparison->times, comparison->time_count, &comparison->time_capacity,
                                        sizeof *comparison->times);
        comparison->times[comparison->time_count++] =
            (struct compare_time){exchange->operation, exchange->status, before, after};
    }
}

void compare_make(struct comparison *comparison, const struct model *before, const struct model *after)
{
    *comparison = (struct comparison){.before = before->targets[0], .after = after->targets[0]};
    compare_cases(comparison);
    compare_shapes(comparison, before, after);
    compare_times(comparison);
}

void compare_clear(struct comparison *comparison)
{
    free(comparison->cases);
    free(comparison->shapes);
    free(comparison->times);
    arena_clear(&comparison->arena);
    *comparison = (struct comparison){0};
}

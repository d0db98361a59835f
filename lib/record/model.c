#include "record/model_private.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/hash.h"

struct model *model_new(void)
{
    struct model *model = memory_new(sizeof *model);
    model->sources = memory_new(sizeof *model->sources);
    return model;
}

static void clear_target(struct model_target *target)
{
    for (size_t i = 0; i < target->suite_count; i++)
        free(target->suites[i]->cases);
    for (size_t i = 0; i < target->case_count; i++) {
        free(target->cases[i]->findings);
        free(target->cases[i]->exchanges);
    }
    for (size_t i = 0; i < target->execution_count; i++) {
        free(target->executions[i]->events);
        free(target->executions[i]->exchanges);
    }
    free(target->suites);
    free(target->cases);
    free(target->exchanges);
    free(target->executions);
    map_clear(&target->index->suites);
    map_clear(&target->index->cases);
    map_clear(&target->index->exchanges);
    map_clear(&target->index->executions);
}

void model_free(struct model *model)
{
    if (!model)
        return;
    for (size_t i = 0; i < model->target_count; i++)
        clear_target(model->targets[i]);
    for (size_t i = 0; i < model->run_count; i++)
        json_object_put(model->runs[i]->options);
    for (size_t i = 0; i < model->sources->count; i++)
        if (model->sources->items[i].owned)
            close(model->sources->items[i].file);
    free(model->sources->items);
    free(model->sources);
    free(model->targets);
    free(model->runs);
    arena_clear(&model->arena);
    free(model);
}

/* ---- Shards ---- */

static bool same_shards(const struct model_target *a, const struct model_target *b)
{
    const char *a_total = strchr(a->run->shard, '/'), *b_total = strchr(b->run->shard, '/');
    return a_total && b_total && strcmp(a_total, b_total) == 0 && strcmp(a->run->shard, b->run->shard) != 0 &&
           strcmp(a->label, b->label) == 0 && strcmp(a->url, b->url) == 0 &&
           strcmp(a->run->contract.sha256, b->run->contract.sha256) == 0;
}

/* Which of two verdicts on one case tells more. */
static int weight(const struct model_case *judged)
{
    static const int weights[] = {
        [MODEL_PASSED] = 2, [MODEL_FAILED] = 4, [MODEL_ERRORED] = 3, [MODEL_SKIPPED] = 1};
    return judged->judged ? weights[judged->verdict] : 0;
}

static void join_case(struct model_case *into, const struct model_case *from)
{
    if (weight(from) > weight(into)) {
        into->verdict = from->verdict;
        into->judged = from->judged;
        into->reason = from->reason;
        into->waived = from->waived;
    }
    into->duration += from->duration;
    for (size_t i = 0; i < from->finding_count; i++)
        MODEL_PUSH(into->findings, into->finding_count, into->finding_capacity, from->findings[i]);
    for (size_t i = 0; i < from->exchange_count; i++)
        MODEL_PUSH(into->exchanges, into->exchange_count, into->exchange_capacity, from->exchanges[i]);
}

static void join_target(struct model *model, struct model_target *into, struct model_target *from)
{
    for (size_t i = 0; i < from->case_count; i++) {
        const struct model_case *added = from->cases[i];
        bool known = map_find(&into->index->cases, added->id) != NULL;
        struct model_case *joined = model_case_at(model, into, added->id);
        if (!known) {
            struct model_case *place = joined;
            *place = *added;
            place->findings = NULL;
            place->exchanges = NULL;
            place->finding_count = place->finding_capacity = place->exchange_count =
                place->exchange_capacity = 0;
            place->duration = 0;
        }
        join_case(joined, added);
    }
    for (size_t i = 0; i < from->exchange_count; i++)
        MODEL_PUSH(into->exchanges, into->exchange_count, into->exchange_capacity, from->exchanges[i]);
    for (size_t i = 0; i < from->execution_count; i++)
        MODEL_PUSH(into->executions, into->execution_count, into->execution_capacity, from->executions[i]);
    from->execution_count = 0;
    clear_target(from);
}

void model_join_shards(struct model *model)
{
    size_t kept = 0;
    for (size_t i = 0; i < model->target_count; i++) {
        struct model_target *target = model->targets[i], *into = NULL;
        for (size_t k = 0; k < kept && !into; k++)
            if (same_shards(model->targets[k], target))
                into = model->targets[k];
        if (into)
            join_target(model, into, target);
        else
            model->targets[kept++] = target;
    }
    model->target_count = kept;
}

/* ---- Executions ---- */

static bool concerns(const struct model_exchange *exchange, const struct model_execution *execution)
{
    static const char followed[] = "scenario.";
    if (exchange->run != execution->run)
        return false;
    if (*exchange->execution && (strcmp(exchange->execution, execution->id) == 0 ||
                                 strcmp(exchange->execution, execution->scenario) == 0))
        return true;
    if (strncmp(exchange->case_id, followed, sizeof followed - 1) == 0 && !*exchange->execution)
        return strcmp(exchange->case_id + sizeof followed - 1, execution->scenario) == 0;
    for (size_t i = 0; i < execution->count; i++)
        if (execution->events[i].exchange == exchange->number)
            return true;
    return false;
}

static int by_start(const void *a, const void *b)
{
    const struct model_exchange *first = *(struct model_exchange *const *)a,
                                *second = *(struct model_exchange *const *)b;
    if (first->started != second->started)
        return first->started < second->started ? -1 : 1;
    return (first->number > second->number) - (first->number < second->number);
}

static void collect_exchanges(const struct model_target *target, struct model_execution *execution)
{
    for (size_t i = 0; i < target->exchange_count; i++)
        if (concerns(target->exchanges[i], execution))
            MODEL_PUSH(execution->exchanges, execution->exchange_count, execution->exchange_capacity,
                       target->exchanges[i]);
    if (execution->exchange_count)
        qsort(execution->exchanges, execution->exchange_count, sizeof *execution->exchanges, by_start);
}

/* ---- Counting ---- */

/* What a run at level must does not count. */
static void settle_level(const struct model_run *run, struct model_case *judged)
{
    bool binding = false;
    for (size_t i = 0; i < judged->finding_count; i++)
        binding = binding || strcmp(judged->findings[i]->level, "should") != 0;
    judged->below = judged->verdict == MODEL_FAILED && judged->finding_count && !binding &&
                    strcmp(run->level, "must") == 0;
    if (judged->below)
        judged->verdict = MODEL_PASSED;
}

static void count(struct model_counts *counts, const struct model_case *judged)
{
    counts->total++;
    counts->by[judged->verdict]++;
    counts->waived += judged->verdict == MODEL_FAILED && *judged->waived;
}

static void count_target(struct model *model, struct model_target *target)
{
    for (size_t i = 0; i < target->case_count; i++) {
        struct model_case *judged = target->cases[i];
        settle_level(target->run, judged);
        struct model_suite *suite = model_suite_at(model, target, judged->suite);
        MODEL_PUSH(suite->cases, suite->count, suite->capacity, judged);
        suite->duration += judged->duration;
        count(&suite->counts, judged);
        count(&target->counts, judged);
        count(&model->counts, judged);
    }
}

void model_finish(struct model *model)
{
    model_join_shards(model);
    for (size_t i = 0; i < model->target_count; i++) {
        struct model_target *target = model->targets[i];
        for (size_t k = 0; k < target->execution_count; k++)
            collect_exchanges(target, target->executions[k]);
        count_target(model, target);
    }
}

struct model_case *model_case_find(const struct model_target *target, const char *id)
{
    return map_find(&target->index->cases, id);
}

static bool has_failed(const struct model *model, const struct model_run *run)
{
    for (size_t i = 0; i < model->target_count; i++) {
        const struct model_counts *counts = &model->targets[i]->counts;
        if (model->targets[i]->run == run && counts->by[MODEL_FAILED] > counts->waived)
            return true;
    }
    return false;
}

int model_exit(const struct model *model)
{
    int result = model->run_count ? 0 : 3;
    for (size_t i = 0; i < model->run_count; i++) {
        const struct model_run *run = model->runs[i];
        int code = run->finished ? (int)run->exit : has_failed(model, run) ? 1 : 3;
        if (code != 0 && code != 1 && code != 3)
            return code;
        if (code == 1 || (code == 3 && result == 0))
            result = code;
    }
    return result;
}

bool model_body_bytes(const struct json_object *body, struct buffer *out)
{
    struct json_object *text = json_member(body, "text");
    if (json_is(text, json_type_string))
        return buffer_append(out, json_object_get_string(text), (size_t)json_object_get_string_len(text));
    const char *base64 = json_member_string(body, "base64");
    return base64 && base64_decode(base64, strlen(base64), out);
}

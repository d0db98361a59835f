#include "reports/facts.h"

#include <stdlib.h>
#include <string.h>

#include "reports/text.h"

void facts_contract(struct buffer *out, const struct model_contract *contract)
{
    text_show_line(out, *contract->name ? contract->name : "a contract without a name");
    if (*contract->version) {
        buffer_char(out, ' ');
        text_show_line(out, contract->version);
    }
    buffer_text(out, " (");
    if (*contract->title) {
        text_show_line(out, contract->title);
        buffer_text(out, ", ");
    }
    buffer_text(out, "SHA-256 ");
    text_cut(out, contract->sha256, strlen(contract->sha256), 12);
    buffer_char(out, ')');
}

void facts_target(struct buffer *out, const struct model_target *target)
{
    if (target->bundled)
        buffer_text(out, "the deployment that crewcheck brings along, not one of yours (");
    text_show_line(out, target->url);
    if (target->bundled)
        buffer_char(out, ')');
    if (strcmp(target->label, target->url) != 0 && *target->label && !target->bundled) {
        buffer_text(out, " (");
        text_show_line(out, target->label);
        buffer_char(out, ')');
    }
}

void facts_executions(struct buffer *out, const struct model_run *run)
{
    if (run->executions_started)
        buffer_format(out, "%lld execution%s started", (long long)run->executions_started,
                      run->executions_started == 1 ? "" : "s");
    else
        buffer_text(out, "no execution started");
    if (run->executions_possibly)
        buffer_format(out, ", %lld %spossibly", (long long)run->executions_possibly,
                      run->executions_started ? "more " : "");
    if (run->executions_cap >= 0)
        buffer_format(out, ", of at most %lld", (long long)run->executions_cap);
}

static bool has_ended(const struct model_execution *execution, const char *status)
{
    for (size_t i = 0; i < execution->count; i++)
        if (strcmp(execution->events[i].status, status) == 0)
            return true;
    return false;
}

struct facts_endings facts_endings(const struct model *model)
{
    struct facts_endings endings = {0};
    for (size_t i = 0; i < model->target_count; i++)
        for (size_t k = 0; k < model->targets[i]->execution_count; k++) {
            endings.completed += has_ended(model->targets[i]->executions[k], "completed");
            endings.failed += has_ended(model->targets[i]->executions[k], "error");
        }
    endings.in_vain = endings.failed && !endings.completed;
    return endings;
}

static void add_some_failed(struct buffer *out, const struct facts_endings *endings)
{
    buffer_format(out, "%zu of %zu executions ended in an error", endings->failed,
                  endings->failed + endings->completed);
}

void facts_in_vain(struct buffer *out, const struct model *model)
{
    struct facts_endings endings = facts_endings(model);
    if (endings.in_vain)
        buffer_format(
            out,
            "No execution completed: %zu ended in an error. What only a completed one shows was not "
            "examined: its result, the results of its tasks, and that its webhooks are called",
            endings.failed);
    else if (endings.failed) {
        add_some_failed(out, &endings);
        buffer_text(out, ". What only a completed one shows was examined of the others alone");
    }
}

void facts_counts(struct buffer *out, const struct model_counts *counts)
{
    buffer_format(out, "%zu case%s: %zu passed, %zu failed", counts->total, counts->total == 1 ? "" : "s",
                  counts->by[MODEL_PASSED], counts->by[MODEL_FAILED]);
    if (counts->waived)
        buffer_format(out, " (%zu waived)", counts->waived);
    buffer_format(out, ", %zu errored, %zu skipped", counts->by[MODEL_ERRORED], counts->by[MODEL_SKIPPED]);
}

const char *facts_level(const struct model_case *judged)
{
    if (!judged->finding_count)
        return judged->level;
    for (size_t i = 0; i < judged->finding_count; i++)
        if (strcmp(judged->findings[i]->level, "should") != 0)
            return "must";
    return "should";
}

/* ---- The verdict ---- */

static size_t count_level(const struct model *model, const char *level)
{
    size_t count = 0;
    for (size_t i = 0; i < model->target_count; i++)
        for (size_t k = 0; k < model->targets[i]->case_count; k++) {
            const struct model_case *judged = model->targets[i]->cases[k];
            count += judged->verdict == MODEL_FAILED && !*judged->waived &&
                     strcmp(facts_level(judged), level) == 0;
        }
    return count;
}

static void add_failures(struct buffer *out, const struct model *model)
{
    size_t must = count_level(model, "must"), should = count_level(model, "should");
    buffer_text(out, "FAILED: ");
    if (must)
        buffer_format(out, "%zu case%s what the contract binds to", must, must == 1 ? " breaks" : "s break");
    if (should)
        buffer_format(out, "%s%zu case%s what it only documents", must ? ", " : "", should,
                      should == 1 ? " breaks" : "s break");
    size_t gates = 0;
    for (size_t i = 0; i < model->run_count; i++)
        gates += model->runs[i]->gate_count;
    if (gates)
        buffer_format(out, "%s%zu condition%s of the gate %s not met", must || should ? ", " : "", gates,
                      gates == 1 ? "" : "s", gates == 1 ? "is" : "are");
    else if (!must && !should)
        buffer_text(out, "the gate is closed");
}

static const char *first_problem(const struct model *model)
{
    for (size_t i = 0; i < model->run_count; i++)
        if (*model->runs[i]->problem)
            return model->runs[i]->problem;
    return "";
}

static void add_unjudged(struct buffer *out, const struct model *model)
{
    const char *problem = first_problem(model);
    const size_t *by = model->counts.by;
    buffer_text(out, "NOT JUDGED: ");
    if (*problem)
        text_show_line(out, problem);
    else if (by[MODEL_ERRORED])
        buffer_format(out, "%zu case%s could not be judged", by[MODEL_ERRORED],
                      by[MODEL_ERRORED] == 1 ? "" : "s");
    else if (by[MODEL_PASSED])
        buffer_text(out, "the run ended before its plan did");
    else
        buffer_text(out, "no case was judged");
}

static void add_endings(struct buffer *out, const struct model *model)
{
    struct facts_endings endings = facts_endings(model);
    if (endings.in_vain)
        buffer_text(out, ", as far as was seen, for no execution completed");
    else if (endings.failed) {
        buffer_text(out, ", as far as was seen, for ");
        add_some_failed(out, &endings);
    }
}

void facts_verdict(struct buffer *out, const struct model *model)
{
    int code = model_exit(model);
    if (code == 0) {
        buffer_text(out, "PASSED: the deployment keeps the contract");
        add_endings(out, model);
        if (model->counts.waived)
            buffer_format(out, ", save for %zu waived case%s", model->counts.waived,
                          model->counts.waived == 1 ? "" : "s");
    } else if (code == 1) {
        add_failures(out, model);
    } else if (code == 130) {
        buffer_text(out, "INTERRUPTED: the run ended before its plan did");
    } else {
        add_unjudged(out, model);
    }
}

/* ---- Groups ---- */

static int by_size(const void *a, const void *b)
{
    const struct facts_group *first = a, *second = b;
    if (first->count != second->count)
        return first->count > second->count ? -1 : 1;
    return strcmp(first->reason, second->reason);
}

static struct facts_group *group_at(struct facts_groups *groups, const char *reason)
{
    for (size_t i = 0; i < groups->count; i++)
        if (strcmp(groups->items[i].reason, reason) == 0)
            return &groups->items[i];
    groups->items = memory_grow(groups->items, groups->count, &groups->capacity, sizeof *groups->items);
    struct facts_group *group = &groups->items[groups->count++];
    *group = (struct facts_group){.reason = reason};
    return group;
}

void facts_group(struct facts_groups *groups, const struct model_target *target, enum model_verdict verdict)
{
    *groups = (struct facts_groups){0};
    for (size_t i = 0; i < target->case_count; i++) {
        const struct model_case *judged = target->cases[i];
        if (judged->verdict != verdict)
            continue;
        struct facts_group *group = group_at(groups, judged->reason);
        group->cases = memory_grow(group->cases, group->count, &group->capacity, sizeof *group->cases);
        group->cases[group->count++] = judged;
    }
    if (groups->count)
        qsort(groups->items, groups->count, sizeof *groups->items, by_size);
}

void facts_groups_clear(struct facts_groups *groups)
{
    for (size_t i = 0; i < groups->count; i++)
        free(groups->items[i].cases);
    free(groups->items);
    *groups = (struct facts_groups){0};
}

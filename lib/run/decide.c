/* What turns out while a run goes on: facts that make cases pointless, and how the target is to be asked at all. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "run/private.h"

/* ---- Ruling out ---- */

static void add_rule(struct run *run, const struct rule_out *rule)
{
    pthread_mutex_lock(&run->lock);
    run->rules = memory_grow(run->rules, run->rule_count, &run->rule_capacity, sizeof *run->rules);
    run->rules[run->rule_count++] = *rule;
    pthread_mutex_unlock(&run->lock);
}

void run_rule_out(struct run *run, const char *glob, const char *reason)
{
    add_rule(run, &(struct rule_out){.glob = string_copy(glob), .reason = string_copy(reason)});
}

void run_rule_out_operation(struct run *run, const char *operation, const char *except, const char *reason)
{
    add_rule(run, &(struct rule_out){.operation = string_copy(operation),
                                     .except = string_copy(except),
                                     .reason = string_copy(reason)});
}

static bool concerns(const struct rule_out *rule, const struct run_case *row)
{
    if (rule->glob)
        return text_glob(rule->glob, row->id);
    bool same = row->basis.operation && strcmp(row->basis.operation, rule->operation) == 0;
    return same && !(rule->except && text_glob(rule->except, row->id));
}

const char *run_ruled_out(struct run *run, const struct run_case *row)
{
    const char *reason = NULL;
    pthread_mutex_lock(&run->lock);
    for (size_t i = 0; i < run->rule_count && !reason; i++)
        if (concerns(&run->rules[i], row))
            reason = run->rules[i].reason;
    pthread_mutex_unlock(&run->lock);
    return reason;
}

void run_rules_clear(struct run *run)
{
    for (size_t i = 0; i < run->rule_count; i++) {
        free(run->rules[i].glob);
        free(run->rules[i].operation);
        free(run->rules[i].except);
        free(run->rules[i].reason);
    }
    free(run->rules);
}

/* ---- Deciding ---- */

bool run_is_undecided(const struct run *run, const struct run_case *row)
{
    const char *operation = run->plan->undecided;
    return operation && row->basis.operation && strcmp(row->basis.operation, operation) == 0;
}

void run_decide(struct run *run)
{
    pthread_mutex_lock(&run->lock);
    run->decided = true;
    pthread_cond_broadcast(&run->changed);
    pthread_mutex_unlock(&run->lock);
}

void run_await_decision(struct run *run)
{
    pthread_mutex_lock(&run->lock);
    while (!run->decided && run->running && !atomic_load(&run->interrupted))
        pthread_cond_wait(&run->changed, &run->lock);
    pthread_mutex_unlock(&run->lock);
}

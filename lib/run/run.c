#include "run/run.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/random.h"
#include "base/text.h"
#include "run/private.h"

/* ---- A run's life ---- */

struct run *run_new(const struct run_options *options, struct error *error)
{
    struct run *run = memory_new(sizeof *run);
    run->options = *options;
    run->options.http.seen = run_seen;
    run->options.http.context = run;
    budget_init(&run->budget, options->maximum_executions);
    pthread_mutex_init(&run->lock, NULL);
    pthread_cond_init(&run->changed, NULL);
    run_sights_init(run);
    run->client = http_client_new(&run->options.http, error);
    run->cleanup = run->client ? http_client_new(&run->options.http, error) : NULL;
    if (run->cleanup && options->listen_address)
        run->listener =
            http_listener_new(options->listen_address, options->listen_port, run_delivered, run, error);
    if (run->cleanup && (run->listener || !options->listen_address))
        return run;
    run_free(run);
    return NULL;
}

static void free_doorways(struct run *run)
{
    size_t at = 0;
    const char *path = NULL;
    void *value = NULL;
    while (map_next(&run->doorways, &at, &path, &value)) {
        struct doorway *doorway = value;
        free(doorway->scenario);
        free(doorway->kind);
        free(doorway->url);
        free(doorway);
    }
    map_clear(&run->doorways);
}

static void free_outcome(struct outcome *outcome)
{
    free(outcome->reason);
    free(outcome->waived);
}

void run_free(struct run *run)
{
    if (!run)
        return;
    run_scenarios_end(run);
    http_client_free(run->client);
    http_client_free(run->cleanup);
    http_headers_clear(&run->plain_headers);
    http_headers_clear(&run->body_headers);
    free_doorways(run);
    map_clear(&run->cases);
    run_tallies_clear(run);
    run_sights_clear(run);
    run_rules_clear(run);
    run_patience_clear(run);
    for (size_t i = 0; run->outcomes && i < run->plan->count; i++)
        free_outcome(&run->outcomes[i]);
    for (size_t i = 0; run->unavailable && i < run->plan->scenario_count; i++)
        free(run->unavailable[i]);
    free(run->outcomes);
    free(run->unavailable);
    free(run->histories);
    free(run->postponed);
    free(run->order);
    arena_clear(&run->scripts);
    budget_clear(&run->budget);
    pthread_mutex_destroy(&run->lock);
    pthread_cond_destroy(&run->changed);
    free(run);
}

void run_interrupt(struct run *run)
{
    pthread_mutex_lock(&run->lock);
    atomic_store(&run->interrupted, true);
    pthread_cond_broadcast(&run->changed);
    pthread_mutex_unlock(&run->lock);
    budget_close(&run->budget);
    http_client_cancel(run->client);
    pthread_mutex_lock(&run->lock);
    if (run->follower)
        follower_wind_down(run->follower);
    pthread_mutex_unlock(&run->lock);
}

bool run_is_interrupted(const struct run *run)
{
    return atomic_load(&run->interrupted);
}

void run_record_in(struct run *run, struct record *record)
{
    run->record = record;
}

/* ---- One case ---- */

void run_begin_exam(struct run *run, const struct run_case *row, struct run_exam *exam)
{
    *exam = (struct run_exam){.run = run, .row = row, .began = clock_now()};
    const char *reason = run_ruled_out(run, row), *hopeless = run_gave_up(run, NULL);
    bool asks = !row->scenario && row->examine && !row->whole;
    if (reason)
        run_skip(exam, "%s", reason);
    else if (atomic_load(&run->interrupted) && !row->scenario && row->examine)
        run_skip(exam, "%s", RUN_WAS_INTERRUPTED);
    else if (hopeless && asks)
        run_errored(exam, "%s", hopeless);
}

void run_clear_exam(struct run_exam *exam)
{
    for (size_t i = 0; i < exam->answer_count; i++) {
        judgement_clear(&exam->answers[i]->judgement);
        http_exchange_free((struct http_exchange *)exam->answers[i]->exchange);
        free(exam->answers[i]);
    }
    free(exam->answers);
    free(exam->reason);
    finding_list_clear(&exam->findings);
    arena_clear(&exam->arena);
}

static bool is_required(const struct run_options *options, const char *id)
{
    for (size_t i = 0; i < options->require_count; i++)
        if (text_glob(options->require[i], id))
            return true;
    return false;
}

/* A case that may not be skipped fails by being so; not where nobody let it be examined. */
static void refuse_skip(struct run_exam *exam)
{
    if (exam->verdict != RUN_SKIPPED || exam->findings.count || atomic_load(&exam->run->interrupted) ||
        !is_required(&exam->run->options, exam->row->id))
        return;
    struct finding finding = {.aspect = "required",
                              .title =
                                  arena_format(&exam->arena, "skipped, and yet required: %s", exam->reason),
                              .expected = "a case that is examined (--require)",
                              .found = exam->reason};
    finding_emit(&exam->findings, &finding);
}

/* Why the failure does not fail the gate: every finding that counts is waived. NULL: one is not. All are asked for, since
 * a waiver that meets no finding is stale. */
static const char *waived_reason(const struct run *run, const struct run_exam *exam)
{
    const char *first = NULL;
    bool all = true;
    for (size_t i = 0; run->options.waivers && i < exam->findings.count; i++) {
        const struct finding *finding = &exam->findings.items[i];
        const char *reason = waivers_find(run->options.waivers, exam->row->id, finding->body_pointer);
        bool counts = finding->level == LEVEL_MUST || run->options.level == LEVEL_SHOULD;
        all = all && (reason || !counts);
        first = first || !counts ? first : reason;
    }
    return all ? first : NULL;
}

/* Writes the findings, and counts them by their levels. */
static struct outcome weigh_findings(struct run *run, struct run_exam *exam)
{
    struct outcome outcome = {.verdict = exam->verdict == RUN_PENDING ? RUN_PASSED : exam->verdict};
    for (size_t i = 0; i < exam->findings.count; i++) {
        const struct finding *finding = &exam->findings.items[i];
        *(finding->level == LEVEL_MUST ? &outcome.must : &outcome.should) += 1;
        if (!exam->logged)
            log_finding(run, exam->row->id, finding, 0);
    }
    if (exam->findings.count) {
        outcome.verdict = RUN_FAILED;
        outcome.waived = string_copy(waived_reason(run, exam));
    }
    if (outcome.verdict == RUN_SKIPPED || outcome.verdict == RUN_ERRORED)
        outcome.reason = string_copy(exam->reason);
    return outcome;
}

/* Does the gate count it? The record keeps the failure either way. */
static bool fails(const struct run *run, const struct outcome *outcome)
{
    return outcome->verdict == RUN_FAILED && (outcome->must || run->options.level == LEVEL_SHOULD);
}

static void tell_progress(struct run *run, const char *doing)
{
    if (!run->options.progress)
        return;
    pthread_mutex_lock(&run->lock);
    struct run_progress progress = {.done = run->done,
                                    .total = run->total,
                                    .failed = run->failed,
                                    .asked = run->asked,
                                    .asking = run->asking,
                                    .executions = run->running,
                                    .doing = doing};
    pthread_mutex_unlock(&run->lock);
    run->options.progress(run->options.progress_context, &progress);
}

/* Writes the findings and the verdict, and keeps the outcome. */
void run_settle_case(struct run *run, size_t index, struct run_exam *exam)
{
    const struct run_case *row = exam->row;
    if (row->supporting) {
        run_clear_exam(exam);
        return;
    }
    refuse_skip(exam);
    struct outcome outcome = weigh_findings(run, exam);
    log_verdict(run, row, &outcome, clock_now() - exam->began);
    pthread_mutex_lock(&run->lock);
    run->outcomes[index] = outcome;
    run->done++;
    run->failed += fails(run, &outcome) && !outcome.waived;
    pthread_mutex_unlock(&run->lock);
    tell_progress(run, row->id);
    run_clear_exam(exam);
}

/* A skipped case may have its say later, over the history of a scenario that runs all the same. */
static bool has_second(struct run *run, const struct run_exam *exam)
{
    const struct run_case *row = exam->row;
    bool open = exam->verdict == RUN_SKIPPED || ((row->both || row->late) && exam->verdict == RUN_PENDING);
    return open && !exam->findings.count && row->second && !row->supporting && !run_ruled_out(run, row) &&
           (row->late || run_scenario_is_needed(run, row->second_scenario));
}

static void examine_short(struct run *run, size_t index)
{
    const struct run_case *row = &run->plan->cases[index];
    struct run_exam exam;
    run_begin_exam(run, row, &exam);
    if (exam.verdict == RUN_PENDING)
        row->examine(&exam, row->data);
    if (!has_second(run, &exam)) {
        run_settle_case(run, index, &exam);
        return;
    }
    exam.began -= clock_now(); /* the time that it has taken so far, below zero */
    run->postponed[index] = memory_new(sizeof exam);
    *run->postponed[index] = exam;
}

static void examine_second(struct run *run, size_t index)
{
    struct run_exam *exam = run->postponed[index];
    exam->began += clock_now();
    exam->history = exam->row->late ? NULL : run_history_of(exam, exam->row->second_scenario);
    if (exam->history || exam->row->late)
        exam->row->second(exam, exam->row->data);
    run_settle_case(run, index, exam);
    free(exam);
    run->postponed[index] = NULL;
}

static void examine_history(struct run *run, size_t index)
{
    const struct run_case *row = &run->plan->cases[index];
    struct run_exam exam;
    run_begin_exam(run, row, &exam);
    size_t scenario = run_scenario_index(run, row->scenario);
    exam.history = run->histories[scenario];
    if (run->unavailable[scenario])
        run_skip(&exam, "%s", run->unavailable[scenario]);
    else if (exam.history && exam.history->refused)
        run_skip(&exam, RUN_BUDGET_IS_SPENT, run->budget.maximum);
    else if (!exam.history || exam.history->interrupted)
        run_skip(&exam, "interrupted before the execution had ended");
    if (exam.verdict == RUN_PENDING && !row->supporting)
        row->examine(&exam, row->data);
    run_settle_case(run, index, &exam);
}

static void examine_answers(struct run *run, size_t index)
{
    const struct run_case *row = &run->plan->cases[index];
    struct run_exam exam;
    run_begin_exam(run, row, &exam);
    if (exam.verdict == RUN_PENDING)
        run_answers_case(run, row, &exam);
    run_settle_case(run, index, &exam);
}

/* ---- All of them ---- */

static bool is_short(const struct run_case *row)
{
    return row->examine && !row->scenario && !row->whole && !row->late;
}

static void shuffle(size_t *order, size_t count, uint64_t seed)
{
    struct random random = {seed};
    for (size_t i = count; i > 1; i--) {
        size_t j = (size_t)random_below(&random, i);
        size_t kept = order[i - 1];
        order[i - 1] = order[j];
        order[j] = kept;
    }
}

/* Takes short cases until there are no more: those of the undecided operation, or all the others. */
static void work_on(struct run *run, size_t *next, bool undecided)
{
    for (;;) {
        pthread_mutex_lock(&run->lock);
        size_t at = (*next)++;
        pthread_mutex_unlock(&run->lock);
        if (at >= run->plan->count)
            return;
        const struct run_case *row = &run->plan->cases[run->order[at]];
        if (!is_short(row) || run_is_undecided(run, row) != undecided)
            continue;
        examine_short(run, run->order[at]);
        pthread_mutex_lock(&run->lock);
        run->asked++;
        pthread_mutex_unlock(&run->lock);
    }
}

static void *work(void *context)
{
    struct run *run = context;
    work_on(run, &run->next, false);
    run_await_decision(run);
    work_on(run, &run->next_undecided, true);
    return NULL;
}

/* Late cases that start nothing where they are refused. */
static void *work_late(void *context)
{
    struct run *run = context;
    for (;;) {
        pthread_mutex_lock(&run->lock);
        size_t at = run->next_late++;
        pthread_mutex_unlock(&run->lock);
        if (at >= run->plan->count)
            return NULL;
        const struct run_case *row = &run->plan->cases[run->order[at]];
        if (row->late && row->cost != RUN_STARTS)
            examine_short(run, run->order[at]);
    }
}

static void work_through(struct run *run, void *(*worker)(void *run))
{
    size_t count = run->options.workers > 0 ? (size_t)run->options.workers : 1;
    pthread_t *threads = memory_new(count * sizeof *threads);
    size_t started = 0;
    while (started < count && pthread_create(&threads[started], NULL, worker, run) == 0)
        started++;
    if (!started)
        worker(run);
    for (size_t i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
    free(threads);
}

/* What must be refused comes before what starts executions, which would leave nothing of the budget. */
static void examine_late(struct run *run)
{
    const struct run_plan *plan = run->plan;
    bool any = false;
    for (size_t i = 0; i < plan->count; i++)
        any = any || plan->cases[i].late;
    if (!any)
        return;
    work_through(run, work_late);
    for (size_t i = 0; i < plan->count; i++)
        if (plan->cases[i].late && run->postponed[i])
            examine_second(run, i);
    for (size_t i = 0; i < plan->count; i++) {
        if (!plan->cases[i].late || plan->cases[i].cost != RUN_STARTS)
            continue;
        examine_short(run, i);
        if (run->postponed[i])
            examine_second(run, i);
    }
    run_scenarios_await(run);
}

/* Writes the cases down, and makes room for what becomes of them. */
static void take_plan(struct run *run, const struct run_plan *plan)
{
    run->plan = plan;
    run->outcomes = memory_new((plan->count + 1) * sizeof *run->outcomes);
    for (size_t i = 0; i < plan->count; i++) {
        run->asking += is_short(&plan->cases[i]);
        if (plan->cases[i].supporting)
            continue;
        run->total++;
        log_case(run, &plan->cases[i]);
    }
}

void run_leave_all(struct run *run, const struct run_plan *plan)
{
    take_plan(run, plan);
    for (size_t i = 0; i < plan->count; i++)
        run->outcomes[i].verdict = RUN_SKIPPED;
}

void run_know_cases(struct run *run)
{
    for (size_t i = 0; i < run->plan->count; i++)
        map_put(&run->cases, run->plan->cases[i].id, &run->plan->cases[i]);
}

bool run_examine_all(struct run *run, const struct run_plan *plan, void *facts)
{
    take_plan(run, plan);
    run_know_cases(run);
    run->facts = facts;
    run->postponed = memory_new((plan->count + 1) * sizeof *run->postponed);
    run->order = memory_new((plan->count + 1) * sizeof *run->order);
    for (size_t i = 0; i < plan->count; i++)
        run->order[i] = i;
    if (run->options.shuffle)
        shuffle(run->order, plan->count, run->options.seed);
    run_scenarios_begin(run);
    work_through(run, work);
    tell_progress(run, "");
    run_scenarios_await(run);
    for (size_t i = 0; i < plan->count; i++)
        if (plan->cases[i].scenario)
            examine_history(run, i);
        else if (run->postponed[i])
            examine_second(run, i);
    /* What these started against their will is let go of too. */
    run_scenarios_await(run);
    examine_late(run);
    for (size_t i = 0; i < plan->count; i++)
        if (plan->cases[i].whole)
            examine_short(run, i);
    for (size_t i = 0; i < plan->count; i++)
        if (!plan->cases[i].examine)
            examine_answers(run, i);
    run_scenarios_end(run);
    return !atomic_load(&run->interrupted);
}

struct run_counts run_counts(const struct run *run)
{
    struct run_counts counts = {.started = run->budget.started,
                                .presumed = run->budget.presumed,
                                .interrupted = atomic_load(&run->interrupted)};
    for (size_t i = 0; run->plan && i < run->plan->count; i++) {
        const struct outcome *outcome = &run->outcomes[i];
        enum run_verdict verdict = outcome->verdict;
        counts.failed += fails(run, outcome);
        counts.waived += fails(run, outcome) && outcome->waived;
        counts.passed += verdict == RUN_PASSED || (verdict == RUN_FAILED && !fails(run, outcome));
        counts.errored += verdict == RUN_ERRORED;
        counts.skipped += verdict == RUN_SKIPPED;
    }
    return counts;
}

bool run_has_judged(const struct run *run, const char *case_id)
{
    const struct run_case *row = map_find(&run->cases, case_id);
    if (!row || row->supporting)
        return false;
    enum run_verdict verdict = run->outcomes[row - run->plan->cases].verdict;
    return verdict == RUN_PASSED || verdict == RUN_FAILED;
}

enum run_exit run_exit_of(const struct run_counts *counts)
{
    if (counts->interrupted)
        return RUN_INTERRUPTED;
    if (counts->failed > counts->waived || counts->faults)
        return RUN_HAS_FAILURES;
    return counts->errored || (!counts->passed && !counts->failed) ? RUN_UNJUDGED : RUN_CONFORMS;
}

/* Scenarios: executions that the plan's cases need, started once and followed by one thread. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "run/private.h"

/* ---- Callbacks ---- */

const char *run_callback_url(struct run *run, const char *scenario, const char *kind, enum http_behaviour behaviour)
{
    if (!run->listener)
        return NULL;
    unsigned char secret[16];
    random_secret(secret, sizeof secret);
    char path[2 + 2 * sizeof secret] = "/";
    for (size_t i = 0; i < sizeof secret; i++)
        snprintf(path + 1 + 2 * i, 3, "%02x", secret[i]);
    const char *base = run->options.listen_url ? run->options.listen_url : http_listener_url(run->listener);
    size_t length = strlen(base);
    while (length && base[length - 1] == '/')
        length--;
    struct doorway *doorway = memory_new(sizeof *doorway);
    doorway->scenario = string_copy(scenario);
    doorway->kind = string_copy(kind);
    doorway->url = string_format("%.*s%s", (int)length, base, path);
    pthread_mutex_lock(&run->lock);
    map_put(&run->doorways, path, doorway);
    pthread_mutex_unlock(&run->lock);
    http_listener_add(run->listener, path, behaviour);
    return doorway->url;
}

void run_delivered(void *context, const struct http_delivery *delivery)
{
    struct run *run = context;
    const char *slash = strrchr(delivery->path, '/');
    pthread_mutex_lock(&run->lock);
    struct doorway *doorway = slash ? map_find(&run->doorways, slash) : NULL;
    pthread_mutex_unlock(&run->lock);
    if (doorway)
        follower_deliver(run->follower, doorway->scenario, doorway->kind, delivery);
}

/* ---- What the follower tells ---- */

static size_t answered(void *context, const struct follow_script *script, const struct follow_action *action,
                       const struct http_exchange *exchange)
{
    struct run *run = context;
    size_t number = (size_t)exchange->number;
    if (action->spends)
        run_settle_charge(run, script->name, exchange);
    if (action->operation && http_exchange_class(exchange) == HTTP_COMPLETE) {
        struct judgement judgement;
        judge_response(&run->options.judge, action->operation, exchange, JUDGE_PROVOKES_429, &judgement);
        run_tally(run, &judgement, number);
        judgement_clear(&judgement);
    }
    return number;
}

static size_t called(void *context, const struct follow_script *script, const struct follow_delivery *delivery)
{
    struct run *run = context;
    size_t number = (size_t)record_number(run->record);
    log_callback(run, script->name, delivery, number);
    return number;
}

static bool may_start(void *context, bool *later)
{
    struct run *run = context;
    return run_take_charge(run, "scenario", false, later);
}

static size_t scenario_index(const struct run *run, const char *name)
{
    size_t at = 0;
    while (at < run->plan->scenario_count && strcmp(run->plan->scenarios[at].name, name) != 0)
        at++;
    return at;
}

static void ended(void *context, const struct follow_script *script, const struct follow_history *history)
{
    struct run *run = context;
    pthread_mutex_lock(&run->lock);
    run->histories[scenario_index(run, script->name)] = history;
    run->running--;
    pthread_cond_broadcast(&run->changed);
    pthread_mutex_unlock(&run->lock);
}

const struct http_headers *run_scenario_headers(struct run *run, bool with_body)
{
    return with_body ? &run->body_headers : &run->plain_headers;
}

static void make_headers(struct run *run)
{
    http_headers_add(&run->plain_headers, "Accept", "application/json");
    if (run->options.token) {
        char *value = string_format("Bearer %s", run->options.token);
        http_headers_add(&run->plain_headers, "Authorization", value);
        free(value);
    }
    http_headers_copy(&run->body_headers, &run->plain_headers);
    http_headers_add(&run->body_headers, "Content-Type", "application/json");
}

static void *run_loop(void *loop)
{
    http_loop_run(loop);
    return NULL;
}

/* ---- The scenarios of a plan ---- */

static bool is_needed(struct run *run, const char *scenario)
{
    for (size_t i = 0; i < run->plan->count; i++) {
        const struct run_case *row = &run->plan->cases[i];
        if (row->scenario && strcmp(row->scenario, scenario) == 0 && !run_ruled_out(run, row->id))
            return true;
    }
    return false;
}

static void begin_scenario(struct run *run, size_t index)
{
    const struct run_scenario *scenario = &run->plan->scenarios[index];
    struct follow_script script = {.name = scenario->name};
    struct error reason = {0};
    if (run->options.read_only) {
        run->unavailable[index] = string_copy("--read-only: no execution is started");
    } else if (scenario->begin(run, run->facts, &run->scripts, &script, &reason)) {
        pthread_mutex_lock(&run->lock);
        run->running++;
        pthread_mutex_unlock(&run->lock);
        follower_add(run->follower, &script);
    } else {
        run->unavailable[index] = string_copy(reason.text);
    }
}

void run_scenarios_begin(struct run *run)
{
    struct follow_observer observer = {
        .context = run, .answered = answered, .called = called, .may_start = may_start, .ended = ended};
    size_t count = run->plan->scenario_count;
    run->histories = memory_new(count * sizeof *run->histories);
    run->unavailable = memory_new(count * sizeof *run->unavailable);
    make_headers(run);
    run->loop = http_loop_new();
    struct follower *follower = follower_new(run->loop, run->client, run->cleanup, &observer);
    pthread_mutex_lock(&run->lock);
    run->follower = follower;
    bool interrupted = run_is_interrupted(run);
    pthread_mutex_unlock(&run->lock);
    if (interrupted)
        follower_wind_down(follower);
    for (size_t i = 0; i < count; i++)
        if (is_needed(run, run->plan->scenarios[i].name))
            begin_scenario(run, i);
    if (pthread_create(&run->loop_thread, NULL, run_loop, run->loop) != 0)
        abort();
}

void run_scenarios_await(struct run *run)
{
    pthread_mutex_lock(&run->lock);
    while (run->running)
        pthread_cond_wait(&run->changed, &run->lock);
    pthread_mutex_unlock(&run->lock);
}

static void stop_loop(void *loop)
{
    http_loop_stop(loop);
}

void run_scenarios_end(struct run *run)
{
    /* The listener goes first, so that what it hands over still finds the loop; the loop then stops behind it. */
    http_listener_free(run->listener);
    run->listener = NULL;
    if (!run->loop)
        return;
    http_loop_post(run->loop, stop_loop, run->loop);
    pthread_join(run->loop_thread, NULL);
    follower_free(run->follower);
    http_loop_free(run->loop);
}

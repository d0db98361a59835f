/* Scenarios: executions that the plan's cases need, started once and followed by one thread. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "run/private.h"

/* ---- Callbacks ---- */

/* At a path that cannot be guessed. */
static struct doorway *open_doorway(struct run *run, const char *scenario, const char *kind,
                                    enum http_behaviour behaviour)
{
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
    *doorway = (struct doorway){.scenario = scenario ? string_copy(scenario) : NULL,
                                .kind = string_copy(kind),
                                .url = string_format("%.*s%s", (int)length, base, path)};
    pthread_mutex_lock(&run->lock);
    map_put(&run->doorways, path, doorway);
    pthread_mutex_unlock(&run->lock);
    http_listener_add(run->listener, path, behaviour);
    return doorway;
}

const char *run_callback_url(struct run *run, const char *scenario, const char *kind,
                             enum http_behaviour behaviour)
{
    return run->listener ? open_doorway(run, scenario, kind, behaviour)->url : NULL;
}

bool run_is_called(const struct run *run)
{
    return run->listener && http_listener_slow(run->listener) > 0;
}

const char *run_trap_new(struct run *run)
{
    return run->listener ? open_doorway(run, NULL, "refused", HTTP_BEHAVE_ACCEPT)->url : NULL;
}

void run_trap_release(struct run *run, const char *url)
{
    size_t at = 0;
    const char *path = NULL;
    void *value = NULL;
    pthread_mutex_lock(&run->lock);
    while (url && map_next(&run->doorways, &at, &path, &value)) {
        struct doorway *doorway = value;
        doorway->released = doorway->released || strcmp(doorway->url, url) == 0;
    }
    pthread_mutex_unlock(&run->lock);
}

static void add_trap(struct run_traps *traps, const struct doorway *doorway)
{
    traps->heard = traps->heard || doorway->calls;
    if (doorway->scenario || doorway->released)
        return;
    traps->number = doorway->calls && !traps->calls ? doorway->number : traps->number;
    traps->calls += doorway->calls;
    traps->set++;
}

struct run_traps run_trapped(const struct run_exam *exam)
{
    struct run *run = exam->run;
    struct run_traps traps = {0};
    size_t at = 0;
    const char *path = NULL;
    void *value = NULL;
    pthread_mutex_lock(&run->lock);
    while (map_next(&run->doorways, &at, &path, &value))
        add_trap(&traps, value);
    pthread_mutex_unlock(&run->lock);
    return traps;
}

/* Whoever only looks whether there is somebody has begun nothing. Returns whether it is the first call that counts. */
static bool count_call(struct run *run, struct doorway *doorway, const struct http_delivery *delivery)
{
    pthread_mutex_lock(&run->lock);
    bool counts = strcmp(delivery->method, "POST") == 0, first = counts && !doorway->calls;
    doorway->calls += counts;
    pthread_mutex_unlock(&run->lock);
    return first;
}

/* No script is told of it; the record has the first. */
static void note_trapped(struct run *run, struct doorway *trap, const struct http_delivery *delivery)
{
    const struct follow_delivery call = follow_delivery_of(delivery, trap->kind, trap->url);
    size_t number = (size_t)record_number(run->record);
    pthread_mutex_lock(&run->lock);
    trap->number = number;
    pthread_mutex_unlock(&run->lock);
    log_callback(run, "", &call, number);
}

/* The doorway that a segment of the path names; `rest` is what the caller added behind it. What stands before it may be
 * a proxy's. */
static struct doorway *find_doorway(struct run *run, const char *path, const char **rest)
{
    struct doorway *found = NULL;
    for (const char *at = strchr(path, '/'); at && !found; at = strchr(at + 1, '/')) {
        size_t length = 1 + strcspn(at + 1, "/");
        char *segment = memory_copy(at, length);
        pthread_mutex_lock(&run->lock);
        found = map_find(&run->doorways, segment);
        pthread_mutex_unlock(&run->lock);
        *rest = at + length;
        free(segment);
    }
    return found;
}

void run_delivered(void *context, const struct http_delivery *delivery)
{
    struct run *run = context;
    const char *rest = "";
    struct doorway *doorway = find_doorway(run, delivery->path, &rest);
    if (!doorway)
        return;
    bool first = count_call(run, doorway, delivery);
    if (!doorway->scenario && first)
        note_trapped(run, doorway, delivery);
    if (!doorway->scenario)
        return;
    const char *query = delivery->query;
    char *url = string_format("%s%s%s%s", doorway->url, rest, *query ? "?" : "", query);
    follower_deliver(run->follower, doorway->scenario, doorway->kind, url, delivery);
    free(url);
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
        judge_response(&run->options.judge, action->operation, exchange,
                       action->provoked | JUDGE_PROVOKES_429, &judgement);
        run_tally(run, &judgement, number);
        judgement_clear(&judgement);
    }
    return number;
}

static size_t called(void *context, const struct follow_script *script,
                     const struct follow_delivery *delivery)
{
    struct run *run = context;
    size_t number = (size_t)record_number(run->record);
    log_callback(run, script->name, delivery, number);
    run_look_at_callback(run, delivery, number);
    return number;
}

static bool may_start(void *context, bool *later)
{
    struct run *run = context;
    return run_take_charge(run, "scenario", later);
}

size_t run_scenario_index(const struct run *run, const char *name)
{
    size_t at = 0;
    while (at < run->plan->scenario_count && strcmp(run->plan->scenarios[at].name, name) != 0)
        at++;
    return at;
}

static void ended(void *context, const struct follow_script *script, const struct follow_history *history)
{
    struct run *run = context;
    size_t index = run_scenario_index(run, script->name);
    pthread_mutex_lock(&run->lock);
    if (index < run->plan->scenario_count)
        run->histories[index] = history;
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

static bool is_same(const char *one, const char *other)
{
    return one && strcmp(one, other) == 0;
}

bool run_scenario_is_needed(struct run *run, const char *scenario)
{
    for (size_t i = 0; i < run->plan->count; i++) {
        const struct run_case *row = &run->plan->cases[i];
        if ((is_same(row->scenario, scenario) || is_same(row->also, scenario)) && !run_ruled_out(run, row))
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
        run->unavailable[index] =
            string_copy(scenario->free ? "--read-only: nothing is sent that might change something"
                                       : "--read-only: no execution is started");
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
        if (run_scenario_is_needed(run, run->plan->scenarios[i].name))
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

bool run_is_busy(struct run *run, size_t executions)
{
    pthread_mutex_lock(&run->lock);
    bool busy = run->asked < run->asking || run->running > executions;
    pthread_mutex_unlock(&run->lock);
    return busy;
}

/* ---- Executions that nobody wanted ---- */

struct stray {
    struct run *run;
    char *case_id, *kickoff_id;
};

/* In the loop's thread, where scripts may share what they know. */
static void begin_release(void *context)
{
    struct stray *stray = context;
    struct run *run = stray->run;
    struct follow_script script = {.name = arena_string(&run->scripts, stray->case_id)};
    run->plan->release(run, run->facts, &run->scripts, stray->kickoff_id, &script);
    follower_add(run->follower, &script);
    free(stray->case_id);
    free(stray->kickoff_id);
    free(stray);
}

void run_release(struct run *run, const char *case_id, const char *kickoff_id)
{
    bool wanted = run_scenario_index(run, case_id) < run->plan->scenario_count;
    if (wanted || !run->plan->release || !kickoff_id)
        return;
    struct stray *stray = memory_new(sizeof *stray);
    *stray = (struct stray){run, string_copy(case_id), string_copy(kickoff_id)};
    pthread_mutex_lock(&run->lock);
    run->running++;
    pthread_mutex_unlock(&run->lock);
    http_loop_post(run->loop, begin_release, stray);
}

/* ---- The end ---- */

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
    pthread_mutex_lock(&run->lock);
    follower_free(run->follower);
    run->follower = NULL;
    pthread_mutex_unlock(&run->lock);
    http_loop_free(run->loop);
    run->loop = NULL;
}

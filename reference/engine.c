#include "reference/engine.h"

#include <stdlib.h>

#include "reference/webhook.h"

enum {
    LONGEST_NAP = 1000,       /* milliseconds */
    MANUAL_PATIENCE = 60,     /* seconds */
    MANUAL_BEGINNING = 100000 /* milliseconds: where manual time stands first */
};

int64_t engine_now(const struct reference_server *server)
{
    return server->engine.manual ? server->engine.now : clock_now();
}

static bool timer_before(const struct engine_timer *a, const struct engine_timer *b)
{
    return a->when != b->when ? a->when < b->when : a->order < b->order;
}

static void timer_swap(struct engine_timer *a, struct engine_timer *b)
{
    struct engine_timer kept = *a;
    *a = *b;
    *b = kept;
}

static void heap_push(struct engine *engine, struct engine_timer timer)
{
    engine->timers =
        memory_grow(engine->timers, engine->timer_count, &engine->timer_capacity, sizeof *engine->timers);
    size_t at = engine->timer_count++;
    engine->timers[at] = timer;
    while (at > 0 && timer_before(&engine->timers[at], &engine->timers[(at - 1) / 2])) {
        timer_swap(&engine->timers[at], &engine->timers[(at - 1) / 2]);
        at = (at - 1) / 2;
    }
}

static struct engine_timer heap_pop(struct engine *engine)
{
    struct engine_timer top = engine->timers[0];
    engine->timers[0] = engine->timers[--engine->timer_count];
    size_t at = 0;
    for (;;) {
        size_t least = at;
        for (size_t child = 2 * at + 1; child <= 2 * at + 2 && child < engine->timer_count; child++) {
            if (timer_before(&engine->timers[child], &engine->timers[least])) {
                least = child;
            }
        }
        if (least == at) {
            return top;
        }
        timer_swap(&engine->timers[at], &engine->timers[least]);
        at = least;
    }
}

void engine_at(struct reference_server *server, int64_t when, engine_action *action, void *subject,
               size_t detail)
{
    struct engine *engine = &server->engine;
    struct engine_timer timer = {when, engine->order++, action, subject, detail};
    heap_push(engine, timer);
    if (engine->timers[0].order == timer.order) {
        curl_multi_wakeup(engine->multi);
    }
}

void engine_after(struct reference_server *server, unsigned milliseconds, engine_action *action,
                  void *subject, size_t detail)
{
    engine_at(server, engine_now(server) + milliseconds * CLOCK_MILLISECOND, action, subject, detail);
}

static void engine_run_due(struct reference_server *server)
{
    struct engine *engine = &server->engine;
    int64_t until = engine->manual ? engine->target : clock_now();
    while (engine->timer_count > 0 && engine->timers[0].when <= until) {
        struct engine_timer timer = heap_pop(engine);
        engine->now = timer.when > engine->now ? timer.when : engine->now;
        timer.action(server, timer.subject, timer.detail);
    }
    engine->now = until;
}

/* Milliseconds until the next timer, rounded up so that it is due when the nap ends. */
static int engine_nap(const struct engine *engine)
{
    if (engine->timer_count == 0 || (engine->manual && engine->timers[0].when > engine->target)) {
        return LONGEST_NAP;
    }
    if (engine->manual) {
        return 0;
    }
    int64_t rest = engine->timers[0].when - clock_now();
    int64_t milliseconds = rest <= 0 ? 0 : (rest + CLOCK_MILLISECOND - 1) / CLOCK_MILLISECOND;
    return milliseconds > LONGEST_NAP ? LONGEST_NAP : (int)milliseconds;
}

static void engine_end_transfers(struct reference_server *server)
{
    int left = 0;
    for (;;) {
        CURLMsg *message = curl_multi_info_read(server->engine.multi, &left);
        if (message == NULL) {
            return;
        }
        if (message->msg == CURLMSG_DONE) {
            webhook_end(server, message->easy_handle, message->data.result);
        }
    }
}

/* ---- Manual time ---- */

static bool engine_is_settled(const struct engine *engine)
{
    bool due = engine->timer_count > 0 && engine->timers[0].when <= engine->target;
    return !due && engine->transfers == 0 && engine->now == engine->target;
}

void engine_pass(struct reference_server *server, unsigned milliseconds)
{
    server->engine.target += milliseconds * CLOCK_MILLISECOND;
    curl_multi_wakeup(server->engine.multi);
}

void engine_advance(struct reference_server *server, unsigned milliseconds)
{
    struct engine *engine = &server->engine;
    struct timespec deadline;
    clock_gettime(CLOCK_REALTIME, &deadline);
    deadline.tv_sec += MANUAL_PATIENCE;
    pthread_mutex_lock(&server->lock);
    engine_pass(server, milliseconds);
    int waited = 0;
    while (!engine_is_settled(engine) && waited == 0) {
        waited = pthread_cond_timedwait(&engine->settled, &server->lock, &deadline);
    }
    pthread_mutex_unlock(&server->lock);
}

/* ---- The thread ---- */

static void *engine_thread(void *argument)
{
    struct reference_server *server = argument;
    struct engine *engine = &server->engine;
    pthread_mutex_lock(&server->lock);
    while (!engine->stopping) {
        engine_run_due(server);
        pthread_mutex_unlock(&server->lock);
        int active = 0;
        curl_multi_perform(engine->multi, &active);
        pthread_mutex_lock(&server->lock);
        engine_end_transfers(server);
        if (engine->manual && engine_is_settled(engine)) {
            pthread_cond_broadcast(&engine->settled);
        }
        int nap = engine_nap(engine);
        pthread_mutex_unlock(&server->lock);
        curl_multi_poll(engine->multi, NULL, 0, nap, NULL);
        pthread_mutex_lock(&server->lock);
    }
    pthread_mutex_unlock(&server->lock);
    return NULL;
}

bool engine_start(struct reference_server *server, struct error *error)
{
    struct engine *engine = &server->engine;
    engine->now = engine->target = MANUAL_BEGINNING * CLOCK_MILLISECOND;
    engine->multi = curl_multi_init();
    if (engine->multi == NULL) {
        return error_set(error, "libcurl could not be started");
    }
    if (pthread_create(&engine->thread, NULL, engine_thread, server) != 0) {
        return error_set(error, "no thread could be started for the bundled deployment");
    }
    engine->running = true;
    return true;
}

void engine_stop(struct reference_server *server)
{
    struct engine *engine = &server->engine;
    if (!engine->running) {
        return;
    }
    pthread_mutex_lock(&server->lock);
    engine->stopping = true;
    pthread_mutex_unlock(&server->lock);
    curl_multi_wakeup(engine->multi);
    pthread_join(engine->thread, NULL);
    engine->running = false;
}

void engine_clear(struct engine *engine)
{
    while (engine->deliveries != NULL) {
        struct delivery *delivery = engine->deliveries;
        engine->deliveries = delivery->next;
        webhook_free(delivery, engine->multi);
    }
    if (engine->multi != NULL) {
        curl_multi_cleanup(engine->multi);
    }
    free(engine->timers);
}

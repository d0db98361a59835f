/* The engine of a server: one thread with a heap of timers, and libcurl's multi interface for callbacks. Everything
 * it calls is called with the server's lock held. */
#ifndef CREWCHECK_REFERENCE_ENGINE_H
#define CREWCHECK_REFERENCE_ENGINE_H

#include <curl/curl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct reference_server;
struct delivery;

typedef void engine_action(struct reference_server *server, void *subject, size_t detail);

struct engine_timer {
    int64_t when;
    uint64_t order; /* of timers that are due together the first set goes first */
    engine_action *action;
    void *subject; /* borrowed; lives as long as the timer */
    size_t detail;
};

struct engine {
    pthread_t thread;
    bool running, stopping;
    bool manual;            /* time stands still but for engine_advance() */
    int64_t now, target;    /* of manual time: how far it has come, and is to come */
    size_t transfers;       /* under way */
    pthread_cond_t settled; /* nothing is due and no transfer under way */
    CURLM *multi;
    struct engine_timer *timers; /* a binary heap */
    size_t timer_count, timer_capacity;
    uint64_t order;
    struct delivery *deliveries; /* waiting for their time or under way */
};

bool engine_start(struct reference_server *server, struct error *error);

/* Ends the thread; what is under way is cut off. The lock must not be held. */
void engine_stop(struct reference_server *server);
void engine_clear(struct engine *engine);

/* What the time is for executions: monotonic, in microseconds. */
int64_t engine_now(const struct reference_server *server);

/* Of manual time: lets so many milliseconds go by and waits, for a minute at most, until all that was due in them has
 * happened and every receiver has answered. The lock must not be held. */
void engine_advance(struct reference_server *server, unsigned milliseconds);

/* Of manual time: lets the time go by without waiting. With the lock held. */
void engine_pass(struct reference_server *server, unsigned milliseconds);

/* Calls `action` in the engine's thread once `when` (monotonic, microseconds) has come. */
void engine_at(struct reference_server *server, int64_t when, engine_action *action, void *subject,
               size_t detail);

/* The same, so many milliseconds from now. */
void engine_after(struct reference_server *server, unsigned milliseconds, engine_action *action,
                  void *subject, size_t detail);

#endif

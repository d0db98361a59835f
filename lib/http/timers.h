/* A heap of timers for one thread: what is due first comes first, of equals the one set first. Private to http/. */
#ifndef CREWCHECK_HTTP_TIMERS_H
#define CREWCHECK_HTTP_TIMERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct http_timer {
    int64_t when; /* monotonic */
    uint64_t id;  /* grows from timer to timer; never 0 */
    void (*call)(void *context);
    void *context;
};

/* Zero-initialised, it is empty and ready. */
struct http_timers {
    struct http_timer *items; /* a binary heap */
    size_t count, capacity;
    uint64_t last; /* the latest id */
};

/* Returns the timer's id. */
uint64_t http_timers_add(struct http_timers *timers, int64_t when, void (*call)(void *context),
                         void *context);

/* Takes a timer out; an id that is none is no error. */
void http_timers_forget(struct http_timers *timers, uint64_t id);

/* When the first one is due; INT64_MAX where there is none. */
int64_t http_timers_next(const struct http_timers *timers);

/* Takes out the first one, if it is due at `now` and its id is at most `latest`. */
bool http_timers_take(struct http_timers *timers, int64_t now, uint64_t latest, struct http_timer *out);

void http_timers_clear(struct http_timers *timers);

#endif

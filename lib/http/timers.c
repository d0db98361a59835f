#include "http/timers.h"

#include "base/memory.h"

#include <stdlib.h>

static bool is_before(const struct http_timer *one, const struct http_timer *other)
{
    return one->when != other->when ? one->when < other->when : one->id < other->id;
}

static void swap(struct http_timer *one, struct http_timer *other)
{
    struct http_timer kept = *one;
    *one = *other;
    *other = kept;
}

static void rise(struct http_timer *items, size_t at)
{
    while (at > 0 && is_before(&items[at], &items[(at - 1) / 2])) {
        swap(&items[at], &items[(at - 1) / 2]);
        at = (at - 1) / 2;
    }
}

static void sink(struct http_timer *items, size_t count, size_t at)
{
    for (;;) {
        size_t first = at;
        for (size_t child = 2 * at + 1; child <= 2 * at + 2 && child < count; child++)
            if (is_before(&items[child], &items[first]))
                first = child;
        if (first == at)
            return;
        swap(&items[at], &items[first]);
        at = first;
    }
}

uint64_t http_timers_add(struct http_timers *timers, int64_t when, void (*call)(void *context), void *context)
{
    timers->items = memory_grow(timers->items, timers->count, &timers->capacity, sizeof *timers->items);
    timers->items[timers->count++] = (struct http_timer){when, ++timers->last, call, context};
    rise(timers->items, timers->count - 1);
    return timers->last;
}

static void take_out(struct http_timers *timers, size_t at)
{
    timers->count--;
    if (at == timers->count)
        return;
    timers->items[at] = timers->items[timers->count];
    rise(timers->items, at);
    sink(timers->items, timers->count, at);
}

void http_timers_forget(struct http_timers *timers, uint64_t id)
{
    for (size_t i = 0; id && i < timers->count; i++) {
        if (timers->items[i].id == id) {
            take_out(timers, i);
            return;
        }
    }
}

int64_t http_timers_next(const struct http_timers *timers)
{
    return timers->count ? timers->items[0].when : INT64_MAX;
}

bool http_timers_take(struct http_timers *timers, int64_t now, uint64_t latest, struct http_timer *out)
{
    if (!timers->count || timers->items[0].when > now || timers->items[0].id > latest)
        return false;
    *out = timers->items[0];
    take_out(timers, 0);
    return true;
}

void http_timers_clear(struct http_timers *timers)
{
    free(timers->items);
    *timers = (struct http_timers){0};
}

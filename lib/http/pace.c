#include "http/pace.h"

#include "base/clock.h"
#include "base/memory.h"

#include <pthread.h>
#include <stdlib.h>

enum {
    RECENT = 64, /* sent requests whose times tell the rate seen */
    SOME =
        5 /* refusals in a row that leave no hope, in time; and requests before which none tells of a rate */
};

static const double slowest = 1.0; /* requests a second below which no refusal brings the rate */
static const double cautious = 4;  /* pauses, spent on answers at a rate of one a second, win back so much */
static const double keenest = 1.0; /* requests a second that one answer wins back at most */

struct http_pace {
    pthread_mutex_t lock;
    double rate;            /* 0: unlimited */
    double floor;           /* halving ends here */
    double ceiling;         /* and winning back here; 0: nowhere */
    double gain;            /* what an answer adds to a rate that was halved */
    int64_t next;           /* nothing goes before */
    int64_t paused;         /* when the latest pause began; INT64_MIN: never */
    int64_t refusing;       /* since when it does nothing but refuse; INT64_MIN: it does not */
    unsigned refusals;      /* since then */
    int64_t recent[RECENT]; /* a ring of times */
    unsigned long count;    /* of all requests that went */
};

struct http_pace *http_pace_new(double rate)
{
    struct http_pace *pace = memory_new(sizeof *pace);
    pthread_mutex_init(&pace->lock, NULL);
    pace->rate = rate > 0 ? rate : 0;
    pace->floor = rate > 0 && rate < slowest ? rate : slowest;
    pace->ceiling = pace->rate;
    pace->next = pace->paused = pace->refusing = INT64_MIN;
    return pace;
}

void http_pace_free(struct http_pace *pace)
{
    if (!pace)
        return;
    pthread_mutex_destroy(&pace->lock);
    free(pace);
}

int64_t http_pace_take(struct http_pace *pace, int64_t now)
{
    pthread_mutex_lock(&pace->lock);
    int64_t wait = pace->next > now ? pace->next - now : 0;
    if (wait == 0) {
        pace->recent[pace->count++ % RECENT] = now;
        if (pace->rate > 0)
            pace->next = now + (int64_t)((double)CLOCK_SECOND / pace->rate);
    }
    pthread_mutex_unlock(&pace->lock);
    return wait;
}

/* How many requests went in the last second; the ring bounds what can be counted. */
static double rate_seen(const struct http_pace *pace, int64_t now)
{
    unsigned long known = pace->count < RECENT ? pace->count : RECENT;
    unsigned long recent = 0;
    int64_t oldest = now;
    for (unsigned long i = 0; i < known; i++) {
        int64_t sent = pace->recent[(pace->count - 1 - i) % RECENT];
        if (now - sent > CLOCK_SECOND)
            break;
        oldest = sent;
        recent++;
    }
    if (recent < RECENT || oldest >= now)
        return (double)recent;
    return (double)recent * (double)CLOCK_SECOND / (double)(now - oldest);
}

/* The longer the pause that a refusal costs, the more answers it takes to try a higher rate again. */
static double gain_after(int64_t wait)
{
    double gain = (double)CLOCK_SECOND / (cautious * (double)(wait > 0 ? wait : 1));
    return gain < keenest ? gain : keenest;
}

void http_pace_refused(struct http_pace *pace, int64_t sent, int64_t now, int64_t wait)
{
    pthread_mutex_lock(&pace->lock);
    bool telling = pace->rate > 0 || pace->count >= SOME;
    if (sent >= pace->paused && telling) {
        double rate = (pace->rate > 0 ? pace->rate : rate_seen(pace, now)) / 2;
        pace->rate = rate > pace->floor ? rate : pace->floor;
        pace->gain = gain_after(wait);
    }
    if (sent >= pace->paused)
        pace->paused = now;
    if (pace->refusing == INT64_MIN)
        pace->refusing = now;
    pace->refusals++;
    if (now + wait > pace->next)
        pace->next = now + wait;
    pthread_mutex_unlock(&pace->lock);
}

void http_pace_answered(struct http_pace *pace)
{
    pthread_mutex_lock(&pace->lock);
    pace->refusing = INT64_MIN;
    pace->refusals = 0;
    if (pace->rate > 0)
        pace->rate += pace->gain;
    if (pace->ceiling > 0 && pace->rate > pace->ceiling)
        pace->rate = pace->ceiling;
    pthread_mutex_unlock(&pace->lock);
}

bool http_pace_is_hopeless(struct http_pace *pace, int64_t now, int64_t window)
{
    pthread_mutex_lock(&pace->lock);
    bool hopeless = pace->refusals >= SOME && now - pace->refusing >= window;
    if (hopeless && pace->next > now)
        pace->next = now;
    pthread_mutex_unlock(&pace->lock);
    return hopeless;
}

double http_pace_rate(struct http_pace *pace)
{
    pthread_mutex_lock(&pace->lock);
    double rate = pace->rate;
    pthread_mutex_unlock(&pace->lock);
    return rate;
}

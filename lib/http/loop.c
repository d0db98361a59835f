#include "http/loop.h"

#include "base/clock.h"
#include "base/memory.h"
#include "http/timers.h"
#include "http/transfer.h"

#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/queue.h>
#include <unistd.h>

enum { IDLE_MAXIMUM = 64, POLL_MILLISECONDS = 60 * 1000 };

TAILQ_HEAD(flights, flight);

/* A request on its way through its attempts. */
struct flight {
    struct http_loop *loop;
    struct http_client *client;
    const struct http_target *target;
    struct http_exchange *asked; /* owns the copy of the request */
    struct http_attempts attempts;
    struct http_transfer *transfer; /* NULL unless it is under way */
    uint64_t timer;                 /* a pause that it waits for; 0: none */
    http_done done;
    void *context;
    struct flights *list;
    TAILQ_ENTRY(flight) link;
};

struct post {
    void (*call)(void *context);
    void *context;
};

/* A client that has flights here. */
struct member {
    struct http_client *client;
    size_t flights;
};

struct http_loop {
    CURLM *multi;
    struct http_timers timers;
    struct flights waiting; /* for the pace's leave, in the order in which they are to go */
    struct flights resting; /* for a timer */
    struct flights flying;
    struct flights ending; /* to be ended as cancelled */
    size_t flying_count, flying_maximum;
    bool restless; /* `waiting` is to be looked through again: something came, or a place became free */
    struct member *members;
    size_t member_count, member_capacity;
    struct http_transfer *idle[IDLE_MAXIMUM];
    size_t idle_count;
    atomic_bool stopped;

    pthread_mutex_t lock; /* guards the posts */
    struct post *posts;
    size_t post_count, post_capacity;
};

/* Each request under way holds a socket, and half of what the process may have open is left to others. */
static size_t sockets_allowed(void)
{
    long limit = sysconf(_SC_OPEN_MAX);
    return limit < 0 || limit > 2 * USHRT_MAX ? USHRT_MAX : limit < 32 ? 16 : (size_t)limit / 2;
}

struct http_loop *http_loop_new(void)
{
    curl_global_init(CURL_GLOBAL_DEFAULT);
    struct http_loop *loop = memory_new(sizeof *loop);
    loop->multi = memory_require(curl_multi_init());
    loop->flying_maximum = sockets_allowed();
    curl_multi_setopt(loop->multi, CURLMOPT_MAXCONNECTS, (long)loop->flying_maximum);
    TAILQ_INIT(&loop->waiting);
    TAILQ_INIT(&loop->resting);
    TAILQ_INIT(&loop->flying);
    TAILQ_INIT(&loop->ending);
    pthread_mutex_init(&loop->lock, NULL);
    return loop;
}

/* ---- Handles ---- */

static struct http_transfer *take_transfer(struct http_loop *loop)
{
    if (loop->idle_count)
        return loop->idle[--loop->idle_count];
    struct http_transfer *transfer = memory_new(sizeof *transfer);
    http_transfer_init(transfer);
    return transfer;
}

static void free_transfer(struct http_transfer *transfer)
{
    http_transfer_clear(transfer);
    free(transfer);
}

static void put_back(struct http_loop *loop, struct http_transfer *transfer)
{
    http_transfer_leave(transfer);
    if (loop->idle_count < IDLE_MAXIMUM)
        loop->idle[loop->idle_count++] = transfer;
    else
        free_transfer(transfer);
}

/* ---- Clients ---- */

static void join(struct http_loop *loop, struct http_client *client)
{
    size_t at = 0;
    while (at < loop->member_count && loop->members[at].client != client)
        at++;
    if (at == loop->member_count) {
        loop->members = memory_grow(loop->members, at, &loop->member_capacity, sizeof *loop->members);
        loop->members[loop->member_count++] = (struct member){client, 0};
        http_client_watch(client, loop->multi);
    }
    loop->members[at].flights++;
}

static void leave(struct http_loop *loop, struct http_client *client)
{
    size_t at = 0;
    while (loop->members[at].client != client)
        at++;
    if (--loop->members[at].flights)
        return;
    http_client_unwatch(client, loop->multi);
    loop->members[at] = loop->members[--loop->member_count];
}

/* ---- One flight ---- */

static void move(struct flight *flight, struct flights *list)
{
    TAILQ_REMOVE(flight->list, flight, link);
    TAILQ_INSERT_TAIL(list, flight, link);
    flight->list = list;
}

void http_loop_send(struct http_loop *loop, struct http_client *client, const struct http_request *request,
                    http_done done, void *context)
{
    struct flight *flight = memory_new(sizeof *flight);
    flight->loop = loop;
    flight->client = client;
    flight->target = http_client_target(client);
    flight->asked = http_exchange_new(request);
    flight->done = done;
    flight->context = context;
    flight->list = &loop->waiting;
    TAILQ_INSERT_TAIL(&loop->waiting, flight, link);
    loop->restless = true;
    join(loop, client);
}

static void arrive(struct flight *flight, struct http_exchange *exchange)
{
    struct http_loop *loop = flight->loop;
    http_done done = flight->done;
    void *context = flight->context;
    TAILQ_REMOVE(flight->list, flight, link);
    leave(loop, flight->client);
    http_exchange_free(flight->asked);
    free(flight);
    done(context, exchange);
}

/* It goes before those that were never sent: its time for further attempts is running. */
static void queue_again(struct flight *flight)
{
    struct http_loop *loop = flight->loop;
    TAILQ_REMOVE(flight->list, flight, link);
    TAILQ_INSERT_HEAD(&loop->waiting, flight, link);
    flight->list = &loop->waiting;
    loop->restless = true;
}

static void wake(void *context)
{
    struct flight *flight = context;
    flight->timer = 0;
    queue_again(flight);
}

/* The attempt in hand has ended: gives out its exchange, or sends again. */
static void land(struct flight *flight, CURLcode code)
{
    struct http_loop *loop = flight->loop;
    struct http_exchange *exchange = http_transfer_end(flight->transfer, code);
    put_back(loop, flight->transfer);
    flight->transfer = NULL;
    struct http_decision decision = http_attempts_end(&flight->attempts, flight->target, exchange);
    if (decision.what == HTTP_RETRY_REFUSED) {
        http_exchange_free(exchange);
        queue_again(flight);
    } else if (decision.what == HTTP_RETRY_GATEWAY) {
        http_exchange_free(exchange);
        move(flight, &loop->resting);
        flight->timer = http_timers_add(&loop->timers, clock_now() + decision.wait, wake, flight);
    } else {
        arrive(flight, exchange);
    }
}

static bool begin(struct flight *flight)
{
    flight->transfer = take_transfer(flight->loop);
    return http_transfer_begin(flight->transfer, flight->target, &flight->asked->request);
}

static void depart(struct flight *flight)
{
    struct http_loop *loop = flight->loop;
    if (!begin(flight)) {
        land(flight, CURLE_ABORTED_BY_CALLBACK);
        return;
    }
    move(flight, &loop->flying);
    loop->flying_count++;
    curl_easy_setopt(flight->transfer->easy, CURLOPT_PRIVATE, flight);
    curl_multi_add_handle(loop->multi, flight->transfer->easy);
}

static void take_down(struct flight *flight, CURLcode code)
{
    curl_multi_remove_handle(flight->loop->multi, flight->transfer->easy);
    flight->loop->flying_count--;
    flight->loop->restless = true;
    land(flight, code);
}

static void cancel(struct flight *flight)
{
    http_timers_forget(&flight->loop->timers, flight->timer);
    flight->timer = 0;
    if (flight->transfer) {
        take_down(flight, CURLE_ABORTED_BY_CALLBACK);
        return;
    }
    begin(flight);
    land(flight, CURLE_ABORTED_BY_CALLBACK);
}

/* ---- All of them ---- */

/* Marks those of `client`, NULL: all, to be ended; what they submit when they are is not among them. */
static void condemn(struct http_loop *loop, const struct http_client *client)
{
    struct flights *lists[] = {&loop->flying, &loop->resting, &loop->waiting};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        struct flight *flight = TAILQ_FIRST(lists[i]);
        while (flight) {
            struct flight *next = TAILQ_NEXT(flight, link);
            if (!client || flight->client == client)
                move(flight, &loop->ending);
            flight = next;
        }
    }
}

static void end_condemned(struct http_loop *loop)
{
    struct flight *flight;
    while ((flight = TAILQ_FIRST(&loop->ending)) != NULL)
        cancel(flight);
}

static void end_all(struct http_loop *loop)
{
    while (loop->member_count) {
        condemn(loop, NULL);
        end_condemned(loop);
    }
}

static void end_cancelled(struct http_loop *loop)
{
    for (size_t i = 0; i < loop->member_count; i++)
        if (http_client_is_cancelled(loop->members[i].client))
            condemn(loop, loop->members[i].client);
    end_condemned(loop);
}

/* Lets go what may go at its target's pace. Returns the microseconds until the next one may. */
static int64_t depart_all(struct http_loop *loop)
{
    int64_t now = clock_now(), shortest = INT64_MAX;
    const struct http_target *holding = NULL; /* the latest target that said to wait */
    struct flights ready = TAILQ_HEAD_INITIALIZER(ready);
    struct flight *flight = TAILQ_FIRST(&loop->waiting);
    size_t free_places = loop->flying_maximum - loop->flying_count;
    loop->restless = false;
    for (struct flight *next; flight && free_places; flight = next) {
        next = TAILQ_NEXT(flight, link);
        if (flight->target == holding)
            continue;
        int64_t wait = http_pace_take(flight->target->pace, now);
        if (wait == 0) {
            move(flight, &ready);
            free_places--;
        } else {
            holding = flight->target;
            wait = wait < HTTP_PACE_PATIENCE ? wait : HTTP_PACE_PATIENCE;
            shortest = wait < shortest ? wait : shortest;
        }
    }
    while ((flight = TAILQ_FIRST(&ready)) != NULL)
        depart(flight);
    return loop->restless ? 0 : shortest;
}

static void collect(struct http_loop *loop)
{
    CURLMsg *message;
    int left = 0;
    while ((message = curl_multi_info_read(loop->multi, &left)) != NULL) {
        char *flight = NULL;
        CURLcode code = message->data.result;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &flight);
        take_down((struct flight *)(void *)flight, code);
    }
}

/* ---- Timers and posts ---- */

uint64_t http_loop_at(struct http_loop *loop, int64_t when, void (*call)(void *context), void *context)
{
    return http_timers_add(&loop->timers, when, call, context);
}

void http_loop_forget(struct http_loop *loop, uint64_t timer)
{
    http_timers_forget(&loop->timers, timer);
}

/* Those set meanwhile have to wait for the next time, so that they cannot hold up everything else. */
static void call_timers(struct http_loop *loop)
{
    int64_t now = clock_now();
    uint64_t latest = loop->timers.last;
    struct http_timer timer;
    while (!atomic_load(&loop->stopped) && http_timers_take(&loop->timers, now, latest, &timer))
        timer.call(timer.context);
}

void http_loop_post(struct http_loop *loop, void (*call)(void *context), void *context)
{
    pthread_mutex_lock(&loop->lock);
    loop->posts = memory_grow(loop->posts, loop->post_count, &loop->post_capacity, sizeof *loop->posts);
    loop->posts[loop->post_count++] = (struct post){call, context};
    pthread_mutex_unlock(&loop->lock);
    curl_multi_wakeup(loop->multi);
}

static void call_posts(struct http_loop *loop)
{
    pthread_mutex_lock(&loop->lock);
    struct post *posts = loop->posts;
    size_t count = loop->post_count;
    loop->posts = NULL;
    loop->post_count = loop->post_capacity = 0;
    pthread_mutex_unlock(&loop->lock);
    for (size_t i = 0; i < count && !atomic_load(&loop->stopped); i++)
        posts[i].call(posts[i].context);
    free(posts);
}

void http_loop_stop(struct http_loop *loop)
{
    atomic_store(&loop->stopped, true);
    curl_multi_wakeup(loop->multi);
}

/* How long the network may be waited for, where the pace says `wait`. */
static int milliseconds_until_due(const struct http_loop *loop, int64_t wait)
{
    int64_t due = http_timers_next(&loop->timers);
    int64_t now = clock_now();
    if (due != INT64_MAX && (due < now || due - now < wait))
        wait = due < now ? 0 : due - now;
    if (wait >= POLL_MILLISECONDS * CLOCK_MILLISECOND)
        return POLL_MILLISECONDS;
    return (int)((wait + CLOCK_MILLISECOND - 1) / CLOCK_MILLISECOND);
}

void http_loop_run(struct http_loop *loop)
{
    int running = 0;
    while (!atomic_load(&loop->stopped)) {
        call_posts(loop);
        call_timers(loop);
        end_cancelled(loop);
        int64_t wait = depart_all(loop);
        curl_multi_perform(loop->multi, &running);
        collect(loop);
        if (!atomic_load(&loop->stopped))
            curl_multi_poll(loop->multi, NULL, 0, milliseconds_until_due(loop, loop->restless ? 0 : wait),
                            NULL);
    }
    end_all(loop);
}

void http_loop_free(struct http_loop *loop)
{
    if (!loop)
        return;
    end_all(loop);
    while (loop->idle_count)
        free_transfer(loop->idle[--loop->idle_count]);
    curl_multi_cleanup(loop->multi);
    http_timers_clear(&loop->timers);
    free(loop->members);
    free(loop->posts);
    pthread_mutex_destroy(&loop->lock);
    free(loop);
    curl_global_cleanup();
}

#include "http/client.h"

#include "base/clock.h"
#include "base/memory.h"
#include "http/transfer.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

enum { POLL_MILLISECONDS = 1000 };

/* What one thread at a time sends by: a handle, and the connections it has kept. */
struct lane {
    struct http_transfer transfer;
    CURLM *multi;
    bool busy;
    struct lane *next;
};

struct http_client {
    struct http_target *target;
    pthread_mutex_t lock; /* guards all below */
    pthread_cond_t changed;
    struct lane *lanes;
    unsigned senders; /* threads within http_client_send() */
    CURLM **watchers; /* of loops, to be woken when it is cancelled */
    size_t watcher_count, watcher_capacity;
    atomic_bool cancelled; /* set under the lock, which what waits for it holds */
};

struct http_client *http_client_new(const struct http_options *options, struct error *error)
{
    /* Counted by libcurl itself, and safe among threads since 7.84. */
    curl_global_init(CURL_GLOBAL_DEFAULT);
    struct http_target *target = http_target_new(options, error);
    if (!target) {
        curl_global_cleanup();
        return NULL;
    }
    struct http_client *client = memory_new(sizeof *client);
    client->target = target;
    atomic_init(&client->cancelled, false);
    pthread_mutex_init(&client->lock, NULL);
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&client->changed, &monotonic);
    pthread_condattr_destroy(&monotonic);
    return client;
}

static void free_lanes(struct lane *lane)
{
    while (lane) {
        struct lane *next = lane->next;
        http_transfer_clear(&lane->transfer);
        curl_multi_cleanup(lane->multi);
        free(lane);
        lane = next;
    }
}

void http_client_free(struct http_client *client)
{
    if (!client)
        return;
    http_client_cancel(client);
    pthread_mutex_lock(&client->lock);
    while (client->senders)
        pthread_cond_wait(&client->changed, &client->lock);
    pthread_mutex_unlock(&client->lock);
    free_lanes(client->lanes);
    free(client->watchers);
    http_target_free(client->target);
    pthread_cond_destroy(&client->changed);
    pthread_mutex_destroy(&client->lock);
    free(client);
    curl_global_cleanup();
}

const char *http_client_base(const struct http_client *client)
{
    return client->target->base;
}

const struct http_target *http_client_target(const struct http_client *client)
{
    return client->target;
}

void http_client_cancel(struct http_client *client)
{
    pthread_mutex_lock(&client->lock);
    atomic_store(&client->cancelled, true);
    for (struct lane *lane = client->lanes; lane; lane = lane->next)
        curl_multi_wakeup(lane->multi);
    for (size_t i = 0; i < client->watcher_count; i++)
        curl_multi_wakeup(client->watchers[i]);
    pthread_cond_broadcast(&client->changed);
    pthread_mutex_unlock(&client->lock);
}

void http_client_watch(struct http_client *client, CURLM *multi)
{
    pthread_mutex_lock(&client->lock);
    client->watchers =
        memory_grow(client->watchers, client->watcher_count, &client->watcher_capacity, sizeof(CURLM *));
    client->watchers[client->watcher_count++] = multi;
    pthread_mutex_unlock(&client->lock);
}

void http_client_unwatch(struct http_client *client, CURLM *multi)
{
    pthread_mutex_lock(&client->lock);
    size_t at = 0;
    while (client->watchers[at] != multi)
        at++;
    client->watchers[at] = client->watchers[--client->watcher_count];
    pthread_mutex_unlock(&client->lock);
}

bool http_client_is_cancelled(struct http_client *client)
{
    return atomic_load(&client->cancelled);
}

static struct lane *lane_new(void)
{
    struct lane *lane = memory_new(sizeof *lane);
    http_transfer_init(&lane->transfer);
    lane->multi = memory_require(curl_multi_init());
    return lane;
}

static struct lane *enter_lane(struct http_client *client)
{
    pthread_mutex_lock(&client->lock);
    client->senders++;
    struct lane *lane = client->lanes;
    while (lane && lane->busy)
        lane = lane->next;
    if (!lane) {
        lane = lane_new();
        lane->next = client->lanes;
        client->lanes = lane;
    }
    lane->busy = true;
    pthread_mutex_unlock(&client->lock);
    return lane;
}

static void leave_lane(struct http_client *client, struct lane *lane)
{
    pthread_mutex_lock(&client->lock);
    lane->busy = false;
    client->senders--;
    pthread_cond_broadcast(&client->changed);
    pthread_mutex_unlock(&client->lock);
}

/* Waits until the monotonic time `when`; false where the client is cancelled before. */
static bool wait_until(struct http_client *client, int64_t when)
{
    struct timespec at = {.tv_sec = when / CLOCK_SECOND, .tv_nsec = when % CLOCK_SECOND * 1000};
    pthread_mutex_lock(&client->lock);
    while (!atomic_load(&client->cancelled) && clock_now() < when)
        pthread_cond_timedwait(&client->changed, &client->lock, &at);
    bool going = !atomic_load(&client->cancelled);
    pthread_mutex_unlock(&client->lock);
    return going;
}

/* Waits for the pace's leave to send; false where the client is cancelled before. */
static bool wait_for_turn(struct http_client *client)
{
    for (;;) {
        if (http_client_is_cancelled(client))
            return false;
        int64_t now = clock_now();
        int64_t wait = http_pace_take(client->target->pace, now);
        if (wait == 0)
            return true;
        wait_until(client, now + (wait < HTTP_PACE_PATIENCE ? wait : HTTP_PACE_PATIENCE));
    }
}

static CURLcode result_of(CURLM *multi)
{
    int left = 0;
    CURLMsg *message = curl_multi_info_read(multi, &left);
    return message && message->msg == CURLMSG_DONE ? message->data.result : CURLE_ABORTED_BY_CALLBACK;
}

static CURLcode perform(struct http_client *client, struct lane *lane)
{
    int running = 1;
    curl_multi_add_handle(lane->multi, lane->transfer.easy);
    while (curl_multi_perform(lane->multi, &running) == CURLM_OK && running &&
           !http_client_is_cancelled(client))
        curl_multi_poll(lane->multi, NULL, 0, POLL_MILLISECONDS, NULL);
    CURLcode code = result_of(lane->multi);
    curl_multi_remove_handle(lane->multi, lane->transfer.easy);
    return code;
}

static struct http_exchange *attempt(struct http_client *client, struct lane *lane,
                                     const struct http_request *request)
{
    CURLcode code = CURLE_ABORTED_BY_CALLBACK;
    bool going = wait_for_turn(client);
    bool sendable = http_transfer_begin(&lane->transfer, client->target, request);
    if (going && sendable)
        code = perform(client, lane);
    return http_transfer_end(&lane->transfer, code);
}

struct http_exchange *http_client_send(struct http_client *client, const struct http_request *request)
{
    struct lane *lane = enter_lane(client);
    struct http_attempts attempts = {0};
    struct http_exchange *exchange = NULL;
    bool again = true;
    while (again) {
        http_exchange_free(exchange);
        exchange = attempt(client, lane, request);
        struct http_decision decision = http_attempts_end(&attempts, client->target, exchange);
        again = decision.what == HTTP_RETRY_REFUSED || decision.what == HTTP_RETRY_GATEWAY;
        if (decision.what == HTTP_RETRY_GATEWAY)
            wait_until(client, clock_now() + decision.wait);
    }
    leave_lane(client, lane);
    return exchange;
}

/* Many requests and timers in one thread: libcurl's multi interface and a heap of timers. */
#ifndef CREWCHECK_HTTP_LOOP_H
#define CREWCHECK_HTTP_LOOP_H

#include "http/client.h"

#include <stdint.h>

struct http_loop;

struct http_loop *http_loop_new(void);

/* After http_loop_run() has returned. Timers and posts that were not called are dropped. NULL is allowed. */
void http_loop_free(struct http_loop *loop);

/* Runs requests, timers and posts, each callback in this thread, until http_loop_stop(). Requests under way
 * are then ended as HTTP_CANCELLED, their callbacks called; what these submit ends so too. */
void http_loop_run(struct http_loop *loop);

/* Makes http_loop_run() return. From any thread, also before it runs. */
void http_loop_stop(struct http_loop *loop);

/* Calls `call` in the loop's thread as soon as may be, in the order posted. From any thread. */
void http_loop_post(struct http_loop *loop, void (*call)(void *context), void *context);

/* The rest is for the loop's thread alone, or before http_loop_run(). */

/* Takes over the exchange: http_exchange_free() it. */
typedef void (*http_done)(void *context, struct http_exchange *exchange);

/* Sends a copy of `request` by `client`'s settings and pace, with the same retries as http_client_send(),
 * and calls `done` once, later, never from within this call. The client must outlive it. */
void http_loop_send(struct http_loop *loop, struct http_client *client, const struct http_request *request,
                    http_done done, void *context);

/* Calls `call` once at the monotonic time `when` or soon after. Returns an id that is never 0. */
uint64_t http_loop_at(struct http_loop *loop, int64_t when, void (*call)(void *context), void *context);

/* Forgets a timer; one that was called, or 0, is no error. */
void http_loop_forget(struct http_loop *loop, uint64_t timer);

#endif

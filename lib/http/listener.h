/* Receives callbacks: a small HTTP server that answers as told and reports all that it gets. */
#ifndef CREWCHECK_HTTP_LISTENER_H
#define CREWCHECK_HTTP_LISTENER_H

#include "http/exchange.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct error;

/* How requests for a path are treated. */
enum http_behaviour {
    HTTP_BEHAVE_ACCEPT,  /* 200 */
    HTTP_BEHAVE_FAIL,    /* 500 */
    HTTP_BEHAVE_SLOW,    /* 200 after 2 s */
    HTTP_BEHAVE_HANG_UP, /* the connection is closed without an answer */
    /* One request fails and two are hung up on, in turn: two, for a client that had kept its connection sends the first of
     * them again by itself. */
    HTTP_BEHAVE_TURNS,
    /* The first request fails, which is known at once, and those behind it are slow. Of all such paths together. */
    HTTP_BEHAVE_FAIL_THEN_SLOW
};

/* A request that was received, and what became of it. Valid during the call that reports it. */
struct http_delivery {
    const char *method;
    const char *path;            /* decoded of percent escapes, without the query and what an absolute target begins with */
    const char *query;           /* as it came, behind the "?"; "" where there is none */
    struct http_headers headers; /* in the order they came */
    const char *body;            /* never NULL, a NUL behind it; decoded of gzip and deflate where it is called so */
    size_t length;
    bool truncated;   /* the body was longer than HTTP_DELIVERY_MAXIMUM: this is its beginning */
    bool cut;         /* the sender went away before the request was complete */
    bool known;       /* the path, or a segment of it, was registered; else it was answered 404 */
    int64_t wall;     /* time of day when the request was complete */
    int64_t received; /* the same, monotonic */
    int status;       /* what was answered; 0: nothing */
    bool delivered;   /* the answer was handed to the network whole before the sender went away */
    int64_t answered; /* monotonic time of the answer's end, or of the hanging up */
};

enum { HTTP_DELIVERY_MAXIMUM = 8 * 1024 * 1024 };

struct http_listener;

/* Called once for each request when it has been dealt with, from the listener's threads, one at a time. */
typedef void (*http_delivered)(void *context, const struct http_delivery *delivery);

/* Listens on `address` (IPv4 or IPv6, numeric) and `port`, 0 for one that the system picks. NULL with an
 * error where that cannot be. Slow answers hold up nobody else. */
struct http_listener *http_listener_new(const char *address, uint16_t port, http_delivered delivered,
                                        void *context, struct error *error)
    __attribute__((warn_unused_result));

/* Ends all connections, reports what was under way, and releases. NULL is allowed. */
void http_listener_free(struct http_listener *listener);

/* Where it can be reached from this machine: "http://127.0.0.1:40123". Borrowed. */
const char *http_listener_url(const struct http_listener *listener);

/* Registers `path` (beginning with a slash; a copy is kept), or changes its behaviour. From any thread. A path of one
 * segment is found again as any segment of what is asked for: behind a prefix that a proxy keeps, before what a caller
 * adds. */
void http_listener_add(struct http_listener *listener, const char *path, enum http_behaviour behaviour);

/* How many slow answers have not been reported yet. From any thread. */
size_t http_listener_slow(struct http_listener *listener);

#endif

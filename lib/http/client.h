/* Sends requests to one target and waits for the answers. */
#ifndef CREWCHECK_HTTP_CLIENT_H
#define CREWCHECK_HTTP_CLIENT_H

#include "http/exchange.h"
#include "http/pace.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct error;

/* All pointers are borrowed during http_client_new() alone, `context` excepted. */
struct http_options {
    const char *base_url;               /* http or https, with or without a path prefix */
    const struct http_headers *headers; /* sent with every request that does not set them; may be NULL */
    const char *user_agent;             /* NULL: crewcheck/VERSION */
    const char *ca_file; /* certificates to trust instead of the system's; NULL: the system's */
    bool insecure;       /* do not verify certificates */
    const char *proxy;   /* NULL: the environment's (http_proxy and so on). A loopback host never uses one. */
    int64_t timeout;     /* of a whole exchange, in microseconds; 0: 30 s */
    double rate;         /* requests a second; 0: unlimited */
    size_t body_maximum; /* 0: HTTP_BODY_MAXIMUM */
    const struct http_retries *retries; /* NULL: HTTP_RETRIES_DEFAULT */

    /* Called with every attempt as it ends, the last included, before it is handed out, from the thread that
     * sent it: several may call at once. What it returns is kept as the exchange's number. May be NULL. */
    int64_t (*seen)(void *context, const struct http_exchange *exchange);
    void *context;
};

struct http_client;

/* Does the URL lead to this machine alone, by an address (127.0.0.0/8, [::1]) or the name localhost? */
bool http_url_is_loopback(const char *url);

/* NULL with an error where the base URL is none, has a user, a query or a fragment, or the CA file cannot be
 * read. Nothing is sent. */
struct http_client *http_client_new(const struct http_options *options, struct error *error)
    __attribute__((warn_unused_result));

/* Cancels, waits for the requests under way, and releases. NULL is allowed. No loop may still use it. */
void http_client_free(struct http_client *client);

/* The base URL without a slash at its end. Borrowed. */
const char *http_client_base(const struct http_client *client);

/* Sends a request at the target's pace, again where http_retry_decide() says so, and returns the last
 * attempt; never NULL, to be released by the caller. Any number of threads may send at once.
 *
 * It speaks HTTP/1.1, follows no redirect, never waits for "100 Continue", asks for gzip or deflate and
 * decodes what comes, and keeps connections for later requests, `fresh` ones excepted. */
struct http_exchange *http_client_send(struct http_client *client, const struct http_request *request)
    __attribute__((warn_unused_result));

/* Ends all requests under way, and all later ones at once, as HTTP_CANCELLED. From any thread; not from a
 * signal handler. */
void http_client_cancel(struct http_client *client);

#endif

/* The settings of one target, and the counting of attempts at it. Private to http/. */
#ifndef CREWCHECK_HTTP_TARGET_H
#define CREWCHECK_HTTP_TARGET_H

#include "http/client.h"

#include <curl/curl.h>

/* Immutable after http_target_new(), the pace excepted, which locks itself. */
struct http_target {
    char *base;                  /* without a slash at its end */
    char *place;                 /* of the base: "host:port" for people */
    bool tls, loopback;          /* of the base */
    struct http_headers headers; /* of every request */
    char *ca_file;
    char *proxy;
    bool insecure;
    int64_t timeout;
    size_t body_maximum;
    struct http_retries retries;
    int64_t (*seen)(void *context, const struct http_exchange *exchange);
    void *context;
    struct http_pace *pace;
};

struct http_target *http_target_new(const struct http_options *options, struct error *error);
void http_target_free(struct http_target *target);

const struct http_target *http_client_target(const struct http_client *client);

/* The fields that a request goes out with: its own, and the target's where it has none of that name and does
 * not forbid it. To be cleared. */
struct http_headers http_target_headers(const struct http_target *target, const struct http_request *request);

/* A host as a URL spells it. */
bool http_host_is_loopback(const char *host);

/* Takes a URL that is set apart: its place, to be freed, its scheme, and whether its host is this machine. */
bool http_url_place(CURLU *url, char **place, bool *tls, bool *loopback);

/* Is the request's target a path below the base, and no URL of its own? */
bool http_request_is_below(const struct http_request *request);

/* Where a request goes. To be freed. */
char *http_target_url(const struct http_target *target, const struct http_request *request);

/* The attempts at one request; zero-initialised before the first. */
struct http_attempts {
    int64_t first; /* when the first began */
    unsigned refusals, gateways;
};

/* Notes on `exchange` which attempt it was, decides what follows, slows the pace where it was refused, and
 * reports it to who watches. */
struct http_decision http_attempts_end(struct http_attempts *attempts, const struct http_target *target,
                                       struct http_exchange *exchange);

#endif

/* One request on one libcurl handle: set up, collected, and turned into an exchange. The blocking client and
 * the loop share this, so that both behave the same towards a target. Private to http/. */
#ifndef CREWCHECK_HTTP_TRANSFER_H
#define CREWCHECK_HTTP_TRANSFER_H

#include "base/buffer.h"
#include "http/answer.h"
#include "http/target.h"

#include <curl/curl.h>
#include <stdbool.h>
#include <stdint.h>

struct http_transfer {
    CURL *easy; /* kept from one request to the next */
    /* Whose settings the handle has, which are the same for all of its requests; NULL: none's. */
    const struct http_target *prepared;
    bool plain; /* the request that it was told last is a GET without a body */
    struct buffer lines;       /* of header fields, each with a NUL behind it */
    struct curl_slist *fields; /* in one array, of those lines */
    size_t field_count, field_capacity;
    const struct http_target *target;
    struct http_exchange *exchange; /* in the making */
    const char *place;              /* "host:port" for people: the target's, or its own */
    char *own_place;
    bool tls;
    struct http_answer answer;
    struct buffer body;
    uint64_t raw; /* bytes of the body as they came, framing and coding included */
    char last;    /* of those bytes */
    bool excess;  /* libcurl found bytes behind the end of the answer */
    char trouble[CURL_ERROR_SIZE];
};

void http_transfer_init(struct http_transfer *transfer);
void http_transfer_clear(struct http_transfer *transfer);

/* Makes the handle ready to send `request`; false where it cannot be sent, and http_transfer_end() is due. */
bool http_transfer_begin(struct http_transfer *transfer, const struct http_target *target,
                         const struct http_request *request) __attribute__((warn_unused_result));

/* Hands over the exchange. `code` is how libcurl ended, CURLE_ABORTED_BY_CALLBACK for a request that was
 * cancelled, and of no matter where http_transfer_begin() returned false. */
struct http_exchange *http_transfer_end(struct http_transfer *transfer, CURLcode code);

/* Forgets the target, which may be released before the next request. */
void http_transfer_leave(struct http_transfer *transfer);

/* For loops: wakes `multi` when the client is cancelled, until http_client_unwatch(). */
void http_client_watch(struct http_client *client, CURLM *multi);
void http_client_unwatch(struct http_client *client, CURLM *multi);
bool http_client_is_cancelled(struct http_client *client);

/* Sets the exchange's outcome and reason from all that was collected. */
void http_verdict(struct http_transfer *transfer, CURLcode code);

#endif

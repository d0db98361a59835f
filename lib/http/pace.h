/* How fast a target is asked, and when a request goes again. */
#ifndef CREWCHECK_HTTP_PACE_H
#define CREWCHECK_HTTP_PACE_H

#include "http/exchange.h"

#include <stdbool.h>
#include <stdint.h>

/* The pace of one target, shared by all threads that send to it. */
struct http_pace;

/* `rate` in requests a second, evenly spaced; 0: as fast as they come, until the target objects. */
struct http_pace *http_pace_new(double rate);

void http_pace_free(struct http_pace *pace);

enum {
    HTTP_PACE_PATIENCE = 1000000
}; /* microseconds after which to ask again at the latest: a pause may be cut short */

/* Takes leave to send one request at `now` (monotonic). Returns 0 where it was given, else the microseconds to wait
 * before asking again. */
int64_t http_pace_take(struct http_pace *pace, int64_t now);

/* The target refused a request that was sent at `sent`: nothing goes for `wait` microseconds from `now`, and at half the
 * rate thereafter (of the rate seen, where none was set; at least one request a second, unless fewer were asked for). A
 * request that was sent before the pause began does not halve it once more; of the very first requests none tells of a
 * rate: they only wait. The rate climbs again with every answer, slowly where the pause was long: by one over four times
 * the pause, and by one request a second at most, never above the rate that was asked for. */
void http_pace_refused(struct http_pace *pace, int64_t sent, int64_t now, int64_t wait);

/* The target answered something else than a refusal. */
void http_pace_answered(struct http_pace *pace);

/* Has it done nothing but refuse, some five times at least, for `window` microseconds up to `now`? The pause is over
 * then: it would hold up everything else for nothing. */
bool http_pace_is_hopeless(struct http_pace *pace, int64_t now, int64_t window);

/* The present rate in requests a second; 0: unlimited. */
double http_pace_rate(struct http_pace *pace);

/* Reads a Retry-After value (RFC 9110, 10.2.3: seconds, or a date in any of the three forms) as microseconds
 * from `wall`, 0 for a date that has passed; false where it is neither. */
bool http_retry_after(const char *value, int64_t wall, int64_t *wait);

/* How often a request goes again. */
struct http_retries {
    unsigned refusals; /* after 429, and 503 with Retry-After */
    int64_t window;    /* all of these within so many microseconds of the first attempt */
    unsigned gateways; /* of a GET after 502, 504 and a bare 503 */
};

/* An initialiser. */
#define HTTP_RETRIES_DEFAULT                                                                                 \
    {                                                                                                        \
        5, 60 * INT64_C(1000000), 2                                                                          \
    }

enum http_retry {
    HTTP_RETRY_DONE,    /* judge it */
    HTTP_RETRY_REFUSED, /* again after `wait`; the whole target pauses; any method */
    HTTP_RETRY_GATEWAY, /* again after `wait` */
    HTTP_RETRY_GIVE_UP  /* still refused for its rate: errored */
};

struct http_decision {
    enum http_retry what;
    int64_t wait; /* microseconds */
};

/* What becomes of an exchange, from its answer and its counts of earlier refusals and gateway answers;
 * `elapsed` is the time since the first attempt began. Pure. A 500, and a transport error, are never retried. */
struct http_decision http_retry_decide(const struct http_exchange *exchange,
                                       const struct http_retries *limits, int64_t elapsed);

#endif

#include "http/pace.h"

#include "base/clock.h"

#include <ctype.h>
#include <curl/curl.h>
#include <string.h>

/* Seconds beyond this are as good as never, and multiply without overflow. */
static const int64_t longest = INT64_C(1000000000);

static int64_t whole_seconds(const char *digits)
{
    int64_t seconds = 0;
    for (; *digits && seconds < longest; digits++)
        seconds = seconds * 10 + (*digits - '0');
    return seconds < longest ? seconds : longest;
}

bool http_retry_after(const char *value, int64_t wall, int64_t *wait)
{
    if (*value && strspn(value, "0123456789") == strlen(value)) {
        *wait = whole_seconds(value) * CLOCK_SECOND;
        return true;
    }
    time_t date = isalpha((unsigned char)*value) ? curl_getdate(value, NULL) : -1;
    if (date < 0)
        return false;
    int64_t distance = (date < longest * 100 ? (int64_t)date : longest * 100) * CLOCK_SECOND - wall;
    *wait = distance > 0 ? distance : 0;
    return true;
}

/* 429, and 503 with a Retry-After that can be read; `wait` is what it says, else grows from attempt to attempt. */
static bool refuses(const struct http_exchange *exchange, int64_t *wait)
{
    if (exchange->status != 429 && exchange->status != 503)
        return false;
    const char *value = http_headers_find(&exchange->headers, "Retry-After");
    int64_t ended = exchange->wall + (exchange->ended > 0 ? exchange->ended : 0);
    if (value && http_retry_after(value, ended, wait))
        return true;
    unsigned doublings = exchange->refusals < 6 ? exchange->refusals : 6;
    *wait = CLOCK_SECOND << doublings;
    return exchange->status == 429;
}

static bool is_gateway_trouble(const struct http_exchange *exchange)
{
    return exchange->status == 502 || exchange->status == 503 || exchange->status == 504;
}

static struct http_decision after_refusal(const struct http_exchange *exchange,
                                          const struct http_retries *limits, int64_t elapsed, int64_t wait)
{
    bool in_time = elapsed <= limits->window && wait <= limits->window - elapsed;
    if (exchange->refusals < limits->refusals && in_time)
        return (struct http_decision){HTTP_RETRY_REFUSED, wait};
    /* A pause that outlasts the window would hold up everything else for nothing. */
    return (struct http_decision){HTTP_RETRY_GIVE_UP, wait <= limits->window ? wait : 0};
}

struct http_decision http_retry_decide(const struct http_exchange *exchange,
                                       const struct http_retries *limits, int64_t elapsed)
{
    const struct http_decision done = {HTTP_RETRY_DONE, 0};
    int64_t wait = 0;
    if (exchange->outcome != HTTP_ANSWERED)
        return done;
    if (refuses(exchange, &wait))
        return after_refusal(exchange, limits, elapsed, wait);
    if (!is_gateway_trouble(exchange) || strcmp(exchange->request.method, "GET") != 0 ||
        exchange->gateway_retries >= limits->gateways)
        return done;
    wait = (CLOCK_SECOND / 4) << (exchange->gateway_retries < 4 ? 2 * exchange->gateway_retries : 8);
    return (struct http_decision){HTTP_RETRY_GATEWAY, wait};
}

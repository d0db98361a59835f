/* How long a target is waited for that answers nothing which could be judged: what is left is then not asked. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "run/private.h"

/* So many requests in a row brought nothing, and the last that did is long enough ago. */
enum { IN_VAIN = 3 };

/* A refused connection costs nobody any time; a time-out does, and so does being put off for a minute. */
static bool is_in_vain(const struct http_exchange *exchange)
{
    bool late = exchange->outcome == HTTP_UNREACHABLE && exchange->ended >= CLOCK_SECOND;
    return exchange->exhausted || exchange->outcome == HTTP_SILENT || exchange->outcome == HTTP_TIMED_OUT ||
           late;
}

/* An answer that is going to be judged, even if all that is wrong with it is how it ends. */
static bool is_answer(const struct http_exchange *exchange)
{
    bool put_off = exchange->status == 429 || exchange->status == 503;
    return (http_exchange_class(exchange) == HTTP_COMPLETE && !put_off) ||
           http_exchange_class(exchange) == HTTP_FAILED;
}

/* True where this was one too many. */
static bool heed(struct patience *patience, const struct http_exchange *exchange, const char *whose)
{
    int64_t now = exchange->started + (exchange->ended > 0 ? exchange->ended : 0);
    if (!patience->last)
        patience->last = exchange->started;
    if (is_answer(exchange)) {
        patience->last = now;
        patience->in_vain = 0;
    } else if (is_in_vain(exchange)) {
        patience->in_vain++;
    }
    bool enough = !patience->reason && patience->in_vain >= IN_VAIN && now - patience->last >= RUN_PATIENCE;
    if (enough)
        patience->reason = string_format(
            "given up: for %lld s %s brought no answer that can be judged, and at last: %s",
            (long long)((now - patience->last) / CLOCK_SECOND), whose, http_exchange_reason(exchange));
    return enough;
}

void run_heed(struct run *run, const char *operation, const struct http_exchange *exchange)
{
    pthread_mutex_lock(&run->lock);
    bool given_up = heed(&run->patience, exchange, "the target");
    struct patience *own = operation ? map_find(&run->patiences, operation) : NULL;
    if (operation && !own) {
        own = memory_new(sizeof *own);
        map_put(&run->patiences, operation, own);
    }
    if (own && heed(own, exchange, "this operation"))
        given_up = true;
    pthread_mutex_unlock(&run->lock);
    if (given_up)
        atomic_store(&run->gave_up, true);
}

const char *run_gave_up(struct run *run, const char *operation)
{
    pthread_mutex_lock(&run->lock);
    const struct patience *own = operation ? map_find(&run->patiences, operation) : NULL;
    const char *reason = run->patience.reason ? run->patience.reason : own ? own->reason : NULL;
    pthread_mutex_unlock(&run->lock);
    return reason;
}

void run_patience_clear(struct run *run)
{
    size_t at = 0;
    const char *operation = NULL;
    void *value = NULL;
    while (map_next(&run->patiences, &at, &operation, &value)) {
        free(((struct patience *)value)->reason);
        free(value);
    }
    map_clear(&run->patiences);
    free(run->patience.reason);
}

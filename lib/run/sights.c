/* What is looked for in every answer and callback, whichever case brought it. */
#include <string.h>

#include "record/redact.h"
#include "run/private.h"

void run_sights_init(struct run *run)
{
    const char *const tokens[] = {run->options.token, run->options.user_token};
    for (size_t i = 0; i < 2; i++) {
        if (!tokens[i] || strlen(tokens[i]) < REDACT_MINIMUM)
            continue;
        if (!run->tokens)
            run->tokens = redact_new();
        redact_add(run->tokens, tokens[i], REDACT_TOKEN);
    }
}

void run_sights_clear(struct run *run)
{
    redact_free(run->tokens);
    arena_clear(&run->sight_texts);
}

/* The redactor knows every form in which a token can travel. */
static bool has_token(const struct run *run, const char *bytes, size_t length)
{
    return redact_finds(run->tokens, bytes, length);
}

/* Where the token stands, or NULL. */
static const char *find_token(const struct run *run, const struct http_headers *headers, const char *body,
                              size_t length)
{
    for (size_t i = 0; i < headers->count; i++)
        if (headers->items[i].value &&
            has_token(run, headers->items[i].value, strlen(headers->items[i].value)))
            return headers->items[i].name;
    return has_token(run, body, length) ? "" : NULL;
}

static void note(struct run *run, enum run_sight sight, size_t number, const char *where, int64_t size)
{
    pthread_mutex_lock(&run->lock);
    struct run_sighting *seen = &run->sights[sight];
    seen->count++;
    if (seen->count == 1 || size > seen->worst) {
        seen->exchange = number;
        seen->where = arena_string(&run->sight_texts, where);
        seen->worst = size;
    }
    pthread_mutex_unlock(&run->lock);
}

void run_look_at_callback(struct run *run, const struct follow_delivery *delivery, size_t number)
{
    const char *where =
        run->tokens ? find_token(run, &delivery->headers, delivery->body, delivery->length) : NULL;
    if (run->tokens && !where && has_token(run, delivery->url, strlen(delivery->url)))
        where = "the callback's URL";
    if (where)
        note(run, RUN_SIGHT_TOKEN, number, *where ? where : "the callback's body", 0);
}

/* A body of this size takes its time on its way to the target. */
enum { SMALL = 1024 * 1024 };

void run_look_at_answer(struct run *run, const struct http_exchange *exchange, size_t number)
{
    int64_t most = run->options.maximum_response_time;
    if (exchange->outcome != HTTP_ANSWERED)
        return;
    const char *where =
        run->tokens ? find_token(run, &exchange->headers, exchange->body, exchange->length) : NULL;
    pthread_mutex_lock(&run->lock);
    run->looked_at++;
    pthread_mutex_unlock(&run->lock);
    if (where)
        note(run, RUN_SIGHT_TOKEN, number, *where ? where : "the answer's body", 0);
    if (most && exchange->ended > most && exchange->request.length < SMALL)
        note(run, RUN_SIGHT_SLOW, number, NULL, exchange->ended);
}

size_t run_sighted(const struct run_exam *exam, enum run_sight sight, struct run_sighting *sighting)
{
    *sighting = exam->run->sights[sight];
    return exam->run->looked_at;
}

#include "follow/follow.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"

/* How soon a request that found no free charge asks again. */
#define BUDGET_PAUSE (20 * CLOCK_MILLISECOND)

/* How many of the last bodies are compared with a new one. */
enum { LOOK_BACK = 4 };

/* An execution that is followed. Touched by the loop's thread alone. */
struct followed {
    struct follower *follower;
    struct follow_script script;
    struct follow_history history;
    struct json_document **documents; /* the bodies that the history's events borrow from */
    size_t document_count, document_capacity;
    struct http_exchange **exchanges;
    size_t exchange_count, exchange_capacity;
    struct http_headers **header_lists;
    size_t header_count, header_capacity;
    struct follow_action waiting; /* a request that waits for a charge; its step is FOLLOW_SEND */
    bool has_waiting;
    uint64_t timer;
    size_t under_way;
    bool ended;
};

struct follower {
    struct http_loop *loop;
    struct http_client *client, *cleanup;
    struct follow_observer observer;
    pthread_mutex_t lock; /* guards the list, which other threads search */
    struct followed **items;
    size_t count, capacity;
    bool winding_down; /* the loop's thread alone, like what follows */
    size_t kept;       /* about how many bytes the histories keep */
};

struct follower *follower_new(struct http_loop *loop, struct http_client *client, struct http_client *cleanup,
                              const struct follow_observer *observer)
{
    struct follower *follower = memory_new(sizeof *follower);
    *follower = (struct follower){.loop = loop, .client = client, .cleanup = cleanup, .observer = *observer};
    pthread_mutex_init(&follower->lock, NULL);
    return follower;
}

static void followed_free(struct followed *followed)
{
    for (size_t i = 0; i < followed->document_count; i++)
        json_document_free(followed->documents[i]);
    for (size_t i = 0; i < followed->exchange_count; i++)
        http_exchange_free(followed->exchanges[i]);
    for (size_t i = 0; i < followed->header_count; i++)
        http_headers_clear(followed->header_lists[i]);
    free(followed->documents);
    free(followed->exchanges);
    free(followed->header_lists);
    free(followed->history.events);
    free(followed->history.calls);
    arena_clear(&followed->history.arena);
    free(followed);
}

void follower_free(struct follower *follower)
{
    if (!follower)
        return;
    for (size_t i = 0; i < follower->count; i++)
        followed_free(follower->items[i]);
    free(follower->items);
    pthread_mutex_destroy(&follower->lock);
    free(follower);
}

static void step(struct followed *followed);

static void wake(void *context)
{
    struct followed *followed = context;
    followed->timer = 0;
    step(followed);
}

static struct follow_event *add_event(struct followed *followed, const struct follow_event *event)
{
    struct follow_history *history = &followed->history;
    history->events =
        memory_grow(history->events, history->count, &history->capacity, sizeof *history->events);
    struct follow_event *added = &history->events[history->count++];
    *added = *event;
    return added;
}

/* May so many bytes be kept? Counts them where they may. */
static bool has_room(struct followed *followed, size_t weight, bool in_any_case)
{
    struct follower *follower = followed->follower;
    bool room =
        in_any_case || (weight <= FOLLOW_KEPT_MAXIMUM && follower->kept <= FOLLOW_KEPT_MAXIMUM - weight);
    if (room)
        follower->kept += weight;
    else
        followed->history.full = true;
    return room;
}

/* The tree of that text among the last few, which is where a status that stays is found again. */
static struct json_document *find_document(const struct followed *followed, const char *body, size_t length)
{
    size_t count = followed->document_count, first = count > LOOK_BACK ? count - LOOK_BACK : 0;
    for (size_t i = count; i > first; i--) {
        const struct json_source *source = json_document_source(followed->documents[i - 1]);
        if (source->length == length && memcmp(source->text, body, length) == 0)
            return followed->documents[i - 1];
    }
    return NULL;
}

/* The body's tree, the same for the same text. NULL where it is no strict JSON, or too much: *beyond, where it could not
 * even be read. */
static struct json_document *keep_body(struct followed *followed, const char *body, size_t length,
                                       bool *beyond)
{
    struct json_document *document = length ? find_document(followed, body, length) : NULL;
    if (document || !length)
        return document;
    struct json_limits limits = json_limits_strange;
    limits.exceeded = beyond;
    document = json_read("body", body, length, &limits, NULL);
    if (!document)
        return NULL;
    size_t weight = json_document_weight(document);
    if (!has_room(followed, weight, weight <= FOLLOW_SMALL)) {
        json_document_free(document);
        return NULL;
    }
    followed->documents = memory_grow(followed->documents, followed->document_count,
                                      &followed->document_capacity, sizeof *followed->documents);
    return followed->documents[followed->document_count++] = document;
}

static void add_body(struct followed *followed, struct follow_event *event, const char *body, size_t length)
{
    bool beyond = false;
    struct json_document *document = keep_body(followed, body, length, &beyond);
    followed->history.beyond = followed->history.beyond || (beyond && event->kind == FOLLOW_POLL);
    event->json = document != NULL;
    event->body = document ? json_document_root(document) : NULL;
}

/* What was asked, so that nobody has to read it again. */
static struct json_object *keep_asked(struct followed *followed, const struct http_request *request)
{
    bool beyond = false;
    struct json_document *document = keep_body(followed, request->body, request->length, &beyond);
    return document ? json_document_root(document) : NULL;
}

static size_t headers_weight(const struct http_headers *headers)
{
    size_t weight = headers->count * sizeof *headers->items;
    for (size_t i = 0; i < headers->count; i++)
        weight +=
            strlen(headers->items[i].name) + (headers->items[i].value ? strlen(headers->items[i].value) : 0);
    return weight;
}

/* What is known of a request while it travels. */
struct flight {
    struct followed *followed;
    struct follow_action action;
    int64_t sent;
};

/* The exchange without what the tree has already; its headers count, and are dropped where they are too much. */
static void keep_exchange(struct followed *followed, struct http_exchange *exchange)
{
    size_t weight = headers_weight(&exchange->headers);
    http_exchange_set_body(exchange, "", 0);
    if (!has_room(followed, weight, weight <= FOLLOW_SMALL))
        http_headers_clear(&exchange->headers);
    followed->exchanges = memory_grow(followed->exchanges, followed->exchange_count,
                                      &followed->exchange_capacity, sizeof *followed->exchanges);
    followed->exchanges[followed->exchange_count++] = exchange;
}

static void landed(void *context, struct http_exchange *exchange)
{
    struct flight *flight = context;
    struct followed *followed = flight->followed;
    struct follow_observer *observer = &followed->follower->observer;
    struct follow_event event = {.kind = flight->action.kind,
                                 .label = flight->action.label,
                                 .operation = flight->action.operation,
                                 .sent = exchange->started,
                                 .at = exchange->started + exchange->ended,
                                 .exchange = exchange};
    event.number = observer->answered(observer->context, &followed->script, &flight->action, exchange);
    bool complete = http_exchange_class(exchange) == HTTP_COMPLETE;
    event.asked = keep_asked(followed, &exchange->request);
    add_body(followed, &event, exchange->body, complete ? exchange->length : 0);
    keep_exchange(followed, exchange);
    add_event(followed, &event);
    followed->under_way--;
    free(flight);
    step(followed);
}

static void send_request(struct followed *followed, const struct follow_action *action)
{
    struct follower *follower = followed->follower;
    struct flight *flight = memory_new(sizeof *flight);
    *flight = (struct flight){.followed = followed, .action = *action, .sent = clock_now()};
    followed->under_way++;
    http_loop_send(follower->loop, followed->history.interrupted ? follower->cleanup : follower->client,
                   &action->request, landed, flight);
}

static void end(struct followed *followed, const char *ending)
{
    struct follow_observer *observer = &followed->follower->observer;
    followed->history.ending = ending;
    followed->history.ended = clock_now();
    followed->ended = true;
    http_loop_forget(followed->follower->loop, followed->timer);
    followed->timer = 0;
    observer->ended(observer->context, &followed->script, &followed->history);
}

static void wait_until(struct followed *followed, int64_t when)
{
    struct http_loop *loop = followed->follower->loop;
    http_loop_forget(loop, followed->timer);
    followed->timer = when == INT64_MAX ? 0 : http_loop_at(loop, when, wake, followed);
}

/* Sends, or keeps the request until there is a charge for it. False where the budget never has one. */
static bool try_to_send(struct followed *followed, const struct follow_action *action)
{
    struct follow_observer *observer = &followed->follower->observer;
    bool later = false;
    followed->has_waiting = false;
    if (!action->spends || observer->may_start(observer->context, &later)) {
        send_request(followed, action);
        return true;
    }
    followed->waiting = *action;
    followed->has_waiting = later;
    followed->history.refused = !later;
    return later;
}

/* Asks the script until it waits or ends. */
static void step(struct followed *followed)
{
    while (!followed->ended) {
        int64_t now = clock_now();
        struct follow_action action = followed->waiting;
        if (!followed->has_waiting || followed->history.interrupted)
            action = followed->script.next(followed->script.context, &followed->history, now);
        if (action.step == FOLLOW_END) {
            end(followed, action.ending);
        } else if (action.step == FOLLOW_WAIT) {
            wait_until(followed, action.until);
            return;
        } else if (!try_to_send(followed, &action)) {
            end(followed, "budget");
        } else if (followed->has_waiting) {
            wait_until(followed, now + BUDGET_PAUSE);
            return;
        }
    }
}

static void begin(void *context)
{
    struct followed *followed = context;
    followed->history.began = clock_now();
    followed->history.interrupted = followed->follower->winding_down;
    step(followed);
}

void follower_add(struct follower *follower, const struct follow_script *script)
{
    struct followed *followed = memory_new(sizeof *followed);
    followed->follower = follower;
    followed->script = *script;
    followed->history.name = script->name;
    pthread_mutex_lock(&follower->lock);
    follower->items =
        memory_grow(follower->items, follower->count, &follower->capacity, sizeof *follower->items);
    follower->items[follower->count++] = followed;
    pthread_mutex_unlock(&follower->lock);
    http_loop_post(follower->loop, begin, followed);
}

struct follow_delivery follow_delivery_of(const struct http_delivery *delivery, const char *kind,
                                          const char *url)
{
    return (struct follow_delivery){.kind = kind,
                                    .method = delivery->method,
                                    .path = delivery->path,
                                    .url = url,
                                    .headers = delivery->headers,
                                    .body = delivery->body,
                                    .length = delivery->length,
                                    .truncated = delivery->truncated,
                                    .cut = delivery->cut,
                                    .delivered = delivery->delivered,
                                    .status = delivery->status,
                                    .received = delivery->received,
                                    .answered = delivery->answered};
}

/* A delivery on its way to the loop's thread, with copies of its own of what it points to. */
struct parcel {
    struct followed *followed;
    struct follow_delivery delivery;
    struct http_headers headers;
    char *kind, *method, *path, *url, *body;
};

static void parcel_free(struct parcel *parcel)
{
    free(parcel->kind);
    free(parcel->method);
    free(parcel->path);
    free(parcel->url);
    free(parcel->body);
    http_headers_clear(&parcel->headers);
    free(parcel);
}

/* The delivery as the history keeps it. */
static struct follow_delivery *keep_delivery(struct followed *followed, const struct parcel *parcel)
{
    struct arena *arena = &followed->history.arena;
    struct follow_delivery *delivery = arena_new(arena, sizeof *delivery);
    *delivery = parcel->delivery;
    delivery->kind = arena_string(arena, parcel->kind);
    delivery->method = arena_string(arena, parcel->method);
    delivery->path = arena_string(arena, parcel->path);
    delivery->url = arena_string(arena, parcel->url);
    delivery->body = arena_copy(arena, parcel->body, delivery->length);
    delivery->headers = (struct http_headers){0};
    http_headers_copy(&delivery->headers, &parcel->headers);
    followed->header_lists = memory_grow(followed->header_lists, followed->header_count,
                                         &followed->header_capacity, sizeof *followed->header_lists);
    followed->header_lists[followed->header_count++] = &delivery->headers;
    return delivery;
}

static size_t parcel_weight(const struct parcel *parcel)
{
    return sizeof(struct follow_event) + sizeof(struct follow_delivery) + strlen(parcel->path) +
           strlen(parcel->url) + parcel->delivery.length + headers_weight(&parcel->headers);
}

static struct follow_calls *calls_of(struct follow_history *history, const char *kind)
{
    for (size_t i = 0; i < history->calls_count; i++)
        if (strcmp(history->calls[i].kind, kind) == 0)
            return &history->calls[i];
    history->calls =
        memory_grow(history->calls, history->calls_count, &history->calls_capacity, sizeof *history->calls);
    struct follow_calls *calls = &history->calls[history->calls_count++];
    *calls = (struct follow_calls){.kind = arena_string(&history->arena, kind)};
    return calls;
}

/* Is it one of the first of its kind? Counts it. */
static bool is_among_first(struct followed *followed, const char *kind)
{
    struct follow_calls *calls = calls_of(&followed->history, kind);
    bool among = calls->kept < FOLLOW_CALLS_MAXIMUM;
    calls->kept += among;
    calls->left_out += !among;
    return among;
}

/* What comes after the end, or is too much, is told to the observer alone. */
static void unpack(void *context)
{
    struct parcel *parcel = context;
    struct followed *followed = parcel->followed;
    bool ended = followed->ended, wanted = !ended && is_among_first(followed, parcel->kind);
    struct follow_observer *observer = &followed->follower->observer;
    size_t number = observer->called(observer->context, &followed->script, &parcel->delivery);
    if (wanted && has_room(followed, parcel_weight(parcel), false)) {
        struct follow_delivery *delivery = keep_delivery(followed, parcel);
        struct follow_event event = {.kind = FOLLOW_CALLBACK,
                                     .label = delivery->kind,
                                     .sent = delivery->received,
                                     .at = delivery->received,
                                     .callback = delivery,
                                     .number = number};
        add_body(followed, &event, delivery->body, delivery->length);
        add_event(followed, &event);
    }
    parcel_free(parcel);
    if (wanted)
        step(followed);
}

static struct followed *find_followed(struct follower *follower, const char *name)
{
    struct followed *found = NULL;
    pthread_mutex_lock(&follower->lock);
    for (size_t i = 0; i < follower->count && !found; i++)
        if (strcmp(follower->items[i]->script.name, name) == 0)
            found = follower->items[i];
    pthread_mutex_unlock(&follower->lock);
    return found;
}

void follower_deliver(struct follower *follower, const char *name, const char *kind, const char *url,
                      const struct http_delivery *delivery)
{
    struct followed *followed = find_followed(follower, name);
    if (!followed)
        return;
    struct parcel *parcel = memory_new(sizeof *parcel);
    parcel->followed = followed;
    parcel->kind = string_copy(kind);
    parcel->method = string_copy(delivery->method);
    parcel->path = string_copy(delivery->path);
    parcel->url = string_copy(url);
    parcel->body = memory_copy(delivery->body, delivery->length);
    http_headers_copy(&parcel->headers, &delivery->headers);
    parcel->delivery = follow_delivery_of(delivery, parcel->kind, parcel->url);
    parcel->delivery.method = parcel->method;
    parcel->delivery.path = parcel->path;
    parcel->delivery.body = parcel->body;
    parcel->delivery.headers = parcel->headers;
    http_loop_post(follower->loop, unpack, parcel);
}

/* The item at `index`, or NULL past the last one. */
static struct followed *followed_at(struct follower *follower, size_t index)
{
    pthread_mutex_lock(&follower->lock);
    struct followed *followed = index < follower->count ? follower->items[index] : NULL;
    pthread_mutex_unlock(&follower->lock);
    return followed;
}

static void wind_down(void *context)
{
    struct follower *follower = context;
    struct followed *followed = NULL;
    follower->winding_down = true;
    for (size_t i = 0; (followed = followed_at(follower, i)) != NULL; i++) {
        if (followed->ended)
            continue;
        followed->history.interrupted = true;
        /* Its script awaits an answer to what waits here for a charge, and now is never sent. */
        if (followed->has_waiting)
            end(followed, "budget");
        else
            step(followed);
    }
}

void follower_wind_down(struct follower *follower)
{
    http_loop_post(follower->loop, wind_down, follower);
}

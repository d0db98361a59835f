/* One script at a time: what the follower does with each step, and what the history keeps. */
#include <criterion/criterion.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "follow/follow.h"
#include "reference/reference.h"
#include "support/wire_server.h"

/* ---- The stage: a deployment, a loop in its thread, an observer that can be waited for ---- */

struct stage {
    struct reference_server *server;
    struct http_client *client, *cleanup;
    struct http_loop *loop;
    struct follower *follower;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    size_t answers, calls, ends, asked_to_start;
    size_t refusals; /* how often a start is put off */
    bool never;      /* no start at all */
    const struct follow_history *history;
    struct http_headers headers;
};

static void count(struct stage *stage, size_t *what)
{
    pthread_mutex_lock(&stage->lock);
    ++*what;
    pthread_cond_broadcast(&stage->changed);
    pthread_mutex_unlock(&stage->lock);
}

static size_t answered(void *context, const struct follow_script *script, const struct follow_action *action,
                       const struct http_exchange *exchange)
{
    struct stage *stage = context;
    (void)script;
    (void)action;
    (void)exchange;
    count(stage, &stage->answers);
    return 100 + stage->answers;
}

static size_t called(void *context, const struct follow_script *script,
                     const struct follow_delivery *delivery)
{
    struct stage *stage = context;
    cr_expect_str_eq(script->name, "walk");
    cr_expect_str_eq(delivery->kind, "crew");
    count(stage, &stage->calls);
    return 200 + stage->calls;
}

static bool may_start(void *context, bool *later)
{
    struct stage *stage = context;
    count(stage, &stage->asked_to_start);
    *later = !stage->never;
    return !stage->never && stage->asked_to_start > stage->refusals;
}

static void ended(void *context, const struct follow_script *script, const struct follow_history *history)
{
    struct stage *stage = context;
    (void)script;
    stage->history = history;
    count(stage, &stage->ends);
}

static void *run_loop(void *loop)
{
    http_loop_run(loop);
    return NULL;
}

static void open_stage(struct stage *stage)
{
    struct error error = {0};
    *stage = (struct stage){.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};
    cr_assert(reference_start(NULL, &stage->server, &error), "%s", error.text);
    struct http_options http = {.base_url = reference_url(stage->server)};
    stage->client = http_client_new(&http, &error);
    stage->cleanup = http_client_new(&http, &error);
    stage->loop = http_loop_new();
    stage->follower = follower_new(stage->loop, stage->client, stage->cleanup,
                                   &(struct follow_observer){stage, answered, called, may_start, ended});
    http_headers_add(&stage->headers, "Authorization", "Bearer " REFERENCE_TOKEN);
    pthread_create(&stage->thread, NULL, run_loop, stage->loop);
}

static void await(struct stage *stage, const size_t *what, size_t number)
{
    struct timespec deadline;
    clock_gettime(CLOCK_REALTIME, &deadline);
    deadline.tv_sec += 20;
    int late = 0;
    pthread_mutex_lock(&stage->lock);
    while (*what < number && !late)
        late = pthread_cond_timedwait(&stage->changed, &stage->lock, &deadline);
    pthread_mutex_unlock(&stage->lock);
    cr_assert_not(late, "it did not come that far");
}

static void close_stage(struct stage *stage)
{
    http_loop_stop(stage->loop);
    pthread_join(stage->thread, NULL);
    follower_free(stage->follower);
    http_loop_free(stage->loop);
    http_client_free(stage->client);
    http_client_free(stage->cleanup);
    reference_stop(stage->server);
    http_headers_clear(&stage->headers);
}

/* ---- Scripts: a row of steps, each taken once all that was sent before is answered ---- */

struct walk {
    struct stage *stage;
    const struct follow_action *steps;
    size_t taken, sent;
    int64_t waited_until;
    size_t farewells; /* how often it was asked once it was interrupted */
};

static struct follow_action next(void *context, const struct follow_history *history, int64_t now)
{
    struct walk *walk = context;
    if (history->interrupted) {
        struct follow_action farewell = {.step = FOLLOW_SEND, .kind = FOLLOW_PROBE, .label = "farewell"};
        farewell.request =
            (struct http_request){.method = "GET", .target = "/inputs", .headers = walk->stage->headers};
        if (walk->farewells++ == 0)
            return farewell;
        bool said = follow_last(history, FOLLOW_PROBE, "farewell") != NULL;
        return (struct follow_action){
            .step = said ? FOLLOW_END : FOLLOW_WAIT, .until = INT64_MAX, .ending = "left"};
    }
    size_t answers = 0;
    for (size_t i = 0; i < history->count; i++)
        answers += history->events[i].exchange != NULL;
    if (answers < walk->sent)
        return (struct follow_action){.step = FOLLOW_WAIT, .until = INT64_MAX};
    struct follow_action action = walk->steps[walk->taken];
    if (action.step == FOLLOW_WAIT) {
        walk->waited_until = walk->waited_until ? walk->waited_until : now + action.until;
        action.until = walk->waited_until;
        walk->taken += now >= walk->waited_until;
        return now >= walk->waited_until ? next(context, history, now) : action;
    }
    walk->taken += action.step == FOLLOW_SEND;
    walk->sent += action.step == FOLLOW_SEND;
    action.request.headers = walk->stage->headers;
    return action;
}

#define SEND(kind_, label_, operation_, method_, target_)                                                    \
    {                                                                                                        \
        .step = FOLLOW_SEND, .kind = kind_, .label = label_, .operation = operation_, .request = {           \
            .method = method_,                                                                               \
            .target = target_                                                                                \
        }                                                                                                    \
    }
#define PAUSE(time)                                                                                          \
    {                                                                                                        \
        .step = FOLLOW_WAIT, .until = time                                                                   \
    }
#define END(word)                                                                                            \
    {                                                                                                        \
        .step = FOLLOW_END, .ending = word                                                                   \
    }

static void follow(struct stage *stage, struct walk *walk, const struct follow_action *steps)
{
    *walk = (struct walk){.stage = stage, .steps = steps};
    follower_add(stage->follower, &(struct follow_script){.name = "walk", .next = next, .context = walk});
}

/* Ends once two things have happened. */
static struct follow_action await_two(void *context, const struct follow_history *history, int64_t now)
{
    (void)context;
    (void)now;
    return (struct follow_action){
        .step = history->count < 2 ? FOLLOW_WAIT : FOLLOW_END, .until = INT64_MAX, .ending = "done"};
}

static void deliver(struct stage *stage, const char *body)
{
    struct http_delivery delivery = {.method = "POST",
                                     .path = "/door",
                                     .query = "",
                                     .body = body,
                                     .length = strlen(body),
                                     .delivered = true,
                                     .status = 200,
                                     .received = clock_now()};
    http_headers_add(&delivery.headers, "Content-Type", "application/json");
    follower_deliver(stage->follower, "walk", "crew", "http://here.example/door", &delivery);
    http_headers_clear(&delivery.headers);
}

/* ---- ---- */

Test(follower, keeps_what_was_answered_in_its_order)
{
    static const struct follow_action steps[] = {
        SEND(FOLLOW_PROBE, "first", "getRequiredInputs", "GET", "/inputs"), PAUSE(30 * CLOCK_MILLISECOND),
        SEND(FOLLOW_POLL, "second", NULL, "GET", "/nothing/status"), END("done")};
    struct stage stage;
    struct walk walk;
    open_stage(&stage);
    follow(&stage, &walk, steps);
    await(&stage, &stage.ends, 1);
    const struct follow_history *history = stage.history;
    cr_assert_eq(history->count, 2);
    const struct follow_event *first = &history->events[0], *second = &history->events[1];
    cr_expect_str_eq(history->ending, "done");
    cr_expect_str_eq(first->label, "first");
    cr_expect_str_eq(first->operation, "getRequiredInputs");
    cr_expect_eq(first->number, 101);
    cr_expect(first->json && json_member_array(first->body, "inputs"));
    cr_expect_eq(second->exchange->status, 404);
    cr_expect_null(second->operation);
    cr_expect_geq(second->sent - first->at, 30 * CLOCK_MILLISECOND);
    cr_expect(history->began <= first->sent && first->sent <= first->at && second->at <= history->ended);
    cr_expect_eq(follow_first(history, FOLLOW_POLL, NULL), second);
    cr_expect_eq(follow_last(history, FOLLOW_PROBE, "first"), first);
    cr_expect_null(follow_first(history, FOLLOW_POLL, "first"));
    close_stage(&stage);
}

Test(follower, keeps_callbacks_and_tells_of_those_behind_the_end)
{
    struct stage stage;
    open_stage(&stage);
    follower_add(stage.follower, &(struct follow_script){.name = "walk", .next = await_two});
    deliver(&stage, "{\"kickoff_id\": \"a\"}");
    deliver(&stage, "no JSON");
    await(&stage, &stage.ends, 1);
    deliver(&stage, "{}");
    await(&stage, &stage.calls, 3);
    const struct follow_history *history = stage.history;
    cr_assert_eq(history->count, 2);
    const struct follow_event *event = &history->events[0];
    cr_expect_eq(event->kind, FOLLOW_CALLBACK);
    cr_expect_str_eq(event->label, "crew");
    cr_expect_eq(event->number, 201);
    cr_expect_str_eq(event->callback->url, "http://here.example/door");
    cr_expect_str_eq(http_headers_find(&event->callback->headers, "content-type"), "application/json");
    cr_expect_str_eq(json_member_string(event->body, "kickoff_id"), "a");
    cr_expect_not(history->events[1].json);
    cr_expect_str_eq(history->events[1].callback->body, "no JSON");
    close_stage(&stage);
}

Test(follower, keeps_what_is_told_again_once)
{
    static const struct follow_action steps[] = {SEND(FOLLOW_POLL, "first", NULL, "GET", "/inputs"),
                                                 SEND(FOLLOW_POLL, "other", NULL, "GET", "/nothing/status"),
                                                 SEND(FOLLOW_POLL, "again", NULL, "GET", "/inputs"),
                                                 END("done")};
    struct stage stage;
    struct walk walk;
    open_stage(&stage);
    follow(&stage, &walk, steps);
    await(&stage, &stage.ends, 1);
    const struct follow_event *events = stage.history->events;
    cr_assert_eq(stage.history->count, 3);
    cr_expect(events[0].body && events[1].body && events[1].body != events[0].body);
    cr_expect_eq(events[2].body, events[0].body, "one tree of the same answer");
    cr_expect_eq(events[2].exchange->length, 0, "the tree alone is kept");
    close_stage(&stage);
}

static struct follow_action await_fullness(void *context, const struct follow_history *history, int64_t now)
{
    (void)context;
    (void)now;
    return (struct follow_action){
        .step = history->full ? FOLLOW_END : FOLLOW_WAIT, .until = INT64_MAX, .ending = "full"};
}

/* The observer is told of each, and the history keeps as many as there is room for. */
Test(follower, keeps_no_callbacks_without_end)
{
    enum { BYTES = 16 * 1024 * 1024, FIT = (int)(FOLLOW_KEPT_MAXIMUM / BYTES) };
    struct stage stage;
    char *body = memory_new(BYTES + 1);
    memset(body, 'x', BYTES);
    open_stage(&stage);
    follower_add(stage.follower, &(struct follow_script){.name = "walk", .next = await_fullness});
    for (size_t i = 1; i <= FIT + 1; i++) {
        deliver(&stage, body);
        await(&stage, &stage.calls, i);
    }
    await(&stage, &stage.ends, 1);
    cr_expect_str_eq(stage.history->ending, "full");
    cr_expect(stage.history->count < FIT && stage.history->count > FIT - 3, "%zu of %d", stage.history->count,
              FIT);
    free(body);
    close_stage(&stage);
}

/* A body of more values than are read, as the status of a few hundred thousand tasks may be. */
static void write_too_many_values(struct buffer *answer)
{
    enum { VALUES = 1300000 };
    buffer_init(answer, BUFFER_UNBOUNDED);
    buffer_format(answer, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n[", 2 * VALUES + 1);
    for (int i = 1; i < VALUES; i++)
        buffer_text(answer, "1,");
    buffer_text(answer, "1]");
}

Test(follower, says_that_a_status_is_beyond_what_is_read)
{
    struct buffer answer;
    write_too_many_values(&answer);
    const struct wire_step takes[] = {
        WIRE_DO(WIRE_READ), {WIRE_SEND, answer.data, answer.length, 0}, WIRE_DO(WIRE_END)};
    struct wire_server *server = wire_server_new(takes);
    const struct follow_action steps[] = {SEND(FOLLOW_POLL, "poll", NULL, "GET", wire_server_url(server)),
                                          END("done")};
    struct stage stage;
    struct walk walk;
    open_stage(&stage);
    follow(&stage, &walk, steps);
    await(&stage, &stage.ends, 1);
    cr_assert_eq(stage.history->count, 1);
    cr_expect_eq(stage.history->events[0].exchange->status, 200);
    cr_expect_eq(stage.history->events[0].exchange->outcome, HTTP_ANSWERED);
    cr_expect_not(stage.history->events[0].json);
    cr_expect(stage.history->beyond);
    cr_expect_not(stage.history->full);
    close_stage(&stage);
    wire_server_free(server);
    buffer_clear(&answer);
}

Test(follower, asks_again_for_a_start_that_is_put_off)
{
    static struct follow_action steps[] = {SEND(FOLLOW_START, "kickoff", NULL, "POST", "/kickoff"),
                                           END("done")};
    struct stage stage;
    struct walk walk;
    open_stage(&stage);
    steps[0].spends = true;
    stage.refusals = 2;
    follow(&stage, &walk, steps);
    await(&stage, &stage.ends, 1);
    cr_expect_eq(stage.asked_to_start, 3);
    cr_expect_eq(stage.history->count, 1);
    cr_expect_not(stage.history->refused);
    close_stage(&stage);
}

Test(follower, ends_a_script_that_may_never_start)
{
    static struct follow_action steps[] = {SEND(FOLLOW_START, "kickoff", NULL, "POST", "/kickoff"),
                                           END("done")};
    struct stage stage;
    struct walk walk;
    open_stage(&stage);
    steps[0].spends = true;
    stage.never = true;
    follow(&stage, &walk, steps);
    await(&stage, &stage.ends, 1);
    cr_expect(stage.history->refused);
    cr_expect_eq(stage.history->count, 0);
    cr_expect_eq(reference_kickoffs_received(stage.server), 0);
    close_stage(&stage);
}

Test(follower, lets_every_script_say_farewell)
{
    static const struct follow_action steps[] = {PAUSE(INT64_C(1000) * CLOCK_SECOND), END("done")};
    struct stage stage;
    struct walk walk, later;
    open_stage(&stage);
    follow(&stage, &walk, steps);
    http_client_cancel(stage.client);
    follower_wind_down(stage.follower);
    await(&stage, &stage.ends, 1);
    cr_expect_str_eq(stage.history->ending, "left");
    cr_expect(stage.history->interrupted);
    cr_assert_eq(stage.history->count, 1);
    cr_expect_eq(stage.history->events[0].exchange->status, 200, "the farewell goes out by the other client");
    follow(&stage, &later, steps);
    await(&stage, &stage.ends, 2);
    cr_expect(stage.history->interrupted, "who comes later is interrupted at once");
    close_stage(&stage);
}

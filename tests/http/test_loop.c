#include "base/clock.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/random.h"
#include "http/loop.h"
#include "http/timers.h"
#include "support/wire_server.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <string.h>

#define ANSWER "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"

static const struct wire_step holds[] = {WIRE_DO(WIRE_READ), WIRE_DO(WIRE_HOLD)};
static const struct wire_step answers[] = {WIRE_DO(WIRE_READ), WIRE_TEXT(ANSWER), WIRE_DO(WIRE_AGAIN)};
static const struct http_request get = {.method = "GET", .target = "/inputs"};

static struct http_client *client_of(const struct wire_server *server, const struct http_options *given)
{
    struct http_options options = *given;
    struct error error = {0};
    options.base_url = wire_server_url(server);
    struct http_client *client = http_client_new(&options, &error);
    cr_assert_not_null(client, "%s", error.text);
    return client;
}

/* What the callbacks of a test note. The loop's thread alone writes; others read once it is joined. */
struct scene {
    struct http_loop *loop;
    struct http_client *client;
    struct wire_server *server;
    pthread_t thread;
    size_t wanted; /* the loop is stopped by the last of so many */
    size_t ended, answered, cancelled, again;
    bool sending; /* a call of http_loop_send() is under way */
    int64_t started[16];
    char trail[64];
};

static void note(struct scene *scene, char letter)
{
    scene->trail[strlen(scene->trail)] = letter;
}

static void ended(void *context, struct http_exchange *exchange)
{
    struct scene *scene = context;
    cr_expect_not(scene->sending);
    if (scene->ended < sizeof scene->started / sizeof *scene->started)
        scene->started[scene->ended] = exchange->started;
    scene->answered += exchange->outcome == HTTP_ANSWERED && exchange->status == 200;
    scene->cancelled += exchange->outcome == HTTP_CANCELLED;
    http_exchange_free(exchange);
    if (++scene->ended == scene->wanted)
        http_loop_stop(scene->loop);
}

static void send_some(struct scene *scene, size_t count, http_done done)
{
    scene->sending = true;
    for (size_t i = 0; i < count; i++)
        http_loop_send(scene->loop, scene->client, &get, done, scene);
    scene->sending = false;
}

static void *run(void *context)
{
    struct scene *scene = context;
    http_loop_run(scene->loop);
    return NULL;
}

static void open_scene(struct scene *scene, const struct wire_step *steps, const struct http_options *options)
{
    scene->server = wire_server_new(steps);
    scene->client = client_of(scene->server, options);
    scene->loop = http_loop_new();
}

static void run_aside(struct scene *scene)
{
    cr_assert_eq(pthread_create(&scene->thread, NULL, run, scene), 0);
}

static void close_scene(struct scene *scene)
{
    http_loop_free(scene->loop);
    http_client_free(scene->client);
    wire_server_free(scene->server);
}

/* ---- Requests ---- */

Test(loop, has_five_hundred_requests_under_way_at_once)
{
    static const struct wire_step gated[] = {WIRE_DO(WIRE_READ), WIRE_DO(WIRE_GATE), WIRE_TEXT(ANSWER),
                                             WIRE_DO(WIRE_END)};
    enum { MANY = 500 };
    struct scene scene = {.wanted = MANY};
    open_scene(&scene, gated, &(struct http_options){0});
    send_some(&scene, MANY, ended);
    run_aside(&scene);
    cr_expect(wire_server_await(scene.server, MANY), "%zu requests came", wire_server_requests(scene.server));
    wire_server_open(scene.server);
    pthread_join(scene.thread, NULL);
    cr_expect_eq(scene.answered, MANY);
    cr_expect_eq(scene.ended, MANY);
    cr_expect_eq(wire_server_requests(scene.server), MANY);
    close_scene(&scene);
}

static void send_next(void *context, struct http_exchange *exchange)
{
    struct scene *scene = context;
    if (scene->ended + 1 < scene->wanted)
        send_some(scene, 1, send_next);
    ended(context, exchange);
}

Test(loop, sends_from_within_callbacks_and_keeps_the_connection)
{
    struct scene scene = {.wanted = 50};
    open_scene(&scene, answers, &(struct http_options){0});
    send_some(&scene, 1, send_next);
    http_loop_run(scene.loop);
    cr_expect_eq(scene.answered, 50);
    cr_expect_eq(wire_server_connections(scene.server), 1);
    close_scene(&scene);
}

static void expect_unsendable(void *context, struct http_exchange *exchange)
{
    cr_expect_eq(exchange->outcome, HTTP_UNSENDABLE);
    ended(context, exchange);
}

Test(loop, reports_a_request_that_cannot_be_sent_later_and_not_at_once)
{
    struct scene scene = {.wanted = 2};
    struct http_request request = {.method = "NO TOKEN", .target = "/"};
    open_scene(&scene, answers, &(struct http_options){0});
    scene.sending = true;
    http_loop_send(scene.loop, scene.client, &request, expect_unsendable, &scene);
    scene.sending = false;
    send_some(&scene, 1, ended);
    http_loop_run(scene.loop);
    cr_expect_eq(scene.answered, 1);
    cr_expect_eq(scene.ended, 2);
    close_scene(&scene);
}

Test(loop, copies_the_request)
{
    struct scene scene = {.wanted = 1};
    char body[] = "{\"a\":1}", target[] = "/kickoff", name[] = "a.case";
    struct http_request request = {
        .method = "POST", .target = target, .body = body, .length = strlen(body), .case_id = name};
    open_scene(&scene, answers, &(struct http_options){0});
    http_headers_add(&request.headers, "X-Own", "yes");
    http_loop_send(scene.loop, scene.client, &request, ended, &scene);
    http_headers_clear(&request.headers);
    memset(body, '?', sizeof body - 1);
    memset(target, '?', sizeof target - 1);
    memset(name, '?', sizeof name - 1);
    http_loop_run(scene.loop);
    const char *sent = wire_server_request(scene.server, 0, NULL);
    cr_assert_not_null(sent);
    cr_expect_not_null(strstr(sent, "POST /kickoff HTTP/1.1\r\n"), "%s", sent);
    cr_expect_not_null(strstr(sent, "\r\nX-Own: yes\r\n"), "%s", sent);
    cr_expect_not_null(strstr(sent, "\r\nX-Crewcheck-Case: a.case\r\n"), "%s", sent);
    cr_expect_not_null(strstr(sent, "\r\n\r\n{\"a\":1}"), "%s", sent);
    close_scene(&scene);
}

/* ---- Pace ---- */

Test(loop, keeps_the_pace_in_the_order_of_the_calls)
{
    enum { COUNT = 6 };
    struct scene scene = {.wanted = COUNT};
    open_scene(&scene, answers, &(struct http_options){.rate = 20});
    send_some(&scene, COUNT, ended);
    int64_t began = clock_now();
    http_loop_run(scene.loop);
    cr_assert_eq(scene.answered, COUNT);
    for (size_t i = 0; i < COUNT; i++)
        cr_expect_geq(scene.started[i] - began, (int64_t)i * 50 * CLOCK_MILLISECOND, "%zu", i);
    close_scene(&scene);
}

static void note_slow(void *context, struct http_exchange *exchange)
{
    note(context, 's');
    ended(context, exchange);
}

static void note_quick(void *context, struct http_exchange *exchange)
{
    note(context, 'q');
    ended(context, exchange);
}

Test(loop, lets_one_targets_pace_hold_up_no_other)
{
    struct scene scene = {.wanted = 5};
    open_scene(&scene, answers, &(struct http_options){.rate = 0.01});
    struct http_client *quick = client_of(scene.server, &(struct http_options){0});
    send_some(&scene, 2, note_slow);
    for (size_t i = 0; i < 4; i++)
        http_loop_send(scene.loop, quick, &get, note_quick, &scene);
    http_loop_run(scene.loop);
    cr_expect_eq(scene.answered, 5, "%s", scene.trail);
    cr_expect_eq(scene.cancelled, 1, "%s", scene.trail);
    http_client_free(quick);
    close_scene(&scene);
}

/* ---- Ends ---- */

static void send_once_more(void *context, struct http_exchange *exchange)
{
    struct scene *scene = context;
    if (scene->again++ < 3)
        send_some(scene, 1, ended);
    ended(context, exchange);
}

Test(loop, ends_what_is_under_way_when_it_is_stopped)
{
    enum { COUNT = 20 };
    struct scene scene = {0};
    open_scene(&scene, holds, &(struct http_options){0});
    send_some(&scene, COUNT, send_once_more);
    run_aside(&scene);
    cr_expect(wire_server_await(scene.server, COUNT));
    http_loop_stop(scene.loop);
    pthread_join(scene.thread, NULL);
    cr_expect_eq(scene.cancelled, COUNT + 3);
    cr_expect_eq(scene.ended, COUNT + 3);
    close_scene(&scene);
}

Test(loop, ends_what_waits_for_its_pace_or_its_next_attempt)
{
    static const struct wire_step gateway[] = {
        WIRE_DO(WIRE_READ), WIRE_TEXT("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"),
        WIRE_DO(WIRE_AGAIN)};
    struct scene scene = {0};
    open_scene(&scene, gateway, &(struct http_options){.rate = 4});
    send_some(&scene, 30, ended);
    run_aside(&scene);
    cr_expect(wire_server_await(scene.server, 2));
    http_loop_stop(scene.loop);
    pthread_join(scene.thread, NULL);
    cr_expect_eq(scene.cancelled, 30);
    cr_expect_eq(scene.ended, 30);
    close_scene(&scene);
}

Test(loop, stopped_before_it_runs_ends_what_was_submitted)
{
    struct scene scene = {0};
    open_scene(&scene, holds, &(struct http_options){0});
    send_some(&scene, 3, ended);
    http_loop_stop(scene.loop);
    http_loop_run(scene.loop);
    cr_expect_eq(scene.cancelled, 3);
    cr_expect_eq(wire_server_requests(scene.server), 0);
    close_scene(&scene);
}

Test(loop, never_run_still_ends_what_was_submitted)
{
    struct scene scene = {0};
    open_scene(&scene, holds, &(struct http_options){0});
    send_some(&scene, 3, ended);
    http_loop_free(scene.loop);
    cr_expect_eq(scene.cancelled, 3);
    scene.loop = NULL;
    close_scene(&scene);
}

Test(loop, ends_the_requests_of_a_cancelled_client_and_no_others)
{
    struct scene scene = {.wanted = 25};
    open_scene(&scene, holds, &(struct http_options){0});
    struct wire_server *other_server = wire_server_new((const struct wire_step[]){
        WIRE_DO(WIRE_READ), WIRE_DO(WIRE_GATE), WIRE_TEXT(ANSWER), WIRE_DO(WIRE_END)});
    struct http_client *other = client_of(other_server, &(struct http_options){0});
    send_some(&scene, 20, ended);
    for (size_t i = 0; i < 5; i++)
        http_loop_send(scene.loop, other, &get, ended, &scene);
    run_aside(&scene);
    cr_expect(wire_server_await(scene.server, 20));
    cr_expect(wire_server_await(other_server, 5));
    http_client_cancel(scene.client);
    wire_server_open(other_server);
    pthread_join(scene.thread, NULL);
    cr_expect_eq(scene.cancelled, 20);
    cr_expect_eq(scene.answered, 5);
    http_client_free(other);
    wire_server_free(other_server);
    close_scene(&scene);
}

Test(loop, ends_at_once_what_is_sent_by_a_cancelled_client)
{
    struct scene scene = {.wanted = 4};
    open_scene(&scene, holds, &(struct http_options){0});
    http_client_cancel(scene.client);
    send_some(&scene, 4, ended);
    http_loop_run(scene.loop);
    cr_expect_eq(scene.cancelled, 4);
    cr_expect_eq(wire_server_requests(scene.server), 0);
    close_scene(&scene);
}

/* ---- Timers ---- */

struct bell {
    struct scene *scene;
    char letter;
    int64_t when;
    uint64_t victim; /* forgets this timer */
};

static void ring(void *context)
{
    struct bell *bell = context;
    cr_expect_geq(clock_now(), bell->when, "%c", bell->letter);
    note(bell->scene, bell->letter);
    http_loop_forget(bell->scene->loop, bell->victim);
    if (bell->letter == 'z')
        http_loop_stop(bell->scene->loop);
}

Test(loop, calls_timers_in_the_order_of_their_times_and_of_equals_in_the_order_set)
{
    struct scene scene = {.loop = http_loop_new()};
    int64_t now = clock_now();
    struct bell bells[] = {
        {&scene, 'z', now + 60 * CLOCK_MILLISECOND, 0}, {&scene, 'd', now + 30 * CLOCK_MILLISECOND, 0},
        {&scene, 'b', now + 10 * CLOCK_MILLISECOND, 0}, {&scene, 'c', now + 10 * CLOCK_MILLISECOND, 0},
        {&scene, 'a', now - CLOCK_SECOND, 0},           {&scene, 'x', now + 40 * CLOCK_MILLISECOND, 0},
        {&scene, 'y', now + 20 * CLOCK_MILLISECOND, 0}, {&scene, 'e', now + 50 * CLOCK_MILLISECOND, 0},
    };
    uint64_t ids[sizeof bells / sizeof *bells];
    for (size_t i = 0; i < sizeof bells / sizeof *bells; i++) {
        ids[i] = http_loop_at(scene.loop, bells[i].when, ring, &bells[i]);
        cr_expect_neq(ids[i], 0);
    }
    bells[1].victim = ids[5];
    http_loop_forget(scene.loop, ids[6]);
    http_loop_forget(scene.loop, ids[6]);
    http_loop_forget(scene.loop, 0);
    http_loop_run(scene.loop);
    cr_expect_str_eq(scene.trail, "abcdez");
    http_loop_free(scene.loop);
}

static void count_down(void *context)
{
    struct scene *scene = context;
    if (++scene->ended == scene->wanted)
        http_loop_stop(scene->loop);
    else
        http_loop_at(scene->loop, INT64_MIN, count_down, scene);
}

Test(loop, is_not_held_up_by_a_timer_that_sets_itself_again)
{
    struct scene scene = {.wanted = SIZE_MAX};
    open_scene(&scene, answers, &(struct http_options){0});
    http_loop_at(scene.loop, 0, count_down, &scene);
    scene.wanted = 1000000;
    struct scene requests = {.loop = scene.loop, .client = scene.client, .wanted = 3};
    send_some(&requests, 3, ended);
    http_loop_run(scene.loop);
    cr_expect_eq(requests.answered, 3);
    cr_expect_lt(scene.ended, scene.wanted);
    close_scene(&scene);
}

Test(timers, come_in_order_whatever_is_forgotten)
{
    enum { COUNT = 2000 };
    struct http_timers timers = {0};
    struct http_timer timer = {0}, before = {0};
    struct random random = {.state = 7};
    size_t taken = 0, forgotten = 0;
    for (size_t i = 0; i < COUNT; i++) {
        uint64_t id = http_timers_add(&timers, (int64_t)random_below(&random, 500), NULL, NULL);
        bool victim = i % 3 == 0;
        forgotten += victim;
        http_timers_forget(&timers, victim ? random_below(&random, id) + 1 : 0);
    }
    cr_expect_geq(timers.count, COUNT - forgotten);
    size_t left = timers.count;
    cr_expect_not(http_timers_take(&timers, -1, UINT64_MAX, &timer));
    cr_expect_not(http_timers_take(&timers, 500, 0, &timer));
    for (; http_timers_take(&timers, 500, UINT64_MAX, &timer); before = timer, taken++)
        cr_expect(timer.when > before.when || (timer.when == before.when && timer.id > before.id));
    cr_expect_eq(taken, left);
    cr_expect_eq(http_timers_next(&timers), INT64_MAX);
    http_timers_clear(&timers);
}

/* ---- Posts ---- */

enum { POSTERS = 8, POSTS = 500 };

struct letterbox {
    struct http_loop *loop;
    pthread_t reader;
    size_t next[POSTERS]; /* number of the post that has to come next */
    size_t total;
};

struct letter {
    struct letterbox *box;
    size_t poster, number;
};

static struct letter letters[POSTERS][POSTS];

static void open_letter(void *context)
{
    struct letter *letter = context;
    struct letterbox *box = letter->box;
    cr_expect_eq(box->next[letter->poster]++, letter->number);
    cr_expect(pthread_equal(box->reader, pthread_self()));
    if (++box->total == POSTERS * POSTS)
        http_loop_stop(box->loop);
}

static void *write_letters(void *context)
{
    struct letter *mine = context;
    for (size_t i = 0; i < POSTS; i++)
        http_loop_post(mine[i].box->loop, open_letter, &mine[i]);
    return NULL;
}

Test(loop, calls_posts_of_many_threads_in_the_order_of_each)
{
    struct letterbox box = {.loop = http_loop_new(), .reader = pthread_self()};
    pthread_t posters[POSTERS];
    for (size_t i = 0; i < POSTERS; i++) {
        for (size_t j = 0; j < POSTS; j++)
            letters[i][j] = (struct letter){&box, i, j};
        cr_assert_eq(pthread_create(&posters[i], NULL, write_letters, letters[i]), 0);
    }
    http_loop_run(box.loop);
    for (size_t i = 0; i < POSTERS; i++)
        pthread_join(posters[i], NULL);
    cr_expect_eq(box.total, POSTERS * POSTS);
    http_loop_free(box.loop);
}

static void note_and_stop(void *context)
{
    struct scene *scene = context;
    note(scene, 'b');
    http_loop_stop(scene->loop);
}

static void never(void *context)
{
    (void)context;
    cr_expect(false, "called after the loop was stopped");
}

static void note_and_post(void *context)
{
    struct scene *scene = context;
    note(scene, 'a');
    http_loop_post(scene->loop, note_and_stop, scene);
    http_loop_post(scene->loop, never, scene);
}

Test(loop, drops_posts_and_timers_once_it_is_stopped)
{
    struct scene scene = {.loop = http_loop_new()};
    http_loop_post(scene.loop, note_and_post, &scene);
    http_loop_at(scene.loop, clock_now() + 60 * CLOCK_SECOND, never, NULL);
    http_loop_run(scene.loop);
    cr_expect_str_eq(scene.trail, "ab");
    http_loop_free(scene.loop);
}

Test(loop, wakes_for_a_post_while_nothing_else_is_due)
{
    struct scene scene = {.loop = http_loop_new()};
    run_aside(&scene);
    http_loop_post(scene.loop, note_and_stop, &scene);
    pthread_join(scene.thread, NULL);
    cr_expect_str_eq(scene.trail, "b");
    http_loop_free(scene.loop);
    http_loop_free(NULL);
}

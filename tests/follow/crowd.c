/* Many executions at once: of the bundled deployment, in one thread. */
#include <criterion/criterion.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "follow/follow.h"
#include "reference/reference.h"

enum { EXECUTIONS = 500, PATIENCE = 100 };

static const char kickoff_body[] = "{\"inputs\": {}}";

/* ---- A script: kicked off, then polled until it has ended ---- */

struct walk {
    char name[32], path[64];
    struct http_headers headers, kickoff_headers;
    size_t sent;
    bool begun, completed;
};

static struct follow_action request(struct walk *walk, enum follow_kind kind, const char *method,
                                    const char *path)
{
    struct follow_action action = {.step = FOLLOW_SEND, .kind = kind, .label = "request"};
    action.request = (struct http_request){.method = method, .target = path, .headers = walk->headers};
    walk->sent++;
    return action;
}

static struct follow_action next(void *context, const struct follow_history *history, int64_t now)
{
    struct walk *walk = context;
    if (!walk->sent) {
        struct follow_action action = request(walk, FOLLOW_START, "POST", "/kickoff");
        action.request.headers = walk->kickoff_headers;
        action.request.body = kickoff_body;
        action.request.length = sizeof kickoff_body - 1;
        action.spends = true;
        return action;
    }
    if (history->count < walk->sent)
        return (struct follow_action){.step = FOLLOW_WAIT, .until = INT64_MAX};
    const struct follow_event *last = &history->events[history->count - 1];
    const char *id = json_member_string(last->body, "kickoff_id"),
               *status = json_member_string(last->body, "status");
    if (id)
        snprintf(walk->path, sizeof walk->path, "/%s/status", id);
    walk->completed = status && strcmp(status, "completed") == 0;
    if (walk->completed || (!id && !status))
        return (struct follow_action){.step = FOLLOW_END, .ending = status ? status : "lost"};
    if (last->kind == FOLLOW_POLL && now < last->at + 250 * CLOCK_MILLISECOND)
        return (struct follow_action){.step = FOLLOW_WAIT, .until = last->at + 250 * CLOCK_MILLISECOND};
    return request(walk, FOLLOW_POLL, "GET", walk->path);
}

/* ---- Who watches ---- */

struct watch {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    size_t answers, ended, charges;
    size_t under_way, most_under_way; /* started and not ended */
};

static size_t answered(void *context, const struct follow_script *script, const struct follow_action *action,
                       const struct http_exchange *exchange)
{
    struct watch *watch = context;
    (void)script;
    watch->under_way += action->kind == FOLLOW_START && exchange->status == 200;
    watch->most_under_way =
        watch->under_way > watch->most_under_way ? watch->under_way : watch->most_under_way;
    return ++watch->answers;
}

static size_t called(void *context, const struct follow_script *script,
                     const struct follow_delivery *delivery)
{
    (void)context;
    (void)script;
    (void)delivery;
    return 0;
}

static bool may_start(void *context, bool *later)
{
    struct watch *watch = context;
    *later = true;
    watch->charges++;
    return true;
}

static void ended(void *context, const struct follow_script *script, const struct follow_history *history)
{
    struct watch *watch = context;
    (void)script;
    (void)history;
    pthread_mutex_lock(&watch->lock);
    watch->under_way--;
    watch->ended++;
    pthread_cond_signal(&watch->changed);
    pthread_mutex_unlock(&watch->lock);
}

static bool await_all(struct watch *watch)
{
    struct timespec deadline;
    clock_gettime(CLOCK_REALTIME, &deadline);
    deadline.tv_sec += PATIENCE;
    int late = 0;
    pthread_mutex_lock(&watch->lock);
    while (watch->ended < EXECUTIONS && !late)
        late = pthread_cond_timedwait(&watch->changed, &watch->lock, &deadline);
    pthread_mutex_unlock(&watch->lock);
    return !late;
}

/* ---- ---- */

static int thread_count(void)
{
    int count = -1;
    char line[256];
    FILE *status = fopen("/proc/self/status", "r");
    while (status && fgets(line, sizeof line, status))
        if (sscanf(line, "Threads: %d", &count) == 1)
            break;
    if (status)
        fclose(status);
    return count;
}

static void *run_loop(void *loop)
{
    http_loop_run(loop);
    return NULL;
}

Test(crowd, of_500_executions_needs_one_thread, .timeout = 110)
{
    static const char *const no_inputs[] = {NULL};
    static struct walk walks[EXECUTIONS];
    struct reference_server *server = NULL;
    struct error error = {0};
    struct reference_options options = {.inputs = no_inputs, .step_duration = 1500};
    cr_assert(reference_start(&options, &server, &error), "%s", error.text);
    struct http_options http = {.base_url = reference_url(server)};
    struct http_client *client = http_client_new(&http, &error);
    struct watch watch = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};
    struct follow_observer observer = {&watch, answered, called, may_start, ended};
    struct http_loop *loop = http_loop_new();
    struct follower *follower = follower_new(loop, client, client, &observer);
    int threads = thread_count();
    pthread_t thread;
    pthread_create(&thread, NULL, run_loop, loop);
    for (size_t i = 0; i < EXECUTIONS; i++) {
        struct walk *walk = &walks[i];
        snprintf(walk->name, sizeof walk->name, "walk-%zu", i);
        http_headers_add(&walk->headers, "Authorization", "Bearer " REFERENCE_TOKEN);
        http_headers_copy(&walk->kickoff_headers, &walk->headers);
        http_headers_add(&walk->kickoff_headers, "Content-Type", "application/json");
        follower_add(follower, &(struct follow_script){.name = walk->name, .next = next, .context = walk});
    }
    cr_expect(await_all(&watch), "%zu of them ended", watch.ended);
    cr_expect_leq(thread_count(), threads + 1, "one thread for all of them");
    cr_expect_eq(watch.most_under_way, EXECUTIONS, "all of them at once");
    cr_expect_eq(watch.charges, EXECUTIONS);
    for (size_t i = 0; i < EXECUTIONS; i++)
        cr_expect(walks[i].completed, "%s", walks[i].name);
    http_loop_stop(loop);
    pthread_join(thread, NULL);
    follower_free(follower);
    http_loop_free(loop);
    http_client_free(client);
    reference_stop(server);
    for (size_t i = 0; i < EXECUTIONS; i++) {
        http_headers_clear(&walks[i].headers);
        http_headers_clear(&walks[i].kickoff_headers);
    }
}

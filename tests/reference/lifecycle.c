/* Executions of the plain deployment: from kickoff to end, with a human and with callbacks. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "client.h"
#include "receiver.h"

Test(reference, executions_take_steps_and_end)
{
    struct reference_server *server = server_start(NULL);
    char *id = client_kickoff(server, "");
    char *path = string_format("/%s/status", id);
    struct reply reply = client_get(server, path);
    cr_expect_str_eq(reply_string(&reply, "/status"), "running");
    cr_expect_eq(reply_number(&reply, "/progress/total_tasks"), 3);
    reply_clear(&reply);
    reply = client_poll_end(server, id);
    cr_expect_str_eq(reply_string(&reply, "/status"), "completed");
    cr_expect_str_eq(reply_string(&reply, "/result/tasks/2/task_id"), "writing_task");
    cr_expect_str_eq(reply_string(&reply, "/result/output"), reply_string(&reply, "/result/tasks/2/output"));
    cr_expect_not_null(strstr(reply_string(&reply, "/result/output"), "budget=1000"));
    cr_expect_gt(reply_number(&reply, "/execution_time"), 0.1);
    cr_expect_lt(reply_number(&reply, "/execution_time"), 1.0);
    struct reply again = client_get(server, path);
    cr_expect_str_eq(buffer_string(&again.text), buffer_string(&reply.text));
    reply_clear(&again);
    reply_clear(&reply);
    free(path);
    free(id);
    cr_expect_eq(reference_executions_started(server), 1);
    reference_stop(server);
}

static void check_task(const struct reference_server *server, const char *id, const char *task)
{
    char *path = string_format("/%s/status", id);
    struct reply reply = client_get(server, path);
    const char *found = reply_string(&reply, "/current_task");
    cr_expect_str_eq(found == NULL ? "" : found, task);
    reply_clear(&reply);
    free(path);
}

/* The first task by two requests for its status, the second by one, whatever the time; and not for ever. */
Test(reference, waits_to_be_seen)
{
    enum { A_WHILE = 900, LONG = 2000 };
    struct reference_options options = {.manual = true, .watched = true};
    struct reference_server *server = server_start(&options);
    char *id = client_kickoff(server, "");
    reference_advance(server, 1);
    check_task(server, id, "research_task");
    reference_advance(server, A_WHILE);
    check_task(server, id, "research_task");
    reference_advance(server, A_WHILE);
    check_task(server, id, "planning_task");
    reference_advance(server, A_WHILE);
    check_task(server, id, "");
    char *unseen = client_kickoff(server, "");
    reference_advance(server, LONG - 1);
    check_task(server, unseen, "research_task");
    reference_advance(server, 2 * LONG);
    check_task(server, unseen, "");
    free(unseen);
    free(id);
    reference_stop(server);
}

/* Resumes and returns the answer's status word, "" where it was refused. */
static void check_resume(const struct reference_server *server, const char *id, const char *task,
                         bool approve, const char *further, long status, const char *word)
{
    char *body =
        string_format("{\"execution_id\": \"%s\", \"task_id\": \"%s\", \"human_feedback\": \"more sea\", "
                      "\"is_approve\": %s%s}",
                      id, task, approve ? "true" : "false", further);
    struct reply reply = client_post(server, "/resume", body);
    cr_expect_eq(reply.status, status, "%s: %ld %s", body, reply.status, buffer_string(&reply.text));
    const char *found = reply_string(&reply, "/status");
    cr_expect_str_eq(found == NULL ? "" : found, word);
    reply_clear(&reply);
    free(body);
}

Test(reference, waits_for_a_human)
{
    struct receiver *receiver = receiver_start(200, 0);
    struct reference_options options = {.human_task = "planning_task"};
    struct reference_server *server = server_start(&options);
    char *further = string_format(", \"taskWebhookUrl\": \"%s/old\", \"humanInputWebhook\": {\"url\": "
                                  "\"%s/human\", \"authentication\": "
                                  "{\"strategy\": \"bearer\", \"token\": \"secret\"}}",
                                  receiver_url(receiver), receiver_url(receiver));
    char *id = client_kickoff(server, further);
    cr_assert_eq(receiver_wait(receiver, "/human", 1), 1);
    const struct received *note = receiver_at(receiver, "/human", 0);
    cr_expect_str_eq(note->authorization, "Bearer secret");
    cr_expect_str_eq(json_member_string(note->body, "execution_id"), id);
    cr_expect_str_eq(json_member_string(note->body, "task_id"), "planning_task");
    check_resume(server, id, "research_task", true, "", 400, "");
    check_resume(server, id, "no_task", true, "", 404, "");
    free(further);
    further =
        string_format(", \"taskWebhookUrl\": \"%s/new\", \"humanInputWebhook\": {\"url\": \"%s/again\"}",
                      receiver_url(receiver), receiver_url(receiver));
    check_resume(server, id, "planning_task", false, further, 200, "retrying");
    check_resume(server, id, "planning_task", false, further, 400, "");
    cr_assert_eq(receiver_wait(receiver, "/again", 1), 1);
    check_resume(server, id, "planning_task", true, further, 200, "resumed");
    struct reply reply = client_poll_end(server, id);
    cr_expect_not_null(strstr(reply_string(&reply, "/result/tasks/1/output"), "revised after: more sea"));
    reply_clear(&reply);
    check_resume(server, id, "planning_task", true, "", 400, "");
    cr_expect_eq(receiver_wait(receiver, "/new", 2), 2);
    cr_expect_eq(receiver_wait(receiver, "/old", 1), 1);
    free(further);
    free(id);
    reference_stop(server);
    receiver_stop(receiver);
}

/* Approves the task as soon as it waits. */
static void approve_unasked(const struct reference_server *server, const char *id, const char *task)
{
    char *body =
        string_format("{\"execution_id\": \"%s\", \"task_id\": \"%s\", \"human_feedback\": \"fine\", "
                      "\"is_approve\": true}",
                      id, task);
    int64_t until = clock_now() + 20 * CLOCK_SECOND;
    long status = 0;
    while (status != 200 && clock_now() < until) {
        struct reply reply = client_post(server, "/resume", body);
        status = reply.status;
        reply_clear(&reply);
        usleep(1000);
    }
    cr_expect_eq(status, 200);
    free(body);
}

Test(reference, tells_a_human_who_was_quicker_with_what_the_kickoff_gave)
{
    static const char *const late[] = {"human-and-late-callbacks", NULL};
    struct receiver *receiver = receiver_start(200, 0);
    struct reference_server *server =
        server_start(&(struct reference_options){.human_task = "planning_task", .variants = late});
    char *further = string_format(", \"humanInputWebhook\": {\"url\": \"%s/human\", \"authentication\": "
                                  "{\"strategy\": \"bearer\", \"token\": \"secret\"}}",
                                  receiver_url(receiver));
    char *id = client_kickoff(server, further);
    approve_unasked(server, id, "planning_task");
    cr_assert_eq(receiver_wait(receiver, "/human", 1), 1);
    cr_expect_str_eq(receiver_at(receiver, "/human", 0)->authorization, "Bearer secret");
    free(further);
    free(id);
    reference_stop(server);
    receiver_stop(receiver);
}

Test(reference, says_completed_on_the_last_task)
{
    struct receiver *receiver = receiver_start(200, 0);
    struct reference_options options = {.human_task = "writing_task"};
    struct reference_server *server = server_start(&options);
    char *further = string_format(", \"humanInputWebhook\": {\"url\": \"%s/human\", \"authentication\": "
                                  "{\"strategy\": \"basic\", \"username\": \"me\", \"password\": \"you\"}}",
                                  receiver_url(receiver));
    char *id = client_kickoff(server, further);
    cr_assert_eq(receiver_wait(receiver, "/human", 1), 1);
    cr_expect_str_eq(receiver_at(receiver, "/human", 0)->authorization, "Basic bWU6eW91");
    check_resume(server, id, "writing_task", true, "", 200, "completed");
    struct reply reply = client_poll_end(server, id);
    cr_expect_str_eq(reply_string(&reply, "/status"), "completed");
    reply_clear(&reply);
    free(further);
    free(id);
    reference_stop(server);
    receiver_stop(receiver);
}

/* A kickoff with all three URLs of the receiver, and `meta`. */
static char *kickoff_with_callbacks(const struct reference_server *server, const struct receiver *receiver)
{
    const char *url = receiver_url(receiver);
    char *further =
        string_format(", \"meta\": {\"a\": [1.50, {\"\u00fc\": null}], \"b\": \"\\ud83d\\ude00\"}, "
                      "\"stepWebhookUrl\": \"%s/step\", \"taskWebhookUrl\": \"%s/task\", "
                      "\"crewWebhookUrl\": \"%s/crew\"",
                      url, url, url);
    char *id = client_kickoff(server, further);
    free(further);
    return id;
}

Test(reference, calls_back)
{
    struct receiver *receiver = receiver_start(200, 0);
    struct reference_server *server = server_start(NULL);
    char *id = kickoff_with_callbacks(server, receiver);
    cr_assert_eq(receiver_wait(receiver, "/crew", 1), 1);
    cr_assert_eq(receiver_wait(receiver, "/task", 3), 3);
    cr_assert_eq(receiver_wait(receiver, "/step", 6), 6);
    for (size_t i = 0; i < 10; i++) {
        const struct received *item = receiver_at(receiver, NULL, i);
        cr_expect_str_eq(item->method, "POST");
        cr_expect_str_eq(item->type, "application/json");
        cr_expect_str_eq(json_member_string(item->body, "kickoff_id"), id);
        char *meta = json_text(json_member_object(item->body, "meta"), JSON_COMPACT);
        cr_expect_str_eq(meta, "{\"a\":[1.50,{\"\u00fc\":null}],\"b\":\"\U0001F600\"}");
        free(meta);
    }
    struct reply reply = client_poll_end(server, id);
    const struct received *crew = receiver_at(receiver, "/crew", 0);
    cr_expect_str_eq(json_member_string(crew->body, "result"), reply_string(&reply, "/result/output"));
    cr_expect_geq(crew->when, receiver_at(receiver, "/task", 2)->when);
    reply_clear(&reply);
    free(id);
    reference_stop(server);
    receiver_stop(receiver);
}

Test(reference, a_slow_or_failing_receiver_changes_nothing)
{
    struct receiver *receiver = receiver_start(500, 1000);
    struct reference_server *server = server_start(NULL);
    int64_t began = clock_now();
    char *id = kickoff_with_callbacks(server, receiver);
    struct reply reply = client_poll_end(server, id);
    cr_expect_str_eq(reply_string(&reply, "/status"), "completed");
    cr_expect_lt(clock_now() - began, CLOCK_SECOND);
    cr_expect_eq(receiver_wait(receiver, "/crew", 1), 1);
    reply_clear(&reply);
    free(id);
    reference_stop(server);
    receiver_stop(receiver);
}

Test(reference, many_servers_run_at_once)
{
    enum { SERVERS = 40 };
    struct reference_server *servers[SERVERS];
    char *ids[SERVERS];
    for (size_t i = 0; i < SERVERS; i++) {
        servers[i] = server_start(NULL);
        ids[i] = client_kickoff(servers[i], "");
    }
    for (size_t i = 0; i < SERVERS; i++) {
        struct reply reply = client_poll_end(servers[i], ids[i]);
        cr_expect_str_eq(reply_string(&reply, "/status"), "completed");
        reply_clear(&reply);
        free(ids[i]);
        reference_stop(servers[i]);
    }
}

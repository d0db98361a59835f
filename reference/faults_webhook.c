/* Callbacks that do not come, come too often, in the wrong way or order, or do harm to their execution. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "reference/behaviour.h"

enum { PATIENT = 1000000 }; /* microseconds: what a receiver may take where the deployment waits for it */

/* ---- Whether ---- */

#define DROPS(function, what)                                                                                \
    static void function(struct delivery *delivery)                                                          \
    {                                                                                                        \
        delivery->dropped |= delivery->occasion == what;                                                     \
    }
DROPS(drop_steps, ON_STEP_CALLBACK)
DROPS(drop_tasks, ON_TASK_CALLBACK)
DROPS(drop_crews, ON_CREW_CALLBACK)

static void drop_last_task(struct delivery *delivery)
{
    size_t count = delivery->execution->server->crew.task_count;
    delivery->dropped |= delivery->occasion == ON_TASK_CALLBACK && delivery->task + 1 == count;
}

/* Whoever takes part of a URL for the whole never gets there. */
static void drop_query(struct delivery *delivery)
{
    char *query = strchr(delivery->url, '?');
    if (query != NULL) {
        *query = '\0';
    }
}

static void tell_token_in_query(struct delivery *delivery)
{
    if (delivery->occasion == ON_STEP_CALLBACK) {
        char *url =
            string_format("%s%ctoken=%s", delivery->url, strchr(delivery->url, '?') != NULL ? '&' : '?',
                          delivery->execution->server->token);
        free(delivery->url);
        delivery->url = url;
    }
}

static void lower_url(struct delivery *delivery)
{
    for (char *at = delivery->url; *at != '\0'; at++) {
        *at = (char)tolower((unsigned char)*at);
    }
}

/* What is escaped in a URL is escaped because it is something else bare. */
static void unescape_url(struct delivery *delivery)
{
    char *to = delivery->url;
    for (const char *from = to; *from != '\0'; from++) {
        const char digits[] = {from[0] == '%' ? from[1] : '\0', from[0] == '%' ? from[2] : '\0', '\0'};
        bool escape = from[0] == '%' && from[1] != '\0' && strspn(digits, "0123456789abcdefABCDEF") == 2;
        *to++ = escape ? (char)strtoul(digits, NULL, 16) : *from;
        from += escape ? 2 : 0;
    }
    *to = '\0';
}

static void drop_path_end(struct delivery *delivery)
{
    char *slash = strrchr(delivery->url, '/');
    if (delivery->occasion == ON_CREW_CALLBACK && slash != NULL) {
        slash[1] = '\0';
    }
}

static void send_again(struct delivery *delivery, enum occasion occasion)
{
    if (delivery->occasion == occasion && !delivery->dropped) {
        struct delivery *copy = webhook_copy(delivery);
        copy->delay += delivery->execution->server->second / 20;
        webhook_send(copy);
    }
}

static void steps_twice(struct delivery *delivery)
{
    send_again(delivery, ON_STEP_CALLBACK);
}

static void tasks_twice(struct delivery *delivery)
{
    send_again(delivery, ON_TASK_CALLBACK);
}

static void crews_twice(struct delivery *delivery)
{
    send_again(delivery, ON_CREW_CALLBACK);
}

/* Each call has a number of its own. */
static void steps_twice_and_numbered(struct delivery *delivery)
{
    if (delivery->occasion == ON_STEP_CALLBACK) {
        json_object_object_add(delivery->payload, "delivery", json_object_new_int(1));
        struct delivery *copy = webhook_copy(delivery);
        json_object_object_add(copy->payload, "delivery", json_object_new_int(2));
        copy->delay += delivery->execution->server->second / 20;
        webhook_send(copy);
    }
}

/* ---- Where ---- */

static void url_change(struct delivery *delivery, const char *url)
{
    if (url != NULL) {
        free(delivery->url);
        delivery->url = string_copy(url);
    }
}

static void tasks_go_to_the_crew(struct delivery *delivery)
{
    if (delivery->occasion == ON_TASK_CALLBACK) {
        url_change(delivery, delivery->execution->urls.crew);
    }
}

static void crew_goes_to_the_tasks(struct delivery *delivery)
{
    if (delivery->occasion == ON_CREW_CALLBACK) {
        url_change(delivery, delivery->execution->urls.task);
    }
}

/* The receiver of an execution is called for the others that have none. */
static void urls_leak(struct execution *execution)
{
    const struct execution *other = execution->next;
    while (other != NULL && other->urls.task == NULL) {
        other = other->next;
    }
    if (other != NULL && execution->urls.task == NULL) {
        execution->urls.task = string_copy(other->urls.task);
    }
}

static void first_alone_calls(struct execution *execution)
{
    if (execution->server->started > 1) {
        callback_urls_clear(&execution->urls);
    }
}

/* ---- How ---- */

#define METHOD(function, what, name)                                                                         \
    static void function(struct delivery *delivery)                                                          \
    {                                                                                                        \
        delivery->method = delivery->occasion == what ? name : delivery->method;                             \
    }
METHOD(put_steps, ON_STEP_CALLBACK, "PUT")
METHOD(put_tasks, ON_TASK_CALLBACK, "PUT")
METHOD(get_crews, ON_CREW_CALLBACK, "GET")

/* ---- When ---- */

enum { LONG_AFTER = 1500 }; /* milliseconds, as the clock has them: more than a second */

static void crew_first(struct delivery *delivery)
{
    delivery->unordered = true;
    delivery->delay += delivery->occasion == ON_TASK_CALLBACK ? LONG_AFTER : 0;
}

static void last_task_late(struct delivery *delivery)
{
    size_t count = delivery->execution->server->crew.task_count;
    delivery->unordered = true;
    if (delivery->occasion == ON_TASK_CALLBACK && delivery->task + 1 == count) {
        delivery->delay += LONG_AFTER;
    }
}

/* ---- Receivers that fail or are slow ---- */

/* The execution stands still while a receiver has not answered. */
static void waits_for_receivers(struct execution *execution)
{
    execution->plan.waits = true;
}

static void failing_receiver_ends_it(struct delivery *delivery, long status, int64_t took)
{
    (void)took;
    if (status >= 500) {
        execution_fail(delivery->execution, "A webhook could not be delivered");
    }
}

static void leaving_receiver_ends_it(struct delivery *delivery, long status, int64_t took)
{
    (void)took;
    if (status == 0) {
        execution_fail(delivery->execution, "A webhook's receiver hung up");
    }
}

static void slow_receiver_ends_it(struct delivery *delivery, long status, int64_t took)
{
    (void)status;
    if (took > PATIENT) {
        execution_fail(delivery->execution, "A webhook timed out");
    }
}

#define DELIVER(name, words, function)                                                                       \
    {                                                                                                        \
        .about = {name, words, false, false}, .deliver = function                                            \
    }
#define DELIVERED(name, words, function)                                                                     \
    {                                                                                                        \
        .about = {name, words, false, false}, .plan = waits_for_receivers, .delivered = function             \
    }
#define SAYS(name, words, occasion, ...)                                                                     \
    {                                                                                                        \
        .about = {name, words, false, false}, .edits = { {0, occasion, __VA_ARGS__, 0} }                     \
    }

const struct behaviour fault_webhook_table[] = {
    DELIVER("no-step-callback", "stepWebhookUrl is not called", drop_steps),
    DELIVER("no-task-callback", "taskWebhookUrl is not called", drop_tasks),
    DELIVER("no-crew-callback", "crewWebhookUrl is not called", drop_crews),
    DELIVER("no-last-task-callback", "taskWebhookUrl is not called for the last task", drop_last_task),
    DELIVER("callback-loses-query", "webhooks are called without the query of their URL", drop_query),
    DELIVER("callback-tells-token", "stepWebhookUrl is called with the crew's token in its query",
            tell_token_in_query),
    DELIVER("callback-in-small-letters", "webhooks are called by their URL in small letters", lower_url),
    DELIVER("callback-unescaped", "webhooks are called by their URL without its escapes", unescape_url),
    DELIVER("crew-callback-loses-path", "crewWebhookUrl is called without the end of its path",
            drop_path_end),
    DELIVER("step-callback-twice", "stepWebhookUrl is called twice for each step", steps_twice),
    /* both before the next step's, or nothing tells them from steps that are alike */
    {.about = {"step-callback-twice-numbered", "stepWebhookUrl is called twice for each step, by numbers",
               false, false},
     .plan = waits_for_receivers,
     .deliver = steps_twice_and_numbered},
    DELIVER("task-callback-twice", "taskWebhookUrl is called twice for each task", tasks_twice),
    DELIVER("crew-callback-twice", "crewWebhookUrl is called twice", crews_twice),
    DELIVER("task-callback-at-crew-url", "a task's end is told to crewWebhookUrl", tasks_go_to_the_crew),
    DELIVER("crew-callback-at-task-url", "the crew's end is told to taskWebhookUrl", crew_goes_to_the_tasks),
    {.about = {"urls-leak", "an execution without taskWebhookUrl calls that of the execution before", false,
               false},
     .plan = urls_leak},
    {.about = {"first-execution-alone-calls", "no execution but the first calls its webhooks", false, false},
     .plan = first_alone_calls},
    DELIVER("step-callback-by-put", "stepWebhookUrl is called by PUT", put_steps),
    DELIVER("task-callback-by-put", "taskWebhookUrl is called by PUT", put_tasks),
    DELIVER("crew-callback-by-get", "crewWebhookUrl is called by GET", get_crews),
    SAYS("step-callback-as-text", "stepWebhookUrl is called with text/plain", ON_STEP_CALLBACK, NULL,
         EDIT_MEDIA_TYPE, "text/plain"),
    SAYS("task-callback-as-form", "taskWebhookUrl is called with a form's media type", ON_TASK_CALLBACK, NULL,
         EDIT_MEDIA_TYPE, "application/x-www-form-urlencoded"),
    SAYS("crew-callback-of-no-type", "crewWebhookUrl is called without a Content-Type", ON_CREW_CALLBACK,
         NULL, EDIT_MEDIA_TYPE, NULL),
    SAYS("step-callback-cut", "stepWebhookUrl is called with half of its JSON", ON_STEP_CALLBACK, NULL,
         EDIT_CUT, NULL),
    SAYS("task-callback-single-quotes", "taskWebhookUrl is called with JSON in single quotes",
         ON_TASK_CALLBACK, "\"", EDIT_REPLACE, "'"),
    SAYS("crew-callback-empty", "crewWebhookUrl is called without a body", ON_CREW_CALLBACK, NULL, EDIT_TEXT,
         ""),
    DELIVER("crew-callback-first", "the crew's end is told before the end of its tasks", crew_first),
    DELIVER("last-task-callback-late", "the last task's end is told long after the crew's", last_task_late),
    DELIVERED("failing-receiver-ends-execution", "a receiver that answers 500 ends the execution in an error",
              failing_receiver_ends_it),
    DELIVERED("leaving-receiver-ends-execution", "a receiver that hangs up ends the execution in an error",
              leaving_receiver_ends_it),
    DELIVERED("slow-receiver-ends-execution", "a receiver that is slow ends the execution in an error",
              slow_receiver_ends_it),
    {.about = {NULL, NULL, false, false}},
};

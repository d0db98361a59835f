#include "reference/execution.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "reference/behaviour.h"

enum {
    LOOK_AGAIN = 5,        /* milliseconds */
    WATCH_PATIENCE = 2000, /* milliseconds since the beginning of a task, or retry, that nobody looks at */
    LOOKS_AT_FIRST = 2,
    LOOKS_AT_SECOND = 1 /* and at the one behind the human's, and at one that is done again */
};

/* ---- Looking ---- */

struct execution *execution_find(struct reference_server *server, const char *id)
{
    struct execution *execution = server->executions;
    while (execution != NULL && strcasecmp(execution->id, id) != 0) {
        execution = execution->next;
    }
    return execution;
}

size_t execution_task(const struct execution *execution, const char *name)
{
    const struct crew *crew = &execution->server->crew;
    size_t task = 0;
    while (task < crew->task_count && strcmp(crew->tasks[task].name, name) != 0) {
        task++;
    }
    return task;
}

size_t execution_waiting(const struct execution *execution)
{
    const struct crew *crew = &execution->server->crew;
    size_t task = 0;
    while (task < crew->task_count && execution->tasks[task].state != TASK_HELD) {
        task++;
    }
    return task;
}

/* The first task that is under way, else the first that is not done. */
static size_t execution_current(const struct execution *execution)
{
    size_t count = execution->server->crew.task_count;
    for (size_t task = 0; task < count; task++) {
        if (execution->tasks[task].state == TASK_RUNNING || execution->tasks[task].state == TASK_HELD) {
            return task;
        }
    }
    return count;
}

char *execution_task_output(const struct execution *execution, size_t task)
{
    const struct reference_task *known = &execution->server->crew.tasks[task];
    struct buffer text;
    buffer_init(&text, BUFFER_UNBOUNDED);
    buffer_format(&text, "%s did %s for", known->agent, known->name);
    if (execution->inputs != NULL) {
        json_object_object_foreach(execution->inputs, name, value)
        {
            buffer_format(&text, " %s=", name);
            if (json_is(value, json_type_string)) {
                buffer_text(&text, json_object_get_string(value));
            } else {
                json_write(&text, value, JSON_COMPACT);
            }
            buffer_char(&text, ';');
        }
    }
    if (execution->tasks[task].feedback != NULL) {
        buffer_format(&text, " revised after: %s", execution->tasks[task].feedback);
    }
    return buffer_take(&text, NULL);
}

/* Seconds, to the millisecond. */
static struct json_object *seconds(int64_t duration)
{
    return json_object_new_double(round((double)duration / 1000.0) / 1000.0);
}

static struct json_object *view_running(const struct execution *execution)
{
    const struct crew *crew = &execution->server->crew;
    struct json_object *body = json_object_new_object();
    json_add(body, "status", json_string("running"));
    size_t current = execution_current(execution), completed = execution->completed;
    /* the last task is not over while the execution waits for its receivers */
    if (completed == crew->task_count) {
        current = --completed;
    }
    if (current < crew->task_count) {
        json_add(body, "current_task", json_string(crew->tasks[current].name));
    }
    struct json_object *progress = json_object_new_object();
    json_add(progress, "completed_tasks", json_object_new_int64((int64_t)completed));
    json_add(progress, "total_tasks", json_object_new_int64((int64_t)crew->task_count));
    return json_add(body, "progress", progress);
}

static struct json_object *view_task(const struct execution *execution, size_t task)
{
    const struct reference_task *known = &execution->server->crew.tasks[task];
    const struct task_run *run = &execution->tasks[task];
    char *output = execution_task_output(execution, task);
    struct json_object *body = json_object_new_object();
    json_add(body, "task_id", json_string(known->name));
    json_add(body, "output", json_string(output));
    json_add(body, "agent", json_string(known->agent));
    json_add(body, "execution_time", seconds(run->ended - run->began));
    free(output);
    return body;
}

static struct json_object *view_completed(const struct execution *execution)
{
    struct json_object *tasks = json_object_new_array();
    for (size_t task = 0; task < execution->server->crew.task_count; task++) {
        json_object_array_add(tasks, view_task(execution, task));
    }
    struct json_object *result = json_object_new_object();
    json_add(result, "output", json_string(execution->output));
    json_add(result, "tasks", tasks);
    struct json_object *body = json_object_new_object();
    json_add(body, "status", json_string("completed"));
    json_add(body, "result", result);
    return json_add(body, "execution_time", seconds(execution->ended - execution->began));
}

struct json_object *execution_view(const struct execution *execution)
{
    if (execution->state == EXECUTION_RUNNING) {
        return view_running(execution);
    }
    if (execution->state == EXECUTION_COMPLETED) {
        return view_completed(execution);
    }
    struct json_object *body = json_object_new_object();
    json_add(body, "status", json_string("error"));
    json_add(body, "error", json_string(execution->error));
    return json_add(body, "execution_time", seconds(execution->ended - execution->began));
}

/* ---- Living ---- */

static void task_step(struct reference_server *server, void *subject, size_t task);

static void task_begin(struct execution *execution, size_t task)
{
    struct task_run *run = &execution->tasks[task];
    run->state = TASK_RUNNING;
    run->steps = 0;
    run->attempts++;
    run->looks_before = execution->looks;
    run->attempted = engine_now(execution->server);
    run->began = run->attempts > 1 ? run->began : engine_now(execution->server);
    if (!execution->plan.instant) {
        engine_after(execution->server, execution->plan.step_duration, task_step, execution, task);
    }
}

static void execution_end(struct execution *execution, enum execution_state state)
{
    execution->state = state;
    execution->ended = engine_now(execution->server);
}

/* Looks again and again, until every receiver has answered. */
static void execution_await_receivers(struct reference_server *server, void *subject, size_t detail)
{
    struct execution *execution = subject;
    if (execution->state == EXECUTION_RUNNING && execution->deliveries == 0) {
        execution_end(execution, EXECUTION_COMPLETED);
    } else if (execution->state == EXECUTION_RUNNING) {
        engine_after(server, LOOK_AGAIN, execution_await_receivers, execution, detail);
    }
}

static void execution_complete(struct execution *execution)
{
    execution->output = execution_task_output(execution, execution->server->crew.task_count - 1);
    if (!execution->plan.waits) {
        execution_end(execution, EXECUTION_COMPLETED);
    }
    webhook_crew(execution);
    execution_await_receivers(execution->server, execution, 0);
}

void execution_fail(struct execution *execution, const char *error)
{
    if (execution->state == EXECUTION_RUNNING) {
        execution->error = string_copy(error);
        execution_end(execution, EXECUTION_FAILED);
        if (execution->plan.callback_on_failure) {
            webhook_crew(execution);
        }
    }
}

static void task_done(struct execution *execution, size_t task)
{
    size_t count = execution->server->crew.task_count;
    execution->tasks[task].state = TASK_DONE;
    execution->completed++;
    if (!execution->plan.callback_per_attempt) {
        webhook_task(execution, task);
    }
    if (execution->completed == count) {
        execution_complete(execution);
    } else if (!execution->plan.overlap) {
        task_begin(execution, task + 1);
    }
}

static void task_end(struct execution *execution, size_t task)
{
    struct task_run *run = &execution->tasks[task];
    run->ended = engine_now(execution->server);
    if (execution->plan.callback_per_attempt) {
        webhook_task(execution, task);
    }
    if (task == execution->server->crew.human && !run->unattended) {
        run->state = TASK_HELD;
        webhook_human(execution, task);
    } else {
        task_done(execution, task);
    }
}

/* Is its last step put off, so that it is seen running? */
static bool task_is_unseen(const struct execution *execution, size_t task)
{
    const struct task_run *run = &execution->tasks[task];
    bool again = run->attempts > 1, second = task == 1 || task == execution->server->crew.human + 1;
    size_t looks = again || second ? LOOKS_AT_SECOND : task == 0 ? LOOKS_AT_FIRST : 0;
    int64_t until = run->attempted + WATCH_PATIENCE * CLOCK_MILLISECOND;
    return execution->plan.watched && !execution->plan.instant && run->steps + 1 >= execution->plan.steps &&
           execution->looks - run->looks_before < looks && engine_now(execution->server) < until;
}

static void task_step(struct reference_server *server, void *subject, size_t task)
{
    struct execution *execution = subject;
    struct task_run *run = &execution->tasks[task];
    if (execution->state != EXECUTION_RUNNING) {
        return;
    }
    if ((execution->plan.waits && execution->deliveries > 0) || task_is_unseen(execution, task)) {
        engine_after(server, LOOK_AGAIN, task_step, execution, task);
        return;
    }
    run->steps++;
    webhook_step(execution, task);
    if (task == execution->plan.fails_at) {
        const char *failure = execution->plan.failure;
        execution_fail(execution,
                       failure != NULL ? failure : "Task execution failed: the tool did not answer");
    } else if (run->steps >= execution->plan.steps) {
        task_end(execution, task);
    } else if (!execution->plan.instant) {
        engine_after(server, execution->plan.step_duration, task_step, execution, task);
    }
}

/* An instant execution goes through all steps that need no human at once. */
static void execution_rush(struct execution *execution)
{
    size_t task = execution_current(execution);
    while (execution->plan.instant && execution->state == EXECUTION_RUNNING &&
           execution->tasks[task].state == TASK_RUNNING) {
        task_step(execution->server, execution, task);
        task = execution_current(execution);
    }
}

static void execution_begin(struct reference_server *server, void *subject, size_t detail)
{
    struct execution *execution = subject;
    (void)detail;
    for (size_t task = 0; task < (execution->plan.overlap ? server->crew.task_count : 1); task++) {
        task_begin(execution, task);
    }
    execution_rush(execution);
}

struct execution *execution_start(struct request *request)
{
    struct reference_server *server = request->server;
    struct execution *execution = memory_new(sizeof *execution);
    struct json_object *body = request_object(request);
    execution->server = server;
    execution->request = request->document;
    request->document = NULL;
    execution->inputs = json_member_object(body, "inputs");
    execution->meta = json_member_object(body, "meta");
    execution->tasks = memory_new(server->crew.task_count * sizeof *execution->tasks);
    execution->plan = (struct plan){.steps = server->crew.steps,
                                    .step_duration = server->crew.step_duration,
                                    .fails_at = SIZE_MAX,
                                    .watched = server->watched};
    execution->began = engine_now(execution->server);
    random_uuid(execution->id);
    execution_read_urls(execution, body);
    execution->next = server->executions;
    server->executions = execution;
    server->started++;
    behaviour_plan(execution);
    if (execution->plan.instant || execution->plan.queued == 0) {
        execution_begin(server, execution, 0);
    } else {
        engine_after(server, execution->plan.queued, execution_begin, execution, 0);
    }
    return execution;
}

bool execution_approve(struct execution *execution, size_t task)
{
    task_done(execution, task);
    execution_rush(execution);
    return execution->state != EXECUTION_RUNNING;
}

void execution_retry(struct execution *execution, size_t task, const char *feedback)
{
    struct task_run *run = &execution->tasks[task];
    free(run->feedback);
    run->feedback = string_copy(feedback);
    execution->rejections++;
    task_begin(execution, task);
    execution_rush(execution);
}

/* ---- Beginnings and ends ---- */

static char *member_copy(const struct json_object *object, const char *key)
{
    return string_copy(json_member_string(object, key));
}

void execution_read_urls(struct execution *execution, const struct json_object *body)
{
    struct callback_urls *urls = &execution->urls;
    urls->step = member_copy(body, "stepWebhookUrl");
    urls->task = member_copy(body, "taskWebhookUrl");
    urls->crew = member_copy(body, "crewWebhookUrl");
    const struct json_object *human = json_member_object(body, "humanInputWebhook");
    const struct json_object *authentication = json_member_object(human, "authentication");
    urls->human = member_copy(human, "url");
    urls->human_bearer = member_copy(authentication, "token");
    urls->human_user = member_copy(authentication, "username");
    urls->human_password = member_copy(authentication, "password");
}

void callback_urls_clear(struct callback_urls *urls)
{
    free(urls->step);
    free(urls->task);
    free(urls->crew);
    free(urls->human);
    free(urls->human_bearer);
    free(urls->human_user);
    free(urls->human_password);
    *urls = (struct callback_urls){0};
}

void execution_free(struct execution *execution)
{
    for (size_t task = 0; task < execution->server->crew.task_count; task++) {
        free(execution->tasks[task].feedback);
    }
    free(execution->tasks);
    callback_urls_clear(&execution->urls);
    json_document_free(execution->request);
    free(execution->output);
    free(execution->said);
    free(execution->error);
    free(execution);
}

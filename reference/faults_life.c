/* Executions that do not live as the contract tells. */
#include <string.h>

#include "reference/behaviour.h"

enum { FOREVER = 1000000000 };

/* ---- The id ---- */

static void is_unknown(struct request *request)
{
    answer_error(request, 404, ON_UNKNOWN, "Execution not found", "No execution found with ID: %s",
                 request->id);
}

static void unknown_at_first(struct request *request)
{
    struct execution *execution = execution_find(request->server, request->id);
    if (execution != NULL && execution->polls == 0) {
        execution->polls++;
        is_unknown(request);
    }
}

static void unknown_in_between(struct request *request)
{
    struct execution *execution = execution_find(request->server, request->id);
    if (execution != NULL && execution->polls++ == 2 && execution->state == EXECUTION_RUNNING) {
        is_unknown(request);
    }
}

static void forgotten_at_the_end(struct request *request)
{
    struct execution *execution = execution_find(request->server, request->id);
    if (execution != NULL && execution->final_polls > 0) {
        is_unknown(request);
    }
}

/* A cache that keeps what has ended for less than a second. */
static bool has_ended_long_ago(const struct execution *execution)
{
    enum { KEPT = 800 };
    return execution->state != EXECUTION_RUNNING &&
           engine_now(execution->server) - execution->ended > KEPT * CLOCK_MILLISECOND;
}

static void forgotten_later(struct request *request)
{
    struct execution *execution = execution_find(request->server, request->id);
    if (execution != NULL && has_ended_long_ago(execution)) {
        is_unknown(request);
    }
}

/* The other one is asked each second time. */
static void known_to_one_replica(struct request *request)
{
    struct execution *execution = execution_find(request->server, request->id);
    bool other = execution != NULL && execution->looks % 2 == 0;
    if (other && request->credential == CREDENTIAL_ORGANIZATION) {
        is_unknown(request);
    }
}

static void same_id(struct execution *execution)
{
    if (execution->next != NULL) {
        memcpy(execution->id, execution->next->id, sizeof execution->id);
    }
}

/* ---- The end ---- */

static void never_ends(struct execution *execution)
{
    execution->plan.step_duration = FOREVER;
}

static bool is_after_the_end(const struct request *request, const struct answer *answer)
{
    return (answer->occasion & (ON_COMPLETED | ON_FAILED)) != 0 && request->execution->final_polls > 1;
}

static void runs_again(struct request *request, struct answer *answer)
{
    if (is_after_the_end(request, answer)) {
        answer_json(request, 200, ON_RUNNING,
                    json_add(json_object_new_object(), "status", json_string("running")));
    }
}

static void fails_later(struct request *request, struct answer *answer)
{
    if (is_after_the_end(request, answer)) {
        struct json_object *body = json_add(json_object_new_object(), "status", json_string("error"));
        json_add(body, "error", json_string("The result has expired"));
        answer_json(request, 200, ON_FAILED, json_add(body, "execution_time", json_object_new_double(0.5)));
    }
}

static void result_changes(struct request *request, struct answer *answer)
{
    struct json_object *result = json_member_object(answer->body, "result");
    if (result != NULL && is_after_the_end(request, answer)) {
        const char *output = json_member_string(result, "output");
        json_object_object_add(
            result, "output",
            json_string(arena_format(&request->arena, "%s (archived %zu)", output, request->number)));
    }
}

static void result_is_archived(struct request *request, struct answer *answer)
{
    struct json_object *result = json_member_object(answer->body, "result");
    if (result != NULL && request->execution != NULL && has_ended_long_ago(request->execution)) {
        json_object_object_add(result, "output", json_string("The output was archived"));
    }
}

static void result_is_thrown_away(struct request *request, struct answer *answer)
{
    struct json_object *result = json_member_object(answer->body, "result");
    if (result != NULL && is_after_the_end(request, answer)) {
        json_object_object_add(result, "tasks", json_object_new_array());
    }
}

static void result_of_another(struct request *request, struct answer *answer)
{
    struct json_object *result = json_member_object(answer->body, "result");
    if (answer->occasion != ON_COMPLETED || result == NULL) {
        return;
    }
    const struct execution *before = request->execution->next;
    while (before != NULL && before->state != EXECUTION_COMPLETED) {
        before = before->next;
    }
    if (before != NULL) {
        json_object_object_add(result, "output", json_string(before->output));
    }
}

/* ---- Progress ---- */

/* Once the first task has begun. */
static struct json_object *progress_of(const struct answer *answer)
{
    bool begun = answer->occasion == ON_RUNNING && json_has(answer->body, "current_task");
    return begun ? json_member_object(answer->body, "progress") : NULL;
}

static void progress_goes_back(struct request *request, struct answer *answer)
{
    struct json_object *progress = progress_of(answer);
    int64_t total = (int64_t)request->server->crew.task_count;
    if (progress != NULL) {
        int64_t completed = total - json_member_int(progress, "completed_tasks", 0);
        json_object_object_add(progress, "completed_tasks", json_object_new_int64(completed));
    }
}

static void progress_exceeds(struct request *request, struct answer *answer)
{
    struct json_object *progress = progress_of(answer);
    int64_t total = (int64_t)request->server->crew.task_count;
    if (progress != NULL) {
        int64_t completed = total + 1 + json_member_int(progress, "completed_tasks", 0);
        json_object_object_add(progress, "completed_tasks", json_object_new_int64(completed));
    }
}

static void total_grows(struct request *request, struct answer *answer)
{
    struct json_object *progress = progress_of(answer);
    int64_t total = (int64_t)request->server->crew.task_count;
    if (progress != NULL) {
        int64_t polls = (int64_t)request->execution->polls;
        json_object_object_add(progress, "total_tasks", json_object_new_int64(total + polls));
    }
}

static void tasks_counted_below_zero(struct request *request, struct answer *answer)
{
    struct json_object *progress = json_member_object(answer->body, "progress");
    int64_t total = (int64_t)request->server->crew.task_count;
    if (progress != NULL && answer->occasion == ON_RUNNING) {
        int64_t completed = json_member_int(progress, "completed_tasks", 0) - total - 1;
        json_object_object_add(progress, "completed_tasks", json_object_new_int64(completed));
    }
}

/* ---- Task results and times ---- */

static struct json_object *task_results(const struct answer *answer)
{
    struct json_object *result = json_member_object(answer->body, "result");
    return answer->occasion == ON_COMPLETED ? json_member_array(result, "tasks") : NULL;
}

static void last_task_missing(struct request *request, struct answer *answer)
{
    struct json_object *tasks = task_results(answer);
    (void)request;
    if (tasks != NULL && json_object_array_length(tasks) > 1) {
        json_object_array_del_idx(tasks, json_object_array_length(tasks) - 1, 1);
    }
}

/* Two tasks, and the result of one. */
static void first_task_repeated(struct request *request, struct answer *answer)
{
    struct json_object *tasks = task_results(answer);
    size_t count = tasks == NULL ? 0 : json_object_array_length(tasks);
    (void)request;
    if (count > 1) {
        json_object_array_put_idx(tasks, count - 1, json_copy(json_object_array_get_idx(tasks, 0)));
    }
}

static void task_twice(struct request *request, struct answer *answer)
{
    struct json_object *tasks = task_results(answer);
    (void)request;
    if (tasks != NULL && json_object_array_length(tasks) > 0) {
        json_object_array_add(tasks, json_copy(json_object_array_get_idx(tasks, 0)));
    }
}

/* The clock is read at each poll, in place of the end's. */
static void time_runs_on(struct request *request, struct answer *answer)
{
    if ((answer->occasion & (ON_COMPLETED | ON_FAILED)) != 0) {
        double polls = (double)request->execution->final_polls;
        json_object_object_add(answer->body, "execution_time", json_object_new_double(0.125 * polls));
    }
}

#define POLL(name, words, function)                                                                          \
    {                                                                                                        \
        .about = {name, words, false, false}, .poll = function                                               \
    }
#define ANSWER(name, words, function)                                                                        \
    {                                                                                                        \
        .about = {name, words, false, false}, .answer = function                                             \
    }
#define SAYS(name, words, occasion, ...)                                                                     \
    {                                                                                                        \
        .about = {name, words, false, false}, .edits = { {0, occasion, __VA_ARGS__, 0} }                     \
    }

const struct behaviour fault_life_table[] = {
    POLL("id-unknown-at-first", "an execution is unknown to the first poll", unknown_at_first),
    POLL("id-unknown-in-between", "an execution is unknown to one poll on the way", unknown_in_between),
    POLL("id-forgotten-at-the-end", "an execution that has ended is known for one poll only",
         forgotten_at_the_end),
    POLL("id-forgotten-later", "an execution is known for less than a second after its end", forgotten_later),
    {.about = {"id-known-to-one-replica", "one of two replicas knows no execution", false, false},
     .poll = known_to_one_replica},
    {.about = {"id-used-again", "two executions get the same id", false, false}, .plan = same_id},

    {.about = {"never-ends", "an execution never ends", false, false}, .plan = never_ends},
    ANSWER("runs-again-after-the-end", "a completed execution is running at the second look", runs_again),
    ANSWER("fails-after-the-end", "a completed execution has failed at the second look", fails_later),
    ANSWER("result-changes", "a completed execution has another output at each look", result_changes),
    ANSWER("result-archived", "a completed execution has another output a second later", result_is_archived),
    ANSWER("result-thrown-away", "a completed execution has no task results at the second look",
           result_is_thrown_away),
    ANSWER("result-of-another", "a cache answers with the output of the execution before", result_of_another),

    ANSWER("progress-goes-back", "completed_tasks goes down", progress_goes_back),
    ANSWER("progress-exceeds-total", "completed_tasks exceeds total_tasks", progress_exceeds),
    ANSWER("progress-below-zero", "completed_tasks is below zero", tasks_counted_below_zero),
    ANSWER("total-grows", "total_tasks grows while the crew works", total_grows),

    ANSWER("task-result-missing", "the last task's result is missing", last_task_missing),
    ANSWER("task-result-repeated", "the first task's result stands in the place of the last one's",
           first_task_repeated),
    ANSWER("task-result-twice", "a task's result is there twice", task_twice),
    SAYS("task-results-empty", "a completed execution has no task results", ON_COMPLETED, "/result/tasks",
         EDIT_SET, "[]"),
    SAYS("time-below-zero", "a completed execution's time is negative", ON_COMPLETED, "/execution_time",
         EDIT_SET, "-0.25"),
    SAYS("task-time-below-zero", "a task's time is negative", ON_COMPLETED, "/result/tasks/0/execution_time",
         EDIT_SET, "-0.25"),
    SAYS("task-time-in-milliseconds", "a task's time is in milliseconds", ON_COMPLETED,
         "/result/tasks/0/execution_time", EDIT_SET, "31400"),
    SAYS("time-in-milliseconds", "a completed execution's time is in milliseconds", ON_COMPLETED,
         "/execution_time", EDIT_SET, "184210.5"),
    ANSWER("time-runs-on", "a completed execution's time grows with each look", time_runs_on),
    {.about = {NULL, NULL, false, false}},
};

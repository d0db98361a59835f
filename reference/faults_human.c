/* A human's word that is not heard, or misunderstood. All but the first on a crew with human input. */
#include <stdlib.h>

#include "reference/behaviour.h"

static bool says(struct request *request, const char *status, const char *message)
{
    struct json_object *body = json_add(json_object_new_object(), "status", json_string(status));
    answer_json(request, 200, ON_RESUMED, json_add(body, "message", json_string(message)));
    return true;
}

/* ---- Approvals and rejections ---- */

static bool rejection_goes_on(struct request *request, struct execution *execution, size_t task, bool approve)
{
    if (approve) {
        return false;
    }
    (void)execution_approve(execution, task);
    return says(request, "resumed", "Execution resumed");
}

static bool rejection_goes_on_silently(struct request *request, struct execution *execution, size_t task,
                                       bool approve)
{
    if (approve) {
        return false;
    }
    (void)execution_approve(execution, task);
    return says(request, "retrying", "Task will be retried");
}

static bool rejection_ends(struct request *request, struct execution *execution, size_t task, bool approve)
{
    (void)task;
    if (approve) {
        return false;
    }
    execution_fail(execution, "Rejected by a human");
    return says(request, "retrying", "Task will be retried");
}

/* Runs again, and does not ask again. */
static bool retry_does_not_wait(struct request *request, struct execution *execution, size_t task,
                                bool approve)
{
    if (approve) {
        return false;
    }
    execution->tasks[task].unattended = true;
    execution_retry(execution, task, NULL);
    return says(request, "retrying", "Task will be retried");
}

static bool rejection_says_resumed(struct request *request, struct execution *execution, size_t task,
                                   bool approve)
{
    if (approve) {
        return false;
    }
    execution_retry(execution, task, NULL);
    return says(request, "resumed", "Execution resumed");
}

static bool approval_retries(struct request *request, struct execution *execution, size_t task, bool approve)
{
    if (!approve || execution->rejections > 1) {
        return false;
    }
    execution_retry(execution, task, NULL);
    return says(request, "resumed", "Execution resumed");
}

static bool approval_says_retrying(struct request *request, struct execution *execution, size_t task,
                                   bool approve)
{
    if (!approve) {
        return false;
    }
    (void)execution_approve(execution, task);
    return says(request, "retrying", "Task will be retried");
}

static bool approval_says_completed(struct request *request, struct execution *execution, size_t task,
                                    bool approve)
{
    if (!approve) {
        return false;
    }
    (void)execution_approve(execution, task);
    return says(request, "completed", "Execution completed");
}

static bool approval_is_lost(struct request *request, struct execution *execution, size_t task, bool approve)
{
    (void)execution;
    (void)task;
    return approve && says(request, "resumed", "Execution resumed");
}

static bool approval_fails(struct request *request, struct execution *execution, size_t task, bool approve)
{
    (void)task;
    if (!approve) {
        return false;
    }
    execution_fail(execution, "The execution's state was lost");
    return says(request, "resumed", "Execution resumed");
}

static bool resume_crashes(struct request *request, struct execution *execution, size_t task, bool approve)
{
    (void)execution;
    (void)task;
    if (!approve && execution->rejections == 0) {
        execution_retry(execution, task, NULL);
        answer_crash(request);
        return true;
    }
    return false;
}

/* ---- What cannot be resumed ---- */

static bool has_ended(const struct request *request)
{
    return request->execution != NULL && request->execution->state != EXECUTION_RUNNING;
}

static void ended_is_resumed(struct request *request, struct answer *answer)
{
    if (answer->occasion == ON_NOT_WAITING && has_ended(request)) {
        says(request, "resumed", "Execution resumed");
    }
}

static void ended_crashes(struct request *request, struct answer *answer)
{
    if (answer->occasion == ON_NOT_WAITING && has_ended(request)) {
        answer_crash(request);
    }
}

/* Nothing waits: while a task does, the others are refused. */
static void running_is_resumed(struct request *request, struct answer *answer)
{
    bool runs = answer->occasion == ON_NOT_WAITING && request->execution != NULL && !has_ended(request);
    if (runs && execution_waiting(request->execution) == request->server->crew.task_count) {
        says(request, "resumed", "Execution resumed");
    }
}

static void unknown_task_is_resumed(struct request *request, struct answer *answer)
{
    if (answer->occasion == ON_UNKNOWN && request->operation == OPERATION_RESUME &&
        request->execution != NULL) {
        says(request, "resumed", "Execution resumed");
    }
}

static void unknown_task_is_invalid(struct request *request, struct answer *answer)
{
    if (answer->occasion == ON_UNKNOWN && request->operation == OPERATION_RESUME &&
        request->execution != NULL) {
        answer->status = 400;
    }
}

/* ---- Waiting ---- */

static bool is_waiting(const struct request *request, const struct answer *answer)
{
    return answer->occasion == ON_RUNNING &&
           execution_waiting(request->execution) < request->server->crew.task_count;
}

static void waiting_has_a_word(struct request *request, struct answer *answer)
{
    if (is_waiting(request, answer)) {
        json_object_object_add(answer->body, "status", json_string("pending_human_input"));
    }
}

/* The task counts as done while it waits, and no more when it is done again. */
static void waiting_counts_as_done(struct request *request, struct answer *answer)
{
    struct json_object *progress = json_member_object(answer->body, "progress");
    if (progress != NULL && is_waiting(request, answer)) {
        int64_t completed = json_member_int(progress, "completed_tasks", 0);
        json_object_object_add(progress, "completed_tasks", json_object_new_int64(completed + 1));
    }
}

/* ---- URLs ---- */

static void carries_urls_over(struct execution *execution, const struct callback_urls *before)
{
    struct callback_urls *now = &execution->urls;
    now->task = now->task == NULL ? string_copy(before->task) : now->task;
    now->step = now->step == NULL ? string_copy(before->step) : now->step;
    now->crew = now->crew == NULL ? string_copy(before->crew) : now->crew;
}

static void carries_the_task_url_over(struct execution *execution, const struct callback_urls *before)
{
    struct callback_urls *now = &execution->urls;
    now->task = now->task == NULL ? string_copy(before->task) : now->task;
}

static void carries_the_step_url_over(struct execution *execution, const struct callback_urls *before)
{
    struct callback_urls *now = &execution->urls;
    now->step = now->step == NULL ? string_copy(before->step) : now->step;
}

static void url_replace(char **now, const char *before)
{
    free(*now);
    *now = string_copy(before);
}

static void keeps_the_old_crew_url(struct execution *execution, const struct callback_urls *before)
{
    url_replace(&execution->urls.crew, before->crew);
}

static void forgets_the_new_task_url(struct execution *execution, const struct callback_urls *before)
{
    (void)before;
    url_replace(&execution->urls.task, NULL);
}

static void forgets_the_new_step_url(struct execution *execution, const struct callback_urls *before)
{
    (void)before;
    url_replace(&execution->urls.step, NULL);
}

static void forgets_the_new_crew_url(struct execution *execution, const struct callback_urls *before)
{
    (void)before;
    url_replace(&execution->urls.crew, NULL);
}

static bool approval_forgets_the_step_url(struct request *request, struct execution *execution, size_t task,
                                          bool approve)
{
    (void)request;
    (void)task;
    if (approve) {
        url_replace(&execution->urls.step, NULL);
    }
    return false;
}

static void calls_without_bearer(struct execution *execution)
{
    url_replace(&execution->urls.human_bearer, NULL);
}

static void calls_without_password(struct execution *execution)
{
    url_replace(&execution->urls.human_user, NULL);
}

static void calls_with_another_password(struct execution *execution)
{
    url_replace(&execution->urls.human_password, "another");
}

/* Whichever task of its own is named, the one that waits is meant. */
static void takes_a_finished_task(struct request *request)
{
    if (request->operation != OPERATION_RESUME || auth_credential(request) != CREDENTIAL_ORGANIZATION ||
        !resume_check(request)) {
        return;
    }
    struct json_object *body = request_object(request);
    const char *id = json_member_string(body, "execution_id"), *name = json_member_string(body, "task_id");
    struct execution *execution = id == NULL ? NULL : execution_find(request->server, id);
    size_t count = request->server->crew.task_count;
    size_t waiting = execution == NULL ? count : execution_waiting(execution);
    size_t named = waiting == count || name == NULL ? count : execution_task(execution, name);
    if (named < count && execution->tasks[named].state == TASK_DONE) {
        json_add(body, "task_id", json_string(request->server->crew.tasks[waiting].name));
    }
}

#define RESUME(name, words, function)                                                                        \
    {                                                                                                        \
        .about = {name, words, true, false}, .resume = function                                              \
    }
#define ANSWER(name, words, function)                                                                        \
    {                                                                                                        \
        .about = {name, words, true, false}, .answer = function                                              \
    }
#define PLAN(name, words, function)                                                                          \
    {                                                                                                        \
        .about = {name, words, true, false}, .plan = function                                                \
    }
#define URLS(name, words, function)                                                                          \
    {                                                                                                        \
        .about = {name, words, true, false}, .urls = function                                                \
    }

const struct behaviour fault_human_table[] = {
    {.about = {"ended-execution-is-resumed", "an execution that has ended can be resumed", false, false},
     .answer = ended_is_resumed},
    {.about = {"ended-execution-crashes-resume", "resuming an execution that has ended is a 500", false,
               false},
     .answer = ended_crashes},

    RESUME("rejection-goes-on", "a rejected task counts as done", rejection_goes_on),
    RESUME("rejection-goes-on-silently", "a rejected task counts as done, though it says retrying",
           rejection_goes_on_silently),
    RESUME("rejection-ends-in-error", "a rejected task ends the execution in an error", rejection_ends),
    RESUME("retry-does-not-wait", "a rejected task is done again and does not wait again",
           retry_does_not_wait),
    RESUME("rejection-says-resumed", "a rejected task is done again, though it says resumed",
           rejection_says_resumed),
    RESUME("approval-retries", "an approved task is done again", approval_retries),
    RESUME("approval-says-retrying", "an approved task counts as done, though it says retrying",
           approval_says_retrying),
    RESUME("approval-says-completed", "an approved task that is not the last answers completed",
           approval_says_completed),
    RESUME("approval-is-lost", "an approval is answered and has no effect", approval_is_lost),
    RESUME("approval-ends-in-error", "an approval ends the execution in an error", approval_fails),
    RESUME("rejection-crashes", "the first rejection is a 500", resume_crashes),

    ANSWER("running-task-is-resumed", "an execution that waits for nobody can be resumed",
           running_is_resumed),
    {.about = {"finished-task-is-resumed", "a task that has ended stands for the one that waits", true,
               false},
     .request = takes_a_finished_task},
    ANSWER("unknown-task-is-resumed", "a task that the crew does not have can be resumed",
           unknown_task_is_resumed),
    ANSWER("unknown-task-is-invalid", "resuming a task that the crew does not have is a 400",
           unknown_task_is_invalid),
    ANSWER("waiting-has-its-own-status", "an execution that waits answers pending_human_input",
           waiting_has_a_word),
    ANSWER("waiting-counts-as-done", "a task that waits counts as completed until it is rejected",
           waiting_counts_as_done),

    PLAN("human-call-without-bearer",
         "humanInputWebhook is called without the bearer token that it was given", calls_without_bearer),
    PLAN("human-call-without-password",
         "humanInputWebhook is called without the name and password that it was given",
         calls_without_password),
    PLAN("human-call-with-another-password",
         "humanInputWebhook is called with another password than it was given", calls_with_another_password),

    URLS("urls-carried-over", "the URLs of the kickoff are called after a resume that does not give them",
         carries_urls_over),
    URLS("task-url-carried-over",
         "the taskWebhookUrl of the kickoff is called after a resume that does not give it",
         carries_the_task_url_over),
    URLS("step-url-carried-over",
         "the stepWebhookUrl of the kickoff is called after a resume that does not give it",
         carries_the_step_url_over),
    URLS("crew-url-never-changes", "the crewWebhookUrl of a resume is passed over for that of the kickoff",
         keeps_the_old_crew_url),
    URLS("resume-forgets-task-url", "the taskWebhookUrl of a resume is not called", forgets_the_new_task_url),
    URLS("resume-forgets-step-url", "the stepWebhookUrl of a resume is not called", forgets_the_new_step_url),
    RESUME("approval-forgets-step-url", "the stepWebhookUrl of an approval is not called",
           approval_forgets_the_step_url),
    URLS("resume-forgets-crew-url", "the crewWebhookUrl of a resume is not called", forgets_the_new_crew_url),
    {.about = {NULL, NULL, false, false}},
};

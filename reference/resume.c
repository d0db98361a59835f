#include <stdlib.h>

#include "reference/behaviour.h"

static const struct property resume_properties[] = {
    {"execution_id", true, SHAPE_UUID},     {"task_id", true, SHAPE_STRING},
    {"human_feedback", true, SHAPE_STRING}, {"is_approve", true, SHAPE_BOOLEAN},
    {"taskWebhookUrl", false, SHAPE_URI},   {"stepWebhookUrl", false, SHAPE_URI},
    {"crewWebhookUrl", false, SHAPE_URI},   {NULL, false, SHAPE_OBJECT},
};

bool resume_check(struct request *request)
{
    return validate_body(request, resume_properties) && behaviour_body(request, true);
}

static void answer_resumed(struct request *request, const char *status, const char *message)
{
    struct json_object *body = json_object_new_object();
    json_add(body, "status", json_string(status));
    json_add(body, "message", json_string(message));
    answer_json(request, 200, ON_RESUMED, body);
}

/* The URLs of the kickoff are not carried over: what the request does not give is called no more. */
static void resume_urls(struct execution *execution, const struct json_object *body)
{
    struct callback_urls before = execution->urls;
    execution->urls = (struct callback_urls){0};
    execution_read_urls(execution, body);
    behaviour_urls(execution, &before);
    callback_urls_clear(&before);
}

static void resume_take(struct request *request, struct execution *execution, size_t task, bool approve)
{
    struct json_object *body = request_object(request);
    resume_urls(execution, body);
    free(execution->said);
    execution->said = string_copy(json_member_string(body, "human_feedback"));
    execution->resumes++;
    if (behaviour_resume(request, execution, task, approve)) {
        return;
    }
    if (!approve) {
        execution_retry(execution, task, json_member_string(body, "human_feedback"));
        answer_resumed(request, "retrying", "Task will be retried with your feedback");
    } else if (execution_approve(execution, task)) {
        answer_resumed(request, "completed", "Execution completed");
    } else {
        answer_resumed(request, "resumed", "Execution resumed successfully");
    }
}

/* A body that a fault let pass is answered as though it was taken, and changes nothing. */
void resume_answer(struct request *request)
{
    if (request->tolerated) {
        answer_resumed(request, "resumed", "Execution resumed successfully");
        return;
    }
    const char *id = json_member_string(request_object(request), "execution_id");
    struct execution *execution = execution_find(request->server, id);
    if (execution == NULL) {
        answer_error(request, 404, ON_UNKNOWN, "Not Found", "Execution ID not found");
        return;
    }
    request->execution = execution;
    size_t task = execution_task(execution, json_member_string(request_object(request), "task_id"));
    if (task == request->server->crew.task_count) {
        answer_error(request, 404, ON_UNKNOWN, "Not Found", "Task ID not found");
        return;
    }
    if (task != execution_waiting(execution)) {
        answer_error(request, 400, ON_NOT_WAITING, "Invalid Request",
                     "Execution is not in pending human input state");
        return;
    }
    resume_take(request, execution, task, json_member_bool(request_object(request), "is_approve", true));
}

/* Bodies of a status that are not as documented. */
#include <string.h>
#include <strings.h>

#include "reference/behaviour.h"

#define SAYS(name, words, occasion, ...)                                                                     \
    {                                                                                                        \
        .about = {name, words, false, false}, .edits = { {0, occasion, __VA_ARGS__, 0} }                     \
    }

/* The second task fails, and the answer says so in its own way. */
#define FAILS_SAYING(name, words, ...)                                                                       \
    {                                                                                                        \
        .about = {name, words, false, false}, .plan = fails, .edits = { {0, ON_FAILED, __VA_ARGS__, 0} }     \
    }

static void fails(struct execution *execution)
{
    execution->plan.fails_at = execution->server->crew.task_count / 2;
}

/* The names of CrewAI's own client, and its words. */
static void speaks_of_state(struct request *request, struct answer *answer)
{
    static const char *const words[][2] = {
        {"running", "running"}, {"completed", "success"}, {"error", "failed"}};
    (void)request;
    if ((answer->occasion & ON_STATUS) == 0) {
        return;
    }
    const char *status = json_member_string(answer->body, "status");
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (status != NULL && strcmp(status, words[i][0]) == 0) {
            json_object_object_add(answer->body, "state", json_string(words[i][1]));
            json_object_object_del(answer->body, "status");
            return;
        }
    }
}

/* Asks for texts that begin so. */
static void knows_by_beginning(struct request *request)
{
    size_t length = strlen(request->id);
    const struct execution *execution = length < 8 ? NULL : request->server->executions;
    while (execution != NULL && strncasecmp(execution->id, request->id, length) != 0) {
        execution = execution->next;
    }
    if (execution != NULL && execution->id[length] != '\0') {
        answer_json(request, 200, execution->state == EXECUTION_COMPLETED ? ON_COMPLETED : ON_RUNNING,
                    execution_view(execution));
    }
}

/* The server has moved on to the other revision's path. */
static void path_has_moved(struct reference_server *server)
{
    server->status_first = !server->status_first;
}

const struct behaviour fault_status_table[] = {
    SAYS("running-lacks-status", "a running execution's body has no status", ON_RUNNING, "/status",
         EDIT_REMOVE, NULL),
    SAYS("running-in-capitals", "a running execution answers RUNNING", ON_RUNNING, "/status", EDIT_SET,
         "\"RUNNING\""),
    SAYS("running-as-pending", "a running execution answers pending", ON_RUNNING, "/status", EDIT_SET,
         "\"pending\""),
    SAYS("running-as-in-progress", "a running execution answers in_progress", ON_RUNNING, "/status", EDIT_SET,
         "\"in_progress\""),
    SAYS("running-status-object", "a running execution answers an object for status", ON_RUNNING, "/status",
         EDIT_SET, "{\"name\": \"running\"}"),
    SAYS("running-task-number", "current_task is a number", ON_RUNNING, "/current_task", EDIT_SET, "1"),
    SAYS("running-task-object", "current_task is an object", ON_RUNNING, "/current_task", EDIT_SET,
         "{\"name\": \"task\"}"),
    SAYS("running-task-null", "current_task is null", ON_RUNNING, "/current_task", EDIT_SET, "null"),
    SAYS("running-lacks-task", "a running execution does not say which task is under way", ON_RUNNING,
         "/current_task", EDIT_REMOVE, NULL),
    SAYS("running-lacks-progress", "a running execution does not say how far it has come", ON_RUNNING,
         "/progress", EDIT_REMOVE, NULL),
    {.about = {"running-says-nothing", "a running execution says nothing but that it runs", false, false},
     .edits = {{0, ON_RUNNING, "/current_task", EDIT_REMOVE, NULL, 0},
               {0, ON_RUNNING, "/progress", EDIT_REMOVE, NULL, 0}}},
    SAYS("progress-as-text", "progress is a text like 1/3", ON_RUNNING, "/progress", EDIT_SET, "\"1/3\""),
    SAYS("progress-as-fraction", "progress is a number between 0 and 1", ON_RUNNING, "/progress", EDIT_SET,
         "0.5"),
    SAYS("progress-null", "progress is null", ON_RUNNING, "/progress", EDIT_SET, "null"),
    SAYS("progress-lacks-completed", "progress lacks completed_tasks", ON_RUNNING,
         "/progress/completed_tasks", EDIT_REMOVE, NULL),
    SAYS("progress-lacks-total", "progress lacks total_tasks", ON_RUNNING, "/progress/total_tasks",
         EDIT_REMOVE, NULL),
    SAYS("completed-tasks-string", "completed_tasks is a string", ON_RUNNING, "/progress/completed_tasks",
         EDIT_TO_STRING, NULL),
    SAYS("completed-tasks-fraction", "completed_tasks is a fraction", ON_RUNNING, "/progress/completed_tasks",
         EDIT_SET, "0.5"),
    SAYS("total-tasks-string", "total_tasks is a string", ON_RUNNING, "/progress/total_tasks", EDIT_TO_STRING,
         NULL),
    SAYS("total-tasks-null", "total_tasks is null", ON_RUNNING, "/progress/total_tasks", EDIT_SET, "null"),

    SAYS("completed-lacks-status", "a completed execution's body has no status", ON_COMPLETED, "/status",
         EDIT_REMOVE, NULL),
    SAYS("completed-in-capitals", "a completed execution answers COMPLETED", ON_COMPLETED, "/status",
         EDIT_SET, "\"COMPLETED\""),
    SAYS("completed-as-success", "a completed execution answers success", ON_COMPLETED, "/status", EDIT_SET,
         "\"success\""),
    SAYS("completed-lacks-result", "a completed execution has no result", ON_COMPLETED, "/result",
         EDIT_REMOVE, NULL),
    SAYS("result-null", "the result is null", ON_COMPLETED, "/result", EDIT_SET, "null"),
    SAYS("result-string", "the result is a string", ON_COMPLETED, "/result", EDIT_SET, "\"Done.\""),
    SAYS("result-list", "the result is a list", ON_COMPLETED, "/result", EDIT_WRAP, NULL),
    SAYS("result-lacks-output", "the result has no output", ON_COMPLETED, "/result/output", EDIT_REMOVE,
         NULL),
    SAYS("result-output-null", "the result's output is null", ON_COMPLETED, "/result/output", EDIT_SET,
         "null"),
    SAYS("result-output-object", "the result's output is an object", ON_COMPLETED, "/result/output", EDIT_SET,
         "{\"raw\": \"Done.\"}"),
    SAYS("result-lacks-tasks", "the result has no list of tasks", ON_COMPLETED, "/result/tasks", EDIT_REMOVE,
         NULL),
    SAYS("result-tasks-null", "the result's list of tasks is null", ON_COMPLETED, "/result/tasks", EDIT_SET,
         "null"),
    SAYS("result-tasks-object", "the result's tasks are an object", ON_COMPLETED, "/result/tasks", EDIT_SET,
         "{\"first\": {}}"),
    SAYS("task-as-string", "a task's result is a string", ON_COMPLETED, "/result/tasks/0", EDIT_SET,
         "\"Done.\""),
    SAYS("task-lacks-id", "a task's result has no task_id", ON_COMPLETED, "/result/tasks/*/task_id",
         EDIT_REMOVE, NULL),
    SAYS("task-id-number", "a task's task_id is a number", ON_COMPLETED, "/result/tasks/*/task_id", EDIT_SET,
         "3"),
    SAYS("task-lacks-output", "a task's result has no output", ON_COMPLETED, "/result/tasks/*/output",
         EDIT_REMOVE, NULL),
    SAYS("task-output-null", "a task's output is null", ON_COMPLETED, "/result/tasks/1/output", EDIT_SET,
         "null"),
    SAYS("task-output-list", "a task's output is a list", ON_COMPLETED, "/result/tasks/*/output", EDIT_WRAP,
         NULL),
    SAYS("task-lacks-agent", "a task's result has no agent", ON_COMPLETED, "/result/tasks/*/agent",
         EDIT_REMOVE, NULL),
    SAYS("task-agent-object", "a task's agent is an object", ON_COMPLETED, "/result/tasks/*/agent", EDIT_SET,
         "{\"role\": \"Writer\"}"),
    SAYS("task-lacks-time", "a task's result has no execution_time", ON_COMPLETED,
         "/result/tasks/*/execution_time", EDIT_REMOVE, NULL),
    SAYS("task-time-string", "a task's execution_time is a string", ON_COMPLETED,
         "/result/tasks/*/execution_time", EDIT_TO_STRING, NULL),
    SAYS("completed-lacks-time", "a completed execution has no execution_time", ON_COMPLETED,
         "/execution_time", EDIT_REMOVE, NULL),
    SAYS("completed-time-string", "a completed execution's time is a string", ON_COMPLETED, "/execution_time",
         EDIT_TO_STRING, NULL),
    SAYS("completed-time-null", "a completed execution's time is null", ON_COMPLETED, "/execution_time",
         EDIT_SET, "null"),
    {.about = {"completed-time-nan", "a completed execution's time is NaN, which JSON does not know", false,
               false},
     .edits = {{0, ON_COMPLETED, "/execution_time", EDIT_SET, "\"@\"", 0},
               {0, ON_COMPLETED, "\"@\"", EDIT_REPLACE, "NaN", 0}}},
    SAYS("completed-as-text", "a completed execution is told as text/plain", ON_COMPLETED, NULL,
         EDIT_MEDIA_TYPE, "text/plain"),
    SAYS("completed-cut", "a completed execution is told by half of its JSON", ON_COMPLETED, NULL, EDIT_CUT,
         NULL),
    SAYS("completed-duplicate-key", "a completed execution's body has a key twice", ON_COMPLETED,
         "{\"status\":", EDIT_REPLACE, "{\"status\":\"running\",\"status\":"),
    SAYS("completed-in-an-envelope", "a completed execution's body is wrapped in a list", ON_COMPLETED, "",
         EDIT_WRAP, NULL),
    SAYS("running-accepted", "a running execution is told with status 202", ON_RUNNING, NULL, EDIT_STATUS,
         "202"),
    SAYS("running-as-html", "a running execution is told as text/html", ON_RUNNING, NULL, EDIT_MEDIA_TYPE,
         "text/html"),

    FAILS_SAYING("failed-lacks-status", "a failed execution's body has no status", "/status", EDIT_REMOVE,
                 NULL),
    FAILS_SAYING("failed-as-failed", "a failed execution answers failed in place of error", "/status",
                 EDIT_SET, "\"failed\""),
    FAILS_SAYING("failed-in-capitals", "a failed execution answers ERROR", "/status", EDIT_SET, "\"ERROR\""),
    FAILS_SAYING("failed-lacks-reason", "a failed execution does not say why", "/error", EDIT_REMOVE, NULL),
    FAILS_SAYING("failed-reason-empty", "a failed execution gives an empty reason", "/error", EDIT_SET,
                 "\"\""),
    FAILS_SAYING("failed-reason-null", "a failed execution gives null for its reason", "/error", EDIT_SET,
                 "null"),
    FAILS_SAYING("failed-reason-object", "a failed execution gives an object for its reason", "/error",
                 EDIT_SET, "{\"code\": 17, \"text\": \"tool failed\"}"),
    FAILS_SAYING("failed-reason-list", "a failed execution gives a list of reasons", "/error", EDIT_WRAP,
                 NULL),
    FAILS_SAYING("failed-lacks-time", "a failed execution does not say how long it took", "/execution_time",
                 EDIT_REMOVE, NULL),
    FAILS_SAYING("failed-time-string", "a failed execution's time is a string", "/execution_time",
                 EDIT_TO_STRING, NULL),

    {.about = {"status-as-state", "the status is told as state, in the words success and failed", false,
               false},
     .answer = speaks_of_state},
    {.about = {"status-by-beginning", "the status is told by the beginning of an id", false, false},
     .poll = knows_by_beginning},
    {.about = {"status-path-moved", "the status is found under the other revision's path only", false, false},
     .crew = path_has_moved},
    {.about = {NULL, NULL, false, false}},
};

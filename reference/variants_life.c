/* Crews, executions and callbacks that are unusual and lawful. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reference/behaviour.h"

enum { MANY_INPUTS = 40, MANY_TASKS = 20, MANY_STEPS = 12 };

/* ---- Crews ---- */

static void crew_without_inputs(struct reference_server *server)
{
    static const char *const none[] = {NULL};
    crew_replace_inputs(server, none);
}

static void crew_with_one_input(struct reference_server *server)
{
    static const char *const one[] = {"topic", NULL};
    crew_replace_inputs(server, one);
}

static void crew_with_many_inputs(struct reference_server *server)
{
    const char *names[MANY_INPUTS + 1] = {NULL};
    for (size_t i = 0; i < MANY_INPUTS; i++) {
        names[i] = arena_format(&server->arena, "input_%02zu", i);
    }
    crew_replace_inputs(server, names);
}

static void crew_with_odd_inputs(struct reference_server *server)
{
    static const char *const odd[] = {
        "two words", "gr\u00f6\u00dfe", "\u65c5\u884c", "a.b", "a/b~c", "{x}", "\"q\"", NULL};
    crew_replace_inputs(server, odd);
}

static void crew_of_one_task(struct reference_server *server)
{
    static const struct reference_task only = {"only_task", "Generalist"};
    crew_replace_tasks(server, &only, 1);
}

static void crew_of_many_tasks(struct reference_server *server)
{
    struct reference_task tasks[MANY_TASKS];
    for (size_t i = 0; i < MANY_TASKS; i++) {
        tasks[i] = (struct reference_task){arena_format(&server->arena, "task_%zu", i + 1), "Worker"};
    }
    server->crew.step_duration = server->crew.step_duration / 4 + 1;
    crew_replace_tasks(server, tasks, MANY_TASKS);
}

static void crew_of_odd_names(struct reference_server *server)
{
    static const struct reference_task tasks[] = {
        {"1", "\u7814\u7a76\u5458"}, {"Entwurf pr\u00fcfen", "Pr\u00fcferin, \"streng\""}, {"a/b?c#d", ""}};
    crew_replace_tasks(server, tasks, sizeof tasks / sizeof *tasks);
}

/* ---- Executions ---- */

static void instant(struct execution *execution)
{
    execution->plan.instant = true;
}

/* Thirty seconds in all, as the server reckons a second. */
static void thirty_seconds(struct execution *execution)
{
    const struct crew *crew = &execution->server->crew;
    unsigned steps = execution->plan.steps * (unsigned)crew->task_count;
    execution->plan.step_duration = 30 * execution->server->second / steps + 1;
}

static void queued(struct execution *execution)
{
    execution->plan.queued = execution->server->second / 2;
}

static void many_steps(struct execution *execution)
{
    execution->plan.steps = MANY_STEPS;
    execution->plan.step_duration = execution->plan.step_duration / 4 + 1;
}

static void overlapping(struct execution *execution)
{
    execution->plan.overlap = true;
}

static void fails_quietly(struct execution *execution)
{
    execution->plan.fails_at = execution->server->crew.task_count / 2;
}

static void fails_with_callback(struct execution *execution)
{
    fails_quietly(execution);
    execution->plan.callback_on_failure = true;
}

static void fails_at_once(struct execution *execution)
{
    execution->plan.fails_at = 0;
    execution->plan.instant = true;
}

/* The crew cannot make anything of inputs that it did not ask for. */
static void fails_on_further_inputs(struct execution *execution)
{
    size_t given = execution->inputs == NULL ? 0 : (size_t)json_object_object_length(execution->inputs);
    if (given > execution->server->crew.input_count) {
        fails_quietly(execution);
        execution->plan.failure = "Task execution failed: the crew has no use for some of its inputs";
    }
}

static void fails_where_called_back(struct execution *execution)
{
    if (execution->urls.crew != NULL) {
        fails_quietly(execution);
    }
}

static void id_in_capitals(struct execution *execution)
{
    for (char *at = execution->id; *at != '\0'; at++) {
        *at = (char)toupper((unsigned char)*at);
    }
}

/* RFC 9562, section 5.7: by time. */
static void id_of_version_seven(struct execution *execution)
{
    execution->id[14] = '7';
}

static void not_a_word_of_progress(struct request *request, struct answer *answer)
{
    if (answer->occasion == ON_RUNNING && request->execution->completed == 0 &&
        request->execution->tasks[0].steps == 0) {
        json_object_object_del(answer->body, "current_task");
        json_object_object_del(answer->body, "progress");
    }
}

static void total_unknown_at_first(struct request *request, struct answer *answer)
{
    if (answer->occasion == ON_RUNNING && request->execution->completed == 0 &&
        request->execution->tasks[0].steps == 0) {
        json_object_object_del(answer->body, "current_task");
        json_object_object_add(json_member_object(answer->body, "progress"), "total_tasks",
                               json_object_new_int(0));
    }
}

/* ---- Callbacks ---- */

static void answer_after_callbacks(struct request *request, struct answer *answer)
{
    if (answer->occasion == ON_KICKOFF) {
        answer->delay = request->server->second / 5;
    }
}

static void callbacks_at_once(struct delivery *delivery)
{
    const struct reference_server *server = delivery->execution->server;
    delivery->unordered = true;
    if (delivery->occasion == ON_TASK_CALLBACK) {
        delivery->delay = (unsigned)(delivery->task * 7 % 5) * server->second / 50;
    } else if (delivery->occasion == ON_CREW_CALLBACK) {
        delivery->delay = server->second / 10;
    }
}

static void by_whole_url(struct delivery *delivery)
{
    delivery->by_whole_url = true;
}

static void callbacks_late(struct delivery *delivery)
{
    delivery->delay += 2 * delivery->execution->server->second;
}

static void steps_late(struct delivery *delivery)
{
    delivery->delay += delivery->occasion == ON_STEP_CALLBACK ? delivery->execution->server->second / 2 : 0;
}

static void tried_again(struct delivery *delivery)
{
    delivery->retries = 3;
}

static void called_for_each_attempt(struct execution *execution)
{
    execution->plan.callback_per_attempt = true;
}

static void results_as_data(struct delivery *delivery)
{
    const char *member = delivery->occasion == ON_CREW_CALLBACK ? "result_json" : "output_json";
    if ((delivery->occasion & (ON_CREW_CALLBACK | ON_TASK_CALLBACK)) != 0) {
        json_object_object_add(delivery->payload, member,
                               json_add(json_object_new_object(), "days", json_object_new_int(7)));
    }
}

static void null_for_no_meta(struct delivery *delivery)
{
    if (delivery->occasion != ON_HUMAN_CALLBACK && !json_has(delivery->payload, "meta")) {
        json_object_object_add(delivery->payload, "meta", NULL);
    }
}

/* A thought without a tool. */
static void step_without_tool(struct delivery *delivery)
{
    if (delivery->occasion == ON_STEP_CALLBACK) {
        json_object_object_add(delivery->payload, "tool", NULL);
        json_object_object_add(delivery->payload, "tool_input", NULL);
        json_object_object_add(delivery->payload, "result", NULL);
    }
}

/* The agent of the first task has the same thought, and does the same, at each of its steps. */
static void repeats_itself(struct delivery *delivery)
{
    if (delivery->occasion == ON_STEP_CALLBACK && delivery->task == 0) {
        json_object_object_add(delivery->payload, "tool_input", json_string("the same once more"));
    }
}

/* All that there is to know of a step stands beside the contract's properties. */
static void step_told_otherwise(struct delivery *delivery)
{
    static const char *const names[] = {"prompt", "thought", "tool", "tool_input", "result"};
    if (delivery->occasion == ON_STEP_CALLBACK) {
        const struct execution *execution = delivery->execution;
        for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
            json_object_object_add(delivery->payload, names[i], NULL);
        }
        json_object_object_add(delivery->payload, "tool", delivery->task == 0 ? NULL : json_string("search"));
        json_object_object_add(delivery->payload, "step",
                               json_object_new_int((int)execution->tasks[delivery->task].steps));
    }
}

static void input_as_object(struct delivery *delivery)
{
    if (delivery->occasion == ON_STEP_CALLBACK) {
        json_object_object_add(delivery->payload, "tool_input",
                               json_add(json_object_new_object(), "query", json_string("sea")));
    }
}

/* ---- Humans ---- */

static void nobody_is_told(struct delivery *delivery)
{
    delivery->dropped |= delivery->occasion == ON_HUMAN_CALLBACK;
}

static void told_in_other_words(struct delivery *delivery)
{
    if (delivery->occasion == ON_HUMAN_CALLBACK) {
        const struct execution *execution = delivery->execution;
        json_object_put(delivery->payload);
        delivery->payload = json_object_new_object();
        json_add(delivery->payload, "executionId", json_string(execution->id));
        json_add(delivery->payload, "taskId",
                 json_string(execution->server->crew.tasks[delivery->task].name));
        json_add(delivery->payload, "taskOutput", json_string("Please have a look."));
    }
}

static void human_is_last(struct reference_server *server)
{
    if (server->crew.human < server->crew.task_count) {
        server->crew.human = server->crew.task_count - 1;
    }
}

static void human_is_first(struct reference_server *server)
{
    if (server->crew.human < server->crew.task_count) {
        server->crew.human = 0;
    }
}

static void end_is_resumed(struct request *request, struct answer *answer)
{
    const char *status = json_member_string(answer->body, "status");
    (void)request;
    if (answer->occasion == ON_RESUMED && status != NULL && strcmp(status, "completed") == 0) {
        json_object_object_add(answer->body, "status", json_string("resumed"));
    }
}

#define CREW(name, words, function)                                                                          \
    {                                                                                                        \
        .about = {name, words, false, false}, .crew = function                                               \
    }
#define PLAN(name, words, function)                                                                          \
    {                                                                                                        \
        .about = {name, words, false, false}, .plan = function                                               \
    }
#define DELIVER(name, words, function)                                                                       \
    {                                                                                                        \
        .about = {name, words, false, false}, .deliver = function                                            \
    }
#define HUMAN(name, words, ...)                                                                              \
    {                                                                                                        \
        .about = {name, words, true, false}, __VA_ARGS__                                                     \
    }

const struct behaviour variant_life_table[] = {
    CREW("no-inputs", "the crew asks for no inputs", crew_without_inputs),
    CREW("one-input", "the crew asks for one input", crew_with_one_input),
    CREW("forty-inputs", "the crew asks for forty inputs", crew_with_many_inputs),
    CREW("odd-input-names", "the crew's inputs have names with spaces, accents and signs",
         crew_with_odd_inputs),
    CREW("one-task", "the crew has one task", crew_of_one_task),
    CREW("twenty-tasks", "the crew has twenty tasks", crew_of_many_tasks),
    CREW("odd-task-names", "tasks and agents have names with spaces, accents and signs", crew_of_odd_names),
    PLAN("instant", "an execution is complete at the first poll", instant),
    PLAN("thirty-seconds", "an execution takes thirty seconds", thirty_seconds),
    PLAN("queued", "an execution waits in a queue before its first task", queued),
    PLAN("many-steps", "a task takes many steps", many_steps),
    PLAN("overlapping-tasks", "tasks overlap", overlapping),
    PLAN("fails-without-callback", "an execution ends in an error, and crewWebhookUrl is not called",
         fails_quietly),
    PLAN("fails-with-callback", "an execution ends in an error, and crewWebhookUrl is called",
         fails_with_callback),
    PLAN("fails-at-once", "an execution has failed at the first poll", fails_at_once),
    PLAN("fails-on-further-inputs", "an execution with inputs that nobody asked for ends in an error",
         fails_on_further_inputs),
    PLAN("fails-where-called-back", "an execution with webhooks ends in an error", fails_where_called_back),
    PLAN("id-in-capitals", "kickoff ids are UUIDs in capitals", id_in_capitals),
    PLAN("id-of-version-7", "kickoff ids are UUIDs of version 7", id_of_version_seven),
    {.about = {"no-progress-at-first", "a running body says nothing before the first step", false, false},
     .answer = not_a_word_of_progress},
    {.about = {"total-unknown-at-first", "total_tasks is 0 before the first step", false, false},
     .answer = total_unknown_at_first},

    {.about = {"callbacks-before-answer", "callbacks come before the kickoff is answered", false, false},
     .plan = instant,
     .answer = answer_after_callbacks},
    DELIVER("callbacks-at-once", "callbacks are sent at the same time, in no order", callbacks_at_once),
    DELIVER("callbacks-by-whole-url", "callbacks name the whole URL in their first line", by_whole_url),
    DELIVER("callbacks-late", "callbacks come two seconds late", callbacks_late),
    DELIVER("step-callbacks-late", "callbacks of steps come after those of their task", steps_late),
    DELIVER("callbacks-tried-again", "callbacks are sent again where the receiver fails", tried_again),
    DELIVER("results-as-data", "callbacks have their results as data, too", results_as_data),
    DELIVER("steps-without-tool", "callbacks of steps have nulls where no tool was used", step_without_tool),
    DELIVER("agent-repeats-itself", "an agent has the same thought twice, as callbacks of steps tell",
            repeats_itself),
    DELIVER("steps-told-otherwise", "callbacks of steps tell all that matters in further properties",
            step_told_otherwise),
    DELIVER("tool-input-as-object", "callbacks of steps have the tool's input as an object", input_as_object),

    HUMAN("attempts-call-back", "a rejected task calls back for each attempt",
          .plan = called_for_each_attempt),
    HUMAN("nobody-is-told", "humanInputWebhook is not called", .deliver = nobody_is_told),
    HUMAN("told-in-other-words", "humanInputWebhook is called with other property names",
          .deliver = told_in_other_words),
    HUMAN("human-on-first-task", "the first task waits for a human", .crew = human_is_first),
    HUMAN("human-on-last-task", "the last task waits for a human", .crew = human_is_last),
    HUMAN("human-and-late-callbacks", "a crew with human input has callbacks come two seconds late",
          .deliver = callbacks_late),
    HUMAN("human-and-second-tries", "a crew with human input sends callbacks again where the receiver fails",
          .deliver = tried_again),
    HUMAN("human-and-overlap", "the tasks of a crew with human input overlap", .plan = overlapping),
    HUMAN("meta-null-for-none", "callbacks have null for meta where the kickoff gave none",
          .deliver = null_for_no_meta),
    HUMAN("end-is-resumed", "the approval of the last task answers resumed", .crew = human_is_last,
          .answer = end_is_resumed),
    {.about = {NULL, NULL, false, false}},
};

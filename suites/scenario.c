/* The scripts of the three executions. A script is a row of phases; each phase looks at what has happened and says what is
 * to be done next, or hands over to another phase. */
#include "suites/scenario.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "suites/suites.h"

/* ---- Reading events ---- */

bool scenario_is_answer(const struct follow_event *event, int status)
{
    return event && event->exchange && http_exchange_class(event->exchange) == HTTP_COMPLETE &&
           event->exchange->status == status;
}

bool scenario_expect_status(struct run_exam *exam, const struct follow_event *event, const char *statuses)
{
    if (!event) {
        run_skip(exam, "the execution did not get that far");
        return false;
    }
    if (http_exchange_class(event->exchange) == HTTP_ERRORED) {
        run_errored(exam, "%s", http_exchange_reason(event->exchange));
        return false;
    }
    if (http_exchange_class(event->exchange) == HTTP_FAILED) {
        const char *reason = http_exchange_reason(event->exchange);
        run_fail(exam, NULL,
                 &(struct finding){.aspect = "transport",
                                   .title = reason,
                                   .expected = "a complete HTTP answer",
                                   .found = reason,
                                   .exchange = event->number});
        return false;
    }
    struct run_answer answer = {.exchange = event->exchange, .number = event->number};
    return run_expect_status(exam, &answer, statuses);
}

const char *scenario_status(const struct follow_event *poll)
{
    return scenario_is_answer(poll, 200) ? json_member_string(poll->body, "status") : NULL;
}

bool scenario_is_terminal(const char *status)
{
    return status && (strcmp(status, "completed") == 0 || strcmp(status, "error") == 0);
}

const char *scenario_kickoff_id(const struct follow_history *history)
{
    const struct follow_event *start = follow_first(history, FOLLOW_START, NULL);
    bool accepted = start && start->exchange && start->exchange->status / 100 == 2;
    return accepted ? json_member_string(start->body, "kickoff_id") : NULL;
}

const struct follow_event *scenario_end(const struct follow_history *history)
{
    for (size_t i = 0; i < history->count; i++)
        if (history->events[i].kind == FOLLOW_POLL && scenario_is_terminal(scenario_status(&history->events[i])))
            return &history->events[i];
    return NULL;
}

/* ---- Scripts ---- */

struct script;

/* Says what is to be done, or changes script->phase and returns a step of PASS. */
typedef struct follow_action phase(struct script *script, const struct follow_history *history, int64_t now);

#define PASS ((enum follow_step)-1)

struct script {
    struct run *run;
    struct crew *crew;
    struct arena *arena;
    const char *name;
    phase *phase;
    const char *body; /* of the kickoff */
    size_t length;
    const char *id;   /* as answered */
    const char *task_url, *step_url, *crew_url; /* given at kickoff, or NULL */
    size_t asked;     /* requests sent after the kickoff */
    size_t polls;     /* sent */
    int64_t next_poll;
    const char *noted; /* the status that was noted in the record last, or NULL */
    size_t later_polls; /* after the end */
};

static struct follow_action pass_to(struct script *script, phase *next)
{
    script->phase = next;
    return (struct follow_action){.step = PASS};
}

static struct follow_action wait_until(int64_t when)
{
    return (struct follow_action){.step = FOLLOW_WAIT, .until = when};
}

static struct follow_action end_with(const char *ending)
{
    return (struct follow_action){.step = FOLLOW_END, .ending = ending};
}

static struct follow_action send(struct script *script, enum follow_kind kind, const char *label, const char *operation,
                                 const char *path_value, struct json_object *json)
{
    const struct run_options *options = run_settings(script->run);
    const struct contract_operation *described = contract_operation_by_id(options->judge.documented, operation);
    struct follow_action action = {.step = FOLLOW_SEND, .kind = kind, .label = label, .operation = operation};
    struct http_request *request = &action.request;
    request->method = described->method;
    request->target = run_fill_path(script->arena, described->path, path_value);
    request->case_id = arena_format(script->arena, "scenario.%s", script->name);
    request->headers = *run_scenario_headers(script->run, json != NULL);
    if (json) {
        char *text = json_text(json, JSON_COMPACT);
        request->length = strlen(text);
        request->body = arena_copy(script->arena, text, request->length);
        request->fresh = true;
        free(text);
    }
    script->asked += kind != FOLLOW_START;
    return action;
}

/* Is a request of ours still under way? */
static bool is_asking(const struct script *script, const struct follow_history *history)
{
    size_t answers = 0;
    for (size_t i = 0; i < history->count; i++)
        answers += history->events[i].kind != FOLLOW_CALLBACK && history->events[i].kind != FOLLOW_START;
    return answers < script->asked;
}

/* ---- The phases ---- */

static phase kick_off, await_start, poll, let_go, look_again, listen;

static struct follow_action kick_off(struct script *script, const struct follow_history *history, int64_t now)
{
    (void)now;
    if (history->interrupted)
        return end_with(SCENARIO_NOT_STARTED);
    struct follow_action action = send(script, FOLLOW_START, "kickoff", CREW_KICKOFF, NULL, NULL);
    action.request.headers = *run_scenario_headers(script->run, true);
    action.request.body = script->body;
    action.request.length = script->length;
    action.request.fresh = true;
    action.spends = true;
    script->phase = await_start;
    return action;
}

static struct follow_action await_start(struct script *script, const struct follow_history *history, int64_t now)
{
    const struct follow_event *start = follow_first(history, FOLLOW_START, NULL);
    if (!start)
        return wait_until(INT64_MAX);
    const char *id = scenario_kickoff_id(history);
    if (!id)
        return end_with(SCENARIO_NOT_STARTED);
    script->id = arena_string(script->arena, id);
    script->next_poll = now;
    return pass_to(script, poll);
}

/* 0, 50, 100, 200 … 2,000 ms */
static int64_t poll_pause(size_t polls)
{
    int64_t pause = polls < 2 ? 50 : polls > 7 ? 2000 : INT64_C(50) << (polls - 1);
    return (pause < 2000 ? pause : 2000) * CLOCK_MILLISECOND;
}

static struct follow_action ask_status(struct script *script, int64_t now)
{
    script->polls++;
    script->next_poll = now + poll_pause(script->polls);
    return send(script, FOLLOW_POLL, "poll", CREW_STATUS, script->id, NULL);
}

/* Notes a change of status in the record's timeline. */
static void note_status(struct script *script, const struct follow_event *last)
{
    const char *status = scenario_status(last);
    if (!status || (script->noted && strcmp(script->noted, status) == 0))
        return;
    run_note_execution(script->run, script->name, script->id, status, last->number,
                       json_member_string(last->body, "current_task"));
    script->noted = arena_string(script->arena, status);
}

static struct follow_action give_up(struct script *script, const struct follow_event *last)
{
    run_note_execution(script->run, script->name, script->id, "timed-out", last ? last->number : 0, NULL);
    return end_with(SCENARIO_TIMED_OUT);
}

static struct follow_action poll(struct script *script, const struct follow_history *history, int64_t now)
{
    const struct follow_event *last = follow_last(history, FOLLOW_POLL, NULL);
    if (is_asking(script, history))
        return wait_until(INT64_MAX);
    if (history->interrupted)
        return pass_to(script, let_go);
    if (last)
        note_status(script, last);
    if (scenario_is_terminal(scenario_status(last)))
        return pass_to(script, look_again);
    if (now - history->began > script->crew->execution_timeout)
        return give_up(script, last);
    return now >= script->next_poll ? ask_status(script, now) : wait_until(script->next_poll);
}

/* An interrupted run leaves nothing waiting behind. */
static struct follow_action let_go(struct script *script, const struct follow_history *history, int64_t now)
{
    (void)now;
    if (is_asking(script, history))
        return wait_until(INT64_MAX);
    run_note_execution(script->run, script->name, script->id, "left", 0, "the run was interrupted");
    return end_with(SCENARIO_ENDED);
}

/* After the end: the same is answered later, and nothing can be resumed any more. */
static struct follow_action look_again(struct script *script, const struct follow_history *history, int64_t now)
{
    if (is_asking(script, history))
        return wait_until(INT64_MAX);
    if (history->interrupted)
        return pass_to(script, let_go);
    if (script->later_polls < 2) {
        script->later_polls++;
        return ask_status(script, now);
    }
    if (!follow_last(history, FOLLOW_PROBE, "resume-ended")) {
        const struct follow_event *end = scenario_end(history);
        struct json_object *result = json_member_object(end->body, "result");
        struct json_object *tasks = json_member_array(result, "tasks");
        const char *task =
            tasks && json_object_array_length(tasks)
                ? json_member_string(json_object_array_get_idx(tasks, json_object_array_length(tasks) - 1), "task_id")
                : NULL;
        struct json_object *body = crew_resume_body(script->id, task ? task : "task", true, "Fine.");
        struct follow_action action = send(script, FOLLOW_PROBE, "resume-ended", CREW_RESUME, NULL, body);
        json_object_put(body);
        return action;
    }
    return pass_to(script, listen);
}

static size_t count_callbacks(const struct follow_history *history, const char *kind)
{
    size_t count = 0;
    for (size_t i = 0; i < history->count; i++)
        count += history->events[i].kind == FOLLOW_CALLBACK && strcmp(history->events[i].label, kind) == 0;
    return count;
}

/* What is awaited has come, or its time is over. */
static struct follow_action listen(struct script *script, const struct follow_history *history, int64_t now)
{
    const struct follow_event *end = scenario_end(history);
    struct json_object *tasks = json_member_array(json_member_object(end->body, "result"), "tasks");
    size_t expected = tasks ? json_object_array_length(tasks) : 0;
    bool all = !script->crew_url ||
               (count_callbacks(history, "crew") >= 1 && count_callbacks(history, "task") >= expected);
    int64_t deadline = end->at + script->crew->callback_timeout;
    if (!all && now < deadline && !history->interrupted)
        return wait_until(deadline);
    return end_with(SCENARIO_ENDED);
}

static struct follow_action next(void *context, const struct follow_history *history, int64_t now)
{
    struct script *script = context;
    struct follow_action action = {.step = PASS};
    while (action.step == PASS)
        action = script->phase(script, history, now);
    return action;
}

/* ---- Beginnings ---- */

static struct script *new_script(struct run *run, void *facts, struct arena *arena, struct follow_script *follow)
{
    struct script *script = arena_new(arena, sizeof *script);
    *script = (struct script){.run = run, .crew = facts, .arena = arena, .name = follow->name, .phase = kick_off};
    follow->next = next;
    follow->context = script;
    return script;
}

static void set_body(struct script *script, struct json_object *body)
{
    char *text = json_text(body, JSON_COMPACT);
    script->length = strlen(text);
    script->body = arena_copy(script->arena, text, script->length);
    free(text);
    json_object_put(body);
}

static bool begin_rich(struct run *run, void *facts, struct arena *arena, struct follow_script *follow,
                       struct error *reason)
{
    (void)reason;
    struct script *script = new_script(run, facts, arena, follow);
    script->task_url = run_callback_url(run, follow->name, "task", HTTP_BEHAVE_ACCEPT);
    script->step_url = run_callback_url(run, follow->name, "step", HTTP_BEHAVE_ACCEPT);
    script->crew_url = run_callback_url(run, follow->name, "crew", HTTP_BEHAVE_ACCEPT);
    char *nonce = string_format("%s-rich", script->crew->nonce);
    struct json_object *body = crew_kickoff_body(script->crew, nonce, true);
    crew_add_webhooks(body, script->task_url, script->step_url, script->crew_url);
    set_body(script, body);
    free(nonce);
    return true;
}

static bool begin_bare(struct run *run, void *facts, struct arena *arena, struct follow_script *follow,
                       struct error *reason)
{
    (void)reason;
    struct script *script = new_script(run, facts, arena, follow);
    char *nonce = string_format("%s-bare", script->crew->nonce);
    set_body(script, crew_kickoff_body(script->crew, nonce, false));
    free(nonce);
    return true;
}

const struct run_scenario suite_scenarios[] = {{"rich", begin_rich}, {"bare", begin_bare}};
const size_t suite_scenario_count = sizeof suite_scenarios / sizeof *suite_scenarios;

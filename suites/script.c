#include "suites/script.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "suites/auth_known.h"

/* ---- Steps ---- */

#define PASS ((enum follow_step) - 1)

struct follow_action script_pass(struct script *script, script_phase *next)
{
    script->phase = next;
    return (struct follow_action){.step = PASS};
}

struct follow_action script_wait(int64_t until)
{
    return (struct follow_action){.step = FOLLOW_WAIT, .until = until};
}

struct follow_action script_end(const char *ending)
{
    return (struct follow_action){.step = FOLLOW_END, .ending = ending};
}

struct follow_action script_send(struct script *script, enum follow_kind kind, const char *label,
                                 const char *operation, const char *text, size_t length)
{
    const struct contract *contract = run_settings(script->run)->judge.documented;
    const struct contract_operation *described = contract_operation_by_id(contract, operation);
    struct follow_action action = {.step = FOLLOW_SEND, .kind = kind, .label = label, .operation = operation};
    action.request =
        (struct http_request){.method = described->method,
                              .target = described->path,
                              .headers = *run_scenario_headers(script->run, text != NULL),
                              .body = text,
                              .length = length,
                              .case_id = arena_format(script->arena, "scenario.%s", script->name),
                              .fresh = text != NULL};
    script->asked += kind != FOLLOW_START;
    return action;
}

struct follow_action script_send_json(struct script *script, enum follow_kind kind, const char *label,
                                      struct json_object *body)
{
    char *text = json_text(body, JSON_COMPACT);
    size_t length = strlen(text);
    struct follow_action action =
        script_send(script, kind, label, CREW_RESUME, arena_copy(script->arena, text, length), length);
    free(text);
    json_object_put(body);
    return action;
}

/* An eighth of the time that it has taken, so that its end is noticed soon in proportion; at least 50 ms, at most 2 s. */
static int64_t poll_pause(int64_t elapsed)
{
    int64_t pause = elapsed / 8;
    pause = pause > 50 * CLOCK_MILLISECOND ? pause : 50 * CLOCK_MILLISECOND;
    return pause < 2 * CLOCK_SECOND ? pause : 2 * CLOCK_SECOND;
}

struct follow_action script_ask_status(struct script *script, int64_t now)
{
    struct follow_action action = script_send(script, FOLLOW_POLL, "poll", CREW_STATUS, NULL, 0);
    const char *path = script->stage->status_path;
    script->polls++;
    script->next_poll = now + poll_pause(now - script->began);
    if (strcmp(path, action.request.target) != 0)
        action.operation = NULL; /* what the contract says of its own path says nothing of another */
    action.request.target = run_fill_path(script->arena, path, script->id);
    return action;
}

void script_put_token(struct script *script, struct follow_action *action, const char *token)
{
    const struct http_headers *own = &action->request.headers;
    struct http_header *items = arena_new(script->arena, (own->count + 1) * sizeof *items);
    size_t count = 0;
    for (size_t i = 0; i < own->count; i++)
        if (strcasecmp(own->items[i].name, "Authorization") != 0)
            items[count++] = own->items[i];
    if (token)
        items[count++] = (struct http_header){arena_string(script->arena, "Authorization"),
                                              arena_format(script->arena, "Bearer %s", token)};
    action->request.headers = (struct http_headers){items, count, count};
}

/* By the contract's own path alone: it says nothing of another. */
bool script_ask_as_stranger(struct script *script, size_t *asked, struct follow_action *action)
{
    const char *path =
        contract_operation_by_id(run_settings(script->run)->judge.documented, CREW_STATUS)->path;
    const struct auth_stranger *stranger = &auth_strangers[*asked];
    while (stranger->rule && !run_has_case(script->run, stranger->status_case))
        stranger++;
    *asked = (size_t)(stranger - auth_strangers) + (stranger->rule != NULL);
    if (!stranger->rule || strcmp(path, script->stage->status_path) != 0)
        return false;
    *action = script_send(script, FOLLOW_PROBE, stranger->status_case, CREW_STATUS, NULL, 0);
    action->request.target = run_fill_path(script->arena, path, script->id);
    action->request.case_id = stranger->status_case;
    script_put_token(script, action, stranger->token);
    return true;
}

size_t script_in_flight(const struct script *script, const struct follow_history *history)
{
    size_t answers = 0;
    for (size_t i = 0; i < history->count; i++)
        answers += history->events[i].kind != FOLLOW_CALLBACK && history->events[i].kind != FOLLOW_START;
    return script->asked - answers;
}

bool script_is_asking(const struct script *script, const struct follow_history *history)
{
    return script_in_flight(script, history) > 0;
}

void script_note(struct script *script, const char *phase, const struct follow_event *event, const char *task,
                 const char *detail)
{
    struct run_note note = {.scenario = script->name,
                            .kickoff_id = script->id,
                            .phase = phase,
                            .exchange = event ? event->number : 0,
                            .task = task,
                            .detail = detail};
    if (event && event->kind == FOLLOW_POLL) {
        note.status = scenario_status(event);
        note.progress = scenario_progress(event, "completed_tasks", &note.completed_tasks) &&
                        scenario_progress(event, "total_tasks", &note.total_tasks);
    }
    run_note_execution(script->run, &note);
}

/* ---- Beginnings ---- */

static struct stage *stage_of(struct crew *crew, const struct run *run, struct arena *arena)
{
    if (crew->stage && crew->stage->run == run)
        return crew->stage;
    const struct contract *contract = run_settings(run)->judge.documented;
    crew->stage = arena_new(arena, sizeof *crew->stage);
    *crew->stage = (struct stage){.run = run,
                                  .status_path = contract_operation_by_id(contract, CREW_STATUS)->path,
                                  .human_task = crew->human_task};
    return crew->stage;
}

struct script *script_new(struct run *run, void *facts, struct arena *arena, struct follow_script *follow,
                          const struct script_kind *kind)
{
    struct script *script = arena_new(arena, sizeof *script);
    *script = (struct script){.run = run,
                              .crew = facts,
                              .stage = stage_of(facts, run, arena),
                              .arena = arena,
                              .kind = kind,
                              .name = follow->name,
                              .phase = script_kick_off,
                              .noted_tasks = -1,
                              .next_ask = INT64_MAX};
    follow->next = script_next;
    follow->context = script;
    return script;
}

void script_adopt(struct script *script, const char *kickoff_id)
{
    script->id = arena_string(script->arena, kickoff_id);
    script->began = clock_now();
    script->next_poll = script->began;
    script->phase = script_poll;
}

void script_add_body(struct script *script, struct json_object *body)
{
    char *text = json_text(body, JSON_COMPACT);
    script->bodies[script->body_count++] = arena_string(script->arena, text);
    free(text);
    json_object_put(body);
}

struct follow_action script_next(void *context, const struct follow_history *history, int64_t now)
{
    struct script *script = context;
    struct follow_action action = {.step = PASS};
    while (action.step == PASS)
        action = script->phase(script, history, now);
    return action;
}

/* A human's part: found out that an execution waits, refused what must be refused meanwhile, rejected and approved. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "suites/auth_known.h"
#include "suites/odd.h"
#include "suites/script.h"
#include "suites/violations.h"

enum {
    IN_FLIGHT = 6,      /* probes at a time */
    MOST_REFUSALS = 8,  /* of a word on an execution that says of itself that it waits */
    MOST_APPROVALS = 5, /* of one task, before it is taken that they have no effect */
    MOST_DOUBLINGS = 10
};

static script_phase heed_answer, send_probes;

/* ---- Does it wait? ---- */

/* Once it is known that the crew waits for people, every pause is likely; else a task that stands still is asked about,
 * ever more seldom. */
static int64_t ask_pause(const struct script *script)
{
    bool likely = script->stage->waits || script->crew->human_task || script->notified;
    int64_t first = likely ? 100 * CLOCK_MILLISECOND : 2 * CLOCK_SECOND,
            most = likely ? 2 * CLOCK_SECOND : 60 * CLOCK_SECOND,
            pause = first << (script->asks < MOST_DOUBLINGS ? script->asks : MOST_DOUBLINGS);
    return pause < most ? pause : most;
}

void script_heed_task(struct script *script, const struct follow_event *poll)
{
    const char *task = json_member_string(poll->body, "current_task");
    bool same = script->next_ask != INT64_MAX &&
                (task ? script->task && strcmp(task, script->task) == 0 : !script->task);
    if (same || !scenario_status(poll) || scenario_is_terminal(scenario_status(poll)))
        return;
    bool first = !script->questioned && task;
    script->task_left = script->task ? script->task : script->task_left;
    script->task = task; /* the history's, which stays */
    script->task_since = poll->at;
    script->asks = 0;
    /* The first question comes at once: most likely it proves that one who does not wait cannot be resumed. */
    script->next_ask = first && script->kind->rejects ? poll->at : poll->at + ask_pause(script);
}

/* The task to ask about: the one that the crew is known to wait with, and in turn the current one. */
static const char *task_to_ask(const struct script *script)
{
    const char *known = script->stage->human_task, *current = script->task;
    bool strange = current && script->strange_task && strcmp(current, script->strange_task) == 0;
    if (script->human_task && (script->notified || (script->rejected && !script->approved)))
        return script->human_task;
    if (!current || strange || (known && script->asks % 2 == 0))
        return known;
    return current;
}

/* A notification that was not acted upon yet. */
static const struct follow_event *new_notice(struct script *script, const struct follow_history *history)
{
    size_t at = 0, count = 0;
    const struct follow_event *event = NULL, *last = NULL;
    while ((event = scenario_callback(history, "human-input", &at)) != NULL) {
        last = event;
        count++;
    }
    bool news = count > script->notices;
    script->notices = count;
    return news ? last : NULL;
}

bool script_suspects_pause(struct script *script, const struct follow_history *history, int64_t now)
{
    const struct follow_event *notice = new_notice(script, history);
    const char *task = notice ? scenario_notified_task(notice) : NULL;
    if (notice) {
        script->asks = 0;
        script->next_ask = now;
        script->human_task = task ? arena_string(script->arena, task) : task_to_ask(script);
        script->notified = true;
        script->polls_awaited = script->polls + 1;
        script->next_poll = now;
        script_note(script, "waiting", notice, script->human_task, "it called the humanInputWebhook");
    }
    if (script->stage->waits && !script->hurried) {
        script->hurried = true;
        script->asks = 0;
        script->next_ask = now < script->next_ask ? now : script->next_ask;
    }
    if (script->mute || now < script->next_ask || script->polls_awaited > script->polls)
        return false;
    script->human_task = task_to_ask(script);
    script->next_ask = now + ask_pause(script);
    return script->human_task != NULL;
}

/* ---- What must be refused while it waits ---- */

static void add_probe(struct script *script, size_t *capacity, const char *label, const char *body,
                      size_t length)
{
    const struct script_probe *kept = script->probes;
    if (script->probe_count == *capacity) {
        *capacity = *capacity ? 2 * *capacity : 16;
        script->probes = arena_new(script->arena, *capacity * sizeof *kept);
        if (kept)
            memcpy(script->probes, kept, script->probe_count * sizeof *kept);
    }
    script->probes[script->probe_count++] =
        (struct script_probe){.label = arena_string(script->arena, label),
                              .body = body ? arena_copy(script->arena, body, length) : NULL,
                              .length = length};
}

/* As strangers, what we are to say ourselves. */
static void add_strangers(struct script *script, size_t *capacity)
{
    struct json_object *body = script_resume_body(script, script->human_task, true);
    char *text = json_text(body, JSON_COMPACT);
    for (const struct auth_stranger *stranger = auth_strangers; stranger->rule; stranger++) {
        if (!run_has_case(script->run, stranger->resume_case))
            continue;
        add_probe(script, capacity, stranger->resume_case, text, strlen(text));
        script->probes[script->probe_count - 1].alone = true;
        script->probes[script->probe_count - 1].stranger = stranger;
    }
    free(text);
    json_object_put(body);
}

static void add_unknown_task(struct script *script, size_t *capacity)
{
    char *task = string_format("crewcheck-unknown-%s", script->crew->unknown_id);
    struct json_object *body = script_resume_body(script, task, true);
    char *text = json_text(body, JSON_COMPACT);
    add_probe(script, capacity, SCENARIO_UNKNOWN_TASK, text, strlen(text));
    free(text);
    json_object_put(body);
    free(task);
}

/* A task that another one has followed, while that other one waits. */
static void add_other_task(struct script *script, size_t *capacity)
{
    const char *task = script->task_left;
    bool other = task && script->task && strcmp(script->task, script->human_task) == 0 &&
                 strcmp(task, script->human_task) != 0;
    if (!other)
        return;
    struct json_object *body = script_resume_body(script, task, true);
    char *text = json_text(body, JSON_COMPACT);
    add_probe(script, capacity, SCENARIO_OTHER_TASK, text, strlen(text));
    script->probes[script->probe_count - 1].alone = true;
    free(text);
    json_object_put(body);
}

/* Odd but valid values beside a task that does not exist: what is taken resumes nothing. */
static void add_odd_values(struct script *script, size_t *capacity, const struct json_object *base)
{
    struct odd_items items = {0};
    char *task = string_format("crewcheck-unknown-%s", script->crew->unknown_id);
    odd_items_of_resume(&items, script->crew);
    for (size_t i = 0; i < items.count; i++) {
        struct json_object *body = json_copy(base);
        json_object_object_add(body, "task_id", json_object_new_string(task));
        odd_put(&body, &items.items[i]);
        char *text = json_text(body, JSON_COMPACT);
        if (run_has_case(script->run, items.items[i].id))
            add_probe(script, capacity, items.items[i].id, text, strlen(text));
        free(text);
        json_object_put(body);
    }
    odd_items_clear(&items);
    free(task);
}

/* The violations of /resume whose cases are to be examined, each of a body that would let this execution go on. */
static void make_probes(struct script *script)
{
    const struct contract *contract = run_settings(script->run)->judge.documented;
    struct violations list = {0};
    struct json_object *base = script_resume_body(script, script->human_task, true);
    size_t capacity = 0;
    crew_add_webhooks(base, script->task_again, script->step_again, script->crew_again);
    violations_of_body(&list, contract_operation_by_id(contract, CREW_RESUME), base);
    add_unknown_task(script, &capacity);
    for (size_t i = 0; i < list.count; i++)
        if (run_has_case(script->run, list.items[i].id))
            add_probe(script, &capacity, list.items[i].id, list.items[i].body, list.items[i].length);
    violations_clear(&list);
    add_odd_values(script, &capacity, base);
    add_other_task(script, &capacity);
    add_strangers(script, &capacity);
    json_object_put(base);
}

static bool was_any_taken(const struct script *script, const struct follow_history *history)
{
    for (size_t i = 0; i < script->probe_count; i++) {
        const struct follow_event *probe = follow_last(history, FOLLOW_PROBE, script->probes[i].label);
        if (probe && probe->exchange->status / 100 == 2)
            return true;
    }
    return false;
}

/* It may go on already: whether it still waits is to be found out, as of a crew that does not tell. */
static void doubt_pause(struct script *script)
{
    script->stage->waits = true;
    script->stage->human_task = script->human_task;
    script->notified = false;
}

static struct follow_action send_probes(struct script *script, const struct follow_history *history,
                                        int64_t now)
{
    (void)now;
    if (script->probes_sent < script->probe_count && !history->interrupted) {
        const struct script_probe *probe = &script->probes[script->probes_sent];
        if (script_in_flight(script, history) >= (probe->alone ? 1 : IN_FLIGHT))
            return script_wait(INT64_MAX);
        script->probes_sent++;
        struct follow_action action =
            script_send(script, FOLLOW_PROBE, probe->label, CREW_RESUME, probe->body, probe->length);
        action.request.fresh = true;
        action.provoked = violations_provoke(
            contract_operation_by_id(run_settings(script->run)->judge.documented, CREW_RESUME), probe->body);
        if (run_has_case(script->run, probe->label))
            action.request.case_id = probe->label;
        if (probe->stranger)
            script_put_token(script, &action, probe->stranger->token);
        return action;
    }
    if (script_is_asking(script, history))
        return script_wait(INT64_MAX);
    script->disturbed = was_any_taken(script, history);
    if (script->disturbed)
        doubt_pause(script);
    return script_pass(script, script->disturbed ? script_poll : script_resume);
}

/* ---- The human's word ---- */

/* The tasks that follow get to read it; the word in brackets is found again where one quotes it. */
static char *feedback(const struct script *script, bool approve)
{
    const char *said = approve ? "Good as it is." : "Please do this once more, and be brief this time.";
    return string_format("%s (crewcheck %s-%s-%s)", said, script->crew->nonce, script->name,
                         approve ? "approved" : "rejected");
}

struct json_object *script_resume_body(const struct script *script, const char *task, bool approve)
{
    char *said = feedback(script, approve);
    struct json_object *body = crew_resume_body(script->id, task, approve, said);
    free(said);
    if (script->kind->gives_again && script->task_again)
        crew_add_webhooks(body, script->task_again, script->step_again, script->crew_again);
    return body;
}

struct follow_action script_resume(struct script *script, const struct follow_history *history, int64_t now)
{
    (void)now;
    if (script_is_asking(script, history))
        return script_wait(INT64_MAX);
    if (history->interrupted)
        return script_pass(script, script_leave);
    bool waits = script->notified || (script->rejected && !script->approved);
    if (script->kind->probes && waits && !script->probes) {
        make_probes(script);
        return script_pass(script, send_probes);
    }
    bool approve = !script->kind->rejects || script->rejected || script->disturbed;
    script->questioned = true;
    script->phase = heed_answer;
    return script_send_json(script, FOLLOW_RESUME, approve ? SCENARIO_APPROVE : SCENARIO_REJECT,
                            script_resume_body(script, script->human_task, approve));
}

static void take_rejection(struct script *script, int64_t now)
{
    int64_t took = now - script->task_since;
    script->rejected = true;
    script->approved = false;
    /* Where it does not say when it waits again, the task is given as long as it took before. */
    bool tells = script->notices > 0;
    script->next_ask = now + (tells || took < 100 * CLOCK_MILLISECOND ? 100 * CLOCK_MILLISECOND : took);
}

static struct follow_action take_approval(struct script *script, int64_t now)
{
    bool again = script->kind->probes && !script->approved;
    bool same = script->approved_task && strcmp(script->approved_task, script->human_task) == 0;
    script->approved = true;
    script->approvals = same ? script->approvals + 1 : 1;
    script->approved_task = script->human_task;
    if (script->approvals >= MOST_APPROVALS) {
        script->ending = SCENARIO_HELD;
        return script_pass(script, script_leave);
    }
    script->next_ask = now + ask_pause(script);
    script->phase = script_poll;
    if (again)
        return script_send_json(script, FOLLOW_PROBE, SCENARIO_AGAIN,
                                script_resume_body(script, script->human_task, true));
    return script_pass(script, script_poll);
}

static struct follow_action be_refused(struct script *script, const struct follow_event *answer, bool approve,
                                       int64_t now)
{
    bool complete = http_exchange_class(answer->exchange) == HTTP_COMPLETE;
    int status = complete ? answer->exchange->status : 0;
    script->asks += status != 0;
    script->next_ask = now + ask_pause(script);
    if (status == 404)
        script->strange_task = script->human_task;
    if (!script->notified)
        script->mute = status && status != 404 && !scenario_is_untimely(status);
    else if (script->asks >= MOST_REFUSALS && approve) {
        script->ending = SCENARIO_HELD;
        return script_pass(script, script_leave);
    } else if (script->asks >= MOST_REFUSALS) {
        script->disturbed = true;
        script->asks = 0;
    }
    return script_pass(script, script_poll);
}

/* Another success than 200 is a finding, and yet the human's word was taken. */
static bool was_taken(const struct follow_event *answer)
{
    return http_exchange_class(answer->exchange) == HTTP_COMPLETE && answer->exchange->status / 100 == 2;
}

static struct follow_action heed_answer(struct script *script, const struct follow_history *history,
                                        int64_t now)
{
    if (script_is_asking(script, history))
        return script_wait(INT64_MAX);
    const struct follow_event *answer = follow_last(history, FOLLOW_RESUME, NULL);
    bool approve = strcmp(answer->label, SCENARIO_APPROVE) == 0;
    if (!was_taken(answer))
        return be_refused(script, answer, approve, now);
    script->stage->waits = script->hurried = true;
    script->stage->human_task = script->human_task;
    script->asks = 0;
    script->next_poll = now;
    if (!script->notified && !script->rejected)
        script_note(script, "waiting", answer, script->human_task, "it could be resumed");
    script_note(script, "resumed", answer, script->human_task, approve ? "approved" : "rejected");
    script->notified = false;
    if (approve)
        return take_approval(script, now);
    take_rejection(script, now);
    return script_pass(script, script_poll);
}

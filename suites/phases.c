/* The first phases of an execution: it is started, and asked how far it has come until it ends. */
#include <string.h>

#include "base/clock.h"
#include "suites/script.h"

/* How long no answer may tell the status, from the beginning or later, before it is given up, and how long an execution is
 * watched that nobody wanted. */
#define UNKNOWN_PATIENCE (30 * CLOCK_SECOND)
#define STRAY_PATIENCE   (60 * CLOCK_SECOND)

/* How often the later executions look whether the first one was kicked off. */
#define FIRST_PAUSE    (5 * CLOCK_MILLISECOND)
#define FIRST_PATIENCE (5 * CLOCK_SECOND)

static script_phase await_start, look_elsewhere;

/* ---- The kickoff ---- */

struct follow_action script_kick_off(struct script *script, const struct follow_history *history, int64_t now)
{
    if (history->interrupted)
        return script_end(SCENARIO_NOT_STARTED);
    script->first_until = script->first_until ? script->first_until : now + FIRST_PATIENCE;
    if (script->stage->first_awaited && !script->kind->is_first && now < script->first_until)
        return script_wait(now + FIRST_PAUSE);
    const char *body = script->bodies[script->tried++];
    script->starts++;
    struct follow_action action =
        script_send(script, FOLLOW_START, "kickoff", CREW_KICKOFF, body, strlen(body));
    action.spends = true;
    script->phase = await_start;
    return action;
}

static size_t count_starts(const struct follow_history *history)
{
    size_t count = 0;
    for (size_t i = 0; i < history->count; i++)
        count += history->events[i].kind == FOLLOW_START;
    return count;
}

static bool was_refused(const struct follow_event *start)
{
    return http_exchange_class(start->exchange) == HTTP_COMPLETE && start->exchange->status / 100 == 4;
}

/* What fails on an odd value is tried once more without any: by the plainest body, for each failure may have started an
 * execution all the same. */
static bool may_try_again(struct script *script, const struct follow_event *start)
{
    bool complete = http_exchange_class(start->exchange) == HTTP_COMPLETE;
    if (complete && start->exchange->status / 100 == 5 && script->tried <= script->odd_count)
        script->tried = script->body_count - 1;
    else if (!was_refused(start))
        return false;
    return script->tried < script->body_count;
}

static struct follow_action await_start(struct script *script, const struct follow_history *history,
                                        int64_t now)
{
    const struct follow_event *start = follow_last(history, FOLLOW_START, NULL);
    if (count_starts(history) < script->starts)
        return script_wait(INT64_MAX);
    if (may_try_again(script, start))
        return script_pass(script, script_kick_off);
    const char *id = scenario_kickoff_id(history);
    script->stage->first_awaited = script->stage->first_awaited && !script->kind->is_first;
    if (!id)
        return script_end(SCENARIO_NOT_STARTED);
    script->id = arena_string(script->arena, id);
    script->began = start->sent;
    script->next_poll = now;
    return script_pass(script, script_poll);
}

/* ---- The path dialect ---- */

/* The same status under the path of the other revision; NULL where the contract has neither. */
static const char *other_path(struct arena *arena, const char *path)
{
    static const char before[] = "/status/{", behind[] = "}/status";
    size_t length = strlen(path);
    if (strncmp(path, before, sizeof before - 1) == 0 && path[length - 1] == '}')
        return arena_format(arena, "/%s/status", path + strlen("/status/"));
    if (path[1] == '{' && length > sizeof behind && strcmp(path + length - strlen(behind), behind) == 0)
        return arena_format(arena, "/status/%.*s", (int)(length - strlen("/status") - 1), path + 1);
    return NULL;
}

static struct follow_action look_for_status(struct script *script, const char *path)
{
    struct follow_action action =
        script_send(script, FOLLOW_PROBE, SCENARIO_OTHER_PATH, CREW_STATUS, NULL, 0);
    action.operation = NULL;
    action.request.target = run_fill_path(script->arena, path, script->id);
    script->looked_elsewhere = true;
    script->phase = look_elsewhere;
    return action;
}

static void decide(struct script *script, const char *path)
{
    script->stage->path_known = true;
    script->stage->status_path = path;
    run_decide(script->run);
}

/* The cases that say nothing where the status is told in another way than the contract has it. */
static void rule_out(struct script *script, const char *except, const char *reason)
{
    run_rule_out_operation(script->run, CREW_STATUS, except, reason);
    run_rule_out(script->run, "lifecycle.*", reason);
}

static struct follow_action look_elsewhere(struct script *script, const struct follow_history *history,
                                           int64_t now)
{
    (void)now;
    if (script_is_asking(script, history))
        return script_wait(INT64_MAX);
    const struct follow_event *found = follow_last(history, FOLLOW_PROBE, SCENARIO_OTHER_PATH);
    const char *path = other_path(script->arena, script->stage->status_path);
    if (scenario_status(found)) {
        /* First: whoever waits for the decision goes on with the next word. */
        rule_out(
            script, "status.accept.kickoff_id",
            arena_format(script->arena, "the status is asked by GET %s: see status.accept.kickoff_id", path));
        decide(script, path);
    } else {
        decide(script, script->stage->status_path);
    }
    return script_pass(script, script_poll);
}

/* Decides how the status is asked, by the first answer to it. True where it is to be looked for elsewhere. */
static bool settle_path(struct script *script, const struct follow_event *poll)
{
    if (script->stage->path_known || !poll || http_exchange_class(poll->exchange) != HTTP_COMPLETE)
        return false;
    bool elsewhere = poll->exchange->status / 100 == 4 && !script->looked_elsewhere &&
                     other_path(script->arena, script->stage->status_path);
    if (elsewhere)
        return true;
    if (scenario_tells_by_state(poll))
        rule_out(script, "status.answers.200.status",
                 "the status is told by \"state\": see status.answers.200.status");
    decide(script, script->stage->status_path);
    return false;
}

/* ---- Polling ---- */

static bool same_text(const char *one, const char *other)
{
    return (!one && !other) || (one && other && strcmp(one, other) == 0);
}

/* Notes in the record's timeline what a poll tells anew. */
static void note_poll(struct script *script, const struct follow_event *poll)
{
    const char *status = scenario_status(poll), *task = json_member_string(poll->body, "current_task");
    int64_t tasks = 0;
    scenario_progress(poll, "completed_tasks", &tasks);
    script->untold_since = status ? 0 : script->untold_since ? script->untold_since : poll->sent;
    bool same = same_text(status, script->noted_status) && same_text(task, script->noted_task) &&
                tasks == script->noted_tasks;
    if (!status || same)
        return;
    script_note(script, status, poll, task, NULL);
    script->noted_status = status; /* both are the history's, which stays */
    script->noted_task = task;
    script->noted_tasks = tasks;
}

/* Looks at what has happened since it was asked last. Wakes the next poll where the crew says that it has ended. */
static void heed_news(struct script *script, const struct follow_history *history, int64_t now)
{
    for (; script->seen < history->count; script->seen++) {
        const struct follow_event *event = &history->events[script->seen];
        if (event->kind == FOLLOW_POLL) {
            note_poll(script, event);
            script_heed_task(script, event);
        } else if (event->kind == FOLLOW_CALLBACK && strcmp(event->label, "crew") == 0) {
            script->next_poll = now;
        }
    }
}

/* Is its status refused, or told in no word that can be read? Nobody can see its end then. */
static bool is_untold(const struct script *script, int64_t now)
{
    return script->untold_since && now - script->untold_since > UNKNOWN_PATIENCE;
}

static struct follow_action give_up(struct script *script, const struct follow_event *last, bool untold)
{
    bool told = script->noted_status != NULL;
    const char *detail = told ? "its status is told no more" : "its status was never told";
    script->ending = untold || !told ? SCENARIO_LOST : SCENARIO_TIMED_OUT;
    script_note(script, "timed-out", last, script->task, untold || !told ? detail : NULL);
    return script_pass(script, script_leave);
}

/* Has it ended, or is it one that nobody wanted and that needs nobody? */
static bool is_over(struct script *script, const struct follow_event *last)
{
    bool ended = scenario_is_terminal(scenario_status(last));
    script->stage->goes_through = script->stage->goes_through || (ended && !script->stage->waits);
    return ended || (script->kind->stray && script->stage->goes_through);
}

/* A deployment that is restarted is back before long. */
static bool is_gone(const struct follow_history *history, int64_t now)
{
    int64_t since = scenario_unanswered_since(history);
    return since && now - since >= RUN_PATIENCE;
}

static int64_t patience(const struct script *script)
{
    int64_t most = script->kind->stray ? STRAY_PATIENCE : script->crew->execution_timeout;
    return most < script->crew->execution_timeout ? most : script->crew->execution_timeout;
}

struct follow_action script_poll(struct script *script, const struct follow_history *history, int64_t now)
{
    const struct follow_event *last = follow_last(history, FOLLOW_POLL, NULL);
    if (script_is_asking(script, history))
        return script_wait(INT64_MAX);
    if (history->interrupted)
        return script_pass(script, script_leave);
    heed_news(script, history, now);
    if (settle_path(script, last))
        return look_for_status(script, other_path(script->arena, script->stage->status_path));
    if (is_over(script, last))
        return script_pass(script, script_look_again);
    if (is_gone(history, now)) {
        script->ending = SCENARIO_GONE;
        script_note(script, "gone", last, script->task,
                    scenario_why_unanswered(script->arena, last->exchange));
        return script_pass(script, script_leave);
    }
    if (is_untold(script, now) || now - script->began > patience(script))
        return give_up(script, last, is_untold(script, now));
    if (history->full || history->beyond || run_gave_up(script->run, CREW_STATUS)) {
        script->ending = SCENARIO_LOST;
        return script_pass(script, script_leave);
    }
    struct follow_action stranger;
    if (script->kind->probes && scenario_status(last) &&
        script_ask_as_stranger(script, &script->strangers, &stranger))
        return stranger;
    if (last && script_suspects_pause(script, history, now))
        return script_pass(script, script_resume);
    if (now >= script->next_poll)
        return script_ask_status(script, now);
    return script_wait(script->next_ask > now && script->next_ask < script->next_poll ? script->next_ask
                                                                                      : script->next_poll);
}

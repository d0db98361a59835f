/* The last phases of an execution: it is looked at again after its end, its callbacks are awaited, and where the run
 * cannot wait for its end, nothing is left waiting behind. */
#include <string.h>

#include "base/clock.h"
#include "suites/script.h"

#define LATER_POLLS 2

/* Whatever comes twice, or too late, comes within this time after all that was awaited. */
#define LINGER CLOCK_SECOND

/* How long an execution is waited for that is to be let go, and how often it is asked. */
#define LEAVE_WITHIN (10 * CLOCK_SECOND)
#define LEAVE_PAUSE  (500 * CLOCK_MILLISECOND)

/* How often one looks whether all else is over too. */
#define STAY_PAUSE (20 * CLOCK_MILLISECOND)

/* Who calls for one thing after the other goes on this soon after an answer. */
#define NEXT_CALL (500 * CLOCK_MILLISECOND)

#define LET_GO "let-go"

static script_phase listen, stay;

/* ---- After the end ---- */

/* The last task of the result: its id is one that the deployment surely knows. */
static const char *last_task(const struct follow_history *history)
{
    struct json_object *tasks = scenario_results(history);
    size_t count = tasks ? json_object_array_length(tasks) : 0;
    const char *task =
        count ? json_member_string(json_object_array_get_idx(tasks, count - 1), "task_id") : NULL;
    return task ? task : "task";
}

static struct follow_action resume_ended(struct script *script, const struct follow_history *history)
{
    const char *task = script->human_task && script->approved ? script->human_task : last_task(history);
    script->resumed_ended = true;
    return script_send_json(script, FOLLOW_PROBE, SCENARIO_RESUME_ENDED,
                            crew_resume_body(script->id, task, true, "Good as it is."));
}

/* By an id that lacks its last group: it names nothing, though a search for texts that begin so would find it. */
static bool ask_by_beginning(struct script *script, struct follow_action *action)
{
    const struct contract *contract = run_settings(script->run)->judge.documented;
    const char *path = contract_operation_by_id(contract, CREW_STATUS)->path,
               *last = strrchr(script->id, '-');
    bool asks = script->kind->probes && !script->asked_by_beginning && last &&
                strlen(script->id) == CREW_UUID_LENGTH && run_has_case(script->run, CREW_BEGINNING_CASE) &&
                strcmp(path, script->stage->status_path) == 0;
    script->asked_by_beginning = true;
    if (!asks)
        return false;
    *action = script_send(script, FOLLOW_PROBE, SCENARIO_BEGINNING, CREW_STATUS, NULL, 0);
    action->request.target = run_fill_path(
        script->arena, path, arena_copy(script->arena, script->id, (size_t)(last - script->id)));
    action->request.case_id = CREW_BEGINNING_CASE;
    return true;
}

struct follow_action script_look_again(struct script *script, const struct follow_history *history,
                                       int64_t now)
{
    bool over = history->interrupted || script->kind->stray;
    if (over && !script_is_asking(script, history))
        return script_end(SCENARIO_ENDED);
    if (!script->later_polls && !history->interrupted) {
        script->later_polls++;
        return script_ask_status(script, now);
    }
    struct follow_action further;
    if (script->kind->probes && !history->interrupted &&
        script_ask_as_stranger(script, &script->later_strangers, &further))
        return further;
    if (!history->interrupted && ask_by_beginning(script, &further))
        return further;
    if (script->kind->resumes_ended && !script->resumed_ended && !history->interrupted)
        return resume_ended(script, history);
    if (script_is_asking(script, history))
        return script_wait(INT64_MAX);
    if (script->later_polls < LATER_POLLS) {
        script->later_polls++;
        return script_ask_status(script, now);
    }
    return script_pass(script, listen);
}

/* ---- Callbacks ---- */

static size_t count_callbacks(const struct follow_history *history, const char *kind)
{
    size_t at = 0, count = 0;
    while (scenario_callback(history, kind, &at))
        count++;
    return count;
}

/* Was a step's URL given for tasks that were left to do? */
static bool gave_step_url_later(const struct script *script, const struct follow_history *history)
{
    const struct follow_event *approval = scenario_resumed(history, SCENARIO_APPROVE);
    return approval && script->kind->gives_again && script->step_again &&
           scenario_task_begun_after(history, approval);
}

/* Has all that a completed execution promises come? After an error nothing is promised, and receivers that fail promise
 * nothing but that any of them is called. */
static bool has_all(const struct script *script, const struct follow_history *history)
{
    bool resumed = scenario_resumed(history, SCENARIO_APPROVE) != NULL;
    bool crew = resumed ? script->kind->gives_again && script->crew_again : script->crew_url != NULL;
    bool tasks = script->task_url && (!resumed || script->kind->gives_again);
    bool steps = script->step_url || gave_step_url_later(script, history);
    if (strcmp(scenario_status(scenario_end(history)), "completed") != 0)
        return true;
    if (script->kind->receivers_fail)
        return resumed || !script->crew_url || count_callbacks(history, NULL);
    return (!crew || count_callbacks(history, "crew")) &&
           (!tasks || count_callbacks(history, "task") >= scenario_tasks(history).least) &&
           (!steps || count_callbacks(history, "step"));
}

static int64_t last_sign(const struct follow_history *history)
{
    int64_t last = scenario_end(history)->at;
    size_t at = 0;
    const struct follow_event *event = NULL;
    while ((event = scenario_callback(history, NULL, &at)) != NULL)
        last = event->at > last ? event->at : last;
    return last;
}

static int64_t last_answer(const struct follow_history *history)
{
    int64_t last = 0;
    size_t at = 0;
    const struct follow_event *event = NULL;
    while ((event = scenario_callback(history, NULL, &at)) != NULL)
        last = event->callback->answered > last ? event->callback->answered : last;
    return last;
}

static int64_t earlier(int64_t one, int64_t other)
{
    return one < other ? one : other;
}

/* What a slow receiver has not answered yet is told of only then. Behind a resume that gave no URLs it may be the call that
 * should not have come; so may the next, of a caller that waits for each answer. */
static bool may_be_called(const struct script *script, const struct follow_history *history, int64_t now)
{
    return script->kind->receivers_fail && scenario_resumed(history, SCENARIO_APPROVE) &&
           now < scenario_end(history)->at + script->crew->callback_timeout && !history->interrupted &&
           (run_is_called(script->run) || now < last_answer(history) + NEXT_CALL);
}

/* Whoever calls without end is not listened to without end. */
static struct follow_action listen(struct script *script, const struct follow_history *history, int64_t now)
{
    int64_t until = scenario_end(history)->at + script->crew->callback_timeout;
    if (has_all(script, history))
        until = earlier(last_sign(history), until) + LINGER;
    if (now >= until && may_be_called(script, history, now))
        return script_wait(now + STAY_PAUSE);
    bool silent = !script->crew_url && !script->crew_again;
    if (silent)
        until = scenario_end(history)->at + LINGER;
    if (history->interrupted || now >= until)
        return script_pass(script, stay);
    return script_wait(until);
}

/* Nothing is read before all else is over: until then whatever comes late is heard, and then it is looked at once more. */
static struct follow_action stay(struct script *script, const struct follow_history *history, int64_t now)
{
    struct stage *stage = script->stage;
    stage->staying += !script->stays;
    script->stays = true;
    if (script_is_asking(script, history))
        return script_wait(INT64_MAX);
    if (history->interrupted || script->looked_last || run_gave_up(script->run, CREW_STATUS)) {
        stage->staying--;
        return script_end(SCENARIO_ENDED);
    }
    if (run_is_busy(script->run, stage->staying))
        return script_wait(now + STAY_PAUSE);
    script->looked_last = true;
    return script_ask_status(script, now);
}

/* ---- Leaving ---- */

static struct follow_action leave(struct script *script, const char *detail)
{
    script_note(script, "left", NULL, script->human_task, detail);
    return script_end(script->ending ? script->ending : SCENARIO_LEFT);
}

static const char *leaving_task(const struct script *script)
{
    bool sure = script->human_task && (script->notified || script->rejected);
    return sure || !script->stage->human_task ? script->human_task : script->stage->human_task;
}

/* Is it worth asking again whether it waits now? */
static bool may_wait_later(const struct follow_event *answer)
{
    return !answer || !answer->exchange->status || scenario_is_untimely(answer->exchange->status) ||
           answer->exchange->status == 429;
}

/* A crew that waits for people is told to go on, as soon as it waits: for some seconds, for somebody waits for us too. */
struct follow_action script_leave(struct script *script, const struct follow_history *history, int64_t now)
{
    const struct follow_event *answer = follow_last(history, FOLLOW_PROBE, LET_GO);
    if (script_is_asking(script, history))
        return script_wait(INT64_MAX);
    bool answered = script->approved && !script->notified;
    bool waits = script->notified || (!answered && (script->stage->waits || script->crew->human_task));
    if (!script->leave_by)
        script->leave_by = now + LEAVE_WITHIN;
    if (!waits || !leaving_task(script))
        return leave(script, "it goes on by itself, as far as is known");
    if (scenario_is_answer(answer, 200))
        return leave(script, "told to go on");
    if (now >= script->leave_by || !may_wait_later(answer) || run_gave_up(script->run, CREW_RESUME))
        return leave(script, "it may be waiting for a human's answer");
    if (answer && now < answer->at + LEAVE_PAUSE)
        return script_wait(answer->at + LEAVE_PAUSE);
    return script_send_json(script, FOLLOW_PROBE, LET_GO,
                            crew_resume_body(script->id, leaving_task(script), true, "Good as it is."));
}

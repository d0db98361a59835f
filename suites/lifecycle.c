/* An execution from its kickoff to its end: what must hold over all answers about it together. Each case is a check that
 * is made of every execution of the run; the first one that breaks it is reported. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "suites/each.h"
#include "suites/progress.h"
#include "suites/results.h"
#include "suites/suites.h"
#include "suites/times.h"

/* ---- The id ---- */

static enum each_outcome check_known(struct run_exam *exam, const struct follow_history *history)
{
    bool known = false;
    for (size_t i = 0; i < history->count; i++) {
        const struct follow_event *event = &history->events[i];
        bool poll = event->kind == FOLLOW_POLL && http_exchange_class(event->exchange) == HTTP_COMPLETE;
        known = known || (poll && event->exchange->status == 200);
        if (poll && known && event->exchange->status != 200 && !scenario_is_gateways(event->exchange))
            return each_broken(exam, history, event, NULL, "status 200, as before",
                               arena_format(run_arena(exam), "status %d", event->exchange->status));
    }
    return known ? EACH_HOLDS : EACH_UNSEEN;
}

static const char *id_of(struct run_exam *exam, size_t scenario)
{
    const struct follow_history *history = run_history_of(exam, each_scenarios[scenario]);
    return history ? scenario_kickoff_id(history) : NULL;
}

/* How many of the executions before that one have its id too. */
static size_t count_namesakes(struct run_exam *exam, size_t scenario)
{
    size_t count = 0;
    for (size_t i = 0; i < scenario; i++)
        count += scenario_same_id(id_of(exam, i), id_of(exam, scenario));
    return count;
}

/* The last of those that share an id tells of them all: one finding, however many there are. */
static void examine_unique(struct run_exam *exam, const void *data)
{
    const struct each_invariant *invariant = data;
    size_t known = 0, most = 0, worst = 0;
    for (size_t i = 0; each_scenarios[i]; i++) {
        size_t namesakes = count_namesakes(exam, i);
        known += id_of(exam, i) != NULL;
        worst = namesakes > most ? i : worst;
        most = namesakes > most ? namesakes : most;
    }
    if (known < 2)
        run_skip(exam, "%s", invariant->unseen);
    if (!most)
        return;
    const struct follow_history *history = run_history_of(exam, each_scenarios[worst]);
    each_broken(exam, history, scenario_start(history), "/kickoff_id", "an id of its own for each execution",
                arena_format(run_arena(exam), "%s for %zu executions", id_of(exam, worst), most + 1));
}

/* ---- The end ---- */

/* The n-th poll after the end that was answered with an object, or NULL. */
static const struct follow_event *later_poll(const struct follow_history *history, size_t index)
{
    const struct follow_event *end = scenario_end(history), *poll = NULL;
    for (size_t i = 0; (poll = scenario_poll(history, i)) != NULL; i++)
        if (poll > end && index-- == 0)
            return poll;
    return NULL;
}

static enum each_outcome check_status_stays(struct run_exam *exam, const struct follow_history *history)
{
    const struct follow_event *end = scenario_end(history), *later = end ? later_poll(history, 0) : NULL;
    if (!later)
        return EACH_UNSEEN;
    const char *status = scenario_status(end);
    for (size_t i = 0; (later = later_poll(history, i)) != NULL; i++) {
        const char *now = scenario_status(later);
        if (!now || strcmp(now, status) != 0)
            return each_broken(exam, history, later, "/status",
                               arena_format(run_arena(exam), "%s, as before", status),
                               now ? now : "no status");
    }
    return EACH_HOLDS;
}

/* The member of that name is the same in every answer after the end. */
static enum each_outcome check_stays(struct run_exam *exam, const struct follow_history *history,
                                     const char *name)
{
    const struct follow_event *end = scenario_end(history), *later = end ? later_poll(history, 0) : NULL;
    if (!later || !json_has(end->body, name))
        return EACH_UNSEEN;
    struct json_object *first = json_member(end->body, name);
    for (size_t i = 0; (later = later_poll(history, i)) != NULL; i++) {
        const char *status = scenario_status(later);
        bool same = status && strcmp(status, scenario_status(end)) == 0;
        if (same && !json_equal(first, json_member(later->body, name)))
            return each_broken(exam, history, later, arena_format(run_arena(exam), "/%s", name),
                               each_shown(exam, first), each_shown(exam, json_member(later->body, name)));
    }
    return EACH_HOLDS;
}

static enum each_outcome check_result_stays(struct run_exam *exam, const struct follow_history *history)
{
    const struct follow_event *end = scenario_end(history);
    bool failed = end && strcmp(scenario_status(end), "error") == 0;
    return check_stays(exam, history, failed ? "error" : "result");
}

/* That there is a text at all is the schema's to say. */
static enum each_outcome check_error(struct run_exam *exam, const struct follow_history *history)
{
    const struct follow_event *end = scenario_end(history);
    bool failed = end && strcmp(scenario_status(end), "error") == 0;
    const char *error = failed ? json_member_string(end->body, "error") : NULL;
    if (!error)
        return EACH_UNSEEN;
    if (error[strspn(error, " \t\r\n")])
        return EACH_HOLDS;
    return each_broken(exam, history, end, "/error", "the reason in words", "an empty text");
}

/* Why an execution was not followed to its end, though it might have had one; false where it was. */
static bool was_given_up(struct run_exam *exam, const struct follow_history *history)
{
    const char *gone = scenario_why_gone(run_arena(exam), history),
               *hopeless = strcmp(history->ending, SCENARIO_LOST) == 0
                               ? run_gave_up(run_of(exam), CREW_STATUS)
                               : gone;
    if (history->full)
        run_errored(
            exam,
            "execution %s (%s) was followed no further: what it told came to more than %zu MiB, which is "
            "the most that is kept of all executions",
            scenario_kickoff_id(history), history->name, FOLLOW_KEPT_MAXIMUM >> 20);
    else if (history->beyond)
        run_errored(
            exam,
            "execution %s (%s) was followed no further: its status has more values than are read of an answer",
            scenario_kickoff_id(history), history->name);
    else if (hopeless)
        run_errored(exam, "execution %s (%s): %s", scenario_kickoff_id(history), history->name, hopeless);
    return history->full || history->beyond || hopeless;
}

/* Whatever waits for a human and was told to go on is the human suite's. */
static enum each_outcome check_ends(struct run_exam *exam, const struct follow_history *history)
{
    const struct follow_event *last = follow_last(history, FOLLOW_POLL, NULL);
    if (scenario_end(history))
        return EACH_HOLDS;
    if (was_given_up(exam, history) || !last || strcmp(history->ending, SCENARIO_TIMED_OUT) != 0 ||
        follow_first(history, FOLLOW_RESUME, SCENARIO_APPROVE))
        return EACH_UNSEEN;
    const struct crew *crew = run_facts(exam);
    const char *body = last->json ? each_shown(exam, last->body) : "no JSON";
    return each_broken(
        exam, history, last, "",
        arena_format(run_arena(exam), "\"completed\" or \"error\" within %lld s (--execution-timeout)",
                     (long long)(crew->execution_timeout / CLOCK_SECOND)),
        arena_format(run_arena(exam), "after %lld s still: %s",
                     (long long)((last->at - scenario_start(history)->sent) / CLOCK_SECOND), body));
}

/* ---- Progress ---- */

static enum each_outcome check_not_fewer(struct run_exam *exam, const struct follow_history *history)
{
    const struct follow_event *poll = NULL;
    int64_t done = 0, most = INT64_MIN;
    size_t seen = 0;
    for (size_t i = 0; (poll = scenario_poll(history, i)) != NULL; i++) {
        if (!scenario_progress(poll, "completed_tasks", &done))
            continue;
        if (done < most)
            return each_broken(exam, history, poll, "/progress/completed_tasks",
                               arena_format(run_arena(exam), "at least %lld, as before", (long long)most),
                               arena_format(run_arena(exam), "%lld", (long long)done));
        most = done;
        seen++;
    }
    return seen > 1 ? EACH_HOLDS : EACH_UNSEEN;
}

/* The number of tasks, where it is told: 0 before the first task has begun is none. */
static bool told_total(const struct follow_event *poll, int64_t *total)
{
    const char *current = json_member_string(poll->body, "current_task");
    return scenario_progress(poll, "total_tasks", total) && (*total != 0 || (current && *current));
}

static enum each_outcome check_total_stays(struct run_exam *exam, const struct follow_history *history)
{
    const struct follow_event *poll = NULL;
    int64_t total = 0, first = 0;
    size_t seen = 0;
    for (size_t i = 0; (poll = scenario_poll(history, i)) != NULL; i++) {
        if (!told_total(poll, &total))
            continue;
        first = seen ? first : total;
        if (total != first)
            return each_broken(exam, history, poll, "/progress/total_tasks",
                               arena_format(run_arena(exam), "%lld, as before", (long long)first),
                               arena_format(run_arena(exam), "%lld", (long long)total));
        seen++;
    }
    return seen > 1 ? EACH_HOLDS : EACH_UNSEEN;
}

static enum each_outcome check_within_total(struct run_exam *exam, const struct follow_history *history)
{
    const struct follow_event *poll = NULL;
    enum each_outcome outcome = EACH_UNSEEN;
    int64_t done = 0, total = 0;
    for (size_t i = 0; (poll = scenario_poll(history, i)) != NULL; i++) {
        if (!scenario_progress(poll, "completed_tasks", &done) ||
            !scenario_progress(poll, "total_tasks", &total))
            continue;
        outcome = EACH_HOLDS;
        if (done < 0 || done > total)
            return each_broken(
                exam, history, poll, "/progress/completed_tasks",
                arena_format(run_arena(exam), "from 0 to total_tasks, which is %lld", (long long)total),
                arena_format(run_arena(exam), "%lld", (long long)done));
    }
    return outcome;
}

/* ---- The result ---- */

/* Where the total itself changes, another case says so. */
static bool read_total(const struct follow_history *history, int64_t *total)
{
    const struct follow_event *poll = NULL;
    int64_t now = 0;
    bool told = false, same = true;
    for (size_t i = 0; (poll = scenario_poll(history, i)) != NULL; i++) {
        if (!told_total(poll, &now))
            continue;
        same = same && (!told || now == *total);
        *total = now;
        told = true;
    }
    return told && same;
}

static enum each_outcome check_task_count(struct run_exam *exam, const struct follow_history *history)
{
    struct json_object *tasks = scenario_results(history);
    int64_t total = 0;
    if (!tasks || !read_total(history, &total))
        return EACH_UNSEEN;
    size_t count = json_object_array_length(tasks), repeated = 0;
    const char *lost = (int64_t)count == total ? results_find_lost(history, tasks, &repeated) : NULL;
    if (lost)
        return each_broken(exam, history, scenario_end(history),
                           arena_format(run_arena(exam), "/result/tasks/%zu", repeated),
                           arena_format(run_arena(exam), "a result of \"%s\" too", lost),
                           "the same task and output as another one's");
    if ((int64_t)count == total)
        return EACH_HOLDS;
    return each_broken(exam, history, scenario_end(history), "/result/tasks",
                       arena_format(run_arena(exam), "%lld, as total_tasks said", (long long)total),
                       arena_format(run_arena(exam), "%zu", count));
}

/* What stands in the inputs of each execution, of this one, of another. */
struct marks {
    const char *any, *own, *other;
    bool repeats; /* a text repeats some */
};

/* The first text of a result that repeats the other's inputs alone. */
static const char *find_foreign(struct marks *marks, struct json_object *node)
{
    const char *found = NULL;
    if (json_is(node, json_type_string)) {
        const char *text = json_object_get_string(node);
        bool repeats = strstr(text, marks->any);
        marks->repeats = marks->repeats || repeats;
        return repeats && strstr(text, marks->other) && !strstr(text, marks->own) ? text : NULL;
    }
    if (json_is(node, json_type_array))
        for (size_t i = 0; i < json_object_array_length(node) && !found; i++)
            found = find_foreign(marks, json_object_array_get_idx(node, i));
    if (!json_is(node, json_type_object))
        return found;
    json_object_object_foreach(node, key, value)
    {
        (void)key;
        found = found ? found : find_foreign(marks, value);
    }
    return found;
}

static enum each_outcome check_own(struct run_exam *exam, const struct follow_history *history)
{
    const struct crew *crew = run_facts(exam);
    const struct follow_event *end = scenario_end(history);
    struct json_object *result = end ? json_member(end->body, "result") : NULL;
    struct arena *arena = run_arena(exam);
    struct marks marks = {.any = crew->nonce,
                          .own = arena_format(arena, "%s-%s", crew->nonce, history->name)};
    for (size_t i = 0; result && each_scenarios[i]; i++) {
        if (strcmp(each_scenarios[i], history->name) == 0)
            continue;
        marks.other = arena_format(arena, "%s-%s", crew->nonce, each_scenarios[i]);
        const char *foreign = find_foreign(&marks, result);
        if (foreign)
            return each_broken(exam, history, end, "/result", "what came of this execution's inputs",
                               arena_format(arena, "what came of the inputs of another one (%s): %s",
                                            each_scenarios[i], foreign));
    }
    return marks.repeats ? EACH_HOLDS : EACH_UNSEEN;
}

/* ---- Times ---- */

static enum each_outcome check_time_stays(struct run_exam *exam, const struct follow_history *history)
{
    return check_stays(exam, history, "execution_time");
}

/* ---- The table ---- */

#define NO_END      "no execution came to its end"
#define NO_CALL     "no status was asked for often enough between an execution's callback and its end"
#define NO_PROGRESS "no answer told the progress of a running execution"

#define ROW(rest, title_, level_, operation_, pointer_, also_, examine_, invariant_)                         \
    {                                                                                                        \
        .suite = "lifecycle", .id = "lifecycle." rest, .title = title_, .level = level_,                     \
        .basis = {operation_, pointer_}, .cost = RUN_STARTS, .scenario = SCENARIO_BARE, .also = also_,       \
        .examine = examine_, .data = invariant_                                                              \
    }

#define RUNNING   "#/components/schemas/ExecutionRunning"
#define COMPLETED "#/components/schemas/ExecutionCompleted"
#define FAILED    "#/components/schemas/ExecutionError"

static const struct run_case rows[] = {
    ROW("kickoff_id.stays-known", "an execution's ID stays known once its status was told", LEVEL_MUST,
        CREW_STATUS, "/responses/200", NULL, each_examine,
        EACH_INVARIANT(check_known, "the status of an execution is refused after it had been told",
                       "the status of no execution was told")),
    ROW("kickoff_id.unique", "each execution has an ID of its own", LEVEL_MUST, CREW_KICKOFF,
        "/responses/200", SCENARIO_RICH, examine_unique,
        EACH_INVARIANT(NULL, "several kickoffs were answered with the same ID",
                       "fewer than two executions were started")),
    ROW("status.stays", "an execution that has ended stays as it ended", LEVEL_MUST, CREW_STATUS,
        "/responses/200", NULL, each_examine,
        EACH_INVARIANT(check_status_stays, "an execution that had ended has another status later", NO_END)),
    ROW("result.stays", "the result of an execution that has ended does not change", LEVEL_MUST, CREW_STATUS,
        "/responses/200", NULL, each_examine,
        EACH_INVARIANT(check_result_stays, "the result of an execution that had ended is another one later",
                       NO_END)),
    ROW("ends", "an execution comes to an end", LEVEL_MUST, CREW_STATUS, "/responses/200", SCENARIO_BARE,
        each_examine,
        EACH_INVARIANT(check_ends, "an execution does not come to an end",
                       "no execution was followed to its end")),
    ROW("error.says-why", "an execution that ends in an error says why", LEVEL_MUST, NULL,
        FAILED "/properties/error", NULL, each_examine,
        EACH_INVARIANT(check_error, "an execution ended in an error and does not say why",
                       "no execution ended in an error")),
    ROW("progress.told", "a running execution says which task is under way, once a callback told that one is",
        LEVEL_SHOULD, NULL, RUNNING "/properties/current_task", SCENARIO_RICH, each_examine,
        EACH_INVARIANT(progress_says_task, "a running execution never says which task is under way",
                       NO_CALL)),
    ROW("progress.completed_tasks.not-fewer", "the number of completed tasks never goes down", LEVEL_MUST,
        NULL, RUNNING "/properties/progress/properties/completed_tasks", NULL, each_examine,
        EACH_INVARIANT(check_not_fewer, "the number of completed tasks went down", NO_PROGRESS)),
    ROW("progress.completed_tasks.within-total",
        "no more tasks are completed than there are, and no fewer than none", LEVEL_MUST, NULL,
        RUNNING "/properties/progress/properties/completed_tasks", NULL, each_examine,
        EACH_INVARIANT(check_within_total,
                       "more tasks are completed than there are in all, or fewer than none", NO_PROGRESS)),
    ROW("progress.total_tasks.stays", "the number of tasks in all stays the same", LEVEL_MUST, NULL,
        RUNNING "/properties/progress/properties/total_tasks", NULL, each_examine,
        EACH_INVARIANT(check_total_stays, "the number of tasks in all changed while the execution ran",
                       NO_PROGRESS)),
    ROW("result.tasks.count", "a completed execution has a result of each task", LEVEL_MUST, NULL,
        COMPLETED "/properties/result/properties/tasks", NULL, each_examine,
        EACH_INVARIANT(check_task_count, "a completed execution has more or fewer task results than tasks",
                       "no execution told both its tasks and their results")),
    ROW("result.own", "the result of an execution comes of its own inputs", LEVEL_MUST, NULL,
        COMPLETED "/properties/result", SCENARIO_RICH, each_examine,
        EACH_INVARIANT(check_own, "the result of an execution is that of another one",
                       "no result repeats what the inputs said, which would tell executions apart")),
    ROW("execution_time.not-negative", "no execution and no task takes less than no time", LEVEL_MUST, NULL,
        COMPLETED "/properties/execution_time", NULL, each_examine,
        EACH_INVARIANT(times_not_negative, "an execution time is negative", "no execution told a time")),
    ROW("execution_time.stays", "the time that an execution took does not change after its end", LEVEL_MUST,
        NULL, COMPLETED "/properties/execution_time", NULL, each_examine,
        EACH_INVARIANT(check_time_stays, "the time that an execution took changed after its end",
                       "no execution told a time")),
    ROW("execution_time.wall-clock",
        "no execution and no task takes longer than has passed since the kickoff", LEVEL_SHOULD, NULL,
        COMPLETED "/properties/execution_time", NULL, each_examine,
        EACH_INVARIANT(times_within_wall_clock, "a time is longer than has passed since the kickoff",
                       "no execution told a time")),
};

void suite_lifecycle(struct run_plan *plan, const struct crew *crew)
{
    (void)crew;
    suites_add_rows(plan, rows, sizeof rows / sizeof *rows);
}

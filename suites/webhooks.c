/* Callbacks: each kind comes, once, and last where it is the last; and whoever receives them does no harm. Each case is a
 * check that is made of every execution whose URLs were given. */
#include <string.h>

#include "base/clock.h"
#include "suites/calls.h"
#include "suites/suites.h"

/* How far apart calls may come that were sent at the same time, and how long after the crew's one a task's may come. */
#define AT_ONCE    (250 * CLOCK_MILLISECOND)
#define AFTERWARDS CLOCK_SECOND

static void examine(struct run_exam *exam, const void *data)
{
    if (each_has_listener(exam))
        each_examine(exam, data);
    else
        run_skip(
            exam,
            "nobody listens for callbacks: a deployment on another machine needs --callback-listen ADDR:PORT, "
            "and --callback-url URL where it knows that address by another name");
}

/* Were URLs given from the beginning to the end, to receivers that take what comes? */
static bool gives_throughout(const struct follow_history *history)
{
    return strcmp(history->name, SCENARIO_RICH) == 0;
}

/* ---- How often ---- */

static const char *calls(struct run_exam *exam, size_t count)
{
    return count == 1 ? "1 call" : arena_format(run_arena(exam), "%zu calls", count);
}

static enum each_outcome report_too_few(struct run_exam *exam, const struct follow_history *history,
                                        size_t expected, size_t found)
{
    const struct crew *crew = run_facts(exam);
    return each_broken(exam, history, scenario_start(history), NULL,
                       arena_format(run_arena(exam), "%s at least", calls(exam, expected)),
                       arena_format(run_arena(exam), "%s within %lld s of the execution's end",
                                    found ? calls(exam, found) : "none",
                                    (long long)(crew->callback_timeout / CLOCK_SECOND)));
}

/* Once for each task, once for the crew; at least once for steps. */
static size_t expected_calls(const struct follow_history *history, const struct calls_kind *kind)
{
    struct scenario_tasks tasks = scenario_tasks(history);
    if (kind == &calls_kinds[CALLS_TASK])
        return tasks.least;
    return kind == &calls_kinds[CALLS_CREW] || tasks.most ? 1 : 0;
}

/* All of several tasks' calls tell of the same task. */
static bool tell_the_same(const struct follow_history *history)
{
    size_t at = 0, count = 0;
    const struct follow_event *first = calls_next_taken(history, "task", &at), *call = NULL;
    const char *name = first ? json_member_string(first->body, "name") : NULL;
    while (name && (call = calls_next_taken(history, "task", &at)) != NULL) {
        const char *other = json_member_string(call->body, "name");
        if (!other || strcmp(name, other) != 0 ||
            !json_equal(json_member(first->body, "output"), json_member(call->body, "output")))
            return false;
        count++;
    }
    return count > 0;
}

/* A call under a wrong id did come: what is wrong with it, another case says. */
static size_t count_whatever_id(const struct follow_history *history, const char *kind)
{
    size_t at = 0, count = 0;
    const struct follow_event *call = NULL;
    while ((call = scenario_callback(history, kind, &at)) != NULL)
        count += scenario_was_taken(call->callback);
    return count;
}

/* Is it the URLs of a resume that are not called? The human suite says so. */
static bool is_resumes(struct run_exam *exam, const struct follow_history *history,
                       const struct calls_kind *kind)
{
    const struct scenario_urls *urls = scenario_urls(run_arena(exam), history);
    size_t at = 0;
    const struct follow_event *call = NULL;
    if (!scenario_resumed(history, SCENARIO_APPROVE))
        return false;
    while ((call = scenario_callback(history, kind->name, &at)) != NULL) {
        const struct follow_event *giver = calls_giver(urls, call);
        if (giver && giver->kind == FOLLOW_RESUME)
            return false;
    }
    return true;
}

/* Says of one whose target is gone that its calls may be gone with it. */
static bool died_afterwards(struct run_exam *exam, const struct follow_history *history)
{
    bool died = scenario_unanswered_since(history) != 0;
    if (died)
        run_errored(exam, "execution %s (%s) has ended, but its target has not answered since",
                    scenario_kickoff_id(history), history->name);
    return died;
}

/* Receivers that fail may be called seldom, and one that failed keep the others from being called; yet where the first
 * execution calls, a later one calls somebody. */
static enum each_outcome check_later_calls(struct run_exam *exam, const struct follow_history *history)
{
    const struct follow_history *rich = run_history_of(exam, SCENARIO_RICH);
    size_t at = 0, other = 0;
    if (calls_topic(exam)->kind != &calls_kinds[CALLS_CREW] || strcmp(history->name, SCENARIO_ODD) != 0 ||
        !calls_has_completed(history) || scenario_resumed(history, SCENARIO_APPROVE))
        return EACH_UNSEEN;
    if (!rich || !scenario_callback(rich, "crew", &other) || died_afterwards(exam, history))
        return EACH_UNSEEN;
    if (scenario_callback(history, NULL, &at))
        return EACH_HOLDS;
    return report_too_few(exam, history, 1, 0);
}

static enum each_outcome check_comes(struct run_exam *exam, const struct follow_history *history)
{
    const struct calls_kind *kind = calls_topic(exam)->kind;
    enum each_outcome later = check_later_calls(exam, history);
    if (later == EACH_BROKEN)
        return later;
    if (!gives_throughout(history) || !calls_has_completed(history) || is_resumes(exam, history, kind))
        return EACH_UNSEEN;
    size_t expected = expected_calls(history, kind), found = count_whatever_id(history, kind->name), at = 0;
    if (found < expected && died_afterwards(exam, history))
        return EACH_UNSEEN;
    if (found < expected)
        return report_too_few(exam, history, expected, found);
    if (kind == &calls_kinds[CALLS_TASK] && expected > 1 && tell_the_same(history))
        return each_broken(exam, history, scenario_callback(history, "task", &at), "/name",
                           "a call for each task", "all calls tell of the same task and output");
    const struct follow_event *repeated = NULL;
    const char *untold = kind == &calls_kinds[CALLS_TASK] ? calls_find_untold_task(history, &repeated) : NULL;
    if (untold)
        return each_broken(
            exam, history, repeated, "/name",
            arena_format(run_arena(exam), "a call for each task: none tells of \"%s\"", untold),
            arena_format(run_arena(exam), "\"%s\", with the same output, once more",
                         json_member_string(repeated->body, "name")));
    return expected ? EACH_HOLDS : EACH_UNSEEN;
}

static enum each_outcome report_too_many(struct run_exam *exam, const struct follow_history *history,
                                         size_t most)
{
    const char *kind = calls_topic(exam)->kind->name;
    const struct follow_event *call = NULL;
    for (size_t at = 0, i = 0; i <= most; i++)
        call = calls_next_taken(history, kind, &at);
    size_t found = calls_count_taken(history, kind), left_out = follow_left_out(history, kind);
    return each_broken(exam, history, call, NULL,
                       arena_format(run_arena(exam), "%s at most", calls(exam, most)),
                       left_out ? arena_format(run_arena(exam), "%zu calls, of which the first %d are kept",
                                               left_out + FOLLOW_CALLS_MAXIMUM, FOLLOW_CALLS_MAXIMUM)
                                : calls(exam, found));
}

/* A task that was rejected may call for each attempt. Where nothing tells of tasks, nobody knows how many may call. */
static enum each_outcome check_once(struct run_exam *exam, const struct follow_history *history)
{
    const struct calls_kind *kind = calls_topic(exam)->kind;
    struct scenario_tasks tasks = scenario_tasks(history);
    size_t found = calls_count_taken(history, kind->name);
    size_t most = kind == &calls_kinds[CALLS_CREW] ? 1 : tasks.most + scenario_rejections(history);
    if (!found || (kind == &calls_kinds[CALLS_TASK] && !tasks.most))
        return EACH_UNSEEN;
    return found > most ? report_too_many(exam, history, most) : EACH_HOLDS;
}

/* ---- When, and what ---- */

static enum each_outcome check_last(struct run_exam *exam, const struct follow_history *history)
{
    size_t at = 0;
    const struct follow_event *crew = calls_next_taken(history, "crew", &at), *first = NULL, *last = NULL,
                              *call = NULL;
    at = 0;
    while ((call = calls_next_taken(history, "task", &at)) != NULL) {
        first = !first || call->at < first->at ? call : first;
        last = !last || call->at > last->at ? call : last;
    }
    if (!crew || !first)
        return EACH_UNSEEN;
    if (crew->at + AT_ONCE < first->at)
        return each_broken(exam, history, crew, NULL, "the crew's call behind those of its tasks",
                           arena_format(run_arena(exam), "%.1f s before the first task's",
                                        (double)(first->at - crew->at) / (double)CLOCK_SECOND));
    if (crew->at + AFTERWARDS < last->at)
        return each_broken(exam, history, last, NULL, "no task's call long after the crew's",
                           arena_format(run_arena(exam), "the last task's %.1f s after it",
                                        (double)(last->at - crew->at) / (double)CLOCK_SECOND));
    return EACH_HOLDS;
}

static bool same_trimmed(const char *one, const char *other)
{
    static const char space[] = " \t\r\n";
    one += strspn(one, space);
    other += strspn(other, space);
    size_t length = strlen(one), other_length = strlen(other);
    while (length && strchr(space, one[length - 1]))
        length--;
    while (other_length && strchr(space, other[other_length - 1]))
        other_length--;
    return length == other_length && strncmp(one, other, length) == 0;
}

/* The text, the same as data, or an object that has it among its members. */
static bool agrees(struct json_object *told, struct json_object *result)
{
    struct json_object *output = json_member(result, "output");
    bool texts = json_is(told, json_type_string) && json_is(output, json_type_string);
    if (texts)
        return same_trimmed(json_object_get_string(told), json_object_get_string(output));
    if (json_equal(told, output) || json_equal(told, result))
        return true;
    const char *text = json_is(output, json_type_string) ? json_object_get_string(output) : NULL;
    struct json_document *data = text ? json_read("output", text, strlen(text), NULL, NULL) : NULL;
    bool same = data && json_equal(told, json_document_root(data));
    json_document_free(data);
    if (same || !json_is(told, json_type_object))
        return same;
    json_object_object_foreach(told, key, value)
    {
        (void)key;
        same = same || json_equal(value, output);
    }
    return same;
}

static enum each_outcome check_result(struct run_exam *exam, const struct follow_history *history)
{
    size_t at = 0;
    const struct follow_event *crew = scenario_callback(history, "crew", &at);
    struct json_object *result =
        calls_has_completed(history) ? json_member_object(scenario_end(history)->body, "result") : NULL;
    struct json_object *told = crew ? json_member(crew->body, "result") : NULL;
    bool comparable =
        json_is(told, json_type_string) || json_is(told, json_type_object) || json_is(told, json_type_array);
    if (!comparable || calls_is_foreign(history, crew) ||
        !json_is(json_member(result, "output"), json_type_string))
        return EACH_UNSEEN;
    if (agrees(told, result))
        return EACH_HOLDS;
    return each_broken(exam, history, crew, "/result", each_shown(exam, json_member(result, "output")),
                       each_shown(exam, told));
}

/* ---- Receivers that fail ---- */

static bool has_failing_receiver(const struct follow_history *history)
{
    size_t at = 0;
    const struct follow_event *call = NULL;
    while ((call = scenario_callback(history, NULL, &at)) != NULL)
        if (!scenario_was_taken(call->callback) ||
            call->callback->answered - call->callback->received > CLOCK_SECOND)
            return true;
    return false;
}

/* Has the request nothing that the other's has not: neither further properties nor odd values in them? Its URLs are its
 * own. */
static bool asks_no_more(const struct follow_event *request, const struct follow_event *other)
{
    static const char *const places[] = {"", "/inputs", "/meta"};
    bool no_more = request->asked && other->asked;
    for (size_t i = 0; i < sizeof places / sizeof *places && no_more; i++) {
        struct json_object *first = NULL, *second = NULL;
        bool there = json_pointer_find(request->asked, places[i], &first),
             here = json_pointer_find(other->asked, places[i], &second);
        no_more = !there || (here && json_is(first, json_type_object) && json_is(second, json_type_object) &&
                             json_object_object_length(first) <= json_object_object_length(second));
    }
    return no_more;
}

/* Does the deployment itself speak of webhooks where it says why the execution failed? */
static bool speaks_of_receivers(const struct follow_event *end)
{
    static const char *const words[] = {"webhook", "web hook", "callback"};
    const char *error = end ? json_member_string(end->body, "error") : NULL;
    bool spoken = false;
    for (size_t i = 0; error && i < sizeof words / sizeof *words; i++)
        spoken = spoken || strcasestr(error, words[i]);
    return spoken;
}

/* An execution may fail for a reason of its own, and odd values are one. Receivers are to blame where the execution asked
 * for nothing else than those that completed, or where it says so itself. */
static enum each_outcome check_receivers(struct run_exam *exam, const struct follow_history *history)
{
    const struct follow_history *rich = run_history_of(exam, SCENARIO_RICH),
                                *bare = run_history_of(exam, SCENARIO_BARE);
    bool others = rich && calls_has_completed(rich) &&
                  (!bare || !scenario_kickoff_id(bare) || calls_has_completed(bare));
    if (strcmp(history->name, SCENARIO_ODD) != 0 || !has_failing_receiver(history) || !others)
        return EACH_UNSEEN;
    const struct follow_event *end = scenario_end(history), *last = follow_last(history, FOLLOW_POLL, NULL);
    if (calls_has_completed(history))
        return EACH_HOLDS;
    if (!asks_no_more(scenario_start(history), scenario_start(rich)) && !speaks_of_receivers(end)) {
        run_skip(
            exam,
            "execution %s (%s) did not complete, but it brought odd values too, and it does not say that its "
            "receivers are at fault: %s",
            scenario_kickoff_id(history), history->name, each_shown(exam, end ? end->body : last->body));
        return EACH_UNSEEN;
    }
    return each_broken(exam, history, end ? end : last, "",
                       "the execution completes, as those do whose receivers answer",
                       each_shown(exam, end ? end->body : last->body));
}

/* ---- The table ---- */

#define NEVER         "no such call came"
#define NOT_COMPLETED "no execution that gave its URLs completed"

#define TOPIC(check_, wrong_, unseen_, kind_, aspect_)                                                       \
    &(const struct calls_topic)                                                                              \
    {                                                                                                        \
        .invariant = {.check = check_, .wrong = wrong_, .unseen = unseen_}, .kind = kind_, .aspect = aspect_ \
    }

#define ROW(rest, title_, level_, pointer_, also_, topic_)                                                   \
    {                                                                                                        \
        .suite = "webhooks", .id = "webhooks." rest, .title = title_, .level = level_,                       \
        .basis = {CREW_KICKOFF, pointer_}, .cost = RUN_STARTS, .scenario = SCENARIO_RICH, .also = also_,     \
        .examine = examine, .data = topic_                                                                   \
    }

#define GIVEN "/requestBody/content/application~1json/schema/properties/"

#define DESCRIBED(name_, property_, index_, rest, title_, aspect_)                                           \
    ROW(name_ "." rest, title_, LEVEL_MUST, "/callbacks/" property_, NULL,                                   \
        TOPIC(calls_check_described, NULL, NEVER, &calls_kinds[index_], aspect_))

/* What holds for each kind of call alike. */
#define KIND(name_, property_, index_)                                                                       \
    DESCRIBED(name_, property_, index_, "method", property_ " is called by POST", JUDGE_CALL_METHOD),        \
        DESCRIBED(name_, property_, index_, "media-type",                                                    \
                  "each call of " property_ " says that its body is JSON", JUDGE_CALL_MEDIA_TYPE),           \
        DESCRIBED(name_, property_, index_, "json", "each call of " property_ " is strict JSON",             \
                  JUDGE_CALL_JSON),                                                                          \
        DESCRIBED(name_, property_, index_, "schema", "each call of " property_ " keeps its schema",         \
                  JUDGE_CALL_SCHEMA),                                                                        \
        ROW(name_ ".kickoff_id", "each call of " property_ " names the execution that gave the URL",         \
            LEVEL_MUST, "/callbacks/" property_, SCENARIO_BARE,                                              \
            TOPIC(calls_check_id, property_ " is called for another execution than the one that gave it",    \
                  NEVER, &calls_kinds[index_], 0)),                                                          \
        ROW(name_ ".meta", "each call of " property_ " brings back the meta of the kickoff, unchanged",      \
            LEVEL_MUST, GIVEN "meta", SCENARIO_ODD,                                                          \
            TOPIC(calls_check_meta, "a call of " property_ " does not bring back the meta of the kickoff",   \
                  NEVER, &calls_kinds[index_], 0))

static const struct run_case rows[] = {
    ROW("step.called", "stepWebhookUrl is called for what the agents think and do", LEVEL_SHOULD,
        GIVEN "stepWebhookUrl", NULL,
        TOPIC(check_comes, "stepWebhookUrl is not called", NOT_COMPLETED, &calls_kinds[CALLS_STEP], 0)),
    ROW("task.called", "taskWebhookUrl is called at the end of each task", LEVEL_MUST, GIVEN "taskWebhookUrl",
        NULL,
        TOPIC(check_comes, "taskWebhookUrl is not called for each task", NOT_COMPLETED,
              &calls_kinds[CALLS_TASK], 0)),
    ROW("crew.called", "crewWebhookUrl is called at the end of the execution", LEVEL_MUST,
        GIVEN "crewWebhookUrl", SCENARIO_ODD,
        TOPIC(check_comes, "crewWebhookUrl is not called", NOT_COMPLETED, &calls_kinds[CALLS_CREW], 0)),
    ROW("step.once", "stepWebhookUrl is called once for each step", LEVEL_MUST, GIVEN "stepWebhookUrl", NULL,
        TOPIC(calls_check_steps_once, "stepWebhookUrl is called more than once for each step", NEVER,
              &calls_kinds[CALLS_STEP], 0)),
    ROW("task.once", "taskWebhookUrl is called once for each task", LEVEL_MUST, GIVEN "taskWebhookUrl", NULL,
        TOPIC(check_once, "taskWebhookUrl is called more than once for a task", NEVER,
              &calls_kinds[CALLS_TASK], 0)),
    ROW("crew.once", "crewWebhookUrl is called once", LEVEL_MUST, GIVEN "crewWebhookUrl", NULL,
        TOPIC(check_once, "crewWebhookUrl is called more than once", NEVER, &calls_kinds[CALLS_CREW], 0)),
    KIND("step", "stepWebhookUrl", CALLS_STEP),
    KIND("task", "taskWebhookUrl", CALLS_TASK),
    KIND("crew", "crewWebhookUrl", CALLS_CREW),
    ROW("crew.last", "crewWebhookUrl is called after the tasks' calls", LEVEL_MUST, GIVEN "crewWebhookUrl",
        NULL,
        TOPIC(check_last, "the calls of the crew and of its tasks come in the wrong order",
              "no execution called both of its crew's and its tasks' end", NULL, 0)),
    ROW("crew.result", "the result that crewWebhookUrl is told is that of the status", LEVEL_MUST,
        GIVEN "crewWebhookUrl", NULL,
        TOPIC(check_result, "crewWebhookUrl is told another result than the status has",
              "no completed execution told both of them", NULL, 0)),
    ROW("urls.given", "only URLs that were given are called, and as they were given", LEVEL_MUST,
        "/requestBody", NULL, TOPIC(calls_check_given, "a URL is called that was not given", NEVER, NULL, 0)),
    ROW("receivers.fail", "a receiver that fails, is slow or hangs up does not change the execution",
        LEVEL_MUST, GIVEN "crewWebhookUrl", SCENARIO_ODD,
        TOPIC(check_receivers, "an execution whose receivers fail does not complete, while the others do",
              "no execution called a receiver that fails, while others completed", NULL, 0)),
};

void suite_webhooks(struct run_plan *plan, const struct crew *crew)
{
    (void)crew;
    suites_add_rows(plan, rows, sizeof rows / sizeof *rows);
}

/* The calls of an execution, each by itself: as the contract describes it, of the execution that gave its URL. */
#include "suites/calls.h"

#include <string.h>

const struct calls_kind calls_kinds[3] = {
    {"step", "stepWebhookUrl"}, {"task", "taskWebhookUrl"}, {"crew", "crewWebhookUrl"}};

const struct calls_topic *calls_topic(struct run_exam *exam)
{
    return run_case_of(exam)->data;
}

/* ---- Reading ---- */

/* The request that gave the URL of a call, under whatever query; NULL: nobody gave it. */
const struct follow_event *calls_giver(const struct scenario_urls *urls, const struct follow_event *call)
{
    bool whole = false;
    return scenario_giver(urls, call->callback->url, &whole);
}

/* The kickoff id that a call names, or NULL. */
static const char *named_id(const struct follow_event *call)
{
    return json_member_string(call->body, "kickoff_id");
}

/* Does it name an execution, and another one? */
bool calls_is_foreign(const struct follow_history *history, const struct follow_event *call)
{
    const char *id = named_id(call);
    return id && !scenario_same_id(id, scenario_kickoff_id(history));
}

/* The next call of a kind that the receiver took, for this execution. */
const struct follow_event *calls_next_taken(const struct follow_history *history, const char *kind,
                                            size_t *at)
{
    const struct follow_event *call = NULL;
    while ((call = scenario_callback(history, kind, at)) != NULL)
        if (scenario_was_taken(call->callback) && !calls_is_foreign(history, call))
            return call;
    return NULL;
}

size_t calls_count_taken(const struct follow_history *history, const char *kind)
{
    size_t at = 0, count = 0;
    while (calls_next_taken(history, kind, &at))
        count++;
    return count;
}

bool calls_has_completed(const struct follow_history *history)
{
    const struct follow_event *end = scenario_end(history);
    return end && strcmp(scenario_status(end), "completed") == 0;
}

/* ---- Of each task ---- */

/* Is there a call for the task of that name? */
static bool is_told(const struct follow_history *history, const char *task)
{
    size_t at = 0;
    const struct follow_event *call = NULL;
    while ((call = calls_next_taken(history, "task", &at)) != NULL) {
        const char *name = json_member_string(call->body, "name");
        if (name && strcmp(name, task) == 0)
            return true;
    }
    return false;
}

/* The first call that says what one before it said; NULL: none. */
static const struct follow_event *find_repeated(const struct follow_history *history)
{
    const struct follow_event *call = NULL, *before = NULL;
    for (size_t at = 0; (call = calls_next_taken(history, "task", &at)) != NULL;)
        for (size_t other = 0; (before = calls_next_taken(history, "task", &other)) != call;) {
            const char *name = json_member_string(call->body, "name"),
                       *known = json_member_string(before->body, "name");
            if (name && known && strcmp(name, known) == 0 &&
                json_equal(json_member(before->body, "output"), json_member(call->body, "output")))
                return call;
        }
    return NULL;
}

const char *calls_find_untold_task(const struct follow_history *history, const struct follow_event **repeated)
{
    struct scenario_tasks known_tasks = scenario_tasks(history);
    if (calls_count_taken(history, "task") > known_tasks.most + scenario_rejections(history))
        return NULL;
    *repeated = find_repeated(history);
    if (!*repeated)
        return NULL;
    struct json_object *tasks = scenario_results(history);
    const char *name = json_member_string((*repeated)->body, "name"), *untold = NULL;
    bool known = false;
    for (size_t i = 0; tasks && i < json_object_array_length(tasks); i++) {
        const char *task = json_member_string(json_object_array_get_idx(tasks, i), "task_id");
        known = known || (task && strcmp(task, name) == 0);
        untold = task && !is_told(history, task) ? task : untold;
    }
    return known ? untold : NULL;
}

/* ---- As the contract describes it ---- */

static struct judge_cause cause_of(struct run_exam *exam, const struct follow_event *giver)
{
    const struct contract *contract = run_settings(run_of(exam))->judge.documented;
    return (struct judge_cause){contract_operation_by_id(contract, giver->operation), giver->exchange,
                                giver->asked};
}

static bool judge_one(struct run_exam *exam, const struct follow_event *call,
                      const struct follow_event *giver, bool *broken)
{
    const struct calls_topic *topic = calls_topic(exam);
    const struct follow_delivery *from = call->callback;
    const struct judge_cause cause = cause_of(exam, giver);
    struct call_judgement judgement;
    judge_call(&run_settings(run_of(exam))->judge, &cause,
               &(struct judge_call){.method = from->method,
                                    .url = from->url,
                                    .headers = &from->headers,
                                    .body = from->body,
                                    .length = from->length,
                                    .whole = !from->truncated && !from->cut},
               NULL, &judgement);
    const struct finding_list *list = &judgement.findings[topic->aspect];
    for (size_t i = 0; i < list->count; i++) {
        struct finding finding = list->items[i];
        finding.place = "callback";
        finding.exchange = call->number;
        finding.title = arena_format(run_arena(exam), "%s: %s", topic->kind->property, finding.title);
        run_fail(exam, NULL, &finding);
    }
    bool examined = judgement.examined[topic->aspect];
    *broken = list->count > 0;
    call_judgement_clear(&judgement);
    return examined;
}

enum each_outcome calls_check_described(struct run_exam *exam, const struct follow_history *history)
{
    const struct scenario_urls *urls = scenario_urls(run_arena(exam), history);
    size_t at = 0;
    const struct follow_event *call = NULL;
    enum each_outcome outcome = EACH_UNSEEN;
    bool broken = false;
    while (!broken && (call = scenario_callback(history, calls_topic(exam)->kind->name, &at)) != NULL) {
        const struct follow_event *giver = calls_giver(urls, call);
        if (giver && judge_one(exam, call, giver, &broken))
            outcome = broken ? EACH_BROKEN : EACH_HOLDS;
    }
    return outcome;
}

/* ---- Whose it is ---- */

enum each_outcome calls_check_id(struct run_exam *exam, const struct follow_history *history)
{
    size_t at = 0;
    const struct follow_event *call = NULL;
    enum each_outcome outcome = EACH_UNSEEN;
    while ((call = scenario_callback(history, calls_topic(exam)->kind->name, &at)) != NULL) {
        if (calls_is_foreign(history, call))
            return each_broken(exam, history, call, "/kickoff_id", scenario_kickoff_id(history),
                               named_id(call));
        outcome = named_id(call) ? EACH_HOLDS : outcome;
    }
    return outcome;
}

/* Does the contract say that meta comes back? An overlay does, for the occasion that it was given. */
static bool promises_meta(struct run_exam *exam, const struct follow_event *giver,
                          const struct follow_event *call)
{
    const struct judge_cause cause = cause_of(exam, giver);
    const struct contract_callback *callback = judge_callback_find(&cause, call->callback->url);
    const struct contract_body *body =
        callback && callback->operation_count ? callback->operations[0].body : NULL;
    const struct contract_media *media =
        body ? contract_media_find(body->media, body->media_count, "application/json") : NULL;
    return media && contract_media_occasion(media, "meta-given");
}

/* Steps down to where two values differ, as long as that is in one member of an object. */
static void narrow(struct json_object **given, struct json_object **told, struct buffer *pointer)
{
    bool deeper = true;
    while (deeper && json_is(*given, json_type_object) && json_is(*told, json_type_object)) {
        const char *name = NULL;
        deeper = json_object_object_length(*given) == json_object_object_length(*told);
        json_object_object_foreach(*given, key, value)
        {
            deeper = deeper && json_has(*told, key);
            name = deeper && !name && !json_equal(value, json_member(*told, key)) ? key : name;
        }
        if (deeper) {
            json_pointer_push(pointer, name);
            *given = json_member(*given, name);
            *told = json_member(*told, name);
        }
    }
}

static enum each_outcome report_meta(struct run_exam *exam, const struct follow_history *history,
                                     const struct follow_event *call, struct json_object *given)
{
    struct json_object *told = json_member(call->body, "meta");
    struct buffer pointer;
    if (!json_has(call->body, "meta"))
        return each_broken(exam, history, call, "", each_shown(exam, given), "no meta");
    buffer_init(&pointer, BUFFER_UNBOUNDED);
    buffer_text(&pointer, "/meta");
    narrow(&given, &told, &pointer);
    const char *place = arena_string(run_arena(exam), buffer_string(&pointer));
    buffer_clear(&pointer);
    return each_broken(exam, history, call, place, each_shown(exam, given), each_shown(exam, told));
}

/* Null is no meta. What is neither that nor an object the schema refuses. */
static bool tells_of_meta(const struct follow_event *call)
{
    return json_has(call->body, "meta") &&
           (!json_member(call->body, "meta") || json_member_object(call->body, "meta"));
}

/* A foreign call brings foreign meta: that is said of its id. */
enum each_outcome calls_check_meta(struct run_exam *exam, const struct follow_history *history)
{
    const struct follow_event *start = scenario_start(history);
    struct json_object *meta = start ? json_member_object(start->asked, "meta") : NULL;
    const struct scenario_urls *urls = scenario_urls(run_arena(exam), history);
    const struct follow_event *call = NULL;
    enum each_outcome outcome = EACH_UNSEEN;
    size_t at = 0;
    while (meta && outcome != EACH_BROKEN &&
           (call = scenario_callback(history, calls_topic(exam)->kind->name, &at)) != NULL) {
        const struct follow_event *giver = calls_giver(urls, call);
        bool told = json_has(call->body, "meta");
        bool comparable = told ? tells_of_meta(call) : giver && promises_meta(exam, giver, call);
        if (!giver || !json_is(call->body, json_type_object) || calls_is_foreign(history, call) ||
            !comparable)
            continue;
        outcome = EACH_HOLDS;
        if (!told || !json_equal(meta, json_member(call->body, "meta")))
            outcome = report_meta(exam, history, call, meta);
    }
    return outcome;
}

/* The first call to a URL that nobody gave. */
enum each_outcome calls_check_given(struct run_exam *exam, const struct follow_history *history)
{
    const struct scenario_urls *urls = scenario_urls(run_arena(exam), history);
    size_t at = 0;
    const struct follow_event *call = NULL;
    enum each_outcome outcome = EACH_UNSEEN;
    while ((call = scenario_callback(history, NULL, &at)) != NULL) {
        if (strcmp(call->label, "human-input") == 0)
            continue;
        bool whole = false;
        outcome = EACH_HOLDS;
        if (!scenario_giver(urls, call->callback->url, &whole) || !whole)
            return each_broken(exam, history, call, NULL,
                               "calls to the URLs that were given, as they were given",
                               arena_format(run_arena(exam), "a call to %s", call->callback->url));
    }
    return outcome;
}

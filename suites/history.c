/* What cases and scripts read from a history. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "suites/odd.h"
#include "suites/scenario.h"

/* ---- Requests ---- */

bool scenario_is_answer(const struct follow_event *event, int status)
{
    return event && event->exchange && http_exchange_class(event->exchange) == HTTP_COMPLETE &&
           event->exchange->status == status;
}

bool scenario_is_untimely(int status)
{
    return status == 400 || status == 409 || status == 422;
}

static void report_silence(struct run_exam *exam, const struct follow_event *event)
{
    const char *reason = http_exchange_reason(event->exchange);
    run_fail(exam, NULL,
             &(struct finding){.aspect = "transport",
                               .title = reason,
                               .expected = "a complete HTTP answer",
                               .found = reason,
                               .exchange = event->number});
}

bool scenario_expect_status(struct run_exam *exam, const struct follow_event *event, const char *statuses)
{
    enum http_class class = event ? http_exchange_class(event->exchange) : HTTP_ERRORED;
    struct run_answer answer = {.exchange = event ? event->exchange : NULL,
                                .number = event ? event->number : 0};
    if (!event)
        run_skip(exam, "the execution did not get that far");
    else if (class == HTTP_ERRORED)
        run_errored(exam, "%s", http_exchange_reason(event->exchange));
    else if (class == HTTP_FAILED)
        report_silence(exam, event);
    return event && class == HTTP_COMPLETE && run_expect_status(exam, &answer, statuses);
}

static bool is_accepted(const struct follow_event *start)
{
    return start && start->exchange && start->exchange->status / 100 == 2;
}

const struct follow_event *scenario_start(const struct follow_history *history)
{
    const struct follow_event *start = NULL;
    for (size_t i = 0; i < history->count && !is_accepted(start); i++)
        if (history->events[i].kind == FOLLOW_START)
            start = &history->events[i];
    return start;
}

const char *scenario_kickoff_id(const struct follow_history *history)
{
    const struct follow_event *start = scenario_start(history);
    const char *id = is_accepted(start) ? json_member_string(start->body, "kickoff_id") : NULL;
    return id && strlen(id) <= RUN_ID_MAXIMUM ? id : NULL;
}

bool scenario_same_id(const char *one, const char *other)
{
    return one && other && strcasecmp(one, other) == 0;
}

/* ---- Polls ---- */

/* What a word for a status means, whichever words the deployment has. */
static const char *meant_status(const char *word)
{
    static const struct {
        const char *word, *status;
    } rows[] = {{"running", "running"}, {"completed", "completed"}, {"success", "completed"},
                {"failed", "error"},    {"failure", "error"},       {"error", "error"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcasecmp(rows[i].word, word) == 0)
            return rows[i].status;
    return word;
}

/* What a body without a status means: its other members tell. */
static const char *told_by_members(const struct json_object *body)
{
    if (json_has(body, "result"))
        return "completed";
    if (json_has(body, "error"))
        return "error";
    return json_has(body, "progress") || json_has(body, "current_task") ? "running" : NULL;
}

bool scenario_tells_by_state(const struct follow_event *poll)
{
    return scenario_is_answer(poll, 200) && !json_has(poll->body, "status") &&
           json_member_string(poll->body, "state");
}

const char *scenario_status(const struct follow_event *poll)
{
    if (!scenario_is_answer(poll, 200) || !json_is(poll->body, json_type_object))
        return NULL;
    const char *word = json_member_string(poll->body, scenario_tells_by_state(poll) ? "state" : "status");
    return word ? meant_status(word) : told_by_members(poll->body);
}

bool scenario_is_terminal(const char *status)
{
    return status && (strcmp(status, "completed") == 0 || strcmp(status, "error") == 0);
}

const struct follow_event *scenario_end(const struct follow_history *history)
{
    for (size_t i = 0; i < history->count; i++)
        if (history->events[i].kind == FOLLOW_POLL &&
            scenario_is_terminal(scenario_status(&history->events[i])))
            return &history->events[i];
    return NULL;
}

struct json_object *scenario_results(const struct follow_history *history)
{
    const struct follow_event *end = scenario_end(history);
    return end ? json_member_array(json_member_object(end->body, "result"), "tasks") : NULL;
}

const struct follow_event *scenario_poll(const struct follow_history *history, size_t index)
{
    for (size_t i = 0; i < history->count; i++) {
        const struct follow_event *event = &history->events[i];
        bool told = event->kind == FOLLOW_POLL && scenario_is_answer(event, 200) &&
                    json_is(event->body, json_type_object);
        if (told && index-- == 0)
            return event;
    }
    return NULL;
}

bool scenario_progress(const struct follow_event *poll, const char *name, int64_t *number)
{
    *number = json_member_int(json_member_object(poll->body, "progress"), name, INT64_MIN);
    return *number != INT64_MIN;
}

bool scenario_is_gateways(const struct http_exchange *exchange)
{
    int status = http_exchange_class(exchange) == HTTP_COMPLETE ? exchange->status : 0;
    return status == 502 || status == 503 || status == 504;
}

static bool is_unanswered(const struct http_exchange *exchange)
{
    return http_exchange_class(exchange) == HTTP_ERRORED || scenario_is_gateways(exchange);
}

int64_t scenario_unanswered_since(const struct follow_history *history)
{
    int64_t since = 0;
    for (size_t i = history->count; i-- > 0;) {
        const struct follow_event *event = &history->events[i];
        if (event->kind == FOLLOW_POLL && !is_unanswered(event->exchange))
            break;
        since = event->kind == FOLLOW_POLL ? event->sent : since;
    }
    return since;
}

const char *scenario_why_unanswered(struct arena *arena, const struct http_exchange *exchange)
{
    return scenario_is_gateways(exchange) ? arena_format(arena, "a gateway's status %d", exchange->status)
                                          : http_exchange_reason(exchange);
}

const char *scenario_why_gone(struct arena *arena, const struct follow_history *history)
{
    if (strcmp(history->ending, SCENARIO_GONE) != 0)
        return NULL;
    const struct follow_event *last = follow_last(history, FOLLOW_POLL, NULL);
    int64_t since = scenario_unanswered_since(history);
    return arena_format(
        arena,
        "could not be followed to its end: for %lld s nothing that can be judged was answered, and at last: %s",
        (long long)((last->at - since) / CLOCK_SECOND), scenario_why_unanswered(arena, last->exchange));
}

bool scenario_was_cut(const struct follow_history *history)
{
    return history->ending &&
           (strcmp(history->ending, SCENARIO_GONE) == 0 || strcmp(history->ending, SCENARIO_LOST) == 0);
}

bool scenario_has_done_all(const struct follow_event *poll)
{
    int64_t done = 0, total = 0;
    return scenario_progress(poll, "completed_tasks", &done) &&
           scenario_progress(poll, "total_tasks", &total) && done >= total;
}

static void widen(struct scenario_tasks *tasks, size_t count)
{
    tasks->least = !tasks->known || count < tasks->least ? count : tasks->least;
    tasks->most = !tasks->known || count > tasks->most ? count : tasks->most;
    tasks->known = true;
}

struct scenario_tasks scenario_tasks(const struct follow_history *history)
{
    struct scenario_tasks tasks = {0};
    const struct follow_event *poll = NULL;
    struct json_object *results = scenario_results(history);
    if (results)
        widen(&tasks, json_object_array_length(results));
    for (size_t i = 0; (poll = scenario_poll(history, i)) != NULL; i++) {
        int64_t total = 0;
        if (scenario_progress(poll, "total_tasks", &total) && total >= 0)
            widen(&tasks, (size_t)total);
    }
    return tasks;
}

/* ---- A human's part ---- */

static const char *find_task(struct json_object *node)
{
    const char *found = NULL;
    if (json_is(node, json_type_array))
        for (size_t i = 0; i < json_object_array_length(node) && !found; i++)
            found = find_task(json_object_array_get_idx(node, i));
    if (!json_is(node, json_type_object))
        return found;
    json_object_object_foreach(node, key, value)
    {
        if (!found && json_is(value, json_type_string) && strcasestr(key, "task") && strcasestr(key, "id"))
            found = json_object_get_string(value);
        else if (!found)
            found = find_task(value);
    }
    return found;
}

const char *scenario_notified_task(const struct follow_event *notification)
{
    return find_task(notification->body);
}

bool scenario_never_waited(const struct follow_history *history, const struct follow_event *resume)
{
    const char *task = json_member_string(resume->asked, "task_id");
    bool told = false, same = false;
    const struct follow_event *notice = NULL;
    for (size_t at = 0; task && (notice = scenario_callback(history, "human-input", &at)) != NULL;) {
        const char *waiting = scenario_notified_task(notice);
        told = told || waiting;
        same = same || !waiting || strcmp(waiting, task) == 0;
    }
    return told && !same;
}

static const struct follow_event *next_resumed(const struct follow_history *history, const char *label,
                                               size_t *at)
{
    while (*at < history->count) {
        const struct follow_event *event = &history->events[(*at)++];
        if (event->kind == FOLLOW_RESUME && strcmp(event->label, label) == 0 &&
            scenario_is_answer(event, 200) && !scenario_never_waited(history, event))
            return event;
    }
    return NULL;
}

const struct follow_event *scenario_resumed(const struct follow_history *history, const char *label)
{
    size_t at = 0;
    return next_resumed(history, label, &at);
}

bool scenario_waited_at(const struct follow_history *history, const struct follow_event *request)
{
    if (scenario_is_answer(request, 200))
        return true;
    for (const struct follow_event *event = request + 1; event < history->events + history->count; event++)
        if (event->kind == FOLLOW_RESUME)
            return scenario_is_answer(event, 200);
    return false;
}

size_t scenario_rejections(const struct follow_history *history)
{
    size_t at = 0, count = 0;
    while (next_resumed(history, SCENARIO_REJECT, &at))
        count++;
    return count;
}

const char *scenario_task_begun_after(const struct follow_history *history, const struct follow_event *event)
{
    const char *before = NULL;
    const struct follow_event *poll = NULL;
    for (size_t i = 0; (poll = scenario_poll(history, i)) != NULL; i++) {
        const char *status = scenario_status(poll), *task = json_member_string(poll->body, "current_task");
        if (!task || !status || scenario_is_terminal(status) || (poll > event && scenario_has_done_all(poll)))
            continue;
        if (poll < event)
            before = task;
        else if (before && strcmp(before, task) != 0)
            return task;
    }
    return NULL;
}

const char *scenario_word(struct arena *arena, const struct follow_event *resume)
{
    const char *feedback = json_member_string(resume->asked, "human_feedback"),
               *open = feedback ? strrchr(feedback, '(') : NULL, *close = open ? strchr(open, ')') : NULL;
    return close ? arena_copy(arena, open + 1, (size_t)(close - open - 1)) : NULL;
}

/* ---- Callbacks ---- */

static const char *const url_properties[] = {"stepWebhookUrl", "taskWebhookUrl", "crewWebhookUrl"};

static bool has_url(const struct scenario_urls *urls, const char *url)
{
    bool has = false;
    for (size_t i = 0; i < urls->count && !has; i++)
        has = strcmp(urls->items[i].url, url) == 0;
    return has;
}

static void gather(struct scenario_urls *urls, struct arena *arena, const struct follow_event *request)
{
    for (size_t i = 0; i < sizeof url_properties / sizeof *url_properties; i++) {
        const char *given = json_member_string(request->asked, url_properties[i]);
        char *plain = given ? odd_uri_plain(given) : NULL;
        if (plain && !has_url(urls, plain) && urls->count < sizeof urls->items / sizeof *urls->items)
            urls->items[urls->count++] = (struct scenario_given){request, arena_string(arena, plain)};
        free(plain);
    }
}

const struct scenario_urls *scenario_urls(struct arena *arena, const struct follow_history *history)
{
    struct scenario_urls *urls = arena_new(arena, sizeof *urls);
    for (size_t i = 0; i < history->count; i++) {
        const struct follow_event *event = &history->events[i];
        if (event->kind == FOLLOW_START || event->kind == FOLLOW_RESUME)
            gather(urls, arena, event);
    }
    /* What should have been refused and was taken gives what nothing else gives. */
    for (size_t i = 0; i < history->count; i++) {
        const struct follow_event *event = &history->events[i];
        if (event->kind == FOLLOW_PROBE && event->exchange->status / 100 == 2)
            gather(urls, arena, event);
    }
    return urls;
}

const struct follow_event *scenario_giver(const struct scenario_urls *urls, const char *url, bool *whole)
{
    size_t other = strcspn(url, "?");
    for (size_t i = 0; i < urls->count; i++) {
        const char *given = urls->items[i].url;
        size_t length = strcspn(given, "?");
        if (length == other && strncmp(given, url, length) == 0) {
            *whole = strcmp(given, url) == 0;
            return urls->items[i].request;
        }
    }
    return NULL;
}

bool scenario_was_taken(const struct follow_delivery *delivery)
{
    return delivery->status / 100 == 2 && delivery->delivered;
}

const struct follow_event *scenario_callback(const struct follow_history *history, const char *kind,
                                             size_t *at)
{
    while (*at < history->count) {
        const struct follow_event *event = &history->events[(*at)++];
        if (event->kind == FOLLOW_CALLBACK && (!kind || strcmp(event->callback->kind, kind) == 0))
            return event;
    }
    return NULL;
}

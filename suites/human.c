/* A human's part: an execution that waits is approved or rejected, and does what it was told. Each case is a check that is
 * made of every execution that waited; the first one that breaks it is reported. */
#include <string.h>
#include <strings.h>

#include "base/hash.h"
#include "suites/blame.h"
#include "suites/human_urls.h"
#include "suites/suites.h"

#define NOBODY_WAITED                                                                                        \
    "no execution waited for a human: the crew asks for none, or its task is known by another name "         \
    "(--human-task)"
#define NOT_ASKED "no execution waited at the point where this is examined"
#define NOTHING_LATER                                                                                          \
    "no execution was seen to begin a task behind a resume without this URL, or what its calls told may have " \
    "been under way before"

/* ---- Reading ---- */

static const struct follow_event *next_resume(const struct follow_history *history, const char *label,
                                              size_t *at)
{
    while (*at < history->count) {
        const struct follow_event *event = &history->events[(*at)++];
        if (event->kind == FOLLOW_RESUME && strcmp(event->label, label) == 0)
            return event;
    }
    return NULL;
}

/* A resume that was taken: one that should have been refused may have set the execution going too. */
static bool is_taken_word(const struct follow_event *event)
{
    bool probe =
        event->kind == FOLLOW_PROBE && event->operation && strcmp(event->operation, CREW_RESUME) == 0;
    return (probe || event->kind == FOLLOW_RESUME) && event->exchange->status / 100 == 2;
}

/* Had the deployment itself said that it waits, and been given no answer that it took since? What was under way when it took
 * one may be about that. */
static bool was_told_before(const struct follow_history *history, const struct follow_event *event)
{
    const struct follow_event *taken = NULL;
    bool told = false;
    for (const struct follow_event *at = history->events; at < event; at++) {
        if (at->kind == FOLLOW_CALLBACK && strcmp(at->label, "human-input") == 0)
            told = told || !taken || at->sent > taken->at;
        else if (is_taken_word(at)) {
            taken = at;
            told = false;
        }
    }
    return told;
}

/* The task that a resume was for; "" where it cannot be told. */
static const char *task_of(const struct follow_event *resume)
{
    const char *task = json_member_string(resume->asked, "task_id");
    return task ? task : "";
}

/* The next poll behind an event that was answered with an object, or NULL. */
static const struct follow_event *poll_after(const struct follow_history *history,
                                             const struct follow_event *event)
{
    const struct follow_event *poll = NULL;
    for (size_t i = 0; (poll = scenario_poll(history, i)) != NULL; i++)
        if (poll > event)
            return poll;
    return NULL;
}

/* Was it seen running behind the event? */
static bool ran_after(const struct follow_history *history, const struct follow_event *event)
{
    const struct follow_event *poll = NULL;
    for (size_t i = 0; (poll = scenario_poll(history, i)) != NULL; i++)
        if (poll > event && scenario_status(poll) && !scenario_is_terminal(scenario_status(poll)))
            return true;
    return false;
}

/* ---- What a word is answered with ---- */

/* Is the word taken, once the execution waits, with one of these statuses? A server error is never right. */
static enum each_outcome check_word(struct run_exam *exam, const struct follow_history *history,
                                    const char *label, const char *const *words, const char *expected)
{
    size_t at = 0;
    const struct follow_event *event = NULL, *last = NULL;
    enum each_outcome outcome = EACH_UNSEEN;
    while ((event = next_resume(history, label, &at)) != NULL) {
        int status = http_exchange_class(event->exchange) == HTTP_COMPLETE ? event->exchange->status : 0;
        if (scenario_is_gateways(event->exchange))
            continue;
        if (status / 100 == 5)
            return each_broken(exam, history, event, NULL, "status 200 or 400",
                               arena_format(run_arena(exam), "status %d", status));
        if (status / 100 == 2 && status != 200 && blame_undocumented(exam, CREW_RESUME, event->exchange))
            return EACH_UNSEEN;
        if (status / 100 == 2 && status != 200)
            return each_broken(exam, history, event, NULL, "status 200",
                               arena_format(run_arena(exam), "status %d", status));
        last = was_told_before(history, event) ? event : last;
        if (status != 200 || scenario_never_waited(history, event))
            continue;
        outcome = EACH_HOLDS;
        const char *word = json_member_string(event->body, "status");
        bool known = !word; /* that there is none is the schema's to say */
        for (size_t i = 0; words[i] && word; i++)
            known = known || strcmp(words[i], word) == 0;
        if (!known)
            return each_broken(exam, history, event, "/status", expected,
                               arena_format(run_arena(exam), "\"%s\"", word));
    }
    if (outcome == EACH_UNSEEN && last && http_exchange_class(last->exchange) == HTTP_COMPLETE)
        return each_broken(exam, history, last, NULL, "status 200: the execution says that it waits",
                           arena_format(run_arena(exam), "status %d", last->exchange->status));
    return outcome;
}

static enum each_outcome check_approval(struct run_exam *exam, const struct follow_history *history)
{
    static const char *const words[] = {"resumed", "completed", NULL};
    return check_word(exam, history, SCENARIO_APPROVE, words,
                      "\"resumed\", or \"completed\" on the last task");
}

static enum each_outcome check_rejection(struct run_exam *exam, const struct follow_history *history)
{
    static const char *const words[] = {"retrying", NULL};
    return check_word(exam, history, SCENARIO_REJECT, words, "\"retrying\"");
}

/* One that was approved with the word "completed" has no task left to do; the approved one itself may be counted later. */
static enum each_outcome check_completed(struct run_exam *exam, const struct follow_history *history)
{
    size_t at = 0;
    const struct follow_event *event = NULL;
    enum each_outcome outcome = EACH_UNSEEN;
    while ((event = next_resume(history, SCENARIO_APPROVE, &at)) != NULL) {
        const char *word = scenario_is_answer(event, 200) ? json_member_string(event->body, "status") : NULL;
        const struct follow_event *poll = poll_after(history, event);
        if (!word || strcmp(word, "completed") != 0 || !poll)
            continue;
        outcome = EACH_HOLDS;
        int64_t done = 0, total = 0;
        bool told = scenario_progress(poll, "completed_tasks", &done) &&
                    scenario_progress(poll, "total_tasks", &total);
        const char *next = scenario_task_begun_after(history, event);
        if (next)
            return each_broken(
                exam, history, event, "/status", "\"resumed\": tasks are left to do",
                arena_format(run_arena(exam), "\"completed\", and then the task \"%s\"", next));
        if (told && done + 1 < total)
            return each_broken(exam, history, event, "/status", "\"resumed\": tasks are left to do",
                               arena_format(run_arena(exam), "\"completed\", with %lld of %lld tasks done",
                                            (long long)done, (long long)total));
    }
    return outcome;
}

/* ---- What comes of it ---- */

static const char *last_body(struct run_exam *exam, const struct follow_history *history)
{
    const struct follow_event *last = follow_last(history, FOLLOW_POLL, NULL);
    return each_shown(exam, last ? last->body : NULL);
}

static bool is_approval(const struct follow_event *event)
{
    return event->kind == FOLLOW_RESUME && strcmp(event->label, SCENARIO_APPROVE) == 0;
}

/* The approval that was given again, and taken: unless the execution says meanwhile that the task waits anew, so that the
 * word may be one on that. */
static const struct follow_event *taken_again(const struct follow_history *history)
{
    const struct follow_event *probe = follow_last(history, FOLLOW_PROBE, SCENARIO_AGAIN), *notice = NULL;
    const struct follow_event *approval = probe;
    if (!scenario_is_answer(probe, 200))
        return NULL;
    while (approval > history->events && !is_approval(approval))
        approval--;
    for (size_t at = 0; (notice = scenario_callback(history, "human-input", &at)) != NULL;) {
        const char *task = scenario_notified_task(notice);
        bool same = !task || !is_approval(approval) || strcmp(task, task_of(approval)) == 0;
        if (notice > approval && same)
            return NULL;
    }
    return probe;
}

/* Two approvals of one task that were both taken, with no rejection in between: the first had no effect. Where just any
 * approval is taken that proves nothing. */
static const struct follow_event *approved_twice(struct run_exam *exam, const struct follow_history *history)
{
    size_t at = 0;
    const struct follow_event *event = NULL, *before = NULL;
    const struct follow_history *rich = run_history_of(exam, SCENARIO_RICH);
    if (rich && taken_again(rich))
        return NULL;
    while ((event = next_resume(history, SCENARIO_APPROVE, &at)) != NULL) {
        if (!scenario_is_answer(event, 200) || scenario_never_waited(history, event))
            continue;
        if (before && strcmp(task_of(before), task_of(event)) == 0)
            return event;
        before = event;
    }
    return NULL;
}

/* Is whatever is resumed taken, though it does not wait? Then nobody can say which approval was meant to have an effect. */
static bool takes_anything(struct run_exam *exam)
{
    const struct follow_history *rich = run_history_of(exam, SCENARIO_RICH);
    const struct follow_event *asked = rich ? follow_first(rich, FOLLOW_RESUME, NULL) : NULL;
    return scenario_is_answer(asked, 200) && scenario_never_waited(rich, asked);
}

/* It ended in an error before anything was seen of its going on. */
static bool failed_at_once(const struct follow_history *history, const struct follow_event *approval)
{
    const struct follow_event *end = scenario_end(history), *call = NULL;
    size_t at = 0;
    bool called = false;
    while ((call = scenario_callback(history, "task", &at)) != NULL)
        called = called || call > approval;
    return end && strcmp(scenario_status(end), "error") == 0 && !ran_after(history, approval) && !called;
}

static enum each_outcome check_goes_on(struct run_exam *exam, const struct follow_history *history)
{
    const struct follow_event *approval = scenario_resumed(history, SCENARIO_APPROVE);
    const struct follow_event *again = approval ? approved_twice(exam, history) : NULL;
    if (!approval)
        return EACH_UNSEEN;
    if (again)
        return each_broken(exam, history, again, NULL, "a task that was approved waits no more",
                           "it waits again, and its second approval is taken too");
    if (failed_at_once(history, approval))
        return each_broken(exam, history, scenario_end(history), "/error", "the execution goes on",
                           arena_format(run_arena(exam), "it has failed: %s",
                                        each_shown(exam, json_member(scenario_end(history)->body, "error"))));
    if (scenario_end(history))
        return EACH_HOLDS;
    bool held = strcmp(history->ending, SCENARIO_HELD) == 0;
    if (scenario_was_cut(history) || (held && takes_anything(exam)))
        return EACH_UNSEEN;
    return each_broken(exam, history, approval, NULL, "the execution goes on to its end",
                       arena_format(run_arena(exam), "it was followed until %s: %s", history->ending,
                                    last_body(exam, history)));
}

static enum each_outcome check_waits_again(struct run_exam *exam, const struct follow_history *history)
{
    const struct follow_event *rejection = scenario_resumed(history, SCENARIO_REJECT),
                              *approval = scenario_resumed(history, SCENARIO_APPROVE),
                              *end = scenario_end(history);
    if (!rejection)
        return EACH_UNSEEN;
    if (approval && approval > rejection)
        return EACH_HOLDS;
    bool failed = end && strcmp(scenario_status(end), "error") == 0;
    if ((failed && ran_after(history, rejection)) || scenario_was_cut(history))
        return EACH_UNSEEN;
    return each_broken(
        exam, history, end ? end : rejection, NULL, "the task is done once more and waits again",
        end ? arena_format(run_arena(exam), "without another answer: %s", each_shown(exam, end->body))
            : arena_format(run_arena(exam), "it does not wait again: %s", last_body(exam, history)));
}

static enum each_outcome check_again(struct run_exam *exam, const struct follow_history *history)
{
    const struct follow_event *probe = follow_last(history, FOLLOW_PROBE, SCENARIO_AGAIN);
    if (!probe || http_exchange_class(probe->exchange) != HTTP_COMPLETE)
        return EACH_UNSEEN;
    /* Another status than 400 is told of as one that is not documented. */
    if (scenario_is_untimely(probe->exchange->status))
        return EACH_HOLDS;
    if (probe->exchange->status == 200 && !taken_again(history))
        return EACH_UNSEEN;
    return each_broken(exam, history, probe, NULL, "status 400",
                       arena_format(run_arena(exam), "status %d", probe->exchange->status));
}

/* ---- Being told that it waits ---- */

/* The value of the Authorization field that was asked for; NULL: none was. */
static const char *asked_credentials(struct run_exam *exam, const struct follow_event *start)
{
    struct json_object *webhook = json_member_object(start->asked, "humanInputWebhook"),
                       *asked = json_member_object(webhook, "authentication");
    const char *token = json_member_string(asked, "token"), *user = json_member_string(asked, "username"),
               *password = json_member_string(asked, "password"), *credentials = NULL;
    if (token) {
        credentials = arena_format(run_arena(exam), "Bearer %s", token);
    } else if (user && password) {
        const char *both = arena_format(run_arena(exam), "%s:%s", user, password);
        struct buffer text;
        buffer_init(&text, BUFFER_UNBOUNDED);
        buffer_text(&text, "Basic ");
        base64_encode(both, strlen(both), &text);
        credentials = arena_string(run_arena(exam), buffer_string(&text));
        buffer_clear(&text);
    }
    return credentials;
}

/* A scheme's name is the same in upper and lower case (RFC 9110, section 11.1). */
static bool same_credentials(const char *one, const char *other)
{
    size_t length = strcspn(one, " ");
    return strncasecmp(one, other, length) == 0 && strcmp(one + length, other + length) == 0;
}

/* The notification's shape is nobody's business; whom it comes from is told by what it was asked to bring. Behind a proxy of
 * the user's, which may keep that for itself, its absence says nothing. */
static enum each_outcome check_credentials(struct run_exam *exam, const struct follow_history *history)
{
    const char *asked = asked_credentials(exam, scenario_start(history));
    const struct follow_event *call = NULL;
    enum each_outcome outcome = EACH_UNSEEN;
    bool proxied = run_settings(run_of(exam))->listen_url != NULL;
    for (size_t at = 0; asked && (call = scenario_callback(history, "human-input", &at)) != NULL;) {
        const char *told = http_headers_find(&call->callback->headers, "Authorization");
        if (!told && proxied)
            continue;
        if (!told || !same_credentials(asked, told))
            return each_broken(exam, history, call, NULL, "the credentials that were given at kickoff",
                               told ? "other ones" : "no Authorization");
        outcome = EACH_HOLDS;
    }
    return outcome;
}

/* ---- The table ---- */

#define ROW(rest, title_, level_, pointer_, check_, wrong_, unseen_)                                         \
    {                                                                                                        \
        .suite = "human", .id = "human." rest, .title = title_, .level = level_,                             \
        .basis = {CREW_RESUME, pointer_}, .cost = RUN_STARTS, .scenario = SCENARIO_RICH,                     \
        .examine = each_examine, .data = EACH_EXCUSABLE(check_, wrong_, unseen_, blame_loose_resume)         \
    }
#define FORGOTTEN(rest, property_, check_, unseen_)                                                          \
    {                                                                                                        \
        .suite = "human", .id = "human.urls.forgotten" rest,                                                 \
        .title =                                                                                             \
            "the " property_ " of the kickoff is not called behind a resume that does not give it again",    \
        .level = LEVEL_MUST, .basis = {CREW_RESUME, ""}, .cost = RUN_STARTS, .scenario = SCENARIO_ODD,       \
        .examine = each_examine,                                                                             \
        .data = EACH_EXCUSABLE(                                                                              \
            check_, "the " property_ " of the kickoff is called though a resume did not give it again",      \
            unseen_, blame_loose_resume)                                                                     \
    }
#define BODY "/requestBody/content/application~1json/schema/properties/"

static const struct run_case rows[] = {
    ROW("reject.answer", "a rejection is answered \"retrying\"", LEVEL_MUST, "/responses/200",
        check_rejection, "a rejection is not taken as one", NOBODY_WAITED),
    ROW("reject.waits-again", "a task that was rejected is done again and waits again", LEVEL_MUST, "",
        check_waits_again, "a task that was rejected does not wait again", NOBODY_WAITED),
    ROW("approve.answer", "an approval is answered \"resumed\" or \"completed\"", LEVEL_MUST,
        "/responses/200", check_approval, "an approval is not taken as one", NOBODY_WAITED),
    ROW("approve.completed", "only the approval of the last task is answered \"completed\"", LEVEL_MUST,
        "/responses/200", check_completed, "an approval is answered \"completed\" though tasks are left",
        "no approval was answered \"completed\""),
    ROW("approve.goes-on", "an execution that was approved goes on to its end", LEVEL_MUST, "", check_goes_on,
        "an execution that was approved does not go on", NOBODY_WAITED),
    ROW("approve.again", "an approval that is given a second time is refused", LEVEL_MUST, "/responses/400",
        check_again, "an approval that is given a second time is not refused", NOT_ASKED),
    ROW("urls.task", "the taskWebhookUrl that a resume gives is called", LEVEL_MUST, BODY "taskWebhookUrl",
        human_check_task_url, "the taskWebhookUrl that a resume gave is not called", NOT_ASKED),
    ROW("urls.step", "the stepWebhookUrl that a resume gives is called", LEVEL_SHOULD, BODY "stepWebhookUrl",
        human_check_step_url, "the stepWebhookUrl that a resume gave is not called", NOT_ASKED),
    ROW("urls.crew", "the crewWebhookUrl that a resume gives is called", LEVEL_MUST, BODY "crewWebhookUrl",
        human_check_crew_url, "the crewWebhookUrl that a resume gave is not called", NOT_ASKED),
    {.suite = "human",
     .id = "human.notified.authentication",
     .title = "the humanInputWebhook is called with the authentication that the kickoff gives for it",
     .level = LEVEL_SHOULD,
     .basis = {CREW_RESUME, ""},
     .cost = RUN_STARTS,
     .scenario = SCENARIO_RICH,
     .also = SCENARIO_ODD,
     .examine = each_examine,
     .data = EACH_INVARIANT(check_credentials,
                            "the humanInputWebhook is called without what the kickoff gave to authenticate",
                            "nobody called the humanInputWebhook, or a proxy may have kept what it brought")},
    FORGOTTEN("", "crewWebhookUrl", human_check_forgotten_crew, NOT_ASKED),
    FORGOTTEN(".task", "taskWebhookUrl", human_check_forgotten_task, NOTHING_LATER),
    FORGOTTEN(".step", "stepWebhookUrl", human_check_forgotten_step, NOTHING_LATER),
};

void suite_human(struct run_plan *plan, const struct crew *crew)
{
    (void)crew;
    suites_add_rows(plan, rows, sizeof rows / sizeof *rows);
}

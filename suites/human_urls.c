/* Where callbacks go behind a human's word: to the URLs that it gave, and to none of the kickoff's. */
#include "suites/human_urls.h"

#include <string.h>

#include "base/clock.h"

/* The first call of the kind that came to a URL which a resume gave, or which the kickoff did. */
static const struct follow_event *call_from(struct run_exam *exam, const struct follow_history *history,
                                            const char *kind, enum follow_kind giver_kind)
{
    const struct scenario_urls *urls = scenario_urls(run_arena(exam), history);
    size_t at = 0;
    const struct follow_event *call = NULL;
    while ((call = scenario_callback(history, kind, &at)) != NULL) {
        bool whole = false;
        const struct follow_event *giver = scenario_giver(urls, call->callback->url, &whole);
        if (giver && giver->kind == giver_kind)
            return call;
    }
    return NULL;
}

/* ---- URLs that a resume gives ---- */

/* Is a URL that a resume gave called before a completed execution's callbacks are awaited no more? */
static enum each_outcome check_called(struct run_exam *exam, const struct follow_history *history,
                                      const char *kind, const char *property, const char *label)
{
    const struct follow_event *resume = scenario_resumed(history, label), *end = scenario_end(history);
    if (!resume || !end || strcmp(scenario_status(end), "completed") != 0 ||
        !json_has(resume->asked, property))
        return EACH_UNSEEN;
    if (call_from(exam, history, kind, FOLLOW_RESUME))
        return EACH_HOLDS;
    if (scenario_unanswered_since(history))
        return EACH_UNSEEN;
    const struct crew *crew = run_facts(exam);
    return each_broken(exam, history, resume, NULL,
                       arena_format(run_arena(exam), "a call to the %s that the resume gave", property),
                       arena_format(run_arena(exam), "none within %lld s of the execution's end",
                                    (long long)(crew->callback_timeout / CLOCK_SECOND)));
}

enum each_outcome human_check_task_url(struct run_exam *exam, const struct follow_history *history)
{
    return check_called(exam, history, "task", "taskWebhookUrl", SCENARIO_APPROVE);
}

/* What is done once more takes steps, and so does a task that is begun later. */
enum each_outcome human_check_step_url(struct run_exam *exam, const struct follow_history *history)
{
    const struct follow_event *approval = scenario_resumed(history, SCENARIO_APPROVE);
    if (scenario_rejections(history))
        return check_called(exam, history, "step", "stepWebhookUrl", SCENARIO_REJECT);
    return approval && scenario_task_begun_after(history, approval)
               ? check_called(exam, history, "step", "stepWebhookUrl", SCENARIO_APPROVE)
               : EACH_UNSEEN;
}

enum each_outcome human_check_crew_url(struct run_exam *exam, const struct follow_history *history)
{
    return check_called(exam, history, "crew", "crewWebhookUrl", SCENARIO_APPROVE);
}

/* ---- URLs that it does not give ---- */

/* The crew's is the one call that can only come after the resume. Where it came in place of one that the resume did
 * give, it is that one that is missing. */
enum each_outcome human_check_forgotten_crew(struct run_exam *exam, const struct follow_history *history)
{
    const struct follow_event *approval = scenario_resumed(history, SCENARIO_APPROVE),
                              *end = scenario_end(history);
    if (!approval || !end || !json_has(scenario_start(history)->asked, "crewWebhookUrl") ||
        !each_has_listener(exam))
        return EACH_UNSEEN;
    const struct follow_event *call = call_from(exam, history, "crew", FOLLOW_START);
    if (!call)
        return EACH_HOLDS;
    if (json_has(approval->asked, "crewWebhookUrl") && !call_from(exam, history, "crew", FOLLOW_RESUME))
        return EACH_UNSEEN;
    return each_broken(exam, history, call, NULL, "no call: the resume did not give this URL again",
                       "a call to the crewWebhookUrl of the kickoff");
}

/* Was the task under way behind the approval, and never before? Where the crew has two of that name nobody can say. */
static bool began_after(const struct follow_history *history, const struct follow_event *approval,
                        const char *name)
{
    const struct follow_event *poll = NULL;
    size_t before = 0, after = 0, results = 0;
    for (size_t i = 0; (poll = scenario_poll(history, i)) != NULL; i++) {
        const char *task = json_member_string(poll->body, "current_task");
        bool same = task && strcmp(task, name) == 0 && !scenario_is_terminal(scenario_status(poll));
        before += same && poll < approval;
        after += same && poll > approval && !scenario_has_done_all(poll);
    }
    struct json_object *tasks = scenario_results(history);
    for (size_t i = 0; tasks && i < json_object_array_length(tasks); i++) {
        const char *task = json_member_string(json_object_array_get_idx(tasks, i), "task_id");
        results += task && strcmp(task, name) == 0;
    }
    return !before && after && results == 1;
}

/* What can only be told behind the approval: a call that quotes its feedback, or the end of a task that was begun later.
 * All else may have been under way before, in any number of tries. NULL: it proves nothing. */
static const char *proof_of_later(struct run_exam *exam, const struct follow_history *history,
                                  const struct follow_event *approval, const struct follow_event *call)
{
    const struct follow_delivery *from = call->callback;
    const char *word = scenario_word(run_arena(exam), approval);
    if (word && memmem(from->body, from->length, word, strlen(word)))
        return "it quotes the feedback of the resume";
    const char *name = strcmp(from->kind, "task") == 0 ? json_member_string(call->body, "name") : NULL;
    return name && began_after(history, approval, name)
               ? arena_format(run_arena(exam), "the task \"%s\" began behind the resume", name)
               : NULL;
}

static enum each_outcome check_forgotten(struct run_exam *exam, const struct follow_history *history,
                                         const char *kind, const char *property)
{
    const struct follow_event *approval = scenario_resumed(history, SCENARIO_APPROVE), *call = NULL;
    if (!approval || !scenario_end(history) || !json_has(scenario_start(history)->asked, property) ||
        json_has(approval->asked, property) || !each_has_listener(exam))
        return EACH_UNSEEN;
    const struct scenario_urls *urls = scenario_urls(run_arena(exam), history);
    bool doubtful = false;
    for (size_t at = 0; (call = scenario_callback(history, kind, &at)) != NULL;) {
        bool whole = false;
        const struct follow_event *giver = scenario_giver(urls, call->callback->url, &whole);
        if (!giver || giver->kind != FOLLOW_START || call < approval)
            continue;
        const char *proof = proof_of_later(exam, history, approval, call);
        if (proof)
            return each_broken(
                exam, history, call, NULL, "no call: the resume did not give this URL again",
                arena_format(run_arena(exam), "a call to the %s of the kickoff: %s", property, proof));
        doubtful = true;
    }
    return doubtful || !scenario_task_begun_after(history, approval) ? EACH_UNSEEN : EACH_HOLDS;
}

enum each_outcome human_check_forgotten_task(struct run_exam *exam, const struct follow_history *history)
{
    return check_forgotten(exam, history, "task", "taskWebhookUrl");
}

enum each_outcome human_check_forgotten_step(struct run_exam *exam, const struct follow_history *history)
{
    return check_forgotten(exam, history, "step", "stepWebhookUrl");
}

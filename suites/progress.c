#include "suites/progress.h"

#include <string.h>

/* A status may be written down a moment after the callback is sent: one answer alone proves nothing. */
enum { ANSWERS_LEAST = 2 };

/* The first callback that tells of a task which has begun, or NULL. */
static const struct follow_event *first_call(const struct follow_history *history)
{
    const struct follow_event *step = follow_first(history, FOLLOW_CALLBACK, "step"),
                              *task = follow_first(history, FOLLOW_CALLBACK, "task");
    return !step || (task && task < step) ? task : step;
}

static bool is_running(const struct follow_event *poll)
{
    const char *status = scenario_status(poll);
    return status && strcmp(status, "running") == 0;
}

static bool says_task(const struct follow_event *poll)
{
    int64_t done = 0;
    return json_has(poll->body, "current_task") ||
           (scenario_progress(poll, "completed_tasks", &done) && done != 0);
}

enum each_outcome progress_says_task(struct run_exam *exam, const struct follow_history *history)
{
    const struct follow_event *call = first_call(history), *poll = NULL, *last = NULL;
    size_t later = 0;
    bool said = false;
    for (size_t i = 0; call && (poll = scenario_poll(history, i)) != NULL; i++) {
        if (!is_running(poll))
            continue;
        said = said || says_task(poll);
        later += poll->sent > call->at;
        last = poll;
    }
    if (said || later < ANSWERS_LEAST)
        return said ? EACH_HOLDS : EACH_UNSEEN;
    return each_broken(exam, history, last, "",
                       arena_format(run_arena(exam), "current_task and progress, for a %s was told before",
                                    strcmp(call->label, "step") == 0 ? "step" : "task's end"),
                       each_shown(exam, last->body));
}

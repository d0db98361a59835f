#include "suites/each.h"

#include <stdlib.h>
#include <string.h>

enum { SHOWN = 300 };

const char *const each_scenarios[] = {SCENARIO_RICH, SCENARIO_BARE, SCENARIO_ODD, NULL};

/* What is told under an id that two executions have is nobody's. */
static bool shares_id(const struct run_exam *exam, const struct follow_history *history)
{
    for (size_t i = 0; each_scenarios[i]; i++) {
        const struct follow_history *other = run_history_of(exam, each_scenarios[i]);
        if (other && other != history &&
            scenario_same_id(scenario_kickoff_id(other), scenario_kickoff_id(history)))
            return true;
    }
    return false;
}

void each_examine(struct run_exam *exam, const void *data)
{
    const struct each_invariant *invariant = data;
    enum each_outcome outcome = EACH_UNSEEN;
    for (size_t i = 0; each_scenarios[i] && outcome != EACH_BROKEN; i++) {
        const struct follow_history *history = run_history_of(exam, each_scenarios[i]);
        bool started = history && scenario_kickoff_id(history) && !shares_id(exam, history);
        enum each_outcome seen = started ? invariant->check(exam, history) : EACH_UNSEEN;
        outcome = seen > outcome ? seen : outcome;
    }
    if (outcome == EACH_UNSEEN)
        run_skip(exam, "%s", invariant->unseen);
}

enum each_outcome each_broken(struct run_exam *exam, const struct follow_history *history,
                              const struct follow_event *event, const char *pointer, const char *expected,
                              const char *found)
{
    const struct each_invariant *invariant = run_case_of(exam)->data;
    const char *id = scenario_kickoff_id(history),
               *excuse = invariant->excuse ? invariant->excuse(exam) : NULL;
    if (excuse) {
        run_skip(exam, "%s", excuse);
        return EACH_BROKEN;
    }
    run_fail(exam, NULL,
             &(struct finding){.aspect = event->callback ? "callback" : "history",
                               .title = invariant->wrong,
                               .expected = expected,
                               .found = found,
                               .place = event->callback ? "callback" : "response",
                               .body_pointer = pointer,
                               .note = arena_format(run_arena(exam), "execution %s (%s)", id, history->name),
                               .execution = id,
                               .exchange = event->number});
    return EACH_BROKEN;
}

const char *each_shown(struct run_exam *exam, const struct json_object *node)
{
    char *text = json_text(node, JSON_COMPACT);
    const char *kept = strlen(text) <= SHOWN ? arena_string(run_arena(exam), text)
                                             : arena_format(run_arena(exam), "%.*s...", SHOWN, text);
    free(text);
    return kept;
}

bool each_has_listener(struct run_exam *exam)
{
    return run_settings(run_of(exam))->listen_address != NULL;
}

#include "suites/times.h"

#include "base/clock.h"

static bool read_seconds(const struct json_object *object, double *seconds)
{
    struct json_object *node = json_member(object, "execution_time");
    *seconds = json_object_get_double(node);
    return json_is(node, json_type_double) || json_is(node, json_type_int);
}

/* One of the times that an execution's end tells: at 0 its own, then that of each task's result. */
struct told_time {
    size_t at; /* of the next one */
    double seconds;
};

static const char *pointer_to(struct run_exam *exam, const struct told_time *time)
{
    return time->at > 1 ? arena_format(run_arena(exam), "/result/tasks/%zu/execution_time", time->at - 2)
                        : "/execution_time";
}

/* Steps to the next time that is told, or returns false. */
static bool next_time(const struct follow_history *history, struct told_time *time)
{
    const struct follow_event *end = scenario_end(history);
    struct json_object *tasks = scenario_results(history);
    size_t count = end ? 1 + (tasks ? json_object_array_length(tasks) : 0) : 0;
    while (time->at < count) {
        size_t at = time->at++;
        struct json_object *teller = at ? json_object_array_get_idx(tasks, at - 1) : end->body;
        if (read_seconds(teller, &time->seconds))
            return true;
    }
    return false;
}

enum each_outcome times_not_negative(struct run_exam *exam, const struct follow_history *history)
{
    enum each_outcome outcome = EACH_UNSEEN;
    for (struct told_time time = {0}; next_time(history, &time); outcome = EACH_HOLDS)
        if (time.seconds < 0)
            return each_broken(exam, history, scenario_end(history), pointer_to(exam, &time), "0 or more",
                               arena_format(run_arena(exam), "%g", time.seconds));
    return outcome;
}

enum each_outcome times_within_wall_clock(struct run_exam *exam, const struct follow_history *history)
{
    const struct follow_event *end = scenario_end(history);
    double passed = end ? (double)(end->at - scenario_start(history)->sent) / (double)CLOCK_SECOND : 0;
    enum each_outcome outcome = EACH_UNSEEN;
    for (struct told_time time = {0}; next_time(history, &time); outcome = EACH_HOLDS)
        if (time.seconds > passed + 2)
            return each_broken(
                exam, history, end, pointer_to(exam, &time),
                arena_format(run_arena(exam), "at most the %.1f s since the kickoff, and 2 s more", passed),
                arena_format(run_arena(exam), "%g s", time.seconds));
    return outcome;
}

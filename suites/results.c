#include "suites/results.h"

#include <string.h>

#include "suites/calls.h"

/* How many results are compared with one another at most. */
enum { COMPARED_MOST = 256 };

/* The name of the task that an event tells of: a poll of the one under way, a callback of the one that ended; or NULL. */
static const char *told_task(const struct follow_history *history, const struct follow_event *event)
{
    if (event->kind == FOLLOW_POLL) {
        const char *status = scenario_status(event);
        bool runs = status && !scenario_is_terminal(status);
        return runs ? json_member_string(event->body, "current_task") : NULL;
    }
    bool taken = event->kind == FOLLOW_CALLBACK && strcmp(event->callback->kind, "task") == 0 &&
                 scenario_was_taken(event->callback) && !calls_is_foreign(history, event);
    return taken ? json_member_string(event->body, "name") : NULL;
}

static bool is_told(const struct follow_history *history, const char *task)
{
    for (size_t i = 0; i < history->count; i++) {
        const char *told = told_task(history, &history->events[i]);
        if (told && strcmp(told, task) == 0)
            return true;
    }
    return false;
}

static bool has_result(struct json_object *tasks, const char *task)
{
    for (size_t i = 0; i < json_object_array_length(tasks); i++) {
        const char *id = json_member_string(json_object_array_get_idx(tasks, i), "task_id");
        if (id && strcmp(id, task) == 0)
            return true;
    }
    return false;
}

static const char *find_without_result(const struct follow_history *history, struct json_object *tasks)
{
    for (size_t i = 0; i < history->count; i++) {
        const char *told = told_task(history, &history->events[i]);
        if (told && !has_result(tasks, told))
            return told;
    }
    return NULL;
}

static bool is_same(struct json_object *one, struct json_object *other)
{
    const char *id = json_member_string(one, "task_id"), *same = json_member_string(other, "task_id");
    return id && same && strcmp(id, same) == 0 &&
           json_equal(json_member(one, "output"), json_member(other, "output"));
}

/* The index of a result that is another one's too, word for word, of a task that is told by the same name; or the count. */
static size_t find_repeated(const struct follow_history *history, struct json_object *tasks)
{
    size_t count = json_object_array_length(tasks);
    for (size_t i = 1; i < count && count <= COMPARED_MOST; i++)
        for (size_t j = 0; j < i; j++) {
            struct json_object *result = json_object_array_get_idx(tasks, i);
            if (is_same(json_object_array_get_idx(tasks, j), result) &&
                is_told(history, json_member_string(result, "task_id")))
                return i;
        }
    return count;
}

const char *results_find_lost(const struct follow_history *history, struct json_object *tasks,
                              size_t *repeated)
{
    *repeated = find_repeated(history, tasks);
    return *repeated < json_object_array_length(tasks) ? find_without_result(history, tasks) : NULL;
}

#include <string.h>

#include "reference/server.h"

static const char *const default_inputs[] = {"budget", "interests", "duration", NULL};
static const struct reference_task default_tasks[] = {
    {"research_task", "Travel Researcher"},
    {"planning_task", "Trip Planner"},
    {"writing_task", "Itinerary Writer"},
};
enum {
    DEFAULT_TASKS = sizeof default_tasks / sizeof *default_tasks,
    DEFAULT_STEPS = 2,
    DEFAULT_STEP_DURATION = 30
};

void crew_replace_inputs(struct reference_server *server, const char *const *inputs)
{
    struct crew *crew = &server->crew;
    crew->input_count = 0;
    while (inputs[crew->input_count] != NULL) {
        crew->input_count++;
    }
    crew->inputs = arena_new(&server->arena, (crew->input_count + 1) * sizeof *crew->inputs);
    for (size_t i = 0; i < crew->input_count; i++) {
        crew->inputs[i] = arena_string(&server->arena, inputs[i]);
    }
}

void crew_replace_tasks(struct reference_server *server, const struct reference_task *tasks, size_t count)
{
    struct crew *crew = &server->crew;
    bool human = crew->human < crew->task_count;
    crew->human = human ? count / 2 : count;
    crew->task_count = count;
    crew->tasks = arena_new(&server->arena, count * sizeof *crew->tasks);
    for (size_t i = 0; i < count; i++) {
        crew->tasks[i].name = arena_string(&server->arena, tasks[i].name);
        crew->tasks[i].agent = arena_string(&server->arena, tasks[i].agent);
    }
}

static bool crew_copy_human(struct crew *crew, const char *name, struct error *error)
{
    crew->human = 0;
    while (crew->human < crew->task_count &&
           (name == NULL || strcmp(crew->tasks[crew->human].name, name) != 0)) {
        crew->human++;
    }
    if (name != NULL && crew->human == crew->task_count) {
        return error_set(error, "the crew has no task \"%s\" to wait for a human", name);
    }
    return true;
}

bool crew_copy(struct reference_server *server, const struct reference_options *options, struct error *error)
{
    crew_replace_inputs(server, options->inputs != NULL ? options->inputs : default_inputs);
    if (options->task_count > 0) {
        crew_replace_tasks(server, options->tasks, options->task_count);
    } else {
        crew_replace_tasks(server, default_tasks, DEFAULT_TASKS);
    }
    server->crew.steps = options->steps > 0 ? options->steps : DEFAULT_STEPS;
    server->crew.step_duration = options->step_duration > 0 ? options->step_duration : DEFAULT_STEP_DURATION;
    return crew_copy_human(&server->crew, options->human_task, error);
}

/* POST /resume takes odd but valid values. Each is sent alone, for an execution that nobody knows, and for a task that
 * nobody knows while one waits: nothing is resumed by it, and a 404 tells that the rest was taken. */
#include <stdlib.h>
#include <string.h>

#include "suites/blame.h"
#include "suites/odd_cases.h"
#include "suites/scenario.h"

static bool was_taken(const struct http_exchange *exchange)
{
    bool taken = exchange->status == 404 || exchange->status / 100 == 2;
    return http_exchange_class(exchange) == HTTP_COMPLETE && taken;
}

static void report(struct run_exam *exam, const struct http_exchange *exchange, size_t number,
                   const char *title)
{
    bool complete = http_exchange_class(exchange) == HTTP_COMPLETE;
    bool crashed = !complete || exchange->status / 100 == 5;
    const struct odd_verdict verdict = {.outcome = crashed ? ODD_CRASHED : ODD_REFUSED,
                                        .status = complete ? exchange->status : 0,
                                        .silence = complete ? NULL : http_exchange_reason(exchange),
                                        .exchange = number};
    odd_report(exam, &(struct odd_item){.title = title}, &verdict);
}

struct probe {
    const char *body, *title;
};

static void examine(struct run_exam *exam, const void *data)
{
    const struct probe *probe = data;
    const struct run_answer *answer = run_send(exam, &(struct run_request){.operation = CREW_RESUME,
                                                                           .body = probe->body,
                                                                           .length = strlen(probe->body),
                                                                           .changes = true,
                                                                           .trial = true});
    if (answer && !was_taken(answer->exchange) && !blame_plain_resume(exam, answer))
        report(exam, answer->exchange, answer->number, probe->title);
}

static void examine_waiting(struct run_exam *exam, const void *data)
{
    const struct probe *probe = data;
    const struct follow_history *history = run_history(exam);
    const struct follow_event *event = follow_last(history, FOLLOW_PROBE, run_case_of(exam)->id);
    const struct follow_event *plain = follow_last(history, FOLLOW_PROBE, SCENARIO_UNKNOWN_TASK);
    if (!event || http_exchange_class(event->exchange) == HTTP_ERRORED || !scenario_waited_at(history, event))
        return;
    if (was_taken(event->exchange))
        run_take_back(exam);
    else if (!plain || !blame_is_alike(plain->exchange, event->exchange))
        report(exam, event->exchange, event->number, probe->title);
}

static const char *body_with(struct arena *arena, const struct odd_item *item, const struct json_object *base)
{
    struct json_object *body = json_copy(base);
    odd_put(&body, item);
    char *text = json_text(body, JSON_COMPACT);
    const char *kept = arena_string(arena, text);
    free(text);
    json_object_put(body);
    return kept;
}

void odd_add_resume(struct run_plan *plan, const struct crew *crew)
{
    struct arena *arena = &plan->arena;
    struct odd_items items = {0};
    struct json_object *base = crew_resume_body(crew->unknown_id, "crewcheck-unknown-task", true, "Fine.");
    crew_add_webhooks(base, NULL, NULL, NULL);
    odd_items_of_resume(&items, crew);
    for (size_t i = 0; i < items.count; i++) {
        const struct odd_item *item = &items.items[i];
        struct probe *probe = arena_new(arena, sizeof *probe);
        *probe = (struct probe){body_with(arena, item, base), arena_string(arena, item->title)};
        run_plan_add(plan, &(struct run_case){.suite = "resume",
                                              .id = arena_string(arena, item->id),
                                              .title = arena_format(arena, "POST /resume takes %s in %s",
                                                                    item->title, item->place),
                                              .level = LEVEL_MUST,
                                              .basis = {CREW_RESUME, "/requestBody"},
                                              .cost = RUN_CHANGES,
                                              .second_scenario = SCENARIO_RICH,
                                              .second = examine_waiting,
                                              .both = true,
                                              .examine = examine,
                                              .data = probe});
    }
    json_object_put(base);
    odd_items_clear(&items);
}

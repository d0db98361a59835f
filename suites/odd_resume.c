/* POST /resume takes odd but valid values. Each is sent alone, for an execution that nobody knows, and for a task that
 * nobody knows while one waits: nothing is resumed by it, and a 404 tells that the rest was taken. */
#include <stdlib.h>
#include <string.h>

#include "suites/odd_cases.h"
#include "suites/scenario.h"

static struct odd_verdict verdict_of(const struct http_exchange *exchange, size_t number)
{
    int status = exchange->status;
    bool taken = status == 404 || status / 100 == 2;
    return (struct odd_verdict){taken               ? ODD_TAKEN
                                : status / 100 == 5 ? ODD_CRASHED
                                                    : ODD_REFUSED,
                                status, number};
}

static void judge(struct run_exam *exam, const struct http_exchange *exchange, size_t number,
                  const char *title)
{
    struct odd_verdict verdict = verdict_of(exchange, number);
    if (verdict.outcome != ODD_TAKEN)
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
                                                                           .changes = true});
    if (answer)
        judge(exam, answer->exchange, answer->number, probe->title);
}

static void examine_waiting(struct run_exam *exam, const void *data)
{
    const struct probe *probe = data;
    const struct follow_history *history = run_history(exam);
    const struct follow_event *event = follow_last(history, FOLLOW_PROBE, run_case_of(exam)->id);
    if (event && http_exchange_class(event->exchange) == HTTP_COMPLETE && scenario_waited_at(history, event))
        judge(exam, event->exchange, event->number, probe->title);
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

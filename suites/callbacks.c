/* The callbacks that a contract describes of operations which are no crew's: each operation is asked once, with our
 * listener's URLs where the callbacks' expressions look for them, and what is called then is held against the contract. */
#include <stdlib.h>
#include <string.h>

#include "judge/call.h"
#include "suites/calling.h"
#include "suites/each.h"
#include "suites/suites.h"

/* What a case is about. */
struct aspect {
    const struct contract_operation *operation;
    const struct contract_callback *callback;
    enum judge_call_aspect aspect;
};

/* ---- Examining ---- */

static bool report(struct run_exam *exam, const struct aspect *about, const struct follow_event *call,
                   const struct call_judgement *judgement)
{
    const struct finding_list *list = &judgement->findings[about->aspect];
    for (size_t i = 0; i < list->count; i++) {
        struct finding finding = list->items[i];
        finding.place = "callback";
        finding.exchange = call->number;
        finding.title = arena_format(run_arena(exam), "%s: %s", about->callback->name, finding.title);
        run_fail(exam, NULL, &finding);
    }
    return list->count > 0;
}

/* Judges one call; true where it is of this case's callback and shows its aspect. */
static bool hear(struct run_exam *exam, const struct aspect *about, const struct follow_event *start,
                 const struct follow_event *call, bool *broken)
{
    const struct follow_delivery *from = call->callback;
    const struct judge_cause cause = {about->operation, start->exchange, start->asked};
    struct call_judgement judgement;
    judge_call(&run_settings(run_of(exam))->judge, &cause,
               &(struct judge_call){.method = from->method,
                                    .url = from->url,
                                    .headers = &from->headers,
                                    .body = from->body,
                                    .length = from->length,
                                    .whole = !from->truncated && !from->cut},
               NULL, &judgement);
    bool shown = judgement.callback == about->callback && judgement.examined[about->aspect];
    *broken = shown && report(exam, about, call, &judgement);
    call_judgement_clear(&judgement);
    return shown;
}

static void examine(struct run_exam *exam, const void *data)
{
    const struct aspect *about = data;
    const struct follow_history *history = run_history(exam);
    const struct follow_event *start = follow_first(history, FOLLOW_START, NULL), *call = NULL;
    bool shown = false, broken = false;
    if (!start || http_exchange_class(start->exchange) != HTTP_COMPLETE ||
        start->exchange->status / 100 != 2) {
        run_skip(exam, "the request that calls might follow was not accepted");
        return;
    }
    for (size_t at = 0; !broken && (call = scenario_callback(history, NULL, &at)) != NULL;)
        shown = hear(exam, about, start, call, &broken) || shown;
    if (!shown)
        run_skip(exam, "nothing called %s", about->callback->name);
}

/* ---- Planning ---- */

static void add_aspect(struct run_plan *plan, const struct aspect *about, const char *scenario)
{
    static const char *const titles[] = {
        "%s is called by a method that the contract documents", "each call of %s has a documented media type",
        "each call of %s is strict JSON", "each call of %s keeps its schema"};
    struct arena *arena = &plan->arena;
    struct aspect *kept = arena_new(arena, sizeof *kept);
    *kept = *about;
    const char *pointer = about->callback->pointer, *own = about->operation->pointer;
    bool inside = strncmp(pointer, own, strlen(own)) == 0;
    const char *suite = suites_of_operation(arena, about->operation);
    run_plan_add(
        plan, &(struct run_case){.suite = suite,
                                 .id = arena_format(arena, "%s.callbacks.%s.%s", suite, about->callback->name,
                                                    judge_call_word(about->aspect)),
                                 .title = arena_format(arena, titles[about->aspect], about->callback->name),
                                 .level = LEVEL_MUST,
                                 .basis = {about->operation->id, inside ? pointer + strlen(own) : ""},
                                 .cost = RUN_CHANGES,
                                 .scenario = scenario,
                                 .examine = examine,
                                 .data = kept});
}

static void add_operation(struct run_plan *plan, const struct contract_operation *operation)
{
    const char *scenario = calling_name(&plan->arena, operation);
    for (size_t i = 0; i < operation->callback_count; i++)
        for (enum judge_call_aspect aspect = 0; aspect < JUDGE_CALL_ASPECTS; aspect++)
            add_aspect(plan, &(struct aspect){operation, &operation->callbacks[i], aspect}, scenario);
}

void suite_callbacks(struct run_plan *plan, const struct crew *crew)
{
    const struct contract *contract = crew->judge.documented;
    for (size_t i = 0; i < contract->operation_count; i++)
        if (!crew_is_operation(contract, &contract->operations[i]))
            add_operation(plan, &contract->operations[i]);
}

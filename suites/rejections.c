/* Requests that a deployment must refuse: a case for each violation of each operation. */
#include <string.h>

#include "suites/blame.h"
#include "suites/crew.h"
#include "suites/derived.h"
#include "suites/scenario.h"

static bool is_resume(const struct violation *violation)
{
    return strcmp(violation->operation, CREW_RESUME) == 0;
}

/* A refusal by a status that is not documented is told of once, as that status. */
static bool is_told_of(struct run_exam *exam, const struct violation *violation,
                       const struct http_exchange *exchange)
{
    return !strstr(violation->statuses, "4xx") &&
           blame_undocumented_refusal(exam, violation->operation, exchange);
}

/* Where already the plain request for what nobody knows is answered so, nothing is said of this one's fault. One that is
 * taken is at fault whatever becomes of others. */
static bool is_blameless(struct run_exam *exam, const struct violation *violation,
                         const struct run_answer *answer)
{
    const struct http_exchange *exchange = answer->exchange;
    bool complete = http_exchange_class(exchange) == HTTP_COMPLETE;
    if (is_told_of(exam, violation, exchange))
        return true;
    if (is_resume(violation))
        return (!complete || exchange->status / 100 == 5) && blame_plain_resume(exam, answer);
    bool of_status = strcmp(violation->operation, CREW_STATUS) == 0;
    return of_status && (!complete || exchange->status != 404) && blame_plain_status(exam, answer);
}

static void examine(struct run_exam *exam, const void *data)
{
    const struct violation *violation = data;
    const struct contract *contract = run_settings(run_of(exam))->judge.documented;
    const struct contract_operation *operation = contract_operation_by_id(contract, violation->operation);
    struct run_request request = {.operation = violation->operation,
                                  .path = violation->path,
                                  .fields = violation->fields,
                                  .content_type = violation->content_type,
                                  .body = violation->body,
                                  .length = violation->length,
                                  .spends = suites_may_start(contract, operation),
                                  .changes = suites_changes_something(operation),
                                  .provoked = violations_provoke(operation, violation->body),
                                  .trial = true};
    const struct run_answer *answer = run_send(exam, &request);
    bool complete = answer && http_exchange_class(answer->exchange) == HTTP_COMPLETE;
    if (complete && violations_prove_nothing(operation, violation->statuses, answer->exchange->status))
        run_skip(
            exam,
            "what the request names is unknown, and it was answered 404: this proves nothing of the rest");
    else if (answer && !is_blameless(exam, violation, answer))
        run_expect_status(exam, answer, violation->statuses);
}

/* The same, sent while an execution waited: nothing but the body can be at fault. It proves something only where the
 * execution did wait, which the word that came next tells. */
static void examine_waiting(struct run_exam *exam, const void *data)
{
    const struct violation *violation = data;
    const struct follow_history *history = run_history(exam);
    const struct follow_event *probe = follow_last(history, FOLLOW_PROBE, violation->id);
    if (!probe || !scenario_waited_at(history, probe))
        return;
    run_take_back(exam);
    if (!is_told_of(exam, violation, probe->exchange))
        scenario_expect_status(exam, probe, violation->statuses);
}

static void add_cases(struct run_plan *plan, const struct contract *contract,
                      const struct contract_operation *operation, const struct violations *list)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct violation *violation = &list->items[i];
        run_plan_add(plan, &(struct run_case){.suite = suites_of_operation(&plan->arena, operation),
                                              .id = violation->id,
                                              .title = violation->title,
                                              .level = violation->level,
                                              .basis = suites_basis(operation, violation->basis),
                                              .cost = suites_cost(contract, operation),
                                              .second_scenario = is_resume(violation) ? SCENARIO_RICH : NULL,
                                              .second = is_resume(violation) ? examine_waiting : NULL,
                                              .examine = examine,
                                              .data = violation});
    }
}

void suite_violations(struct run_plan *plan, const struct crew *crew)
{
    const struct contract *contract = crew->judge.documented;
    for (size_t i = 0; i < contract->operation_count; i++) {
        const struct contract_operation *operation = &contract->operations[i];
        add_cases(plan, contract, operation, derived_violations(crew, operation));
    }
}

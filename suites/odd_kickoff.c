/* POST /kickoff takes odd but valid values: all of them ride in one execution, and a case reads its verdict from that. Only
 * where it was refused are further kickoffs sent, to find out which values were at fault. */
#include <stdlib.h>
#include <string.h>

#include "suites/derived.h"
#include "suites/odd_cases.h"
#include "suites/scenario.h"

static const char group_id[] = "kickoff.accept.odd-values";

/* What the cases of one run share. They read histories, and so are examined one after the other. */
struct odd_results {
    const struct run *run;
    const struct odd_items *items;
    struct odd_verdict *verdicts; /* beside them, where the group was refused and split; else NULL */
    bool any;                     /* some value is at fault by itself */
};

void odd_report(struct run_exam *exam, const struct odd_item *item, const struct odd_verdict *verdict)
{
    struct arena *arena = run_arena(exam);
    bool crashed = verdict->outcome == ODD_CRASHED;
    run_fail(
        exam, NULL,
        &(struct finding){.level = crashed ? LEVEL_MUST : LEVEL_SHOULD,
                          .aspect = "status",
                          .title = arena_format(arena, "%s: %s", run_case_of(exam)->title,
                                                crashed ? "the deployment fails" : "it is refused"),
                          .expected = arena_format(arena, "a request that is valid with %s%s is taken",
                                                   item->title, item->echoed ? ", there and in meta," : ""),
                          .found = verdict->silence ? verdict->silence
                                                    : arena_format(arena, "status %d", verdict->status),
                          .exchange = verdict->exchange});
}

/* ---- Splitting ---- */

struct trial {
    struct run_exam *exam;
    const struct odd_items *items;
};

static struct odd_verdict verdict_of(struct arena *arena, const struct http_exchange *exchange, size_t number)
{
    bool complete = http_exchange_class(exchange) == HTTP_COMPLETE;
    int status = complete ? exchange->status : 0;
    return (struct odd_verdict){.outcome = status / 100 == 2              ? ODD_TAKEN
                                           : !status || status / 100 == 5 ? ODD_CRASHED
                                                                          : ODD_REFUSED,
                                .status = status,
                                .silence =
                                    complete ? NULL : arena_string(arena, http_exchange_reason(exchange)),
                                .exchange = number};
}

static struct odd_verdict try(void *context, const size_t *members, size_t count)
{
    struct trial *trial = context;
    struct crew *crew = run_facts(trial->exam);
    struct json_object *body = crew_kickoff_body(crew, crew->nonce, true);
    for (size_t i = 0; i < count; i++)
        odd_put(&body, &trial->items->items[members[i]]);
    const struct run_answer *answer = run_send(
        trial->exam,
        &(struct run_request){.operation = CREW_KICKOFF, .json = body, .spends = true, .trial = true});
    json_object_put(body);
    if (!answer)
        return (struct odd_verdict){.outcome = ODD_UNDECIDED};
    return verdict_of(&crew->arena, answer->exchange, answer->number);
}

static struct odd_results *results_of(struct run_exam *exam)
{
    struct crew *crew = run_facts(exam);
    if (crew->odd && crew->odd->run == run_of(exam))
        return crew->odd;
    crew->odd = arena_new(&crew->arena, sizeof *crew->odd);
    crew->odd->run = run_of(exam);
    crew->odd->items = derived_odd_items(crew);
    return crew->odd;
}

static void find_out(struct run_exam *exam, struct odd_results *results, const struct follow_event *carrier)
{
    struct crew *crew = run_facts(exam);
    struct trial trial = {exam, results->items};
    if (results->verdicts)
        return;
    results->verdicts = arena_new(&crew->arena, (results->items->count + 1) * sizeof *results->verdicts);
    odd_split(results->items->count, verdict_of(&crew->arena, carrier->exchange, carrier->number), try,
              &trial, results->verdicts);
    for (size_t i = 0; i < results->items->count; i++)
        results->any = results->any || results->verdicts[i].outcome == ODD_REFUSED ||
                       results->verdicts[i].outcome == ODD_CRASHED;
    run_take_back(exam);
}

static void settle(struct run_exam *exam, struct odd_results *results, const struct odd_item *item,
                   const struct follow_event *carrier)
{
    find_out(exam, results, carrier);
    const struct odd_verdict *verdict = &results->verdicts[item - results->items->items];
    if (verdict->outcome == ODD_REFUSED || verdict->outcome == ODD_CRASHED)
        odd_report(exam, item, verdict);
    else if (verdict->outcome == ODD_UNDECIDED)
        run_skip(
            exam,
            "its group was refused, and the budget of %zu executions is spent before all of it was tried "
            "(--max-executions)",
            run_settings(run_of(exam))->maximum_executions);
}

/* ---- Cases ---- */

static bool carries(const struct follow_event *event, const struct odd_item *item)
{
    return event->asked && odd_stands_in(event->asked, item);
}

static bool was_taken(const struct follow_event *event)
{
    return http_exchange_class(event->exchange) == HTTP_COMPLETE && event->exchange->status / 100 == 2;
}

/* The kickoff that carried the value: one that was taken, if any; and was any kickoff at all? */
static const struct follow_event *find_carrier(const struct follow_history *history,
                                               const struct odd_item *item, bool *any)
{
    const struct follow_event *carrier = NULL;
    *any = false;
    for (size_t i = 0; i < history->count; i++) {
        const struct follow_event *event = &history->events[i];
        if (event->kind != FOLLOW_START)
            continue;
        *any = *any || was_taken(event);
        if (carries(event, item) && (!carrier || was_taken(event)))
            carrier = event;
    }
    return carrier;
}

static const struct odd_item *find_item(const struct odd_results *results, const char *id)
{
    for (size_t i = 0; i < results->items->count; i++)
        if (strcmp(results->items->items[i].id, id) == 0)
            return &results->items->items[i];
    return NULL;
}

static void examine(struct run_exam *exam, const void *data)
{
    (void)data;
    struct odd_results *results = results_of(exam);
    const struct odd_item *item = find_item(results, run_case_of(exam)->id);
    bool any = false;
    const struct follow_event *carrier = item ? find_carrier(run_history(exam), item, &any) : NULL;
    if (!carrier)
        run_skip(exam, "it does not fit into the request that this run can send");
    else if (http_exchange_class(carrier->exchange) != HTTP_COMPLETE)
        run_skip(exam, "the kickoff that carried it has no complete answer: see %s", group_id);
    else if (!was_taken(carrier) && !any)
        run_skip(exam, "the kickoff is refused without odd values too");
    else if (!was_taken(carrier))
        settle(exam, results, item, carrier);
}

/* ---- All of them ---- */

static const char *suspects(struct run_exam *exam, const struct odd_results *results)
{
    const char *names = "";
    for (size_t i = 0; i < results->items->count; i++)
        if (results->verdicts[i].outcome == ODD_UNDECIDED)
            names = arena_format(run_arena(exam), "%s%s%s", names, *names ? ", " : "",
                                 results->items->items[i].rule);
    return names;
}

/* A group that was refused, and of which nobody can say why, is a finding all the same. */
static void report_group(struct run_exam *exam, const struct odd_results *results,
                         const struct follow_event *carrier)
{
    struct arena *arena = run_arena(exam);
    bool crashed = carrier->exchange->status / 100 == 5;
    const char *names = suspects(exam, results);
    run_fail(exam, NULL,
             &(struct finding){
                 .level = crashed ? LEVEL_MUST : LEVEL_SHOULD,
                 .aspect = "status",
                 .title = arena_format(arena, "a kickoff with odd but valid values %s",
                                       crashed ? "makes the deployment fail" : "is refused"),
                 .expected = "a valid kickoff is taken",
                 .found = arena_format(arena, "status %d", carrier->exchange->status),
                 .note = *names
                             ? arena_format(arena, "the budget did not reach to say which of these it is: %s",
                                            names)
                             : "no value is at fault by itself",
                 .exchange = carrier->number});
}

static void examine_group(struct run_exam *exam, const void *data)
{
    (void)data;
    struct odd_results *results = results_of(exam);
    const struct follow_event *carrier = NULL;
    bool any = false;
    for (size_t i = 0; i < results->items->count && !carrier; i++)
        carrier = find_carrier(run_history(exam), &results->items->items[i], &any);
    if (!carrier)
        run_skip(exam, "no odd value fits into the request that this run can send");
    else if (http_exchange_class(carrier->exchange) != HTTP_COMPLETE)
        scenario_expect_status(exam, carrier, "200");
    else if (!was_taken(carrier) && !any)
        run_skip(exam, "the kickoff is refused without odd values too");
    else if (!was_taken(carrier)) {
        find_out(exam, results, carrier);
        if (results->any)
            run_skip(exam, "the values at fault have cases of their own");
        else
            report_group(exam, results, carrier);
    }
}

static void add_group(struct run_plan *plan)
{
    run_plan_add(plan, &(struct run_case){.suite = "kickoff",
                                          .id = group_id,
                                          .title = "a kickoff with odd but valid values is taken",
                                          .level = LEVEL_MUST,
                                          .basis = {CREW_KICKOFF, "/requestBody"},
                                          .cost = RUN_STARTS,
                                          .scenario = SCENARIO_ODD,
                                          .examine = examine_group});
}

void odd_add_kickoff(struct run_plan *plan, const struct crew *crew)
{
    struct arena *arena = &plan->arena;
    const struct contract_operation *kickoff = contract_operation_by_id(crew->judge.documented, CREW_KICKOFF);
    const struct odd_items *items = derived_odd_items(crew);
    if (items->count)
        add_group(plan);
    for (size_t i = 0; i < items->count; i++) {
        const struct odd_item *item = &items->items[i];
        run_plan_add(plan,
                     &(struct run_case){.suite = "kickoff",
                                        .id = arena_string(arena, item->id),
                                        .title = arena_format(arena, "%s %s takes %s in %s", kickoff->method,
                                                              kickoff->path, item->title, item->place),
                                        .level = LEVEL_MUST,
                                        .basis = {CREW_KICKOFF, "/requestBody"},
                                        .cost = RUN_STARTS,
                                        .scenario = SCENARIO_ODD,
                                        .examine = examine});
    }
}

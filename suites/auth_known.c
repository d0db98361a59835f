/* Strangers who know the id of an execution. Where credentials are looked at only behind the look-up, or on the way to what
 * is not found, nothing else shows it. */
#include "suites/auth_known.h"

#include <string.h>

#include "suites/scenario.h"

#define CASES(rule_) "auth.reject.status.known." rule_, "auth.reject.resume.waiting." rule_

const struct auth_stranger auth_strangers[] = {
    {"no-credentials", "without credentials", NULL, CASES("no-credentials")},
    {"wrong-token", "with a wrong token", "crewcheck-wrong-token-4c1f0e6b9d27", CASES("wrong-token")},
    {NULL, NULL, NULL, NULL, NULL},
};

/* What one case is about. */
struct probe {
    const struct auth_stranger *stranger;
    const struct contract_operation *operation;
    const char *statuses, *unseen;
};

/* The first answer that is none of a refusal, else the last one; NULL: nothing was sent. */
static const struct follow_event *find_answer(const struct follow_history *history, const char *label,
                                              const char *statuses)
{
    const struct follow_event *found = NULL;
    for (size_t i = 0; i < history->count; i++) {
        const struct follow_event *event = &history->events[i];
        if (event->kind != FOLLOW_PROBE || strcmp(event->label, label) != 0)
            continue;
        found = event;
        if (http_exchange_class(event->exchange) == HTTP_COMPLETE &&
            !run_status_among(event->exchange->status, statuses))
            return found;
    }
    return found;
}

/* Is the stranger let in already with an id that nobody knows? Then a case of its own tells it. */
static bool is_let_in_anyhow(struct run_exam *exam, const struct probe *probe)
{
    const struct crew *crew = run_facts(exam);
    const char *told_by =
        arena_format(run_arena(exam), "auth.reject.%s.%s",
                     suites_of_operation(run_arena(exam), probe->operation), probe->stranger->rule);
    if (!run_has_case(run_of(exam), told_by))
        return false;
    bool resume = strcmp(probe->operation->id, CREW_RESUME) == 0;
    struct json_object *body =
        resume ? crew_resume_body(crew->unknown_id, "crewcheck-unknown-task", true, "Fine.") : NULL;
    struct run_request request = {.operation = probe->operation->id,
                                  .path_value = resume ? NULL : crew->unknown_id,
                                  .json = body,
                                  .changes = resume,
                                  .credentials = probe->stranger->token ? RUN_OTHER_TOKEN : RUN_NO_TOKEN,
                                  .token = probe->stranger->token,
                                  .trial = true};
    const struct run_answer *answer = run_send(exam, &request);
    json_object_put(body);
    bool refused = !answer || (http_exchange_class(answer->exchange) == HTTP_COMPLETE &&
                               run_status_among(answer->exchange->status, probe->statuses));
    if (!refused)
        run_skip(exam, "already an execution that nobody knows is answered so: see %s", told_by);
    return !refused;
}

static void examine(struct run_exam *exam, const void *data)
{
    const struct probe *probe = data;
    const struct follow_event *event = find_answer(run_history(exam), run_case_of(exam)->id, probe->statuses);
    bool wrong = event && http_exchange_class(event->exchange) == HTTP_COMPLETE &&
                 !run_status_among(event->exchange->status, probe->statuses);
    if (!event)
        run_skip(exam, "%s", probe->unseen);
    else if (!wrong || !is_let_in_anyhow(exam, probe))
        scenario_expect_status(exam, event, probe->statuses);
}

static void add_case(struct run_plan *plan, const char *id, const char *title, const struct probe *from)
{
    const struct contract_operation *operation = from->operation;
    const struct contract_response *documented = contract_response_find(operation, 401);
    struct probe *probe = arena_new(&plan->arena, sizeof *probe);
    const char **asks = arena_new(&plan->arena, 2 * sizeof *asks);
    *probe = *from;
    asks[0] = operation->id;
    asks[1] = NULL;
    run_plan_add(plan, &(struct run_case){
                           .suite = "auth",
                           .id = id,
                           .title = title,
                           .level = LEVEL_MUST,
                           .basis = {operation->id, documented ? arena_format(&plan->arena, "/responses/%s",
                                                                              documented->status)
                                                               : ""},
                           .cost = RUN_STARTS,
                           .scenario = SCENARIO_RICH,
                           .asks = asks,
                           .examine = examine,
                           .data = probe});
}

static void add_cases(struct run_plan *plan, const struct auth_stranger *stranger, const struct probe *from)
{
    struct arena *arena = &plan->arena;
    struct probe probe = *from;
    probe.stranger = stranger;
    if (strcmp(probe.operation->id, CREW_STATUS) == 0) {
        probe.unseen = "no execution was known whose status could be asked for";
        add_case(plan, stranger->status_case,
                 arena_format(arena, "the status of an execution that exists is refused %s", stranger->title),
                 &probe);
    } else if (strcmp(probe.operation->id, CREW_RESUME) == 0) {
        probe.unseen = "no execution waited for a human, which a stranger could resume";
        add_case(plan, stranger->resume_case,
                 arena_format(arena, "an execution that waits is not resumed %s", stranger->title), &probe);
    }
}

void auth_add_known(struct run_plan *plan, const struct contract_operation *operation, const char *statuses)
{
    for (const struct auth_stranger *stranger = auth_strangers; stranger->rule; stranger++)
        add_cases(plan, stranger, &(struct probe){.operation = operation, .statuses = statuses});
}

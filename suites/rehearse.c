#include "suites/rehearse.h"

#include <stdlib.h>

#include "suites/crew.h"
#include "suites/suites.h"

static void hear(void *context, const struct run_rehearsed *request)
{
    struct rehearsal *rehearsal = context;
    rehearsal->requests =
        memory_grow(rehearsal->requests, rehearsal->count, &rehearsal->capacity, sizeof *rehearsal->requests);
    rehearsal->requests[rehearsal->count++] =
        (struct run_rehearsed){.case_id = arena_string(&rehearsal->arena, request->case_id),
                               .method = arena_string(&rehearsal->arena, request->method),
                               .target = arena_string(&rehearsal->arena, request->target),
                               .starts = request->starts};
}

/* What is asked before the first case. */
static void hear_preflight(struct rehearsal *rehearsal, const struct contract *contract)
{
    const struct contract_operation *inputs =
        crew_is_described(contract) ? contract_operation_by_id(contract, CREW_INPUTS) : NULL;
    hear(rehearsal, &(struct run_rehearsed){"preflight", inputs ? inputs->method : "GET",
                                            inputs ? inputs->path : "/", false});
}

bool rehearse(const struct examine_options *options, struct rehearsal *rehearsal, struct error *error)
{
    struct crew crew;
    struct run_plan plan = {0};
    *rehearsal = (struct rehearsal){0};
    examine_init_crew(&crew, options);
    suites_plan(&plan, &crew);
    bool any = select_gate(&plan, &options->selection, options->run.require, options->run.require_count,
                           crew.inputs_known, error);
    if (any) {
        rehearsal->inputs_known = crew.inputs_known || !crew_is_described(options->run.judge.documented);
        for (size_t i = 0; i < plan.count; i++)
            rehearsal->cases += !plan.cases[i].supporting;
        hear_preflight(rehearsal, options->run.judge.documented);
        rehearsal->executions = run_rehearse(&options->run, &plan, &crew, hear, rehearsal);
    }
    run_plan_clear(&plan);
    crew_clear(&crew);
    return any;
}

void rehearsal_clear(struct rehearsal *rehearsal)
{
    free(rehearsal->requests);
    arena_clear(&rehearsal->arena);
    *rehearsal = (struct rehearsal){0};
}

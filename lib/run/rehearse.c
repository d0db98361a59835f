/* A plan gone through against nobody: what would be sent to a target that accepts everything. */
#include <stdlib.h>
#include <string.h>

#include "run/private.h"

bool run_is_rehearsal(const struct run *run)
{
    return run->rehearsal != NULL;
}

static void tell(struct run *run, const struct run_rehearsed *request)
{
    run->rehearsed += request->starts;
    run->rehearsal(run->rehearsal_context, request);
}

/* What such a target answers: 200, and as little as JSON allows. */
static struct http_exchange *accept(const struct http_request *request)
{
    struct http_exchange *exchange = http_exchange_new(request);
    exchange->status = 200;
    exchange->version = 11;
    http_headers_add(&exchange->headers, "Content-Type", "application/json");
    http_exchange_set_body(exchange, "{}", 2);
    return exchange;
}

const struct run_answer *run_rehearse_send(struct run_exam *exam, const struct run_request *request)
{
    struct run *run = exam->run;
    const char *name = request->name ? request->name : exam->row->id;
    struct http_request out = run_build_request(run, request, name, &exam->arena);
    tell(run, &(struct run_rehearsed){.case_id = name,
                                      .method = out.method,
                                      .target = out.target,
                                      .starts = request->spends});
    struct run_answer *answer = run_keep_answer(exam, accept(&out), 0);
    http_headers_clear(&out.headers);
    if (request->operation)
        judge_response(&run->options.judge, request->operation, answer->exchange, request->provoked,
                       &answer->judgement);
    return answer;
}

static void rehearse_case(struct run *run, const struct run_case *row)
{
    struct run_exam exam;
    run_begin_exam(run, row, &exam);
    row->examine(&exam, row->data);
    if (row->late && row->second)
        row->second(&exam, row->data);
    run_clear_exam(&exam);
}

static void tell_operation(struct run *run, const char *case_id, const char *id, bool starts)
{
    const struct contract_operation *operation = contract_operation_by_id(run->options.judge.documented, id);
    tell(run, &(struct run_rehearsed){case_id, operation->method, operation->path, starts});
}

static void rehearse_scenario(struct run *run, const struct run_scenario *scenario)
{
    char *name = string_format("scenario.%s", scenario->name);
    tell_operation(run, name, scenario->starts, !scenario->free);
    for (const char *const *id = scenario->then; id && *id; id++)
        tell_operation(run, name, *id, false);
    free(name);
}

size_t run_rehearse(const struct run_options *options, const struct run_plan *plan, void *facts,
                    void (*hear)(void *context, const struct run_rehearsed *request), void *context)
{
    struct run *run = memory_new(sizeof *run);
    *run = (struct run){
        .options = *options, .plan = plan, .facts = facts, .rehearsal = hear, .rehearsal_context = context};
    pthread_mutex_init(&run->lock, NULL);
    run_know_cases(run);
    for (size_t i = 0; i < plan->scenario_count && !options->read_only; i++)
        if (run_scenario_is_needed(run, plan->scenarios[i].name))
            rehearse_scenario(run, &plan->scenarios[i]);
    for (size_t i = 0; i < plan->count; i++) {
        const struct run_case *row = &plan->cases[i];
        if (row->examine && !row->scenario && !row->whole)
            rehearse_case(run, row);
        for (const char *const *id = options->read_only ? NULL : row->asks; id && *id; id++)
            tell_operation(run, row->id, *id, false);
    }
    size_t executions = run->rehearsed;
    pthread_mutex_destroy(&run->lock);
    map_clear(&run->cases);
    free(run);
    return executions;
}

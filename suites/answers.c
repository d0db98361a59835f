/* One case for each documented response and aspect of it: what all answers of that kind, whichever case provoked them,
 * were found to be. A response that no case provoked leaves its cases skipped. */
#include <string.h>

#include "suites/suites.h"

static const char *const titles[] = {
    "every %s answer of %s %s has the documented media type", "every %s answer of %s %s is strict JSON",
    "every %s answer of %s %s keeps its schema", "every %s answer of %s %s has the documented header fields"};

static void add_aspect(struct run_plan *plan, const struct contract_operation *operation,
                       const struct contract_response *response, enum judge_aspect aspect)
{
    struct arena *arena = &plan->arena;
    const char *suite = suites_of_operation(&plan->arena, operation);
    struct run_case row = {
        .suite = suite,
        .id = arena_format(arena, "%s.answers.%s.%s", suite, response->status, judge_aspect_word(aspect)),
        .title = arena_format(arena, titles[aspect], response->status, operation->method, operation->path),
        .level = LEVEL_MUST,
        .basis = {operation->id, arena_format(arena, "/responses/%s", response->status)},
        .status = response->status,
        .aspect = aspect};
    run_plan_add(plan, &row);
}

/* Of what is surely no JSON, only the media type is judged. */
static bool may_be_json(const struct contract_response *response)
{
    for (size_t i = 0; i < response->media_count; i++)
        if (contract_media_is_json(response->media[i].type) || strchr(response->media[i].type, '*'))
            return true;
    return false;
}

static void add_operation(struct run_plan *plan, const struct contract_operation *operation)
{
    const char *suite = suites_of_operation(&plan->arena, operation);
    for (size_t i = 0; i < operation->response_count; i++) {
        const struct contract_response *response = &operation->responses[i];
        for (enum judge_aspect aspect = 0; response->media_count && aspect <= JUDGE_SCHEMA; aspect++)
            if (aspect == JUDGE_MEDIA_TYPE || may_be_json(response))
                add_aspect(plan, operation, response, aspect);
        if (response->header_count)
            add_aspect(plan, operation, response, JUDGE_HEADERS);
    }
    struct run_case row = {.suite = suite,
                           .id = arena_format(&plan->arena, "%s.answers.undocumented", suite),
                           .title = arena_format(&plan->arena, "%s %s answers with documented statuses only",
                                                 operation->method, operation->path),
                           .level = LEVEL_MUST,
                           .basis = {operation->id, "/responses"}};
    run_plan_add(plan, &row);
}

void suite_answers(struct run_plan *plan, const struct crew *crew)
{
    const struct contract *contract = crew->judge.documented;
    for (size_t i = 0; i < contract->operation_count; i++)
        add_operation(plan, &contract->operations[i]);
}

#include "suites/suites.h"

#include <ctype.h>
#include <string.h>

#include "suites/calling.h"
#include "suites/derived.h"
#include "suites/scenario.h"

const struct suite suites[] = {
    {"target", "the deployment answers and takes the token", suite_target, true},
    {"auth", "who is let in, and who is not", suite_auth, false},
    {"inputs", "GET /inputs: what the crew asks for", suite_inputs, true},
    {"kickoff", "POST /kickoff: executions are started, and invalid requests refused", suite_kickoff, true},
    {"status", "the status of an execution", suite_status, true},
    {"resume", "POST /resume: human feedback", suite_resume, true},
    {"lifecycle", "an execution from its kickoff to its end", suite_lifecycle, true},
    {"human", "a human's part: what is approved and rejected while an execution waits", suite_human, true},
    {"webhooks", "the calls to the URLs that a kickoff gives", suite_webhooks, true},
    {"protocol", "what lies beside the contract and must do no harm", suite_protocol, false},
    {NULL, NULL, NULL, false}};

void suites_plan(struct run_plan *plan, const struct crew *crew)
{
    bool described = crew_is_described(crew->judge.documented);
    run_plan_clear(plan);
    derived_forget(crew->derived);
    for (const struct suite *suite = suites; suite->name; suite++)
        if (described || !suite->crew)
            suite->add(plan, crew);
    suite_violations(plan, crew);
    suite_accept(plan, crew);
    suite_fuzz(plan, crew);
    suite_callbacks(plan, crew);
    suite_answers(plan, crew);
    plan->scenario_count = described ? suite_scenario_count : 0;
    plan->scenarios =
        calling_scenarios(&plan->arena, crew->judge.documented, suite_scenarios, &plan->scenario_count);
    plan->undecided = described ? CREW_STATUS : NULL;
    plan->release = described ? scenario_release : NULL;
}

const char *suites_of_operation(struct arena *arena, const struct contract_operation *operation)
{
    static const struct {
        const char *operation, *suite;
    } known[] = {
        {CREW_INPUTS, "inputs"}, {CREW_KICKOFF, "kickoff"}, {CREW_STATUS, "status"}, {CREW_RESUME, "resume"}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(known[i].operation, operation->id) == 0)
            return known[i].suite;
    char *slug = arena_string(arena, operation->id);
    for (char *at = slug; *at; at++)
        if (!isalnum((unsigned char)*at) && *at != '.')
            *at = '-';
    return slug;
}

bool suites_changes_something(const struct contract_operation *operation)
{
    static const char *const safe[] = {"GET", "HEAD", "OPTIONS"};
    for (size_t i = 0; i < sizeof safe / sizeof *safe; i++)
        if (strcmp(operation->method, safe[i]) == 0)
            return false;
    return true;
}

bool suites_changes_what_exists(const struct contract_operation *operation)
{
    return suites_changes_something(operation) && strcmp(operation->method, "POST") != 0;
}

bool suites_may_start(const struct contract *contract, const struct contract_operation *operation)
{
    if (crew_is_operation(contract, operation))
        return strcmp(operation->id, CREW_KICKOFF) == 0;
    return suites_changes_something(operation);
}

enum run_cost suites_cost(const struct contract *contract, const struct contract_operation *operation)
{
    return suites_may_start(contract, operation) ? RUN_REFUSED
           : suites_changes_something(operation) ? RUN_CHANGES
                                                 : RUN_READS;
}

struct run_basis suites_basis(const struct contract_operation *operation, const char *pointer)
{
    size_t length = strlen(operation->pointer);
    bool inside = strncmp(pointer, operation->pointer, length) == 0;
    return inside ? (struct run_basis){operation->id, pointer + length} : (struct run_basis){NULL, pointer};
}

void suites_add_rows(struct run_plan *plan, const struct run_case *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        run_plan_add(plan, &rows[i]);
}

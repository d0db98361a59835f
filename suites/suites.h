/* The suites: what a crew promises, one file per topic, each a table of cases; and what is derived from any contract. */
#ifndef CREWCHECK_SUITES_SUITES_H
#define CREWCHECK_SUITES_SUITES_H

#include "base/error.h"
#include "run/run.h"
#include "suites/crew.h"

struct suite {
    const char *name;
    const char *title; /* what it examines, for people */
    /* Appends the suite's cases. Texts that it makes live in the plan's arena. */
    void (*add)(struct run_plan *plan, const struct crew *crew);
    bool crew; /* it exists only where the contract has the crew's four operations */
};

/* Every suite, in the order of reports, ended by a NULL name. */
extern const struct suite suites[];

/* Makes the plan of all suites that the contract has operations for: call again once more is known of the crew. */
void suites_plan(struct run_plan *plan, const struct crew *crew);

/* The suite that an operation's derived cases belong to: "kickoff" for startCrewExecution; of an operation that is no
 * crew's, its id with everything but letters, digits and dots as '-'. */
const char *suites_of_operation(struct arena *arena, const struct contract_operation *operation);

/* Might a request to the operation change something where it is accepted? All but GET, HEAD and OPTIONS (RFC 9110, 9.2.1). */
bool suites_changes_something(const struct contract_operation *operation);

/* Does it change or remove what it names? All of these but POST: what such a request names is made up. */
bool suites_changes_what_exists(const struct contract_operation *operation);

/* Might a request to the operation start something where it is accepted, so that a charge is taken for it? Of a crew's, the
 * kickoff alone; of all others, whatever might change something. */
bool suites_may_start(const struct contract *contract, const struct contract_operation *operation);

/* What such a request costs that must be refused: RUN_REFUSED, RUN_CHANGES or RUN_READS. */
enum run_cost suites_cost(const struct contract *contract, const struct contract_operation *operation);

/* Where `pointer` stands: inside the operation, where it lies in it. */
struct run_basis suites_basis(const struct contract_operation *operation, const char *pointer);

/* Appends a row whose id is "<suite>.<rest>". */
void suites_add_rows(struct run_plan *plan, const struct run_case *rows, size_t count);

/* ---- The suites ---- */
void suite_target(struct run_plan *plan, const struct crew *crew);
void suite_auth(struct run_plan *plan, const struct crew *crew);
void suite_inputs(struct run_plan *plan, const struct crew *crew);
void suite_kickoff(struct run_plan *plan, const struct crew *crew);
void suite_status(struct run_plan *plan, const struct crew *crew);
void suite_resume(struct run_plan *plan, const struct crew *crew);
void suite_protocol(struct run_plan *plan, const struct crew *crew);
void suite_lifecycle(struct run_plan *plan, const struct crew *crew);
void suite_human(struct run_plan *plan, const struct crew *crew);
void suite_webhooks(struct run_plan *plan, const struct crew *crew);

/* Appends the cases of suite "kickoff" that are made for each input of the crew. */
void suites_add_inputs(struct run_plan *plan, const struct crew *crew);

/* ---- Derived for any contract ---- */
void suite_answers(struct run_plan *plan, const struct crew *crew);
void suite_accept(struct run_plan *plan, const struct crew *crew);
void suite_violations(struct run_plan *plan, const struct crew *crew);
void suite_fuzz(struct run_plan *plan, const struct crew *crew);
void suite_callbacks(struct run_plan *plan, const struct crew *crew);

/* ---- Scenarios ---- */
extern const struct run_scenario suite_scenarios[];
extern const size_t suite_scenario_count;

#endif

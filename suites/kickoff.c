/* POST /kickoff: executions are started, as the histories of the scenarios tell. What must be refused is derived from the
 * schema (rejections.c) and from what the crew asks for (crew_inputs.c). */
#include "suites/blame.h"
#include "suites/odd_cases.h"
#include "suites/scenario.h"
#include "suites/suites.h"
#include "suites/traps.h"

static void examine_accepted(struct run_exam *exam, const void *data)
{
    (void)data;
    const struct follow_event *start = scenario_start(run_history(exam));
    if (!start || !blame_undocumented(exam, CREW_KICKOFF, start->exchange))
        scenario_expect_status(exam, start, "200");
}

static const struct run_case rows[] = {
    {.suite = "kickoff",
     .id = "kickoff.accept.required",
     .title = "a kickoff with the required properties only is accepted",
     .level = LEVEL_MUST,
     .basis = {CREW_KICKOFF, "/responses/200"},
     .cost = RUN_STARTS,
     .scenario = "bare",
     .examine = examine_accepted},
    {.suite = "kickoff",
     .id = "kickoff.accept.every-property",
     .title = "a kickoff with every documented property is accepted",
     .level = LEVEL_MUST,
     .basis = {CREW_KICKOFF, "/requestBody"},
     .cost = RUN_STARTS,
     .scenario = "rich",
     .examine = examine_accepted},
    {.suite = "kickoff",
     .id = "kickoff.answers.4xx.starts-nothing",
     .title = "a kickoff that is refused starts nothing",
     .level = LEVEL_MUST,
     .basis = {CREW_KICKOFF, ""},
     .whole = true,
     .examine = traps_examine},
};

void suite_kickoff(struct run_plan *plan, const struct crew *crew)
{
    suites_add_rows(plan, rows, sizeof rows / sizeof *rows);
    suites_add_inputs(plan, crew);
    odd_add_kickoff(plan, crew);
}

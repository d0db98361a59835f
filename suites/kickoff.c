/* POST /kickoff: executions are started, as the histories of the scenarios tell. What must be refused is derived from the
 * schema (rejections.c) and from what the crew asks for (crew_inputs.c). */
#include "suites/odd_cases.h"
#include "suites/scenario.h"
#include "suites/suites.h"

static void examine_accepted(struct run_exam *exam, const void *data)
{
    (void)data;
    const struct follow_event *start = scenario_start(run_history(exam));
    scenario_expect_status(exam, start, "200");
}

static void examine_id(struct run_exam *exam, const void *data)
{
    (void)data;
    const struct follow_event *start = scenario_start(run_history(exam));
    if (!scenario_is_answer(start, 200)) {
        run_skip(exam, "the kickoff was not accepted");
        return;
    }
    if (!json_member_string(start->body, "kickoff_id"))
        run_fail(exam, NULL,
                 &(struct finding){.title = "an accepted kickoff does not tell the ID of its execution",
                                   .expected = "a string \"kickoff_id\"",
                                   .found = json_has(start->body, "kickoff_id") ? "a kickoff_id that is no string"
                                                                                : "no kickoff_id",
                                   .body_pointer = "",
                                   .exchange = start->number});
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
     .id = "kickoff.answers.200.kickoff_id",
     .title = "an accepted kickoff tells the ID of its execution",
     .level = LEVEL_MUST,
     .basis = {CREW_KICKOFF, "/responses/200"},
     .cost = RUN_STARTS,
     .scenario = "bare",
     .examine = examine_id},
};

void suite_kickoff(struct run_plan *plan, const struct crew *crew)
{
    suites_add_rows(plan, rows, sizeof rows / sizeof *rows);
    suites_add_inputs(plan, crew);
    odd_add_kickoff(plan, crew);
}

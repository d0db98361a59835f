/* POST /kickoff: executions are started; what the crew asks for must be given. The violations of its schema are derived
 * (violations.c). */
#include <stdlib.h>
#include <string.h>

#include "generate/generate.h"
#include "suites/scenario.h"
#include "suites/suites.h"

/* ---- Accepted: read from the histories of the scenarios ---- */

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

/* ---- Refused: inputs left out ---- */

/* details.missing_inputs names just the input that is missing: documented, not binding. */
static void expect_named(struct run_exam *exam, const struct run_answer *answer, const char *name)
{
    struct json_object *details = json_member_object(json_document_root(answer->judgement.body), "details");
    struct json_object *list = json_member_array(details, "missing_inputs");
    struct json_object *only = list && json_object_array_length(list) == 1 ? json_object_array_get_idx(list, 0) : NULL;
    if (json_is(only, json_type_string) && strcmp(json_object_get_string(only), name) == 0)
        return;
    char *found = json_text(list, JSON_COMPACT);
    run_fail(exam, answer,
             &(struct finding){.level = LEVEL_SHOULD,
                               .title = "the answer does not name just the missing input",
                               .expected = arena_format(run_arena(exam), "[\"%s\"]", name),
                               .found = list ? arena_string(run_arena(exam), found) : "no list missing_inputs",
                               .body_pointer = list ? "/details/missing_inputs" : ""});
    free(found);
}

static void examine_left_out(struct run_exam *exam, const void *data)
{
    const char *name = data;
    const struct crew *crew = run_facts(exam);
    struct json_object *body = crew_kickoff_body(crew, crew->nonce, false);
    json_object_object_del(json_member_object(body, "inputs"), name);
    const struct run_answer *answer =
        run_send(exam, &(struct run_request){.operation = CREW_KICKOFF, .json = body, .spends = true});
    if (run_expect_status(exam, answer, "400 422") && answer->exchange->status == 422)
        expect_named(exam, answer, name);
    json_object_put(body);
}

static void add_left_out(struct run_plan *plan, const char *name)
{
    struct buffer place;
    buffer_init(&place, BUFFER_UNBOUNDED);
    generate_place_push(&place, "inputs");
    generate_place_push(&place, name);
    struct run_case row = {
        .suite = "kickoff",
        .id = arena_format(&plan->arena, "kickoff.reject.%s.left-out", buffer_string(&place)),
        .title = arena_format(&plan->arena, "a kickoff without the crew's input \"%s\" is refused", name),
        .level = LEVEL_MUST,
        .basis = {CREW_KICKOFF, "/responses/422"},
        .cost = RUN_REFUSED,
        .examine = examine_left_out,
        .data = arena_string(&plan->arena, name)};
    run_plan_add(plan, &row);
    buffer_clear(&place);
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
    for (size_t i = 0; i < crew->input_count; i++)
        add_left_out(plan, crew->inputs[i]);
}

/* The status of an execution: ids that name none. */
#include <string.h>

#include "suites/blame.h"
#include "suites/scenario.h"
#include "suites/suites.h"

static void examine_unknown(struct run_exam *exam, const void *data)
{
    (void)data;
    const struct crew *crew = run_facts(exam);
    run_expect_status(
        exam, run_send(exam, &(struct run_request){.operation = CREW_STATUS, .path_value = crew->unknown_id}),
        "404");
}

/* `data` is what stands in the place of the id, escaped as it is sent. */
static void examine_no_uuid(struct run_exam *exam, const void *data)
{
    const struct run_answer *answer =
        run_send(exam, &(struct run_request){.operation = CREW_STATUS, .path_value = data, .trial = true});
    bool wrong = answer &&
                 !(http_exchange_class(answer->exchange) == HTTP_COMPLETE && answer->exchange->status == 404);
    if (wrong && !blame_plain_status(exam, answer))
        run_expect_status(exam, answer, "404");
}

/* How it is refused, other cases say. */
static void examine_beginning(struct run_exam *exam, const void *data)
{
    (void)data;
    const struct follow_event *probe = follow_first(run_history(exam), FOLLOW_PROBE, SCENARIO_BEGINNING);
    if (!probe)
        run_skip(exam, "no execution with a UUID came to its end");
    else if (http_exchange_class(probe->exchange) != HTTP_COMPLETE)
        run_skip(exam, "no complete answer came: %s", http_exchange_reason(probe->exchange));
    else if (probe->exchange->status / 100 == 2)
        scenario_expect_status(exam, probe, "404");
}

/* The deployment may be of the other revision: one finding says so, whatever else that entails. */
static bool report_other_path(struct run_exam *exam, const struct follow_event *poll)
{
    static const char *const names[] = {SCENARIO_RICH, SCENARIO_BARE, SCENARIO_ODD};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const struct follow_history *history = run_history_of(exam, names[i]);
        const struct follow_event *probe =
            history ? follow_last(history, FOLLOW_PROBE, SCENARIO_OTHER_PATH) : NULL;
        if (!probe || !scenario_status(probe))
            continue;
        bool later = strncmp(probe->exchange->request.target, "/status/", strlen("/status/")) == 0;
        struct arena *arena = run_arena(exam);
        run_fail(exam, NULL,
                 &(struct finding){
                     .title = "the status of an execution is told under the path of another revision",
                     .expected = arena_format(arena, "an answer to GET %s", poll->exchange->request.target),
                     .found = arena_format(arena, "status %d there, and the execution's status at GET %s",
                                           poll->exchange->status, probe->exchange->request.target),
                     .note = later ? "run with --spec crewai-amp@2026-05" : "run with --spec crewai-amp",
                     .exchange = poll->number});
        return true;
    }
    return false;
}

/* Polls are tried again, as everything is that only reads: what a gateway lost shows nowhere else. */
static void expect_no_gateway(struct run_exam *exam, const struct follow_history *history)
{
    bool first_try = true;
    for (size_t i = 0; i < history->count && first_try; i++)
        if (history->events[i].kind == FOLLOW_POLL)
            first_try = run_expect_first_try(exam, history->events[i].exchange, history->events[i].number);
}

static void examine_known(struct run_exam *exam, const void *data)
{
    (void)data;
    const struct follow_event *poll = follow_first(run_history(exam), FOLLOW_POLL, NULL);
    if (!poll)
        run_skip(exam, "no execution was started whose status could be asked");
    else if (!report_other_path(exam, poll) && scenario_expect_status(exam, poll, "200"))
        expect_no_gateway(exam, run_history(exam));
}

static void examine_status(struct run_exam *exam, const void *data)
{
    (void)data;
    const struct follow_event *poll = scenario_poll(run_history(exam), 0);
    const char *state = poll ? json_member_string(poll->body, "state") : NULL;
    if (!poll)
        run_skip(exam, "the status of no execution was told");
    else if (scenario_tells_by_state(poll))
        run_fail(exam, NULL,
                 &(struct finding){
                     .title = "the status of an execution is told by \"state\" instead of \"status\"",
                     .expected = "a member \"status\": running, completed or error",
                     .found = arena_format(run_arena(exam), "\"state\": \"%s\"", state),
                     .note = "this is the shape that CrewAI's own client reads; where the deployment cannot "
                             "tell \"status\" as well, describe its answers in an overlay of your own",
                     .body_pointer = "",
                     .exchange = poll->number});
}

static const struct run_case rows[] = {
    {.suite = "status",
     .id = "status.reject.kickoff_id.unknown",
     .title = "the status of an execution that does not exist is a 404",
     .level = LEVEL_MUST,
     .basis = {CREW_STATUS, "/responses/404"},
     .examine = examine_unknown},
    {.suite = "status",
     .id = "status.reject.kickoff_id.format-uuid",
     .title = "the status of an id that is no UUID is a 404",
     .level = LEVEL_MUST,
     .basis = {CREW_STATUS, "/responses/404"},
     .examine = examine_no_uuid,
     .data = "not-a-uuid"},
    {.suite = "status",
     .id = "status.reject.kickoff_id.number",
     .title = "the status of an id that is a number is a 404",
     .level = LEVEL_MUST,
     .basis = {CREW_STATUS, "/responses/404"},
     .examine = examine_no_uuid,
     .data = "12345"},
    {.suite = "status",
     .id = "status.reject.kickoff_id.cut-off",
     .title = "the status of a UUID that is cut off is a 404",
     .level = LEVEL_MUST,
     .basis = {CREW_STATUS, "/responses/404"},
     .examine = examine_no_uuid,
     .data = "3f2b8c1e-94d7-4a60-8c1b"},
    {.suite = "status",
     .id = CREW_BEGINNING_CASE,
     .title = "the status of an execution is not told by the beginning of its id",
     .level = LEVEL_MUST,
     .basis = {CREW_STATUS, "/responses/404"},
     .cost = RUN_STARTS,
     .scenario = SCENARIO_RICH,
     .asks = (const char *const[]){CREW_STATUS, NULL},
     .examine = examine_beginning},
    {.suite = "status",
     .id = "status.accept.kickoff_id",
     .title = "the status of an execution is known as soon as it was kicked off",
     .level = LEVEL_MUST,
     .basis = {CREW_STATUS, "/responses/200"},
     .cost = RUN_STARTS,
     .scenario = SCENARIO_BARE,
     .examine = examine_known},
    {.suite = "status",
     .id = "status.answers.200.status",
     .title = "the status of an execution is told by \"status\"",
     .level = LEVEL_MUST,
     .basis = {NULL, "#/components/schemas/ExecutionRunning/properties/status"},
     .cost = RUN_STARTS,
     .scenario = SCENARIO_BARE,
     .examine = examine_status},
};

void suite_status(struct run_plan *plan, const struct crew *crew)
{
    (void)crew;
    suites_add_rows(plan, rows, sizeof rows / sizeof *rows);
}

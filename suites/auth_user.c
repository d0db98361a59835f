/* A user's token: every operation answers either as for the organization's, or 401 or 403 with the shape of an error. */
#include "suites/auth_user.h"

#include <string.h>

#include "suites/refused.h"
#include "suites/scenario.h"

struct probe {
    const char *operation, *statuses; /* as for the organization's, and 401, 403 */
    const char *path_value;
    struct refused body;
};

static bool is_refusal(int status)
{
    return status == 401 || status == 403;
}

/* No operation documents a 403: its body is held against the shape of errors here. */
static void expect_error(struct run_exam *exam, const struct run_answer *answer)
{
    const struct judge *judge = &run_settings(run_of(exam))->judge;
    const struct http_exchange *exchange = answer->exchange;
    struct finding_list findings = {0};
    struct error error = {0};
    struct json_document *body = json_read("response body", exchange->body, exchange->length, NULL, &error);
    if (!body)
        run_fail(exam, answer,
                 &(struct finding){.aspect = "json",
                                   .title = "a refused user is not told in JSON",
                                   .expected = "the shape of an error, in JSON",
                                   .found = arena_string(run_arena(exam), error.text)});
    else
        judge_body(judge, contract_schema(judge->binding, "Error"),
                   contract_schema(judge->documented, "Error"), json_document_root(body), SCHEMA_RESPONSE,
                   &findings);
    for (size_t i = 0; i < findings.count; i++)
        run_fail(exam, answer, &findings.items[i]);
    json_document_free(body);
    finding_list_clear(&findings);
}

/* NULL where the case has its verdict. */
static const struct run_answer *ask(struct run_exam *exam, const struct run_request *from,
                                    const char *statuses)
{
    struct run_request request = *from;
    if (!run_settings(run_of(exam))->user_token) {
        run_skip(exam, "there is no user's token (CREWCHECK_USER_TOKEN)");
        return NULL;
    }
    request.credentials = RUN_USER_TOKEN;
    request.provoked |= JUDGE_PROVOKES_403;
    const struct run_answer *answer = run_send(exam, &request);
    if (!run_expect_status(exam, answer, statuses))
        return NULL;
    if (answer->exchange->status == 403)
        expect_error(exam, answer);
    return answer;
}

static void examine(struct run_exam *exam, const void *data)
{
    const struct probe *probe = data;
    ask(exam,
        &(struct run_request){.operation = probe->operation,
                              .path_value = probe->path_value,
                              .body = probe->body.bytes,
                              .length = probe->body.length,
                              .spends = strcmp(probe->operation, CREW_KICKOFF) == 0,
                              .changes = probe->body.bytes != NULL},
        probe->statuses);
}

/* Whoever may see what the crew asks for may see what became of it, and the other way round. */
static void examine_agreement(struct run_exam *exam, const void *data)
{
    (void)data;
    const char *id = scenario_kickoff_id(run_history(exam));
    if (!id) {
        run_skip(exam, "no execution was started whose status a user could ask for");
        return;
    }
    const struct run_answer *inputs =
        ask(exam, &(struct run_request){.operation = CREW_INPUTS}, "200 401 403");
    const struct run_answer *status =
        inputs ? ask(exam, &(struct run_request){.operation = CREW_STATUS, .path_value = id}, "200 401 403")
               : NULL;
    if (!status || is_refusal(inputs->exchange->status) == is_refusal(status->exchange->status))
        return;
    struct arena *arena = run_arena(exam);
    run_fail(
        exam, status,
        &(struct finding){
            .aspect = "status",
            .title = "a user may see one of the crew's inputs and an execution's status, and not the other",
            .expected = arena_format(arena, "the same as GET /inputs, which was answered %d",
                                     inputs->exchange->status),
            .found = arena_format(arena, "status %d", status->exchange->status)});
}

static const char *const asked_by_user[] = {CREW_INPUTS, CREW_STATUS, NULL};

static void add(struct run_plan *plan, const struct contract *contract, const char *id,
                const struct probe *from, enum run_cost cost)
{
    const struct contract_operation *operation = contract_operation_by_id(contract, from->operation);
    struct probe *probe = arena_new(&plan->arena, sizeof *probe);
    *probe = *from;
    run_plan_add(plan, &(struct run_case){
                           .suite = "auth",
                           .id = id,
                           .title = arena_format(&plan->arena,
                                                 "%s %s answers a user as the organization, or refuses him",
                                                 operation->method, operation->path),
                           .level = LEVEL_MUST,
                           .basis = {from->operation, ""},
                           .cost = cost,
                           .examine = examine,
                           .data = probe});
}

static const char *unknown_resume(struct arena *arena, const struct crew *crew)
{
    struct json_object *body = crew_resume_body(crew->unknown_id, "crewcheck-unknown-task", true, "Fine.");
    char *text = json_text(body, JSON_COMPACT);
    const char *kept = arena_string(arena, text);
    free(text);
    json_object_put(body);
    return kept;
}

void auth_add_user(struct run_plan *plan, const struct crew *crew)
{
    const struct contract *contract = crew->judge.documented;
    const char *resume = unknown_resume(&plan->arena, crew);
    struct probe kickoff = {.operation = CREW_KICKOFF, .statuses = "400 422 401 403"};
    add(plan, contract, "auth.accept.inputs.user-token",
        &(struct probe){.operation = CREW_INPUTS, .statuses = "200 401 403"}, RUN_READS);
    if (refused_make(crew, contract_operation_by_id(contract, CREW_KICKOFF), &plan->arena, &kickoff.body))
        add(plan, contract, "auth.accept.kickoff.user-token", &kickoff, RUN_REFUSED);
    add(plan, contract, "auth.accept.status.user-token",
        &(struct probe){.operation = CREW_STATUS,
                        .statuses = "404 401 403",
                        .path_value = arena_string(&plan->arena, crew->unknown_id)},
        RUN_READS);
    add(plan, contract, "auth.accept.resume.user-token",
        &(struct probe){
            .operation = CREW_RESUME, .statuses = "404 401 403", .body = {resume, strlen(resume)}},
        RUN_CHANGES);
    run_plan_add(plan, &(struct run_case){
                           .suite = "auth",
                           .id = "auth.accept.status.user-agreement",
                           .title = "a user who may see the crew's inputs may see an execution's status, "
                                    "and one who may not sees neither",
                           .level = LEVEL_MUST,
                           .basis = {CREW_STATUS, ""},
                           .cost = RUN_STARTS,
                           .scenario = SCENARIO_BARE,
                                          .asks = asked_by_user,
                           .examine = examine_agreement});
}

#include "suites/blame.h"

#include "suites/suites.h"

bool blame_is_alike(const struct http_exchange *one, const struct http_exchange *other)
{
    bool complete = http_exchange_class(one) == HTTP_COMPLETE;
    bool fail = one->status / 100 == 5 && other->status / 100 == 5;
    return http_exchange_class(one) == http_exchange_class(other) &&
           (!complete || fail || one->status == other->status);
}

bool blame_plain(struct run_exam *exam, const struct run_answer *answer, const struct run_request *plain,
                 const char *told_by)
{
    struct run_request trial = *plain;
    trial.trial = true;
    if (run_is_rehearsal(run_of(exam)))
        return false;
    const struct run_answer *other = run_send(exam, &trial);
    bool alike = other && blame_is_alike(other->exchange, answer->exchange);
    if (alike)
        run_skip(exam, "already the plain request is answered so: see %s", told_by);
    return alike || !other;
}

bool blame_plain_resume(struct run_exam *exam, const struct run_answer *answer)
{
    const struct crew *crew = run_facts(exam);
    struct json_object *body = crew_resume_body(crew->unknown_id, "crewcheck-unknown-task", true, "Fine.");
    bool blamed = blame_plain(exam, answer,
                              &(struct run_request){.operation = CREW_RESUME, .json = body, .changes = true},
                              "resume.reject.execution_id.unknown");
    json_object_put(body);
    return blamed;
}

bool blame_plain_status(struct run_exam *exam, const struct run_answer *answer)
{
    const struct crew *crew = run_facts(exam);
    return blame_plain(exam, answer,
                       &(struct run_request){.operation = CREW_STATUS, .path_value = crew->unknown_id},
                       "status.reject.kickoff_id.unknown");
}

/* Skips the case where its answer's status is not documented, and a case that is to be examined tells of it. */
static bool blame_status(struct run_exam *exam, const struct contract_operation *operation,
                         const struct http_exchange *exchange)
{
    struct arena *arena = run_arena(exam);
    if (contract_response_find(operation, exchange->status))
        return false;
    const char *told_by =
        arena_format(arena, "%s.answers.undocumented", suites_of_operation(arena, operation));
    if (!run_has_case(run_of(exam), told_by))
        return false;
    run_skip(exam, "it was answered %d, which is not documented: see %s", exchange->status, told_by);
    return true;
}

static const struct contract_operation *operation_of(struct run_exam *exam, const char *id)
{
    return contract_operation_by_id(run_settings(run_of(exam))->judge.documented, id);
}

bool blame_undocumented(struct run_exam *exam, const char *operation_id, const struct http_exchange *exchange)
{
    bool success = http_exchange_class(exchange) == HTTP_COMPLETE && exchange->status / 100 == 2;
    return success && blame_status(exam, operation_of(exam, operation_id), exchange);
}

bool blame_undocumented_refusal(struct run_exam *exam, const char *operation_id,
                                const struct http_exchange *exchange)
{
    static const int others[] = {401, 403, 404, 405, 413, 414, 415, 429, 431};
    bool refusal = http_exchange_class(exchange) == HTTP_COMPLETE && exchange->status / 100 == 4;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        refusal = refusal && exchange->status != others[i];
    return refusal && blame_status(exam, operation_of(exam, operation_id), exchange);
}

const char *blame_loose_resume(struct run_exam *exam)
{
    const struct crew *crew = run_facts(exam);
    return crew->resumes_unknown
               ? "already an execution that does not exist is resumed: see resume.reject.execution_id.unknown"
               : NULL;
}

void blame_note_loose_resume(struct run_exam *exam)
{
    struct crew *crew = run_facts(exam);
    crew->resumes_unknown = true;
}

/* What the answer to a random request says of it, and the smallest request that fails in the same way. */
#include <string.h>

#include "generate/generate.h"
#include "schema/schema.h"
#include "suites/fuzz.h"
#include "suites/violations.h"

/* Requests sent for one that fails, and candidates looked at for them. */
enum { SENT_MOST = 200, TRIED_MOST = 3000 };

/* ---- What an answer says ---- */

static bool is_among(const char *const *ids, const char *id)
{
    for (; *ids; ids++)
        if (strcmp(*ids, id) == 0)
            return true;
    return false;
}

/* Refusals that are about a request's form. All others may have reasons that no schema tells. */
static bool is_about_form(int status)
{
    return status == 400 || status == 413 || status == 415 || status == 422;
}

static enum fuzz_kind judge_valid(const struct fuzz_request *fuzz, const struct crew *crew, int status)
{
    static const char *const unknown[] = {CREW_STATUS, CREW_RESUME, NULL};
    const struct contract_operation *operation = fuzz->request.operation;
    bool of_crew = crew_is_operation(crew->judge.documented, operation);
    if (of_crew && is_among(unknown, operation->id))
        return status == 404 ? FUZZ_FINE : status / 100 == 4 ? FUZZ_REFUSED : FUZZ_TAKEN;
    if (status / 100 != 4)
        return FUZZ_FINE;
    return of_crew || is_about_form(status) ? FUZZ_REFUSED : FUZZ_NOTHING;
}

enum fuzz_kind fuzz_judge(const struct fuzz_request *fuzz, const struct crew *crew,
                          const struct run_answer *answer)
{
    int status = answer->exchange->status;
    if (http_exchange_class(answer->exchange) != HTTP_COMPLETE || status / 100 == 5)
        return FUZZ_CRASHED;
    if (fuzz->valid)
        return judge_valid(fuzz, crew, status);
    if (run_status_among(status, fuzz->statuses))
        return FUZZ_FINE;
    if (violations_prove_nothing(fuzz->request.operation, fuzz->statuses, status))
        return FUZZ_NOTHING;
    return status / 100 == 4 ? FUZZ_REFUSED : FUZZ_TAKEN;
}

/* ---- Smaller ones ---- */

struct shrinking {
    struct fuzz_request *fuzz;
    struct run_exam *exam;
    enum fuzz_kind kind;
    unsigned left; /* requests that may still be sent */
    const struct run_answer *smallest;
    struct request_part *part;   /* whose value is made smaller; NULL: the body */
    struct schema_report faults; /* of the body as it was */
};

/* Sends the request as it stands now. */
static bool still_fails(struct shrinking *shrinking)
{
    struct run_exam *exam = shrinking->exam;
    if (!shrinking->left)
        return false;
    shrinking->left--;
    struct run_request request = fuzz_write(shrinking->fuzz, run_facts(exam), run_arena(exam));
    request.name = arena_format(run_arena(exam), "%s.smaller", run_case_of(exam)->id);
    const struct run_answer *answer = run_send(exam, &request);
    if (!answer)
        shrinking->left = 0;
    if (!answer || fuzz_judge(shrinking->fuzz, run_facts(exam), answer) != shrinking->kind)
        return false;
    shrinking->smallest = answer;
    return true;
}

static void leave_out_parts(struct shrinking *shrinking)
{
    struct request *request = &shrinking->fuzz->request;
    for (size_t i = 0; i < request->part_count; i++) {
        struct request_part *part = &request->parts[i];
        bool needed = part->parameter->required || part->parameter->in == CONTRACT_IN_PATH;
        if (needed || part->left_out || part == shrinking->fuzz->fault)
            continue;
        part->left_out = true;
        part->left_out = still_fails(shrinking);
    }
}

static bool value_fails(void *context, const struct json_object *value)
{
    struct shrinking *shrinking = context;
    struct request_part *part = shrinking->part;
    struct json_object *kept = part->value;
    if (!fuzz_can_carry(part->parameter, value))
        return false;
    part->value = (struct json_object *)value;
    bool fails = still_fails(shrinking);
    part->value = kept;
    return fails;
}

static void shrink_parts(struct shrinking *shrinking)
{
    struct request *request = &shrinking->fuzz->request;
    for (size_t i = 0; i < request->part_count; i++) {
        struct request_part *part = &request->parts[i];
        const struct schema *schema = request_schema(part->parameter);
        if (!schema || part->left_out || part == shrinking->fuzz->fault ||
            fuzz_is_fixed(shrinking->fuzz, part))
            continue;
        shrinking->part = part;
        struct json_object *smaller =
            generate_shrink(part->value, &(struct generate_shrinking){.schema = schema,
                                                                      .direction = SCHEMA_REQUEST,
                                                                      .valid = true,
                                                                      .tries = TRIED_MOST,
                                                                      .fails = value_fails,
                                                                      .context = shrinking});
        json_object_put(part->value);
        part->value = smaller;
    }
}

static bool body_fails(void *context, const struct json_object *body)
{
    struct shrinking *shrinking = context;
    struct request *request = &shrinking->fuzz->request;
    struct json_object *kept = request->body;
    if (!fuzz_carries(shrinking->fuzz, body))
        return false;
    request->body = (struct json_object *)body;
    bool fails = still_fails(shrinking);
    request->body = kept;
    return fails;
}

/* Has the body the same fault and no other? This costs no request. */
static bool has_the_fault(void *context, const struct json_object *body)
{
    struct shrinking *shrinking = context;
    const struct schema *schema = shrinking->fuzz->request.media->schema;
    const struct schema_report *before = &shrinking->faults;
    struct schema_report now;
    if (!fuzz_carries(shrinking->fuzz, body))
        return false;
    schema_report_init(&now);
    schema_validate(schema, body, SCHEMA_REQUEST, &now);
    bool same = now.count == before->count && now.count &&
                strcmp(now.violations[0].pointer, before->violations[0].pointer) == 0;
    schema_report_clear(&now);
    return same;
}

static struct json_object *smaller_body(struct shrinking *shrinking, const struct json_object *body,
                                        generate_fails *fails)
{
    const struct fuzz_request *fuzz = shrinking->fuzz;
    return generate_shrink(body, &(struct generate_shrinking){.schema = fuzz->request.media->schema,
                                                              .direction = SCHEMA_REQUEST,
                                                              .valid = fuzz->valid || fuzz->fault,
                                                              .tries = TRIED_MOST,
                                                              .fails = fails,
                                                              .context = shrinking});
}

static void take_body(struct shrinking *shrinking, struct json_object *body)
{
    json_object_put(shrinking->fuzz->request.body);
    shrinking->fuzz->request.body = body;
}

/* Most often the fault alone is enough: that is asked first, with all that can be left out without asking gone. */
static void try_fault_alone(struct shrinking *shrinking)
{
    struct request *request = &shrinking->fuzz->request;
    schema_report_init(&shrinking->faults);
    schema_validate(request->media->schema, request->body, SCHEMA_REQUEST, &shrinking->faults);
    struct json_object *alone = smaller_body(shrinking, request->body, has_the_fault);
    schema_report_clear(&shrinking->faults);
    if (!json_equal(alone, request->body) && body_fails(shrinking, alone))
        take_body(shrinking, alone);
    else
        json_object_put(alone);
}

const struct run_answer *fuzz_shrink(struct fuzz_request *fuzz, struct run_exam *exam,
                                     const struct run_answer *answer)
{
    struct shrinking shrinking = {.fuzz = fuzz,
                                  .exam = exam,
                                  .kind = fuzz_judge(fuzz, run_facts(exam), answer),
                                  .left = SENT_MOST,
                                  .smallest = answer};
    bool has_body = fuzz->request.media && fuzz->request.media->schema;
    leave_out_parts(&shrinking);
    if (has_body && !fuzz->valid && !fuzz->fault)
        try_fault_alone(&shrinking);
    if (has_body)
        take_body(&shrinking, smaller_body(&shrinking, fuzz->request.body, body_fails));
    shrink_parts(&shrinking);
    return shrinking.smallest;
}

/* Random requests, a case for each: the valid ones must be taken, the others refused. Of one that fails, the smallest that
 * fails in the same way is reported; of several that fail alike, the first. */
#include "suites/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "suites/acceptance.h"
#include "suites/blame.h"
#include "suites/violations.h"

struct fuzz_case {
    const char *operation;
    bool valid;
    size_t number;
};

/* A cause that a case has named. */
struct fuzz_found {
    const struct run *run;
    const char *cause, *case_id;
    struct fuzz_found *next;
};

static bool make(struct fuzz_request *fuzz, struct run_exam *exam, const struct fuzz_case *row)
{
    const struct contract *contract = run_settings(run_of(exam))->judge.documented;
    struct error error = {0};
    bool made = fuzz_make(fuzz, run_facts(exam), contract_operation_by_id(contract, row->operation),
                          row->valid, row->number, &error);
    if (!made)
        run_skip(exam, "no such request was found: %s", error.text);
    return made;
}

static void examine(struct run_exam *exam, const void *data)
{
    struct fuzz_request fuzz;
    if (make(&fuzz, exam, data)) {
        struct run_request request = fuzz_write(&fuzz, run_facts(exam), run_arena(exam));
        run_send(exam, &request);
    }
    fuzz_clear(&fuzz);
}

/* ---- Causes ---- */

/* The case that has named this cause before; else it is this one's from now on, and its own id is returned. */
static const char *named_before(struct run_exam *exam, const char *cause)
{
    struct crew *crew = run_facts(exam);
    for (const struct fuzz_found *found = crew->found; found; found = found->next)
        if (found->run == run_of(exam) && strcmp(found->cause, cause) == 0)
            return found->case_id;
    struct fuzz_found *found = arena_new(&crew->arena, sizeof *found);
    *found = (struct fuzz_found){.run = run_of(exam),
                                 .cause = arena_string(&crew->arena, cause),
                                 .case_id = arena_string(&crew->arena, run_case_of(exam)->id),
                                 .next = crew->found};
    crew->found = found;
    return found->case_id;
}

static bool is_known(struct run_exam *exam, const char *cause, const char *words)
{
    const char *before = named_before(exam, cause);
    if (strcmp(before, run_case_of(exam)->id) == 0)
        return false;
    run_skip(exam, "%s as that of %s", words, before);
    return true;
}

static const char *cause_of_fault(struct arena *arena, const struct fuzz_request *fuzz, enum fuzz_kind kind)
{
    return arena_format(arena, "%s %d %s", fuzz->request.operation->id, (int)kind, fuzz->basis);
}

/* Keys that were made up are told apart by a number. */
static bool is_made_up(const char *key)
{
    return strncmp(key, "key", 3) == 0 && strspn(key + 3, "0123456789") == strlen(key + 3);
}

/* Appends what kind of values stand where. */
static void write_shape(struct buffer *out, struct json_object *node)
{
    buffer_text(out, json_type_word(node));
    for (size_t i = 0; json_is(node, json_type_array) && i < json_object_array_length(node); i++) {
        buffer_char(out, i ? ',' : '[');
        write_shape(out, json_object_array_get_idx(node, i));
    }
    if (!json_is(node, json_type_object))
        return;
    json_object_object_foreach(node, key, value)
    {
        buffer_text(out, is_made_up(key) ? "{*" : "{");
        json_write_string(out, key, is_made_up(key) ? 0 : strlen(key));
        write_shape(out, value);
    }
}

static const char *cause_of_request(struct arena *arena, const struct fuzz_request *fuzz, enum fuzz_kind kind)
{
    const struct request *request = &fuzz->request;
    struct buffer shape;
    buffer_init(&shape, BUFFER_UNBOUNDED);
    buffer_format(&shape, "%s %d ", request->operation->id, (int)kind);
    for (size_t i = 0; i < request->part_count; i++) {
        buffer_text(&shape, request->parts[i].left_out ? "-" : "");
        write_shape(&shape, request->parts[i].value);
    }
    write_shape(&shape, request->body);
    const char *kept = arena_string(arena, buffer_string(&shape));
    buffer_clear(&shape);
    return kept;
}

/* ---- Findings ---- */

static const char *answered_with(struct arena *arena, const struct run_answer *answer)
{
    bool whole = http_exchange_class(answer->exchange) == HTTP_COMPLETE;
    return whole ? arena_format(arena, "status %d", answer->exchange->status)
                 : http_exchange_reason(answer->exchange);
}

static const char *with_note(struct run_exam *exam, const struct run_answer *smallest)
{
    return smallest == run_answered(exam) ? "no smaller request was found that fails like this"
                                          : "the smallest request found that fails like this";
}

static void report_valid(struct run_exam *exam, const struct fuzz_request *fuzz, enum fuzz_kind kind,
                         const struct run_answer *smallest)
{
    static const char *const words[] = {[FUZZ_TAKEN] = "takes a request for what nobody knows",
                                        [FUZZ_REFUSED] = "refuses a valid request",
                                        [FUZZ_CRASHED] = "fails at a valid request"};
    struct arena *arena = run_arena(exam);
    const struct contract_operation *operation = fuzz->request.operation;
    const struct crew *crew = run_facts(exam);
    bool unknown =
        crew_is_operation(crew->judge.documented, operation) && strcmp(operation->id, CREW_KICKOFF) != 0;
    run_fail(
        exam, smallest,
        &(struct finding){
            .level = kind == FUZZ_REFUSED ? LEVEL_SHOULD : LEVEL_MUST,
            .aspect = "status",
            .title = arena_format(arena, "%s %s %s", operation->method, operation->path, words[kind]),
            .expected = unknown ? "status 404, for nobody knows what it names" : "a valid request is taken",
            .found = answered_with(arena, smallest),
            .note = with_note(exam, smallest)});
}

/* What is wrong with the smallest request, which need not be what was wrong with the first. */
static void report_invalid(struct run_exam *exam, const struct fuzz_request *fuzz,
                           const struct run_answer *smallest)
{
    struct arena *arena = run_arena(exam);
    const struct judge *judge = &run_settings(run_of(exam))->judge;
    const struct contract_operation *operation = fuzz->request.operation,
                                    *binding = contract_operation_by_id(judge->binding, operation->id);
    const struct contract_media *media = binding ? request_json_media(binding) : NULL;
    struct finding_list faults = {0};
    if (!fuzz->fault)
        judge_body(judge, media ? media->schema : NULL, fuzz->request.media->schema, fuzz->request.body,
                   SCHEMA_REQUEST, &faults);
    const char *expected = run_statuses_in_words(arena, fuzz->statuses);
    struct finding finding = {
        .aspect = "status",
        .title = arena_format(arena, "%s: answered by %s", fuzz->title, answered_with(arena, smallest)),
        .expected = arena_format(arena, "status %s", expected),
        .found = answered_with(arena, smallest),
        .note = with_note(exam, smallest),
        .basis = judge_basis(judge, fuzz->basis, arena)};
    if (faults.count) {
        const struct finding *fault = &faults.items[0];
        finding.level = fault->level;
        finding.title = arena_format(arena, "%s %s does not refuse an invalid request: %s", operation->method,
                                     operation->path, fault->title);
        finding.place = "request";
        finding.body_pointer = fault->body_pointer;
        finding.basis = fault->basis;
    }
    run_fail(exam, smallest, &finding);
    finding_list_clear(&faults);
}

/* Does a plain request fail like this already? Then nothing is said of what is random in this one. */
static bool is_blameless(struct run_exam *exam, const struct fuzz_request *fuzz, enum fuzz_kind kind,
                         const struct run_answer *answer)
{
    const struct crew *crew = run_facts(exam);
    const struct contract_operation *operation = fuzz->request.operation;
    bool of_crew = crew_is_operation(crew->judge.documented, operation);
    if (of_crew && strcmp(operation->id, CREW_RESUME) == 0)
        return (fuzz->valid || kind == FUZZ_CRASHED) && blame_plain_resume(exam, answer);
    if (of_crew && strcmp(operation->id, CREW_STATUS) == 0)
        return blame_plain_status(exam, answer);
    if (of_crew || !fuzz->valid)
        return false;
    enum odd_outcome plain = acceptance_find(exam, operation, NULL)->plain.outcome;
    bool alike = plain == ODD_UNDECIDED || plain == (kind == FUZZ_CRASHED ? ODD_CRASHED : ODD_REFUSED);
    if (alike)
        run_skip(exam, "of a plain request, too, it is not known that it is taken");
    return alike;
}

static void report(struct run_exam *exam, struct fuzz_request *fuzz, enum fuzz_kind kind,
                   const struct run_answer *answer)
{
    struct arena *arena = run_arena(exam);
    if (is_blameless(exam, fuzz, kind, answer))
        return;
    if (!fuzz->valid && is_known(exam, cause_of_fault(arena, fuzz, kind), "it fails at the same constraint"))
        return;
    const struct run_answer *smallest = fuzz_shrink(fuzz, exam, answer);
    if (is_known(exam, cause_of_request(arena, fuzz, kind),
                 "the smallest request that fails has the same shape"))
        return;
    if (fuzz->valid)
        report_valid(exam, fuzz, kind, smallest);
    else
        report_invalid(exam, fuzz, smallest);
}

static void judge(struct run_exam *exam, const void *data)
{
    const struct run_answer *answer = run_answered(exam);
    struct fuzz_request fuzz = {0};
    if (!answer || http_exchange_class(answer->exchange) == HTTP_ERRORED)
        return;
    if (make(&fuzz, exam, data)) {
        enum fuzz_kind kind = fuzz_judge(&fuzz, run_facts(exam), answer);
        if (kind == FUZZ_NOTHING)
            run_skip(exam, "it was answered %d, which proves nothing of the request's form",
                     answer->exchange->status);
        else if (kind != FUZZ_FINE)
            report(exam, &fuzz, kind, answer);
    }
    fuzz_clear(&fuzz);
}

/* ---- The cases ---- */

static bool can_be_made(const struct crew *crew, const struct contract_operation *operation, bool valid)
{
    struct fuzz_request fuzz;
    struct error ignored = {0};
    bool made = fuzz_make(&fuzz, crew, operation, valid, 1, &ignored);
    fuzz_clear(&fuzz);
    return made;
}

static enum run_cost cost_of(const struct contract *contract, const struct contract_operation *operation,
                             bool valid)
{
    return valid && suites_may_start(contract, operation) ? RUN_STARTS : suites_cost(contract, operation);
}

static void add_case(struct run_plan *plan, const struct contract *contract,
                     const struct contract_operation *operation, bool valid, size_t number)
{
    struct arena *arena = &plan->arena;
    const char *suite = suites_of_operation(arena, operation), *word = valid ? "valid" : "invalid";
    struct fuzz_case *row = arena_new(arena, sizeof *row);
    *row = (struct fuzz_case){operation->id, valid, number};
    run_plan_add(plan,
                 &(struct run_case){.suite = suite,
                                    .id = arena_format(arena, "%s.fuzz.%s.%zu", suite, word, number),
                                    .title = arena_format(arena, "%s %s %s random request %zu, which is %s",
                                                          operation->method, operation->path,
                                                          valid ? "can cope with" : "refuses", number, word),
                                    .level = LEVEL_MUST,
                                    .basis = {operation->id, operation->body ? "/requestBody" : ""},
                                    .cost = cost_of(contract, operation, valid),
                                    .late = true,
                                    .examine = examine,
                                    .second = judge,
                                    .data = row});
}

void suite_fuzz(struct run_plan *plan, const struct crew *crew)
{
    const struct contract *contract = crew->judge.documented;
    for (int valid = 0; valid < 2; valid++)
        for (size_t i = 0; crew->fuzz && i < contract->operation_count; i++) {
            const struct contract_operation *operation = &contract->operations[i];
            bool possible = can_be_made(crew, operation, valid);
            for (size_t number = 1; possible && number <= crew->fuzz; number++)
                add_case(plan, contract, operation, valid, number);
        }
}

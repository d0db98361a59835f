/* Requests that break one constraint of the contract each, derived from the schemas: a deployment must refuse them. */
#include "suites/violations.h"

#include <stdlib.h>
#include <string.h>

#include "generate/generate.h"

/* ---- Which answers refuse rightly ---- */

static bool is_id_fault(const char *place)
{
    return strcmp(place, "execution_id") == 0 || strcmp(place, "task_id") == 0 || strcmp(place, "kickoff_id") == 0;
}

/* Any documented 4xx that is not about credentials, ids or rates; any 4xx where there is none. */
static const char *other_statuses(struct arena *arena, const struct contract_operation *operation)
{
    const char *statuses = "";
    for (size_t i = 0; i < operation->response_count; i++) {
        const char *status = operation->responses[i].status;
        bool about_else = strcmp(status, "401") == 0 || strcmp(status, "403") == 0 || strcmp(status, "404") == 0 ||
                          strcmp(status, "429") == 0;
        if (status[0] == '4' && !about_else)
            statuses = arena_format(arena, "%s%s%s", statuses, *statuses ? " " : "",
                                    status[1] == 'X' ? "4xx" : status);
    }
    return *statuses ? statuses : "4xx";
}

static const char *right_statuses(struct arena *arena, const struct contract_operation *operation, const char *place)
{
    if (strcmp(operation->id, CREW_KICKOFF) == 0)
        return "400 422";
    if (strcmp(operation->id, CREW_RESUME) == 0)
        return is_id_fault(place) ? "400 404" : "400";
    if (strcmp(operation->id, CREW_STATUS) == 0)
        return "404";
    return other_statuses(arena, operation);
}

/* ---- Making them ---- */

static void add(struct violations *list, const struct violation *violation)
{
    list->items = memory_grow(list->items, list->count, &list->capacity, sizeof *list->items);
    list->items[list->count++] = *violation;
}

static const struct schema *body_schema(const struct contract_operation *operation)
{
    const struct contract_body *body = operation->body;
    const struct contract_media *media =
        body ? contract_media_find(body->media, body->media_count, "application/json") : NULL;
    return media ? media->schema : NULL;
}

static const char *suite_of(const struct contract_operation *operation)
{
    return strcmp(operation->id, CREW_KICKOFF) == 0 ? "kickoff" : strcmp(operation->id, CREW_RESUME) == 0 ? "resume"
                                                                                                           : "status";
}

static void add_instances(struct violations *list, const struct contract_operation *operation,
                          const struct generate_violations *found)
{
    struct arena *arena = &list->arena;
    for (size_t i = 0; i < found->count; i++) {
        const struct generate_violation *from = &found->items[i];
        char *text = json_text(from->instance, JSON_COMPACT);
        struct violation violation = {
            .operation = operation->id,
            .id = arena_format(arena, "%s.reject.%s.%s", suite_of(operation), from->place, from->rule),
            .title = arena_format(arena, "%s %s refuses %s: %s", operation->method, operation->path, from->place,
                                  from->title),
            .basis = arena_string(arena, from->basis),
            .statuses = right_statuses(arena, operation, from->place),
            .body = arena_string(arena, text),
            .length = strlen(text)};
        free(text);
        add(list, &violation);
    }
}

static void add_raws(struct violations *list, const struct contract_operation *operation,
                     const struct generate_raws *raws)
{
    struct arena *arena = &list->arena;
    for (size_t i = 0; i < raws->count; i++) {
        const struct generate_raw *from = &raws->items[i];
        struct violation violation = {
            .operation = operation->id,
            .id = arena_format(arena, "%s.reject.body.%s", suite_of(operation), from->rule),
            .title = arena_format(arena, "%s %s refuses as its body %s", operation->method, operation->path, from->title),
            .basis = arena_format(arena, "%s/requestBody", operation->pointer),
            .statuses = right_statuses(arena, operation, "body"),
            .body = from->bytes ? arena_copy(arena, from->bytes, from->length) : NULL,
            .length = from->length};
        add(list, &violation);
    }
}

void violations_of_body(struct violations *list, const struct contract_operation *operation,
                        const struct json_object *base)
{
    const struct schema *schema = body_schema(operation);
    struct generate_options options = {.direction = SCHEMA_REQUEST};
    struct generate_violations found = {0};
    struct generate_raws raws = {0};
    if (schema && generate_violations(schema, base, &options, &found, NULL))
        add_instances(list, operation, &found);
    generate_raw_faults(base, &raws);
    add_raws(list, operation, &raws);
    generate_violations_clear(&found);
    generate_raws_clear(&raws);
}

void violations_clear(struct violations *list)
{
    free(list->items);
    arena_clear(&list->arena);
    *list = (struct violations){0};
}

/* ---- Examining them ---- */

static void examine_kickoff(struct run_exam *exam, const void *data)
{
    const struct violation *violation = data;
    struct run_request request = {.operation = violation->operation,
                                  .body = violation->body,
                                  .length = violation->length,
                                  .spends = strcmp(violation->operation, CREW_KICKOFF) == 0};
    run_expect_status(exam, run_send(exam, &request), violation->statuses);
}

/* A resume for an execution that does not exist: a deployment that looks it up first answers 404, and nothing is
 * proved of the body. */
static void examine_resume(struct run_exam *exam, const void *data)
{
    const struct violation *violation = data;
    struct run_request request = {
        .operation = violation->operation, .body = violation->body, .length = violation->length};
    const struct run_answer *answer = run_send(exam, &request);
    if (answer && answer->exchange->status == 404 && !strstr(violation->statuses, "404"))
        run_skip(exam, "sent for an unknown execution and answered 404: this proves nothing of the body");
    else
        run_expect_status(exam, answer, violation->statuses);
}

/* The pointer inside the operation, where the basis lies in it. */
static struct run_basis basis_of(const struct contract_operation *operation, const char *pointer)
{
    size_t length = strlen(operation->pointer);
    if (pointer && strncmp(pointer, operation->pointer, length) == 0)
        return (struct run_basis){operation->id, pointer + length};
    return pointer ? (struct run_basis){NULL, pointer} : (struct run_basis){operation->id, "/requestBody"};
}

static void add_cases(struct run_plan *plan, const struct contract_operation *operation,
                      const struct json_object *base, run_examine *examine)
{
    struct violations list = {0};
    violations_of_body(&list, operation, base);
    for (size_t i = 0; i < list.count; i++) {
        struct violation *kept = arena_new(&plan->arena, sizeof *kept);
        const struct violation *from = &list.items[i];
        *kept = (struct violation){.operation = operation->id,
                                   .id = arena_string(&plan->arena, from->id),
                                   .title = arena_string(&plan->arena, from->title),
                                   .basis = arena_string(&plan->arena, from->basis),
                                   .statuses = arena_string(&plan->arena, from->statuses),
                                   .body = from->body ? arena_copy(&plan->arena, from->body, from->length) : NULL,
                                   .length = from->length};
        struct run_case row = {.suite = suites_of_operation(plan, operation),
                               .id = kept->id,
                               .title = kept->title,
                               .level = LEVEL_MUST,
                               .basis = basis_of(operation, kept->basis),
                               .cost = examine == examine_kickoff ? RUN_REFUSED : RUN_READS,
                               .examine = examine,
                               .data = kept};
        run_plan_add(plan, &row);
    }
    violations_clear(&list);
}

void suite_violations(struct run_plan *plan, const struct crew *crew)
{
    const struct contract *contract = crew->judge.documented;
    if (!crew_is_described(contract))
        return;
    struct json_object *kickoff = crew_kickoff_body(crew, crew->nonce, true);
    add_cases(plan, contract_operation_by_id(contract, CREW_KICKOFF), kickoff, examine_kickoff);
    json_object_put(kickoff);
    struct json_object *resume = crew_resume_body(crew->unknown_id, "crewcheck-unknown-task", true, "Fine.");
    crew_add_webhooks(resume, NULL, NULL, NULL);
    add_cases(plan, contract_operation_by_id(contract, CREW_RESUME), resume, examine_resume);
    json_object_put(resume);
}

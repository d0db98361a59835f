/* The finer points of formats, and texts that are none, where the contract asks for a format or a text: a deployment may
 * make of them what it likes, but it must not fail. In a body, they stand beside a fault for which it is refused. */
#include <stdlib.h>
#include <string.h>

#include "generate/generate.h"
#include "suites/protocol.h"
#include "suites/request.h"

struct probe {
    struct run_request request;
    bool success; /* it may be taken: it changes nothing */
};

static void examine(struct run_exam *exam, const void *data)
{
    const struct probe *probe = data;
    protocol_expect(exam, run_send(exam, &probe->request), (struct harmless){.success = probe->success});
}

static void add(struct run_plan *plan, const struct contract_operation *operation, const char *place,
                const char *rule, const char *title, const struct probe *from)
{
    struct arena *arena = &plan->arena;
    struct probe *probe = arena_new(arena, sizeof *probe);
    *probe = *from;
    /* Any complete answer is right, so that it is held against nothing. */
    probe->request.operation = NULL;
    probe->request.method = operation->method;
    probe->request.changes = suites_changes_something(operation);
    run_plan_add(plan,
                 &(struct run_case){.suite = "protocol",
                                    .id = arena_format(arena, "protocol.survives.%s.%s.%s",
                                                       suites_of_operation(arena, operation), place, rule),
                                    .title = arena_format(arena, "%s %s: %s in %s does no harm",
                                                          operation->method, operation->path, title, place),
                                    .level = LEVEL_MUST,
                                    .basis = {operation->id, ""},
                                    .cost = probe->request.spends    ? RUN_REFUSED
                                            : probe->request.changes ? RUN_CHANGES
                                                                     : RUN_READS,
                                    .examine = examine,
                                    .data = probe});
}

/* ---- Bodies ---- */

static bool overlaps(const char *one, const char *other)
{
    size_t length = strlen(one) < strlen(other) ? strlen(one) : strlen(other);
    return strncmp(one, other, length) == 0;
}

static bool is_beside(const struct generate_violation *fault, const char *pointer)
{
    return !overlaps(fault->pointer, pointer) && json_is(fault->instance, json_type_object);
}

/* A second fault elsewhere, as a change to be made, so that one check that is not made does no harm. */
static const struct generate_edit *second_fault(const struct generate_violations *faults, const char *first,
                                                const char *oddity, struct generate_edit *edit)
{
    for (size_t i = 0; i < faults->count; i++) {
        const struct generate_violation *fault = &faults->items[i];
        bool there = json_pointer_find(fault->instance, fault->pointer, &edit->value);
        if (there && *fault->pointer && is_beside(fault, first) && is_beside(fault, oddity)) {
            edit->pointer = fault->pointer;
            return edit;
        }
    }
    return NULL;
}

/* The oddity in a body that is refused for something else, and where that can be had for a second thing; NULL where there
 * is no such body. */
static char *beside_a_fault(const struct schema *schema, const struct generate_edit *oddity,
                            const struct generate_violations *faults)
{
    char *text = NULL;
    for (size_t i = faults->count; i-- > 0 && !text;) {
        const struct generate_violation *fault = &faults->items[i];
        struct generate_edit room = {0};
        if (!is_beside(fault, oddity->pointer))
            continue;
        const struct generate_edit *edits[] = {oddity,
                                               second_fault(faults, fault->pointer, oddity->pointer, &room)};
        struct json_object *body = generate_apply(fault->instance, edits, edits[1] ? 2 : 1);
        if (!schema_is_valid(schema, body, SCHEMA_REQUEST))
            text = json_text(body, JSON_COMPACT);
        json_object_put(body);
    }
    return text;
}

static void add_bodies(struct run_plan *plan, const struct crew *crew, const struct request *request)
{
    const struct schema *schema = request->media->schema;
    struct generate_options options = {.direction = SCHEMA_REQUEST};
    struct generate_edits edits = {0};
    struct generate_violations faults = {0};
    bool derived = generate_violations(schema, request->body, &options, &faults, NULL);
    generate_format_oddities(schema, request->body, &options, &edits);
    for (size_t i = 0; derived && i < edits.count; i++) {
        char *text = beside_a_fault(schema, &edits.items[i], &faults);
        struct probe probe = {.request = request_write(request, &plan->arena)};
        probe.request.json = NULL;
        probe.request.spends = suites_may_start(crew->judge.documented, request->operation);
        probe.request.body = arena_string(&plan->arena, text);
        probe.request.length = text ? strlen(text) : 0;
        if (text)
            add(plan, request->operation, arena_string(&plan->arena, edits.items[i].place),
                edits.items[i].rule, arena_string(&plan->arena, edits.items[i].title), &probe);
        free(text);
    }
    generate_violations_clear(&faults);
    generate_edits_clear(&edits);
}

/* ---- Parameters of what changes nothing ---- */

static void add_part(struct run_plan *plan, const struct request *request,
                     const struct contract_parameter *parameter, const char *rule, const char *title)
{
    struct probe probe = {.request = request_write(request, &plan->arena), .success = true};
    add(plan, request->operation, request_place(parameter, &plan->arena), rule, title, &probe);
}

static void add_texts(struct run_plan *plan, struct request *request, struct request_part *part)
{
    static const struct {
        const char *rule, *title, *raw;
    } raws[] = {{"not-utf8", "a text that is not UTF-8", "%ff%fe%c3%28"},
                {"bad-escape", "a bad percent escape", "%zz"},
                {"nul", "a NUL character", "a%00b"}};
    bool escaped = part->parameter->in == CONTRACT_IN_PATH || part->parameter->in == CONTRACT_IN_QUERY;
    for (size_t i = 0; escaped && i < sizeof raws / sizeof *raws; i++) {
        part->raw = raws[i].raw;
        add_part(plan, request, part->parameter, raws[i].rule, raws[i].title);
    }
    part->raw = NULL;
}

static void add_formats(struct run_plan *plan, struct request *request, struct request_part *part)
{
    struct generate_options options = {.direction = SCHEMA_REQUEST,
                                       .root = request_place(part->parameter, &plan->arena)};
    struct generate_edits edits = {0};
    bool field = part->parameter->in == CONTRACT_IN_HEADER || part->parameter->in == CONTRACT_IN_COOKIE;
    if (part->parameter->schema && json_is(part->value, json_type_string) && !field)
        generate_format_oddities(part->parameter->schema, part->value, &options, &edits);
    for (size_t i = 0; i < edits.count; i++) {
        part->text = json_object_get_string(edits.items[i].value);
        add_part(plan, request, part->parameter, arena_string(&plan->arena, edits.items[i].rule),
                 arena_string(&plan->arena, edits.items[i].title));
    }
    part->text = NULL;
    generate_edits_clear(&edits);
}

static void add_parameters(struct run_plan *plan, struct request *request)
{
    for (size_t i = 0; i < request->part_count; i++) {
        struct request_part *part = &request->parts[i];
        bool was_left_out = part->left_out;
        part->left_out = false;
        add_texts(plan, request, part);
        add_formats(plan, request, part);
        part->left_out = was_left_out;
    }
}

void protocol_add_oddities(struct run_plan *plan, const struct crew *crew)
{
    const struct contract *contract = crew->judge.documented;
    for (size_t i = 0; i < contract->operation_count; i++) {
        struct request request = {0};
        struct error ignored = {0};
        bool made = request_make(&request, crew, &contract->operations[i], 0, &ignored);
        if (made && request.body && request.media)
            add_bodies(plan, crew, &request);
        if (made && !suites_changes_something(&contract->operations[i]))
            add_parameters(plan, &request);
        request_clear(&request);
    }
}

/* Requests that no schema forbids and no client of the contract would send: other media types, large and deep bodies,
 * a client that takes no JSON. Bodies are such as would be refused anyway. */
#include <string.h>

#include "suites/protocol.h"
#include "suites/refused.h"
#include "suites/request.h"

enum { LEVELS = 10000 };

struct shape {
    const char *rule, *title; /* "a body that is called text/plain" */
    const char *content_type; /* NULL: the right one; "": none is sent */
    const char *accept;
    size_t levels;
    bool large;
};

static const struct shape bodies[] = {
    {"content-type-text", "a body that is called text/plain", "text/plain", NULL, 0, false},
    {"content-type-form", "a body that is called a form", "application/x-www-form-urlencoded", NULL, 0,
     false},
    {"content-type-multipart", "a body that is called multipart", "multipart/form-data; boundary=crewcheck",
     NULL, 0, false},
    {"content-type-xml", "a body that is called XML", "application/xml", NULL, 0, false},
    {"content-type-unknown", "a body of an unknown media type", "application/x-crewcheck", NULL, 0, false},
    {"content-type-garbled", "a body whose media type is none", "crewcheck;;=", NULL, 0, false},
    {"content-type-none", "a body without a media type", "", NULL, 0, false},
    {"accept-xml", "a client that takes XML only", NULL, "application/xml", 0, false},
    {"deep", "a body of 10,000 levels", NULL, NULL, LEVELS, false},
    {"large", "a body of 8 MiB", NULL, NULL, 0, true},
};

/* What operations without a body can be asked: those that change nothing. */
static const struct shape reads[] = {
    {"accept-xml", "a client that takes XML only", NULL, "application/xml", 0, false},
    {"accept-garbled", "a client whose wishes are garbled", NULL, "crewcheck;;q=x", 0, false},
};

struct probe {
    const struct shape *shape;
    const struct contract_operation *operation;
    struct run_request request;
    struct refused refused;
    size_t large_body;
};

static void examine(struct run_exam *exam, const void *data)
{
    const struct probe *probe = data;
    const struct shape *shape = probe->shape;
    struct run_request request = probe->request;
    struct refused body = probe->refused;
    if (shape->large)
        body = refused_make_large(&body, probe->large_body, run_arena(exam));
    if (shape->levels)
        body = refused_make_deep(probe->operation, shape->levels, run_arena(exam));
    request.body = body.bytes;
    request.length = body.length;
    request.json = NULL;
    request.accept = shape->accept;
    if (shape->content_type)
        request.content_type = shape->content_type;
    protocol_expect(exam, run_send(exam, &request), (struct harmless){.success = !body.bytes});
}

static void add(struct run_plan *plan, const struct probe *from)
{
    struct arena *arena = &plan->arena;
    struct probe *probe = arena_new(arena, sizeof *probe);
    const struct contract_operation *operation = from->operation;
    *probe = *from;
    run_plan_add(
        plan, &(struct run_case){.suite = "protocol",
                                 .id = arena_format(arena, "protocol.survives.%s.%s",
                                                    suites_of_operation(arena, operation), from->shape->rule),
                                 .title = arena_format(arena, "%s %s: %s does no harm", operation->method,
                                                       operation->path, from->shape->title),
                                 .level = LEVEL_MUST,
                                 .basis = {operation->id, from->refused.bytes ? "/requestBody" : ""},
                                 .cost = from->request.spends    ? RUN_REFUSED
                                         : from->request.changes ? RUN_CHANGES
                                                                 : RUN_READS,
                                 .examine = examine,
                                 .data = probe});
}

/* Does the operation take such bodies too? What JSON's schema forbids may then be right. */
static bool is_taken(const struct contract_operation *operation, const struct shape *shape)
{
    const struct contract_body *body = operation->body;
    return body && shape->content_type &&
           contract_media_find(body->media, body->media_count, shape->content_type);
}

static void add_shapes(struct run_plan *plan, struct probe *probe, const struct shape *shapes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        probe->shape = &shapes[i];
        if (!is_taken(probe->operation, &shapes[i]))
            add(plan, probe);
    }
}

static void add_operation(struct run_plan *plan, const struct crew *crew,
                          const struct contract_operation *operation)
{
    struct request request = {0};
    struct error ignored = {0};
    struct probe probe = {.operation = operation, .large_body = crew->large_body};
    bool changes = suites_changes_something(operation);
    if (request_make(&request, crew, operation, 0, &ignored)) {
        probe.request = request_write(&request, &plan->arena);
        probe.request.json = NULL;
        /* Any complete answer is right, so that it is held against nothing. */
        probe.request.operation = NULL;
        probe.request.method = operation->method;
        probe.request.changes = changes;
        probe.request.spends = suites_may_start(crew->judge.documented, operation);
        if (refused_make(crew, operation, &plan->arena, &probe.refused))
            add_shapes(plan, &probe, bodies, sizeof bodies / sizeof *bodies);
        else if (!changes)
            add_shapes(plan, &probe, reads, sizeof reads / sizeof *reads);
    }
    request_clear(&request);
}

void protocol_add_robustness(struct run_plan *plan, const struct crew *crew)
{
    const struct contract *contract = crew->judge.documented;
    for (size_t i = 0; i < contract->operation_count; i++)
        add_operation(plan, crew, &contract->operations[i]);
}

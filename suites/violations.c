/* Requests that break one constraint of the contract each, derived from its schemas. */
#include "suites/violations.h"

#include <stdlib.h>
#include <string.h>

#include "contract/styles.h"
#include "generate/generate.h"
#include "suites/request.h"
#include "suites/violations_private.h"

struct arena *violations_arena(struct violations *list)
{
    return &list->arena;
}

static bool is_known(const struct violations *list, const char *id)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->items[i].id, id) == 0)
            return true;
    return false;
}

void violations_add(struct violations *list, const struct violation *violation)
{
    if (is_known(list, violation->id))
        return;
    list->items = memory_grow(list->items, list->count, &list->capacity, sizeof *list->items);
    list->items[list->count++] = *violation;
}

void violations_clear(struct violations *list)
{
    free(list->items);
    arena_clear(&list->arena);
    *list = (struct violations){0};
}

/* ---- In words ---- */

static bool is_about_members(const char *rule)
{
    static const char *const rules[] = {"additional", "min-properties", "max-properties",
                                        "min-items",  "max-items",      "unique-items"};
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        if (strncmp(rule, rules[i], strlen(rules[i])) == 0)
            return true;
    return false;
}

const char *violations_title(struct arena *arena, const struct contract_operation *operation,
                             const struct generate_violation *from)
{
    const char *where = request_place_words(arena, from->place);
    if (strcmp(from->rule, "missing") == 0)
        return arena_format(arena, "%s %s refuses a request without %s", operation->method, operation->path,
                            where);
    return arena_format(arena, "%s %s refuses %s %s %s", operation->method, operation->path, from->title,
                        is_about_members(from->rule) ? "in" : "as", where);
}

/* The suite's name may be needed for the scenario's list, which knows no plan. */
const char *violations_id(struct arena *arena, const struct contract_operation *operation, const char *place,
                          const char *rule)
{
    return arena_format(arena, "%s.reject.%s.%s", suites_of_operation(arena, operation), place, rule);
}

/* ---- Parameters ---- */

static void add_part(struct violations *list, const struct request *request,
                     const struct generate_violation *from)
{
    struct arena *arena = violations_arena(list);
    const struct contract_operation *operation = request->operation;
    struct run_request written = request_write(request, arena);
    size_t length = 0;
    const char *body = request_body(request, arena, &length);
    violations_add(list, &(struct violation){.operation = operation->id,
                                             .id = violations_id(arena, operation, from->place, from->rule),
                                             .title = violations_title(arena, operation, from),
                                             .basis = arena_string(arena, from->basis),
                                             .statuses = violations_statuses(arena, operation, from->place),
                                             .path = written.path,
                                             .fields = written.fields,
                                             .content_type = written.content_type,
                                             .body = body,
                                             .length = length});
}

static void add_missing(struct violations *list, struct request *request, struct request_part *part)
{
    const struct contract_parameter *parameter = part->parameter;
    struct arena *arena = violations_arena(list);
    if (!parameter->required || parameter->in == CONTRACT_IN_PATH)
        return;
    struct generate_violation missing = {.rule = "missing",
                                         .place = request_place(parameter, arena),
                                         .title = "left out",
                                         .basis = arena_format(arena, "%s/required", parameter->pointer)};
    part->left_out = true;
    add_part(list, request, &missing);
    part->left_out = false;
}

static bool is_scalar(const struct request_part *part)
{
    return !json_is(part->value, json_type_array) && !json_is(part->value, json_type_object) &&
           !part->parameter->media;
}

static void add_texts(struct violations *list, struct request *request, struct request_part *part)
{
    const struct contract_parameter *parameter = part->parameter;
    struct generate_options options = {.direction = SCHEMA_REQUEST,
                                       .root = request_place(parameter, violations_arena(list))};
    struct generate_violations found = {0};
    bool was_left_out = part->left_out;
    part->left_out = false;
    bool derived = parameter->schema && is_scalar(part) &&
                   generate_parameter_violations(parameter->schema, part->value, &options, &found, NULL);
    for (size_t i = 0; derived && i < found.count; i++) {
        if (!request_can_carry(parameter, found.items[i].text))
            continue;
        part->text = found.items[i].text;
        add_part(list, request, &found.items[i]);
    }
    list->dropped += found.dropped;
    part->text = NULL;
    part->left_out = was_left_out;
    generate_violations_clear(&found);
}

/* ---- Arrays and objects in parameters ---- */

/* Is what the part would be sent as wrong in every reading of it? */
static bool is_surely_wrong(const struct request_part *part)
{
    enum { TEXT_MOST = 4000 };
    const struct contract_parameter *parameter = part->parameter;
    struct buffer text;
    buffer_init(&text, BUFFER_UNBOUNDED);
    request_serialise(part, &text);
    bool escaped = parameter->in != CONTRACT_IN_HEADER;
    bool wrong = text.length && text.length <= TEXT_MOST &&
                 request_can_carry(parameter, buffer_string(&text)) &&
                 contract_style_judge(parameter, buffer_string(&text), escaped) == CONTRACT_READ_INVALID;
    buffer_clear(&text);
    return wrong;
}

static void add_compounds(struct violations *list, struct request *request, struct request_part *part)
{
    const struct contract_parameter *parameter = part->parameter;
    struct generate_options options = {.direction = SCHEMA_REQUEST,
                                       .root = request_place(parameter, violations_arena(list))};
    struct generate_violations found = {0};
    struct json_object *valid = part->value;
    bool was_left_out = part->left_out;
    bool derived = contract_style_is_compound(parameter) &&
                   generate_styled_violations(parameter->schema, valid, &options, &found, NULL);
    part->left_out = false;
    for (size_t i = 0; derived && i < found.count; i++) {
        part->value = found.items[i].instance;
        if (is_surely_wrong(part))
            add_part(list, request, &found.items[i]);
    }
    list->dropped += found.dropped;
    part->value = valid;
    part->left_out = was_left_out;
    generate_violations_clear(&found);
}

/* ---- Everything ---- */

/* Is what breaks the documented contract allowed by the one that binds? */
static bool binding_allows(const struct crew *crew, const struct request *request,
                           const struct violation *violation)
{
    const struct contract_operation *binding =
        contract_operation_by_id(crew->judge.binding, request->operation->id);
    bool json = binding && binding->body && request->media && violation->body && !violation->path;
    const struct contract_media *media =
        json ? contract_media_find(binding->body->media, binding->body->media_count, request->media->type)
             : NULL;
    if (!media || !media->schema)
        return false;
    struct json_document *document = json_read("body", violation->body, violation->length, NULL, NULL);
    bool allows = document && schema_is_valid(media->schema, json_document_root(document), SCHEMA_REQUEST);
    json_document_free(document);
    return allows;
}

/* Bodies travel in the valid request; parts that are wrong brought their own. */
static void complete(struct violations *list, size_t from, const struct crew *crew,
                     const struct request *request)
{
    struct run_request written = request_write(request, violations_arena(list));
    for (size_t i = from; i < list->count; i++) {
        struct violation *item = &list->items[i];
        item->level = binding_allows(crew, request, item) ? LEVEL_SHOULD : LEVEL_MUST;
        if (item->path)
            continue;
        item->path = written.path;
        item->fields = written.fields;
        item->content_type = item->body ? written.content_type : NULL;
    }
}

/* The first value of a map stands for all: one that the crew does not ask for comes first, since those that it asks for
 * are examined by name. */
static void add_further_input(struct json_object *body)
{
    struct json_object *inputs = json_member_object(body, "inputs"), *made = json_object_new_object();
    if (!inputs) {
        json_object_put(made);
        return;
    }
    json_object_object_add(made, "crewcheck_further", json_object_new_string("crewcheck"));
    json_object_object_foreach(inputs, name, value) json_object_object_add(made, name, json_copy(value));
    json_object_object_add(body, "inputs", made);
}

static void add_parameters(struct violations *list, struct request *request)
{
    for (size_t i = 0; i < request->part_count; i++) {
        add_missing(list, request, &request->parts[i]);
        add_texts(list, request, &request->parts[i]);
        add_compounds(list, request, &request->parts[i]);
    }
}

/* In one media type of its body; NULL: the first. */
static void add_media(struct violations *list, const struct crew *crew,
                      const struct contract_operation *operation, const struct contract_media *media)
{
    struct request request = {0};
    struct error ignored = {0};
    size_t from = list->count;
    bool of_crew = crew_is_operation(crew->judge.documented, operation);
    if (request_make_as(&request, crew, operation, media, 0, &ignored)) {
        if (of_crew && strcmp(operation->id, CREW_KICKOFF) == 0)
            add_further_input(request.body);
        violations_add_bodies(list, &request, of_crew ? NULL : crew);
        if (!media)
            add_parameters(list, &request);
        complete(list, from, crew, &request);
    }
    request_clear(&request);
}

void violations_of_operation(struct violations *list, const struct crew *crew,
                             const struct contract_operation *operation)
{
    const struct contract_media *media = NULL;
    add_media(list, crew, operation, NULL);
    if (crew_is_operation(crew->judge.documented, operation))
        return;
    while ((media = request_next_media(operation, media)) != NULL)
        if (!request_unwritten(operation, media))
            add_media(list, crew, operation, media);
}

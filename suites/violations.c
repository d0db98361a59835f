/* Requests that break one constraint of the contract each, derived from its schemas. */
#include "suites/violations.h"

#include <stdlib.h>
#include <string.h>

#include "contract/styles.h"
#include "generate/generate.h"
#include "suites/request.h"

enum { BRANCHES_MOST = 16 };

static struct arena *arena_of(struct violations *list)
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

static void add(struct violations *list, const struct violation *violation)
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

/* ---- Bodies ---- */

/* The suite's name may be needed for the scenario's list, which knows no plan. */
static const char *id_of(struct arena *arena, const struct contract_operation *operation, const char *place,
                         const char *rule)
{
    return arena_format(arena, "%s.reject.%s.%s", suites_of_operation(arena, operation), place, rule);
}

static void add_instance(struct violations *list, const struct contract_operation *operation,
                         const struct generate_violation *from)
{
    struct arena *arena = arena_of(list);
    char *text = json_text(from->instance, JSON_COMPACT);
    add(list, &(struct violation){.operation = operation->id,
                                  .id = id_of(arena, operation, from->place, from->rule),
                                  .title = violations_title(arena, operation, from),
                                  .basis = arena_string(arena, from->basis),
                                  .statuses = violations_statuses(arena, operation, from->place),
                                  .body = arena_string(arena, text),
                                  .length = strlen(text)});
    free(text);
}

static void add_raws(struct violations *list, const struct contract_operation *operation,
                     const struct json_object *base)
{
    struct arena *arena = arena_of(list);
    struct generate_raws raws = {0};
    generate_raw_faults(base, &raws);
    for (size_t i = 0; i < raws.count; i++) {
        const struct generate_raw *from = &raws.items[i];
        bool absent = !from->bytes || !from->length;
        const char *statuses = violations_statuses(arena, operation, "body");
        if (absent && !operation->body->required)
            continue;
        add(list,
            &(struct violation){.operation = operation->id,
                                .id = id_of(arena, operation, "body", from->rule),
                                .title = arena_format(arena, "%s %s refuses %s", operation->method,
                                                      operation->path, from->title),
                                .basis = arena_string(arena, operation->body->pointer),
                                .statuses = from->bytes || strstr(statuses, "4xx")
                                                ? statuses
                                                : arena_format(arena, "%s 415", statuses),
                                .body = from->bytes ? arena_copy(arena, from->bytes, from->length) : NULL,
                                .length = from->length});
    }
    generate_raws_clear(&raws);
}

/* Where no body is needed, null is none to many. */
static bool is_null(const struct generate_violation *violation)
{
    return !*violation->pointer && !violation->instance;
}

static void add_bodies(struct violations *list, const struct contract_operation *operation,
                       const struct json_object *base, struct generate_violations *found)
{
    const struct contract_media *media = request_json_media(operation);
    struct generate_options options = {.direction = SCHEMA_REQUEST};
    size_t from = found->count;
    if (!media || !media->schema || !generate_violations(media->schema, base, &options, found, NULL))
        return;
    for (size_t i = from; i < found->count; i++)
        if (operation->body->required || !is_null(&found->items[i]))
            add_instance(list, operation, &found->items[i]);
    list->dropped = found->dropped;
}

void violations_of_body(struct violations *list, const struct contract_operation *operation,
                        const struct json_object *base)
{
    struct generate_violations found = {0};
    if (!operation->body || !request_json_media(operation))
        return;
    add_bodies(list, operation, base, &found);
    add_raws(list, operation, base);
    generate_violations_clear(&found);
}

/* What only other alternatives of the body have: of oneOf and anyOf, each sample takes other branches. */
static void add_other_branches(struct violations *list, const struct crew *crew, const struct request *first)
{
    struct generate_violations found = {0};
    struct error ignored = {0};
    for (size_t branch = 1; branch < BRANCHES_MOST; branch++) {
        struct request request = {0};
        bool made = request_make(&request, crew, first->operation, branch, &ignored);
        bool same = made && json_equal(request.body, first->body);
        if (made && !same)
            add_bodies(list, first->operation, request.body, &found);
        request_clear(&request);
        if (!made || same)
            break;
    }
    generate_violations_clear(&found);
}

/* ---- Parameters ---- */

static void add_part(struct violations *list, const struct request *request,
                     const struct generate_violation *from)
{
    struct arena *arena = arena_of(list);
    const struct contract_operation *operation = request->operation;
    struct run_request written = request_write(request, arena);
    size_t length = 0;
    const char *body = request_body(request, arena, &length);
    add(list, &(struct violation){.operation = operation->id,
                                  .id = id_of(arena, operation, from->place, from->rule),
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
    struct arena *arena = arena_of(list);
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
                                       .root = request_place(parameter, arena_of(list))};
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
                                       .root = request_place(parameter, arena_of(list))};
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

/* ---- Bodies that are no JSON ---- */

static void add_other(struct violations *list, const struct request *request,
                      const struct generate_violation *from)
{
    struct arena *arena = arena_of(list);
    const struct contract_operation *operation = request->operation;
    struct request wrong = *request;
    size_t length = 0;
    wrong.other_body = from->instance;
    const char *body = request_body(&wrong, arena, &length);
    add(list, &(struct violation){.operation = operation->id,
                                  .id = id_of(arena, operation, from->place, from->rule),
                                  .title = violations_title(arena, operation, from),
                                  .basis = arena_string(arena, from->basis),
                                  .statuses = violations_statuses(arena, operation, from->place),
                                  .body = body,
                                  .length = length});
}

/* Without what is spelled in more ways than one; NULL where that will not do. */
static struct json_object *flat_form(const struct request *request)
{
    struct json_object *flat = json_object_new_object();
    json_object_object_foreach(request->other_body, name, value)
    {
        if (value && !json_is(value, json_type_array) && !json_is(value, json_type_object))
            json_object_object_add(flat, name, json_copy(value));
    }
    if (schema_is_valid(request->other_media->schema, flat, SCHEMA_REQUEST))
        return flat;
    json_object_put(flat);
    return NULL;
}

/* A form's members are read as those of an object that is exploded in a query. */
static bool is_wrong_form(const struct request *request, const struct json_object *form)
{
    const struct contract_parameter members = {.name = "",
                                               .in = CONTRACT_IN_QUERY,
                                               .style = CONTRACT_STYLE_FORM,
                                               .explode = true,
                                               .schema = request->other_media->schema};
    struct buffer text;
    buffer_init(&text, BUFFER_UNBOUNDED);
    request_encode_form(form, &text);
    bool wrong = contract_style_is_compound(&members) &&
                 contract_style_judge(&members, buffer_string(&text), true) == CONTRACT_READ_INVALID;
    buffer_clear(&text);
    return wrong;
}

static void add_forms(struct violations *list, const struct request *request)
{
    struct generate_options options = {.direction = SCHEMA_REQUEST};
    struct generate_violations found = {0};
    struct json_object *flat = flat_form(request);
    bool derived =
        flat && generate_styled_violations(request->other_media->schema, flat, &options, &found, NULL);
    for (size_t i = 0; derived && i < found.count; i++)
        if (is_wrong_form(request, found.items[i].instance))
            add_other(list, request, &found.items[i]);
    list->dropped += found.dropped;
    json_object_put(flat);
    generate_violations_clear(&found);
}

static void add_plain_texts(struct violations *list, const struct request *request)
{
    struct generate_options options = {.direction = SCHEMA_REQUEST};
    struct generate_violations found = {0};
    bool derived = generate_parameter_violations(request->other_media->schema, request->other_body, &options,
                                                 &found, NULL);
    for (size_t i = 0; derived && i < found.count; i++)
        add_other(list, request, &found.items[i]);
    list->dropped += found.dropped;
    generate_violations_clear(&found);
}

static void add_other_bodies(struct violations *list, const struct request *request)
{
    if (!request->other_media || !request->other_media->schema)
        return;
    if (request_is_form(request->other_media) && json_is(request->other_body, json_type_object))
        add_forms(list, request);
    else if (!request_is_form(request->other_media))
        add_plain_texts(list, request);
}

/* ---- Everything ---- */

/* Is what breaks the documented contract allowed by the one that binds? */
static bool binding_allows(const struct crew *crew, const struct contract_operation *operation,
                           const struct violation *violation)
{
    const struct contract_operation *binding = contract_operation_by_id(crew->judge.binding, operation->id);
    const struct contract_media *media = binding ? request_json_media(binding) : NULL;
    if (!media || !media->schema || !violation->body || violation->path)
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
    struct run_request written = request_write(request, arena_of(list));
    for (size_t i = from; i < list->count; i++) {
        struct violation *item = &list->items[i];
        item->level = binding_allows(crew, request->operation, item) ? LEVEL_SHOULD : LEVEL_MUST;
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

void violations_of_operation(struct violations *list, const struct crew *crew,
                             const struct contract_operation *operation)
{
    struct request request = {0};
    struct error ignored = {0};
    size_t from = list->count;
    if (request_make(&request, crew, operation, 0, &ignored)) {
        if (strcmp(operation->id, CREW_KICKOFF) == 0 && crew_is_operation(crew->judge.documented, operation))
            add_further_input(request.body);
        if (request.body || request.media)
            violations_of_body(list, operation, request.body);
        add_other_bodies(list, &request);
        if (request.body && !crew_is_operation(crew->judge.documented, operation))
            add_other_branches(list, crew, &request);
        for (size_t i = 0; i < request.part_count; i++) {
            add_missing(list, &request, &request.parts[i]);
            add_texts(list, &request, &request.parts[i]);
            add_compounds(list, &request, &request.parts[i]);
        }
        complete(list, from, crew, &request);
    }
    request_clear(&request);
}

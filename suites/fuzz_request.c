/* Random requests. Each has a stream of its own, so that it is the same however many others there are. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "base/text.h"
#include "generate/generate.h"
#include "schema/model.h"
#include "suites/fuzz.h"
#include "suites/violations.h"

enum { SIZES = 10, TRIES = 20 };

struct making {
    struct fuzz_request *fuzz;
    const struct crew *crew;
    struct random random;
    unsigned size;
};

static struct random stream_of(uint64_t seed, const char *operation, bool valid, size_t number)
{
    struct random random = {seed};
    for (const char *c = operation; *c; c++)
        random.state = random_next(&random) ^ (unsigned char)*c;
    random.state = random_next(&random) ^ (uint64_t)valid;
    random.state = random_next(&random) ^ (uint64_t)number;
    return random;
}

static void make_uuid(struct random *random, char out[RANDOM_UUID])
{
    uint64_t high = random_next(random), low = random_next(random);
    snprintf(out, RANDOM_UUID, "%08x-%04x-4%03x-%04x-%012llx", (unsigned)(high >> 32),
             (unsigned)(high >> 16 & 0xffff), (unsigned)(high & 0xfff),
             (unsigned)(0x8000 | (low >> 48 & 0x3fff)), (unsigned long long)(low & 0xffffffffffffULL));
}

/* ---- What stays as it is ---- */

static struct json_object *make_pins(struct making *making)
{
    const char *id = making->fuzz->request.operation->id;
    char uuid[RANDOM_UUID];
    make_uuid(&making->random, uuid);
    if (!crew_is_operation(making->crew->judge.documented, making->fuzz->request.operation))
        return NULL;
    if (strcmp(id, CREW_KICKOFF) == 0)
        return crew_kickoff_body(making->crew, uuid, false);
    if (strcmp(id, CREW_RESUME) != 0)
        return NULL;
    struct json_object *pins = json_object_new_object();
    json_object_object_add(pins, "execution_id", json_object_new_string(uuid));
    return pins;
}

/* Further members come first: of a map, violations change the first value, and those of the pins are examined by name. */
static struct json_object *random_beside(struct making *making, const struct schema *schema,
                                         struct json_object *pinned)
{
    struct generate_options options = {.direction = SCHEMA_REQUEST};
    struct json_object *node = NULL;
    struct error ignored = {0};
    unsigned size = making->size ? making->size - 1 : 0;
    if (!generate_random(schema, &making->random, size, &options, &node, &ignored) ||
        !json_is(node, json_type_object)) {
        json_object_put(node);
        node = json_object_new_object();
    }
    json_object_object_foreach(pinned, name, value)
    {
        json_object_object_add(node, name, json_copy(value));
    }
    return node;
}

static bool override(void *context, const char *pointer, const struct schema *schema,
                     struct json_object **node)
{
    struct making *making = context;
    struct json_object *pinned = NULL;
    if (!making->fuzz->pins || !*pointer || !json_pointer_find(making->fuzz->pins, pointer, &pinned))
        return false;
    *node = json_is(pinned, json_type_object) ? random_beside(making, schema, pinned) : json_copy(pinned);
    return true;
}

static bool member_is_carried(struct json_object *pinned, struct json_object *own, struct json_object *value)
{
    if (!json_is(pinned, json_type_object))
        return !json_equal(own, pinned) || json_equal(value, pinned);
    json_object_object_foreach(pinned, name, member)
    {
        struct json_object *before = json_member(own, name);
        if (before && json_equal(before, member) && !json_equal(json_member(value, name), member))
            return false;
    }
    return !own || value;
}

bool fuzz_carries(const struct fuzz_request *fuzz, const struct json_object *body)
{
    if (!fuzz->pins)
        return true;
    json_object_object_foreach(fuzz->pins, name, pinned)
    {
        if (!member_is_carried(pinned, json_member(fuzz->request.body, name), json_member(body, name)))
            return false;
    }
    return true;
}

/* ---- Parameters ---- */

static bool is_plain(const char *text)
{
    for (; *text; text++)
        if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", *text))
            return false;
    return true;
}

/* Control characters and slashes are refused by gateways, however they are escaped; an empty segment is another path. */
static bool can_stand_in_path(const char *text)
{
    for (const char *c = text; *c; c++)
        if ((unsigned char)*c < 0x20 || *c == 0x7f || *c == '/' || *c == '\\')
            return false;
    return *text;
}

/* Lists are spelled with separators, which only plain texts surely do not have. */
static bool is_plain_inside(struct json_object *value)
{
    bool plain = !json_is(value, json_type_string) || is_plain(json_object_get_string(value));
    for (size_t i = 0; json_is(value, json_type_array) && i < json_object_array_length(value); i++)
        plain = plain && is_plain_inside(json_object_array_get_idx(value, i));
    if (json_is(value, json_type_object)) {
        json_object_object_foreach(value, name, member)
        {
            plain = plain && is_plain(name) && is_plain_inside(member);
        }
    }
    return plain;
}

bool fuzz_can_carry(const struct contract_parameter *parameter, const struct json_object *value)
{
    if (!value || parameter->media)
        return false;
    if (json_is(value, json_type_object) || json_is(value, json_type_array))
        return is_plain_inside((struct json_object *)value);
    char *text = generate_parameter_text(value);
    bool can =
        request_can_carry(parameter, text) && (parameter->in != CONTRACT_IN_PATH || can_stand_in_path(text));
    free(text);
    return can;
}

bool fuzz_is_fixed(const struct fuzz_request *fuzz, const struct request_part *part)
{
    return part->parameter->in == CONTRACT_IN_PATH && suites_changes_something(fuzz->request.operation);
}

/* A valid request that changes something names what nobody knows; one that must be refused, what the derived ones do. */
static void name_unknown(struct making *making)
{
    struct crew crew = *making->crew;
    make_uuid(&making->random, crew.unknown_id);
    if (making->fuzz->valid && suites_changes_something(making->fuzz->request.operation))
        request_name_unknown(&making->fuzz->request, &crew);
}

/* Where nothing random will do, the usual value stays. */
static void vary_part(struct making *making, struct request_part *part)
{
    const struct schema *schema = request_schema(part->parameter);
    struct generate_options options = {.direction = SCHEMA_REQUEST};
    bool needed = part->parameter->required || part->parameter->in == CONTRACT_IN_PATH;
    part->left_out = !needed && random_below(&making->random, 2);
    if (fuzz_is_fixed(making->fuzz, part))
        return;
    for (int i = 0; schema && i < TRIES; i++) {
        struct json_object *value = NULL;
        struct error ignored = {0};
        bool made = generate_random(schema, &making->random, making->size, &options, &value, &ignored);
        if (made && fuzz_can_carry(part->parameter, value)) {
            json_object_put(part->value);
            part->value = value;
            return;
        }
        json_object_put(value);
    }
}

/* ---- Bodies ---- */

static bool vary_body(struct making *making, struct error *error)
{
    struct request *request = &making->fuzz->request;
    struct generate_options options = {.direction = SCHEMA_REQUEST, .override = override, .context = making};
    struct json_object *body = NULL;
    if (!request->media || !request->media->schema)
        return true;
    if (!generate_random(request->media->schema, &making->random, making->size, &options, &body, error))
        return false;
    json_object_put(request->body);
    request->body = body;
    return true;
}

/* ---- Faults ---- */

static void note_fault(struct fuzz_request *fuzz, const struct generate_violation *violation)
{
    const struct contract_operation *operation = fuzz->request.operation;
    fuzz->title = violations_title(&fuzz->arena, operation, violation);
    fuzz->basis = arena_string(&fuzz->arena, violation->basis);
    fuzz->statuses = violations_statuses(&fuzz->arena, operation, violation->place);
}

/* Where no body is needed, null is none to many. */
static bool is_broken(const struct request *request, const struct generate_violation *violation)
{
    return request->operation->body->required || violation->instance || *violation->pointer;
}

static bool break_body(struct making *making)
{
    struct request *request = &making->fuzz->request;
    struct generate_options options = {.direction = SCHEMA_REQUEST};
    struct generate_violations found = {0};
    bool some = request->media && request->media->schema &&
                generate_violations(request->media->schema, request->body, &options, &found, NULL) &&
                found.count;
    const struct generate_violation *chosen =
        some ? &found.items[random_below(&making->random, found.count)] : NULL;
    some = some && is_broken(request, chosen);
    if (some) {
        note_fault(making->fuzz, chosen);
        json_object_put(request->body);
        request->body = json_copy(chosen->instance);
    }
    generate_violations_clear(&found);
    return some;
}

/* A valid text with one character more, less or changed. */
static char *nearly(struct making *making, const char *text)
{
    static const char letters[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_.~ ";
    size_t length = strlen(text), at = (size_t)random_below(&making->random, length + 1);
    unsigned change = (unsigned)random_below(&making->random, 3); /* 0: more, 1: changed, 2: less */
    char letter = letters[random_below(&making->random, sizeof letters - 1)];
    size_t gone = change && at < length ? 1 : 0;
    return string_format("%.*s%.*s%s", (int)at, text, change < 2, &letter, text + at + gone);
}

/* Does the text break just this constraint? */
static bool breaks_only(const struct schema *schema, const char *text, const char *basis)
{
    struct json_object *value = json_object_new_string(text);
    struct schema_report report;
    schema_report_init(&report);
    schema_validate(schema, value, SCHEMA_REQUEST, &report);
    bool only = report.count == 1 && strcmp(report.violations[0].pointer, basis) == 0;
    schema_report_clear(&report);
    json_object_put(value);
    return only;
}

/* Of what can be nothing but a string, there are more wrong texts than the one that the violation brings. */
static const char *wrong_text(struct making *making, const struct request_part *part,
                              const struct generate_violation *violation)
{
    const struct schema *schema = part->parameter->schema;
    const char *chosen = violation->text;
    bool can_vary = schema->types == SCHEMA_TYPE_STRING && json_is(part->value, json_type_string);
    for (int i = 0; can_vary && chosen == violation->text && i < TRIES; i++) {
        char *text = nearly(making, json_object_get_string(part->value));
        struct json_object *value = json_object_new_string(text);
        if (fuzz_can_carry(part->parameter, value) && breaks_only(schema, text, violation->basis))
            chosen = arena_string(&making->fuzz->arena, text);
        json_object_put(value);
        free(text);
    }
    return chosen;
}

static bool break_part(struct making *making, struct request_part *part)
{
    struct arena *arena = &making->fuzz->arena;
    struct generate_options options = {.direction = SCHEMA_REQUEST,
                                       .root = request_place(part->parameter, arena)};
    struct generate_violations found = {0};
    bool scalar = !json_is(part->value, json_type_array) && !json_is(part->value, json_type_object);
    bool some = scalar && part->parameter->schema && !part->parameter->media &&
                generate_parameter_violations(part->parameter->schema, part->value, &options, &found, NULL);
    size_t first = (size_t)random_below(&making->random, found.count);
    bool broken = false;
    for (size_t i = 0; some && i < found.count && !broken; i++) {
        const struct generate_violation *chosen = &found.items[(first + i) % found.count];
        if (!request_can_carry(part->parameter, chosen->text))
            continue;
        note_fault(making->fuzz, chosen);
        part->text = arena_string(arena, wrong_text(making, part, chosen));
        part->left_out = false;
        making->fuzz->fault = part;
        broken = true;
    }
    generate_violations_clear(&found);
    return broken;
}

/* One part of the request is broken: the body or a parameter. */
static bool break_something(struct making *making, struct error *error)
{
    struct request *request = &making->fuzz->request;
    size_t count = request->part_count + 1, first = (size_t)random_below(&making->random, count);
    for (size_t i = 0; i < count; i++) {
        size_t at = (first + i) % count;
        if (at == request->part_count ? break_body(making) : break_part(making, &request->parts[at]))
            return true;
    }
    return error_set(error, "nothing of this request can be broken");
}

/* ---- All of it ---- */

static bool has_schemas(const struct request *request)
{
    bool any = request->media && request->media->schema;
    for (size_t i = 0; i < request->part_count; i++)
        any = any || request_schema(request->parts[i].parameter);
    return any;
}

bool fuzz_make(struct fuzz_request *fuzz, const struct crew *crew, const struct contract_operation *operation,
               bool valid, size_t number, struct error *error)
{
    struct making making = {.fuzz = fuzz,
                            .crew = crew,
                            .random = stream_of(crew->seed, operation->id, valid, number),
                            .size = (unsigned)(number % SIZES)};
    *fuzz = (struct fuzz_request){.valid = valid};
    if (!request_make(&fuzz->request, crew, operation, 0, error))
        return false;
    if (!has_schemas(&fuzz->request))
        return error_set(error, "%s %s leaves nothing to vary", operation->method, operation->path);
    fuzz->pins = make_pins(&making);
    name_unknown(&making);
    for (size_t i = 0; i < fuzz->request.part_count; i++)
        vary_part(&making, &fuzz->request.parts[i]);
    return vary_body(&making, error) && (valid || break_something(&making, error));
}

void fuzz_clear(struct fuzz_request *fuzz)
{
    request_clear(&fuzz->request);
    json_object_put(fuzz->pins);
    arena_clear(&fuzz->arena);
    *fuzz = (struct fuzz_request){0};
}

/* A body that is null is one too. */
struct run_request fuzz_write(const struct fuzz_request *fuzz, const struct crew *crew, struct arena *arena)
{
    const struct request *from = &fuzz->request;
    struct run_request request = request_write(from, arena);
    if (from->media && from->media->schema) {
        char *text = json_text(from->body, JSON_COMPACT);
        request.json = NULL;
        request.length = strlen(text);
        request.body = arena_copy(arena, text, request.length);
        free(text);
    }
    request.spends = suites_may_start(crew->judge.documented, from->operation);
    request.trial = true;
    request.changes = suites_changes_something(from->operation);
    return request;
}

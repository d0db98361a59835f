/* What is wrong with a body, in the media type that it is written in. */
#include <stdlib.h>
#include <string.h>

#include "generate/generate.h"
#include "suites/form.h"
#include "suites/violations_private.h"

enum { BRANCHES_MOST = 16 };

/* The bodies of one media type. */
struct bodies {
    struct violations *list;
    const struct contract_operation *operation;
    const struct contract_media *media;
    const char *root; /* of their places; NULL: they are of the operation's first media type */
};

static void add(const struct bodies *bodies, const struct generate_violation *from, const char *bytes,
                size_t length)
{
    struct arena *arena = violations_arena(bodies->list);
    const struct contract_operation *operation = bodies->operation;
    violations_add(bodies->list,
                   &(struct violation){.operation = operation->id,
                                       .id = violations_id(arena, operation, from->place, from->rule),
                                       .title = violations_title(arena, operation, from),
                                       .basis = arena_string(arena, from->basis),
                                       .statuses = violations_statuses(arena, operation, from->place),
                                       .body = bytes,
                                       .length = length,
                                       .further = bodies->root != NULL});
}

/* ---- JSON ---- */

static void add_instance(const struct bodies *bodies, const struct generate_violation *from)
{
    char *text = json_text(from->instance, JSON_COMPACT);
    add(bodies, from, arena_string(violations_arena(bodies->list), text), strlen(text));
    free(text);
}

static const char *raw_title(const struct bodies *bodies, const struct generate_raw *from)
{
    struct arena *arena = violations_arena(bodies->list);
    const struct contract_operation *operation = bodies->operation;
    const char *title =
        arena_format(arena, "%s %s refuses %s", operation->method, operation->path, from->title);
    return bodies->root ? arena_format(arena, "%s as %s", title, request_place_words(arena, bodies->root))
                        : title;
}

static void add_raw(const struct bodies *bodies, const struct generate_raw *from)
{
    struct arena *arena = violations_arena(bodies->list);
    const struct contract_operation *operation = bodies->operation;
    const char *place = bodies->root ? bodies->root : "body",
               *statuses = violations_statuses(arena, operation, place);
    bool unnamed = !from->bytes && !strstr(statuses, "4xx");
    violations_add(
        bodies->list,
        &(struct violation){.operation = operation->id,
                            .id = violations_id(arena, operation, place, from->rule),
                            .title = raw_title(bodies, from),
                            .basis = arena_string(arena, operation->body->pointer),
                            .statuses = unnamed ? arena_format(arena, "%s 415", statuses) : statuses,
                            .body = from->bytes ? arena_copy(arena, from->bytes, from->length) : NULL,
                            .length = from->length,
                            .further = bodies->root != NULL});
}

/* Without a body no media type is named. */
static void add_raws(const struct bodies *bodies, const struct json_object *base)
{
    struct generate_raws raws = {0};
    generate_raw_faults(base, &raws);
    for (size_t i = 0; i < raws.count; i++) {
        const struct generate_raw *from = &raws.items[i];
        bool absent = !from->bytes || !from->length;
        if ((from->bytes || !bodies->root) && (!absent || bodies->operation->body->required))
            add_raw(bodies, from);
    }
    generate_raws_clear(&raws);
}

/* Where no body is needed, null is none to many. */
static bool is_null(const struct generate_violation *violation)
{
    return !*violation->pointer && !violation->instance;
}

static void add_instances(const struct bodies *bodies, const struct json_object *base,
                          struct generate_violations *found)
{
    struct generate_options options = {.direction = SCHEMA_REQUEST, .root = bodies->root};
    size_t from = found->count;
    if (!bodies->media->schema || !generate_violations(bodies->media->schema, base, &options, found, NULL))
        return;
    for (size_t i = from; i < found->count; i++)
        if (bodies->operation->body->required || !is_null(&found->items[i]))
            add_instance(bodies, &found->items[i]);
}

static void add_json(const struct bodies *bodies, const struct json_object *base)
{
    struct generate_violations found = {0};
    add_instances(bodies, base, &found);
    add_raws(bodies, base);
    bodies->list->dropped += found.dropped;
    generate_violations_clear(&found);
}

void violations_of_body(struct violations *list, const struct contract_operation *operation,
                        const struct json_object *base)
{
    const struct bodies bodies = {.list = list,
                                  .operation = operation,
                                  .media = operation->body ? request_json_media(operation) : NULL};
    if (bodies.media)
        add_json(&bodies, base);
}

/* ---- Forms and texts ---- */

static void add_encoded(const struct bodies *bodies, const struct generate_violation *from)
{
    struct buffer bytes;
    buffer_init(&bytes, BUFFER_UNBOUNDED);
    request_encode(bodies->media, from->instance, &bytes);
    add(bodies, from, arena_copy(violations_arena(bodies->list), buffer_string(&bytes), bytes.length),
        bytes.length);
    buffer_clear(&bytes);
}

static void add_surely_wrong(const struct bodies *bodies, const struct generate_violations *found,
                             bool json_alone)
{
    const struct contract_media *media = bodies->media;
    for (size_t i = 0; i < found->count; i++) {
        const struct generate_violation *item = &found->items[i];
        if ((!json_alone || form_is_told_in_json(media, item->instance, item->pointer)) &&
            form_is_surely_wrong(media, item->instance, item->pointer))
            add_encoded(bodies, item);
    }
    bodies->list->dropped += found->dropped;
}

/* JSON inside a form tells types apart, of which the first list knows nothing. */
static void add_forms(const struct bodies *bodies, const struct json_object *base)
{
    const struct schema *schema = bodies->media->schema;
    struct generate_options options = {.direction = SCHEMA_REQUEST, .root = bodies->root};
    struct generate_violations texts = {0}, values = {0};
    if (generate_form_violations(schema, base, &options, &texts, NULL))
        add_surely_wrong(bodies, &texts, false);
    if (generate_violations(schema, base, &options, &values, NULL))
        add_surely_wrong(bodies, &values, true);
    generate_violations_clear(&texts);
    generate_violations_clear(&values);
}

static void add_plain_texts(const struct bodies *bodies, const struct json_object *base)
{
    struct generate_options options = {.direction = SCHEMA_REQUEST, .root = bodies->root};
    struct generate_violations found = {0};
    bool derived = generate_parameter_violations(bodies->media->schema, base, &options, &found, NULL);
    for (size_t i = 0; derived && i < found.count; i++)
        add_encoded(bodies, &found.items[i]);
    bodies->list->dropped += found.dropped;
    generate_violations_clear(&found);
}

static void add_others(const struct bodies *bodies, const struct json_object *base)
{
    if (request_is_form(bodies->media) && json_is(base, json_type_object))
        add_forms(bodies, base);
    else if (!request_is_form(bodies->media))
        add_plain_texts(bodies, base);
}

/* No byte is a form without a member, or the empty text: where that may be, nothing is missing. */
static void add_missing(const struct bodies *bodies)
{
    static const struct generate_raw missing = {.rule = "missing", .title = "no body at all"};
    bool form = request_is_form(bodies->media);
    struct json_object *nothing = form ? json_object_new_object() : json_object_new_string("");
    if (!bodies->root && bodies->operation->body->required &&
        !schema_is_valid(bodies->media->schema, nothing, SCHEMA_REQUEST))
        add_raw(bodies, &missing);
    json_object_put(nothing);
}

/* ---- All of them ---- */

static const struct json_object *body_of(const struct request *request)
{
    return request->other_media ? request->other_body : request->body;
}

static void add_branch(const struct bodies *bodies, const struct request *request,
                       struct generate_violations *found)
{
    if (request->other_media)
        add_others(bodies, request->other_body);
    else
        add_instances(bodies, request->body, found);
}

/* What only other alternatives of the body have: of oneOf and anyOf, each sample takes other branches, until they come round.
 * The first request may hold an example, of whatever branch. */
static void add_other_branches(const struct bodies *bodies, const struct crew *crew,
                               const struct request *first)
{
    struct generate_violations found = {0};
    struct error ignored = {0};
    struct json_object *second = NULL;
    bool round = false;
    for (size_t branch = 1; branch < BRANCHES_MOST && !round; branch++) {
        struct request request = {0};
        bool made = request_make_as(&request, crew, bodies->operation, bodies->media, branch, &ignored);
        round = !made || (branch > 1 && json_equal(body_of(&request), second));
        if (branch == 1 && made)
            second = json_copy(body_of(&request));
        if (!round && !json_equal(body_of(&request), body_of(first)))
            add_branch(bodies, &request, &found);
        request_clear(&request);
    }
    json_object_put(second);
    generate_violations_clear(&found);
}

void violations_add_bodies(struct violations *list, const struct request *request, const struct crew *crew)
{
    const struct contract_media *media = request_media(request);
    const struct bodies bodies = {.list = list,
                                  .operation = request->operation,
                                  .media = media,
                                  .root =
                                      request_body_root(violations_arena(list), request->operation, media)};
    if (!media || (request->other_media && !media->schema))
        return;
    if (request->other_media) {
        add_others(&bodies, request->other_body);
        add_missing(&bodies);
    } else {
        add_json(&bodies, request->body);
    }
    if (crew && body_of(request))
        add_other_branches(&bodies, crew, request);
}

/* The shapes of bodies: which places they have, and of what types. All bodies of an operation and status count together,
 * so that a property which not every answer has does not come and go. */
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "reports/compare.h"

enum { PLACES_MAXIMUM = 5000, NAME_MAXIMUM = 100, TYPES = 7 };

static const char *const type_names[TYPES] = {"null",   "boolean", "integer", "number",
                                              "string", "array",   "object"};

/* A place in the bodies of one operation and status. */
struct place {
    const char *operation;
    int64_t status;
    const char *name;
    bool seen[2][TYPES]; /* before and after */
};

struct shapes {
    struct comparison *comparison;
    struct map index; /* key → struct place */
    struct place **places;
    size_t count, capacity;
    struct map bodies[2]; /* operation and status → any: was there a JSON body at all? */
    int side;
};

static char *key_of(const struct model_exchange *exchange, const char *name)
{
    return string_format("%s\n%lld\n%s", exchange->operation, (long long)exchange->status, name);
}

static struct place *place_at(struct shapes *shapes, const struct model_exchange *exchange, const char *name)
{
    char *key = key_of(exchange, name);
    struct place *place = map_find(&shapes->index, key);
    if (!place && shapes->count < PLACES_MAXIMUM) {
        place = arena_new(&shapes->comparison->arena, sizeof *place);
        *place = (struct place){.operation = exchange->operation,
                                .status = exchange->status,
                                .name = arena_string(&shapes->comparison->arena, name)};
        map_put(&shapes->index, key, place);
        shapes->places =
            memory_grow(shapes->places, shapes->count, &shapes->capacity, sizeof *shapes->places);
        shapes->places[shapes->count++] = place;
    }
    free(key);
    return place;
}

static void mark(struct shapes *shapes, struct place *place, const struct json_object *node)
{
    const char *type = json_type_word(node);
    for (size_t i = 0; i < TYPES; i++)
        if (strcmp(type_names[i], type) == 0)
            place->seen[shapes->side][i] = true;
}

/* Depth is bounded: what is deeper is no shape that a client reads. */
static void walk(struct shapes *shapes, const struct model_exchange *exchange, const char *name,
                 struct json_object *node, int depth)
{
    struct place *place = place_at(shapes, exchange, name);
    if (!place || depth > 12)
        return;
    mark(shapes, place, node);
    if (json_is(node, json_type_array)) {
        char *item = string_format("%s[]", name);
        for (size_t i = 0; i < json_object_array_length(node); i++)
            walk(shapes, exchange, item, json_object_array_get_idx(node, i), depth + 1);
        free(item);
    } else if (json_is(node, json_type_object)) {
        json_object_object_foreach(node, key, value)
        {
            char *member = string_format("%s%s%.*s", name, *name ? "." : "", NAME_MAXIMUM, key);
            walk(shapes, exchange, member, value, depth + 1);
            free(member);
        }
    }
}

static void take_body(struct shapes *shapes, const struct model_exchange *exchange,
                      const struct json_object *body)
{
    struct buffer bytes;
    buffer_init(&bytes, BUFFER_UNBOUNDED);
    bool whole = body && !json_member_bool(body, "truncated", false) && model_body_bytes(body, &bytes);
    struct json_document *document =
        whole ? json_read("body", buffer_string(&bytes), bytes.length, NULL, NULL) : NULL;
    if (document) {
        char *key = key_of(exchange, "");
        map_put(&shapes->bodies[shapes->side], key, shapes);
        walk(shapes, exchange, "", json_document_root(document), 0);
        free(key);
    }
    json_document_free(document);
    buffer_clear(&bytes);
}

static void take_target(struct shapes *shapes, const struct model *model, const struct model_target *target,
                        int side)
{
    shapes->side = side;
    for (size_t i = 0; i < target->exchange_count; i++) {
        const struct model_exchange *exchange = target->exchanges[i];
        struct json_document *line = !exchange->is_callback && *exchange->operation && exchange->status
                                         ? model_load(model, exchange, NULL)
                                         : NULL;
        struct json_object *response = line ? json_member_object(json_document_root(line), "response") : NULL;
        take_body(shapes, exchange, json_member_object(response, "body"));
        json_document_free(line);
    }
}

static const char *types_of(struct shapes *shapes, const bool *seen)
{
    const char *words = NULL;
    for (size_t i = 0; i < TYPES; i++)
        if (seen[i])
            words = words ? arena_format(&shapes->comparison->arena, "%s or %s", words, type_names[i])
                          : type_names[i];
    return words;
}

/* Whole numbers are numbers: 1 and 1.5 are the same shape. */
static bool is_same(const struct place *place)
{
    for (size_t i = 0; i < TYPES; i++) {
        bool number = strcmp(type_names[i], "integer") == 0;
        bool before = place->seen[0][i] || (number && place->seen[0][i + 1]),
             after = place->seen[1][i] || (number && place->seen[1][i + 1]);
        if (strcmp(type_names[i], "number") == 0)
            continue;
        if (before != after)
            return false;
    }
    return true;
}

static bool has_bodies(const struct shapes *shapes, const struct place *place)
{
    struct model_exchange exchange = {.operation = place->operation, .status = place->status};
    char *key = key_of(&exchange, "");
    bool both = map_find(&shapes->bodies[0], key) && map_find(&shapes->bodies[1], key);
    free(key);
    return both;
}

static void add_shape(struct shapes *shapes, const struct place *place)
{
    struct comparison *comparison = shapes->comparison;
    if (is_same(place) || !has_bodies(shapes, place))
        return;
    comparison->shapes = memory_grow(comparison->shapes, comparison->shape_count, &comparison->shape_capacity,
                                     sizeof *comparison->shapes);
    comparison->shapes[comparison->shape_count++] =
        (struct compare_shape){.operation = place->operation,
                               .status = place->status,
                               .place = place->name,
                               .before = types_of(shapes, place->seen[0]),
                               .after = types_of(shapes, place->seen[1])};
}

void compare_shapes(struct comparison *comparison, const struct model *before, const struct model *after)
{
    struct shapes shapes = {.comparison = comparison};
    take_target(&shapes, before, comparison->before, 0);
    take_target(&shapes, after, comparison->after, 1);
    for (size_t i = 0; i < shapes.count; i++)
        add_shape(&shapes, shapes.places[i]);
    map_clear(&shapes.index);
    map_clear(&shapes.bodies[0]);
    map_clear(&shapes.bodies[1]);
    free(shapes.places);
}

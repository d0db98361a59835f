#include "json/builder.h"

#include <stdlib.h>
#include <string.h>

const struct json_limits json_limits_strange = {.depth = JSON_DEPTH_USUAL, .nodes = 1200000};

void json_builder_init(struct json_builder *builder, struct json_document *document,
                       const struct json_limits *limits, struct error *error)
{
    builder->document = document;
    builder->error = error;
    builder->limits = limits ? *limits : (struct json_limits){0};
    builder->pending = builder->few_pending;
    builder->capacity = JSON_PENDING_FEW;
    builder->frames = builder->few_frames;
    builder->frame_capacity = JSON_FRAMES_FEW;
    builder->count = builder->depth = builder->nodes = 0;
    builder->key = NULL;
    if (!builder->limits.depth)
        builder->limits.depth = JSON_DEPTH_USUAL;
    if (builder->limits.depth > JSON_DEPTH_MOST)
        builder->limits.depth = JSON_DEPTH_MOST;
}

void json_builder_clear(struct json_builder *builder)
{
    while (builder->count)
        json_object_put(builder->pending[--builder->count].node);
    if (builder->pending != builder->few_pending)
        free(builder->pending);
    if (builder->frames != builder->few_frames)
        free(builder->frames);
    builder->pending = builder->few_pending;
    builder->frames = builder->few_frames;
}

void json_builder_key(struct json_builder *builder, const char *key, struct json_place place)
{
    builder->key = key;
    builder->key_place = place;
}

bool json_builder_inside_object(const struct json_builder *builder)
{
    return builder->depth && builder->frames[builder->depth - 1].is_object;
}

static void note_exceeded(const struct json_builder *builder)
{
    if (builder->limits.exceeded)
        *builder->limits.exceeded = true;
}

/* As memory_grow(), of an array that may still be the one inside the builder. */
static void *grow(void *items, const void *few, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity)
        return items;
    if (items != few)
        return memory_grow(items, count, capacity, size);
    *capacity = 0;
    return memcpy(memory_grow(NULL, 2 * count, capacity, size), few, count * size);
}

void json_builder_append(struct json_builder *builder, struct json_pending pending)
{
    builder->pending = grow(builder->pending, builder->few_pending, builder->count, &builder->capacity,
                            sizeof *builder->pending);
    builder->pending[builder->count++] = pending;
}

bool json_builder_add(struct json_builder *builder, struct json_object *node, struct json_place place)
{
    json_builder_append(builder, (struct json_pending){builder->key, builder->key_place, node});
    builder->key = NULL;
    builder->nodes++;
    if (!builder->limits.nodes || builder->nodes <= builder->limits.nodes)
        return true;
    note_exceeded(builder);
    return json_document_fault(builder->document, builder->error, place, "more than %zu values, which is the limit",
                               builder->limits.nodes);
}

bool json_builder_open(struct json_builder *builder, bool is_object, struct json_place place)
{
    if (builder->depth == builder->limits.depth) {
        note_exceeded(builder);
        return json_document_fault(builder->document, builder->error, place,
                                   "nested deeper than %u levels, which is the limit", builder->limits.depth);
    }
    if (!json_builder_add(builder, NULL, place))
        return false;
    builder->frames = grow(builder->frames, builder->few_frames, builder->depth, &builder->frame_capacity,
                           sizeof *builder->frames);
    builder->frames[builder->depth++] = (struct json_frame){is_object, builder->count, place};
    return true;
}

/* The last of equal keys wins, in the place of the first: `first` takes over what `again` has. */
static bool merge_duplicate(struct json_builder *builder, struct json_pending *first, struct json_pending *again)
{
    char shown[JSON_SHORT];
    json_object_put(first->node);
    first->node = again->node;
    again->node = NULL;
    unsigned line = first->key_place.line;
    first->key_place = again->key_place;
    if (builder->limits.doubts_are_errors)
        return json_document_fault(builder->document, builder->error, again->key_place,
                                   "the key \"%s\" stands in this object already, on line %u; keys are unique",
                                   json_shorten(again->key, shown), line);
    json_document_doubt(builder->document, JSON_DOUBT_DUPLICATE_KEY, again->key_place, again->key);
    return true;
}

/* Enters the pending members themselves, so that a later equal key finds the first without a search. */
static bool enter_members(struct json_builder *builder, struct lh_table *table, struct json_pending *members,
                          size_t count)
{
    for (size_t i = 0; i < count; i++) {
        unsigned long hash = lh_get_hash(table, members[i].key);
        struct lh_entry *entry = i ? lh_table_lookup_entry_w_hash(table, members[i].key, hash) : NULL;
        if (entry) {
            if (!merge_duplicate(builder, lh_entry_v(entry), &members[i]))
                return false;
        } else if (lh_table_insert_w_hash(table, members[i].key, &members[i], hash, JSON_C_OBJECT_ADD_CONSTANT_KEY)) {
            memory_require(NULL);
        }
    }
    return true;
}

/* Puts the nodes in the place of the pending members and notes where the keys stand. */
static struct json_place *settle_members(struct json_builder *builder, struct lh_table *table)
{
    struct arena *arena = json_document_arena(builder->document);
    size_t count = (size_t)lh_table_length(table), at = 0;
    struct json_place *keys = count ? arena_new(arena, count * sizeof *keys) : NULL;
    struct lh_entry *entry = NULL;
    lh_foreach (table, entry) {
        struct json_pending *member = lh_entry_v(entry);
        keys[at++] = member->key_place;
        lh_entry_set_val(entry, member->node);
        member->node = NULL;
    }
    return keys;
}

static void forget_members(struct lh_table *table)
{
    struct lh_entry *entry = NULL;
    lh_foreach (table, entry)
        lh_entry_set_val(entry, NULL);
}

enum { SLOTS_AT_FIRST = 16, NODES_MANY = 1000 };

static struct json_object *make_object(struct json_builder *builder, struct json_pending *members, size_t count)
{
    struct json_object *object = memory_require(json_object_new_object());
    struct lh_table *table = json_object_get_object(object);
    /* One step to the final size: at most two thirds of the slots are used, and a million of small objects, such as
     * a hostile body may hold, take no 700 bytes each; of the first ones, that costs more than it brings. */
    bool small = count <= SLOTS_AT_FIRST / 4 && builder->nodes > NODES_MANY;
    bool fits = count <= SLOTS_AT_FIRST / 2 && !small;
    if (!fits && count < INT32_MAX / 4 && lh_table_resize(table, count ? (int)(count * 2) : 1))
        memory_require(NULL);
    if (!enter_members(builder, table, members, count)) {
        forget_members(table);
        json_object_put(object);
        return NULL;
    }
    const struct json_place *keys = settle_members(builder, table);
    struct json_origin *origin = arena_new(json_document_arena(builder->document), sizeof *origin);
    origin->source = json_document_source(builder->document);
    origin->place = builder->frames[builder->depth - 1].place;
    origin->keys = keys;
    json_object_set_userdata(object, origin, NULL);
    return object;
}

static struct json_object *make_array(struct json_builder *builder, struct json_pending *items, size_t count)
{
    struct json_object *array = memory_require(json_object_new_array_ext(count ? (int)count : 1));
    for (size_t i = 0; i < count; i++) {
        if (json_object_array_add(array, items[i].node))
            memory_require(NULL);
        items[i].node = NULL;
    }
    json_document_place(builder->document, array, builder->frames[builder->depth - 1].place);
    return array;
}

bool json_builder_close(struct json_builder *builder)
{
    struct json_frame *frame = &builder->frames[builder->depth - 1];
    struct json_pending *values = builder->pending + frame->first;
    size_t count = builder->count - frame->first;
    struct json_object *node =
        frame->is_object ? make_object(builder, values, count) : make_array(builder, values, count);
    if (!node)
        return false;
    builder->count = frame->first;
    builder->pending[frame->first - 1].node = node;
    builder->depth--;
    return true;
}

void json_builder_finish(struct json_builder *builder)
{
    json_document_set_root(builder->document, builder->pending[0].node);
    json_document_count(builder->document, builder->nodes);
    builder->count = 0;
}

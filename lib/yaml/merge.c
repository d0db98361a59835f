#include "yaml/reader.h"

const char yaml_merge_key[] = "<<";

static void retire(struct yaml_retired *retired, struct json_object *node)
{
    retired->nodes = memory_grow(retired->nodes, retired->count, &retired->capacity, sizeof *retired->nodes);
    retired->nodes[retired->count++] = node;
}

/* Takes the merge key out of the members from `first` on. */
static bool take_merge(struct json_builder *builder, size_t first, struct json_pending *merge)
{
    size_t at = first;
    while (at < builder->count && builder->pending[at].key != yaml_merge_key)
        at++;
    if (at == builder->count)
        return false;
    *merge = builder->pending[at];
    for (builder->count--; at < builder->count; at++)
        builder->pending[at] = builder->pending[at + 1];
    return true;
}

/* Adds those members of `object` whose keys are not known yet; the keys of a copy live no longer than the copy. */
static void add_members(struct json_builder *builder, struct json_object *object, struct map *known)
{
    struct arena *arena = json_document_arena(builder->document);
    const struct json_place *keys = json_origin_of(object)->keys;
    size_t index = 0;
    for (struct lh_entry *entry = lh_table_head(json_object_get_object(object)); entry;
         entry = lh_entry_next(entry), index++) {
        const char *key = lh_entry_k(entry);
        if (map_find(known, key))
            continue;
        map_put(known, key, object);
        json_builder_append(builder, (struct json_pending){arena_string(arena, key), keys[index],
                                                           json_object_get(lh_entry_v(entry))});
    }
}

static bool fault(struct json_builder *builder, const struct json_pending *merge,
                  const struct json_object *node)
{
    const struct json_origin *origin = json_origin_of(node);
    return json_document_fault(
        builder->document, builder->error, origin ? origin->place : merge->key_place,
        "the key \"<<\" merges mappings into this one; expected a mapping or a sequence of "
        "mappings, found %s",
        json_type_word(node));
}

/* Is it a mapping, or a sequence of mappings? */
static bool check_value(struct json_builder *builder, const struct json_pending *merge)
{
    if (json_is(merge->node, json_type_object))
        return true;
    if (!json_is(merge->node, json_type_array))
        return fault(builder, merge, merge->node);
    for (size_t i = 0; i < json_object_array_length(merge->node); i++) {
        const struct json_object *item = json_object_array_get_idx(merge->node, i);
        if (!json_is(item, json_type_object))
            return fault(builder, merge, item);
    }
    return true;
}

bool yaml_merge(struct json_builder *builder, struct yaml_retired *retired)
{
    size_t first = builder->frames[builder->depth - 1].first;
    struct json_pending merge;
    struct map known = {0};
    if (!take_merge(builder, first, &merge))
        return true;
    if (merge.node)
        retire(retired, merge.node);
    if (!check_value(builder, &merge))
        return false;
    for (size_t i = first; i < builder->count; i++)
        map_put(&known, builder->pending[i].key, builder);
    if (json_is(merge.node, json_type_object))
        add_members(builder, merge.node, &known);
    else
        for (size_t i = 0; i < json_object_array_length(merge.node); i++)
            add_members(builder, json_object_array_get_idx(merge.node, i), &known);
    map_clear(&known);
    return true;
}

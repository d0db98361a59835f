/* Changes objects and arrays of the target so that every key and node still tells where it was read. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "contract/overlay_private.h"

/* Values that one overlay may add, and how deep: what is far beyond any contract, and within memory. */
enum { ADDED_MOST = 1000000, DEPTH_MOST = JSON_DEPTH_USUAL };

/* ---- Origins ----
 *
 * They may be shared with the object that this one was copied from, and are never changed, but replaced. */

struct keys {
    struct json_place *places;
    const struct json_source **sources;
};

/* The keys' places of `object`, with room for `more`; of unknown ones, the line is 0. */
static struct keys copy_keys(const struct overlay *overlay, const struct json_object *object, size_t more)
{
    struct arena *arena = json_document_arena(overlay->target);
    size_t count = (size_t)json_object_object_length(object);
    const struct json_origin *origin = json_origin_of(object);
    struct keys keys = {
        .places = arena_new(arena, (count + more + 1) * sizeof *keys.places),
        .sources = arena_new(arena, (count + more + 1) * sizeof *keys.sources),
    };
    for (size_t i = 0; origin && origin->keys && i < count; i++) {
        keys.places[i] = origin->keys[i];
        keys.sources[i] = origin->key_sources ? origin->key_sources[i] : origin->source;
    }
    return keys;
}

static void set_keys(const struct overlay *overlay, struct json_object *object, struct keys keys)
{
    const struct json_origin *old = json_origin_of(object);
    struct json_origin *origin = arena_new(json_document_arena(overlay->target), sizeof *origin);
    if (old)
        *origin = *old;
    origin->keys = keys.places;
    origin->key_sources = keys.sources;
    json_object_set_userdata(object, origin, NULL);
}

/* ---- Bounds ---- */

static void measure(const struct json_object *node, size_t *nodes, unsigned depth, unsigned *deepest)
{
    ++*nodes;
    if (depth > *deepest)
        *deepest = depth;
    if (json_is(node, json_type_array))
        for (size_t i = 0; i < json_object_array_length(node); i++)
            measure(json_object_array_get_idx(node, i), nodes, depth + 1, deepest);
    if (!json_is(node, json_type_object))
        return;
    struct lh_entry *entry = NULL;
    lh_foreach(json_object_get_object(node), entry) measure(lh_entry_v(entry), nodes, depth + 1, deepest);
}

static bool check_bounds(struct overlay *overlay, const struct json_object *action, unsigned depth)
{
    unsigned deepest = depth;
    measure(json_member(action, "update"), &overlay->added, depth, &deepest);
    if (overlay->added > ADDED_MOST)
        return overlay_fault(overlay, action, "update", "more than %d values are added, which is the limit",
                             ADDED_MOST);
    if (deepest > DEPTH_MOST)
        return overlay_fault(overlay, action, "update", "nested deeper than %d levels where it is added",
                             DEPTH_MOST);
    return true;
}

/* ---- Merging ---- */

static bool is_structure(const struct json_object *node)
{
    return json_is(node, json_type_object) || json_is(node, json_type_array);
}

static bool fault_incompatible(const struct overlay *overlay, const struct json_object *update,
                               const char *key, const struct json_object *target)
{
    char shown[JSON_SHORT], where[300] = "the target";
    const struct json_origin *origin = json_origin_of(target);
    if (origin)
        snprintf(where, sizeof where, "line %u of %.200s", origin->place.line, origin->source->name);
    return overlay_fault(overlay, update, key,
                         "\"%s\" is of type %s here and of type %s in %s; expected the same, or "
                         "that an action removes it first",
                         json_shorten(key, shown), json_type_word(json_member(update, key)),
                         json_type_word(target), where);
}

static void append_items(struct json_object *target, const struct json_object *items)
{
    for (size_t i = 0; i < json_object_array_length(items); i++)
        if (json_object_array_add(target, json_copy(json_object_array_get_idx(items, i))))
            memory_require(NULL);
}

static bool merge_objects(struct overlay *overlay, struct json_object *target,
                          const struct json_object *update);

/* Merges the member that both have; `replaced` where the value is the overlay's from now on. */
static bool merge_member(struct overlay *overlay, struct json_object *target,
                         const struct json_object *update, const char *key, bool *replaced)
{
    struct json_object *old = json_member(target, key), *new = json_member(update, key);
    *replaced = false;
    if (is_structure(old) && !new)
        return true;
    if (json_is(old, json_type_object) && json_is(new, json_type_object))
        return merge_objects(overlay, old, new);
    if (json_is(old, json_type_array) && json_is(new, json_type_array)) {
        append_items(old, new);
        return true;
    }
    if (is_structure(old) || is_structure(new))
        return fault_incompatible(overlay, update, key, old);
    *replaced = true;
    if (json_object_object_add(target, key, json_copy(new)))
        memory_require(NULL);
    return true;
}

/* Where the member's key stands in the overlay. */
static void note_key(const struct json_object *update, const char *key, struct keys keys, size_t index)
{
    keys.places[index] = (struct json_place){0};
    json_key_place(update, key, &keys.sources[index], &keys.places[index]);
}

static bool merge_common(struct overlay *overlay, struct json_object *target,
                         const struct json_object *update, struct keys keys)
{
    size_t index = 0;
    for (const struct lh_entry *entry = lh_table_head(json_object_get_object(target)); entry;
         entry = lh_entry_next(entry), index++) {
        bool replaced = false;
        const char *key = lh_entry_k(entry);
        if (!json_has(update, key))
            continue;
        if (!merge_member(overlay, target, update, key, &replaced))
            return false;
        if (replaced)
            note_key(update, key, keys, index);
    }
    return true;
}

static void add_others(struct json_object *target, const struct json_object *update, struct keys keys)
{
    const struct json_origin *origin = json_origin_of(update);
    size_t index = 0, end = (size_t)json_object_object_length(target);
    struct lh_entry *entry = NULL;
    lh_foreach(json_object_get_object(update), entry)
    {
        const char *key = lh_entry_k(entry);
        if (!json_has(target, key)) {
            if (json_object_object_add_ex(target, key, json_copy(lh_entry_v(entry)),
                                          JSON_C_OBJECT_ADD_KEY_IS_NEW))
                memory_require(NULL);
            if (origin && origin->keys) {
                keys.places[end] = origin->keys[index];
                keys.sources[end] = origin->source;
            }
            end++;
        }
        index++;
    }
}

static bool merge_objects(struct overlay *overlay, struct json_object *target,
                          const struct json_object *update)
{
    struct keys keys = copy_keys(overlay, target, (size_t)json_object_object_length(update));
    if (!merge_common(overlay, target, update, keys))
        return false;
    add_others(target, update, keys);
    set_keys(overlay, target, keys);
    return true;
}

bool overlay_update(struct overlay *overlay, const struct json_object *action,
                    const struct jsonpath_match *match)
{
    struct json_object *update = json_member(action, "update");
    if (!check_bounds(overlay, action, match->depth + 1))
        return false;
    if (json_is(match->node, json_type_object)) {
        if (json_is(update, json_type_object))
            return merge_objects(overlay, match->node, update);
        return overlay_fault(overlay, action, "update", "the update of an object is an object, not %s",
                             json_type_word(update));
    }
    if (json_object_array_add(match->node, json_copy(update)))
        memory_require(NULL);
    return true;
}

/* ---- Removing ---- */

/* The deepest first; in one array, the last first. */
static int compare_matches(const void *left, const void *right)
{
    const struct jsonpath_match *a = left, *b = right;
    if (a->depth != b->depth)
        return a->depth > b->depth ? -1 : 1;
    if (a->parent != b->parent)
        return (uintptr_t)a->parent < (uintptr_t)b->parent ? -1 : 1;
    if (a->index != b->index)
        return a->index > b->index ? -1 : 1;
    return (uintptr_t)a->key < (uintptr_t)b->key ? -1 : a->key != b->key;
}

static void remove_member(struct overlay *overlay, struct json_object *object, const char *key)
{
    struct keys keys = copy_keys(overlay, object, 0);
    size_t count = (size_t)json_object_object_length(object), index = 0;
    for (const struct lh_entry *entry = lh_table_head(json_object_get_object(object));
         lh_entry_k(entry) != key; entry = lh_entry_next(entry))
        index++;
    for (; index + 1 < count; index++) {
        keys.places[index] = keys.places[index + 1];
        keys.sources[index] = keys.sources[index + 1];
    }
    json_object_object_del(object, key);
    set_keys(overlay, object, keys);
}

bool overlay_remove(struct overlay *overlay, const struct json_object *action,
                    struct jsonpath_matches *matches)
{
    qsort(matches->items, matches->count, sizeof *matches->items, compare_matches);
    for (size_t i = 0; i < matches->count; i++) {
        const struct jsonpath_match *match = &matches->items[i];
        if (i && !compare_matches(match, match - 1))
            continue;
        if (!match->parent)
            return overlay_fault(overlay, action, "target", "the document itself cannot be removed");
        if (match->key)
            remove_member(overlay, match->parent, match->key);
        else
            json_object_array_del_idx(match->parent, match->index, 1);
    }
    return true;
}

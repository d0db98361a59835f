/* Callback Objects: expressions that become URLs at run time, each with a path item. An operation of theirs may have
 * callbacks again, even itself: path items wait in a list and are built once. */
#include "contract/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct contract_callback *add(struct contract_callback **list, size_t *count, size_t *capacity)
{
    *list = memory_grow(*list, *count, capacity, sizeof **list);
    memset(&(*list)[*count], 0, sizeof **list);
    return &(*list)[(*count)++];
}

/* The expressions of one Callback Object. */
static void read_expressions(struct contract_store *store, const char *name, struct contract_place place,
                             struct contract_callback **list, size_t *count, size_t *capacity)
{
    struct lh_entry *entry = NULL;
    lh_foreach(json_object_get_object(place.node), entry)
    {
        const char *expression = lh_entry_k(entry);
        if (strncmp(expression, "x-", 2) == 0)
            continue;
        struct contract_callback *callback = add(list, count, capacity);
        callback->name = name;
        callback->expression = expression;
        callback->pointer = contract_member(store, place, expression).pointer;
    }
}

static void wait_for(struct contract_store *store, struct contract_callback *callback)
{
    store->waiting =
        memory_grow(store->waiting, store->waiting_count, &store->waiting_capacity, sizeof *store->waiting);
    store->waiting[store->waiting_count++] = callback;
}

const struct contract_callback *contract_read_callbacks(struct contract_store *store,
                                                        struct contract_place callbacks, size_t *count)
{
    *count = 0;
    if (!callbacks.node)
        return NULL;
    struct contract_callback *list = NULL;
    size_t capacity = 0;
    struct lh_entry *entry = NULL;
    lh_foreach(json_object_get_object(callbacks.node), entry)
    {
        const char *name = lh_entry_k(entry);
        struct contract_place place = contract_followed(store, contract_member(store, callbacks, name));
        read_expressions(store, name, place, &list, count, &capacity);
    }
    struct contract_callback *kept = arena_new(&store->arena, (*count + 1) * sizeof *kept);
    if (*count > 0)
        memcpy(kept, list, *count * sizeof *kept);
    free(list);
    for (size_t i = 0; i < *count; i++)
        wait_for(store, &kept[i]);
    return kept;
}

/* A path item that is built, with its expression: the same pointer is the same. */
struct built {
    const struct contract_operation *operations;
    size_t count;
};

const struct contract_operation *contract_built_callback(const void *built, size_t *count)
{
    *count = ((const struct built *)built)->count;
    return ((const struct built *)built)->operations;
}

static void build(struct contract_store *store, struct contract_callback *callback)
{
    char *key = string_format("%s %s", callback->pointer, callback->expression);
    struct built *built = map_find(&store->callbacks, key);
    if (!built) {
        const char *inner = NULL;
        const struct contract_document *document = contract_document_at(store, callback->pointer, &inner);
        struct contract_place place = {.pointer = callback->pointer};
        json_pointer_find(document->root, inner, &place.node);
        built = arena_new(&store->arena, sizeof *built);
        map_put(&store->callbacks, key, built);
        built->operations = contract_read_path_item(store, place, callback->expression, &built->count);
    }
    callback->operations = built->operations;
    callback->operation_count = built->count;
    free(key);
}

void contract_build_callbacks(struct contract_store *store)
{
    while (store->waiting_count > 0)
        build(store, store->waiting[--store->waiting_count]);
    free(store->waiting);
    store->waiting = NULL;
}

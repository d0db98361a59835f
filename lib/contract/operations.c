/* Path items and their operations (OpenAPI 3.0.3, "Path Item Object" and "Operation Object"). */
#include "contract/store.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static const char *const methods[] = {"get", "put", "post", "delete", "options", "head", "patch", "trace"};

static bool is_method(const char *name)
{
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        if (strcmp(methods[i], name) == 0)
            return true;
    }
    return false;
}

static const char *upper_case(struct arena *arena, const char *text)
{
    char *copy = arena_string(arena, text);
    for (char *at = copy; *at; at++)
        *at = (char)toupper((unsigned char)*at);
    return copy;
}

/* ---- One operation ---- */

static void name_operation(struct contract_store *store, struct contract_operation *operation)
{
    const char *id = json_member_string(operation->node, "operationId");
    operation->named = id != NULL;
    operation->id = id ? id : arena_format(&store->arena, "%s %s", operation->method, operation->path);
}

/* `lists` are the parameters of the path item, with room for those of the operation. */
static void read_operation(struct contract_store *store, struct contract_place place,
                           struct contract_place *lists, size_t list_count,
                           struct contract_operation *operation)
{
    operation->node = place.node;
    operation->pointer = place.pointer;
    operation->summary = json_member_string(place.node, "summary");
    operation->description = json_member_string(place.node, "description");
    operation->deprecated = json_member_bool(place.node, "deprecated", false);
    name_operation(store, operation);
    lists[list_count] = contract_member(store, place, "parameters");
    contract_read_parameters(store, lists, list_count + 1, operation);
    struct contract_place body = contract_followed(store, contract_member(store, place, "requestBody"));
    if (body.node)
        operation->body = contract_read_body(store, body);
    operation->responses = contract_read_responses(store, contract_member(store, place, "responses"),
                                                   &operation->response_count);
    contract_read_security(store, operation);
    operation->callbacks = contract_read_callbacks(store, contract_member(store, place, "callbacks"),
                                                   &operation->callback_count);
}

/* ---- Path items ---- */

enum { ITEMS_MOST = 32 };

/* A path item, and what its `$ref` leads to: their fields count together. */
struct path_item {
    struct contract_place parts[ITEMS_MOST];
    size_t count;
};

static void gather_parts(struct contract_store *store, struct contract_place place, struct path_item *item)
{
    while (place.node) {
        if (item->count == ITEMS_MOST) {
            contract_note(store, CONTRACT_REFUSED, "reference", place.pointer,
                          "a path item is reached by more than %d references", ITEMS_MOST);
            return;
        }
        item->parts[item->count++] = place;
        bool refers = json_has(place.node, "$ref") &&
                      contract_resolve(store, place.node, &place.node, &place.pointer, NULL);
        if (!refers)
            return;
    }
}

/* A field that stands beside a `$ref` and in what that leads to: 3.0.3 says that this is undefined. */
static bool stands_before(const struct path_item *item, size_t part, const char *name)
{
    for (size_t i = 0; i < part; i++) {
        if (json_has(item->parts[i].node, name))
            return true;
    }
    return false;
}

static size_t count_operations(const struct path_item *item)
{
    size_t count = 0;
    for (size_t i = 0; i < item->count; i++) {
        for (size_t j = 0; j < sizeof methods / sizeof *methods; j++)
            count += json_has(item->parts[i].node, methods[j]);
    }
    return count;
}

struct reading {
    const char *path;
    struct path_item item;
    struct contract_place lists[ITEMS_MOST + 1]; /* parameters, the farthest first: the nearer win */
    size_t list_count;
    struct contract_operation *operations;
    size_t count;
};

static void read_part(struct contract_store *store, struct reading *reading, size_t part)
{
    struct contract_place place = reading->item.parts[part];
    struct lh_entry *entry = NULL;
    lh_foreach(json_object_get_object(place.node), entry)
    {
        const char *name = lh_entry_k(entry);
        if (!is_method(name))
            continue;
        if (stands_before(&reading->item, part, name)) {
            contract_note(store, CONTRACT_REFUSED, "path-item", reading->item.parts[0].pointer,
                          "\"%s\" stands beside the $ref and in what that leads to: keep one", name);
            continue;
        }
        struct contract_operation *operation = &reading->operations[reading->count++];
        operation->method = upper_case(&store->arena, name);
        operation->path = reading->path;
        read_operation(store, contract_member(store, place, name), reading->lists, reading->list_count,
                       operation);
    }
}

const struct contract_operation *contract_read_path_item(struct contract_store *store,
                                                         struct contract_place place, const char *path,
                                                         size_t *count)
{
    struct reading reading = {.path = path};
    gather_parts(store, place, &reading.item);
    size_t room = count_operations(&reading.item);
    reading.operations = arena_new(&store->arena, (room + 1) * sizeof *reading.operations);
    for (size_t i = reading.item.count; i > 0; i--)
        reading.lists[reading.list_count++] = contract_member(store, reading.item.parts[i - 1], "parameters");
    for (size_t i = 0; i < reading.item.count; i++)
        read_part(store, &reading, i);
    *count = reading.count;
    return reading.operations;
}

/* ---- Paths ---- */

/* The template without its parameters' names: equal for paths that mean the same. */
static char *path_shape(const char *path)
{
    struct buffer shape;
    buffer_init(&shape, BUFFER_UNBOUNDED);
    while (*path) {
        size_t plain = strcspn(path, "{");
        buffer_append(&shape, path, plain);
        path += plain;
        if (*path == '{') {
            buffer_text(&shape, "{}");
            path += strcspn(path, "}") + 1;
        }
    }
    return buffer_take(&shape, NULL);
}

static void check_path(struct contract_store *store, struct map *shapes, const char *path,
                       const char *pointer)
{
    char *shape = path_shape(path);
    const char *before = map_put(shapes, shape, (void *)(uintptr_t)path);
    if (before)
        contract_note(store, CONTRACT_REFUSED, "duplicate-path", pointer,
                      "the path %s means the same as %s: put the operations of both under one", path, before);
    free(shape);
}

/* Later operations of the same id go by their method and path. */
static void check_ids(struct contract_store *store, struct contract_operation *operations, size_t count)
{
    struct map ids = {0};
    for (size_t i = 0; i < count; i++) {
        struct contract_operation *operation = &operations[i];
        const struct contract_operation *before =
            operation->named ? map_put(&ids, operation->id, operation) : NULL;
        if (!before)
            continue;
        contract_note(store, CONTRACT_BROKEN, "duplicate-operation-id", operation->pointer,
                      "the operationId %s also names %s %s: this one goes by \"%s %s\"", operation->id,
                      before->method, before->path, operation->method, operation->path);
        map_put(&ids, operation->id, (void *)(uintptr_t)before);
        operation->named = false;
        operation->id = arena_format(&store->arena, "%s %s", operation->method, operation->path);
    }
    map_clear(&ids);
}

static void append(struct contract_store *store, const struct contract_operation *items, size_t count,
                   struct contract_operation **all, size_t *capacity)
{
    for (size_t i = 0; i < count; i++) {
        size_t at = store->contract.operation_count++;
        *all = memory_grow(*all, at, capacity, sizeof **all);
        (*all)[at] = items[i];
    }
}

static void index_operations(struct contract_store *store)
{
    const struct contract *contract = &store->contract;
    struct contract_index *index = &store->index;
    index->templates = arena_new(&store->arena, (contract->operation_count + 1) * sizeof *index->templates);
    for (size_t i = 0; i < contract->operation_count; i++) {
        const struct contract_operation *operation = &contract->operations[i];
        if (!map_find(&index->ids, operation->id))
            map_put(&index->ids, operation->id, (void *)(uintptr_t)operation);
        bool first = i == 0 || strcmp(operation[-1].path, operation->path) != 0;
        if (first && strchr(operation->path, '{'))
            index->templates[index->template_count++] = operation;
        else if (first)
            map_put(&index->plain, operation->path, (void *)(uintptr_t)operation);
    }
}

void contract_read_operations(struct contract_store *store)
{
    struct contract_place root = {.node = store->documents[0]->root, .pointer = "#"};
    struct contract_place paths = contract_member(store, root, "paths");
    struct contract_operation *all = NULL;
    size_t capacity = 0;
    struct map shapes = {0};
    struct lh_entry *entry = NULL;
    lh_foreach(json_object_get_object(paths.node), entry)
    {
        const char *path = lh_entry_k(entry);
        if (path[0] != '/')
            continue;
        struct contract_place place = contract_member(store, paths, path);
        size_t count = 0;
        const struct contract_operation *items = contract_read_path_item(store, place, path, &count);
        check_path(store, &shapes, path, place.pointer);
        append(store, items, count, &all, &capacity);
    }
    map_clear(&shapes);
    size_t count = store->contract.operation_count;
    struct contract_operation *operations = arena_new(&store->arena, (count + 1) * sizeof *operations);
    if (count > 0)
        memcpy(operations, all, count * sizeof *operations);
    free(all);
    check_ids(store, operations, count);
    store->contract.operations = operations;
    index_operations(store);
}

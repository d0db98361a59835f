/* Components that nothing uses: what is not reached from the paths by references, mappings and names. */
#include "contract/examine.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct usage {
    struct contract_store *store;
    struct map reached;           /* what references led to, by address */
    struct json_object **waiting; /* of those, what is still to be searched */
    size_t count, capacity;
};

enum { ADDRESS = 24 };

static const char *address(const void *node, char out[ADDRESS])
{
    snprintf(out, ADDRESS, "%" PRIxPTR, (uintptr_t)node);
    return out;
}

static void reach(struct usage *usage, struct json_object *node)
{
    char key[ADDRESS];
    if (!node || map_put(&usage->reached, address(node, key), node))
        return;
    usage->waiting = memory_grow(usage->waiting, usage->count, &usage->capacity, sizeof *usage->waiting);
    usage->waiting[usage->count++] = node;
}

/* A reference to a part of a component uses the component. */
static void reach_around(struct usage *usage, const char *pointer)
{
    static const char prefix[] = "#/components/";
    if (strncmp(pointer, prefix, sizeof prefix - 1) != 0)
        return;
    const char *name = strchr(pointer + sizeof prefix - 1, '/');
    if (!name)
        return;
    char *component = memory_copy(pointer + 1, (size_t)(name - pointer) + strcspn(name + 1, "/"));
    struct json_object *node = NULL;
    if (json_pointer_find(usage->store->documents[0]->root, component, &node))
        reach(usage, node);
    free(component);
}

static void search(struct usage *usage, struct json_object *node)
{
    if (json_is(node, json_type_array)) {
        for (size_t i = 0; i < json_object_array_length(node); i++)
            search(usage, json_object_array_get_idx(node, i));
    }
    if (!json_is(node, json_type_object))
        return;
    struct contract_place place = {0};
    if (json_member_string(node, "$ref") &&
        contract_resolve(usage->store, node, &place.node, &place.pointer, NULL)) {
        reach(usage, place.node);
        reach_around(usage, place.pointer);
    }
    struct lh_entry *entry = NULL;
    lh_foreach(json_object_get_object(node), entry) search(usage, lh_entry_v(entry));
}

static void search_waiting(struct usage *usage)
{
    while (usage->count > 0)
        search(usage, usage->waiting[--usage->count]);
}

static bool is_reached(const struct usage *usage, const struct json_object *node)
{
    char key[ADDRESS];
    return map_find(&usage->reached, address(node, key));
}

/* The kinds that a discriminator names, once the schema that has it is reached. */
static void reach_kinds(struct usage *usage)
{
    bool more = true;
    while (more) {
        more = false;
        for (size_t i = 0; i < schema_set_count(usage->store->set); i++) {
            const struct schema *schema = schema_set_at(usage->store->set, i);
            for (size_t j = 0; is_reached(usage, schema->node) && j < schema->mapping_count; j++) {
                more = more || !is_reached(usage, schema->mappings[j].schema->node);
                reach(usage, schema->mappings[j].schema->node);
            }
        }
        search_waiting(usage);
    }
}

static void reach_schemes(struct usage *usage, const struct contract_operation *operation)
{
    for (size_t i = 0; i < operation->security_count; i++) {
        for (size_t j = 0; j < operation->security[i].scheme_count; j++)
            reach(usage, operation->security[i].schemes[j]->node);
    }
}

static void report_map(struct lint *lint, const struct usage *usage, struct contract_place map)
{
    struct lh_entry *entry = NULL;
    lh_foreach(json_object_get_object(map.node), entry)
    {
        struct contract_place place = contract_member(lint->store, map, (const char *)lh_entry_k(entry));
        bool alias = json_member_string(place.node, "$ref");
        bool used = is_reached(usage, place.node) ||
                    (alias && is_reached(usage, contract_followed(lint->store, place).node));
        if (!used)
            lint_report(lint, CONTRACT_LINT_WARNING, place.pointer, "%s is used by no operation",
                        (const char *)lh_entry_k(entry));
    }
}

/* A document without operations is a library: all of it is for others. */
void lint_unused(struct lint *lint)
{
    if (lint->contract->operation_count == 0)
        return;
    struct usage usage = {.store = lint->store};
    struct contract_place root = {.node = lint->contract->root, .pointer = "#"};
    struct contract_place components = contract_member(lint->store, root, "components");
    reach(&usage, json_member(root.node, "paths"));
    for (size_t i = 0; i < lint->contract->operation_count; i++)
        reach_schemes(&usage, &lint->contract->operations[i]);
    search_waiting(&usage);
    reach_kinds(&usage);
    struct lh_entry *entry = NULL;
    if (json_is(components.node, json_type_object)) {
        lh_foreach(json_object_get_object(components.node), entry)
        {
            if (json_is(lh_entry_v(entry), json_type_object) && strncmp(lh_entry_k(entry), "x-", 2) != 0)
                report_map(lint, &usage, contract_member(lint->store, components, lh_entry_k(entry)));
        }
    }
    map_clear(&usage.reached);
    free(usage.waiting);
}

#include "schema/compiled.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { REFERENCE_HOPS = 1000, NODE_KEY = 24 };

struct schema_set *schema_set_new(schema_resolver *resolve, void *context)
{
    struct schema_set *set = memory_new(sizeof *set);
    set->resolve = resolve;
    set->context = context;
    return set;
}

void schema_set_free(struct schema_set *set)
{
    if (!set)
        return;
    for (size_t i = 0; i < set->count; i++)
        schema_pattern_free((struct schema_pattern *)(void *)(uintptr_t)set->items[i]->schema.pattern);
    free(set->items);
    free(set->unknown);
    map_clear(&set->by_node);
    arena_clear(&set->arena);
    free(set);
}

size_t schema_set_count(const struct schema_set *set)
{
    return set->count;
}

const struct schema *schema_set_at(const struct schema_set *set, size_t index)
{
    return &set->items[index]->schema;
}

const struct schema_unknown *schema_set_unknown(const struct schema_set *set, size_t *count)
{
    *count = set->unknown_count;
    return set->unknown;
}

bool schema_fault(struct error *error, const struct json_object *node, const char *format, ...)
{
    char text[sizeof error->text];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    const struct json_origin *origin = json_origin_of(node);
    if (!origin)
        return error_set(error, "%s", text);
    return error_set_at(error, origin->source->name, origin->place.line, origin->place.column,
                        origin->source->text, origin->source->length, "%s", text);
}

/* The component's name in "…#/components/schemas/NAME", or NULL. */
static const char *component_name(struct schema_set *set, const char *pointer)
{
    static const char prefix[] = "#/components/schemas/";
    const char *hash = strchr(pointer, '#');
    if (!hash || strncmp(hash, prefix, sizeof prefix - 1) != 0)
        return NULL;
    const char *token = hash + sizeof prefix - 1;
    if (!*token || strchr(token, '/'))
        return NULL;
    char *name = arena_string(&set->arena, token), *out = name;
    for (const char *at = name; *at; at++) {
        bool escaped = at[0] == '~' && (at[1] == '0' || at[1] == '1');
        *out++ = !escaped ? *at : at[1] == '0' ? '~' : '/';
        at += escaped;
    }
    *out = '\0';
    return name;
}

/* Follows `$ref` until something else stands there. Its siblings are ignored (3.0.3, "Reference Object"). */
static bool follow(struct schema_set *set, struct json_object **node, const char **pointer,
                   struct error *error)
{
    for (int hops = 0; json_is(*node, json_type_object) && json_has(*node, "$ref"); hops++) {
        struct json_object *reference = *node;
        if (!json_member_string(reference, "$ref"))
            return schema_fault(error, reference, "a $ref is a string");
        if (!set->resolve)
            return schema_fault(error, reference, "the reference %s cannot be followed here",
                                json_member_string(reference, "$ref"));
        if (hops == REFERENCE_HOPS)
            return schema_fault(error, reference, "the reference %s leads back to itself",
                                json_member_string(reference, "$ref"));
        if (!set->resolve(set->context, reference, node, pointer, error))
            return error_set(error, "the reference %s leads nowhere", json_member_string(reference, "$ref"));
    }
    return true;
}

const struct schema *schema_demand(struct schema_set *set, struct json_object *node, const char *pointer,
                                   struct error *error)
{
    if (!follow(set, &node, &pointer, error))
        return NULL;
    if (!json_is(node, json_type_object)) {
        schema_fault(error, node, "a schema is an object, %s is %s", pointer, json_type_word(node));
        return NULL;
    }
    char key[NODE_KEY];
    snprintf(key, sizeof key, "%" PRIxPTR, (uintptr_t)node);
    struct schema_compiled *known = map_find(&set->by_node, key);
    if (known && known->state != SCHEMA_STATE_BROKEN)
        return &known->schema;
    struct schema_compiled *fresh = arena_new(&set->arena, sizeof *fresh);
    fresh->schema = (struct schema){
        .node = node,
        .pointer = arena_string(&set->arena, pointer),
        .types = SCHEMA_TYPE_ANY,
        .max_length = SIZE_MAX,
        .max_items = SIZE_MAX,
        .max_properties = SIZE_MAX,
    };
    fresh->schema.name = component_name(set, fresh->schema.pointer);
    map_put(&set->by_node, key, fresh);
    set->items = memory_grow(set->items, set->count, &set->capacity, sizeof *set->items);
    set->items[set->count++] = fresh;
    return &fresh->schema;
}

/* What needs every schema since `mark` to be filled. */
static bool finish(struct schema_set *set, size_t mark, struct error *error)
{
    for (size_t i = mark; i < set->count; i++) {
        schema_map_branches(set, set->items[i]);
        schema_index_members(set, set->items[i]);
    }
    for (size_t i = mark; i < set->count; i++)
        if (!schema_refuse_cycles(set->items[i], error))
            return false;
    for (size_t i = mark; i < set->count; i++)
        schema_map_parents(set, &set->items[i]->schema);
    return true;
}

/* What was begun and failed is never handed out again. */
static void abandon(struct schema_set *set, size_t schemas, size_t unknown)
{
    for (size_t i = schemas; i < set->count; i++)
        set->items[i]->state = SCHEMA_STATE_BROKEN;
    set->unknown_count = unknown;
}

const struct schema *schema_compile(struct schema_set *set, struct json_object *node, const char *pointer,
                                    struct error *error)
{
    size_t mark = set->count, unknown = set->unknown_count;
    const struct schema *schema = schema_demand(set, node, pointer, error);
    bool fine = schema != NULL;
    /* A list, not recursion: a document may chain thousands of references. */
    for (size_t i = mark; fine && i < set->count; i++)
        fine = schema_fill(set, set->items[i], error);
    fine = fine && finish(set, mark, error);
    if (!fine)
        abandon(set, mark, unknown);
    return fine ? schema : NULL;
}

#include "generate/view.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define NOT_THROUGH SIZE_MAX

static bool contains(const struct generate_view *view, const struct schema *schema)
{
    for (size_t i = 0; i < view->count; i++)
        if (view->items[i].schema == schema)
            return true;
    return false;
}

static void push(struct generate_view *view, const struct schema *schema, const struct schema *junction,
                 size_t through)
{
    if (contains(view, schema))
        return;
    view->items = memory_grow(view->items, view->count, &view->capacity, sizeof *view->items);
    view->items[view->count++] = (struct generate_view_item){schema, junction, through};
}

static void push_branches(struct generate_view *view, size_t from, const struct schema *const *branches,
                          size_t count, const struct json_object *value, enum schema_direction direction)
{
    const struct schema *junction = view->items[from].schema;
    for (size_t i = 0; i < count; i++)
        if (schema_is_valid(branches[i], value, direction))
            push(view, branches[i], junction, from);
}

/* The kind of a parent that the value names (schema_choose_kind() looks at texts alone where kinds are given so). */
static void push_kind(struct generate_view *view, size_t from, const struct json_object *value)
{
    const struct schema *parent = view->items[from].schema;
    const char *named = parent->discriminator ? json_member_string(value, parent->discriminator) : NULL;
    if (!named || parent->one_of || parent->any_of)
        return;
    struct generate_view_item item = view->items[from];
    for (size_t i = 0; i < parent->mapping_count; i++)
        if (strcmp(parent->mappings[i].value, named) == 0)
            push(view, parent->mappings[i].schema, item.junction, item.through);
}

void generate_view_add(struct generate_view *view, const struct schema *schema,
                       const struct json_object *value, enum schema_direction direction)
{
    size_t from = view->count;
    push(view, schema, NULL, NOT_THROUGH);
    for (; from < view->count; from++) {
        struct generate_view_item item = view->items[from];
        for (size_t i = 0; i < item.schema->all_of_count; i++)
            push(view, item.schema->all_of[i], item.junction, item.through);
        push_branches(view, from, item.schema->one_of, item.schema->one_of_count, value, direction);
        push_branches(view, from, item.schema->any_of, item.schema->any_of_count, value, direction);
        push_kind(view, from, value);
    }
}

const struct schema *generate_member_schema(const struct schema *schema, const char *name, bool *named)
{
    const struct schema *property = schema_property(schema, name);
    *named = property != NULL;
    return property ? property : schema->additional;
}

bool generate_view_add_member(struct generate_view *view, const struct generate_view *parent,
                              const char *name, const struct json_object *value,
                              enum schema_direction direction)
{
    bool any_named = false;
    for (size_t i = 0; i < parent->count; i++) {
        bool named = false;
        const struct schema *schema = generate_member_schema(parent->items[i].schema, name, &named);
        if (schema)
            generate_view_add(view, schema, value, direction);
        any_named = any_named || named;
    }
    return any_named;
}

void generate_view_add_item(struct generate_view *view, const struct generate_view *parent,
                            const struct json_object *value, enum schema_direction direction)
{
    for (size_t i = 0; i < parent->count; i++)
        if (parent->items[i].schema->items)
            generate_view_add(view, parent->items[i].schema->items, value, direction);
}

bool generate_view_is_through(const struct generate_view *view, size_t item, const struct schema *junction)
{
    while (view->items[item].junction) {
        if (view->items[item].junction == junction)
            return true;
        item = view->items[item].through;
    }
    return false;
}

unsigned generate_view_types(const struct generate_view *view)
{
    unsigned types = SCHEMA_TYPE_ANY;
    for (size_t i = 0; i < view->count; i++)
        types &= view->items[i].schema->types;
    return types;
}

bool generate_view_is_open(const struct generate_view *view, const char *name)
{
    for (size_t i = 0; i < view->count; i++)
        if (view->items[i].schema->additional_forbidden || schema_property(view->items[i].schema, name))
            return false;
    return true;
}

bool generate_view_is_free(const struct generate_view *view)
{
    for (size_t i = 0; i < view->count; i++) {
        const struct schema *schema = view->items[i].schema;
        if (schema->additional_forbidden || schema->additional || schema->property_count)
            return false;
    }
    return true;
}

void generate_view_clear(struct generate_view *view)
{
    free(view->items);
    *view = (struct generate_view){0};
}

/* The Discriminator Object (OpenAPI 3.0.3, section 4.7.25). */
#include "schema/check.h"

#include <stdlib.h>
#include <string.h>

#include "json/number.h"

static const struct schema *mapped(const struct schema *schema, const char *value)
{
    for (size_t i = 0; i < schema->mapping_count; i++)
        if (strcmp(schema->mappings[i].value, value) == 0)
            return schema->mappings[i].schema;
    return NULL;
}

static void add_mapping(struct schema_set *set, struct schema *schema, const char *value,
                        const struct schema *target)
{
    size_t count = schema->mapping_count;
    /* There is room up to the next power of two. */
    if ((count & (count - 1)) == 0) {
        struct schema_mapping *mappings = arena_new(&set->arena, (count ? count * 2 : 1) * sizeof *mappings);
        if (count)
            memcpy(mappings, schema->mappings, count * sizeof *mappings);
        schema->mappings = mappings;
    }
    schema->mappings[schema->mapping_count++] = (struct schema_mapping){.value = value, .schema = target};
}

static const struct schema *demand_reference(struct schema_set *set, const struct json_object *beside,
                                             const char *reference, struct error *error)
{
    struct json_object *node = json_object_new_object();
    json_object_object_add(node, "$ref", json_object_new_string(reference));
    /* Relative references count from where the mapping stands. */
    json_object_set_userdata(node, (void *)(uintptr_t)json_origin_of(beside), NULL);
    const struct schema *schema = schema_demand(set, node, "", error);
    json_object_put(node);
    return schema;
}

/* A value of the mapping is a component's name or a reference; where both are possible, the name comes first. */
static const struct schema *demand_mapped(struct schema_set *set, const struct json_object *mapping,
                                          const char *value, struct error *error)
{
    static const char name_characters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
    if (*value && value[strspn(value, name_characters)] == '\0') {
        char *reference = string_format("#/components/schemas/%s", value);
        const struct schema *schema = demand_reference(set, mapping, reference, NULL);
        free(reference);
        if (schema)
            return schema;
    }
    return demand_reference(set, mapping, value, error);
}

static bool fill_mapping(struct schema_set *set, struct schema *schema, struct json_object *mapping,
                         struct error *error)
{
    json_object_object_foreach(mapping, value, reference)
    {
        if (!json_is(reference, json_type_string))
            return schema_fault(error, mapping, "the mapping of \"%s\" must be a string", value);
        const struct schema *target = demand_mapped(set, mapping, json_object_get_string(reference), error);
        if (!target)
            return false;
        add_mapping(set, schema, value, target);
    }
    return true;
}

bool schema_fill_discriminator(struct schema_set *set, struct schema_compiled *target,
                               struct json_object *discriminator, struct error *error)
{
    target->schema.discriminator = json_member_string(discriminator, "propertyName");
    if (!target->schema.discriminator)
        return schema_fault(error, discriminator, "a discriminator must have a propertyName");
    struct json_object *mapping = json_member(discriminator, "mapping");
    if (!mapping)
        return true;
    if (!json_is(mapping, json_type_object))
        return schema_fault(error, mapping, "the mapping of a discriminator must be an object");
    return fill_mapping(set, &target->schema, mapping, error);
}

static void map_names(struct schema_set *set, struct schema *schema, const struct schema *const *branches,
                      size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (branches[i]->name && !mapped(schema, branches[i]->name))
            add_mapping(set, schema, branches[i]->name, branches[i]);
}

void schema_map_branches(struct schema_set *set, struct schema_compiled *target)
{
    struct schema *schema = &target->schema;
    if (!schema->discriminator)
        return;
    map_names(set, schema, schema->one_of, schema->one_of_count);
    map_names(set, schema, schema->any_of, schema->any_of_count);
}

static bool is_parent(const struct schema *schema)
{
    return schema->discriminator && !schema->one_of && !schema->any_of;
}

void schema_map_parents(struct schema_set *set, const struct schema *schema)
{
    for (size_t i = 0; schema->name && i < schema->all_of_count; i++) {
        /* The set owns it, and no thread sees it while the set compiles. */
        struct schema *parent = (struct schema *)(uintptr_t)schema->all_of[i];
        if (is_parent(parent) && !mapped(parent, schema->name))
            add_mapping(set, parent, schema->name, schema);
    }
}

/* The discriminating value as text ("tooling MAY convert response values to strings"), or NULL. */
static const char *value_text(const struct schema *schema, const struct json_object *node, char scratch[40])
{
    const struct json_object *value = json_member(node, schema->discriminator);
    if (json_is(value, json_type_string))
        return json_object_get_string((struct json_object *)(uintptr_t)value);
    if (json_is(value, json_type_boolean))
        return json_object_get_boolean(value) ? "true" : "false";
    return json_is(value, json_type_int) ? json_number_text(value, scratch) : NULL;
}

static bool among(const struct schema *schema, const struct schema *const *branches, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (branches[i] == schema)
            return true;
    return false;
}

enum schema_choice schema_choose(const struct schema *schema, const struct schema *const *branches,
                                 size_t count, const struct json_object *node, const struct schema **branch)
{
    if (!schema->discriminator || !json_is(node, json_type_object))
        return SCHEMA_CHOICE_OPEN;
    char scratch[40];
    const char *value = value_text(schema, node, scratch);
    *branch = value ? mapped(schema, value) : NULL;
    if (!*branch)
        return SCHEMA_CHOICE_NOBODY;
    return among(*branch, branches, count) ? SCHEMA_CHOICE_MADE : SCHEMA_CHOICE_OPEN;
}

const struct schema *schema_choose_kind(const struct schema *parent, const struct json_object *node,
                                        const struct schema_scope *scope)
{
    if (!is_parent(parent))
        return NULL;
    for (; scope; scope = scope->outer)
        for (size_t i = 0; i < parent->mapping_count; i++)
            if (parent->mappings[i].schema == &scope->schema->schema)
                return NULL;
    char scratch[40];
    const char *value = value_text(parent, node, scratch);
    return value ? mapped(parent, value) : NULL;
}

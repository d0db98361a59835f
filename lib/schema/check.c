/* Is an instance valid? Stops at the first contradiction, and allocates nothing on the ordinary path. */
#include "schema/check.h"

#include <string.h>

bool schema_enter(struct schema_check *check)
{
    if (++check->depth > SCHEMA_DEPTH_LIMIT || ++check->steps > SCHEMA_STEP_LIMIT)
        check->exhausted = true;
    return !check->exhausted;
}

void schema_leave(struct schema_check *check)
{
    check->depth--;
}

/* Looks through `allOf`, whose members speak of the same instance. */
static bool hides(const struct schema *schema, const char *name, enum schema_direction direction)
{
    const struct schema_compiled *compiled = schema_compiled_of(schema);
    const struct schema_member *member =
        compiled->forbids_members ? schema_find_member(compiled, name, strlen(name)) : NULL;
    if (member && member->forbidden[direction])
        return true;
    for (size_t i = 0; i < schema->all_of_count; i++)
        if (hides(schema->all_of[i], name, direction))
            return true;
    return false;
}

bool schema_exempts(const struct schema_scope *scope, const char *name, enum schema_direction direction)
{
    for (; scope; scope = scope->outer)
        if (hides(&scope->schema->schema, name, direction))
            return true;
    return false;
}

/* Some required member is absent; is it one that has no place in this direction? */
static bool absences_hold(const struct schema_check *check, const struct schema_scope *scope,
                          const struct json_object *node)
{
    const struct schema_compiled *schema = scope->schema;
    if (check->direction == SCHEMA_EITHER)
        return false;
    for (size_t i = 0; i < schema->member_count; i++) {
        const struct schema_member *member = &schema->members[i];
        if (member->required[check->direction] && !json_has(node, member->name) &&
            !schema_exempts(scope, member->name, check->direction))
            return false;
    }
    return true;
}

static bool object_holds(struct schema_check *check, const struct schema_scope *scope,
                         const struct json_object *node)
{
    const struct schema_compiled *schema = scope->schema;
    if (!schema_holds_min_properties(schema, node) || !schema_holds_max_properties(schema, node))
        return false;
    size_t required = 0;
    json_object_object_foreach((struct json_object *)(uintptr_t)node, name, value)
    {
        const struct schema_member *member = schema_find_member(schema, name, strlen(name));
        const struct schema *below = member ? member->schema : NULL;
        if (member) {
            if (member->forbidden[check->direction])
                return false;
            required += member->required[check->direction];
        }
        if (!below) {
            if (schema->schema.additional_forbidden)
                return false;
            below = schema->schema.additional;
        }
        if (below && !schema_holds(check, below, value, NULL))
            return false;
    }
    return required == schema->required_totals[check->direction] || absences_hold(check, scope, node);
}

static bool array_holds(struct schema_check *check, const struct schema_compiled *schema,
                        const struct json_object *node)
{
    if (!schema_holds_min_items(schema, node) || !schema_holds_max_items(schema, node))
        return false;
    const struct schema *items = schema->schema.items;
    size_t count = items ? json_object_array_length(node) : 0;
    for (size_t i = 0; i < count; i++)
        if (!schema_holds(check, items, json_object_array_get_idx(node, i), NULL))
            return false;
    return schema_holds_unique_items(schema, node);
}

static bool string_holds(struct schema_check *check, const struct schema_compiled *schema,
                         const struct json_object *node)
{
    return schema_holds_min_length(schema, node) && schema_holds_max_length(schema, node) &&
           schema_holds_text_format(schema, node) && schema_matches(check, schema, node) == SCHEMA_MATCH_YES;
}

static bool number_holds(const struct schema_compiled *schema, const struct json_object *node)
{
    return schema_holds_minimum(schema, node) && schema_holds_maximum(schema, node) &&
           schema_holds_multiple_of(schema, node) && schema_holds_number_format(schema, node);
}

static bool content_holds(struct schema_check *check, const struct schema_scope *scope,
                          const struct json_object *node)
{
    switch (json_object_get_type(node)) {
    case json_type_object:
        return object_holds(check, scope, node);
    case json_type_array:
        return array_holds(check, scope->schema, node);
    case json_type_string:
        return !scope->schema->checks_strings || string_holds(check, scope->schema, node);
    case json_type_int:
    case json_type_double:
        return !scope->schema->checks_numbers || number_holds(scope->schema, node);
    default:
        return true;
    }
}

/* How many branches hold; counting ends at `enough`. A discriminator decides alone (3.0.3: "a hint to shortcut
 * validation and selection of the matching schema"). */
static size_t count_matches(struct schema_check *check, const struct schema_scope *scope,
                            const struct json_object *node, const struct schema *const *branches,
                            size_t count, size_t enough)
{
    const struct schema *named = NULL;
    switch (schema_choose(&scope->schema->schema, branches, count, node, &named)) {
    case SCHEMA_CHOICE_MADE:
        return schema_holds(check, named, node, scope);
    case SCHEMA_CHOICE_NOBODY:
        return 0;
    default:
        break;
    }
    size_t matches = 0;
    for (size_t i = 0; i < count && matches < enough; i++)
        matches += schema_holds(check, branches[i], node, scope);
    return matches;
}

static bool combined_holds(struct schema_check *check, const struct schema_scope *scope,
                           const struct json_object *node)
{
    const struct schema *schema = &scope->schema->schema;
    for (size_t i = 0; i < schema->all_of_count; i++)
        if (!schema_holds(check, schema->all_of[i], node, scope))
            return false;
    if (schema->any_of && count_matches(check, scope, node, schema->any_of, schema->any_of_count, 1) == 0)
        return false;
    if (schema->one_of && count_matches(check, scope, node, schema->one_of, schema->one_of_count, 2) != 1)
        return false;
    return !schema->not_schema || !schema_holds(check, schema->not_schema, node, scope);
}

static bool kind_holds(struct schema_check *check, const struct schema_scope *scope,
                       const struct json_object *node)
{
    const struct schema *kind = schema_choose_kind(&scope->schema->schema, node, scope);
    return !kind || schema_holds(check, kind, node, scope);
}

bool schema_holds(struct schema_check *check, const struct schema *schema, const struct json_object *node,
                  const struct schema_scope *outer)
{
    const struct schema_compiled *compiled = schema_compiled_of(schema);
    if (compiled->checks_type_alone)
        return schema_holds_type(compiled, node);
    const struct schema_scope scope = {.schema = compiled, .outer = outer};
    bool holds = schema_enter(check) && schema_holds_type(compiled, node) &&
                 schema_holds_enum(compiled, node) && content_holds(check, &scope, node) &&
                 (!compiled->checks_combined || combined_holds(check, &scope, node)) &&
                 (!schema->discriminator || kind_holds(check, &scope, node));
    schema_leave(check);
    return holds;
}

bool schema_is_valid(const struct schema *schema, const struct json_object *instance,
                     enum schema_direction direction)
{
    struct schema_check check = {.direction = direction};
    return schema_holds(&check, schema, instance, NULL) && !check.exhausted;
}

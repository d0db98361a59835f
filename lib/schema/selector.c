/* What tells the branches of a oneOf apart. */
#include "schema/explain.h"

#include <string.h>

unsigned schema_type_bit(const struct json_object *node)
{
    switch (json_object_get_type(node)) {
    case json_type_null:
        return SCHEMA_TYPE_NULL;
    case json_type_boolean:
        return SCHEMA_TYPE_BOOLEAN;
    case json_type_int:
        return SCHEMA_TYPE_INTEGER;
    case json_type_double:
        return SCHEMA_TYPE_NUMBER;
    case json_type_string:
        return SCHEMA_TYPE_STRING;
    case json_type_array:
        return SCHEMA_TYPE_ARRAY;
    default:
        return SCHEMA_TYPE_OBJECT;
    }
}

unsigned schema_types_of(const struct schema *schema)
{
    unsigned types = schema->types;
    for (size_t i = 0; i < schema->all_of_count; i++)
        types &= schema_types_of(schema->all_of[i]);
    return types;
}

static const struct json_object *values_of(const struct schema *schema)
{
    const struct json_object *values = schema->enumeration;
    for (size_t i = 0; !values && i < schema->all_of_count; i++)
        values = values_of(schema->all_of[i]);
    return values;
}

const struct json_object *schema_property_values(const struct schema *schema, const char *name)
{
    const struct schema_member *member = schema_find_member(schema_compiled_of(schema), name, strlen(name));
    const struct json_object *values = member && member->schema ? values_of(member->schema) : NULL;
    for (size_t i = 0; !values && i < schema->all_of_count; i++)
        values = schema_property_values(schema->all_of[i], name);
    return values;
}

static bool disjoint(const struct json_object *a, const struct json_object *b)
{
    for (size_t i = 0; i < json_object_array_length(a); i++)
        for (size_t j = 0; j < json_object_array_length(b); j++)
            if (json_equal(json_object_array_get_idx(a, i), json_object_array_get_idx(b, j)))
                return false;
    return true;
}

static bool selects(const struct schema *const *branches, size_t count, const char *name)
{
    size_t enumerating = 0;
    for (size_t i = 0; i < count; i++) {
        const struct json_object *values = schema_property_values(branches[i], name);
        enumerating += values != NULL;
        for (size_t j = 0; values && j < i; j++) {
            const struct json_object *others = schema_property_values(branches[j], name);
            if (others && !disjoint(values, others))
                return false;
        }
    }
    return enumerating > 1;
}

/* Tries the properties that `schema` names, itself or through allOf. */
static const char *try_properties(const struct schema *schema, const struct schema *const *branches,
                                  size_t count)
{
    for (size_t i = 0; i < schema->property_count; i++)
        if (selects(branches, count, schema->properties[i].name))
            return schema->properties[i].name;
    for (size_t i = 0; i < schema->all_of_count; i++) {
        const char *name = try_properties(schema->all_of[i], branches, count);
        if (name)
            return name;
    }
    return NULL;
}

const char *schema_find_selector(const struct schema *const *branches, size_t count)
{
    const char *name = NULL;
    for (size_t i = 0; !name && i < count; i++)
        name = try_properties(branches[i], branches, count);
    return name;
}

/* ---- Can an instance match two branches? ---- */

static bool demands(const struct schema *schema, const char *name)
{
    if (schema_requires(schema, name))
        return true;
    for (size_t i = 0; i < schema->all_of_count; i++)
        if (demands(schema->all_of[i], name))
            return true;
    return false;
}

static bool both_demand_differently(const struct schema *a, const struct schema *b, const char *name)
{
    const struct json_object *left = schema_property_values(a, name),
                             *right = schema_property_values(b, name);
    return left && right && disjoint(left, right) && demands(a, name) && demands(b, name);
}

/* A property that `demander` requires and `closed` does not let in. */
static bool excludes(const struct schema *demander, const struct schema *closed)
{
    if (!closed->additional_forbidden)
        return false;
    for (size_t i = 0; i < demander->required_count; i++)
        if (!schema_property(closed, demander->required[i]))
            return true;
    return false;
}

static bool names_differently(const struct schema *a, const struct schema *b, const struct schema *names)
{
    for (size_t i = 0; i < names->property_count; i++)
        if (both_demand_differently(a, b, names->properties[i].name))
            return true;
    for (size_t i = 0; i < names->all_of_count; i++)
        if (names_differently(a, b, names->all_of[i]))
            return true;
    return false;
}

static bool are_distinct(const struct schema *a, const struct schema *b)
{
    /* Integers are numbers too, so that both bits stand for numbers that are whole. */
    unsigned common = schema_types_of(a) & schema_types_of(b);
    const struct json_object *left = values_of(a), *right = values_of(b);
    if (common == 0 || (left && right && disjoint(left, right)))
        return true;
    return common == SCHEMA_TYPE_OBJECT && (names_differently(a, b, a) || excludes(a, b) || excludes(b, a));
}

bool schema_branches_distinct(const struct schema *schema, struct schema_ambiguity *ambiguity)
{
    if (schema->discriminator)
        return true;
    for (size_t i = 0; i < schema->one_of_count; i++) {
        for (size_t j = i + 1; j < schema->one_of_count; j++) {
            const struct schema *pair[] = {schema->one_of[i], schema->one_of[j]};
            if (are_distinct(pair[0], pair[1]))
                continue;
            if (ambiguity)
                *ambiguity = (struct schema_ambiguity){
                    .first = pair[0], .second = pair[1], .property = schema_find_selector(pair, 2)};
            return false;
        }
    }
    return true;
}

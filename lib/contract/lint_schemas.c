/* Schemas that say something else than was meant. */
#include "contract/examine.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "json/number.h"

static const char *name_of(const struct schema *schema)
{
    return schema->name ? schema->name : schema->title ? schema->title : schema->pointer;
}

/* ---- Alternatives ---- */

static void examine_one_of(struct lint *lint, const struct schema *schema)
{
    struct schema_ambiguity ambiguity = {0};
    if (schema_branches_distinct(schema, &ambiguity))
        return;
    const char *pointer = lint_below(lint, schema->pointer, "oneOf");
    const char *first = name_of(ambiguity.first), *second = name_of(ambiguity.second);
    if (ambiguity.property)
        lint_report(lint, CONTRACT_LINT_WARNING, pointer,
                    "one body can match %s and %s, which a oneOf forbids: let both require \"%s\", whose "
                    "values differ",
                    first, second, ambiguity.property);
    else
        lint_report(
            lint, CONTRACT_LINT_WARNING, pointer,
            "one body can match %s and %s, which a oneOf forbids: nothing that both require tells them apart",
            first, second);
}

void lint_one_of(struct lint *lint)
{
    lint_each_schema(lint, examine_one_of);
}

/* Does the schema, or a part of it, require the property? */
static bool requires(const struct schema *schema, const char *name)
{
    if (schema_requires(schema, name))
        return true;
    for (size_t i = 0; i < schema->all_of_count; i++) {
        if (requires(schema->all_of[i], name))
            return true;
    }
    return false;
}

static void examine_branches(struct lint *lint, const struct schema *schema, const struct schema **branches,
                             size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!requires(branches[i], schema->discriminator))
            lint_report(lint, CONTRACT_LINT_WARNING, lint_below(lint, schema->pointer, "discriminator"),
                        "%s does not require \"%s\", by which it is to be told from the others",
                        name_of(branches[i]), schema->discriminator);
    }
}

static void examine_discriminator(struct lint *lint, const struct schema *schema)
{
    if (!schema->discriminator)
        return;
    examine_branches(lint, schema, schema->one_of, schema->one_of_count);
    examine_branches(lint, schema, schema->any_of, schema->any_of_count);
    if (schema->one_of_count + schema->any_of_count == 0 && !requires(schema, schema->discriminator))
        lint_report(lint, CONTRACT_LINT_WARNING, lint_below(lint, schema->pointer, "discriminator"),
                    "the schema does not require \"%s\", by which its kinds are to be told apart",
                    schema->discriminator);
}

void lint_discriminator(struct lint *lint)
{
    lint_each_schema(lint, examine_discriminator);
}

/* ---- Types ---- */

static void mark(struct map *branches, const struct schema *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        map_put(branches, list[i]->pointer, (void *)(uintptr_t)list[i]);
}

static bool is_open(const struct schema *schema)
{
    return !schema->typed && !schema->enumeration &&
           schema->all_of_count + schema->one_of_count + schema->any_of_count == 0;
}

/* Does it stand inside of something that is combined with others, or in an occasion? */
static bool is_inside(const char *pointer)
{
    static const char *const places[] = {"/allOf/", "/oneOf/", "/anyOf/", "/not/", "/x-occasions/"};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        if (strstr(pointer, places[i]))
            return true;
    }
    return false;
}

/* Branches take their type from what they stand in, so they may leave it out. */
void lint_type(struct lint *lint)
{
    struct map branches = {0};
    size_t count = schema_set_count(lint->store->set);
    for (size_t i = 0; i < count; i++) {
        const struct schema *schema = schema_set_at(lint->store->set, i);
        mark(&branches, schema->all_of, schema->all_of_count);
        mark(&branches, schema->one_of, schema->one_of_count);
        mark(&branches, schema->any_of, schema->any_of_count);
        mark(&branches, &schema->not_schema, schema->not_schema != NULL);
    }
    for (size_t i = 0; i < count; i++) {
        const struct schema *schema = schema_set_at(lint->store->set, i);
        const char *found = lint_says(schema, "properties") ? "properties" : schema->items ? "items" : NULL;
        if (found && is_open(schema) && !is_inside(schema->pointer) && !map_find(&branches, schema->pointer))
            lint_report(lint, CONTRACT_LINT_WARNING, schema->pointer,
                        "the schema has %s and no type: a value of any other type holds, too", found);
    }
    map_clear(&branches);
}

static void examine_array(struct lint *lint, const struct schema *schema)
{
    if (schema->typed && (schema->types & SCHEMA_TYPE_ARRAY) && !schema->items)
        lint_report(lint, CONTRACT_LINT_ERROR, schema->pointer,
                    "an array must say what its items are: write items");
}

void lint_array_items(struct lint *lint)
{
    lint_each_schema(lint, examine_array);
}

static void examine_idle(struct lint *lint, const struct schema *schema)
{
    static const struct {
        const char *keyword;
        unsigned types;
    } keywords[] = {
        {"minLength", SCHEMA_TYPE_STRING},
        {"maxLength", SCHEMA_TYPE_STRING},
        {"pattern", SCHEMA_TYPE_STRING},
        {"minimum", SCHEMA_TYPE_INTEGER},
        {"maximum", SCHEMA_TYPE_INTEGER},
        {"multipleOf", SCHEMA_TYPE_INTEGER},
        {"items", SCHEMA_TYPE_ARRAY},
        {"minItems", SCHEMA_TYPE_ARRAY},
        {"maxItems", SCHEMA_TYPE_ARRAY},
        {"uniqueItems", SCHEMA_TYPE_ARRAY},
        {"properties", SCHEMA_TYPE_OBJECT},
        {"required", SCHEMA_TYPE_OBJECT},
        {"minProperties", SCHEMA_TYPE_OBJECT},
        {"maxProperties", SCHEMA_TYPE_OBJECT},
        {"additionalProperties", SCHEMA_TYPE_OBJECT},
    };
    for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++) {
        if (lint_says(schema, keywords[i].keyword) && !(schema->types & keywords[i].types))
            lint_report(lint, CONTRACT_LINT_WARNING, lint_below(lint, schema->pointer, keywords[i].keyword),
                        "\"%s\" never applies: the schema's type is %s", keywords[i].keyword,
                        json_member_string(schema->node, "type"));
    }
}

static void examine_exclusive(struct lint *lint, const struct schema *schema)
{
    if (schema->exclusive_minimum && !schema->minimum)
        lint_report(lint, CONTRACT_LINT_WARNING, lint_below(lint, schema->pointer, "exclusiveMinimum"),
                    "exclusiveMinimum has no effect without minimum");
    if (schema->exclusive_maximum && !schema->maximum)
        lint_report(lint, CONTRACT_LINT_WARNING, lint_below(lint, schema->pointer, "exclusiveMaximum"),
                    "exclusiveMaximum has no effect without maximum");
}

void lint_idle_keyword(struct lint *lint)
{
    lint_each_schema(lint, examine_idle);
    lint_each_schema(lint, examine_exclusive);
}

static void examine_nullable(struct lint *lint, const struct schema *schema)
{
    if (!schema->nullable)
        return;
    const char *pointer = lint_below(lint, schema->pointer, "nullable");
    bool combined = schema->all_of_count + schema->one_of_count + schema->any_of_count > 0;
    bool listed = false;
    for (size_t i = 0; schema->enumeration && i < json_object_array_length(schema->enumeration); i++)
        listed = listed || !json_object_array_get_idx(schema->enumeration, i);
    if (schema->enumeration && !listed)
        lint_report(lint, CONTRACT_LINT_WARNING, pointer,
                    "null is not allowed all the same: the enum does not list it");
    else if (combined && !schema->typed && !schema_is_valid(schema, NULL, SCHEMA_EITHER))
        lint_report(lint, CONTRACT_LINT_WARNING, pointer,
                    "null is not allowed all the same: nullable counts beside a type only");
}

void lint_nullable(struct lint *lint)
{
    lint_each_schema(lint, examine_nullable);
}

/* ---- Bounds ---- */

static void compare(struct lint *lint, const struct schema *schema, const char *low, const char *high,
                    bool crossed)
{
    if (crossed)
        lint_report(lint, CONTRACT_LINT_ERROR, lint_below(lint, schema->pointer, low),
                    "%s is above %s: no value can hold", low, high);
}

static void examine_bounds(struct lint *lint, const struct schema *schema)
{
    int order =
        schema->minimum && schema->maximum ? json_number_compare(schema->minimum, schema->maximum) : -1;
    bool exclusive = schema->exclusive_minimum || schema->exclusive_maximum;
    compare(lint, schema, "minimum", "maximum", order > 0);
    compare(lint, schema, "minLength", "maxLength", schema->min_length > schema->max_length);
    compare(lint, schema, "minItems", "maxItems", schema->min_items > schema->max_items);
    compare(lint, schema, "minProperties", "maxProperties", schema->min_properties > schema->max_properties);
    if (order == 0 && exclusive)
        lint_report(lint, CONTRACT_LINT_ERROR, lint_below(lint, schema->pointer, "minimum"),
                    "minimum equals maximum and one of both is exclusive: no value can hold");
}

void lint_bounds(struct lint *lint)
{
    lint_each_schema(lint, examine_bounds);
}

/* ---- Properties ---- */

enum { NAMES_MOST = 1000 };

/* Near names are looked for where there are not too many. */
static void examine_required(struct lint *lint, const struct schema *schema)
{
    const char **names = memory_new((schema->property_count + 1) * sizeof *names);
    for (size_t i = 0; i < schema->property_count && schema->property_count <= NAMES_MOST; i++)
        names[i] = schema->properties[i].name;
    for (size_t i = 0; i < schema->required_count; i++) {
        const char *name = schema->required[i];
        const char *nearest = schema_property(schema, name) ? NULL : text_nearest(name, names);
        const char *pointer =
            arena_format(&lint->out->arena, "%s/%zu", lint_below(lint, schema->pointer, "required"), i);
        bool impossible = schema->additional_forbidden && !schema_property(schema, name);
        if (impossible)
            lint_report(lint, CONTRACT_LINT_ERROR, pointer,
                        "\"%s\" is required, and additionalProperties forbids it: no object can hold", name);
        else if (nearest && !schema_requires(schema, nearest))
            lint_report(lint, CONTRACT_LINT_WARNING, pointer,
                        "\"%s\" is required and not described, perhaps \"%s\" is meant", name, nearest);
    }
    free(names);
}

void lint_required_name(struct lint *lint)
{
    lint_each_schema(lint, examine_required);
}

static void examine_direction(struct lint *lint, const struct schema *schema)
{
    if (schema->read_only && schema->write_only)
        lint_report(
            lint, CONTRACT_LINT_ERROR, lint_below(lint, schema->pointer, "writeOnly"),
            "a property must not be readOnly and writeOnly at once: it would have no place in any body");
}

void lint_direction(struct lint *lint)
{
    lint_each_schema(lint, examine_direction);
}

static void examine_format(struct lint *lint, const struct schema *schema)
{
    if (schema->format && !schema_format_known(schema->format))
        lint_report(lint, CONTRACT_LINT_WARNING, lint_below(lint, schema->pointer, "format"),
                    "the format \"%s\" is unknown: nothing is held against it", schema->format);
}

void lint_format(struct lint *lint)
{
    lint_each_schema(lint, examine_format);
}

/* ---- References ---- */

static void examine_reference(struct lint *lint, const struct json_object *node, const char *pointer)
{
    if (!json_is(node, json_type_object) || !json_has(node, "$ref"))
        return;
    struct lh_entry *entry = NULL;
    lh_foreach(json_object_get_object(node), entry)
    {
        const char *name = lh_entry_k(entry);
        if (strcmp(name, "$ref") != 0 && strncmp(name, "x-", 2) != 0)
            lint_report(lint, CONTRACT_LINT_WARNING, lint_below(lint, pointer, name),
                        "\"%s\" is ignored: beside a $ref nothing else counts in OpenAPI 3.0", name);
    }
}

/* The schemas under a keyword, as they stand there. */
static void examine_keyword(struct lint *lint, const struct schema *schema, const char *keyword)
{
    const struct json_object *node = json_member(schema->node, keyword);
    const char *pointer = lint_below(lint, schema->pointer, keyword);
    if (json_is(node, json_type_array)) {
        for (size_t i = 0; i < json_object_array_length(node); i++)
            examine_reference(lint, json_object_array_get_idx(node, i),
                              arena_format(&lint->out->arena, "%s/%zu", pointer, i));
    } else if (strcmp(keyword, "properties") == 0 && json_is(node, json_type_object)) {
        struct lh_entry *entry = NULL;
        lh_foreach(json_object_get_object(node), entry)
            examine_reference(lint, lh_entry_v(entry), lint_below(lint, pointer, lh_entry_k(entry)));
    } else {
        examine_reference(lint, node, pointer);
    }
}

static void examine_children(struct lint *lint, const struct schema *schema)
{
    static const char *const keywords[] = {"properties", "items", "additionalProperties", "allOf", "oneOf",
                                           "anyOf",      "not"};
    for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++)
        examine_keyword(lint, schema, keywords[i]);
}

void lint_sibling(struct lint *lint)
{
    struct contract_store *store = lint->store;
    lint_each_schema(lint, examine_children);
    for (size_t i = 0; i < store->described_count; i++) {
        struct contract_place place = contract_member(store, store->described[i], "schema");
        examine_reference(lint, place.node, place.pointer);
    }
    for (size_t i = 0; i < lint->contract->schema_count; i++) {
        struct json_object *node = NULL;
        json_pointer_find(lint->contract->root, lint->contract->schemas[i].pointer + 1, &node);
        examine_reference(lint, node, lint->contract->schemas[i].pointer);
    }
}

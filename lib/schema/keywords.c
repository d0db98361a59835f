/* The keywords of the Schema Object (OpenAPI 3.0.3, section 4.7.24), one row each. */
#include "schema/compiled.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json/number.h"

/* The keyword being read. */
struct reading {
    struct schema_set *set;
    struct schema_compiled *target;
    const struct keyword *keyword;
    struct json_object *value;
    struct error *error;
};

struct keyword {
    const char *name;
    bool (*read)(struct reading *reading);
    size_t offset; /* of the field in struct schema, where one handler serves several */
    size_t extra;  /* of a second field */
};

static void *field(const struct reading *reading, size_t offset)
{
    return (char *)reading->target + offset;
}

static bool malformed(const struct reading *reading, const char *expected)
{
    struct json_object *place = reading->value ? reading->value : reading->target->schema.node;
    return schema_fault(reading->error, place, "%s must be %s, this is %s", reading->keyword->name, expected,
                        json_type_word(reading->value));
}

/* The pointer of a schema below the keyword; `token` may be NULL. */
static char *child_pointer(const struct reading *reading, const char *token)
{
    struct buffer pointer;
    buffer_init(&pointer, BUFFER_UNBOUNDED);
    buffer_text(&pointer, reading->target->schema.pointer);
    json_pointer_push(&pointer, reading->keyword->name);
    if (token)
        json_pointer_push(&pointer, token);
    return buffer_take(&pointer, NULL);
}

static const struct schema *child(const struct reading *reading, struct json_object *node, const char *token)
{
    char *pointer = child_pointer(reading, token);
    const struct schema *schema = schema_demand(reading->set, node, pointer, reading->error);
    free(pointer);
    return schema;
}

static bool read_nothing(struct reading *reading)
{
    (void)reading;
    return true;
}

static bool read_words(struct reading *reading)
{
    return json_is(reading->value, json_type_string) || malformed(reading, "a string");
}

static bool read_text(struct reading *reading)
{
    if (!json_is(reading->value, json_type_string))
        return malformed(reading, "a string");
    *(const char **)field(reading, reading->keyword->offset) = json_object_get_string(reading->value);
    return true;
}

static bool read_flag(struct reading *reading)
{
    if (!json_is(reading->value, json_type_boolean))
        return malformed(reading, "a boolean");
    *(bool *)field(reading, reading->keyword->offset) = json_object_get_boolean(reading->value);
    return true;
}

static bool read_value(struct reading *reading)
{
    *(struct json_object **)field(reading, reading->keyword->offset) = reading->value;
    return true;
}

static bool is_number(const struct json_object *node)
{
    return json_is(node, json_type_int) || json_is(node, json_type_double);
}

/* A count beyond what memory can hold is as good as the largest one. */
static bool read_count(struct reading *reading)
{
    char scratch[40];
    const char *text = is_number(reading->value) ? json_number_text(reading->value, scratch) : "-1";
    if (json_number_compare(text, "0") < 0 || !json_number_is_integer(text))
        return malformed(reading, "an integer of 0 or more");
    double value = json_object_get_double(reading->value);
    size_t count = value >= 9e18 ? SIZE_MAX : (size_t)value;
    if (json_is(reading->value, json_type_int))
        count = (size_t)json_object_get_uint64(reading->value);
    *(size_t *)field(reading, reading->keyword->offset) = count;
    return true;
}

static bool read_number(struct reading *reading)
{
    if (!is_number(reading->value))
        return malformed(reading, "a number");
    char scratch[40];
    const char *text = arena_string(&reading->set->arena, json_number_text(reading->value, scratch));
    struct schema_bound *bound = field(reading, reading->keyword->extra);
    *bound = (struct schema_bound){.text = text, .real = json_object_get_double(reading->value)};
    if (json_is(reading->value, json_type_int)) {
        bound->whole = json_object_get_int64(reading->value);
        bound->is_whole = bound->whole != INT64_MAX;
    }
    *(const char **)field(reading, reading->keyword->offset) = text;
    return true;
}

static bool read_multiple(struct reading *reading)
{
    if (!read_number(reading))
        return false;
    return json_number_compare(reading->target->schema.multiple_of, "0") > 0 ||
           schema_fault(reading->error, reading->value, "multipleOf must be above 0");
}

static bool read_exclusive(struct reading *reading)
{
    if (is_number(reading->value))
        return schema_fault(reading->error, reading->value,
                            "%s is a boolean beside %s in OpenAPI 3.0, a number only from 3.1 on",
                            reading->keyword->name, reading->keyword->extra ? "maximum" : "minimum");
    return read_flag(reading);
}

static bool read_type(struct reading *reading)
{
    static const struct {
        const char *word;
        unsigned types;
    } words[] = {
        {"array", SCHEMA_TYPE_ARRAY},     {"boolean", SCHEMA_TYPE_BOOLEAN},
        {"integer", SCHEMA_TYPE_INTEGER}, {"number", SCHEMA_TYPE_NUMBER | SCHEMA_TYPE_INTEGER},
        {"object", SCHEMA_TYPE_OBJECT},   {"string", SCHEMA_TYPE_STRING},
    };
    if (!json_is(reading->value, json_type_string))
        return malformed(reading,
                         "one word (several, or null, are said by oneOf and nullable in OpenAPI 3.0)");
    const char *type = json_object_get_string(reading->value);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcmp(type, words[i].word) == 0) {
            reading->target->schema.types = words[i].types;
            reading->target->schema.typed = true;
            return true;
        }
    }
    if (strcmp(type, "null") == 0)
        return schema_fault(reading->error, reading->value,
                            "OpenAPI 3.0 has no type null; write nullable: true beside the type");
    return schema_fault(reading->error, reading->value,
                        "the type is one of array, boolean, integer, number, object, string, not \"%s\"",
                        type);
}

static bool read_enum(struct reading *reading)
{
    if (!json_is(reading->value, json_type_array) || json_object_array_length(reading->value) == 0)
        return malformed(reading, "an array of at least one value");
    reading->target->schema.enumeration = reading->value;
    return true;
}

static bool read_format(struct reading *reading)
{
    if (!read_text(reading))
        return false;
    reading->target->known_format = schema_format_find(reading->target->schema.format);
    return true;
}

static bool read_pattern(struct reading *reading)
{
    if (!read_text(reading))
        return false;
    struct buffer why;
    buffer_init(&why, sizeof reading->error->text);
    struct schema *schema = &reading->target->schema;
    schema->pattern = schema_pattern_compile(schema->pattern_text,
                                             (size_t)json_object_get_string_len(reading->value), &why);
    if (!schema->pattern)
        schema_fault(reading->error, reading->value, "the pattern cannot be used: %s", buffer_string(&why));
    buffer_clear(&why);
    return schema->pattern != NULL;
}

static bool read_schema(struct reading *reading)
{
    const struct schema *schema = child(reading, reading->value, NULL);
    *(const struct schema **)field(reading, reading->keyword->offset) = schema;
    return schema != NULL;
}

static bool read_items(struct reading *reading)
{
    if (json_is(reading->value, json_type_array))
        return malformed(reading, "one schema");
    return read_schema(reading);
}

static bool read_additional(struct reading *reading)
{
    if (!json_is(reading->value, json_type_boolean))
        return json_is(reading->value, json_type_object) ? read_schema(reading)
                                                         : malformed(reading, "a boolean or a schema");
    reading->target->schema.additional_forbidden = !json_object_get_boolean(reading->value);
    return true;
}

static bool read_schemas(struct reading *reading)
{
    size_t count = json_is(reading->value, json_type_array) ? json_object_array_length(reading->value) : 0;
    if (count == 0)
        return malformed(reading, "an array of at least one schema");
    const struct schema **list = arena_new(&reading->set->arena, count * sizeof(const struct schema *));
    for (size_t i = 0; i < count; i++) {
        char token[24];
        snprintf(token, sizeof token, "%zu", i);
        list[i] = child(reading, json_object_array_get_idx(reading->value, i), token);
        if (!list[i])
            return false;
    }
    *(const struct schema ***)field(reading, reading->keyword->offset) = list;
    *(size_t *)field(reading, reading->keyword->extra) = count;
    return true;
}

static bool read_properties(struct reading *reading)
{
    if (!json_is(reading->value, json_type_object))
        return malformed(reading, "an object of schemas");
    size_t count = (size_t)json_object_object_length(reading->value);
    struct schema *schema = &reading->target->schema;
    schema->properties = arena_new(&reading->set->arena, count * sizeof *schema->properties);
    json_object_object_foreach(reading->value, name, node)
    {
        struct schema_property *property = &schema->properties[schema->property_count];
        *property = (struct schema_property){.name = name, .schema = child(reading, node, name)};
        if (!property->schema)
            return false;
        schema->property_count++;
    }
    return true;
}

static bool read_required(struct reading *reading)
{
    if (!json_is(reading->value, json_type_array))
        return malformed(reading, "an array of property names");
    size_t count = json_object_array_length(reading->value);
    struct schema *schema = &reading->target->schema;
    struct map known = {0};
    bool fine = true;
    schema->required = arena_new(&reading->set->arena, count * sizeof *schema->required);
    for (size_t i = 0; fine && i < count; i++) {
        struct json_object *item = json_object_array_get_idx(reading->value, i);
        const char *name = json_is(item, json_type_string) ? json_object_get_string(item) : NULL;
        fine = name || malformed(reading, "an array of strings");
        /* Overlays append to what is there: a name that is required twice is required. */
        if (name && !map_put(&known, name, item))
            schema->required[schema->required_count++] = name;
    }
    map_clear(&known);
    return fine;
}

static bool read_discriminator(struct reading *reading)
{
    if (!json_is(reading->value, json_type_object))
        return malformed(reading, "an object with a propertyName");
    return schema_fill_discriminator(reading->set, reading->target, reading->value, reading->error);
}

#define SCHEMA(name)   offsetof(struct schema_compiled, schema.name)
#define COMPILED(name) offsetof(struct schema_compiled, name)

/* Sorted by name. */
static const struct keyword keywords[] = {
    {"additionalProperties", read_additional, SCHEMA(additional), 0},
    {"allOf", read_schemas, SCHEMA(all_of), SCHEMA(all_of_count)},
    {"anyOf", read_schemas, SCHEMA(any_of), SCHEMA(any_of_count)},
    {"default", read_value, SCHEMA(fallback), 0},
    {"deprecated", read_flag, SCHEMA(deprecated), 0},
    {"description", read_words, 0, 0},
    {"discriminator", read_discriminator, 0, 0},
    {"enum", read_enum, 0, 0},
    {"example", read_value, SCHEMA(example), 0},
    {"exclusiveMaximum", read_exclusive, SCHEMA(exclusive_maximum), 1},
    {"exclusiveMinimum", read_exclusive, SCHEMA(exclusive_minimum), 0},
    {"externalDocs", read_nothing, 0, 0},
    {"format", read_format, SCHEMA(format), 0},
    {"items", read_items, SCHEMA(items), 0},
    {"maxItems", read_count, SCHEMA(max_items), 0},
    {"maxLength", read_count, SCHEMA(max_length), 0},
    {"maxProperties", read_count, SCHEMA(max_properties), 0},
    {"maximum", read_number, SCHEMA(maximum), COMPILED(maximum)},
    {"minItems", read_count, SCHEMA(min_items), 0},
    {"minLength", read_count, SCHEMA(min_length), 0},
    {"minProperties", read_count, SCHEMA(min_properties), 0},
    {"minimum", read_number, SCHEMA(minimum), COMPILED(minimum)},
    {"multipleOf", read_multiple, SCHEMA(multiple_of), COMPILED(multiple_of)},
    {"not", read_schema, SCHEMA(not_schema), 0},
    {"nullable", read_flag, SCHEMA(nullable), 0},
    {"oneOf", read_schemas, SCHEMA(one_of), SCHEMA(one_of_count)},
    {"pattern", read_pattern, SCHEMA(pattern_text), 0},
    {"properties", read_properties, 0, 0},
    {"readOnly", read_flag, SCHEMA(read_only), 0},
    {"required", read_required, 0, 0},
    {"title", read_text, SCHEMA(title), 0},
    {"type", read_type, 0, 0},
    {"uniqueItems", read_flag, SCHEMA(unique_items), 0},
    {"writeOnly", read_flag, SCHEMA(write_only), 0},
    {"xml", read_nothing, 0, 0},
};

static int compare_names(const void *name, const void *keyword)
{
    return strcmp(name, ((const struct keyword *)keyword)->name);
}

static void note_unknown(struct schema_set *set, const struct schema *schema, const char *name)
{
    if (strncmp(name, "x-", 2) == 0)
        return;
    struct schema_unknown unknown = {.keyword = name, .pointer = schema->pointer};
    json_key_place(schema->node, name, &unknown.source, &unknown.place);
    set->unknown = memory_grow(set->unknown, set->unknown_count, &set->unknown_capacity, sizeof unknown);
    set->unknown[set->unknown_count++] = unknown;
}

/* What follows from several keywords together. */
static void combine(struct schema_compiled *target)
{
    struct schema *schema = &target->schema;
    /* 3.0.3: nullable "adds "null" to the allowed type specified by the type keyword, only if type is explicitly
     * defined within the same Schema Object"; enum still has the last word. */
    if (schema->nullable && schema->typed)
        schema->types |= SCHEMA_TYPE_NULL;
    const struct schema_format *format = target->known_format;
    target->checks_strings = schema->pattern || schema->min_length || schema->max_length != SIZE_MAX ||
                             (format && format->text_holds);
    target->checks_numbers = target->minimum.text || target->maximum.text || target->multiple_of.text ||
                             (format && format->number_holds);
    target->checks_combined = schema->all_of || schema->one_of || schema->any_of || schema->not_schema;
    bool checks_arrays =
        schema->items || schema->unique_items || schema->min_items || schema->max_items != SIZE_MAX;
    bool checks_objects = schema->properties || schema->required || schema->additional_forbidden ||
                          schema->additional || schema->min_properties || schema->max_properties != SIZE_MAX;
    target->checks_type_alone = !schema->enumeration && !target->checks_strings && !target->checks_numbers &&
                                !target->checks_combined && !checks_arrays && !checks_objects &&
                                !schema->discriminator;
}

bool schema_fill(struct schema_set *set, struct schema_compiled *target, struct error *error)
{
    struct reading reading = {.set = set, .target = target, .error = error};
    json_object_object_foreach(target->schema.node, name, value)
    {
        reading.keyword =
            bsearch(name, keywords, sizeof keywords / sizeof *keywords, sizeof *keywords, compare_names);
        reading.value = value;
        if (!reading.keyword)
            note_unknown(set, &target->schema, name);
        else if (!reading.keyword->read(&reading))
            return false;
    }
    combine(target);
    target->state = SCHEMA_STATE_FILLED;
    return true;
}

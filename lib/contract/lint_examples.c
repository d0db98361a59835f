/* Values that a contract gives, held against its own schemas. */
#include "contract/examine.h"

#include <stdio.h>
#include <string.h>

/* ---- Saying what is wrong ---- */

static void report_broken(struct lint *lint, const struct schema_report *report, const char *what,
                          const char *pointer)
{
    const struct schema_violation *first = &report->violations[0];
    const char *place = arena_format(&lint->out->arena, "%s%s", pointer, first->instance);
    size_t more = report->count + report->dropped - 1;
    char rest[64] = "";
    if (more > 0)
        snprintf(rest, sizeof rest, " (and %zu more)", more);
    lint_report(lint, CONTRACT_LINT_ERROR, place, "%s breaks its own schema%s%s: expected %s, found %s%s%s%s",
                what, first->instance[0] ? " at " : "", first->instance, first->expected, first->found,
                first->note ? "; " : "", first->note ? first->note : "", rest);
}

static void hold(struct lint *lint, const struct schema *schema, const struct json_object *value,
                 enum schema_direction direction, const char *what, const char *pointer)
{
    struct schema_report report;
    schema_report_init(&report);
    if (!schema_validate(schema, value, direction, &report) && report.count > 0)
        report_broken(lint, &report, what, pointer);
    schema_report_clear(&report);
}

/* ---- Examples ---- */

/* Which way a body travels, by the last word of the place that tells. */
static enum schema_direction direction_of(const char *pointer)
{
    static const struct {
        const char *word;
        enum schema_direction direction;
    } words[] = {
        {"/requestBody/", SCHEMA_REQUEST}, {"/requestBodies/", SCHEMA_REQUEST},
        {"/parameters/", SCHEMA_REQUEST},  {"/responses/", SCHEMA_RESPONSE},
        {"/headers/", SCHEMA_RESPONSE},
    };
    enum schema_direction direction = SCHEMA_EITHER;
    const char *last = pointer;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        for (const char *at = pointer; (at = strstr(at, words[i].word)); at++) {
            if (at < last)
                continue;
            last = at;
            direction = words[i].direction;
        }
    }
    return direction;
}

/* An example that is the text of a body in another notation, XML or a form, is no value to be examined. */
static bool is_notation(const struct contract_place *place, const struct schema *schema,
                        const struct json_object *value)
{
    const char *type = strrchr(place->pointer, '/');
    bool media = type && strstr(place->pointer, "/content/") && strstr(type, "~1");
    return media && !strstr(type, "json") && json_is(value, json_type_string) &&
           !(schema->types & SCHEMA_TYPE_STRING);
}

static void examine_described(struct lint *lint, struct contract_place place)
{
    const struct schema *schema = contract_read_schema(lint->store, place);
    size_t count = 0;
    const struct contract_example *examples = contract_read_examples(lint->store, place, &count);
    for (size_t i = 0; schema && i < count; i++) {
        const char *name = examples[i].name;
        const char *what = name ? arena_format(&lint->out->arena, "the example \"%s\"", name) : "the example";
        if (!is_notation(&place, schema, examples[i].value))
            hold(lint, schema, examples[i].value, direction_of(place.pointer), what, examples[i].pointer);
    }
}

static void examine_schema(struct lint *lint, const struct schema *schema)
{
    if (lint_says(schema, "example"))
        hold(lint, schema, schema->example, SCHEMA_EITHER, "the example",
             lint_below(lint, schema->pointer, "example"));
}

void lint_examples(struct lint *lint)
{
    for (size_t i = 0; i < lint->store->described_count; i++)
        examine_described(lint, lint->store->described[i]);
    lint_each_schema(lint, examine_schema);
}

static void examine_default(struct lint *lint, const struct schema *schema)
{
    if (lint_says(schema, "default"))
        hold(lint, schema, schema->fallback, SCHEMA_EITHER, "the default",
             lint_below(lint, schema->pointer, "default"));
}

void lint_defaults(struct lint *lint)
{
    lint_each_schema(lint, examine_default);
}

/* ---- Enumerations ---- */

static bool stands_before(const struct json_object *list, size_t index)
{
    for (size_t i = 0; i < index; i++) {
        if (json_equal(json_object_array_get_idx(list, i), json_object_array_get_idx(list, index)))
            return true;
    }
    return false;
}

enum { ENUM_MOST = 500 };

static void examine_enum(struct lint *lint, const struct schema *schema)
{
    size_t count = schema->enumeration ? json_object_array_length(schema->enumeration) : 0;
    for (size_t i = 0; i < count && i < ENUM_MOST; i++) {
        const struct json_object *value = json_object_array_get_idx(schema->enumeration, i);
        const char *pointer =
            arena_format(&lint->out->arena, "%s/%zu", lint_below(lint, schema->pointer, "enum"), i);
        if (stands_before(schema->enumeration, i))
            lint_report(lint, CONTRACT_LINT_WARNING, pointer, "the value stands in this enum already");
        else
            hold(lint, schema, value, SCHEMA_EITHER, "a value of the enum", pointer);
    }
}

void lint_enums(struct lint *lint)
{
    lint_each_schema(lint, examine_enum);
}

/* Every example that spec/ gives holds against its own schema. */
#include <criterion/criterion.h>

#include <stdlib.h>

#include "schema/model.h"
#include "shipped.h"

static size_t examined;

static void examine(const struct schema *schema, const struct json_object *value,
                    enum schema_direction direction, const char *pointer)
{
    struct schema_report report;
    schema_report_init(&report);
    examined++;
    schema_validate(schema, value, direction, &report);
    for (size_t i = 0; i < report.count; i++)
        cr_expect(false, "%s, at \"%s\": expected %s, found %s", pointer, report.violations[i].instance,
                  report.violations[i].expected, report.violations[i].found);
    schema_report_clear(&report);
}

/* The example of a schema and of those inside it. None of the shipped schemas is recursive. */
static void examine_schema(const struct schema *schema)
{
    if (schema->example)
        examine(schema, schema->example, SCHEMA_EITHER, schema->pointer);
    if (schema->fallback)
        examine(schema, schema->fallback, SCHEMA_EITHER, schema->pointer);
    for (size_t i = 0; i < schema->property_count; i++)
        examine_schema(schema->properties[i].schema);
    for (size_t i = 0; i < schema->one_of_count; i++)
        examine_schema(schema->one_of[i]);
    if (schema->items)
        examine_schema(schema->items);
    if (schema->additional)
        examine_schema(schema->additional);
}

static void examine_media(const struct contract_media *media, size_t count, enum schema_direction direction)
{
    for (size_t i = 0; i < count; i++) {
        examine_schema(media[i].schema);
        for (size_t j = 0; j < media[i].example_count; j++)
            examine(media[i].schema, media[i].examples[j].value, direction, media[i].examples[j].pointer);
    }
}

static void examine_operation(const struct contract_operation *operation)
{
    if (operation->body)
        examine_media(operation->body->media, operation->body->media_count, SCHEMA_REQUEST);
    for (size_t i = 0; i < operation->parameter_count; i++)
        examine_schema(operation->parameters[i].schema);
    for (size_t i = 0; i < operation->response_count; i++)
        examine_media(operation->responses[i].media, operation->responses[i].media_count, SCHEMA_RESPONSE);
}

static void examine_revision(const char *name)
{
    struct contract *contract = shipped_contract(name, NULL, 0, CONTRACT_DOCUMENTED);
    examined = 0;
    cr_expect_eq(contract->note_count, 0);
    for (size_t i = 0; i < contract->operation_count; i++)
        examine_operation(&contract->operations[i]);
    for (size_t i = 0; i < contract->schema_count; i++)
        examine_schema(contract->schemas[i].schema);
    cr_expect_gt(examined, 60, "%zu examples", examined);
    contract_free(contract);
}

Test(examples, of_2025_10)
{
    examine_revision("crewai-amp@2025-10");
}

Test(examples, of_2026_05)
{
    examine_revision("crewai-amp@2026-05");
}

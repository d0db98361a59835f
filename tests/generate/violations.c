#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "contract/contract.h"
#include "fixture.h"
#include "removal.h"
#include "schema/model.h"

/* ---- What every violation keeps ---- */

static void expect_one_fault(const struct compiled *compiled, const struct json_object *base,
                             const struct generate_violation *violation, enum schema_direction direction,
                             const char *name)
{
    cr_expect_not(schema_is_valid(compiled->schema, violation->instance, direction), "%s: %s %s is valid",
                  name, violation->place, violation->rule);
    struct json_object *mended = fixture_mend(violation, base);
    cr_expect(json_equal(mended, base), "%s: %s %s changes more than %s", name, violation->place,
              violation->rule, violation->pointer);
    json_object_put(mended);
    cr_expect(*violation->title && *violation->basis && *violation->keyword, "%s: %s %s lacks words", name,
              violation->place, violation->rule);
}

static void expect_unique(const struct generate_violations *list, const char *name)
{
    for (size_t i = 0; i < list->count; i++)
        for (size_t j = 0; j < i; j++)
            cr_expect(strcmp(list->items[i].place, list->items[j].place) != 0 ||
                          strcmp(list->items[i].rule, list->items[j].rule) != 0,
                      "%s: %s %s stands there twice", name, list->items[i].place, list->items[i].rule);
}

/* ---- Rows of data ---- */

static void expect_listed(const struct generate_violations *list, const struct json_object *row,
                          const char *name)
{
    struct json_object *expected = json_member_array(row, "violations");
    size_t count = json_object_array_length(expected);
    for (size_t i = 0; i < count; i++) {
        const char *text = json_object_get_string(json_object_array_get_idx(expected, i));
        cr_expect(fixture_has(list, text), "%s: no \"%s\"", name, text);
    }
    for (size_t i = 0; i < list->count; i++) {
        char *text = string_format("%s %s", list->items[i].place, list->items[i].rule);
        bool known = false;
        for (size_t j = 0; j < count; j++)
            known =
                known || strcmp(json_object_get_string(json_object_array_get_idx(expected, j)), text) == 0;
        char *instance = json_text(list->items[i].instance, JSON_COMPACT);
        cr_expect(known, "%s: unexpected \"%s\" %s", name, text, instance);
        free(instance);
        free(text);
    }
    cr_expect_eq(list->dropped, (size_t)json_member_int(row, "dropped", 0), "%s: %zu dropped", name,
                 list->dropped);
}

static void run_row(struct json_object *row)
{
    const char *name = json_member_string(row, "name");
    struct compiled compiled = fixture_compile(json_member(row, "schema"), json_member(row, "components"));
    struct generate_options options = {.direction = fixture_direction(row),
                                       .root = json_member_string(row, "root")};
    struct generate_violations list = {0};
    struct error error = {0};
    struct json_object *base = json_member(row, "base");
    cr_expect(generate_violations(compiled.schema, base, &options, &list, &error), "%s: %s", name,
              error.text);
    expect_listed(&list, row, name);
    expect_unique(&list, name);
    for (size_t i = 0; i < list.count; i++)
        expect_one_fault(&compiled, base, &list.items[i], options.direction, name);
    generate_violations_clear(&list);
    fixture_release(&compiled);
}

Test(violations, are_just_the_listed_ones)
{
    struct json_object *rows = NULL;
    struct json_document *document = fixture_read("violations.json", &rows);
    for (size_t i = 0; i < json_object_array_length(rows); i++)
        run_row(json_object_array_get_idx(rows, i));
    json_document_free(document);
}

Test(violations, need_a_valid_base)
{
    struct json_document *document = json_read("schema", "{\"type\": \"string\"}", 18, NULL, NULL);
    struct compiled compiled = fixture_compile(json_document_root(document), NULL);
    struct generate_options options = {0};
    struct generate_violations list = {0};
    struct error error = {0};
    struct json_object *base = json_object_new_int(1);
    cr_expect_not(generate_violations(compiled.schema, base, &options, &list, &error));
    cr_expect(strstr(error.text, "not valid"), "%s", error.text);
    cr_expect_eq(list.count, 0);
    json_object_put(base);
    fixture_release(&compiled);
    json_document_free(document);
}

/* ---- Parameters ---- */

static void run_parameter(struct json_object *row)
{
    const char *name = json_member_string(row, "name");
    struct compiled compiled = fixture_compile(json_member(row, "schema"), NULL);
    struct generate_options options = {.direction = SCHEMA_REQUEST, .root = "query.q"};
    struct generate_violations list = {0};
    struct error error = {0};
    struct json_object *expected = json_member(row, "texts");
    cr_expect(
        generate_parameter_violations(compiled.schema, json_member(row, "base"), &options, &list, &error),
        "%s: %s", name, error.text);
    for (size_t i = 0; i < list.count; i++) {
        const char *text = json_member_string(expected, list.items[i].rule);
        cr_expect(text && strcmp(text, list.items[i].text) == 0, "%s: %s is \"%s\"", name, list.items[i].rule,
                  list.items[i].text);
        cr_expect_str_eq(list.items[i].place, "query.q");
    }
    cr_expect_eq(list.count, (size_t)json_object_object_length(expected), "%s: %zu texts", name, list.count);
    generate_violations_clear(&list);
    fixture_release(&compiled);
}

Test(violations, of_parameters_are_texts_that_no_reading_mends)
{
    struct json_object *rows = NULL;
    struct json_document *document = fixture_read("parameters.json", &rows);
    for (size_t i = 0; i < json_object_array_length(rows); i++)
        run_parameter(json_object_array_get_idx(rows, i));
    json_document_free(document);
}

/* ---- A constraint has its violation: without it, the case goes ---- */

Test(violations, go_with_their_constraint)
{
    struct json_object *rows = NULL;
    struct json_document *document = fixture_read("constraints.json", &rows);
    for (size_t i = 0; i < json_object_array_length(rows); i++) {
        struct json_object *row = json_object_array_get_idx(rows, i);
        struct removal counts = removal_check(json_member(row, "schema"), json_member(row, "base"));
        cr_expect_eq(counts.dropped, 0);
        cr_expect_eq(counts.constraints, (size_t)json_member_int(row, "constraints", 0),
                     "%s: %zu constraints", json_member_string(row, "name"), counts.constraints);
    }
    json_document_free(document);
}

static const struct {
    const char *file, *operation;
    size_t constraints, violations;
} amp[] = {
    {"spec/crewai-amp-2025-10.yaml", "startCrewExecution", 11, 45},
    {"spec/crewai-amp-2025-10.yaml", "resumeCrewExecution", 13, 54},
    {"spec/crewai-amp-2026-05.yaml", "startCrewExecution", 11, 45},
    {"spec/crewai-amp-2026-05.yaml", "resumeCrewExecution", 13, 54},
};

/* The request bodies of the AMP contract: of every constraint. */
Test(violations, of_the_amp_contract_go_with_their_constraint)
{
    for (size_t i = 0; i < sizeof amp / sizeof *amp; i++) {
        struct error error = {0};
        char *path = string_format("%s/%s", TEST_ROOT, amp[i].file);
        struct contract *contract = contract_load(&(struct contract_request){.document = path}, &error);
        cr_assert_not_null(contract, "%s", error.text);
        const struct contract_media *media =
            &contract_operation_by_id(contract, amp[i].operation)->body->media[0];
        struct generate_options options = {
            .direction = SCHEMA_REQUEST, .every_property = true, .example = media->examples[0].value};
        struct json_object *base = NULL;
        cr_assert(generate_sample(media->schema, &options, &base, &error), "%s", error.text);
        struct removal counts = removal_check(media->schema->node, base);
        cr_expect_eq(counts.constraints, amp[i].constraints, "%s: %zu constraints", amp[i].operation,
                     counts.constraints);
        cr_expect_eq(counts.violations, amp[i].violations, "%s: %zu violations", amp[i].operation,
                     counts.violations);
        cr_expect_eq(counts.dropped, 0);
        json_object_put(base);
        contract_free(contract);
        free(path);
    }
}

/* Schemas and instances. The input is a group of tests/schema's form: {"schema", "components", "tests": [{"data"}]}.
 * Compiling ends; judging ends; both ways of judging agree; every contradiction is said. */
#include "fuzz.h"

#include <string.h>

#include "base/text.h"
#include "schema/schema.h"

static bool resolve(void *root, struct json_object *reference, struct json_object **target,
                    const char **pointer, struct error *error)
{
    *pointer = json_member_string(reference, "$ref");
    return (**pointer == '#' && json_pointer_find(root, *pointer + 1, target)) ||
           error_set(error, "there is no %s", *pointer);
}

static void require_said(const struct schema_report *report)
{
    for (size_t i = 0; i < report->count; i++) {
        const struct schema_violation *violation = &report->violations[i];
        FUZZ_REQUIRE(violation->keyword && violation->instance && violation->pointer);
        FUZZ_REQUIRE(violation->expected[0] && violation->found[0]);
        FUZZ_REQUIRE(text_is_utf8(violation->found, strlen(violation->found)));
    }
}

static void judge(const struct schema *schema, struct json_object *instance, enum schema_direction direction)
{
    struct schema_report report;
    schema_report_init(&report);
    report.maximum = 20;
    bool valid = schema_validate(schema, instance, direction, &report);
    FUZZ_REQUIRE(valid == schema_is_valid(schema, instance, direction));
    FUZZ_REQUIRE(valid == !(report.count + report.dropped));
    require_said(&report);
    struct json_object *place = NULL;
    for (size_t i = 0; i < report.count; i++)
        FUZZ_REQUIRE(json_pointer_find(instance, report.violations[i].instance, &place));
    schema_report_clear(&report);
}

static void judge_all(struct json_object *group, const struct schema *schema)
{
    struct json_object *tests = json_member_array(group, "tests");
    for (size_t i = 0; tests && i < json_object_array_length(tests); i++) {
        struct json_object *data = json_member(json_object_array_get_idx(tests, i), "data");
        for (int direction = SCHEMA_EITHER; direction <= SCHEMA_RESPONSE; direction++)
            judge(schema, data, (enum schema_direction)direction);
    }
    judge(schema, group, SCHEMA_EITHER);
    schema_branches_distinct(schema, NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct error error = {0};
    struct json_limits limits = {.depth = 64, .nodes = 2000};
    struct json_document *document = json_read("input", (const char *)data, size, &limits, NULL);
    if (!document)
        return 0;
    struct json_object *root = json_document_root(document);
    struct schema_set *set = schema_set_new(resolve, root);
    const struct schema *schema = schema_compile(set, json_member(root, "schema"), "#/schema", &error);
    FUZZ_REQUIRE(schema || error.set);
    if (schema)
        judge_all(root, schema);
    schema_set_free(set);
    json_document_free(document);
    return 0;
}

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "fixture.h"

enum { SEEDS = 60 };

/* Every schema of the other tests, over many seeds. */
static void for_each_schema(void (*check)(const struct compiled *compiled, const char *name))
{
    static const char *const files[] = {"constraints.json", "violations.json", "samples.json", "odd.json"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct json_object *rows = NULL;
        struct json_document *document = fixture_read(files[i], &rows);
        for (size_t j = 0; j < json_object_array_length(rows); j++) {
            struct json_object *row = json_object_array_get_idx(rows, j);
            if (json_has(row, "error"))
                continue;
            struct compiled compiled =
                fixture_compile(json_member(row, "schema"), json_member(row, "components"));
            check(&compiled, json_member_string(row, "name"));
            fixture_release(&compiled);
        }
        json_document_free(document);
    }
}

static char *make(const struct compiled *compiled, uint64_t seed, unsigned size, const char *name)
{
    struct random random = {seed};
    struct generate_options options = {.direction = SCHEMA_REQUEST};
    struct json_object *out = NULL;
    struct error error = {0};
    bool made = generate_random(compiled->schema, &random, size, &options, &out, &error);
    cr_expect(made, "%s, seed %u: %s", name, (unsigned)seed, error.text);
    cr_expect(!made || schema_is_valid(compiled->schema, out, SCHEMA_REQUEST), "%s, seed %u", name,
              (unsigned)seed);
    char *text = json_text(out, JSON_COMPACT);
    json_object_put(out);
    return text;
}

static void check_valid(const struct compiled *compiled, const char *name)
{
    for (unsigned seed = 0; seed < SEEDS; seed++) {
        char *once = make(compiled, seed, seed % 12, name), *again = make(compiled, seed, seed % 12, name);
        cr_expect_str_eq(once, again, "%s, seed %u: not the same twice", name, seed);
        free(once);
        free(again);
    }
}

Test(random, instances_are_valid_and_the_same_for_a_seed)
{
    for_each_schema(check_valid);
}

static void check_invalid(const struct compiled *compiled, const char *name)
{
    if (strcmp(name, "nothing is said") == 0 || strcmp(name, "the same twice") == 0)
        return;
    for (unsigned seed = 0; seed < 8; seed++) {
        struct random random = {seed};
        struct generate_options options = {.direction = SCHEMA_REQUEST};
        struct generate_violations list = {0};
        struct error error = {0};
        if (generate_random_invalid(compiled->schema, &random, 4, &options, &list, &error)) {
            cr_expect_eq(list.count, 1);
            cr_expect_not(schema_is_valid(compiled->schema, list.items[0].instance, SCHEMA_REQUEST),
                          "%s: %s %s", name, list.items[0].place, list.items[0].rule);
        } else {
            cr_expect(strstr(error.text, "no instance was found"), "%s: %s", name, error.text);
            cr_expect_eq(list.count, 0);
        }
        generate_violations_clear(&list);
    }
}

Test(random, faults_are_faults)
{
    for_each_schema(check_invalid);
}

/* ---- Shrinking ---- */

static const char shrink_schema[] =
    "{\"type\":\"object\",\"required\":[\"list\"],\"properties\":{\"list\":{\"type\":\"array\",\"items\":"
    "{\"type\":\"object\",\"required\":[\"name\"],\"properties\":{\"name\":{\"type\":\"string\"},\"n\":{"
    "\"type\":\"integer\"}}}},"
    "\"note\":{\"type\":\"string\"}}}";

struct failure {
    const char *needle;
    unsigned calls;
};

static bool has_needle(void *context, const struct json_object *instance)
{
    struct failure *failure = context;
    char *text = json_text(instance, JSON_COMPACT);
    bool found = strstr(text, failure->needle) != NULL;
    failure->calls++;
    free(text);
    return found;
}

static const struct {
    const char *instance, *needle, *smallest;
    bool valid;
} shrinks[] = {
    {"{\"list\":[{\"name\":\"abc\"},{\"name\":\"the Xylophone here\",\"n\":12345}],\"note\":\"long text\"}",
     "X", "{\"list\":[{\"name\":\"X\"}]}", true},
    {"{\"list\":[{\"name\":\"abc\",\"n\":12345}],\"note\":\"a\"}",
     "\"n\":", "{\"list\":[{\"name\":\"\",\"n\":0}]}", true},
    {"{\"list\":[{\"name\":\"abc\"}],\"note\":\"a\"}", "", "{\"list\":[]}", true},
    {"{\"list\":[{\"name\":\"abc\"},{\"n\":7}],\"note\":\"a\"}", "list", "{\"list\":[{}]}", false},
};

Test(shrink, ends_at_the_smallest_that_fails)
{
    struct json_document *document = json_read("schema", shrink_schema, strlen(shrink_schema), NULL, NULL);
    struct compiled compiled = fixture_compile(json_document_root(document), NULL);
    for (size_t i = 0; i < sizeof shrinks / sizeof *shrinks; i++) {
        struct failure failure = {shrinks[i].needle, 0};
        struct json_document *start =
            json_read("instance", shrinks[i].instance, strlen(shrinks[i].instance), NULL, NULL);
        struct generate_shrinking shrinking = {compiled.schema, SCHEMA_REQUEST, shrinks[i].valid, 500,
                                               has_needle,      &failure};
        struct json_object *smallest = generate_shrink(json_document_root(start), &shrinking);
        char *text = json_text(smallest, JSON_COMPACT);
        cr_expect_str_eq(text, shrinks[i].smallest);
        cr_expect_leq(failure.calls, 500);
        free(text);
        json_object_put(smallest);
        json_document_free(start);
    }
    fixture_release(&compiled);
    json_document_free(document);
}

Test(shrink, keeps_to_its_tries)
{
    struct json_document *document = json_read("schema", "{}", 2, NULL, NULL);
    struct compiled compiled = fixture_compile(json_document_root(document), NULL);
    struct failure failure = {"X", 0};
    static const char instance[] = "[1,2,3,4,5,6,7,8,\"aXbXcXdX\"]";
    struct json_document *start = json_read("instance", instance, strlen(instance), NULL, NULL);
    struct generate_shrinking shrinking = {compiled.schema, SCHEMA_REQUEST, true, 5, has_needle, &failure};
    struct json_object *smaller = generate_shrink(json_document_root(start), &shrinking);
    cr_expect_leq(failure.calls, 5);
    cr_expect(has_needle(&failure, smaller));
    json_object_put(smaller);
    json_document_free(start);
    fixture_release(&compiled);
    json_document_free(document);
}

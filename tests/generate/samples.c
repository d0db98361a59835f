#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "fixture.h"

static void run_row(struct json_object *row)
{
    const char *name = json_member_string(row, "name"), *wrong = json_member_string(row, "error");
    struct compiled compiled = fixture_compile(json_member(row, "schema"), json_member(row, "components"));
    struct generate_options options = {.direction = fixture_direction(row),
                                       .every_property = json_member_bool(row, "every", false),
                                       .invented = json_member_bool(row, "invented", false),
                                       .branch = (size_t)json_member_int(row, "branch", 0),
                                       .example = json_member(row, "example")};
    struct json_object *sample = NULL;
    struct error error = {0};
    bool made = generate_sample(compiled.schema, &options, &sample, &error);
    char *text = json_text(sample, JSON_COMPACT);
    cr_expect_eq(made, !wrong, "%s: %s", name, error.text);
    if (wrong)
        cr_expect(strstr(error.text, wrong), "%s: %s", name, error.text);
    else
        cr_expect(json_equal(sample, json_member(row, "sample")), "%s: %s", name, text);
    free(text);
    json_object_put(sample);
    fixture_release(&compiled);
}

Test(samples, are_the_expected_ones)
{
    struct json_object *rows = NULL;
    struct json_document *document = fixture_read("samples.json", &rows);
    for (size_t i = 0; i < json_object_array_length(rows); i++)
        run_row(json_object_array_get_idx(rows, i));
    json_document_free(document);
}

/* ---- The caller's own ---- */

static bool give_inputs(void *context, const char *pointer, const struct schema *schema,
                        struct json_object **node)
{
    cr_assert_not_null(schema);
    if (strcmp(pointer, "/inputs/a") != 0)
        return false;
    *node = json_copy(context);
    return true;
}

static char *give_uri(void *context, const char *pointer, const char *name)
{
    (void)context;
    cr_expect_str_eq(pointer, "/hook");
    return string_format("http://127.0.0.1:1/%s", name);
}

static struct json_document *document_of(const char *text)
{
    struct json_document *document = json_read("schema", text, strlen(text), NULL, NULL);
    cr_assert_not_null(document, "%s", text);
    return document;
}

static const char own_schema[] =
    "{\"required\": [\"inputs\", \"hook\"], \"properties\": {\"inputs\": {\"required\": [\"a\"],"
    "\"additionalProperties\": {\"type\": \"string\"}},"
    "\"hook\": {\"type\": \"string\", \"format\": \"uri\"}}}";

Test(samples, take_the_callers_own_values)
{
    struct json_document *document = document_of(own_schema);
    struct compiled compiled = fixture_compile(json_document_root(document), NULL);
    struct json_object *own = json_object_new_string("mine"), *sample = NULL;
    struct generate_options options = {.override = give_inputs, .uri = give_uri, .context = own};
    struct error error = {0};
    cr_assert(generate_sample(compiled.schema, &options, &sample, &error), "%s", error.text);
    char *text = json_text(sample, JSON_CANONICAL);
    cr_expect_str_eq(text, "{\"hook\":\"http://127.0.0.1:1/hook\",\"inputs\":{\"a\":\"mine\"}}");
    free(text);
    json_object_put(sample);
    json_object_put(own);
    fixture_release(&compiled);
    json_document_free(document);
}

Test(samples, refuse_the_callers_own_where_it_is_not_valid)
{
    struct json_document *document = document_of(own_schema);
    struct compiled compiled = fixture_compile(json_document_root(document), NULL);
    struct json_object *own = json_object_new_int(7), *sample = NULL;
    struct generate_options options = {.override = give_inputs, .context = own};
    struct error error = {0};
    cr_expect_not(generate_sample(compiled.schema, &options, &sample, &error));
    cr_expect(strstr(error.text, "/inputs/a"), "%s", error.text);
    cr_expect_null(sample);
    json_object_put(own);
    fixture_release(&compiled);
    json_document_free(document);
}

/* ---- Patterns ---- */

static const char *const patterns[] = {
    "^[A-Z]{2}\\d{2,4}$",
    "^(foo|bar)+-\\w*$",
    "^[^a-z]{5}$",
    "^\\d{3}-\\d{4}$",
    "x",
    "^$",
    "^\\S+@\\S+\\.\\S+$",
    "^(?:[a-z0-9]+-)*[a-z0-9]+$",
    "^(?=.*[A-Z])(?=.*\\d).{8,}$",
    "^(?!admin)[a-z]{3,8}$",
    "^(a|b)\\1$",
    "^(?<year>\\d{4})$",
    "^\\u{1F600}\\x41\\u0042\\cA$",
    "^\\p{Lu}\\p{Ll}+$",
    "^\\P{L}$",
    "^[\\w.+-]+$",
    "^[\\]\\-\\\\^]$",
    "^\\bword\\b$",
    "^#?([a-f0-9]{6}|[a-f0-9]{3})$",
    "^.{100}$",
    "^[\xd0\xb0-\xd1\x8f]+$",
    "^a{2}b{0}c{3,}$",
    "^{}$",
    "^\\^\\$\\.\\/$",
    "^[+]?[(]?[0-9]{3}[)]?[-\\s.]?[0-9]{3}[-\\s.]?[0-9]{4,6}$",
    "^v(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)$",
    "^(https?|ftp)://[^\\s/$.?#].[^\\s]*$",
    "^(25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}$",
    "^(\\([^()]*\\)|[^()])*$",
    "end$",
};

static struct json_object *pattern_schema(const char *pattern, bool with_lengths)
{
    struct json_object *schema = json_object_new_object();
    json_object_object_add(schema, "type", json_object_new_string("string"));
    json_object_object_add(schema, "pattern", json_object_new_string(pattern));
    if (with_lengths)
        json_object_object_add(schema, "minLength", json_object_new_int(12));
    return schema;
}

Test(samples, of_patterns_match)
{
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        struct json_object *schema = pattern_schema(patterns[i], false), *sample = NULL;
        struct compiled compiled = fixture_compile(schema, NULL);
        struct generate_options options = {0};
        struct error error = {0};
        struct random random = {i};
        cr_expect(generate_sample(compiled.schema, &options, &sample, &error), "%s: %s", patterns[i],
                  error.text);
        json_object_put(sample);
        for (int j = 0; j < 20; j++) {
            cr_expect(generate_random(compiled.schema, &random, 8, &options, &sample, &error),
                      "random %s: %s", patterns[i], error.text);
            json_object_put(sample);
        }
        fixture_release(&compiled);
        json_object_put(schema);
    }
}

Test(samples, of_patterns_keep_lengths)
{
    static const char *const open[] = {"^[a-z]+$", "^(ab)+$", "^a{2}b{0}c{3,}$", "x", "^\\w+ \\w+$"};
    for (size_t i = 0; i < sizeof open / sizeof *open; i++) {
        struct json_object *schema = pattern_schema(open[i], true), *sample = NULL;
        struct compiled compiled = fixture_compile(schema, NULL);
        struct generate_options options = {0};
        struct error error = {0};
        cr_expect(generate_sample(compiled.schema, &options, &sample, &error), "%s: %s", open[i], error.text);
        json_object_put(sample);
        fixture_release(&compiled);
        json_object_put(schema);
    }
}

Test(samples, of_patterns_that_nothing_matches_are_given_up)
{
    struct json_object *schema = pattern_schema("^(?!a)a$", false), *sample = NULL;
    struct compiled compiled = fixture_compile(schema, NULL);
    struct generate_options options = {0};
    struct error error = {0};
    cr_expect_not(generate_sample(compiled.schema, &options, &sample, &error));
    fixture_release(&compiled);
    json_object_put(schema);
}

/* ---- Formats ---- */

Test(samples, keep_their_format)
{
    static const char *const formats[] = {"uuid",     "uri",  "date", "date-time", "email",
                                          "hostname", "ipv4", "ipv6", "byte",      "password"};
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        struct json_object *schema = json_object_new_object(), *sample = NULL;
        json_object_object_add(schema, "type", json_object_new_string("string"));
        json_object_object_add(schema, "format", json_object_new_string(formats[i]));
        struct compiled compiled = fixture_compile(schema, NULL);
        struct generate_options options = {0};
        struct error error = {0};
        struct random random = {i};
        cr_expect(generate_sample(compiled.schema, &options, &sample, &error), "%s: %s", formats[i],
                  error.text);
        cr_expect(schema_is_valid(compiled.schema, sample, SCHEMA_REQUEST));
        json_object_put(sample);
        for (int j = 0; j < 50; j++) {
            cr_expect(generate_random(compiled.schema, &random, 5, &options, &sample, &error),
                      "random %s: %s", formats[i], error.text);
            json_object_put(sample);
        }
        fixture_release(&compiled);
        json_object_put(schema);
    }
}

/* Whatever a deployment answers and a contract says, judging it ends; and what is compiled is shared by threads. */
#include <criterion/criterion.h>

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "schema/schema.h"

/* A schema without references, and what it was compiled from. */
struct compiled {
    struct json_document *document;
    struct schema_set *set;
    const struct schema *schema;
};

static struct json_document *read_text(const char *text)
{
    struct error error = {0};
    struct json_document *document = json_read("test", text, strlen(text), NULL, &error);
    cr_assert(document, "%u:%u: %s", error.line, error.column, error.text);
    return document;
}

static struct compiled compile(const char *text)
{
    struct error error = {0};
    struct compiled compiled = {.document = read_text(text), .set = schema_set_new(NULL, NULL)};
    compiled.schema = schema_compile(compiled.set, json_document_root(compiled.document), "#", &error);
    cr_assert(compiled.schema, "%s", error.text);
    return compiled;
}

static void release(struct compiled *compiled)
{
    schema_set_free(compiled->set);
    json_document_free(compiled->document);
}

static double processor_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* ---- Patterns ---- */

static char *repeat(const char *piece, size_t times, const char *end)
{
    struct buffer text;
    buffer_init(&text, BUFFER_UNBOUNDED);
    buffer_char(&text, '"');
    for (size_t i = 0; i < times; i++)
        buffer_text(&text, piece);
    buffer_text(&text, end);
    buffer_char(&text, '"');
    return buffer_take(&text, NULL);
}

/* Judged in seconds of this process, sanitizers and all; without the limits, each would take hours. */
enum { SECONDS_ENOUGH = 30 };

Test(bounds, hostile_patterns_are_given_up)
{
    static const char *const patterns[] = {
        "^(a+)+$",        "^(a|a)*$",    "^(a|aa)+$",         "(.*)*b",
        "([a-z]+)*\\\\d", "[a-z]+\\\\d", "^(?:a?){30}a{30}$", "(a*)*\\\\1b"};
    char *instance = repeat("a", 100000, "!");
    struct json_document *subject = read_text(instance);
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        char *text = string_format("{\"pattern\": \"%s\"}", patterns[i]);
        struct compiled compiled = compile(text);
        struct schema_report report;
        schema_report_init(&report);
        double start = processor_seconds();
        bool valid = schema_validate(compiled.schema, json_document_root(subject), SCHEMA_EITHER, &report);
        cr_expect_lt(processor_seconds() - start, SECONDS_ENOUGH, "%s", patterns[i]);
        cr_expect_not(valid, "%s", patterns[i]);
        cr_expect_eq(report.count, 1);
        schema_report_clear(&report);
        release(&compiled);
        free(text);
    }
    json_document_free(subject);
    free(instance);
}

/* Each string costs nearly what one match may cost; together they would take minutes. */
Test(bounds, many_hostile_strings_are_given_up_together)
{
    struct compiled compiled = compile("{\"items\": {\"pattern\": \"^(a|a)*$\"}}");
    struct buffer text;
    buffer_init(&text, BUFFER_UNBOUNDED);
    for (int i = 0; i < 2000; i++)
        buffer_text(&text,
                    i ? ",\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\"" : "[\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\"");
    buffer_char(&text, ']');
    struct json_document *subject = read_text(text.data);
    struct schema_report report;
    schema_report_init(&report);
    double start = processor_seconds();
    cr_expect_not(schema_validate(compiled.schema, json_document_root(subject), SCHEMA_EITHER, &report));
    cr_expect_lt(processor_seconds() - start, SECONDS_ENOUGH);
    cr_expect_eq(report.count + report.dropped, 2000);
    cr_expect_str_eq(report.violations[0].note, "matching took too long and was given up");
    schema_report_clear(&report);
    json_document_free(subject);
    buffer_clear(&text);
    release(&compiled);
}

Test(bounds, long_texts_match_in_time)
{
    struct compiled compiled = compile("{\"pattern\": \"^[a-z ]+$\", \"minLength\": 1000000}");
    char *instance = repeat("lorem ipsum ", 1000000, "");
    struct json_document *subject = read_text(instance);
    cr_expect(schema_is_valid(compiled.schema, json_document_root(subject), SCHEMA_EITHER));
    json_document_free(subject);
    free(instance);
    release(&compiled);
}

/* ---- Combinators ---- */

static bool resolve_pointer(void *root, struct json_object *reference, struct json_object **target,
                            const char **pointer, struct error *error)
{
    *pointer = json_member_string(reference, "$ref");
    return json_pointer_find(root, *pointer + 1, target) || error_set(error, "there is no %s", *pointer);
}

/* Each schema asks twice for the next: judging one instance by the first would never end. */
Test(bounds, schemas_that_double_are_refused)
{
    struct buffer text;
    struct error error = {0};
    buffer_init(&text, BUFFER_UNBOUNDED);
    buffer_text(&text, "{\"s0\": {}");
    for (int i = 1; i < 90; i++)
        buffer_format(&text, ",\"s%d\": {\"allOf\": [{\"$ref\": \"#/s%d\"}, {\"$ref\": \"#/s%d\"}]}", i,
                      i - 1, i - 1);
    buffer_char(&text, '}');
    struct json_document *document = read_text(text.data);
    struct json_object *root = json_document_root(document);
    struct schema_set *set = schema_set_new(resolve_pointer, root);
    cr_expect(schema_compile(set, json_member(root, "s10"), "#/s10", &error), "%s", error.text);
    cr_expect_not(schema_compile(set, json_member(root, "s89"), "#/s89", &error));
    cr_expect(strstr(error.text, "more than 100,000 at one instance"), "%s", error.text);
    schema_set_free(set);
    json_document_free(document);
    buffer_clear(&text);
}

/* ---- Reports ---- */

Test(bounds, reports_keep_so_many_and_count_the_rest)
{
    struct compiled compiled = compile("{\"items\": {\"type\": \"string\"}}");
    struct json_document *subject = read_text("[1, 2, 3, 4, 5, 6, 7, \"a\", 9]");
    struct schema_report report;
    schema_report_init(&report);
    report.maximum = 3;
    cr_expect_not(schema_validate(compiled.schema, json_document_root(subject), SCHEMA_EITHER, &report));
    cr_expect_eq(report.count, 3);
    cr_expect_eq(report.dropped, 5);
    cr_expect_str_eq(report.violations[2].instance, "/2");
    schema_report_clear(&report);
    json_document_free(subject);
    release(&compiled);
}

Test(bounds, long_values_are_shortened)
{
    struct compiled compiled = compile("{\"type\": \"integer\"}");
    char *instance = repeat("\xc3\xa9", 100000, "");
    struct json_document *subject = read_text(instance);
    struct schema_report report;
    schema_report_init(&report);
    schema_validate(compiled.schema, json_document_root(subject), SCHEMA_EITHER, &report);
    cr_assert_eq(report.count, 1);
    cr_expect_lt(strlen(report.violations[0].found), 300, "%s", report.violations[0].found);
    cr_expect(strstr(report.violations[0].found, "of 100000 characters"), "%s", report.violations[0].found);
    schema_report_clear(&report);
    json_document_free(subject);
    free(instance);
    release(&compiled);
}

Test(bounds, unknown_keywords_are_listed)
{
    struct compiled compiled =
        compile("{\n\"properties\": {\"a\": {\n\"const\": 1, \"x-const\": 1}},\n\"if\": {}}");
    size_t count = 0;
    const struct schema_unknown *unknown = schema_set_unknown(compiled.set, &count);
    cr_assert_eq(count, 2);
    bool first = !strcmp(unknown[0].keyword, "const");
    const struct schema_unknown *inner = &unknown[first ? 0 : 1], *outer = &unknown[first ? 1 : 0];
    cr_expect_str_eq(inner->keyword, "const");
    cr_expect_str_eq(inner->pointer, "#/properties/a");
    cr_expect_eq(inner->place.line, 3);
    cr_expect_str_eq(outer->keyword, "if");
    cr_expect_eq(outer->place.line, 4);
    release(&compiled);
}

/* ---- Branches ---- */

Test(bounds, branches_that_cannot_both_match_are_known)
{
    static const struct {
        const char *schema;
        bool distinct;
        const char *property;
    } schemas[] = {
        {"{}", true, NULL},
        {"{\"oneOf\": [{\"type\": \"string\"}, {\"type\": \"object\"}]}", true, NULL},
        {"{\"oneOf\": [{\"type\": \"integer\"}, {\"type\": \"number\"}]}", false, NULL},
        {"{\"oneOf\": [{\"enum\": [1, 2]}, {\"enum\": [3]}]}", true, NULL},
        {"{\"oneOf\": [{\"type\": \"object\", \"properties\": {\"k\": {\"enum\": [\"a\"]}}},"
         "{\"type\": \"object\", \"properties\": {\"k\": {\"enum\": [\"b\"]}}}]}",
         false, "k"},
        {"{\"oneOf\": [{\"type\": \"object\", \"required\": [\"k\"], \"properties\": {\"k\": {\"enum\": [\"a\"]}}},"
         "{\"type\": \"object\", \"required\": [\"k\"], \"properties\": {\"k\": {\"enum\": [\"b\"]}}}]}",
         true, NULL},
        {"{\"oneOf\": [{\"type\": \"object\"}, {\"type\": \"object\", \"required\": [\"a\"]}]}", false, NULL},
        {"{\"oneOf\": [{\"type\": \"object\", \"additionalProperties\": false},"
         "{\"type\": \"object\", \"required\": [\"a\"]}]}",
         true, NULL},
    };
    for (size_t i = 0; i < sizeof schemas / sizeof *schemas; i++) {
        struct compiled compiled = compile(schemas[i].schema);
        struct schema_ambiguity ambiguity = {0};
        bool distinct = schema_branches_distinct(compiled.schema, &ambiguity);
        cr_expect_eq(distinct, schemas[i].distinct, "%s", schemas[i].schema);
        if (!distinct && schemas[i].property)
            cr_expect_str_eq(ambiguity.property, schemas[i].property);
        else
            cr_expect_null(ambiguity.property, "%s", schemas[i].schema);
        release(&compiled);
    }
}

/* ---- Threads ---- */

struct job {
    const struct schema *schema;
    const struct json_object *instance;
    size_t violations;
};

static void *judge_often(void *context)
{
    struct job *job = context;
    for (int i = 0; i < 200; i++) {
        struct schema_report report;
        schema_report_init(&report);
        schema_validate(job->schema, job->instance, SCHEMA_RESPONSE, &report);
        job->violations += report.count;
        schema_report_clear(&report);
    }
    return NULL;
}

Test(bounds, threads_share_a_schema_and_an_instance)
{
    struct compiled compiled =
        compile("{\"oneOf\": [{\"required\": [\"a\"]}, {\"minProperties\": 9}], \"properties\":"
                "{\"b\": {\"pattern\": \"^[0-9.]+$\", \"minLength\": 3}, \"c\":"
                "{\"multipleOf\": 0.01, \"maximum\": 1}}}");
    struct json_document *subject = read_text("{\"b\": \"x\", \"c\": 1.005, \"d\": [1.50, {\"e\": null}]}");
    struct job jobs[4];
    pthread_t threads[4];
    for (int i = 0; i < 4; i++) {
        jobs[i] = (struct job){compiled.schema, json_document_root(subject), 0};
        cr_assert_eq(pthread_create(&threads[i], NULL, judge_often, &jobs[i]), 0);
    }
    for (int i = 0; i < 4; i++) {
        pthread_join(threads[i], NULL);
        cr_expect_eq(jobs[i].violations, 200 * 5, "%zu", jobs[i].violations);
    }
    json_document_free(subject);
    release(&compiled);
}

/* reports/record.schema.json against the records that there are. */
#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "hostile.h"
#include "schema/schema.h"

struct published {
    struct json_document *document;
    struct schema_set *set;
    const struct schema *schema;
};

static bool resolve(void *context, struct json_object *reference, struct json_object **target,
                    const char **pointer, struct error *error)
{
    struct published *published = context;
    *pointer = json_member_string(reference, "$ref");
    return json_pointer_find(json_document_root(published->document), *pointer + 1, target) ||
           error_set(error, "there is no %s", *pointer);
}

static void open_schema(struct published *published)
{
    struct buffer text;
    struct error error = {0};
    buffer_init(&text, BUFFER_UNBOUNDED);
    cr_assert(buffer_read_file(&text, TEST_ROOT "/reports/record.schema.json"));
    published->document = json_read("record.schema.json", text.data, text.length, NULL, &error);
    cr_assert(published->document, "%s", error.text);
    published->set = schema_set_new(resolve, published);
    published->schema = schema_compile(published->set, json_document_root(published->document), "#", &error);
    cr_assert(published->schema, "%s", error.text);
    buffer_clear(&text);
}

static void close_schema(struct published *published)
{
    schema_set_free(published->set);
    json_document_free(published->document);
}

static void expect_line(const struct published *published, const char *text, size_t length)
{
    struct schema_report report;
    struct json_document *line = json_read("record", text, length, NULL, NULL);
    cr_assert(line);
    schema_report_init(&report);
    bool valid = schema_validate(published->schema, json_document_root(line), SCHEMA_EITHER, &report);
    const struct schema_violation *first = valid ? NULL : &report.violations[0];
    cr_expect(valid, "%.*s: %s: expected %s, found %s; %s", length > 200 ? 200 : (int)length, text,
              valid ? "" : first->instance, valid ? "" : first->expected, valid ? "" : first->found,
              valid || !first->note ? "" : first->note);
    schema_report_clear(&report);
    json_document_free(line);
}

static size_t expect_lines(const struct published *published, const struct buffer *text)
{
    size_t count = 0;
    for (const char *line = text->data; line < text->data + text->length; count++) {
        const char *end = memchr(line, '\n', (size_t)(text->data + text->length - line));
        cr_assert(end);
        expect_line(published, line, (size_t)(end - line));
        line = end + 1;
    }
    return count;
}

Test(record_schema, records_of_the_tests_keep_it)
{
    static const char *const paths[] = {TEST_DATA "/data/demo.ndjson",
                                        TEST_ROOT "/tests/record/small.ndjson"};
    struct published published;
    open_schema(&published);
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        struct buffer text;
        buffer_init(&text, BUFFER_UNBOUNDED);
        cr_assert(buffer_read_file(&text, paths[i]));
        cr_expect_gt(expect_lines(&published, &text), 10);
        buffer_clear(&text);
    }
    close_schema(&published);
}

static void read_own(const struct record *record, struct buffer *text)
{
    int64_t at = 0;
    int file = record_descriptor(record, &at);
    char chunk[65536];
    for (ssize_t got; (got = pread(file, chunk, sizeof chunk, at)) > 0; at += got)
        buffer_append(text, chunk, (size_t)got);
}

/* Paths of the contract are what a target cannot choose; all else of that record is hostile. */
Test(record_schema, what_is_only_lawful_by_its_letters_keeps_it)
{
    struct published published;
    struct fixture fixture = hostile_open(NULL, false);
    struct buffer text;
    buffer_init(&text, BUFFER_UNBOUNDED);
    open_schema(&published);
    read_own(fixture.record, &text);
    cr_expect_gt(expect_lines(&published, &text), 20);
    buffer_clear(&text);
    close_schema(&published);
    fixture_close(&fixture);
}

#define HEAD "\"run\":\"r\",\"target\":\"t\",\"seq\":1,\"t\":1"

Test(record_schema, what_is_no_line_breaks_it)
{
    static const char *const lines[] = {
        "{}",
        "[]",
        "{\"type\":\"verdicts\"," HEAD
        ",\"case\":\"a\",\"verdict\":\"passed\",\"duration\":1,\"findings\":0}",
        "{\"type\":\"verdict\"," HEAD ",\"case\":\"a\",\"verdict\":\"fine\",\"duration\":1,\"findings\":0}",
        "{\"type\":\"verdict\"," HEAD ",\"case\":\"a\",\"verdict\":\"passed\",\"findings\":0}",
        "{\"type\":\"verdict\",\"run\":\"r\",\"seq\":1,\"t\":1,\"case\":\"a\",\"verdict\":\"passed\","
        "\"duration\":1,"
        "\"findings\":0}",
        "{\"type\":\"target\"," HEAD ",\"url\":\"http://x\"}",
        "{\"type\":\"target\",\"run\":\"r\",\"target\":\"t\",\"seq\":0,\"t\":1,\"url\":\"http://"
        "x\",\"bundled\":false}",
        "{\"type\":\"exchange\"," HEAD
        ",\"n\":1,\"attempt\":1,\"request\":{\"method\":\"GET\",\"url\":\"x\",\"headers\":"
        "[[\"a\"]]},\"outcome\":\"answered\",\"started\":1,\"ended\":2}",
        "{\"type\":\"exchange\"," HEAD
        ",\"n\":1,\"attempt\":1,\"request\":{\"method\":\"GET\",\"url\":\"x\",\"headers\":"
        "[],\"body\":{\"text\":\"\",\"length\":0,\"sha256\":\"\"}},\"outcome\":\"answered\",\"started\":1,"
        "\"ended\":2}"};
    struct published published;
    open_schema(&published);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct json_document *line = json_read("record", lines[i], strlen(lines[i]), NULL, NULL);
        cr_assert(line);
        cr_expect_not(schema_is_valid(published.schema, json_document_root(line), SCHEMA_EITHER), "%s",
                      lines[i]);
        json_document_free(line);
    }
    close_schema(&published);
}

/* The document of the lines for people and that for machines know the same types. */
Test(record_schema, has_every_type)
{
    struct published published;
    open_schema(&published);
    struct json_object *definitions =
        json_member_object(json_document_root(published.document), "definitions");
    for (enum record_type type = RECORD_RUN; type <= RECORD_SUMMARY; type++)
        cr_expect(json_member_object(definitions, record_type_name(type)), "%s", record_type_name(type));
    close_schema(&published);
}

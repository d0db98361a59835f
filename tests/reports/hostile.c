#include "hostile.h"

#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

#define SHA256_NONE "0000000000000000000000000000000000000000000000000000000000000000"

const char hostile_bytes[] =
    "\0\x1b[31mred\x1b[0m\r\n\t\x7f\xc2\x85 \xef\xbf\xbe \xef\xbf\xbf \xed\xa0\x80 \xff\xfe \xc3 "
    "]]> </script><script>alert(1)</script> <!-- & \" ' ` \\ # $(id) \xe2\x80\xae gnp.exe "
    "\xe2\x80\xa8 \xf0\x9f\x98\x80 \xe4\xb8\xad\xe6\x96\x87 ${HOME} %s%n | ::error::x";
const size_t hostile_length = sizeof hostile_bytes - 1;

static void put(struct json_object *fields, const char *key, const char *prefix)
{
    struct buffer text;
    buffer_init(&text, BUFFER_UNBOUNDED);
    buffer_text(&text, prefix);
    buffer_append(&text, hostile_bytes, hostile_length);
    json_object_object_add(fields, key, json_object_new_string_len(buffer_string(&text), (int)text.length));
    buffer_clear(&text);
}

static struct json_object *line(const char *json)
{
    struct json_object *fields = json_tokener_parse(json);
    cr_assert(fields, "%s", json);
    return fields;
}

static void emit(struct record *record, enum record_type type, struct json_object *fields)
{
    record_emit(record, "target", type, fields);
}

static struct json_object *hostile_body(struct record *record, bool big)
{
    struct buffer bytes;
    buffer_init(&bytes, BUFFER_UNBOUNDED);
    do
        buffer_append(&bytes, hostile_bytes, hostile_length);
    while (big && bytes.length < 5000000);
    struct json_object *body = record_body(record, bytes.data, bytes.length, false);
    buffer_clear(&bytes);
    return body;
}

static struct json_object *hostile_headers(void)
{
    struct json_object *headers = json_object_new_array(), *pair = json_object_new_array();
    record_header(headers, "Content-Type", "text/html; a=\"<\xff\x1b\"");
    json_object_array_add(pair, json_object_new_string_len(hostile_bytes, (int)hostile_length));
    json_object_array_add(pair, json_object_new_string_len(hostile_bytes, (int)hostile_length));
    json_object_array_add(headers, pair);
    return headers;
}

static void add_exchange(struct record *record, const char *case_id, bool big)
{
    struct json_object *fields =
        line("{\"operation\":\"op\",\"attempt\":1,\"outcome\":\"answered\",\"started\":1,\"ended\":9}");
    struct json_object *request = json_object_new_object(), *response = json_object_new_object();
    json_object_object_add(fields, "n", json_object_new_int64(record_number(record)));
    json_object_object_add(fields, "case", json_object_new_string(case_id));
    put(request, "method", "POST");
    put(request, "url", "http://x/");
    json_object_object_add(request, "headers", hostile_headers());
    json_object_object_add(request, "body", hostile_body(record, big));
    json_object_object_add(response, "status", json_object_new_int(200));
    json_object_object_add(response, "headers", hostile_headers());
    json_object_object_add(response, "body", hostile_body(record, big));
    json_object_object_add(fields, "request", request);
    json_object_object_add(fields, "response", response);
    emit(record, RECORD_EXCHANGE, fields);
}

static void add_callback(struct record *record)
{
    struct json_object *fields = line("{\"answered\":200,\"started\":1,\"ended\":9}");
    json_object_object_add(fields, "n", json_object_new_int64(record_number(record)));
    put(fields, "execution", "");
    put(fields, "kind", "");
    put(fields, "method", "");
    put(fields, "path", "/");
    json_object_object_add(fields, "headers", hostile_headers());
    json_object_object_add(fields, "body", hostile_body(record, false));
    emit(record, RECORD_CALLBACK, fields);
}

static void add_case(struct record *record, const char *id)
{
    struct json_object *fields = line("{\"level\":\"must\"}"), *basis = json_object_new_object(),
                       *covers = json_object_new_object();
    json_object_object_add(fields, "id", json_object_new_string(id));
    json_object_object_add(fields, "suite", json_object_new_string_len(id, (int)strcspn(id, ".")));
    put(fields, "title", "T ");
    put(basis, "pointer", "#/");
    put(basis, "source", "s");
    put(basis, "words", "w");
    put(covers, "operation", "op");
    put(covers, "constraint", "");
    json_object_object_add(basis, "line", json_object_new_int(3));
    json_object_object_add(fields, "basis", basis);
    json_object_object_add(fields, "covers", covers);
    emit(record, RECORD_CASE, fields);
}

static void add_finding(struct record *record, const char *id, const char *level, int exchange)
{
    struct json_object *fields = line("{\"aspect\":\"json\",\"place\":\"response\",\"more\":1}");
    json_object_object_add(fields, "case", json_object_new_string(id));
    json_object_object_add(fields, "level", json_object_new_string(level));
    put(fields, "title", "F ");
    put(fields, "expected", "e ");
    put(fields, "found", "f ");
    put(fields, "note", "n ");
    put(fields, "body_pointer", "/");
    struct json_object *contract = json_object_new_object();
    put(contract, "pointer", "#/");
    put(contract, "source", "s");
    put(contract, "words", "w ");
    json_object_object_add(contract, "line", json_object_new_int(7));
    json_object_object_add(fields, "contract", contract);
    json_object_object_add(fields, "exchange", json_object_new_int(exchange));
    emit(record, RECORD_FINDING, fields);
}

static void add_verdict(struct record *record, const char *id, const char *verdict, bool waived)
{
    struct json_object *fields = line("{\"duration\":1500,\"findings\":1}");
    json_object_object_add(fields, "case", json_object_new_string(id));
    json_object_object_add(fields, "verdict", json_object_new_string(verdict));
    put(fields, "reason", "because ");
    if (waived)
        put(fields, "waived", "waived ");
    emit(record, RECORD_VERDICT, fields);
}

static void add_execution(struct record *record)
{
    struct json_object *fields = line("{\"phase\":\"started\",\"exchange\":1}");
    put(fields, "execution", "");
    put(fields, "scenario", "");
    put(fields, "task", "");
    put(fields, "status", "");
    put(fields, "detail", "");
    emit(record, RECORD_EXECUTION, fields);
}

static void add_start(struct record *record)
{
    struct json_object
        *fields = line(
            "{\"version\":\"0\",\"started\":\"2026-11-24T08:30:00.000Z\",\"seed\":1,\"level\":\"should\"}"),
        *options = json_object_new_object(), *contract = json_object_new_object();
    put(options, "header", "X: ");
    json_object_object_add(fields, "options", options);
    put(contract, "name", "");
    put(contract, "title", "");
    json_object_object_add(contract, "sha256", json_object_new_string(SHA256_NONE));
    json_object_object_add(fields, "contract", contract);
    record_emit(record, NULL, RECORD_RUN, fields);
    fields = line("{\"bundled\":false}");
    put(fields, "url", "http://x/");
    emit(record, RECORD_TARGET, fields);
}

static void add_end(struct record *record)
{
    struct json_object
        *fields = line("{\"exit\":1,\"duration\":5,\"executions\":{\"started\":1,\"possibly\":1,\"cap\":3},"
                       "\"counts\":{\"passed\":2,\"failed\":3,\"errored\":1,\"skipped\":2,\"waived\":1}}"),
        *gate = json_object_new_array(), *item = json_object_new_object();
    put(item, "kind", "stale-waiver");
    put(item, "text", "");
    put(item, "hint", "");
    json_object_array_add(gate, item);
    json_object_object_add(fields, "gate", gate);
    put(fields, "problem", "p ");
    record_emit(record, NULL, RECORD_SUMMARY, fields);
}

static const struct row {
    const char *id, *verdict, *level;
    bool waived;
} rows[] = {{"one.a", "failed", "must", false}, {"one.b", "failed", "should", false},
            {"one.c", "failed", "must", true},  {"two.a", "passed", NULL, false},
            {"two.b", "errored", NULL, false},  {"two.c", "skipped", NULL, false},
            {"three.a", "passed", NULL, false}, {"three.b", "skipped", NULL, false}};

struct fixture hostile_open(const char *path, bool big)
{
    struct record_options options = {.path = path, .body_maximum = 8 << 20};
    struct fixture fixture = {.record = record_open(&options, NULL), .model = model_new()};
    size_t count = sizeof rows / sizeof *rows;
    add_start(fixture.record);
    for (size_t i = 0; i < count; i++)
        add_case(fixture.record, rows[i].id);
    for (size_t i = 0; i < count; i++)
        add_exchange(fixture.record, rows[i].id, big && i < 2);
    add_execution(fixture.record);
    add_callback(fixture.record);
    for (size_t i = 0; i < count; i++) {
        if (rows[i].level)
            add_finding(fixture.record, rows[i].id, rows[i].level, (int)i + 1);
        add_verdict(fixture.record, rows[i].id, rows[i].verdict, rows[i].waived);
    }
    add_end(fixture.record);
    struct error error = {0};
    cr_assert(model_read_record(fixture.model, fixture.record, &error), "%s", error.text);
    model_finish(fixture.model);
    cr_assert_eq(fixture.model->unreadable, 0);
    cr_assert_eq(fixture.model->counts.total, count);
    return fixture;
}

struct fixture fixture_read(const char *path)
{
    struct fixture fixture = {.model = model_new()};
    struct error error = {0};
    cr_assert(model_read_file(fixture.model, path, &error), "%s", error.text);
    model_finish(fixture.model);
    return fixture;
}

void fixture_close(struct fixture *fixture)
{
    model_free(fixture->model);
    record_close(fixture->record, NULL);
}

char *fixture_report(const struct fixture *fixture, report_write *write, const struct report_options *options,
                     size_t *length)
{
    struct report_options usual = {0};
    struct buffer text;
    buffer_init(&text, BUFFER_UNBOUNDED);
    write(fixture->model, options ? options : &usual, &text);
    return buffer_take(&text, length);
}

void expect_harmless(const char *text, size_t length)
{
    for (size_t at = 0; at < length;) {
        uint32_t code = 0;
        size_t size = text_decode(text + at, length - at, &code);
        bool control = (code < 0x20 && code != '\n' && code != '\t') || (code >= 0x7F && code < 0xA0);
        bool trick = (code >= 0x202A && code <= 0x202E) || code == 0x2028 || (code & 0xFFFE) == 0xFFFE;
        cr_assert(size && !control && !trick, "U+%04X at %zu: %.60s", (unsigned)code, at,
                  text + (at > 30 ? at - 30 : 0));
        at += size;
    }
}

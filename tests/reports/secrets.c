/* A random token, in every form in which a value can travel and in every place of an answer, is in no report. */
#include <criterion/criterion.h>

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/random.h"
#include "hostile.h"

/* ---- Forms ---- */

typedef void write_form(const char *token, struct buffer *out);

static void form_plain(const char *token, struct buffer *out)
{
    buffer_text(out, token);
}

static void form_percent(const char *token, struct buffer *out)
{
    for (; *token; token++)
        buffer_format(out, "%%%02X", (unsigned char)*token);
}

static void form_percent_lower(const char *token, struct buffer *out)
{
    for (; *token; token++)
        buffer_format(out, isalnum((unsigned char)*token) ? "%c" : "%%%02x", (unsigned char)*token);
}

static void form_json(const char *token, struct buffer *out)
{
    for (; *token; token++)
        buffer_format(out, "\\u%04x", (unsigned char)*token);
}

static void form_json_usual(const char *token, struct buffer *out)
{
    for (; *token; token++)
        buffer_format(out, strchr("\"\\/", *token) ? "\\%c" : "%c", *token);
}

static void form_hexadecimal(const char *token, struct buffer *out)
{
    for (; *token; token++)
        buffer_format(out, "%02x", (unsigned char)*token);
}

static void form_hexadecimal_upper(const char *token, struct buffer *out)
{
    for (; *token; token++)
        buffer_format(out, "%02X", (unsigned char)*token);
}

static void base64_after(const char *before, const char *token, bool url, struct buffer *out)
{
    char *whole = string_format("%s%s}", before, token);
    size_t start = out->length;
    base64_encode(whole, strlen(whole), out);
    for (size_t i = start; url && i < out->length; i++)
        out->data[i] = out->data[i] == '+' ? '-' : out->data[i] == '/' ? '_' : out->data[i];
    free(whole);
}

static void form_base64(const char *token, struct buffer *out)
{
    base64_after("", token, false, out);
}

static void form_base64_one(const char *token, struct buffer *out)
{
    base64_after("{", token, false, out);
}

static void form_base64_two(const char *token, struct buffer *out)
{
    base64_after("u:", token, true, out);
}

static void form_base64_of_percent(const char *token, struct buffer *out)
{
    struct buffer inner;
    buffer_init(&inner, BUFFER_UNBOUNDED);
    form_percent(token, &inner);
    base64_after("", buffer_string(&inner), false, out);
    buffer_clear(&inner);
}

static void form_percent_of_base64(const char *token, struct buffer *out)
{
    struct buffer inner;
    buffer_init(&inner, BUFFER_UNBOUNDED);
    form_base64(token, &inner);
    for (const char *at = buffer_string(&inner); *at; at++)
        buffer_format(out, isalnum((unsigned char)*at) ? "%c" : "%%%02X", (unsigned char)*at);
    buffer_clear(&inner);
}

static const struct form {
    const char *name;
    write_form *write;
} forms[] = {{"plain", form_plain},
             {"percent", form_percent},
             {"percent where needed", form_percent_lower},
             {"JSON by number", form_json},
             {"JSON as usual", form_json_usual},
             {"hexadecimal", form_hexadecimal},
             {"HEXADECIMAL", form_hexadecimal_upper},
             {"base64", form_base64},
             {"base64, one off", form_base64_one},
             {"base64url, two off", form_base64_two},
             {"base64 of percent", form_base64_of_percent},
             {"percent of base64", form_percent_of_base64}};

enum { FORMS = sizeof forms / sizeof *forms };

/* ---- A record that has a text everywhere ---- */

static struct json_object *parse(const char *json)
{
    struct json_object *fields = json_tokener_parse(json);
    cr_assert(fields, "%s", json);
    return fields;
}

static void put(struct json_object *fields, const char *key, const char *text)
{
    json_object_object_add(fields, key, json_object_new_string(text));
}

/* JSON text with the form as a value and as a key, in which its backslashes are escapes; HTML; bytes that are no text. */
static struct json_object *body(struct record *record, const char *form, int kind)
{
    static const char *const shapes[] = {"{\"echo\":\"%s\",\"nested\":[{\"%s\":1}]}", "<p>%s</p><!-- %s -->",
                                         "\xff\xfe %s \x80 %s"};
    char *text = string_format(shapes[kind % 3], form, form);
    struct json_object *made = record_body(record, text, strlen(text), false);
    free(text);
    return made;
}

static struct json_object *headers(const char *form)
{
    struct json_object *list = json_object_new_array();
    record_header(list, "Content-Type", "application/json");
    record_header(list, "X-Echo", form);
    record_header(list, form, "value");
    record_header(list, "Set-Cookie", form);
    return list;
}

static void emit_exchange(struct record *record, const char *form, int kind, const char *case_id)
{
    struct json_object
        *fields =
            parse("{\"attempt\":1,\"outcome\":\"answered\",\"operation\":\"op\",\"started\":1,\"ended\":9}"),
        *request = json_object_new_object(), *response = parse("{\"status\":200}");
    char *url = string_format("http://x/%s?q=%s&%s=1", form, form, form);
    json_object_object_add(fields, "n", json_object_new_int64(record_number(record)));
    put(fields, "case", case_id);
    put(fields, "detail", form);
    put(request, "method", "POST");
    put(request, "url", url);
    json_object_object_add(request, "headers", headers(form));
    json_object_object_add(request, "body", body(record, form, kind));
    json_object_object_add(response, "headers", headers(form));
    json_object_object_add(response, "body", body(record, form, kind));
    json_object_object_add(fields, "request", request);
    json_object_object_add(fields, "response", response);
    record_emit(record, "t", RECORD_EXCHANGE, fields);
    free(url);
}

static void emit_callback(struct record *record, const char *form, int kind)
{
    struct json_object *fields =
        parse("{\"kind\":\"task\",\"method\":\"POST\",\"answered\":200,\"started\":1,\"ended\":9}");
    json_object_object_add(fields, "n", json_object_new_int64(record_number(record)));
    put(fields, "execution", form);
    put(fields, "path", form);
    json_object_object_add(fields, "headers", headers(form));
    json_object_object_add(fields, "body", body(record, form, kind));
    record_emit(record, "t", RECORD_CALLBACK, fields);
}

static void emit_finding(struct record *record, const char *form, int64_t exchange, const char *case_id)
{
    static const char *const places[] = {"title", "expected", "found", "note", "body_pointer", "execution"};
    struct json_object *fields = parse("{\"level\":\"must\",\"aspect\":\"schema\"}"),
                       *contract = json_object_new_object();
    put(fields, "case", case_id);
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        put(fields, places[i], form);
    put(contract, "pointer", form);
    put(contract, "source", form);
    put(contract, "words", form);
    json_object_object_add(fields, "contract", contract);
    json_object_object_add(fields, "exchange", json_object_new_int64(exchange));
    record_emit(record, "t", RECORD_FINDING, fields);
}

static void emit_rest(struct record *record, const char *form)
{
    struct json_object *execution = parse("{\"phase\":\"started\",\"exchange\":1}"),
                       *verdict = parse("{\"verdict\":\"errored\",\"case\":\"a.errored\",\"duration\":1}"),
                       *target = parse("{\"bundled\":false}");
    put(target, "url", form);
    record_emit(record, "t", RECORD_TARGET, target);
    put(execution, "execution", form);
    put(execution, "scenario", "rich");
    put(execution, "task", form);
    put(execution, "status", form);
    put(execution, "detail", form);
    record_emit(record, "t", RECORD_EXECUTION, execution);
    put(verdict, "reason", form);
    record_emit(record, "t", RECORD_VERDICT, verdict);
    struct json_object *summary = parse("{\"exit\":1,\"duration\":1}");
    put(summary, "problem", form);
    record_emit(record, NULL, RECORD_SUMMARY, summary);
}

static struct fixture fixture_of(const char *token, const char *form)
{
    struct redact *redact = redact_new();
    redact_add_token(redact, token);
    struct record_options options = {.redact = redact};
    struct fixture fixture = {.record = record_open(&options, NULL), .model = model_new()};
    record_emit(fixture.record, NULL, RECORD_RUN,
                parse("{\"level\":\"should\",\"started\":\"2026-11-24T08:30:00.000Z\"}"));
    for (int kind = 0; kind < 3; kind++) {
        char id[] = "a.case-0";
        id[7] = (char)('0' + kind);
        emit_exchange(fixture.record, form, kind, id);
        emit_callback(fixture.record, form, kind);
        emit_finding(fixture.record, form, 2 * kind + 1, id);
        struct json_object *verdict = parse("{\"verdict\":\"failed\",\"duration\":1}");
        put(verdict, "case", id);
        record_emit(fixture.record, "t", RECORD_VERDICT, verdict);
    }
    emit_rest(fixture.record, form);
    cr_assert(model_read_record(fixture.model, fixture.record, NULL));
    model_finish(fixture.model);
    redact_free(redact);
    return fixture;
}

/* ---- Looking ---- */

/* base64 shifts its letters by what stands before: the part that only the token decides. */
static void expect_absent(const char *report, const char *text, size_t length, const char *token,
                          const char *form)
{
    cr_expect(!memmem(text, length, token, strlen(token)), "%s shows the token %s, told as %s", report, token,
              form);
    for (size_t i = 0; i < FORMS; i++) {
        struct buffer found;
        buffer_init(&found, BUFFER_UNBOUNDED);
        forms[i].write(token, &found);
        size_t skip = strncmp(forms[i].name, "base64", 6) == 0 ? 4 : 0;
        size_t size = found.length - skip - (skip ? 8 : 0);
        cr_expect(!memmem(text, length, found.data + skip, size), "%s shows %s in the form %s, told as %s",
                  report, token, forms[i].name, form);
        buffer_clear(&found);
    }
}

static void expect_no_token(const char *token, const struct form *form)
{
    struct buffer told;
    buffer_init(&told, BUFFER_UNBOUNDED);
    form->write(token, &told);
    struct fixture fixture = fixture_of(token, buffer_string(&told));
    for (size_t i = 0;; i++) {
        size_t length = 0;
        bool last = !report_formats[i].name;
        char *text = fixture_report(&fixture, last ? report_console : report_formats[i].write, NULL, &length);
        expect_absent(last ? "console" : report_formats[i].name, text, length, token, form->name);
        free(text);
        if (last)
            break;
    }
    fixture_close(&fixture);
    buffer_clear(&told);
}

static void random_token(char *token, size_t length)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=\"\\&<>";
    unsigned char bytes[64];
    random_secret(bytes, sizeof bytes);
    for (size_t i = 0; i < length; i++)
        token[i] = letters[bytes[i] % (sizeof letters - 1)];
    token[length] = '\0';
}

Test(secrets, are_in_no_report_in_any_form, .timeout = 100)
{
    for (size_t i = 0; i < 8; i++) {
        char token[65];
        random_token(token, 16 + 6 * i);
        for (size_t k = 0; k < FORMS; k++)
            expect_no_token(token, &forms[k]);
    }
}

/* What is looked for is there where nothing is masked: else the test above would prove nothing. */
Test(secrets, would_be_seen)
{
    static const char token[] = "s3cret-Token/with+all=kinds";
    for (size_t k = 0; k < FORMS; k++) {
        struct buffer told;
        size_t length = 0;
        buffer_init(&told, BUFFER_UNBOUNDED);
        forms[k].write(token, &told);
        struct fixture fixture = fixture_of("another-token-altogether", buffer_string(&told));
        char *text = fixture_report(&fixture, report_har, NULL, &length);
        size_t size = told.length > 20 ? 20 : told.length;
        bool escaped = strncmp(forms[k].name, "JSON", 4) == 0;
        cr_expect(escaped || memmem(text, length, told.data, size), "%s", forms[k].name);
        free(text);
        fixture_close(&fixture);
        buffer_clear(&told);
    }
}

/* Markdown, HAR and SARIF, read back. */
#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hostile.h"

static struct json_document *read_json(const struct fixture *fixture, report_write *write)
{
    size_t length = 0;
    struct error error = {0};
    char *text = fixture_report(fixture, write, NULL, &length);
    struct json_document *document = json_read("report", text, length, NULL, &error);
    cr_assert(document, "%u:%u: %s", error.line, error.column, error.text);
    free(text);
    return document;
}

static struct json_object *at(const struct json_document *document, const char *pointer)
{
    struct json_object *node = NULL;
    cr_assert(json_pointer_find(json_document_root(document), pointer, &node), "%s", pointer);
    return node;
}

static const char *text_at(const struct json_document *document, const char *pointer)
{
    const char *text = json_object_get_string(at(document, pointer));
    return text ? text : "";
}

static void expect_counts(const struct json_object *counts, const struct model_counts *expected)
{
    for (int i = 0; i < MODEL_VERDICTS; i++)
        cr_expect_eq(json_member_int(counts, model_verdict_name((enum model_verdict)i), -1),
                     (int64_t)expected->by[i]);
    cr_expect_eq(json_member_int(counts, "waived", -1), (int64_t)expected->waived);
}

/* ---- HAR ---- */

Test(har, demo)
{
    struct fixture fixture = fixture_read(TEST_DATA "/data/demo.ndjson");
    struct json_document *har = read_json(&fixture, report_har);
    cr_expect_str_eq(text_at(har, "/log/version"), "1.2");
    cr_expect_eq(json_object_array_length(at(har, "/log/entries")),
                 fixture.model->targets[0]->exchange_count);
    cr_expect_str_eq(text_at(har, "/log/entries/1/request/method"), "POST");
    cr_expect_str_eq(text_at(har, "/log/entries/1/request/postData/mimeType"), "application/json");
    cr_expect_str_eq(text_at(har, "/log/entries/1/response/content/text"),
                     "{\"kickoff_id\":\"3fa85f64-5717-4562-b3fc-2c963f66afa6\"}");
    cr_expect_str_eq(text_at(har, "/log/entries/1/startedDateTime"), "2026-11-24T08:30:00.140Z");
    cr_expect_str_eq(text_at(har, "/log/entries/0/_case"), "inputs.answers.200.schema");
    expect_counts(at(har, "/log/_counts"), &fixture.model->counts);
    cr_expect_str_eq(text_at(har, "/log/_coverage/0/target"), fixture.model->targets[0]->url);
    cr_expect_gt(json_member_int(at(har, "/log/_coverage/0/operations/0"), "responses", 0), 0);
    json_document_free(har);
    fixture_close(&fixture);
}

Test(har, bodies_are_whole_whatever_they_are, .timeout = 60)
{
    struct fixture fixture = hostile_open(NULL, true);
    struct json_document *har = read_json(&fixture, report_har);
    struct buffer body;
    buffer_init(&body, BUFFER_UNBOUNDED);
    cr_expect_str_eq(text_at(har, "/log/entries/7/response/content/encoding"), "base64");
    struct json_object *recorded = json_object_new_object();
    json_object_object_add(recorded, "base64",
                           json_object_new_string(text_at(har, "/log/entries/7/response/content/text")));
    cr_expect(model_body_bytes(recorded, &body));
    cr_expect_eq(body.length, hostile_length);
    cr_expect_eq(memcmp(body.data, hostile_bytes, hostile_length), 0);
    cr_expect_geq(json_object_get_int64(at(har, "/log/entries/0/response/content/size")), 5000000);
    json_object_put(recorded);
    buffer_clear(&body);
    json_document_free(har);
    fixture_close(&fixture);
}

static struct fixture one_exchange(const char *request, const char *rest)
{
    struct record_options options = {0};
    struct fixture fixture = {.record = record_open(&options, NULL), .model = model_new()};
    char *line = string_format(
        "{\"n\":1,\"attempt\":1,\"request\":{\"method\":\"GET\",\"url\":\"%s\",\"headers\":[]},%s}", request,
        rest);
    record_emit(fixture.record, "t", RECORD_EXCHANGE, json_tokener_parse(line));
    free(line);
    cr_assert(model_read_record(fixture.model, fixture.record, NULL));
    model_finish(fixture.model);
    return fixture;
}

Test(har, queries_and_silence)
{
    struct fixture fixture =
        one_exchange("http://x/a?b=c%20d+e&f&g=%zz=#h=1",
                     "\"outcome\":\"refused\",\"detail\":\"nothing listens\",\"started\":1,\"ended\":2");
    struct json_document *har = read_json(&fixture, report_har);
    char *query = json_text(at(har, "/log/entries/0/request/queryString"), JSON_COMPACT);
    cr_expect_str_eq(query, "[{\"name\":\"b\",\"value\":\"c d e\"},{\"name\":\"f\",\"value\":\"\"},"
                            "{\"name\":\"g\",\"value\":\"%zz=\"}]");
    cr_expect_eq(json_object_get_int(at(har, "/log/entries/0/response/status")), 0);
    cr_expect_str_eq(text_at(har, "/log/entries/0/response/comment"), "nothing listens");
    free(query);
    json_document_free(har);
    fixture_close(&fixture);
}

Test(har, what_was_sent_as_a_url_becomes_one)
{
    static const struct {
        const char *sent, *written;
    } rows[] = {{"http://[::1]:80/a[token]?b=[a]", "http://[::1]:80/a%5Btoken%5D?b=%5Ba%5D"},
                {"http://x/%zz%20 \xc3\xbc", "http://x/%25zz%20%20%C3%BC"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct fixture fixture =
            one_exchange(rows[i].sent, "\"outcome\":\"refused\",\"started\":1,\"ended\":2");
        struct json_document *har = read_json(&fixture, report_har);
        cr_expect_str_eq(text_at(har, "/log/entries/0/request/url"), rows[i].written);
        json_document_free(har);
        fixture_close(&fixture);
    }
}

/* ---- SARIF ---- */

Test(sarif, demo)
{
    struct fixture fixture = fixture_read(TEST_DATA "/data/demo.ndjson");
    struct json_document *sarif = read_json(&fixture, report_sarif);
    cr_expect_str_eq(text_at(sarif, "/version"), "2.1.0");
    cr_expect_eq(json_object_array_length(at(sarif, "/runs/0/results")), 7, "one for each finding");
    cr_expect_eq(json_object_array_length(at(sarif, "/runs/0/tool/driver/rules")), 7,
                 "six failed, one errored");
    cr_expect_str_eq(text_at(sarif, "/runs/0/results/0/ruleId"), "kickoff.reject.inputs.*.type-number");
    cr_expect_str_eq(text_at(sarif, "/runs/0/results/0/level"), "error");
    cr_expect_str_eq(text_at(sarif, "/runs/0/results/0/locations/0/physicalLocation/artifactLocation/uri"),
                     "crewai-amp.yaml");
    cr_expect_eq(
        json_object_get_int(at(sarif, "/runs/0/results/0/locations/0/physicalLocation/region/startLine")),
        203);
    cr_expect_str_eq(text_at(sarif, "/runs/0/results/1/suppressions/0/justification"),
                     "known until the gateway is replaced, OPS-112");
    cr_expect_str_eq(text_at(sarif, "/runs/0/results/3/level"), "warning");
    cr_expect_eq(json_object_array_length(at(sarif, "/runs/0/invocations/0/toolExecutionNotifications")), 1);
    expect_counts(at(sarif, "/runs/0/properties/counts"), &fixture.model->counts);
    json_document_free(sarif);
    fixture_close(&fixture);
}

/* Every result's rule is the one at its index, and every location has what readers ask for. */
static void expect_consistent(const struct json_document *sarif)
{
    struct json_object *results = at(sarif, "/runs/0/results"),
                       *rules = at(sarif, "/runs/0/tool/driver/rules");
    for (size_t i = 0; i < json_object_array_length(results); i++) {
        struct json_object *result = json_object_array_get_idx(results, i), *node = NULL;
        struct json_object *rule =
            json_object_array_get_idx(rules, (size_t)json_member_int(result, "ruleIndex", 0));
        cr_expect_str_eq(json_member_string(result, "ruleId"), json_member_string(rule, "id"));
        cr_expect(json_pointer_find(result, "/locations/0/physicalLocation/region/startLine", &node));
        cr_expect_geq(json_object_get_int64(node), 1);
    }
}

Test(sarif, hostile_bytes, .timeout = 60)
{
    struct fixture fixture = hostile_open(NULL, true);
    struct json_document *sarif = read_json(&fixture, report_sarif);
    expect_consistent(sarif);
    expect_counts(at(sarif, "/runs/0/properties/counts"), &fixture.model->counts);
    const char *uri = text_at(sarif, "/runs/0/results/0/locations/0/physicalLocation/artifactLocation/uri");
    for (const char *byte = uri; *byte; byte++)
        cr_expect(*byte > ' ' && *byte < 0x7f && !strchr("<>\"\\^`{|}#?:", *byte), "%s", uri);
    json_document_free(sarif);
    fixture_close(&fixture);
}

Test(sarif, fingerprints_do_not_follow_values)
{
    struct fixture first = fixture_read(TEST_DATA "/data/demo.ndjson"), second = hostile_open(NULL, false);
    struct json_document *a = read_json(&first, report_sarif), *b = read_json(&first, report_sarif),
                         *c = read_json(&second, report_sarif);
    static const char pointer[] = "/runs/0/results/0/partialFingerprints/crewcheckFinding~1v1";
    cr_expect_str_eq(text_at(a, pointer), text_at(b, pointer));
    cr_expect_str_neq(text_at(a, pointer), text_at(c, pointer));
    json_document_free(a);
    json_document_free(b);
    json_document_free(c);
    fixture_close(&first);
    fixture_close(&second);
}

/* ---- Markdown ---- */

Test(markdown, demo)
{
    struct fixture fixture = fixture_read(TEST_DATA "/data/demo.ndjson");
    char *text = fixture_report(&fixture, report_markdown, NULL, NULL);
    cr_expect(strstr(text, "## crewcheck: FAILED: 4 cases break"));
    cr_expect(strstr(text, "| all | 3 | 5 | 1 | 1 | 2 |\n"));
    const char *must = strstr(text, "<b>webhooks.crew.once</b>"),
               *should = strstr(text, "<b>lifecycle.progress</b>"),
               *waived = strstr(text, "<b>kickoff.reject.body.cut</b>"),
               *skipped = strstr(text, "<summary>Skipped");
    cr_expect(must && should && waived && skipped);
    cr_expect(must < should && should < waived && waived < skipped, "what binds first");
    free(text);
    fixture_close(&fixture);
}

static void expect_plain(const char *line, size_t length)
{
    for (size_t i = 0; i + 7 < length; i++) {
        bool link = strncmp(line + i, "://", 3) == 0 && (i == 0 || line[i - 1] != '\\');
        cr_assert(!link && strncmp(line + i, "<script", 7) != 0, "%.*s", (int)length, line);
    }
}

/* Outside of code blocks nothing of the target's is markup. */
static void expect_fenced(const char *text)
{
    size_t fence = 0; /* how many backticks end the block that is open; 0: none is */
    for (const char *line = text; *line;) {
        size_t length = strcspn(line, "\n"), ticks = strspn(line, "`");
        if (!fence && ticks >= 3)
            fence = ticks;
        else if (fence && ticks >= fence && ticks == length)
            fence = 0;
        else if (!fence)
            expect_plain(line, length);
        line += length + (line[length] == '\n');
    }
    cr_expect_eq(fence, 0, "a fence is left open");
}

Test(markdown, hostile_bytes, .timeout = 60)
{
    struct fixture fixture = hostile_open(NULL, true);
    size_t length = 0;
    char *text = fixture_report(&fixture, report_markdown, NULL, &length);
    expect_harmless(text, length);
    expect_fenced(text);
    cr_expect(strstr(text, "| all | 2 | 2 | 1 | 1 | 2 |\n"));
    free(text);
    fixture_close(&fixture);
}

static void add_failure(struct record *record, int number)
{
    char *line =
        string_format("{\"id\":\"a.case-%d\",\"suite\":\"a\",\"title\":\"T\",\"level\":\"must\"}", number);
    record_emit(record, "t", RECORD_CASE, json_tokener_parse(line));
    free(line);
    struct json_object *finding = json_tokener_parse("{\"level\":\"must\",\"aspect\":\"a\",\"title\":\"`````\"}");
    char id[40];
    snprintf(id, sizeof id, "a.case-%d", number);
    json_object_object_add(finding, "case", json_object_new_string(id));
    char *words = memory_new(3001);
    memset(words, '`', 3000);
    json_object_object_add(finding, "found", json_object_new_string(words));
    free(words);
    record_emit(record, "t", RECORD_FINDING, finding);
    line = string_format("{\"case\":\"%s\",\"verdict\":\"failed\",\"duration\":1}", id);
    record_emit(record, "t", RECORD_VERDICT, json_tokener_parse(line));
    free(line);
}

Test(markdown, is_bounded_and_says_what_is_missing)
{
    struct record_options options = {0};
    struct fixture fixture = {.record = record_open(&options, NULL), .model = model_new()};
    for (int i = 0; i < 1000; i++)
        add_failure(fixture.record, i);
    cr_assert(model_read_record(fixture.model, fixture.record, NULL));
    model_finish(fixture.model);
    size_t length = 0, shown = 0;
    char *text = fixture_report(&fixture, report_markdown, NULL, &length);
    cr_expect_lt(length, 1024 * 1024);
    for (const char *found = text; (found = strstr(found, "<summary>")); found++)
        shown++;
    char *rest = string_format("and %zu more failed cases", 1000 - shown);
    cr_expect(strstr(text, rest), "%s", rest);
    cr_expect_gt(shown, 50);
    expect_fenced(text);
    free(rest);
    free(text);
    fixture_close(&fixture);
}

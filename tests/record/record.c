#include <criterion/criterion.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/random.h"
#include "record/line.h"
#include "record/model.h"
#include "record/record.h"

#define TOKEN "0123456789abcdefghij"

static char path[64];

static struct record *open_at(const char *file, struct redact *redact, bool append)
{
    struct record_options options = {.path = file, .append = append, .redact = redact, .body_maximum = 16};
    struct error error = {0};
    struct record *record = record_open(&options, &error);
    cr_assert(record, "%s", error.text);
    return record;
}

static void new_path(void)
{
    strcpy(path, "/tmp/crewcheck-test-XXXXXX");
    int file = mkstemp(path);
    cr_assert_geq(file, 0);
    close(file);
}

static void delete_path(void)
{
    unlink(path);
}

static char *written(void)
{
    struct buffer text;
    buffer_init(&text, BUFFER_UNBOUNDED);
    cr_assert(buffer_read_file(&text, path));
    return buffer_take(&text, NULL);
}

static struct model *model_of(const char *file)
{
    struct error error = {0};
    struct model *model = model_new();
    cr_assert(model_read_file(model, file, &error), "%s", error.text);
    model_finish(model);
    return model;
}

TestSuite(record, .init = new_path, .fini = delete_path);

Test(record, a_line_has_its_head_and_is_masked)
{
    struct redact *redact = redact_new();
    redact_add_token(redact, TOKEN);
    struct record *record = open_at(path, redact, false);
    struct json_object *fields = json_tokener_parse(
        "{\"url\":\"http://a:b@c/" TOKEN "\",\"headers\":[[\"Authorization\",\"Bearer " TOKEN "\"]],"
        "\"" TOKEN "\":{\"a\":[1,null,true,\"x" TOKEN "\"],\"b\":{}}}");
    record_emit(record, TOKEN, RECORD_CASE, fields);
    struct error error = {0};
    cr_expect(record_close(record, &error), "%s", error.text);
    redact_free(redact);
    char *text = written();
    cr_expect(strncmp(text, "{\"type\":\"case\",\"run\":\"", 22) == 0, "%s", text);
    const char *rest = strstr(text, "\"target\":\"[token]\",\"seq\":1,\"t\":");
    cr_assert(rest, "%s", text);
    rest = strstr(rest + 30, ",\"url\"");
    cr_assert(rest, "%s", text);
    cr_expect_str_eq(rest, ",\"url\":\"http://[user information]@c/[token]\",\"headers\":[[\"Authorization\","
                           "\"Bearer [token]\"]],\"[token]\":{\"a\":[1,null,true,\"x[token]\"],\"b\":{}}}\n");
    free(text);
}

static void expect_body(struct record *record, const char *bytes, size_t length, bool cut,
                        const char *expected)
{
    struct json_object *body = record_body(record, bytes, length, cut);
    json_object_object_del(body, "sha256");
    char *text = json_text(body, JSON_COMPACT);
    cr_expect_str_eq(text, expected);
    free(text);
    json_object_put(body);
}

Test(record, bodies)
{
    struct redact *redact = redact_new();
    redact_add_token(redact, TOKEN);
    struct record *record = open_at(NULL, redact, false);
    expect_body(record, "", 0, false, "{\"text\":\"\",\"length\":0}");
    expect_body(record, "a\0\xC3\xBC", 4, false, "{\"text\":\"a\\u0000\xC3\xBC\",\"length\":4}");
    expect_body(record, "a\xFF", 2, false, "{\"base64\":\"Yf8=\",\"length\":2}");
    expect_body(record, "abcdefghabcdefgh", 16, false, "{\"text\":\"abcdefghabcdefgh\",\"length\":16}");
    expect_body(record, "abcdefghabcdefg\xC3\xBC", 17, false,
                "{\"text\":\"abcdefghabcdefg\",\"length\":17,\"truncated\":true}");
    expect_body(record, "ab", 2, true, "{\"text\":\"ab\",\"length\":2,\"truncated\":true}");
    expect_body(record, "x" TOKEN, 21, false, "{\"text\":\"x[token]\",\"length\":21}");
    expect_body(record, "x0123456789abc", 14, true,
                "{\"text\":\"x[token]\",\"length\":14,\"truncated\":true}");
    char digest[SHA256_TEXT];
    sha256_text("x[token]", 8, digest);
    struct json_object *body = record_body(record, "x" TOKEN, 21, false);
    cr_expect_str_eq(json_member_string(body, "sha256"), digest);
    json_object_put(body);
    cr_expect(record_close(record, NULL));
    redact_free(redact);
}

Test(record, header_values_that_are_no_utf8)
{
    struct json_object *headers = json_object_new_array();
    record_header(headers, "X-A", "caf\xE9");
    record_header(headers, "X-B", "caf\xC3\xA9");
    char *text = json_text(headers, JSON_COMPACT);
    cr_expect_str_eq(text, "[[\"X-A\",\"caf\xC3\xA9\"],[\"X-B\",\"caf\xC3\xA9\"]]");
    free(text);
    json_object_put(headers);
}

/* All that stands behind seq and t in the last line of the file. */
static char *last_members(void)
{
    char *text = written(), *line = strrchr(text, '\n');
    *line = '\0';
    line = strrchr(text, '\n');
    char *rest = strstr(strstr(line ? line : text, "\"t\":"), ",");
    char *copy = string_copy(rest);
    free(text);
    return copy;
}

static void write_tree(struct record *record, const char *body, size_t length)
{
    struct json_object *fields = json_object_new_object(), *request = json_object_new_object();
    json_object_object_add(request, "url", json_object_new_string("http://a:b@c/?q=" TOKEN));
    struct json_object *headers = json_object_new_array();
    record_header(headers, "X-A", "caf\xE9");
    record_header(headers, TOKEN, "x " TOKEN);
    record_header(headers, "Authorization", "Bearer " TOKEN);
    json_object_object_add(request, "headers", headers);
    json_object_object_add(request, "body", record_body(record, body, length, false));
    json_object_object_add(fields, "n", json_object_new_int64(-7));
    json_object_object_add(fields, "request", request);
    json_object_object_add(fields, "nothing", json_object_new_object());
    json_object_object_add(fields, "note", json_object_new_string("\"" TOKEN "\x01"));
    record_emit(record, "x", RECORD_EXCHANGE, fields);
}

static void write_line(struct record *record, const char *body, size_t length)
{
    struct record_line *line = record_line_begin(record, "x", RECORD_EXCHANGE);
    record_line_number(line, "n", -7);
    record_line_open(line, "request");
    record_line_url(line, "http://a:b@c/?q=" TOKEN);
    record_line_open_headers(line);
    record_line_header(line, "X-A", "caf\xE9");
    record_line_header(line, TOKEN, "x " TOKEN);
    record_line_header(line, "Authorization", "Bearer " TOKEN);
    record_line_close_headers(line);
    record_line_body(line, body, length, false);
    record_line_close(line);
    record_line_text(line, "left_out", NULL);
    record_line_open(line, "nothing");
    record_line_close(line);
    record_line_text(line, "note", "\"" TOKEN "\x01");
    record_line_end(line, RECORD_NOW);
}

Test(record, a_line_says_what_a_tree_says)
{
    static const struct {
        const char *bytes;
        size_t length;
    } bodies[] = {{"", 0}, {"{\"a\":1}", 7}, {TOKEN "{", 21}, {"a\xFF" TOKEN, 22}, {"abcdefghabcdefg\xC3\xBC", 17}, {"[", 1}};
    struct redact *redact = redact_new();
    redact_add_token(redact, TOKEN);
    struct record *record = open_at(path, redact, false);
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        write_tree(record, bodies[i].bytes, bodies[i].length);
        char *expected = last_members();
        /* What a line said before, it says of memory. */
        for (int time = 0; time < 2; time++) {
            write_line(record, bodies[i].bytes, bodies[i].length);
            char *found = last_members();
            cr_expect_str_eq(found, expected);
            cr_expect_null(strstr(found, TOKEN));
            free(found);
        }
        free(expected);
    }
    cr_expect(record_close(record, NULL));
    redact_free(redact);
}

static void write_secrets(struct record *record, const char *name, const char *body, bool cut)
{
    struct record_line *line = record_line_begin(record, TOKEN "-target", RECORD_EXCHANGE);
    record_line_open_headers(line);
    record_line_header(line, name, "=" TOKEN);
    record_line_close_headers(line);
    record_line_body(line, body, strlen(body), cut);
    record_line_text(line, "note", body);
    record_line_end(line, RECORD_NOW);
}

static size_t count_of(const char *text, const char *word)
{
    size_t count = 0;
    for (const char *at = text; (at = strstr(at, word)) != NULL; at++)
        count++;
    return count;
}

Test(record, what_was_written_before_is_masked_once_it_is_a_secret)
{
    struct redact *redact = redact_new();
    const struct record_options options = {.path = path, .redact = redact};
    struct record *record = record_open(&options, NULL);
    write_secrets(record, "X-A", "{" TOKEN "}", false);
    write_secrets(record, "X-A", "{" TOKEN "}", false);
    char *text = written();
    cr_expect_eq(count_of(text, TOKEN), 8);
    free(text);
    redact_add_token(redact, TOKEN);
    write_secrets(record, "X-A", "{" TOKEN "}", false);
    text = written();
    cr_expect_eq(count_of(text, TOKEN), 8);
    cr_expect_eq(count_of(text, "[token]"), 4);
    free(text);
    cr_expect(record_close(record, NULL));
    redact_free(redact);
}

/* Alike, but for one thing each: none is told as another. */
Test(record, what_is_alike_is_not_the_same)
{
    struct record *record = open_at(path, NULL, false);
    static const char *const bodies[] = {"{aaaaaaaaaa}", "{baaaaaaaaa}", "{aaaaaaaaaaa}"};
    for (int time = 0; time < 2; time++)
        for (size_t i = 0; i < 3; i++) {
            write_secrets(record, "X-A", bodies[i], false);
            write_secrets(record, "X-B", bodies[i], true);
        }
    cr_expect(record_close(record, NULL));
    char *text = written();
    cr_expect_eq(count_of(text, "[[\"X-A\",\"=" TOKEN "\"]]"), 6);
    cr_expect_eq(count_of(text, "[[\"X-B\",\"=" TOKEN "\"]]"), 6);
    cr_expect_eq(count_of(text, "\"truncated\":true"), 6);
    for (size_t i = 0; i < 3; i++) {
        char digest[SHA256_TEXT];
        sha256_text(bodies[i], strlen(bodies[i]), digest);
        cr_expect_eq(count_of(text, digest), 4);
        cr_expect_eq(count_of(text, bodies[i]), 8);
    }
    free(text);
}

static void *emit_many(void *record)
{
    for (int i = 0; i < 500; i++) {
        struct json_object *fields = json_object_new_object();
        json_object_object_add(fields, "n", json_object_new_int64(record_number(record)));
        record_emit(record, "x", RECORD_EXCHANGE, fields);
    }
    return NULL;
}

static void *end_many(void *record)
{
    for (int i = 0; i < 500; i++) {
        struct record_line *line = record_line_begin(record, "x", RECORD_EXCHANGE);
        record_line_number(line, "n", record_number(record));
        record_line_end(line, RECORD_SOON);
    }
    return NULL;
}

Test(record, threads_write_whole_lines_in_order)
{
    struct record *record = open_at(path, NULL, false);
    pthread_t threads[4];
    for (int i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, i % 2 ? end_many : emit_many, record);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    struct error error = {0};
    struct model *model = model_new();
    cr_expect(model_read_record(model, record, &error), "%s", error.text);
    model_finish(model);
    cr_expect_eq(model->unreadable, 0);
    cr_assert_eq(model->target_count, 1);
    cr_expect_eq(model->targets[0]->exchange_count, 2000);
    for (int64_t n = 1; n <= 2000; n++)
        cr_expect(model_exchange_find(model->targets[0], n));
    model_free(model);
    cr_expect(record_close(record, NULL));
}

/* Each line that must be known is on the file when it has ended; returns how many were not. */
static void *end_and_look(void *record)
{
    intptr_t missing = 0;
    for (int i = 0; i < 100; i++) {
        int64_t number = record_number(record);
        struct record_line *line = record_line_begin(record, "x", RECORD_EXCHANGE);
        record_line_number(line, "n", number);
        record_line_end(line, RECORD_NOW);
        char *text = written(), *member = string_format("\"n\":%lld}", (long long)number);
        missing += !strstr(text, member);
        free(member);
        free(text);
    }
    return (void *)missing;
}

Test(record, what_must_be_known_is_on_the_file)
{
    struct record *record = open_at(path, NULL, false);
    pthread_t threads[4];
    for (int i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, i % 2 ? end_many : end_and_look, record);
    for (int i = 0; i < 4; i++) {
        void *missing = NULL;
        pthread_join(threads[i], &missing);
        cr_expect_null(missing);
    }
    cr_expect(record_close(record, NULL));
}

Test(record, what_is_left_out_has_no_line)
{
    const struct record_options options = {.path = path, .left_out = 1U << RECORD_EXCHANGE};
    struct record *record = record_open(&options, NULL);
    cr_expect_not(record_wants(record, RECORD_EXCHANGE));
    cr_expect(record_wants(record, RECORD_CHARGE));
    record_emit(record, "x", RECORD_EXCHANGE, json_object_new_object());
    record_emit(record, "x", RECORD_CHARGE, json_object_new_object());
    cr_expect(record_close(record, NULL));
    char *text = written();
    cr_expect_null(strstr(text, "\"exchange\""));
    cr_expect_not_null(strstr(text, "\"charge\""));
    cr_expect_not_null(strstr(text, "\"seq\":1,"));
    free(text);
}

Test(record, a_file_that_cannot_be_written)
{
    struct record_options options = {.path = "/tmp/no/such/folder/record"};
    struct error error = {0};
    cr_expect_null(record_open(&options, &error));
    cr_expect_str_eq(error.text,
                     "cannot write the record /tmp/no/such/folder/record: No such file or directory");
}

Test(record, a_full_disk_is_told_at_the_end)
{
    struct record *record = open_at("/dev/full", NULL, false);
    record_emit(record, NULL, RECORD_RUN, NULL);
    struct error error = {0};
    cr_expect_not(record_close(record, &error));
    cr_expect_str_eq(error.text, "cannot write the record /dev/full: No space left on device");
}

Test(record, appending_ends_a_line_that_was_cut_off)
{
    FILE *file = fopen(path, "w");
    fputs("{\"type\":\"run\",\"run\":\"a\",\"seq\":1,\"t\":5}\n{\"type\":\"cas", file);
    fclose(file);
    struct record *record = open_at(path, NULL, true);
    record_emit(record, NULL, RECORD_RUN, NULL);
    struct model *model = model_new();
    cr_expect(model_read_record(model, record, NULL));
    cr_expect_eq(model->run_count, 1, "a run reads itself alone");
    model_free(model);
    cr_expect(record_close(record, NULL));
    model = model_of(path);
    cr_expect_eq(model->run_count, 2);
    cr_expect_eq(model->unreadable, 1);
    model_free(model);
}

/* ---- Reading ---- */

static void expect_small(const struct model *model)
{
    cr_assert_eq(model->run_count, 1);
    cr_assert_eq(model->target_count, 1);
    const struct model_run *run = model->runs[0];
    const struct model_target *target = model->targets[0];
    cr_expect_eq(run->seed, 7);
    cr_expect_eq(run->wall, INT64_C(1795509000125000));
    cr_expect_str_eq(run->contract.title, "AMP");
    cr_expect_str_eq(json_member_string(run->options, "level"), "must");
    cr_expect(target->bundled);
    cr_assert_eq(target->suite_count, 2);
    cr_assert_eq(target->case_count, 3);
    const struct model_case *one = target->cases[0], *two = target->cases[1];
    cr_expect_str_eq(one->basis.words, "w");
    cr_expect_eq(one->basis.line, 5);
    cr_expect_str_eq(one->covers.status, "200");
    cr_expect_str_eq(two->level, "should");
    cr_expect_eq(model_case_find(target, "a.two"), two);
    cr_assert_eq(one->exchange_count, 1);
    cr_expect_str_eq(one->exchanges[0]->url, "/x");
    cr_expect_eq(one->exchanges[0]->status, 200);
    cr_expect_eq(one->exchanges[0]->started, 100);
    cr_expect_eq(one->exchanges[0]->first_byte, 150);
    cr_assert_eq(target->exchange_count, 2);
    cr_expect(target->exchanges[1]->is_callback);
    cr_assert_eq(target->execution_count, 1);
    cr_expect_str_eq(target->executions[0]->id, "k");
    cr_expect_eq(target->executions[0]->count, 2);
    cr_expect_eq(target->executions[0]->events[1].completed_tasks, -1);
}

Test(record, a_record_becomes_a_model)
{
    struct model *model = model_of(TEST_DATA "/small.ndjson");
    expect_small(model);
    const struct model_target *target = model->targets[0];
    const struct model_case *one = target->cases[0];
    cr_assert_eq(one->finding_count, 1);
    const struct model_finding *finding = one->findings[0];
    cr_expect_str_eq(finding->found, "F\xE2\x90\x80", "a NUL is shown");
    cr_expect_str_eq(finding->body_pointer, "/a");
    cr_expect_eq(finding->contract.column, 3);
    cr_expect_eq(finding->exchange, one->exchanges[0]);
    cr_expect_eq(finding->more, 2);
    cr_expect_eq(target->counts.by[MODEL_FAILED], 1);
    cr_expect_eq(target->counts.by[MODEL_PASSED], 1);
    cr_expect_eq(target->counts.by[MODEL_SKIPPED], 1);
    cr_expect_eq(target->suites[0]->counts.total, 2);
    cr_expect_str_eq(target->cases[2]->reason, "the run ended before this case was judged");
    cr_expect_eq(model->runs[0]->gate_count, 1);
    cr_expect_str_eq(model->runs[0]->gate[0].kind, "stale-waiver");
    cr_expect_eq(model_exit(model), 1);
    struct json_document *line = model_load(model, one->exchanges[0], NULL);
    cr_assert(line);
    struct json_object *request = json_member_object(json_document_root(line), "request");
    struct buffer body;
    buffer_init(&body, BUFFER_UNBOUNDED);
    cr_expect(model_body_bytes(json_member_object(request, "body"), &body));
    cr_expect_str_eq(buffer_string(&body), "hi");
    buffer_clear(&body);
    json_document_free(line);
    model_free(model);
}

Test(record, an_execution_has_its_exchanges)
{
    struct model *model = model_of(TEST_DATA "/small.ndjson");
    const struct model_execution *execution = model->targets[0]->executions[0];
    cr_assert_eq(execution->exchange_count, 2);
    cr_expect_eq(execution->exchanges[0]->number, 1, "the one that started it");
    cr_expect_eq(execution->exchanges[1]->number, 2, "its callback");
    cr_expect_eq(execution->run, model->runs[0]);
    model_free(model);
}

static void write_file(const char *text, size_t length, const char *more)
{
    FILE *file = fopen(path, "w");
    fwrite(text, 1, length, file);
    fputs(more, file);
    fclose(file);
}

static struct buffer small(void)
{
    struct buffer text;
    buffer_init(&text, BUFFER_UNBOUNDED);
    cr_assert(buffer_read_file(&text, TEST_DATA "/small.ndjson"));
    return text;
}

Test(record, reads_up_to_any_cut)
{
    struct buffer text = small();
    for (size_t length = 1; length < text.length; length++) {
        write_file(text.data, length, "");
        struct error error = {0};
        struct model *model = model_new();
        bool any = model_read_file(model, path, &error);
        bool whole = memchr(text.data, '\n', length) || text.data[length] == '\n';
        cr_assert_eq(any, whole, "at %zu: %s", length, error.text);
        model_finish(model);
        cr_expect_leq(model->unreadable, 1);
        cr_expect(!any || model_exit(model) != 0, "a run that was killed is no success");
        model_free(model);
    }
    buffer_clear(&text);
}

Test(record, reads_what_follows_a_cut)
{
    struct buffer text = small();
    static const char next[] = "{\"type\":\"run\",\"run\":\"s\",\"seq\":1,\"t\":5}\n";
    for (size_t length = text.length / 2; length < text.length; length += 7) {
        write_file(text.data, length, next);
        struct model *model = model_of(path);
        cr_expect_eq(model->run_count, 2, "at %zu", length);
        model_free(model);
    }
    buffer_clear(&text);
}

Test(record, the_same_record_twice_is_one)
{
    struct model *model = model_new();
    cr_expect(model_read_file(model, TEST_DATA "/small.ndjson", NULL));
    cr_expect(model_read_file(model, TEST_DATA "/small.ndjson", NULL));
    model_finish(model);
    expect_small(model);
    cr_expect_eq(model->counts.total, 3);
    model_free(model);
}

Test(record, shards_become_one_target)
{
    struct model *model = model_of(TEST_DATA "/shards.ndjson");
    cr_expect_eq(model->run_count, 2);
    cr_assert_eq(model->target_count, 1);
    const struct model_target *target = model->targets[0];
    cr_expect_eq(target->case_count, 3);
    cr_expect_eq(target->counts.by[MODEL_PASSED], 2);
    cr_expect_eq(target->counts.by[MODEL_FAILED], 1);
    cr_expect_eq(model_case_find(target, "a.both")->verdict, MODEL_FAILED);
    cr_expect_eq(model_case_find(target, "a.both")->duration, 30);
    cr_expect_eq(model_case_find(target, "a.both")->finding_count, 1);
    cr_expect_eq(target->execution_count, 2);
    model_free(model);
}

#define LINE(type, seq, members)                                                                             \
    "{\"type\":\"" type "\",\"run\":\"r\",\"target\":\"t\",\"seq\":" seq ",\"t\":5," members "}\n"

/* A run at level must whose only case failed by a finding of that level. */
static struct model *model_at_must(const char *level)
{
    char *text = string_format(
        LINE("run", "1", "\"level\":\"must\"")
            LINE("charge", "2", "\"operation\":\"spend\",\"reason\":\"accepted\",\"count\":1,\"cap\":4")
                LINE("finding", "3", "\"case\":\"a.one\",\"level\":\"%s\"")
                    LINE("verdict", "4", "\"case\":\"a.one\",\"verdict\":\"failed\""),
        level);
    write_file(text, strlen(text), "");
    free(text);
    return model_of(path);
}

Test(record, a_run_at_level_must_counts_what_binds)
{
    struct model *model = model_at_must("should");
    cr_expect(model->targets[0]->cases[0]->below);
    cr_expect_eq(model->counts.by[MODEL_PASSED], 1);
    cr_expect_eq(model_exit(model), 3, "nothing failed, yet the run was cut off");
    model_free(model);
    model = model_at_must("must");
    cr_expect_not(model->targets[0]->cases[0]->below);
    cr_expect_eq(model->counts.by[MODEL_FAILED], 1);
    cr_expect_eq(model_exit(model), 1);
    model_free(model);
}

Test(record, a_run_that_was_cut_off_tells_what_it_spent)
{
    struct model *model = model_at_must("must");
    cr_expect_eq(model->runs[0]->executions_started, 1);
    cr_expect_eq(model->runs[0]->executions_cap, 4);
    model_free(model);
}

Test(record, what_is_no_record)
{
    struct error error = {0};
    struct model *model = model_new();
    write_file("hello\n", 6, "{}\n[]\n");
    cr_expect_not(model_read_file(model, path, &error));
    char *expected = string_format("%s holds no line of a record", path);
    cr_expect_str_eq(error.text, expected);
    free(expected);
    error = (struct error){0};
    cr_expect_not(model_read_file(model, "/no/such/file", &error));
    cr_expect_str_eq(error.text, "cannot read the record /no/such/file: No such file or directory");
    model_finish(model);
    cr_expect_eq(model_exit(model), 3);
    model_free(model);
}

/* The matrix for machines: as one JSON document, and as a record. */
#include <string.h>

#include "base/clock.h"
#include "contract/contract.h"
#include "selftest/matrix.h"

static void put(struct json_object *object, const char *key, const char *text)
{
    json_object_object_add(object, key, json_object_new_string(text));
}

static void put_count(struct json_object *object, const char *key, size_t count)
{
    json_object_object_add(object, key, json_object_new_int64((int64_t)count));
}

static void put_flag(struct json_object *object, const char *key, bool flag)
{
    json_object_object_add(object, key, json_object_new_boolean(flag));
}

static const char *const kind_names[] = {
    [ROW_PLAIN] = "plain", [ROW_FAULT] = "fault", [ROW_VARIANT] = "variant"};

/* ---- JSON ---- */

static struct json_object *case_list(const struct selftest *selftest, const size_t *list, size_t count)
{
    struct json_object *ids = json_object_new_array();
    for (size_t i = 0; i < count; i++)
        json_object_array_add(ids, json_object_new_string(selftest->cases[list[i]].id));
    return ids;
}

static struct json_object *row_node(const struct selftest *selftest, const struct row *row)
{
    struct json_object *node = json_object_new_object();
    enum hole_kind hole;
    put(node, "name", row->name);
    put(node, "kind", kind_names[row->kind]);
    put(node, "description", row->words);
    put_flag(node, "human", row->human);
    put_flag(node, "wide", row->wide);
    put_flag(node, "unheard", row->unheard);
    put_flag(node, "played", row->played);
    json_object_object_add(node, "failed", case_list(selftest, row->failed, row->failed_count));
    json_object_object_add(node, "errored", case_list(selftest, row->errored, row->errored_count));
    json_object_object_add(node, "executions", json_object_new_int64(row->executions));
    if (row->problem)
        put(node, "problem", row->problem);
    if (row_hole(row, &hole))
        put(node, "hole", hole_name(hole));
    return node;
}

static struct json_object *case_node(const struct selftest *selftest, const struct known_case *known)
{
    struct json_object *node = json_object_new_object();
    put(node, "id", known->id);
    put(node, "title", known->title);
    put_count(node, "catches", known->catches);
    put_count(node, "proofs", known->proofs);
    if (known->proof)
        put(node, "proof", known->proof->name);
    if (case_hole(selftest, known))
        put(node, "hole", hole_name(HOLE_UNPROVED));
    return node;
}

struct json_object *selftest_json(const struct selftest *selftest)
{
    struct json_object *document = json_object_new_object(), *rows = json_object_new_array(),
                       *cases = json_object_new_array();
    for (size_t i = 0; i < selftest->row_count; i++)
        json_object_array_add(rows, row_node(selftest, &selftest->rows[i]));
    for (size_t i = 0; i < selftest->case_count; i++)
        if (selftest->cases[i].plain)
            json_object_array_add(cases, case_node(selftest, &selftest->cases[i]));
    put_count(document, "holes", selftest_holes(selftest));
    put_flag(document, "whole", selftest->whole);
    json_object_object_add(document, "rows", rows);
    json_object_object_add(document, "cases", cases);
    return document;
}

/* ---- The record ---- */

#define TARGET "selftest"

/* What stands in the record as a case. */
struct item {
    const char *suite, *id, *title;
    bool hole, skipped;
    const char *expected, *found, *hole_title;
};

static void emit_case(struct record *record, const struct item *item)
{
    struct json_object *node = json_object_new_object();
    put(node, "id", item->id);
    put(node, "suite", item->suite);
    put(node, "title", item->title);
    put(node, "level", "must");
    record_emit(record, TARGET, RECORD_CASE, node);
}

static void emit_finding(struct record *record, const struct item *item)
{
    struct json_object *node = json_object_new_object();
    put(node, "case", item->id);
    put(node, "level", "must");
    put(node, "aspect", "expectation");
    put(node, "title", item->hole_title);
    put(node, "expected", item->expected);
    put(node, "found", item->found);
    record_emit(record, TARGET, RECORD_FINDING, node);
}

static void emit_verdict(struct record *record, const struct item *item)
{
    struct json_object *node = json_object_new_object();
    put(node, "case", item->id);
    put(node, "verdict", item->skipped ? "skipped" : item->hole ? "failed" : "passed");
    if (item->skipped)
        put(node, "reason", "it was not run");
    put_count(node, "duration", 0);
    put_count(node, "findings", item->hole);
    record_emit(record, TARGET, RECORD_VERDICT, node);
}

static void emit_item(struct record *record, const struct item *item, size_t counts[MODEL_VERDICTS])
{
    emit_case(record, item);
    if (item->hole)
        emit_finding(record, item);
    emit_verdict(record, item);
    counts[item->skipped ? MODEL_SKIPPED : item->hole ? MODEL_FAILED : MODEL_PASSED]++;
}

/* "kickoff.reject.meta.type-null, …", or "nothing". */
static const char *words_of_cases(const struct selftest *selftest, const struct row *row, struct arena *arena)
{
    const char *words = "";
    for (size_t i = 0; i < row->failed_count; i++)
        words = arena_format(arena, "%s%s%s", words, i > 0 ? ", " : "", selftest->cases[row->failed[i]].id);
    for (size_t i = 0; i < row->errored_count; i++)
        words = arena_format(arena, "%s%serrored: %s", words, *words ? ", " : "",
                             selftest->cases[row->errored[i]].id);
    if (!*words && row->problem)
        return row->problem;
    return *words ? words : "nothing";
}

static void emit_row(const struct selftest *selftest, const struct row *row, struct record *record,
                     size_t counts[MODEL_VERDICTS], struct arena *arena)
{
    static const char *const suites[] = {
        [ROW_PLAIN] = "plain", [ROW_FAULT] = "faults", [ROW_VARIANT] = "variants"};
    bool fault = row->kind == ROW_FAULT;
    enum hole_kind hole = HOLE_UNCAUGHT;
    const char *found = words_of_cases(selftest, row, arena);
    struct item item = {.suite = suites[row->kind], .skipped = !row->played, .hole = row_hole(row, &hole)};
    item.id = arena_format(arena, "%s.%s", item.suite, row->name);
    item.title = fault && row->failed_count > 0 ? arena_format(arena, "%s: caught by %s", row->words, found)
                                                : row->words;
    item.hole_title = hole_words(hole);
    item.expected = fault ? "at least one case that fails, and at most three unless the fault declares more"
                          : "no case that fails or cannot be judged, and three executions at most";
    item.found =
        hole == HOLE_COSTLY ? arena_format(arena, "%lld executions", (long long)row->executions) : found;
    emit_item(record, &item, counts);
}

static void emit_known(const struct selftest *selftest, const struct known_case *known, struct record *record,
                       size_t counts[MODEL_VERDICTS], struct arena *arena)
{
    struct item item = {.suite = "cases",
                        .hole = case_hole(selftest, known),
                        .skipped = !selftest->whole && known->proofs == 0};
    item.id = arena_format(arena, "cases.%s", known->id);
    item.title = known->proof ? arena_format(arena, "%s: proved by %s", known->title, known->proof->name)
                              : known->title;
    item.hole_title = hole_words(HOLE_UNPROVED);
    item.expected = "a fault that fails this case and at most two others";
    item.found = known->catches > 0 ? "faults of a wide reach alone" : "no fault that fails it";
    emit_item(record, &item, counts);
}

static void emit_beginning(const struct selftest *selftest, struct record *record)
{
    struct json_object *run = json_object_new_object(), *target = json_object_new_object(),
                       *contract = json_object_new_object();
    char started[CLOCK_TEXT];
    clock_text(clock_wall(), started);
    put(contract, "name", selftest->options.contract);
    put(contract, "sha256", selftest->options.judge.documented->sha256);
    put(contract, "title", selftest->options.judge.documented->title);
    put(contract, "version", selftest->options.judge.documented->version);
    put(run, "version", selftest->options.version);
    put(run, "started", started);
    json_object_object_add(run, "options", json_object_new_object());
    put_count(run, "seed", 1);
    put(run, "level", "should");
    json_object_object_add(run, "contract", contract);
    record_emit(record, NULL, RECORD_RUN, run);
    put(target, "url", "");
    put_flag(target, "bundled", true);
    record_emit(record, TARGET, RECORD_TARGET, target);
}

static void emit_summary(const struct selftest *selftest, struct record *record,
                         const size_t counts[MODEL_VERDICTS])
{
    struct json_object *summary = json_object_new_object(), *verdicts = json_object_new_object(),
                       *executions = json_object_new_object();
    int64_t started = 0;
    for (size_t i = 0; i < MODEL_VERDICTS; i++)
        put_count(verdicts, model_verdict_name((enum model_verdict)i), counts[i]);
    put_count(verdicts, "waived", 0);
    for (size_t i = 0; i < selftest->row_count; i++)
        started += selftest->rows[i].executions;
    json_object_object_add(executions, "started", json_object_new_int64(started));
    put_count(executions, "possibly", 0);
    json_object_object_add(executions, "cap", json_object_new_int64(started));
    json_object_object_add(summary, "exit", json_object_new_int(selftest_holes(selftest) > 0));
    json_object_object_add(summary, "counts", verdicts);
    json_object_object_add(summary, "executions", executions);
    json_object_object_add(summary, "duration", json_object_new_int64(selftest->ended - selftest->began));
    if (selftest->interrupted)
        put_flag(summary, "interrupted", true);
    record_emit(record, NULL, RECORD_SUMMARY, summary);
}

void selftest_record(const struct selftest *selftest, struct record *record)
{
    size_t counts[MODEL_VERDICTS] = {0};
    struct arena arena = {0};
    emit_beginning(selftest, record);
    for (size_t i = 0; i < selftest->row_count; i++)
        emit_row(selftest, &selftest->rows[i], record, counts, &arena);
    for (size_t i = 0; i < selftest->case_count; i++)
        if (selftest->cases[i].plain)
            emit_known(selftest, &selftest->cases[i], record, counts, &arena);
    emit_summary(selftest, record, counts);
    arena_clear(&arena);
}

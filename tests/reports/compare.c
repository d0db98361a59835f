#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

#include "hostile.h"
#include "reports/compare.h"

struct pair {
    struct fixture before, after;
    struct comparison comparison;
};

static struct pair pair_open(const char *before, const char *after)
{
    struct pair pair = {.before = fixture_read(before), .after = fixture_read(after)};
    compare_make(&pair.comparison, pair.before.model, pair.after.model);
    return pair;
}

static void pair_close(struct pair *pair)
{
    compare_clear(&pair->comparison);
    fixture_close(&pair->before);
    fixture_close(&pair->after);
}

#define BEFORE TEST_DATA "/data/before.ndjson"
#define AFTER  TEST_DATA "/data/after.ndjson"

static enum compare_kind kind_of(const struct comparison *comparison, const char *id)
{
    for (size_t i = 0; i < comparison->case_count; i++) {
        const struct compare_case *item = &comparison->cases[i];
        if (strcmp((item->after ? item->after : item->before)->id, id) == 0)
            return item->kind;
    }
    return COMPARE_KINDS;
}

Test(compare, cases)
{
    static const struct {
        const char *id;
        enum compare_kind kind;
    } rows[] = {{"a.same", COMPARE_KINDS},   {"a.breaks", COMPARE_NEW}, {"a.mended", COMPARE_FIXED},
                {"a.stays", COMPARE_STILL},  {"a.lost", COMPARE_LOST},  {"a.dropped", COMPARE_LOST},
                {"a.unseen", COMPARE_KINDS}, {"a.added", COMPARE_NEW}};
    struct pair pair = pair_open(BEFORE, AFTER);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        cr_expect_eq(kind_of(&pair.comparison, rows[i].id), rows[i].kind, "%s", rows[i].id);
    pair_close(&pair);
}

static void expect_shape(const struct comparison *comparison, const char *place, const char *before,
                         const char *after)
{
    for (size_t i = 0; i < comparison->shape_count; i++) {
        const struct compare_shape *shape = &comparison->shapes[i];
        if (strcmp(shape->place, place) != 0)
            continue;
        cr_expect_str_eq(shape->before ? shape->before : "-", before);
        cr_expect_str_eq(shape->after ? shape->after : "-", after);
        return;
    }
    cr_expect_fail("%s is not among the shapes", place);
}

Test(compare, shapes_of_bodies)
{
    struct pair pair = pair_open(BEFORE, AFTER);
    expect_shape(&pair.comparison, "status", "string", "integer or string");
    expect_shape(&pair.comparison, "old", "integer", "-");
    expect_shape(&pair.comparison, "list[].x", "integer", "string");
    expect_shape(&pair.comparison, "list[].y", "-", "null");
    cr_expect_eq(pair.comparison.shape_count, 4, "1 and 1.5 are both numbers");
    pair_close(&pair);
}

Test(compare, slower_answers)
{
    struct pair pair = pair_open(BEFORE, AFTER), back = pair_open(AFTER, BEFORE);
    cr_assert_eq(pair.comparison.time_count, 1);
    cr_expect_eq(pair.comparison.times[0].before, 40000);
    cr_expect_eq(pair.comparison.times[0].after, 450000);
    cr_expect_eq(back.comparison.time_count, 0, "faster is no finding");
    pair_close(&pair);
    pair_close(&back);
}

Test(compare, a_record_with_itself_is_the_same)
{
    struct pair pair = pair_open(BEFORE, BEFORE);
    cr_expect_eq(pair.comparison.counts[COMPARE_NEW] + pair.comparison.counts[COMPARE_FIXED] +
                     pair.comparison.counts[COMPARE_LOST],
                 0);
    cr_expect_eq(pair.comparison.counts[COMPARE_STILL], 2);
    cr_expect_eq(pair.comparison.shape_count, 0);
    pair_close(&pair);
}

Test(compare, in_words)
{
    static const char *const lines[] = {
        "\nNewly failing (2)\n  a.breaks: Title of a.breaks\n    Finding of a.breaks\n",
        "\nFixed (1)\n  a.mended: Title of a.mended\n",
        "  a.dropped: Title of a.dropped\n    the newer run does not have it\n",
        "  getExecutionStatus 200: old went (it was integer)\n",
        "0.450 s in the median, and it was 0.040 s\n",
        "\n2 newly failing, 1 fixed, 1 still failing, 2 not examined any more.\n"};
    struct pair pair = pair_open(BEFORE, AFTER);
    struct buffer text;
    buffer_init(&text, BUFFER_UNBOUNDED);
    compare_text(&pair.comparison, false, 80, &text);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        cr_expect(strstr(buffer_string(&text), lines[i]), "%s", lines[i]);
    cr_expect_null(strstr(buffer_string(&text), "different contracts"));
    buffer_clear(&text);
    pair_close(&pair);
}

Test(compare, for_machines)
{
    struct pair pair = pair_open(BEFORE, AFTER);
    struct buffer text;
    struct json_object *node = NULL;
    buffer_init(&text, BUFFER_UNBOUNDED);
    compare_json(&pair.comparison, &text);
    struct json_document *document = json_read("comparison", text.data, text.length, NULL, NULL);
    cr_assert(document);
    cr_expect(json_pointer_find(json_document_root(document), "/newlyFailing/1/before", &node) && !node);
    cr_expect(json_pointer_find(json_document_root(document), "/slower/0/after", &node));
    cr_expect_eq(json_object_get_int64(node), 450000);
    json_document_free(document);
    buffer_clear(&text);
    pair_close(&pair);
}

Test(compare, hostile_bytes)
{
    struct fixture fixture = hostile_open(NULL, true);
    struct comparison comparison;
    struct buffer text;
    buffer_init(&text, BUFFER_UNBOUNDED);
    compare_make(&comparison, fixture.model, fixture.model);
    compare_text(&comparison, false, 80, &text);
    expect_harmless(text.data, text.length);
    compare_clear(&comparison);
    buffer_clear(&text);
    fixture_close(&fixture);
}

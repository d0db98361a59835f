/* A comparison in words, and as JSON. */
#include <string.h>

#include "reports/compare.h"
#include "reports/explain.h"
#include "reports/facts.h"
#include "reports/text.h"

enum { LIST_MAXIMUM = 200 };

struct page {
    const struct comparison *comparison;
    struct buffer *out;
    bool colour;
    size_t width;
};

static void heading(struct page *page, const char *title, size_t count)
{
    buffer_char(page->out, '\n');
    explain_ink(page->out, INK_BOLD, page->colour);
    buffer_format(page->out, "%s (%zu)", title, count);
    explain_ink(page->out, INK_PLAIN, page->colour);
    buffer_char(page->out, '\n');
}

static void line(struct page *page, enum explain_ink ink, struct buffer *words, size_t indent)
{
    explain_ink(page->out, ink, page->colour);
    explain_wrap(page->out, buffer_string(words), indent, 0, page->width);
    if (page->colour) {
        page->out->length--;
        explain_ink(page->out, INK_PLAIN, true);
        buffer_char(page->out, '\n');
    }
    buffer_clear(words);
}

static void write_side(struct page *page, const char *label, const struct model_target *target)
{
    struct buffer words;
    buffer_init(&words, BUFFER_UNBOUNDED);
    text_show_line(&words, target->run->started);
    buffer_text(&words, ", ");
    facts_target(&words, target);
    buffer_text(&words, ", ");
    facts_contract(&words, &target->run->contract);
    buffer_text(&words, ", ");
    facts_counts(&words, &target->counts);
    buffer_format(page->out, "%-7s", label);
    explain_wrap(page->out, buffer_string(&words), 7, 7, page->width);
    buffer_clear(&words);
}

/* ---- Cases ---- */

static void write_reason(struct page *page, const struct compare_case *item)
{
    struct buffer words;
    buffer_init(&words, BUFFER_UNBOUNDED);
    if (item->after && item->after->verdict == MODEL_FAILED) {
        facts_first(&words, item->after);
        if (*item->after->waived) {
            buffer_text(&words, "; waived: ");
            text_show_line(&words, item->after->waived);
        }
    } else if (item->kind == COMPARE_LOST) {
        text_show_line(&words, item->after ? item->after->reason : "the newer run does not have it");
    }
    if (words.length)
        line(page, INK_FAINT, &words, 4);
}

static void write_case(struct page *page, const struct compare_case *item)
{
    static const enum explain_ink inks[] = {INK_BAD, INK_GOOD, INK_DOUBT, INK_DOUBT};
    const struct model_case *judged = item->after ? item->after : item->before;
    struct buffer words;
    buffer_init(&words, BUFFER_UNBOUNDED);
    text_show_line(&words, judged->id);
    buffer_text(&words, ": ");
    text_show_line(&words, judged->title);
    line(page, inks[item->kind], &words, 2);
    write_reason(page, item);
}

static void write_kind(struct page *page, enum compare_kind kind, const char *title)
{
    const struct comparison *comparison = page->comparison;
    size_t written = 0;
    if (comparison->counts[kind])
        heading(page, title, comparison->counts[kind]);
    for (size_t i = 0; i < comparison->case_count; i++)
        if (comparison->cases[i].kind == kind && written++ < LIST_MAXIMUM)
            write_case(page, &comparison->cases[i]);
    if (written > LIST_MAXIMUM)
        buffer_format(page->out, "  \xE2\x80\xA6 and %zu more\n", written - LIST_MAXIMUM);
}

/* ---- Bodies and times ---- */

static void write_shapes(struct page *page)
{
    const struct comparison *comparison = page->comparison;
    if (comparison->shape_count)
        heading(page, "Bodies of another shape, lawful or not", comparison->shape_count);
    for (size_t i = 0; i < comparison->shape_count && i < LIST_MAXIMUM; i++) {
        const struct compare_shape *shape = &comparison->shapes[i];
        struct buffer words;
        buffer_init(&words, BUFFER_UNBOUNDED);
        text_show_line(&words, shape->operation);
        buffer_format(&words, " %lld: ", (long long)shape->status);
        text_show_line(&words, *shape->place ? shape->place : "the body");
        if (!shape->before)
            buffer_format(&words, " came (%s)", shape->after);
        else if (!shape->after)
            buffer_format(&words, " went (it was %s)", shape->before);
        else
            buffer_format(&words, " was %s and is %s", shape->before, shape->after);
        line(page, INK_PLAIN, &words, 2);
    }
    if (comparison->shape_count > LIST_MAXIMUM)
        buffer_format(page->out, "  \xE2\x80\xA6 and %zu more\n",
                      comparison->shape_count - (size_t)LIST_MAXIMUM);
}

static void write_times(struct page *page)
{
    const struct comparison *comparison = page->comparison;
    if (comparison->time_count)
        heading(page, "Slower answers", comparison->time_count);
    for (size_t i = 0; i < comparison->time_count; i++) {
        const struct compare_time *time = &comparison->times[i];
        struct buffer words;
        buffer_init(&words, BUFFER_UNBOUNDED);
        text_show_line(&words, time->operation);
        buffer_format(&words, " %lld: ", (long long)time->status);
        text_duration(&words, time->after);
        buffer_text(&words, " in the median, and it was ");
        text_duration(&words, time->before);
        line(page, INK_PLAIN, &words, 2);
    }
}

static void write_end(struct page *page)
{
    const size_t *counts = page->comparison->counts;
    struct buffer words;
    buffer_init(&words, BUFFER_UNBOUNDED);
    buffer_format(&words, "%zu newly failing, %zu fixed, %zu still failing, %zu not examined any more.",
                  counts[COMPARE_NEW], counts[COMPARE_FIXED], counts[COMPARE_STILL], counts[COMPARE_LOST]);
    buffer_char(page->out, '\n');
    line(page, counts[COMPARE_NEW] ? INK_BAD : INK_GOOD, &words, 0);
}

void compare_text(const struct comparison *comparison, bool colour, size_t width, struct buffer *out)
{
    struct page page = {comparison, out, colour, width ? width : 80};
    write_side(&page, "Before", comparison->before);
    write_side(&page, "After", comparison->after);
    if (strcmp(comparison->before->run->contract.sha256, comparison->after->run->contract.sha256) != 0)
        buffer_text(out, "\nThe two runs judged by different contracts.\n");
    write_kind(&page, COMPARE_NEW, "Newly failing");
    write_kind(&page, COMPARE_FIXED, "Fixed");
    write_kind(&page, COMPARE_STILL, "Still failing");
    write_kind(&page, COMPARE_LOST, "Not examined any more");
    write_shapes(&page);
    write_times(&page);
    write_end(&page);
}

/* ---- JSON ---- */

static void put(struct json_object *node, const char *key, const char *text)
{
    json_object_object_add(node, key, text ? json_object_new_string(text) : NULL);
}

static void put_number(struct json_object *node, const char *key, int64_t number)
{
    json_object_object_add(node, key, json_object_new_int64(number));
}

static struct json_object *cases_node(const struct comparison *comparison, enum compare_kind kind)
{
    struct json_object *list = json_object_new_array();
    for (size_t i = 0; i < comparison->case_count; i++) {
        const struct compare_case *item = &comparison->cases[i];
        const struct model_case *judged = item->after ? item->after : item->before;
        if (item->kind != kind)
            continue;
        struct json_object *node = json_object_new_object();
        put(node, "case", judged->id);
        put(node, "title", judged->title);
        put(node, "before", item->before ? model_verdict_name(item->before->verdict) : NULL);
        put(node, "after", item->after ? model_verdict_name(item->after->verdict) : NULL);
        if (kind == COMPARE_LOST)
            put(node, "reason", item->after ? item->after->reason : NULL);
        else if (judged->finding_count)
            put(node, "finding", judged->findings[0]->title);
        json_object_array_add(list, node);
    }
    return list;
}

static struct json_object *shapes_node(const struct comparison *comparison)
{
    struct json_object *list = json_object_new_array();
    for (size_t i = 0; i < comparison->shape_count; i++) {
        struct json_object *node = json_object_new_object();
        put(node, "operation", comparison->shapes[i].operation);
        put_number(node, "status", comparison->shapes[i].status);
        put(node, "place", comparison->shapes[i].place);
        put(node, "before", comparison->shapes[i].before);
        put(node, "after", comparison->shapes[i].after);
        json_object_array_add(list, node);
    }
    return list;
}

static struct json_object *times_node(const struct comparison *comparison)
{
    struct json_object *list = json_object_new_array();
    for (size_t i = 0; i < comparison->time_count; i++) {
        struct json_object *node = json_object_new_object();
        put(node, "operation", comparison->times[i].operation);
        put_number(node, "status", comparison->times[i].status);
        put_number(node, "before", comparison->times[i].before);
        put_number(node, "after", comparison->times[i].after);
        json_object_array_add(list, node);
    }
    return list;
}

void compare_json(const struct comparison *comparison, struct buffer *out)
{
    static const char *const names[] = {"newlyFailing", "fixed", "stillFailing", "notExaminedAnyMore"};
    struct json_object *root = json_object_new_object();
    for (int kind = 0; kind < COMPARE_KINDS; kind++)
        json_object_object_add(root, names[kind], cases_node(comparison, (enum compare_kind)kind));
    json_object_object_add(root, "shapes", shapes_node(comparison));
    json_object_object_add(root, "slower", times_node(comparison));
    json_write(out, root, JSON_INDENTED);
    buffer_char(out, '\n');
    json_object_put(root);
}

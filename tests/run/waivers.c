#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

#include "run/waivers.h"
#include "yaml/yaml.h"

static struct json_document *document_of(const char *text)
{
    struct error error = {0};
    struct json_document *document = yaml_read_any("waivers.yaml", text, strlen(text), NULL, &error);
    cr_assert(document, "%s", error.text);
    return document;
}

static struct waivers *waivers_of(const char *text)
{
    struct error error = {0};
    struct waivers *waivers = waivers_new("2026-11-24");
    struct json_document *document = document_of(text);
    cr_assert(waivers_read(waivers, document, &error), "%u:%u: %s", error.line, error.column, error.text);
    json_document_free(document);
    return waivers;
}

/* ---- Reading ---- */

static void expect_refused(const char *text, unsigned line, const char *words)
{
    struct error error = {0};
    struct waivers *waivers = waivers_new("2026-11-24");
    struct json_document *document = document_of(text);
    cr_expect_not(waivers_read(waivers, document, &error), "%s", text);
    cr_expect_eq(error.line, line, "%s: line %u", text, error.line);
    cr_expect(strstr(error.text, words), "%s: %s", text, error.text);
    json_document_free(document);
    waivers_free(waivers);
}

Test(waivers, what_is_none_is_told_with_its_place)
{
    expect_refused("[]", 1, "the one member waivers");
    expect_refused("waivers: []\nmore: 1\n", 1, "the one member waivers");
    expect_refused("waivers:\n  - a.b\n", 2, "expected a waiver");
    expect_refused("waivers:\n  - case: a.b\n    reason: r\n", 2, "the last day");
    expect_refused("waivers:\n  - case: a.b\n    reason: ''\n    until: 2026-12-31\n", 2, "a reason");
    expect_refused("waivers:\n  - case: a.b\n    reason: r\n    until: 31.12.2026\n", 4, "2026-12-31");
    expect_refused("waivers:\n  - case: a.b\n    reason: r\n    until: 2026-13-31\n", 4, "2026-12-31");
    expect_refused("waivers:\n  - case: a.b\n    reason: r\n    until: 2027-02-29\n", 4, "2026-12-31");
    expect_refused("waivers:\n  - case: a.b\n    reason: r\n    untill: 2026-12-31\n", 4, "perhaps until");
    expect_refused("waivers:\n  - case: a.b\n    reason: 7\n    until: 2026-12-31\n", 3, "expected a text");
    expect_refused("waivers:\n  - case: a.b\n    pointer: result\n    reason: r\n    until: 2026-12-31\n", 3,
                   "begins with /");
}

/* ---- Using ---- */

#define WAIVER(name, more) "  - case: '" name "'\n    reason: r\n    until: 2026-11-24\n" more

Test(waivers, by_id_glob_and_pointer)
{
    struct waivers *waivers =
        waivers_of("waivers:\n" WAIVER("a.b", "") WAIVER("c.*", "") WAIVER("d.e", "    pointer: /x/y\n"));
    cr_expect_str_eq(waivers_find(waivers, "a.b", NULL), "r");
    cr_expect_str_eq(waivers_find(waivers, "a.b", "/p"), "r");
    cr_expect_null(waivers_find(waivers, "a.bc", NULL));
    cr_expect_str_eq(waivers_find(waivers, "c.d.e", NULL), "r");
    cr_expect_str_eq(waivers_find(waivers, "d.e", "/x/y"), "r");
    cr_expect_str_eq(waivers_find(waivers, "d.e", "/x/y/0"), "r");
    cr_expect_null(waivers_find(waivers, "d.e", "/x/yz"));
    cr_expect_null(waivers_find(waivers, "d.e", "/x"));
    cr_expect_null(waivers_find(waivers, "d.e", NULL));
    waivers_free(waivers);
}

Test(waivers, an_id_with_a_star_is_that_case_alone)
{
    struct waivers *waivers = waivers_of("waivers:\n" WAIVER("k.inputs.*.null", ""));
    cr_expect_str_eq(waivers_find(waivers, "k.inputs.topic.null", NULL), "r", "no such id is known");
    waivers_expect(waivers, "k.inputs.*.null");
    cr_expect_null(waivers_find(waivers, "k.inputs.topic.null", NULL));
    cr_expect_str_eq(waivers_find(waivers, "k.inputs.*.null", NULL), "r");
    waivers_free(waivers);
}

Test(waivers, one_that_has_expired_waives_nothing)
{
    struct waivers *waivers = waivers_of("waivers:\n  - {case: a.b, reason: r, until: '2026-11-23'}\n");
    cr_expect_null(waivers_find(waivers, "a.b", NULL));
    waivers_free(waivers);
}

/* ---- Judging ---- */

static void expect_fault(const char *text, const char *failed, const struct waivers_case *cases, size_t count,
                         const char *kind, const char *words)
{
    struct waivers_faults faults = {0};
    struct waivers *waivers = waivers_of(text);
    if (failed)
        waivers_find(waivers, failed, NULL);
    waivers_judge(waivers, cases, count, &faults);
    cr_assert_eq(faults.count, kind != NULL, "%s: %zu", text, faults.count);
    if (kind) {
        cr_expect_str_eq(faults.items[0].kind, kind);
        cr_expect(strstr(faults.items[0].text, words), "%s", faults.items[0].text);
        cr_expect_str_eq(faults.items[0].hint, "delete the waiver that begins on line 2 of waivers.yaml");
    }
    waivers_faults_clear(&faults);
    waivers_free(waivers);
}

Test(waivers, stale_expired_and_unmatched_ones)
{
    static const struct waivers_case ran[] = {{"a.b", true}, {"a.c", true}},
                                     half[] = {{"a.b", true}, {"a.c", false}},
                                     none[] = {{"a.b", false}, {"a.c", false}};
    static const char one[] = "waivers:\n" WAIVER("a.b", ""), many[] = "waivers:\n" WAIVER("a.*", ""),
                      other[] = "waivers:\n" WAIVER("x.y", ""),
                      old[] = "waivers:\n  - {case: a.b, reason: r, until: '2026-11-23'}\n",
                      place[] = "waivers:\n" WAIVER("a.b", "    pointer: /x\n");
    expect_fault(one, "a.b", ran, 2, NULL, NULL);
    expect_fault(one, NULL, ran, 2, "stale-waiver", "the waiver of a.b is stale: nothing fails any more");
    expect_fault(one, NULL, none, 2, NULL, NULL);
    expect_fault(many, "a.c", ran, 2, NULL, NULL);
    expect_fault(many, NULL, ran, 2, "stale-waiver", "a.*");
    expect_fault(many, NULL, half, 2, NULL, NULL);
    expect_fault(place, "a.b", ran, 2, "stale-waiver", "the waiver of a.b at \"/x\" is stale");
    expect_fault(other, NULL, ran, 2, "unmatched-waiver", "names no case that is known");
    expect_fault(old, "a.b", ran, 2, "expired-waiver", "its last day was 2026-11-23");
    expect_fault(old, NULL, none, 2, NULL, NULL);
}

Test(waivers, what_failed_before_is_neither_stale_nor_unmatched)
{
    static const struct waivers_case cases[] = {{"a.b", true}};
    struct waivers_faults faults = {0};
    struct waivers *waivers = waivers_new("2026-11-24");
    waivers_add_known(waivers, "a.b", "known");
    waivers_add_known(waivers, "x.*", "known");
    cr_expect_str_eq(waivers_find(waivers, "a.b", NULL), "known");
    cr_expect_null(waivers_find(waivers, "x.y", NULL), "of ids alone");
    waivers_judge(waivers, cases, 1, &faults);
    cr_expect_eq(faults.count, 0);
    waivers_free(waivers);
}

/* The HTML report. What a browser makes of it is shown by ci/readers.sh; here: what must and must not stand in it. */
#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

#include "hostile.h"

static char *html_of(const struct fixture *fixture, size_t *length)
{
    return fixture_report(fixture, report_html, NULL, length);
}

static size_t count_of(const char *text, const char *part)
{
    size_t count = 0;
    for (const char *at = strstr(text, part); at; at = strstr(at + 1, part))
        count++;
    return count;
}

static size_t count_class(const char *text, const char *element, const char *class)
{
    char *part = string_format("<%s %s\"", element, class);
    size_t count = count_of(text, part);
    free(part);
    return count;
}

Test(html, shows_every_case_once)
{
    struct fixture fixture = fixture_read(TEST_DATA "/data/demo.ndjson");
    const struct model_counts *counts = &fixture.model->counts;
    char *text = html_of(&fixture, NULL);
    cr_expect_eq(count_of(text, "<details class=\"case "), counts->total);
    cr_expect_eq(count_class(text, "details", "class=\"case passed"), counts->by[MODEL_PASSED]);
    cr_expect_eq(count_class(text, "details", "class=\"case failed"),
                 counts->by[MODEL_FAILED] - counts->waived);
    cr_expect_eq(count_class(text, "details", "class=\"case errored"), counts->by[MODEL_ERRORED]);
    cr_expect_eq(count_class(text, "details", "class=\"case skipped"), counts->by[MODEL_SKIPPED]);
    cr_expect_eq(count_of(text, "<article class=\"card "),
                 counts->by[MODEL_FAILED] + counts->by[MODEL_ERRORED]);
    cr_expect(strstr(text, "<mark>"), "no contradicting place is marked");
    cr_expect(strstr(text, "crewcheck run "), "nothing tells how to see it again");
    free(text);
    fixture_close(&fixture);
}

Test(html, needs_no_network)
{
    struct fixture fixture = fixture_read(TEST_DATA "/data/demo.ndjson");
    char *text = html_of(&fixture, NULL);
    static const char *const reaching[] = {" src=", "<link", "@import", "url(", "<iframe", "<img", "<form"};
    for (size_t i = 0; i < sizeof reaching / sizeof *reaching; i++)
        cr_expect_not(strstr(text, reaching[i]), "%s", reaching[i]);
    cr_expect(strstr(text, "default-src 'none'"));
    free(text);
    fixture_close(&fixture);
}

/* Every tag and attribute is of the report's own making: the target's markup stands there as text. */
Test(html, runs_nothing_of_the_target)
{
    struct fixture fixture = hostile_open(NULL, false);
    size_t length = 0;
    char *text = html_of(&fixture, &length);
    expect_harmless(text, length);
    cr_expect_eq(count_of(text, "<script"), 1);
    cr_expect_eq(count_of(text, "</script"), 1);
    cr_expect_eq(count_of(text, "</style"), 1);
    cr_expect_eq(count_of(text, "<!--"), 0);
    cr_expect_eq(count_of(text, "<img"), 0);
    free(text);
    fixture_close(&fixture);
}

Test(html, bounds_large_bodies)
{
    struct fixture fixture = hostile_open(NULL, true);
    size_t length = 0;
    char *text = html_of(&fixture, &length);
    cr_expect_lt(length, (size_t)4 << 20);
    free(text);
    fixture_close(&fixture);
}

Test(html, shows_several_targets_as_a_matrix)
{
    struct model *model = model_new();
    struct error error = {0};
    cr_assert(model_read_file(model, TEST_DATA "/data/demo.ndjson", &error));
    cr_assert(model_read_file(model, TEST_DATA "/../record/small.ndjson", &error), "%s", error.text);
    model_finish(model);
    struct fixture fixture = {.model = model};
    char *text = html_of(&fixture, NULL);
    cr_expect_eq(model->target_count, 2);
    cr_expect_eq(count_of(text, "<table class=\"grid matrix\">"), 2);
    cr_expect_eq(count_of(text, "<details class=\"target\" id=\"t"), 2);
    free(text);
    model_free(model);
}

/* Tables: several targets side by side, and what of the contract was examined. */
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "reports/coverage.h"
#include "reports/html.h"
#include "reports/text.h"

enum { MOST_MATRIX_CASES = 200 };

/* ---- Coverage ---- */

static const char *coverage_class(const struct coverage_row *row)
{
    return row->by[MODEL_FAILED]    ? "failed"
           : row->examined          ? "passed"
           : row->by[MODEL_ERRORED] ? "errored"
                                    : "skipped";
}

static void write_coverage_row(struct html *html, const struct coverage_row *row)
{
    buffer_text(html->out, "<tr><td><code>");
    html_text(html->out, row->operation);
    buffer_text(html->out, "</code></td><td>");
    html_text(html->out, *row->status ? row->status : row->constraint);
    html_wrapped(html->out, " <span class=\"quiet\">", row->media, "</span>");
    buffer_format(html->out, "</td><td><span class=\"tag %s\">%s</span></td><td>", coverage_class(row),
                  row->by[MODEL_FAILED] ? "contradicted"
                  : row->examined       ? "examined"
                                        : "not examined");
    html_counted(html->out, row->count, "case", "cases");
    buffer_text(html->out, "</td><td>");
    if (!row->examined)
        html_text(html->out, row->reason);
    buffer_text(html->out, "</td></tr>\n");
}

static void write_coverage_rows(struct html *html, const struct coverage *coverage, bool responses)
{
    for (size_t i = 0; i < coverage->count; i++)
        if (!*coverage->rows[i].constraint == responses)
            write_coverage_row(html, &coverage->rows[i]);
}

static size_t count_constraints(const struct coverage *coverage)
{
    size_t count = 0;
    for (size_t i = 0; i < coverage->count; i++)
        count += *coverage->rows[i].constraint != '\0';
    return count;
}

static void write_coverage_table(struct html *html, const struct coverage *coverage, bool responses)
{
    buffer_format(
        html->out,
        "<div class=\"scroll\"><table class=\"grid\"><thead><tr><th>Operation</th><th>%s</th><th></th>"
        "<th>By</th><th>Why not</th></tr></thead><tbody>\n",
        responses ? "Response" : "Constraint");
    write_coverage_rows(html, coverage, responses);
    buffer_text(html->out, "</tbody></table></div>\n");
}

void html_coverage(struct html *html, const struct model_target *target)
{
    struct coverage coverage;
    coverage_make(&coverage, target);
    if (coverage.count) {
        size_t constraints = count_constraints(&coverage);
        buffer_format(html->out, "<h2 id=\"coverage%zu\">What was examined <small>", html->target);
        text_number(html->out, (int64_t)coverage.examined);
        buffer_text(html->out, " of ");
        html_counted(html->out, coverage.count, "part of the contract", "parts of the contract");
        buffer_text(html->out, "</small></h2>\n");
        if (constraints < coverage.count)
            write_coverage_table(html, &coverage, true);
        if (constraints) {
            buffer_text(html->out, "<details class=\"target\"><summary>Constraints of requests</summary>\n");
            write_coverage_table(html, &coverage, false);
            buffer_text(html->out, "</details>\n");
        }
    }
    coverage_clear(&coverage);
}

/* ---- Several targets ---- */

static const struct model_suite *suite_of(const struct model_target *target, const char *name)
{
    for (size_t i = 0; i < target->suite_count; i++)
        if (strcmp(target->suites[i]->name, name) == 0)
            return target->suites[i];
    return NULL;
}

static const char *class_of_counts(const struct model_counts *counts)
{
    if (counts->by[MODEL_FAILED] > counts->waived)
        return "failed";
    if (counts->by[MODEL_ERRORED])
        return "errored";
    return counts->waived ? "waived" : counts->by[MODEL_PASSED] ? "passed" : "skipped";
}

/* The number that matters, and nothing where all is well. */
static void write_cell(struct html *html, size_t target, const char *suite, const struct model_counts *counts)
{
    const char *class = class_of_counts(counts);
    size_t number = strcmp(class, "failed") == 0    ? counts->by[MODEL_FAILED] - counts->waived
                    : strcmp(class, "errored") == 0 ? counts->by[MODEL_ERRORED]
                                                    : counts->waived;
    buffer_format(html->out, "<td class=\"cell %s\"><a href=\"#", class);
    buffer_format(html->out, suite ? "s%zu-" : "t%zu", target);
    html_text(html->out, suite ? suite : "");
    buffer_format(html->out, "\" title=\"%zu passed, %zu failed, %zu errored, %zu skipped\">",
                  counts->by[MODEL_PASSED], counts->by[MODEL_FAILED], counts->by[MODEL_ERRORED],
                  counts->by[MODEL_SKIPPED]);
    if (strcmp(class, "passed") == 0 || strcmp(class, "skipped") == 0)
        buffer_text(html->out, *class == 'p' ? "✓" : "–");
    else
        text_number(html->out, (int64_t)number);
    buffer_text(html->out, "</a></td>");
}

/* The suites of all targets, in the order of their first appearance. */
static const char **all_suites(const struct model *model, size_t *count)
{
    const char **names = NULL;
    size_t capacity = 0;
    struct map seen = {0};
    for (size_t i = 0; i < model->target_count; i++)
        for (size_t j = 0; j < model->targets[i]->suite_count; j++) {
            const char *name = model->targets[i]->suites[j]->name;
            if (map_put(&seen, name, (void *)name))
                continue;
            names = memory_grow(names, *count, &capacity, sizeof *names);
            names[(*count)++] = name;
        }
    map_clear(&seen);
    return names;
}

static void write_target_row(struct html *html, size_t at, const char *const *suites, size_t suite_count)
{
    const struct model_target *target = html->model->targets[at];
    buffer_format(html->out, "<tr><td>%zu</td><td><a href=\"#t%zu\">", at + 1, at);
    html_text(html->out, *target->label ? target->label : target->url);
    buffer_text(html->out, "</a></td>");
    write_cell(html, at, NULL, &target->counts);
    for (size_t i = 0; i < suite_count; i++) {
        const struct model_suite *suite = suite_of(target, suites[i]);
        if (suite)
            write_cell(html, at, suites[i], &suite->counts);
        else
            buffer_text(html->out, "<td class=\"cell\"></td>");
    }
    buffer_text(html->out, "</tr>\n");
}

static bool is_wrong(const struct model_case *row)
{
    return row && (row->verdict == MODEL_FAILED || row->verdict == MODEL_ERRORED);
}

static void write_case_row(struct html *html, const struct model_case *row)
{
    buffer_text(html->out, "<tr><td><span class=\"id\">");
    html_text(html->out, row->id);
    buffer_text(html->out, "</span><br>");
    html_text(html->out, row->title);
    buffer_text(html->out, "</td>");
    for (size_t i = 0; i < html->model->target_count; i++) {
        const struct model_case *here = model_case_find(html->model->targets[i], row->id);
        if (!here) {
            buffer_text(html->out, "<td class=\"cell\"></td>");
            continue;
        }
        buffer_format(html->out, "<td class=\"cell %s\"><a href=\"#c%zu-", html_class(here), i);
        html_text(html->out, here->id);
        buffer_format(html->out, "\" title=\"%s\">%s</a></td>", html_class(here),
                      is_wrong(here)                  ? "✗"
                      : here->verdict == MODEL_PASSED ? "✓"
                                                      : "–");
    }
    buffer_text(html->out, "</tr>\n");
}

/* Cases that are wrong somewhere, each once. */
static void write_differences(struct html *html)
{
    struct map seen = {0};
    size_t written = 0, left_out = 0;
    for (size_t i = 0; i < html->model->target_count; i++) {
        const struct model_target *target = html->model->targets[i];
        for (size_t j = 0; j < target->case_count; j++) {
            const struct model_case *row = target->cases[j];
            if (!is_wrong(row) || map_put(&seen, row->id, (void *)row))
                continue;
            if (written == MOST_MATRIX_CASES) {
                left_out++;
                continue;
            }
            if (!written++) {
                buffer_text(
                    html->out,
                    "<h2>What is wrong where</h2>\n<div class=\"scroll\"><table class=\"grid matrix\">"
                    "<thead><tr><th>Case</th>");
                for (size_t k = 0; k < html->model->target_count; k++)
                    buffer_format(html->out, "<th class=\"cell\"><a href=\"#t%zu\">%zu</a></th>", k, k + 1);
                buffer_text(html->out, "</tr></thead><tbody>\n");
            }
            write_case_row(html, row);
        }
    }
    if (written)
        buffer_text(html->out, "</tbody></table></div>\n");
    if (left_out)
        buffer_format(html->out, "<p class=\"quiet\">… and %zu more cases</p>\n", left_out);
    map_clear(&seen);
}

void html_matrix(struct html *html)
{
    size_t count = 0;
    const char **suites = all_suites(html->model, &count);
    buffer_text(html->out, "<h2>Targets <small>");
    html_counted(html->out, html->model->target_count, "deployment", "deployments");
    buffer_text(html->out,
                "</small></h2>\n<div class=\"scroll\"><table class=\"grid matrix\"><thead><tr><th></th>"
                "<th>Target</th><th class=\"cell\">all</th>");
    for (size_t i = 0; i < count; i++)
        html_wrapped(html->out, "<th class=\"cell\">", suites[i], "</th>");
    buffer_text(html->out, "</tr></thead><tbody>\n");
    for (size_t i = 0; i < html->model->target_count; i++)
        write_target_row(html, i, suites, count);
    buffer_text(html->out, "</tbody></table></div>\n");
    free(suites);
    write_differences(html);
}

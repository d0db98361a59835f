/* Markdown for a job's summary: the verdict, the failures, then the rest, as far as the bound goes (GitHub drops a
 * summary above 1,024 KiB whole). What the target said stands in code blocks whose fences it cannot end. */
#include <stdlib.h>
#include <string.h>

#include "reports/coverage.h"
#include "reports/facts.h"
#include "reports/reports.h"
#include "reports/text.h"

enum {
    TOTAL_MAXIMUM = 1000000,
    FINDINGS_MAXIMUM = 850000, /* of all failures: the rest is for what stands below them */
    CASE_MAXIMUM = 16000,
    PART_MAXIMUM = 40000, /* of each list below the failures */
    CASES_SHOWN = 50
};

struct markdown {
    const struct model *model;
    struct buffer *out;
    struct arena arena;
};

/* Text within an HTML element, where Markdown does not look. */
static void write_html(struct buffer *out, const char *text)
{
    struct buffer shown;
    buffer_init(&shown, BUFFER_UNBOUNDED);
    text_show_line(&shown, text);
    text_xml(out, buffer_string(&shown), shown.length, false);
    buffer_clear(&shown);
}

/* Text within a paragraph: what Markdown or HTML would act upon is escaped, and no URL becomes a link. */
static void write_text(struct buffer *out, const char *text)
{
    struct buffer shown;
    buffer_init(&shown, BUFFER_UNBOUNDED);
    text_show_line(&shown, text);
    for (const char *at = buffer_string(&shown); *at; at++)
        if (*at == '<' || *at == '>' || *at == '&')
            text_xml(out, at, 1, false);
        else if (strchr("\\`*_[]#!|~@$", *at) || (*at == ':' && at[1] == '/'))
            buffer_format(out, "\\%c", *at);
        else
            buffer_char(out, *at);
    buffer_clear(&shown);
}

/* Lines that were shown already, between fences longer than any in them. */
static void write_code(struct buffer *out, const char *text)
{
    size_t longest = 2, run = 0;
    for (const char *at = text; *at; at++) {
        run = *at == '`' ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    char *fence = memory_new(longest + 2);
    memset(fence, '`', longest + 1);
    size_t length = strlen(text);
    buffer_format(out, "%s text\n", fence);
    buffer_append(out, text, length);
    buffer_format(out, "%s%s\n", length && text[length - 1] == '\n' ? "" : "\n", fence);
    free(fence);
}

/* ---- The head ---- */

static void write_facts(struct markdown *markdown, const struct model_target *target)
{
    struct buffer words;
    buffer_init(&words, BUFFER_UNBOUNDED);
    facts_target(&words, target);
    buffer_text(markdown->out, "Target: ");
    write_text(markdown->out, buffer_string(&words));
    buffer_reset(&words);
    facts_contract(&words, &target->run->contract);
    buffer_text(markdown->out, "  \nContract: ");
    write_text(markdown->out, buffer_string(&words));
    buffer_reset(&words);
    facts_executions(&words, target->run);
    buffer_text(markdown->out, "  \nExecutions: ");
    write_text(markdown->out, buffer_string(&words));
    buffer_text(markdown->out, "\n\n");
    buffer_clear(&words);
}

static void write_count_row(struct buffer *out, const char *name, const struct model_counts *counts)
{
    buffer_text(out, "| ");
    write_text(out, name);
    buffer_format(out, " | %zu | %zu | %zu | %zu | %zu |\n", counts->by[MODEL_PASSED],
                  counts->by[MODEL_FAILED] - counts->waived, counts->waived, counts->by[MODEL_ERRORED],
                  counts->by[MODEL_SKIPPED]);
}

static void write_counts(struct markdown *markdown)
{
    const struct model *model = markdown->model;
    buffer_text(markdown->out,
                "| | passed | failed | waived | errored | skipped |\n|---|--:|--:|--:|--:|--:|\n");
    for (size_t i = 0; i < model->target_count && i < CASES_SHOWN; i++) {
        const struct model_target *target = model->targets[i];
        const char *name = facts_target_name(&markdown->arena, model, i);
        if (*name)
            write_count_row(markdown->out, name, &target->counts);
        for (size_t k = 0; !*name && k < target->suite_count; k++)
            write_count_row(markdown->out, target->suites[k]->name, &target->suites[k]->counts);
    }
    write_count_row(markdown->out, "all", &model->counts);
    buffer_char(markdown->out, '\n');
}

static void write_in_vain(struct markdown *markdown)
{
    struct buffer words;
    buffer_init(&words, BUFFER_UNBOUNDED);
    facts_in_vain(&words, markdown->model);
    if (words.length) {
        write_text(markdown->out, buffer_string(&words));
        buffer_text(markdown->out, ".\n\n");
    }
    buffer_clear(&words);
}

static void write_head(struct markdown *markdown)
{
    const struct model *model = markdown->model;
    struct buffer verdict;
    buffer_init(&verdict, BUFFER_UNBOUNDED);
    facts_verdict(&verdict, model);
    buffer_format(markdown->out, "## crewcheck: ");
    write_text(markdown->out, buffer_string(&verdict));
    buffer_text(markdown->out, "\n\n");
    buffer_clear(&verdict);
    if (model->target_count == 1)
        write_facts(markdown, model->targets[0]);
    write_in_vain(markdown);
    write_counts(markdown);
}

/* ---- Failures ---- */

static void write_case(struct markdown *markdown, size_t target, const struct model_case *judged,
                       struct buffer *out)
{
    const char *name = facts_target_name(&markdown->arena, markdown->model, target);
    struct buffer details;
    buffer_init(&details, BUFFER_UNBOUNDED);
    buffer_text(out, "<details><summary>");
    buffer_text(out, *judged->waived                              ? "\xE2\x8F\xB8 "
                     : strcmp(facts_level(judged), "should") == 0 ? "\xE2\x9A\xA0 "
                                                                  : "\xE2\x9D\x8C ");
    if (*name) {
        write_html(out, name);
        buffer_text(out, ": ");
    }
    buffer_text(out, "<b>");
    write_html(out, judged->id);
    buffer_text(out, "</b> ");
    write_html(out, judged->title);
    if (*judged->waived) {
        buffer_text(out, " <i>waived: ");
        write_html(out, judged->waived);
        buffer_text(out, "</i>");
    }
    buffer_text(out, "</summary>\n\n");
    facts_findings(&details, markdown->model, markdown->model->targets[target], judged, CASE_MAXIMUM);
    write_code(out, buffer_string(&details));
    buffer_text(out, "\n</details>\n\n");
    buffer_clear(&details);
}

/* What binds first, then what is only documented, then what is waived. */
static int rank(const struct model_case *judged)
{
    if (judged->verdict != MODEL_FAILED)
        return -1;
    return *judged->waived ? 2 : strcmp(facts_level(judged), "should") == 0;
}

/* False where it did not fit any more. */
static bool write_bounded_case(struct markdown *markdown, size_t target, const struct model_case *judged)
{
    struct buffer item;
    buffer_init(&item, BUFFER_UNBOUNDED);
    write_case(markdown, target, judged, &item);
    bool fits = markdown->out->length + item.length < FINDINGS_MAXIMUM;
    if (fits)
        buffer_append(markdown->out, item.data, item.length);
    buffer_clear(&item);
    return fits;
}

static void write_failures(struct markdown *markdown)
{
    const struct model *model = markdown->model;
    size_t left_out = 0;
    if (model->counts.by[MODEL_FAILED])
        buffer_text(markdown->out, "### Findings\n\n");
    for (int wanted = 0; wanted <= 2; wanted++)
        for (size_t i = 0; i < model->target_count; i++)
            for (size_t k = 0; k < model->targets[i]->case_count; k++) {
                const struct model_case *judged = model->targets[i]->cases[k];
                if (rank(judged) == wanted && (left_out || !write_bounded_case(markdown, i, judged)))
                    left_out++;
            }
    if (left_out)
        buffer_format(
            markdown->out,
            "\xE2\x80\xA6 and %zu more failed cases, which the record and the other reports have.\n\n",
            left_out);
}

/* ---- What stands below ---- */

static void write_gate(struct markdown *markdown)
{
    size_t start = markdown->out->length;
    for (size_t i = 0; i < markdown->model->run_count; i++) {
        const struct model_run *run = markdown->model->runs[i];
        for (size_t k = 0; k < run->gate_count && markdown->out->length - start < PART_MAXIMUM; k++) {
            if (markdown->out->length == start)
                buffer_text(markdown->out, "### The gate\n\n");
            buffer_text(markdown->out, "- ");
            write_text(markdown->out, run->gate[k].text);
            buffer_text(markdown->out, *run->gate[k].hint ? ": " : "");
            write_text(markdown->out, run->gate[k].hint);
            buffer_char(markdown->out, '\n');
        }
    }
    buffer_text(markdown->out, markdown->out->length == start ? "" : "\n");
}

static void write_group(struct buffer *out, const struct facts_group *group)
{
    buffer_text(out, "- ");
    write_text(out, *group->reason ? group->reason : "no reason was given");
    buffer_format(out, " (%zu): ", group->count);
    for (size_t i = 0; i < group->count && i < CASES_SHOWN; i++) {
        buffer_text(out, i ? ", " : "");
        write_text(out, group->cases[i]->id);
    }
    if (group->count > CASES_SHOWN)
        buffer_format(out, " and %zu more", group->count - CASES_SHOWN);
    buffer_char(out, '\n');
}

static void write_groups(struct markdown *markdown, const struct model_target *target,
                         enum model_verdict verdict, const char *title)
{
    struct facts_groups groups;
    size_t start = markdown->out->length;
    facts_group(&groups, target, verdict);
    if (groups.count)
        buffer_format(markdown->out, "<details><summary>%s: %zu</summary>\n\n", title,
                      target->counts.by[verdict]);
    for (size_t i = 0; i < groups.count && markdown->out->length - start < PART_MAXIMUM; i++)
        write_group(markdown->out, &groups.items[i]);
    if (groups.count)
        buffer_text(markdown->out, "\n</details>\n\n");
    facts_groups_clear(&groups);
}

struct coverage_lines {
    struct buffer *out;
    const struct coverage *coverage;
};

static void write_coverage_line(void *context, const struct coverage_sum *sum)
{
    const struct coverage_lines *lines = context;
    struct buffer missing;
    buffer_init(&missing, BUFFER_UNBOUNDED);
    coverage_missing(&missing, lines->coverage, sum->operation);
    buffer_text(lines->out, "| ");
    write_text(lines->out, sum->operation);
    buffer_format(lines->out, " | %zu of %zu | %zu of %zu | ", sum->responses_examined, sum->responses,
                  sum->constraints_examined, sum->constraints);
    write_text(lines->out, buffer_string(&missing));
    buffer_text(lines->out, " |\n");
    buffer_clear(&missing);
}

static void write_coverage(struct markdown *markdown, const struct model_target *target)
{
    struct coverage coverage;
    struct buffer table;
    struct coverage_lines lines = {&table, &coverage};
    buffer_init(&table, BUFFER_UNBOUNDED);
    coverage_make(&coverage, target);
    coverage_sums(&coverage, write_coverage_line, &lines);
    if (coverage.count && table.length < PART_MAXIMUM)
        buffer_format(
            markdown->out,
            "<details><summary>Examined of the contract: %zu of %zu parts</summary>\n\n| | responses | "
            "constraints of requests | not examined |\n|---|--:|--:|---|\n%s\n</details>\n\n",
            coverage.examined, coverage.count, buffer_string(&table));
    coverage_clear(&coverage);
    buffer_clear(&table);
}

static bool has_room(const struct markdown *markdown)
{
    return markdown->out->length < TOTAL_MAXIMUM - 3 * PART_MAXIMUM;
}

void report_markdown(const struct model *model, const struct report_options *options, struct buffer *out)
{
    (void)options;
    struct markdown markdown = {.model = model, .out = out};
    write_head(&markdown);
    write_failures(&markdown);
    write_gate(&markdown);
    for (size_t i = 0; i < model->target_count && has_room(&markdown); i++) {
        write_groups(&markdown, model->targets[i], MODEL_ERRORED, "Could not be judged");
        write_groups(&markdown, model->targets[i], MODEL_SKIPPED, "Skipped");
        write_coverage(&markdown, model->targets[i]);
    }
    arena_clear(&markdown.arena);
}

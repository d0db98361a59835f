/* The HTML report: one file for a person, from a phone to a wall. Verdict first; it is whole without scripts, which
 * only filter and copy. */
#include "reports/facts.h"
#include "reports/html.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "reports/text.h"
#include "reports/again.h"

/* ---- The verdict ---- */

struct tone {
    int exit;
    const char *class;
};

static const char *tone_of(int exit)
{
    static const struct tone tones[] = {{0, "passed"}, {1, "failed"}, {130, "skipped"}};
    for (size_t i = 0; i < sizeof tones / sizeof *tones; i++)
        if (tones[i].exit == exit)
            return tones[i].class;
    return "errored";
}

static bool is_interrupted(const struct model *model)
{
    for (size_t i = 0; i < model->run_count; i++)
        if (model->runs[i]->interrupted || !model->runs[i]->finished)
            return true;
    return false;
}

static size_t judged_count(const struct model_counts *counts)
{
    return counts->by[MODEL_PASSED] + counts->by[MODEL_FAILED];
}

/* The sentence that a passer-by reads. */
static void write_sentence(struct buffer *out, const struct model *model, int exit)
{
    const struct model_counts *counts = &model->counts;
    size_t failed = counts->by[MODEL_FAILED] - counts->waived;
    if (exit == 0) {
        buffer_text(out, "Conforms");
    } else if (exit == 1 && failed) {
        html_counted(out, failed, "case fails", "cases fail");
    } else if (exit == 1) {
        buffer_text(out, "The gate fails");
    } else if (exit == 130) {
        buffer_text(out, "Interrupted");
    } else {
        buffer_text(out, "Could not be judged");
    }
}

static void write_count(struct buffer *out, const char *class, size_t count)
{
    if (!count)
        return;
    buffer_format(out, "<li class=\"%s\"><b>", class);
    text_number(out, (int64_t)count);
    buffer_format(out, "</b> %s</li>", class);
}

static void write_counts(struct buffer *out, const struct model_counts *counts)
{
    html_bar(out, "bar", counts);
    buffer_text(out, "<ul class=\"counts\">");
    write_count(out, "failed", counts->by[MODEL_FAILED] - counts->waived);
    write_count(out, "errored", counts->by[MODEL_ERRORED]);
    write_count(out, "waived", counts->waived);
    write_count(out, "passed", counts->by[MODEL_PASSED]);
    write_count(out, "skipped", counts->by[MODEL_SKIPPED]);
    buffer_text(out, "</ul>");
}

static void write_in_vain(struct buffer *out, const struct model *model)
{
    struct buffer words;
    buffer_init(&words, BUFFER_UNBOUNDED);
    facts_in_vain(&words, model);
    html_wrapped(out, "<p>", buffer_string(&words), ".</p>");
    buffer_clear(&words);
}

/* What fails the gate beside the cases, and what ended a run before its time. */
static void write_gates(struct buffer *out, const struct model *model)
{
    for (size_t i = 0; i < model->run_count; i++) {
        const struct model_run *run = model->runs[i];
        html_wrapped(out, "<p>", run->problem, "</p>");
        for (size_t j = 0; j < run->gate_count; j++) {
            html_wrapped(out, "<p>", run->gate[j].text, "");
            html_wrapped(out, " <span class=\"quiet\">", run->gate[j].hint, "</span>");
            buffer_text(out, "</p>");
        }
        if (!run->finished)
            buffer_text(
                out,
                "<p>The record ends before the run did: what follows is what was written up to then.</p>");
    }
}

static void open_fact(struct buffer *out, const char *term)
{
    buffer_format(out, "<div><dt>%s</dt><dd>", term);
}

static void close_fact(struct buffer *out)
{
    buffer_text(out, "</dd></div>");
}

static void write_fact(struct buffer *out, const char *term, const char *text)
{
    if (!*text)
        return;
    open_fact(out, term);
    html_text(out, text);
    close_fact(out);
}

/* Of all runs together; shards and targets have budgets of their own. */
static void write_executions_fact(struct buffer *out, const struct model *model)
{
    int64_t started = 0, possibly = 0, cap = 0;
    for (size_t i = 0; i < model->run_count; i++) {
        started += model->runs[i]->executions_started;
        possibly += model->runs[i]->executions_possibly;
        cap += model->runs[i]->executions_cap > 0 ? model->runs[i]->executions_cap : 0;
    }
    open_fact(out, "Executions");
    buffer_format(out, "%lld started", (long long)started);
    if (possibly)
        buffer_format(out, ", %lld possibly", (long long)possibly);
    if (cap)
        buffer_format(out, " <span class=\"quiet\">of %lld allowed</span>", (long long)cap);
    close_fact(out);
}

static int64_t longest_run(const struct model *model)
{
    int64_t longest = 0;
    for (size_t i = 0; i < model->run_count; i++)
        longest = model->runs[i]->duration > longest ? model->runs[i]->duration : longest;
    return longest;
}

static void write_facts(struct buffer *out, const struct model *model)
{
    const struct model_run *run = model->runs[0];
    write_fact(out, "Contract", *run->contract.title ? run->contract.title : run->contract.name);
    open_fact(out, "Document");
    html_text(out, run->contract.name);
    if (*run->contract.sha256) {
        buffer_text(out, " <span class=\"quiet\">SHA-256 <code>");
        html_bytes(out, run->contract.sha256, strnlen(run->contract.sha256, 12));
        buffer_text(out, "…</code></span>");
    }
    close_fact(out);
    write_fact(out, "Started", run->started);
    open_fact(out, model->run_count > 1 ? "Took at most" : "Took");
    text_duration(out, longest_run(model));
    close_fact(out);
    write_executions_fact(out, model);
    open_fact(out, "Gate");
    html_text(out, strcmp(run->level, "must") == 0 ? "what binds (must)"
                                                   : "what binds and what is documented (should)");
    buffer_format(out, " <span class=\"quiet\">seed %lld</span>", (long long)run->seed);
    close_fact(out);
}

static void write_target_line(struct buffer *out, const struct model_target *target)
{
    buffer_text(out, "<p>");
    html_text(out, *target->url ? target->url : target->label);
    if (target->bundled)
        buffer_text(
            out, " <span class=\"tag errored\">the bundled deployment</span></p><p class=\"note\">crewcheck "
                 "examined the deployment that it brings along, not one of yours.");
    buffer_text(out, "</p>");
}

static void write_head(struct html *html)
{
    const struct model *model = html->model;
    struct buffer *out = html->out;
    int exit = model_exit(model);
    buffer_format(out,
                  "<header class=\"head\"><p class=\"brand\">crewcheck %s</p><div class=\"verdict %s\"><h1>",
                  model->run_count ? model->runs[0]->version : "", tone_of(exit));
    write_sentence(out, model, exit);
    buffer_text(out, "</h1>");
    if (model->target_count == 1)
        write_target_line(out, model->targets[0]);
    write_gates(out, model);
    write_in_vain(out, model);
    buffer_text(out, "<p class=\"note\">");
    text_number(out, (int64_t)judged_count(&model->counts));
    buffer_text(out, " of ");
    html_counted(out, model->counts.total, "case", "cases");
    buffer_text(out, is_interrupted(model) ? " judged before it ended</p>" : " judged</p>");
    write_counts(out, &model->counts);
    buffer_text(out, "<dl class=\"facts\">");
    if (model->run_count)
        write_facts(out, model);
    buffer_text(out, "</dl></div></header>\n");
}

/* ---- The document ---- */

static void write_policy(struct buffer *out)
{
    char hex[SHA256_TEXT];
    unsigned char digest[(SHA256_TEXT - 1) / 2];
    sha256_text(page_report_js, page_report_js_length, hex);
    for (size_t i = 0; i < sizeof digest; i++) {
        char pair[3] = {hex[2 * i], hex[2 * i + 1], '\0'};
        digest[i] = (unsigned char)strtoul(pair, NULL, 16);
    }
    buffer_text(out, "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
                     "'unsafe-inline'; script-src 'sha256-");
    base64_encode(digest, sizeof digest, out);
    buffer_text(out, "'\">\n");
}

static void write_title(struct html *html)
{
    struct buffer *out = html->out;
    buffer_text(out, "<title>");
    write_sentence(out, html->model, model_exit(html->model));
    if (html->model->target_count == 1)
        html_wrapped(out, ": ", html->model->targets[0]->label, "");
    buffer_text(out, " · crewcheck</title>\n");
}

static void write_chip(struct buffer *out, const char *class, size_t count)
{
    if (!count)
        return;
    buffer_format(out,
                  "<button type=\"button\" class=\"chip %s\" data-verdict=\"%s\" aria-pressed=\"false\">%s ",
                  class, class, class);
    text_number(out, (int64_t)count);
    buffer_text(out, "</button>");
}

static void write_tools(struct html *html)
{
    const struct model_counts *counts = &html->model->counts;
    struct buffer *out = html->out;
    buffer_text(
        out,
        "<div class=\"tools\" role=\"search\"><div><input type=\"search\" id=\"search\" placeholder=\"Search "
        "cases by title or id  ( / )\" aria-label=\"Search cases by title or id\">");
    write_chip(out, "failed", counts->by[MODEL_FAILED] - counts->waived);
    write_chip(out, "errored", counts->by[MODEL_ERRORED]);
    write_chip(out, "waived", counts->waived);
    write_chip(out, "passed", counts->by[MODEL_PASSED]);
    write_chip(out, "skipped", counts->by[MODEL_SKIPPED]);
    buffer_text(out, "<output class=\"found\" id=\"found\" aria-live=\"polite\">");
    html_counted(out, counts->total, "case", "cases");
    buffer_text(out, "</output></div></div>\n");
}

static void write_target(struct html *html, const struct model_target *target)
{
    html_findings(html, target);
    html_cases(html, target);
    html_executions(html, target);
    html_coverage(html, target);
}

static void write_targets(struct html *html)
{
    const struct model *model = html->model;
    bool several = model->target_count > 1;
    for (size_t i = 0; i < model->target_count; i++) {
        html->target = i;
        buffer_format(html->out,
                      several ? "<details class=\"target\" id=\"t%zu\"><summary>" : "<section id=\"t%zu\">",
                      i);
        if (several) {
            html_text(html->out,
                      *model->targets[i]->label ? model->targets[i]->label : model->targets[i]->url);
            buffer_text(html->out, "</summary>");
            write_target_line(html->out, model->targets[i]);
        }
        write_target(html, model->targets[i]);
        buffer_text(html->out, several ? "</details>\n" : "</section>\n");
    }
}

void report_html(const struct model *model, const struct report_options *options, struct buffer *out)
{
    (void)options;
    struct html html = {.model = model, .out = out};
    buffer_text(out, "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n"
                     "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    write_policy(out);
    write_title(&html);
    buffer_text(out, "<style>\n");
    buffer_append(out, page_report_css, page_report_css_length);
    buffer_text(out, "</style>\n<a class=\"skip\" href=\"#t0\">To the cases</a>\n");
    write_head(&html);
    write_tools(&html);
    buffer_text(out, "<main>\n");
    if (model->target_count > 1)
        html_matrix(&html);
    write_targets(&html);
    buffer_text(out, "</main>\n<footer>Made by crewcheck from the record of the run");
    if (model->run_count)
        html_wrapped(out, " <code>", model->runs[0]->id, "</code>");
    buffer_text(out, "</footer>\n<script>");
    buffer_append(out, page_report_js, page_report_js_length);
    buffer_text(out, "</script>\n</html>\n");
}

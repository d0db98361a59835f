/* TAP 13, or 14 on request: Debian 12's prove fails every stream that says 14, and readers of 14 take 13. Names are the
 * ids; what is wrong stands in a YAML block. A waived failure is TODO; what fails the gate beside the cases is a `not
 * ok` of its own, for a passing TODO counts as passed everywhere. Where nothing could be judged: "Bail out!", since a
 * plan of nothing but skips passes. */
#include <string.h>

#include "reports/coverage.h"
#include "reports/facts.h"
#include "reports/reports.h"
#include "reports/text.h"

enum { DETAILS_MAXIMUM = 20000, FULL_MAXIMUM = 16 << 20 };

struct tap {
    const struct model *model;
    struct buffer *out;
    size_t number;
    struct arena arena;
};

/* A description or a reason, on one line: '\' and '#' have a meaning there. */
static void write_escaped(struct buffer *out, const char *text)
{
    struct buffer shown;
    buffer_init(&shown, BUFFER_UNBOUNDED);
    text_show_line(&shown, text);
    for (const char *at = buffer_string(&shown); *at; at++) {
        if (*at == '\\' || *at == '#')
            buffer_char(out, '\\');
        buffer_char(out, *at);
    }
    buffer_clear(&shown);
}

static void open_point(struct tap *tap, bool good, const char *prefix, const char *id, const char *title)
{
    buffer_format(tap->out, "%s %zu - ", good ? "ok" : "not ok", ++tap->number);
    if (*prefix) {
        write_escaped(tap->out, prefix);
        buffer_text(tap->out, ": ");
    }
    write_escaped(tap->out, id);
    if (*title) {
        buffer_text(tap->out, ": ");
        write_escaped(tap->out, title);
    }
}

static void write_directive(struct tap *tap, const char *directive, const char *reason)
{
    buffer_format(tap->out, " # %s ", directive);
    write_escaped(tap->out, *reason ? reason : "no reason was given");
}

/* ---- YAML ---- */

/* A JSON string is a YAML one. */
static void write_scalar(struct tap *tap, const char *key, const char *text)
{
    struct buffer shown;
    if (!*text)
        return;
    buffer_init(&shown, BUFFER_UNBOUNDED);
    text_show_line(&shown, text);
    buffer_format(tap->out, "  %s: ", key);
    json_write_string(tap->out, buffer_string(&shown), shown.length);
    buffer_char(tap->out, '\n');
    buffer_clear(&shown);
}

/* An empty line has the indentation too: Perl's reader takes no other. */
static void write_block(struct tap *tap, const char *key, const char *text)
{
    buffer_format(tap->out, "  %s: |\n", key);
    text += strspn(text, " \t\n"); /* the first line tells the indentation */
    while (*text) {
        size_t length = strcspn(text, "\n");
        buffer_text(tap->out, "    ");
        buffer_append(tap->out, text, length);
        buffer_char(tap->out, '\n');
        text += length + (text[length] == '\n');
    }
}

static void write_details(struct tap *tap, const struct model_target *target, const struct model_case *judged)
{
    struct buffer message;
    const struct model_finding *first = judged->finding_count ? judged->findings[0] : NULL;
    buffer_init(&message, BUFFER_UNBOUNDED);
    facts_first(&message, judged);
    buffer_text(tap->out, "  ---\n");
    write_scalar(tap, "message", buffer_string(&message));
    write_scalar(tap, "severity", *judged->waived ? "todo" : "fail");
    write_scalar(tap, "level", facts_level(judged));
    if (first) {
        write_scalar(tap, "wanted", first->expected);
        write_scalar(tap, "found", first->found);
        write_scalar(tap, "pointer", first->body_pointer ? first->body_pointer : "");
        write_scalar(tap, "contract", first->contract.pointer);
    }
    if (tap->out->length < FULL_MAXIMUM) {
        buffer_reset(&message);
        facts_findings(&message, tap->model, target, judged, DETAILS_MAXIMUM);
        if (message.length)
            write_block(tap, "details", buffer_string(&message));
    }
    buffer_text(tap->out, "  ...\n");
    buffer_clear(&message);
}

static void write_reason(struct tap *tap, const char *message, const char *severity, const char *hint)
{
    buffer_text(tap->out, "  ---\n");
    write_scalar(tap, "message", message);
    write_scalar(tap, "severity", severity);
    write_scalar(tap, "hint", hint);
    buffer_text(tap->out, "  ...\n");
}

/* ---- Points ---- */

static void write_case(struct tap *tap, const struct model_target *target, const char *prefix,
                       const struct model_case *judged)
{
    bool good = judged->verdict == MODEL_PASSED || judged->verdict == MODEL_SKIPPED;
    open_point(tap, good, prefix, judged->id, judged->title);
    if (judged->verdict == MODEL_SKIPPED)
        write_directive(tap, "SKIP", judged->reason);
    if (judged->verdict == MODEL_FAILED && *judged->waived)
        write_directive(tap, "TODO", judged->waived);
    buffer_char(tap->out, '\n');
    if (judged->verdict == MODEL_FAILED)
        write_details(tap, target, judged);
    else if (judged->verdict == MODEL_ERRORED)
        write_reason(tap, *judged->reason ? judged->reason : "no reason was given", "error", "");
}

static void write_target(struct tap *tap, size_t index)
{
    const struct model_target *target = tap->model->targets[index];
    const char *prefix = facts_target_name(&tap->arena, tap->model, index);
    for (size_t i = 0; i < target->suite_count; i++)
        for (size_t k = 0; k < target->suites[i]->count; k++)
            write_case(tap, target, prefix, target->suites[i]->cases[k]);
}

struct coverage_lines {
    struct buffer *out;
    const struct coverage *coverage;
};

static void write_coverage_line(void *context, const struct coverage_sum *sum)
{
    const struct coverage_lines *lines = context;
    struct buffer words;
    buffer_init(&words, BUFFER_UNBOUNDED);
    text_show_line(&words, sum->operation);
    buffer_text(&words, ": ");
    coverage_words(&words, lines->coverage, sum->operation);
    buffer_text(&words, "; not ");
    size_t start = words.length;
    coverage_missing(&words, lines->coverage, sum->operation);
    size_t length = words.length > start ? words.length : start - strlen("; not ");
    buffer_format(lines->out, "# examined of %.*s\n", (int)length, buffer_string(&words));
    buffer_clear(&words);
}

static void write_coverage(struct tap *tap, const struct model_target *target)
{
    struct coverage coverage;
    struct coverage_lines lines = {tap->out, &coverage};
    coverage_make(&coverage, target);
    coverage_sums(&coverage, write_coverage_line, &lines);
    coverage_clear(&coverage);
}

static void write_comments(struct tap *tap)
{
    for (size_t i = 0; i < tap->model->target_count; i++) {
        struct buffer words;
        buffer_init(&words, BUFFER_UNBOUNDED);
        facts_target(&words, tap->model->targets[i]);
        buffer_text(&words, "; ");
        facts_contract(&words, &tap->model->targets[i]->run->contract);
        buffer_text(&words, "; ");
        facts_executions(&words, tap->model->targets[i]->run);
        buffer_format(tap->out, "# %s\n", buffer_string(&words));
        buffer_clear(&words);
        write_coverage(tap, tap->model->targets[i]);
    }
    struct buffer words;
    buffer_init(&words, BUFFER_UNBOUNDED);
    facts_in_vain(&words, tap->model);
    if (words.length)
        buffer_format(tap->out, "# %s\n", buffer_string(&words));
    buffer_clear(&words);
}

static void write_bail_out(struct tap *tap, const struct facts_extras *extras)
{
    const char *reason = "no case was judged";
    for (size_t i = extras->count; i-- > 0;)
        if (extras->items[i].errored)
            reason = extras->items[i].message;
    buffer_text(tap->out, "Bail out! ");
    write_escaped(tap->out, reason);
    buffer_char(tap->out, '\n');
}

void report_tap(const struct model *model, const struct report_options *options, struct buffer *out)
{
    struct tap tap = {.model = model, .out = out};
    struct facts_extras extras;
    facts_extras_make(&extras, model);
    buffer_format(out, "TAP version %d\n1..%zu\n", options->tap_version ? options->tap_version : 13,
                  model->counts.total + extras.count);
    write_comments(&tap);
    for (size_t i = 0; i < model->target_count; i++)
        write_target(&tap, i);
    for (size_t i = 0; i < extras.count; i++) {
        const struct facts_extra *extra = &extras.items[i];
        open_point(&tap, false, "", extra->id, extra->title);
        buffer_char(out, '\n');
        write_reason(&tap, extra->message, extra->errored ? "error" : "fail", extra->hint);
    }
    if (!model->counts.by[MODEL_PASSED] && !model->counts.by[MODEL_FAILED])
        write_bail_out(&tap, &extras);
    facts_extras_clear(&extras);
    arena_clear(&tap.arena);
}

/* JUnit XML, for the strictest of its readers: one <failure>, <error> or <skipped> a case with the whole text inside,
 * names that stay the same between runs, properties of suites alone, no CDATA. A waived failure is a skipped test, for
 * readers fail a build by any other. reports/junit-strict.xsd states the elements and attributes. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "reports/coverage.h"
#include "reports/facts.h"
#include "reports/reports.h"
#include "reports/text.h"
#include "reports/transcript.h"

enum {
    TEXT_MAXIMUM = 60000,   /* of one case's findings */
    OUTPUT_MAXIMUM = 90000, /* of one case's system-out: Jenkins keeps 100,000 characters */
    BODY_MAXIMUM = 8000,
    FULL_MAXIMUM = 16 << 20 /* GitLab takes no file above 30 MB: beyond this, the text is left out */
};

struct junit {
    const struct model *model;
    struct buffer *out;
    struct arena arena;
};

/* ---- Escapes ---- */

/* Jenkins and GitLab act upon "[[ATTACHMENT|path]]" and "[[PROPERTY|…]]" in a test's text, whoever wrote it. */
static size_t order_at(const char *text)
{
    return strncmp(text, "[[ATTACHMENT", 12) == 0 || strncmp(text, "[[PROPERTY", 10) == 0;
}

static void write_content(struct buffer *out, const char *text, size_t length)
{
    size_t start = 0;
    for (size_t at = 0; at + 1 < length; at++)
        if (text[at] == '[' && order_at(text + at)) {
            text_xml(out, text + start, at + 1 - start, false);
            buffer_char(out, ' ');
            start = at + 1;
        }
    text_xml(out, text + start, length - start, false);
}

/* ` name="value"`, the value shown already */
static void write_attribute(struct buffer *out, const char *name, const char *value)
{
    buffer_format(out, " %s=\"", name);
    text_xml(out, value, strlen(value), true);
    buffer_char(out, '"');
}

static void write_shown_attribute(struct buffer *out, const char *name, const char *value)
{
    struct buffer shown;
    buffer_init(&shown, BUFFER_UNBOUNDED);
    text_show_line(&shown, value);
    write_attribute(out, name, buffer_string(&shown));
    buffer_clear(&shown);
}

/* ---- Cases ---- */

static void write_outcome(struct buffer *out, const char *element, const char *type, const char *message,
                          const char *text)
{
    buffer_format(out, "      <%s", element);
    write_attribute(out, "message", message);
    if (strcmp(element, "skipped") != 0)
        write_shown_attribute(out, "type", type);
    buffer_char(out, '>');
    write_content(out, text, strlen(text));
    buffer_format(out, "</%s>\n", element);
}

static void write_failure(struct junit *junit, const struct model_target *target,
                          const struct model_case *judged)
{
    struct buffer message, text;
    buffer_init(&message, BUFFER_UNBOUNDED);
    buffer_init(&text, BUFFER_UNBOUNDED);
    if (*judged->waived) {
        buffer_text(&message, "waived: ");
        text_show_line(&message, judged->waived);
        buffer_text(&message, "; ");
    }
    facts_first(&message, judged);
    if (junit->out->length < FULL_MAXIMUM)
        facts_findings(&text, junit->model, target, judged, TEXT_MAXIMUM);
    write_outcome(junit->out, *judged->waived ? "skipped" : "failure",
                  judged->finding_count ? judged->findings[0]->aspect : "failure", buffer_string(&message),
                  text.length ? buffer_string(&text) : buffer_string(&message));
    buffer_clear(&message);
    buffer_clear(&text);
}

static void write_reason(struct junit *junit, const struct model_case *judged, const char *element)
{
    struct buffer reason;
    buffer_init(&reason, BUFFER_UNBOUNDED);
    text_show_line(&reason, *judged->reason ? judged->reason : "no reason was given");
    write_outcome(junit->out, element, element, buffer_string(&reason), buffer_string(&reason));
    buffer_clear(&reason);
}

/* What went over the wire: the findings' exchanges, else the case's own. */
static void write_output(struct junit *junit, const struct model_case *judged)
{
    struct buffer text;
    int64_t last = 0;
    size_t own = judged->finding_count ? 0 : judged->exchange_count;
    buffer_init(&text, BUFFER_UNBOUNDED);
    for (size_t i = 0; i < judged->finding_count + own && text.length < OUTPUT_MAXIMUM / 2; i++) {
        const struct model_exchange *exchange = own ? judged->exchanges[i] : judged->findings[i]->exchange;
        if (!exchange || exchange->number == last)
            continue;
        if (text.length)
            buffer_char(&text, '\n');
        buffer_format(&text, "exchange %lld\n", (long long)exchange->number);
        transcript_write(&text, junit->model, exchange, BODY_MAXIMUM);
        last = exchange->number;
    }
    if (text.length) {
        struct buffer cut;
        buffer_init(&cut, BUFFER_UNBOUNDED);
        text_cut(&cut, text.data, text.length, OUTPUT_MAXIMUM);
        buffer_text(junit->out, "      <system-out>");
        write_content(junit->out, cut.data, cut.length);
        buffer_text(junit->out, "</system-out>\n");
        buffer_clear(&cut);
    }
    buffer_clear(&text);
}

static void open_case(struct junit *junit, const char *class, const char *id, const char *title,
                      int64_t duration)
{
    struct buffer name;
    buffer_init(&name, BUFFER_UNBOUNDED);
    buffer_text(junit->out, "    <testcase");
    write_attribute(junit->out, "classname", class);
    text_show_line(&name, id);
    if (*title) {
        buffer_text(&name, ": ");
        text_show_line(&name, title);
    }
    write_attribute(junit->out, "name", buffer_string(&name));
    buffer_format(junit->out, " time=\"%.3f\"", (double)duration / 1e6);
    buffer_clear(&name);
}

static void write_case(struct junit *junit, const struct model_target *target, const char *class,
                       const struct model_case *judged)
{
    open_case(junit, class, judged->id, judged->title, judged->duration);
    if (judged->verdict == MODEL_PASSED) {
        buffer_text(junit->out, "/>\n");
        return;
    }
    buffer_text(junit->out, ">\n");
    if (judged->verdict == MODEL_FAILED)
        write_failure(junit, target, judged);
    else
        write_reason(junit, judged, judged->verdict == MODEL_ERRORED ? "error" : "skipped");
    if (judged->verdict != MODEL_SKIPPED && junit->out->length < FULL_MAXIMUM)
        write_output(junit, judged);
    buffer_text(junit->out, "    </testcase>\n");
}

/* ---- Suites ---- */

static void write_property(struct buffer *out, const char *name, const char *value)
{
    buffer_text(out, "      <property");
    write_attribute(out, "name", name);
    write_shown_attribute(out, "value", value);
    buffer_text(out, "/>\n");
}

static void write_number(struct buffer *out, const char *name, int64_t number)
{
    buffer_format(out, "      <property name=\"%s\" value=\"%lld\"/>\n", name, (long long)number);
}

struct coverage_lines {
    struct buffer *out;
    const struct coverage *coverage;
};

static void write_coverage_line(void *context, const struct coverage_sum *sum)
{
    const struct coverage_lines *lines = context;
    struct buffer name, words;
    buffer_init(&name, BUFFER_UNBOUNDED);
    buffer_init(&words, BUFFER_UNBOUNDED);
    buffer_text(&name, "examined.");
    text_show_line(&name, sum->operation);
    coverage_words(&words, lines->coverage, sum->operation);
    size_t start = words.length;
    buffer_text(&words, "; not ");
    coverage_missing(&words, lines->coverage, sum->operation);
    if (words.length == start + strlen("; not "))
        words.length = start;
    buffer_text(lines->out, "      <property");
    write_attribute(lines->out, "name", buffer_string(&name));
    buffer_text(lines->out, " value=\"");
    text_xml(lines->out, words.data, words.length, true);
    buffer_text(lines->out, "\"/>\n");
    buffer_clear(&name);
    buffer_clear(&words);
}

static void write_coverage(struct buffer *out, const struct model_target *target)
{
    struct coverage coverage;
    struct coverage_lines lines = {out, &coverage};
    coverage_make(&coverage, target);
    coverage_sums(&coverage, write_coverage_line, &lines);
    coverage_clear(&coverage);
}

static void write_properties(struct buffer *out, const struct model_target *target)
{
    const struct model_run *run = target->run;
    buffer_text(out, "    <properties>\n");
    write_property(out, "crewcheck.version", run->version);
    write_property(out, "crewcheck.run", run->id);
    write_property(out, "target", target->url);
    write_property(out, "target.label", target->label);
    write_property(out, "target.bundled",
                   target->bundled ? "yes: the deployment that crewcheck brings along, not one of yours"
                                   : "no");
    write_property(out, "contract", run->contract.name);
    write_property(out, "contract.version", run->contract.version);
    write_property(out, "contract.sha256", run->contract.sha256);
    write_property(out, "level", run->level);
    write_number(out, "seed", run->seed);
    write_number(out, "executions.started", run->executions_started);
    write_number(out, "executions.possibly", run->executions_possibly);
    write_number(out, "executions.cap", run->executions_cap);
    write_coverage(out, target);
    buffer_text(out, "    </properties>\n");
}

/* The target's host, for the attribute of that name. */
static const char *host_of(struct junit *junit, const struct model_target *target)
{
    const char *start = strstr(target->url, "://");
    start = start ? start + 3 : target->url;
    size_t length = strcspn(start, "/?#");
    const char *user = memchr(start, '@', length);
    if (user) {
        length -= (size_t)(user + 1 - start);
        start = user + 1;
    }
    return length ? arena_copy(&junit->arena, start, length) : "unknown";
}

/* The start of the run without its zone, which readers of the strict kind refuse; it is UTC. */
static const char *timestamp_of(struct junit *junit, const struct model_run *run)
{
    static const char form[] = "0000-00-00T00:00:00";
    for (size_t i = 0; i < sizeof form - 1; i++)
        if (form[i] == '0' ? !isdigit((unsigned char)run->started[i]) : run->started[i] != form[i])
            return "1970-01-01T00:00:00";
    return arena_copy(&junit->arena, run->started, sizeof form - 1);
}

static void write_suite(struct junit *junit, size_t index, const struct model_suite *suite)
{
    const struct model_target *target = junit->model->targets[index];
    const char *prefix = facts_target_name(&junit->arena, junit->model, index);
    struct buffer name, class;
    buffer_init(&name, BUFFER_UNBOUNDED);
    buffer_init(&class, BUFFER_UNBOUNDED);
    buffer_format(&name, "%s%s", prefix, *prefix ? ": " : "");
    buffer_format(&class, "%s%s", prefix, *prefix ? "." : "");
    text_show_line(&name, suite->name);
    text_show_line(&class, suite->name);
    buffer_text(junit->out, "  <testsuite");
    write_attribute(junit->out, "name", buffer_string(&name));
    buffer_format(junit->out, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" skipped=\"%zu\" time=\"%.3f\"",
                  suite->counts.total, suite->counts.by[MODEL_FAILED] - suite->counts.waived,
                  suite->counts.by[MODEL_ERRORED], suite->counts.by[MODEL_SKIPPED] + suite->counts.waived,
                  (double)suite->duration / 1e6);
    write_attribute(junit->out, "timestamp", timestamp_of(junit, target->run));
    write_shown_attribute(junit->out, "hostname", host_of(junit, target));
    buffer_text(junit->out, ">\n");
    write_properties(junit->out, target);
    for (size_t i = 0; i < suite->count; i++)
        write_case(junit, target, buffer_string(&class), suite->cases[i]);
    buffer_text(junit->out, "  </testsuite>\n");
    buffer_clear(&name);
    buffer_clear(&class);
}

/* ---- What is no case ---- */

static size_t count_extras(const struct facts_extras *extras, const char *suite, bool errored)
{
    size_t count = 0;
    for (size_t i = 0; i < extras->count; i++)
        count +=
            (!suite || strcmp(extras->items[i].suite, suite) == 0) && extras->items[i].errored == errored;
    return count;
}

static void write_extra(struct junit *junit, const struct facts_extra *extra)
{
    struct buffer text;
    buffer_init(&text, BUFFER_UNBOUNDED);
    buffer_format(&text, "%s%s%s", extra->message, *extra->hint ? "\n" : "", extra->hint);
    open_case(junit, extra->suite, extra->id, extra->title, 0);
    buffer_text(junit->out, ">\n");
    write_outcome(junit->out, extra->errored ? "error" : "failure", extra->suite, extra->message,
                  buffer_string(&text));
    buffer_text(junit->out, "    </testcase>\n");
    buffer_clear(&text);
}

static void write_extras(struct junit *junit, const struct facts_extras *extras, const char *suite)
{
    size_t failures = count_extras(extras, suite, false), errors = count_extras(extras, suite, true);
    if (!failures && !errors)
        return;
    buffer_format(junit->out,
                  "  <testsuite name=\"%s\" tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" skipped=\"0\"",
                  suite, failures + errors, failures, errors);
    buffer_text(junit->out, " time=\"0.000\"");
    write_attribute(junit->out, "timestamp", timestamp_of(junit, junit->model->runs[0]));
    buffer_text(junit->out, " hostname=\"unknown\">\n");
    for (size_t i = 0; i < extras->count; i++)
        if (strcmp(extras->items[i].suite, suite) == 0)
            write_extra(junit, &extras->items[i]);
    buffer_text(junit->out, "  </testsuite>\n");
}

void report_junit(const struct model *model, const struct report_options *options, struct buffer *out)
{
    (void)options;
    struct junit junit = {.model = model, .out = out};
    struct facts_extras extras;
    int64_t duration = 0;
    facts_extras_make(&extras, model);
    for (size_t i = 0; i < model->run_count; i++)
        duration += model->runs[i]->duration;
    buffer_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    buffer_format(
        out, "<testsuites name=\"crewcheck\" tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" time=\"%.3f\">\n",
        model->counts.total + extras.count,
        model->counts.by[MODEL_FAILED] - model->counts.waived + count_extras(&extras, NULL, false),
        model->counts.by[MODEL_ERRORED] + count_extras(&extras, NULL, true), (double)duration / 1e6);
    for (size_t i = 0; i < model->target_count; i++)
        for (size_t k = 0; k < model->targets[i]->suite_count; k++)
            write_suite(&junit, i, model->targets[i]->suites[k]);
    write_extras(&junit, &extras, "run");
    write_extras(&junit, &extras, "gate");
    buffer_text(out, "</testsuites>\n");
    facts_extras_clear(&extras);
    arena_clear(&junit.arena);
}

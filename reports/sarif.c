/* SARIF 2.1.0 (OASIS Standard, 27 March 2020): each finding at the words of the contract that it contradicts. Failures
 * are results, what could not be judged is a notification; passed and skipped cases are only counted, for some readers
 * show whatever is a result as an alert. */
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "reports/coverage.h"
#include "reports/facts.h"
#include "reports/reports.h"
#include "reports/text.h"

enum { TEXT_MAXIMUM = 20000 };

static void write_string(struct buffer *out, const char *text)
{
    struct buffer shown;
    buffer_init(&shown, BUFFER_UNBOUNDED);
    text_show(&shown, text, strlen(text), true);
    json_write_string(out, buffer_string(&shown), shown.length);
    buffer_clear(&shown);
}

static void write_member(struct buffer *out, const char *name, const char *text)
{
    buffer_format(out, "\"%s\":", name);
    write_string(out, text);
}

static void write_message(struct buffer *out, const char *name, const char *text)
{
    buffer_format(out, "\"%s\":{\"text\":", name);
    write_string(out, *text ? text : "no words");
    buffer_char(out, '}');
}

/* ---- Rules: the cases that failed or could not be judged ---- */

static bool is_rule(const struct model_case *judged)
{
    return judged->finding_count || judged->verdict == MODEL_FAILED || judged->verdict == MODEL_ERRORED;
}

static const char *level_word(const char *level)
{
    return strcmp(level, "should") == 0 ? "warning" : "error";
}

static void write_rules(struct buffer *out, const struct model_target *target)
{
    bool first = true;
    buffer_text(out, "\"rules\":[");
    for (size_t i = 0; i < target->case_count; i++) {
        const struct model_case *judged = target->cases[i];
        if (!is_rule(judged))
            continue;
        buffer_text(out, first ? "\n{" : ",\n{");
        write_member(out, "id", judged->id);
        buffer_char(out, ',');
        write_message(out, "shortDescription", judged->title);
        buffer_format(out, ",\"defaultConfiguration\":{\"level\":\"%s\"},", level_word(judged->level));
        buffer_text(out, "\"properties\":{\"tags\":[");
        write_string(out, judged->suite);
        buffer_text(out, "]}}");
        first = false;
    }
    buffer_char(out, ']');
}

/* ---- Locations ---- */

/* The name of a document as a relative reference (RFC 3986). */
static void write_uri(struct buffer *out, const char *name)
{
    struct buffer uri;
    buffer_init(&uri, BUFFER_UNBOUNDED);
    for (const char *at = name; *at; at++) {
        unsigned char byte = (unsigned char)*at;
        bool plain = (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
                     (byte >= 'A' && byte <= 'Z') || (byte && strchr("-._~/@", byte));
        buffer_format(&uri, plain ? "%c" : "%%%02X", byte);
    }
    json_write_string(out, buffer_string(&uri), uri.length);
    buffer_clear(&uri);
}

static void write_location(struct buffer *out, const struct model_words *words,
                           const struct model_contract *contract)
{
    const char *source = *words->source ? words->source : *contract->name ? contract->name : "contract";
    buffer_text(out, "\"locations\":[{\"physicalLocation\":{\"artifactLocation\":{\"uri\":");
    write_uri(out, source);
    buffer_format(out, "},\"region\":{\"startLine\":%lld", (long long)(words->line > 0 ? words->line : 1));
    if (words->line > 0 && words->column > 0)
        buffer_format(out, ",\"startColumn\":%lld", (long long)words->column);
    if (*words->words) {
        buffer_char(out, ',');
        write_message(out, "snippet", words->words);
    }
    buffer_text(out, "}}");
    if (*words->pointer) {
        buffer_text(out, ",\"logicalLocations\":[{");
        write_member(out, "fullyQualifiedName", words->pointer);
        buffer_text(out, "}]");
    }
    buffer_text(out, "}]");
}

/* ---- Results ---- */

/* The same finding in the next run: not its values, which may change. */
static void write_fingerprint(struct buffer *out, const struct model_finding *finding)
{
    char digest[SHA256_TEXT];
    char *identity =
        string_format("%s\n%s\n%s\n%s", finding->case_id, finding->aspect, finding->contract.pointer,
                      finding->body_pointer ? finding->body_pointer : "");
    sha256_text(identity, strlen(identity), digest);
    buffer_format(out, "\"partialFingerprints\":{\"crewcheckFinding/v1\":\"%s\"}", digest);
    free(identity);
}

static void write_properties(struct buffer *out, const struct model_finding *finding)
{
    buffer_text(out, "\"properties\":{");
    write_member(out, "level", finding->level);
    buffer_char(out, ',');
    write_member(out, "aspect", finding->aspect);
    buffer_char(out, ',');
    write_member(out, "expected", finding->expected);
    buffer_char(out, ',');
    write_member(out, "found", finding->found);
    if (finding->body_pointer) {
        buffer_char(out, ',');
        write_member(out, "bodyPointer", finding->body_pointer);
    }
    if (finding->exchange)
        buffer_format(out, ",\"exchange\":%lld", (long long)finding->exchange->number);
    buffer_char(out, '}');
}

static void write_text(struct buffer *out, const struct model *model, const struct model_target *target,
                       const struct model_case *judged, size_t index)
{
    struct buffer text;
    struct model_case alone = *judged;
    alone.findings = judged->findings + index;
    alone.finding_count = 1;
    buffer_init(&text, BUFFER_UNBOUNDED);
    facts_findings(&text, model, target, &alone, TEXT_MAXIMUM);
    buffer_text(out, "\"message\":{\"text\":");
    json_write_string(out, buffer_string(&text), text.length);
    buffer_char(out, '}');
    buffer_clear(&text);
}

static void write_result(struct buffer *out, const struct model *model, const struct model_target *target,
                         const struct model_case *judged, size_t rule, size_t index)
{
    const struct model_finding *finding = judged->findings[index];
    const struct model_words *words = *finding->contract.source ? &finding->contract : &judged->basis;
    buffer_char(out, '{');
    write_member(out, "ruleId", judged->id);
    buffer_format(out, ",\"ruleIndex\":%zu,\"level\":\"%s\",", rule,
                  judged->below ? "note" : level_word(finding->level));
    write_text(out, model, target, judged, index);
    buffer_char(out, ',');
    write_location(out, words, &target->run->contract);
    buffer_char(out, ',');
    write_fingerprint(out, finding);
    if (*judged->waived) {
        buffer_text(out, ",\"suppressions\":[{\"kind\":\"external\",");
        write_member(out, "justification", judged->waived);
        buffer_text(out, "}]");
    }
    buffer_char(out, ',');
    write_properties(out, finding);
    buffer_char(out, '}');
}

static void write_results(struct buffer *out, const struct model *model, const struct model_target *target)
{
    size_t rule = 0;
    bool first = true;
    buffer_text(out, "\"results\":[");
    for (size_t i = 0; i < target->case_count; i++) {
        const struct model_case *judged = target->cases[i];
        for (size_t k = 0; k < judged->finding_count; k++) {
            buffer_text(out, first ? "\n" : ",\n");
            write_result(out, model, target, judged, rule, k);
            first = false;
        }
        rule += is_rule(judged);
    }
    buffer_char(out, ']');
}

/* ---- What is no result ---- */

static void write_notifications(struct buffer *out, const struct model_target *target)
{
    bool first = true;
    buffer_text(out, "\"toolExecutionNotifications\":[");
    for (size_t i = 0; i < target->case_count; i++) {
        const struct model_case *judged = target->cases[i];
        if (judged->verdict != MODEL_ERRORED)
            continue;
        buffer_text(out, first ? "{\"level\":\"error\"," : ",{\"level\":\"error\",");
        write_message(out, "message", judged->reason);
        buffer_text(out, ",\"associatedRule\":{");
        write_member(out, "id", judged->id);
        buffer_text(out, "}}");
        first = false;
    }
    if (*target->run->problem) {
        buffer_text(out, first ? "{\"level\":\"error\"," : ",{\"level\":\"error\",");
        write_message(out, "message", target->run->problem);
        buffer_char(out, '}');
    }
    buffer_char(out, ']');
}

static void write_invocation(struct buffer *out, const struct model_target *target)
{
    const struct model_run *run = target->run;
    bool whole = run->finished && !run->interrupted && !*run->problem;
    buffer_format(out, "\"invocations\":[{\"executionSuccessful\":%s,", whole ? "true" : "false");
    if (run->finished)
        buffer_format(out, "\"exitCode\":%lld,", (long long)run->exit);
    write_notifications(out, target);
    buffer_text(out, "}]");
}

static void write_coverage(struct buffer *out, const struct model_target *target)
{
    buffer_text(out, "\"coverage\":");
    coverage_write_json(out, target);
    buffer_char(out, ',');
}

static void write_counts(struct buffer *out, const struct model_target *target)
{
    const struct model_counts *counts = &target->counts;
    buffer_text(out, "\"properties\":{");
    write_member(out, "target", target->url);
    buffer_format(out, ",\"bundled\":%s,", target->bundled ? "true" : "false");
    write_member(out, "contractSha256", target->run->contract.sha256);
    buffer_char(out, ',');
    write_coverage(out, target);
    buffer_format(
        out, "\"counts\":{\"passed\":%zu,\"failed\":%zu,\"waived\":%zu,\"errored\":%zu,\"skipped\":%zu}}",
        counts->by[MODEL_PASSED], counts->by[MODEL_FAILED], counts->waived, counts->by[MODEL_ERRORED],
        counts->by[MODEL_SKIPPED]);
}

static void write_run(struct buffer *out, const struct model *model, size_t index, struct arena *arena)
{
    const struct model_target *target = model->targets[index];
    const char *name = facts_target_name(arena, model, index);
    buffer_text(out, "{\"tool\":{\"driver\":{\"name\":\"crewcheck\",");
    write_member(out, "version", *target->run->version ? target->run->version : "unknown");
    buffer_char(out, ',');
    write_rules(out, target);
    buffer_text(out, "}},\"columnKind\":\"unicodeCodePoints\",\"automationDetails\":{");
    write_member(out, "id", *name ? arena_format(arena, "crewcheck/%s/", name) : "crewcheck/");
    buffer_text(out, "},");
    write_invocation(out, target);
    buffer_char(out, ',');
    write_counts(out, target);
    buffer_char(out, ',');
    write_results(out, model, target);
    buffer_char(out, '}');
}

void report_sarif(const struct model *model, const struct report_options *options, struct buffer *out)
{
    (void)options;
    struct arena arena = {0};
    buffer_text(
        out,
        "{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"version\":\"2.1.0\",\"runs\":[");
    for (size_t i = 0; i < model->target_count; i++) {
        buffer_text(out, i ? ",\n" : "\n");
        write_run(out, model, i, &arena);
    }
    buffer_text(out, "]}\n");
    arena_clear(&arena);
}

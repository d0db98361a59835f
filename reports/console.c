/* For a person at a terminal: what was examined, each finding explained, what was not judged and why, how executions
 * went, and at the end, where the eye is, the verdict. */
#include <stdlib.h>
#include <string.h>

#include "reports/again.h"
#include "reports/coverage.h"
#include "reports/explain.h"
#include "reports/facts.h"
#include "reports/reports.h"
#include "reports/text.h"
#include "reports/timeline.h"

enum { USUAL_WIDTH = 80, LEAST_WIDTH = 68, CASES_SHOWN = 8, ROWS_SHOWN = 60, CASES_EXPLAINED = 25 };

struct console {
    const struct model *model;
    struct buffer *out;
    size_t width;
    bool colour;
};

static void ink(struct console *console, enum explain_ink which)
{
    explain_ink(console->out, which, console->colour);
}

/* Ends what ink() began. */
static void wrap(struct console *console, struct buffer *words, size_t indent, size_t at)
{
    explain_wrap(console->out, buffer_string(words), indent, at, console->width);
    if (console->colour) {
        console->out->length--;
        ink(console, INK_PLAIN);
        buffer_char(console->out, '\n');
    }
    buffer_clear(words);
}

static void line(struct console *console, enum explain_ink which, struct buffer *words, size_t indent)
{
    ink(console, which);
    wrap(console, words, indent, 0);
}

static void heading(struct console *console, const char *text)
{
    ink(console, INK_BOLD);
    buffer_format(console->out, "\n%s", text);
    ink(console, INK_PLAIN);
    buffer_char(console->out, '\n');
}

/* ---- What was examined ---- */

static void pair(struct console *console, const char *label, struct buffer *words)
{
    ink(console, INK_FAINT);
    buffer_format(console->out, "%-10s", label);
    ink(console, INK_PLAIN);
    explain_wrap(console->out, buffer_string(words), 10, 10, console->width);
    buffer_clear(words);
}

/* In one line, to be copied. */
static void write_again(struct console *console, const struct model_target *target)
{
    ink(console, INK_FAINT);
    buffer_format(console->out, "%-10s", "Again");
    ink(console, INK_PLAIN);
    again_run(console->out, target, NULL);
    buffer_char(console->out, '\n');
}

static void write_head(struct console *console, const struct model_target *target)
{
    const struct model_run *run = target->run;
    struct buffer words;
    buffer_init(&words, BUFFER_UNBOUNDED);
    facts_target(&words, target);
    pair(console, "Target", &words);
    facts_contract(&words, &run->contract);
    pair(console, "Contract", &words);
    buffer_text(&words, "crewcheck ");
    text_show_line(&words, run->version);
    buffer_text(&words, ", ");
    text_show_line(&words, run->started);
    buffer_format(&words, ", seed %lld", (long long)run->seed);
    if (strcmp(run->level, "must") == 0)
        buffer_text(&words, ", counting what binds alone (--level must)");
    pair(console, "Run", &words);
    if (again_is_random(run) && !target->traffic)
        write_again(console, target);
}

/* ---- Findings ---- */

static void write_finding(struct console *console, const struct model_target *target,
                          const struct model_case *judged, const struct model_finding *finding)
{
    struct buffer words;
    struct explanation explanation;
    struct explain_style style = {.indent = 2, .width = console->width, .colour = console->colour};
    bool should = strcmp(finding->level, "should") == 0;
    buffer_init(&words, BUFFER_UNBOUNDED);
    if (judged->finding_count > 1 || strcmp(finding->title, judged->title) != 0) {
        if (should)
            buffer_text(&words, "should: ");
        text_show_line(&words, finding->title);
        line(console, should ? INK_DOUBT : INK_BAD, &words, 2);
    }
    explain_finding(&explanation, console->model, target, finding);
    explain_print(&explanation, &style, console->out);
    explain_clear(&explanation);
}

static void write_case_head(struct console *console, const struct model_case *judged)
{
    struct buffer words;
    bool should = strcmp(facts_level(judged), "should") == 0;
    buffer_init(&words, BUFFER_UNBOUNDED);
    buffer_text(&words, judged->below     ? "BELOW THE LEVEL  "
                        : *judged->waived ? "WAIVED  "
                        : should          ? "SHOULD  "
                                          : "FAILED  ");
    text_show_line(&words, judged->id);
    line(console, should || *judged->waived ? INK_DOUBT : INK_BAD, &words, 0);
    text_show_line(&words, judged->title);
    line(console, INK_BOLD, &words, 2);
    if (*judged->waived) {
        buffer_text(&words, "waived: ");
        text_show_line(&words, judged->waived);
        line(console, INK_PLAIN, &words, 2);
    }
}

static void write_case(struct console *console, const struct model_target *target,
                       const struct model_case *judged)
{
    buffer_char(console->out, '\n');
    write_case_head(console, judged);
    for (size_t i = 0; i < judged->finding_count; i++) {
        if (i)
            buffer_char(console->out, '\n');
        write_finding(console, target, judged, judged->findings[i]);
    }
}

/* Of a long list, its end: what was found, not explained any more. */
static void write_case_short(struct console *console, const struct model_case *judged)
{
    struct buffer words;
    buffer_init(&words, BUFFER_UNBOUNDED);
    write_case_head(console, judged);
    facts_first(&words, judged);
    line(console, INK_FAINT, &words, 4);
}

/* What binds first, then what is only documented, then what is waived or not counted. */
static int rank(const struct model_case *judged)
{
    if (judged->below)
        return 3;
    if (judged->verdict != MODEL_FAILED)
        return -1;
    return *judged->waived ? 2 : strcmp(facts_level(judged), "should") == 0;
}

static void write_findings(struct console *console, const struct model_target *target)
{
    size_t written = 0;
    for (int wanted = 0; wanted <= 3; wanted++)
        for (size_t i = 0; i < target->case_count; i++) {
            if (rank(target->cases[i]) != wanted)
                continue;
            if (written == CASES_EXPLAINED)
                heading(console, "And, without their explanation, which the other reports and --case have");
            if (written++ < CASES_EXPLAINED)
                write_case(console, target, target->cases[i]);
            else
                write_case_short(console, target->cases[i]);
        }
}

/* ---- What was not judged ---- */

static void write_group(struct console *console, const struct facts_group *group)
{
    struct buffer words;
    buffer_init(&words, BUFFER_UNBOUNDED);
    text_show_line(&words, *group->reason ? group->reason : "no reason was given");
    buffer_format(&words, " (%zu)", group->count);
    line(console, INK_PLAIN, &words, 2);
    for (size_t i = 0; i < group->count && i < CASES_SHOWN; i++) {
        if (i)
            buffer_text(&words, ", ");
        text_show_line(&words, group->cases[i]->id);
    }
    if (group->count > CASES_SHOWN)
        buffer_format(&words, " and %zu more", group->count - CASES_SHOWN);
    line(console, INK_FAINT, &words, 4);
}

static void write_groups(struct console *console, const struct model_target *target,
                         enum model_verdict verdict, const char *title)
{
    struct facts_groups groups;
    facts_group(&groups, target, verdict);
    if (groups.count)
        heading(console, title);
    for (size_t i = 0; i < groups.count; i++)
        write_group(console, &groups.items[i]);
    facts_groups_clear(&groups);
}

/* ---- Executions ---- */

static void write_row(struct console *console, const struct timeline_row *row)
{
    static const enum explain_ink inks[] = {
        [TIMELINE_START] = INK_BOLD,     [TIMELINE_POLL] = INK_PLAIN,  [TIMELINE_RESUME] = INK_PLAIN,
        [TIMELINE_CALLBACK] = INK_FAINT, [TIMELINE_PHASE] = INK_PLAIN, [TIMELINE_END] = INK_BOLD};
    struct buffer words;
    buffer_init(&words, BUFFER_UNBOUNDED);
    buffer_text(&words, row->text);
    if (row->count > 1)
        buffer_format(&words, " (%zu more like this until %.3f)", row->count - 1, (double)row->until / 1e6);
    buffer_format(console->out, "%11.3f  ", (double)row->time / 1e6);
    ink(console, inks[row->kind]);
    wrap(console, &words, 13, 13);
}

static void write_execution(struct console *console, const struct model_target *target,
                            const struct model_execution *execution)
{
    struct timeline timeline;
    struct buffer words;
    buffer_init(&words, BUFFER_UNBOUNDED);
    text_show_line(&words, execution->scenario);
    buffer_text(&words, "  ");
    text_show_line(&words, *execution->id ? execution->id : "(no id became known)");
    line(console, INK_PLAIN, &words, 2);
    timeline_make(&timeline, target, execution);
    /* Of random requests there may be many: how each ended is enough. */
    bool random = strstr(execution->scenario, ".fuzz.") != NULL;
    for (size_t i = random && timeline.count ? timeline.count - 1 : 0; i < timeline.count; i++) {
        bool left_out = !random && timeline.count > ROWS_SHOWN && i >= ROWS_SHOWN / 2 &&
                        i < timeline.count - ROWS_SHOWN / 2;
        if (!left_out)
            write_row(console, &timeline.rows[i]);
        else if (i == ROWS_SHOWN / 2)
            buffer_format(console->out, "             \xE2\x80\xA6 %zu more\n", timeline.count - ROWS_SHOWN);
    }
    timeline_clear(&timeline);
}

static void write_executions(struct console *console, const struct model_target *target)
{
    if (target->execution_count)
        heading(console, "Executions (seconds since the start of the run)");
    for (size_t i = 0; i < target->execution_count; i++)
        write_execution(console, target, target->executions[i]);
}

/* ---- Counts ---- */

static void write_count(struct console *console, enum model_verdict verdict, size_t count)
{
    static const enum explain_ink inks[] = {INK_GOOD, INK_BAD, INK_DOUBT, INK_FAINT};
    ink(console, count ? inks[verdict] : INK_FAINT);
    buffer_format(console->out, "%9zu", count);
    ink(console, INK_PLAIN);
}

static void write_suites(struct console *console, const struct model_target *target)
{
    heading(console, "Suite                  passed   failed  errored  skipped     time");
    for (size_t i = 0; i < target->suite_count; i++) {
        const struct model_suite *suite = target->suites[i];
        struct buffer name;
        buffer_init(&name, BUFFER_UNBOUNDED);
        text_show_line(&name, suite->name);
        buffer_format(console->out, "  %-18.*s", (int)text_fit(buffer_string(&name), name.length, 18),
                      buffer_string(&name));
        for (int verdict = 0; verdict < MODEL_VERDICTS; verdict++)
            write_count(console, (enum model_verdict)verdict, suite->counts.by[verdict]);
        buffer_format(console->out, "%7.2f s\n", (double)suite->duration / 1e6);
        buffer_clear(&name);
    }
}

struct coverage_lines {
    struct console *console;
    const struct coverage *coverage;
};

static void write_coverage_line(void *context, const struct coverage_sum *sum)
{
    struct coverage_lines *lines = context;
    struct buffer words;
    buffer_init(&words, BUFFER_UNBOUNDED);
    text_show_line(&words, sum->operation);
    buffer_text(&words, ": ");
    coverage_words(&words, lines->coverage, sum->operation);
    line(lines->console, INK_PLAIN, &words, 2);
    coverage_missing(&words, lines->coverage, sum->operation);
    if (words.length)
        line(lines->console, INK_FAINT, &words, 4);
}

static void write_coverage(struct console *console, const struct model_target *target)
{
    struct coverage coverage;
    struct coverage_lines lines = {console, &coverage};
    coverage_make(&coverage, target);
    if (coverage.count)
        heading(console, "Examined of the contract, and what was not");
    coverage_sums(&coverage, write_coverage_line, &lines);
    coverage_clear(&coverage);
}

static void write_gate(struct console *console, const struct model_run *run)
{
    struct buffer words;
    buffer_init(&words, BUFFER_UNBOUNDED);
    if (run->gate_count)
        heading(console, "The gate");
    for (size_t i = 0; i < run->gate_count; i++) {
        text_show_line(&words, run->gate[i].text);
        line(console, INK_BAD, &words, 2);
        text_show_line(&words, run->gate[i].hint);
        if (words.length)
            line(console, INK_PLAIN, &words, 4);
    }
}

/* ---- All of it ---- */

/* Did the run get as far as its first verdict? */
static bool is_begun(const struct model_target *target)
{
    for (size_t i = 0; i < target->case_count; i++)
        if (target->cases[i]->judged)
            return true;
    return target->case_count == 0;
}

static void write_target(struct console *console, const struct model_target *target, bool quiet)
{
    if (!quiet || target->counts.by[MODEL_FAILED] || console->model->target_count > 1)
        write_head(console, target);
    write_findings(console, target);
    write_groups(console, target, MODEL_ERRORED, "Could not be judged");
    if (!quiet && is_begun(target)) {
        write_groups(console, target, MODEL_SKIPPED, "Skipped");
        write_executions(console, target);
        write_coverage(console, target);
        write_suites(console, target);
    }
}

/* Of a run that conforms, in quiet. */
static void write_one_line(struct console *console)
{
    struct buffer words;
    buffer_init(&words, BUFFER_UNBOUNDED);
    facts_verdict(&words, console->model);
    buffer_text(&words, " (");
    facts_counts(&words, &console->model->counts);
    buffer_char(&words, ')');
    ink(console, INK_GOOD);
    buffer_text(console->out, buffer_string(&words));
    ink(console, INK_PLAIN);
    buffer_char(console->out, '\n');
    buffer_clear(&words);
}

static void write_sums(struct console *console, bool quiet)
{
    const struct model *model = console->model;
    struct buffer words;
    buffer_init(&words, BUFFER_UNBOUNDED);
    facts_counts(&words, &model->counts);
    for (size_t i = 0; i < model->run_count && !quiet; i++) {
        buffer_text(&words, i ? "; " : ". ");
        size_t start = words.length;
        facts_executions(&words, model->runs[i]);
        if (!i && words.data[start] == 'n')
            words.data[start] = 'N';
    }
    if (model->target_count && model->targets[0]->bundled)
        buffer_text(&words, ". Examined was the bundled deployment");
    buffer_char(&words, '.');
    line(console, INK_PLAIN, &words, 0);
    facts_in_vain(&words, model);
    if (words.length) {
        buffer_char(&words, '.');
        line(console, INK_DOUBT, &words, 0);
    }
    buffer_clear(&words);
}

/* Of a run that ended before its first verdict, why is all there is to say. */
static void write_end(struct console *console, bool quiet)
{
    const struct model *model = console->model;
    int code = model_exit(model);
    bool begun = model->target_count != 1 || is_begun(model->targets[0]);
    struct buffer words;
    buffer_init(&words, BUFFER_UNBOUNDED);
    if (begun || !quiet)
        buffer_char(console->out, '\n');
    if (begun)
        write_sums(console, quiet);
    facts_verdict(&words, model);
    line(console, code == 0 ? INK_GOOD : code == 1 ? INK_BAD : INK_DOUBT, &words, 0);
}

void report_console(const struct model *model, const struct report_options *options, struct buffer *out)
{
    size_t width = options->width ? options->width : USUAL_WIDTH;
    struct console console = {.model = model,
                              .out = out,
                              .width = width < LEAST_WIDTH ? LEAST_WIDTH : width,
                              .colour = options->colour};
    if (options->quiet && model_exit(model) == 0 && !model->counts.by[MODEL_FAILED]) {
        write_one_line(&console);
        return;
    }
    for (size_t i = 0; i < model->target_count; i++) {
        if (i)
            buffer_char(out, '\n');
        write_target(&console, model->targets[i], options->quiet);
    }
    for (size_t i = 0; i < model->run_count; i++)
        write_gate(&console, model->runs[i]);
    write_end(&console, options->quiet);
}

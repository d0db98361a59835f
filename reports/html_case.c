/* Cases: those that are no pass explained one by one, then all of them in a list. */
#include <string.h>

#include "reports/html.h"
#include "reports/text.h"

enum { MOST_EXCHANGES = 12, MOST_FINDINGS = 20 };

static void write_tag(struct html *html, const char *class, const char *text)
{
    buffer_format(html->out, "<span class=\"tag %s\">%s</span>", class, text);
}

static void write_anchor(struct html *html, const char *kind, const struct model_case *row)
{
    buffer_format(html->out, "%s%zu-", kind, html->target);
    html_text(html->out, row->id);
}

/* The words of the contract with the place where they stand. */
static void write_words(struct html *html, const char *heading, const struct model_words *words)
{
    if (!*words->pointer)
        return;
    buffer_format(html->out, "<div class=\"words\"><p>%s ", heading);
    html_wrapped(html->out, "<b>", words->source, "</b>");
    if (words->line)
        buffer_format(html->out, ", line %lld", (long long)words->line);
    html_wrapped(html->out, " · <code>", words->pointer, "</code></p>");
    html_wrapped(html->out, "<pre>", words->words, "</pre>");
    buffer_text(html->out, "</div>");
}

static void write_row(struct html *html, const char *term, const char *text)
{
    if (!*text)
        return;
    buffer_format(html->out, "<dt>%s</dt><dd>", term);
    html_text(html->out, text);
    buffer_text(html->out, "</dd>");
}

static void write_finding(struct html *html, const struct model_case *row,
                          const struct model_finding *finding)
{
    buffer_text(html->out, "<div class=\"finding\"><p>");
    html_text(html->out, finding->title);
    if (strcmp(finding->level, "should") == 0) {
        buffer_char(html->out, ' ');
        write_tag(html, "errored", "should");
    }
    buffer_text(html->out, "</p><dl class=\"versus\">");
    write_row(html, "Expected", finding->expected);
    write_row(html, "Found", finding->found);
    write_row(html, "At",
              finding->body_pointer ? *finding->body_pointer ? finding->body_pointer : "the whole body" : "");
    write_row(html, "Note", finding->note);
    buffer_text(html->out, "</dl>");
    write_words(html, "The contract:", *finding->contract.pointer ? &finding->contract : &row->basis);
    if (finding->exchange)
        html_exchange(html, finding->exchange, finding);
    if (finding->more) {
        buffer_text(html->out, "<p class=\"quiet\">The same in ");
        html_counted(html->out, (size_t)finding->more, "further exchange", "further exchanges");
        buffer_text(html->out, ".</p>");
    }
    buffer_text(html->out, "</div>");
}

/* The request of the first finding that has one. */
static const struct model_exchange *first_request(const struct model_case *row)
{
    for (size_t i = 0; i < row->finding_count; i++)
        if (row->findings[i]->exchange && !row->findings[i]->exchange->is_callback)
            return row->findings[i]->exchange;
    return NULL;
}

static void write_card(struct html *html, const struct model_case *row)
{
    const char *class = html_class(row);
    buffer_format(html->out, "<article class=\"card %s\" data-verdict=\"%s\" id=\"", class, class);
    write_anchor(html, "f", row);
    buffer_text(html->out, "\"><h3>");
    html_text(html->out, row->title);
    buffer_text(html->out, "</h3><p>");
    write_tag(html, class, class);
    html_wrapped(html->out, " <span class=\"id\">", row->id, "</span></p>");
    html_wrapped(html->out, "<p>", row->reason, "</p>");
    html_wrapped(html->out, "<p>Waived: ", row->waived, "</p>");
    for (size_t i = 0; i < row->finding_count && i < MOST_FINDINGS; i++)
        write_finding(html, row, row->findings[i]);
    if (row->finding_count > MOST_FINDINGS) {
        buffer_text(html->out, "<p class=\"finding quiet\">… and ");
        html_counted(html->out, row->finding_count - MOST_FINDINGS, "more finding", "more findings");
        buffer_text(html->out, " in the record</p>");
    }
    html_again(html, row, first_request(row));
    buffer_text(html->out, "</article>\n");
}

/* Cards come in this order. */
static void write_cards(struct html *html, const struct model_target *target, const char *class)
{
    for (size_t i = 0; i < target->case_count; i++)
        if (strcmp(html_class(target->cases[i]), class) == 0)
            write_card(html, target->cases[i]);
}

static void write_part(struct html *html, const char *before, size_t count, const char *words)
{
    if (!count)
        return;
    buffer_text(html->out, before);
    text_number(html->out, (int64_t)count);
    buffer_format(html->out, " %s", words);
}

void html_findings(struct html *html, const struct model_target *target)
{
    const struct model_counts *counts = &target->counts;
    size_t failed = counts->by[MODEL_FAILED] - counts->waived, errored = counts->by[MODEL_ERRORED];
    if (!failed && !errored && !counts->waived)
        return;
    buffer_format(html->out, "<h2 id=\"findings%zu\">What is wrong <small>", html->target);
    write_part(html, "", failed, "failed");
    write_part(html, failed ? ", " : "", errored, "could not be judged");
    write_part(html, failed || errored ? ", " : "", counts->waived, "waived");
    buffer_text(html->out, "</small></h2>\n");
    write_cards(html, target, "failed");
    write_cards(html, target, "errored");
    write_cards(html, target, "waived");
}

/* ---- The list of all ---- */

static void write_exchanges(struct html *html, const struct model_case *row)
{
    for (size_t i = 0; i < row->exchange_count && i < MOST_EXCHANGES; i++) {
        const struct model_exchange *exchange = row->exchanges[i];
        buffer_text(html->out, "<p><code>");
        html_text(html->out, exchange->method);
        buffer_char(html->out, ' ');
        html_text(html->out, exchange->url);
        buffer_text(html->out, "</code> → ");
        if (exchange->status)
            buffer_format(html->out, "%lld", (long long)exchange->status);
        else
            html_text(html->out, exchange->outcome);
        buffer_text(html->out, " <span class=\"quiet\">in ");
        text_duration(html->out, exchange->ended - exchange->started);
        buffer_text(html->out, "</span></p>");
    }
    if (row->exchange_count > MOST_EXCHANGES)
        buffer_format(html->out, "<p class=\"quiet\">… %zu more exchanges</p>",
                      row->exchange_count - MOST_EXCHANGES);
}

static void write_case(struct html *html, const struct model_case *row)
{
    const char *class = html_class(row);
    buffer_format(html->out, "<details class=\"case %s\" data-verdict=\"%s\" id=\"", class, class);
    write_anchor(html, "c", row);
    buffer_format(html->out, "\"><summary><span class=\"tag\">%s</span><span class=\"title\">", class);
    html_text(html->out, row->title);
    buffer_text(html->out, "</span><span class=\"took\">");
    if (row->judged && row->verdict != MODEL_SKIPPED)
        text_duration(html->out, row->duration);
    html_wrapped(html->out, "</span><span class=\"id\">", row->id, "</span>");
    buffer_text(html->out, "</summary><div class=\"more\">");
    html_wrapped(html->out, "<p>", row->reason, "</p>");
    html_wrapped(html->out, "<p>Waived: ", row->waived, "</p>");
    write_words(html, strcmp(row->level, "should") == 0 ? "Should, by" : "Must, by", &row->basis);
    if (row->verdict == MODEL_FAILED || row->verdict == MODEL_ERRORED) {
        buffer_text(html->out, "<p><a href=\"#");
        write_anchor(html, "f", row);
        buffer_text(html->out, "\">What is wrong</a></p>");
    }
    write_exchanges(html, row);
    buffer_text(html->out, "</div></details>\n");
}

static void write_suite(struct html *html, const struct model_suite *suite, bool open)
{
    const struct model_counts *counts = &suite->counts;
    buffer_format(html->out, "<details class=\"suite\"%s id=\"s%zu-", open ? " open" : "", html->target);
    html_text(html->out, suite->name);
    html_wrapped(html->out, "\"><summary><span>", suite->name, "</span><small class=\"quiet\">");
    text_number(html->out, (int64_t)counts->by[MODEL_PASSED]);
    buffer_text(html->out, " of ");
    text_number(html->out, (int64_t)counts->total);
    buffer_text(html->out, " passed</small>");
    html_bar(html->out, "mini", counts);
    buffer_text(html->out, "</summary>\n");
    for (size_t i = 0; i < suite->count; i++)
        write_case(html, suite->cases[i]);
    buffer_text(html->out, "</details>\n");
}

void html_cases(struct html *html, const struct model_target *target)
{
    enum { FEW = 400 }; /* so many cases may be open at once */
    buffer_format(html->out, "<h2 id=\"cases%zu\">All cases <small>", html->target);
    html_counted(html->out, target->case_count, "case in ", "cases in ");
    html_counted(html->out, target->suite_count, "suite", "suites");
    buffer_text(html->out, "</small></h2>\n");
    for (size_t i = 0; i < target->suite_count; i++) {
        const struct model_counts *counts = &target->suites[i]->counts;
        bool wrong = counts->by[MODEL_FAILED] > counts->waived || counts->by[MODEL_ERRORED];
        write_suite(html, target->suites[i],
                    wrong && target->case_count < FEW && html->model->target_count == 1);
    }
}

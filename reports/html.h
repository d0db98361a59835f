/* Private to the HTML report: one file, without scripts from elsewhere, without a network. */
#ifndef CREWCHECK_REPORTS_HTML_H
#define CREWCHECK_REPORTS_HTML_H

#include "reports/reports.h"

/* page/report.css and page/report.js, embedded. */
extern const char *const page_report_css, *const page_report_js;
extern const size_t page_report_css_length, page_report_js_length;

struct html {
    const struct model *model;
    struct buffer *out;
    size_t target; /* index of the target that is written: begins every anchor */
};

/* ---- Text (html_text.c) ---- */

/* Appends text as content or as an attribute's value in double quotes. Whatever a browser would act upon or not show
 * (markup, control and bidirectional characters, bytes that are no UTF-8) becomes visible and harmless. */
void html_text(struct buffer *out, const char *text);
void html_bytes(struct buffer *out, const char *bytes, size_t length);

/* Appends markup, then the escaped text, then markup. Nothing where the text is empty. */
void html_wrapped(struct buffer *out, const char *before, const char *text, const char *after);

/* "1,204 cases", "1 case". */
void html_counted(struct buffer *out, size_t count, const char *singular, const char *plural);

/* The class of a case: "passed", "failed", "errored", "skipped", "waived". */
const char *html_class(const struct model_case *row);

/* The stacked bar of counts. */
void html_bar(struct buffer *out, const char *class, const struct model_counts *counts);

/* ---- Parts ---- */

/* html_body.c: a body as text, the place that `pointer` (NULL: none) names marked; a long one is shortened, yet
 * never at that place. `raw`: as it came, also where it is JSON. */
void html_body(struct buffer *out, const char *bytes, size_t length, const char *pointer, bool raw);

/* html_exchange.c: what was sent and what came back, side by side, the finding's place marked. */
void html_exchange(struct html *html, const struct model_exchange *exchange,
                   const struct model_finding *finding);

/* html_case.c: the failed and errored cases, one card each; then all cases, suite by suite. */
void html_findings(struct html *html, const struct model_target *target);
void html_cases(struct html *html, const struct model_target *target);

/* html_exchange.c: the commands that show a case again: the suite's, and curl's for the exchange (NULL: none). */
void html_again(struct html *html, const struct model_case *row, const struct model_exchange *exchange);

/* html_execution.c: executions as timelines. */
void html_executions(struct html *html, const struct model_target *target);

/* html_tables.c: the targets' matrix, and what of the contract was examined. */
void html_matrix(struct html *html);
void html_coverage(struct html *html, const struct model_target *target);

#endif

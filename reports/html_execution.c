/* Executions as timelines: a lane for each operation and for each kind of callback. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "reports/html.h"
#include "reports/text.h"
#include "reports/timeline.h"

enum { WIDTH = 960, LEFT = 150, RIGHT = 24, LANE = 26, TOP = 24, MOST_LANES = 16, MOST_MARKS = 2000 };

struct chart {
    const struct model_execution *execution;
    const struct model_exchange **marks; /* in the order of their starts */
    size_t count;
    int64_t from, to;
    const char
        *lanes[MOST_LANES]; /* in the order of their first marks; what finds no place shares the last */
    size_t lane_count;
};

static const char *lane_name(const struct model_exchange *mark)
{
    if (mark->is_callback)
        return mark->kind;
    return *mark->operation ? mark->operation : mark->method;
}

static size_t lane_of(const struct chart *chart, const struct model_exchange *mark)
{
    for (size_t i = 0; i < chart->lane_count; i++)
        if (strcmp(chart->lanes[i], lane_name(mark)) == 0)
            return i;
    return chart->lane_count < MOST_LANES ? chart->lane_count : MOST_LANES - 1;
}

static int by_start(const void *a, const void *b)
{
    const struct model_exchange *one = *(const struct model_exchange *const *)a,
                                *other = *(const struct model_exchange *const *)b;
    if (one->started != other->started)
        return one->started < other->started ? -1 : 1;
    return one->number < other->number ? -1 : one->number > other->number;
}

static void collect(struct chart *chart)
{
    const struct model_execution *execution = chart->execution;
    chart->count = execution->exchange_count < MOST_MARKS ? execution->exchange_count : MOST_MARKS;
    chart->marks = memory_new(chart->count * sizeof *chart->marks);
    for (size_t i = 0; i < chart->count; i++)
        chart->marks[i] = execution->exchanges[i];
    if (!chart->count)
        return;
    qsort(chart->marks, chart->count, sizeof *chart->marks, by_start);
    chart->from = chart->to = chart->marks[0]->started;
    for (size_t i = 0; i < chart->count; i++) {
        size_t lane = lane_of(chart, chart->marks[i]);
        chart->to = chart->marks[i]->ended > chart->to ? chart->marks[i]->ended : chart->to;
        if (lane == chart->lane_count)
            chart->lanes[chart->lane_count++] = lane_name(chart->marks[i]);
    }
}

static double x_of(const struct chart *chart, int64_t time)
{
    double span = (double)(chart->to - chart->from);
    return LEFT + (span > 0 ? (double)(time - chart->from) / span : 0) * (WIDTH - LEFT - RIGHT);
}

/* 1, 2 or 5 times a power of ten milliseconds, so that there are at most eight of them. */
static int64_t tick_of(int64_t span)
{
    static const int64_t factors[] = {1, 2, 5};
    for (int64_t power = CLOCK_MILLISECOND;; power *= 10)
        for (size_t i = 0; i < 3; i++)
            if (span / (factors[i] * power) <= 8)
                return factors[i] * power;
}

static void write_axis(struct html *html, const struct chart *chart)
{
    int64_t span = chart->to - chart->from, tick = tick_of(span);
    int decimals = tick < CLOCK_SECOND / 100 ? 3 : tick < CLOCK_SECOND / 10 ? 2 : tick < CLOCK_SECOND ? 1 : 0;
    double bottom = TOP + (double)chart->lane_count * LANE;
    for (int64_t at = 0; at <= span; at += tick) {
        double x = x_of(chart, chart->from + at);
        buffer_format(html->out, "<line class=\"axis\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%.1f\"/>", x, x,
                      TOP - 4, bottom);
        buffer_format(html->out, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%.*f s</text>", x, TOP - 9,
                      decimals, (double)at / (double)CLOCK_SECOND);
    }
    for (size_t i = 0; i < chart->lane_count; i++) {
        buffer_format(html->out, "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">", LEFT - 14,
                      TOP + ((double)i + 0.5) * LANE + 4);
        html_text(html->out, chart->lanes[i]);
        buffer_text(html->out, "</text>");
    }
}

static const char *mark_class(const struct model_exchange *mark)
{
    if (mark->is_callback)
        return "callback";
    if (mark->status / 100 == 4)
        return "refused";
    if (mark->status / 100 != 2)
        return "bad";
    return strcmp(mark->method, "GET") == 0 ? "poll" : "kickoff";
}

static void write_mark(struct html *html, const struct chart *chart, const struct model_exchange *mark)
{
    double x = x_of(chart, mark->started), width = x_of(chart, mark->ended) - x;
    double y = TOP + ((double)lane_of(chart, mark) + 0.5) * LANE - 6;
    buffer_format(html->out,
                  "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"12\" rx=\"2.5\"><title>",
                  mark_class(mark), x, y, width < 5 ? 5 : width);
    html_text(html->out, mark->method);
    buffer_char(html->out, ' ');
    html_text(html->out, mark->url);
    buffer_format(html->out, " → %lld, ", (long long)mark->status);
    text_duration(html->out, mark->started - chart->from);
    buffer_text(html->out, " after the start</title></rect>");
}

static void write_chart(struct html *html, const struct chart *chart)
{
    buffer_format(html->out, "<figure><svg viewBox=\"0 0 %d %zu\" role=\"img\" aria-label=\"Timeline\">",
                  WIDTH, TOP + chart->lane_count * LANE + 6);
    write_axis(html, chart);
    for (size_t i = 0; i < chart->count; i++)
        write_mark(html, chart, chart->marks[i]);
    buffer_text(html->out, "</svg></figure>");
}

/* The same in words, what is alike folded. */
static void write_steps(struct html *html, const struct model_target *target, const struct chart *chart)
{
    struct timeline timeline;
    timeline_make(&timeline, target, chart->execution);
    int64_t from = timeline.count ? timeline.rows[0].time : 0;
    buffer_text(html->out, "<table class=\"steps\"><tbody>");
    for (size_t i = 0; i < timeline.count; i++) {
        const struct timeline_row *row = &timeline.rows[i];
        bool weighs = row->kind != TIMELINE_POLL && row->kind != TIMELINE_CALLBACK;
        buffer_format(html->out, "<tr><td>%.3f s</td><td>",
                      (double)(row->time - from) / (double)CLOCK_SECOND);
        html_wrapped(html->out, weighs ? "<b>" : "", row->text, weighs ? "</b>" : "");
        if (row->count > 1)
            buffer_format(html->out, " <span class=\"quiet\">%zu times, until %.3f s</span>", row->count,
                          (double)(row->until - from) / (double)CLOCK_SECOND);
        buffer_text(html->out, "</td></tr>");
    }
    buffer_text(html->out, "</tbody></table>");
    timeline_clear(&timeline);
}

void html_executions(struct html *html, const struct model_target *target)
{
    if (!target->execution_count)
        return;
    buffer_format(html->out, "<h2 id=\"executions%zu\">Executions <small>", html->target);
    text_number(html->out, (int64_t)target->execution_count);
    buffer_text(html->out, " in all</small></h2>\n");
    for (size_t i = 0; i < target->execution_count; i++) {
        struct chart chart = {.execution = target->executions[i]};
        collect(&chart);
        html_wrapped(html->out, "<article class=\"execution\"><h3>", chart.execution->scenario, " ");
        html_wrapped(html->out, "<small class=\"id\">", chart.execution->id, "</small>");
        buffer_text(html->out, "</h3>");
        if (chart.count)
            write_chart(html, &chart);
        write_steps(html, target, &chart);
        buffer_text(html->out, "</article>\n");
        free(chart.marks);
    }
}

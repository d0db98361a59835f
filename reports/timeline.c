#include "reports/timeline.h"

#include <stdlib.h>
#include <string.h>

#include "reports/text.h"

/* Callbacks of one kind that are shown each by itself; those behind them are folded into the last. */
enum { MOST_IN_A_ROW = 50 };

/* ---- Words ---- */

static const char *keep(struct timeline *timeline, struct buffer *words)
{
    struct buffer safe;
    buffer_init(&safe, BUFFER_UNBOUNDED);
    text_show(&safe, buffer_string(words), words->length, false);
    const char *kept = arena_copy(&timeline->arena, buffer_string(&safe), safe.length);
    buffer_clear(&safe);
    buffer_clear(words);
    return kept;
}

static void add_answer(struct buffer *words, const struct model_exchange *exchange)
{
    if (exchange->status)
        buffer_format(words, ": %lld", (long long)exchange->status);
    else
        buffer_format(words, ": %s", *exchange->detail ? exchange->detail : exchange->outcome);
}

/* "running, task "research", 1 of 3 tasks: detail" */
static void add_event(struct buffer *words, const struct model_event *event)
{
    buffer_text(words, event->phase);
    if (*event->status && strcmp(event->status, event->phase) != 0)
        buffer_format(words, ", status \"%s\"", event->status);
    if (*event->task)
        buffer_format(words, ", task \"%s\"", event->task);
    if (event->completed_tasks >= 0 && event->total_tasks >= 0)
        buffer_format(words, ", %lld of %lld tasks", (long long)event->completed_tasks,
                      (long long)event->total_tasks);
    if (*event->detail)
        buffer_format(words, ": %s", event->detail);
}

/* ---- Rows ---- */

static struct timeline_row *add_row(struct timeline *timeline, enum timeline_kind kind, int64_t time)
{
    timeline->rows =
        memory_grow(timeline->rows, timeline->count, &timeline->capacity, sizeof *timeline->rows);
    struct timeline_row *row = &timeline->rows[timeline->count++];
    *row = (struct timeline_row){.kind = kind, .time = time, .until = time, .text = ""};
    return row;
}

static const struct model_event *event_of(const struct model_execution *execution, int64_t number)
{
    for (size_t i = execution->count; number && i-- > 0;)
        if (execution->events[i].exchange == number)
            return &execution->events[i];
    return NULL;
}

static bool is_one_of(const char *word, const char *const *words)
{
    for (; *words; words++)
        if (strcmp(*words, word) == 0)
            return true;
    return false;
}

static bool is_start(const struct model_event *event)
{
    static const char *const words[] = {"started", "possibly-started", NULL};
    return event && is_one_of(event->phase, words);
}

static bool is_end(const struct model_event *event)
{
    static const char *const words[] = {"completed", "error", "timed-out", NULL};
    return event && is_one_of(event->phase, words);
}

/* Is it one more behind so many of its kind that nobody reads them one by one? */
static bool is_of_flood(const struct timeline *timeline, const struct model_exchange *exchange)
{
    if (timeline->count < MOST_IN_A_ROW)
        return false;
    for (size_t i = timeline->count - MOST_IN_A_ROW; i < timeline->count; i++) {
        const struct timeline_row *row = &timeline->rows[i];
        if (row->kind != TIMELINE_CALLBACK || strcmp(row->exchange->kind, exchange->kind) != 0 ||
            row->exchange->status != exchange->status)
            return false;
    }
    return true;
}

static void add_callback(struct timeline *timeline, const struct model_exchange *exchange)
{
    if (is_of_flood(timeline, exchange)) {
        struct timeline_row *last = &timeline->rows[timeline->count - 1];
        last->count++;
        last->until = exchange->started;
        return;
    }
    struct buffer words;
    buffer_init(&words, BUFFER_UNBOUNDED);
    buffer_format(&words, "callback \"%s\"", exchange->kind);
    if (exchange->status)
        buffer_format(&words, ", answered %lld", (long long)exchange->status);
    else
        buffer_text(&words, ", not answered");
    struct timeline_row *row = add_row(timeline, TIMELINE_CALLBACK, exchange->started);
    row->exchange = exchange;
    row->count = 1;
    row->text = keep(timeline, &words);
}

/* The same question with the same kind of answer, and nothing else in between. */
static bool folds(const struct timeline_row *row, const struct model_exchange *exchange)
{
    const struct model_exchange *first = row->exchange;
    return row->kind == TIMELINE_POLL && first && strcmp(first->operation, exchange->operation) == 0 &&
           strcmp(first->method, exchange->method) == 0 && first->status == exchange->status &&
           strcmp(first->outcome, exchange->outcome) == 0;
}

static enum timeline_kind kind_of(const struct model_exchange *exchange, const struct model_event *event)
{
    if (is_start(event))
        return TIMELINE_START;
    if (is_end(event))
        return TIMELINE_END;
    return strcmp(exchange->method, "GET") == 0 ? TIMELINE_POLL : TIMELINE_RESUME;
}

static void add_exchange(struct timeline *timeline, const struct model_execution *execution,
                         const struct model_exchange *exchange)
{
    const struct model_event *event = event_of(execution, exchange->number);
    struct timeline_row *last = timeline->count ? &timeline->rows[timeline->count - 1] : NULL;
    if (last && !event && folds(last, exchange)) {
        last->count++;
        last->until = exchange->started;
        return;
    }
    struct buffer words;
    buffer_init(&words, BUFFER_UNBOUNDED);
    buffer_format(&words, "%s %s", exchange->method,
                  *exchange->operation ? exchange->operation : exchange->url);
    add_answer(&words, exchange);
    enum timeline_kind kind = kind_of(exchange, event);
    if (event) {
        buffer_text(&words, ", ");
        add_event(&words, event);
    } else if (kind == TIMELINE_POLL) {
        buffer_text(&words, ", as before");
    }
    struct timeline_row *row = add_row(timeline, kind, exchange->started);
    row->exchange = exchange;
    row->count = 1;
    row->text = keep(timeline, &words);
}

static void add_phase(struct timeline *timeline, const struct model_event *event)
{
    struct buffer words;
    buffer_init(&words, BUFFER_UNBOUNDED);
    add_event(&words, event);
    enum timeline_kind kind = is_start(event) ? TIMELINE_START
                              : is_end(event) ? TIMELINE_END
                                              : TIMELINE_PHASE;
    add_row(timeline, kind, event->time)->text = keep(timeline, &words);
}

/* An event that cites an exchange of this execution is told with it. */
static bool stands_alone(const struct model_target *target, const struct model_event *event)
{
    return !event->exchange || !model_exchange_find(target, event->exchange);
}

void timeline_make(struct timeline *timeline, const struct model_target *target,
                   const struct model_execution *execution)
{
    *timeline = (struct timeline){.count = 0};
    size_t event = 0;
    for (size_t i = 0; i <= execution->exchange_count; i++) {
        const struct model_exchange *exchange =
            i < execution->exchange_count ? execution->exchanges[i] : NULL;
        for (; event < execution->count && (!exchange || execution->events[event].time < exchange->started);
             event++)
            if (stands_alone(target, &execution->events[event]))
                add_phase(timeline, &execution->events[event]);
        if (exchange && exchange->is_callback)
            add_callback(timeline, exchange);
        else if (exchange)
            add_exchange(timeline, execution, exchange);
    }
}

void timeline_clear(struct timeline *timeline)
{
    free(timeline->rows);
    arena_clear(&timeline->arena);
    *timeline = (struct timeline){0};
}

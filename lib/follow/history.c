#include "follow/follow.h"

#include <string.h>

static bool is_kind(const struct follow_event *event, enum follow_kind kind, const char *label)
{
    return event->kind == kind && (!label || (event->label && strcmp(event->label, label) == 0));
}

const struct follow_event *follow_first(const struct follow_history *history, enum follow_kind kind,
                                        const char *label)
{
    for (size_t i = 0; i < history->count; i++)
        if (is_kind(&history->events[i], kind, label))
            return &history->events[i];
    return NULL;
}

size_t follow_left_out(const struct follow_history *history, const char *kind)
{
    for (size_t i = 0; i < history->calls_count; i++)
        if (strcmp(history->calls[i].kind, kind) == 0)
            return history->calls[i].left_out;
    return 0;
}

const struct follow_event *follow_last(const struct follow_history *history, enum follow_kind kind,
                                       const char *label)
{
    for (size_t i = history->count; i-- > 0;)
        if (is_kind(&history->events[i], kind, label))
            return &history->events[i];
    return NULL;
}

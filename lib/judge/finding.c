#include "judge/finding.h"

#include <stdlib.h>

const char *finding_level_word(enum finding_level level)
{
    return level == LEVEL_MUST ? "must" : "should";
}

struct finding *finding_emit(struct finding_list *list, const struct finding *finding)
{
    list->items = memory_grow(list->items, list->count, &list->capacity, sizeof *list->items);
    struct finding *copy = &list->items[list->count++];
    struct arena *arena = &list->arena;
    *copy = *finding;
    copy->aspect = arena_string(arena, finding->aspect);
    copy->title = arena_string(arena, finding->title);
    copy->expected = arena_string(arena, finding->expected);
    copy->found = arena_string(arena, finding->found);
    copy->body_pointer = arena_string(arena, finding->body_pointer);
    copy->place = arena_string(arena, finding->place);
    copy->execution = arena_string(arena, finding->execution);
    copy->note = arena_string(arena, finding->note);
    copy->basis.pointer = arena_string(arena, finding->basis.pointer);
    copy->basis.source = arena_string(arena, finding->basis.source);
    copy->basis.words = arena_string(arena, finding->basis.words);
    return copy;
}

void finding_list_clear(struct finding_list *list)
{
    free(list->items);
    arena_clear(&list->arena);
    *list = (struct finding_list){0};
}

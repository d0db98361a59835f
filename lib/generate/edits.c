/* Edits made: alone, together, and spread over groups. */
#include <stdlib.h>
#include <string.h>

#include "generate/edit.h"
#include "generate/tree.h"

struct json_object *generate_apply(const struct json_object *base, const struct generate_edit *const *edits,
                                   size_t count)
{
    struct json_object *changed = json_copy(base);
    for (size_t i = 0; i < count; i++)
        tree_put(&changed, edits[i]->pointer, json_copy(edits[i]->value));
    return changed;
}

bool edit_is_known(const struct generate_edits *list, const char *place, const char *rule)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->items[i].place, place) == 0 && strcmp(list->items[i].rule, rule) == 0)
            return true;
    return false;
}

void edit_add(struct generate_edits *list, const struct generate_edit *edit)
{
    struct arena *arena = &list->arena;
    list->items = memory_grow(list->items, list->count, &list->capacity, sizeof *list->items);
    list->items[list->count++] = (struct generate_edit){.rule = arena_string(arena, edit->rule),
                                                        .place = arena_string(arena, edit->place),
                                                        .title = arena_string(arena, edit->title),
                                                        .pointer = arena_string(arena, edit->pointer),
                                                        .adds = edit->adds,
                                                        .value = edit->value};
}

void generate_edits_clear(struct generate_edits *list)
{
    for (size_t i = 0; i < list->count; i++)
        json_object_put(list->items[i].value);
    free(list->items);
    arena_clear(&list->arena);
    *list = (struct generate_edits){0};
}

/* ---- Groups ---- */

struct spreading {
    const struct schema *schema;
    enum schema_direction direction;
    struct json_object *whole; /* the instance with the edits of the group so far */
    const struct generate_edits *list;
    const int *groups;
    int group;
};

/* Does another edit of the group change the same place, or one inside or around it? */
static bool collides(const struct spreading *spreading, size_t edit)
{
    const char *pointer = spreading->list->items[edit].pointer;
    for (size_t i = 0; i < edit; i++) {
        const char *other = spreading->list->items[i].pointer;
        if (spreading->groups[i] == spreading->group &&
            (tree_is_inside(pointer, other) || tree_is_inside(other, pointer)))
            return true;
    }
    return false;
}

static bool join(struct spreading *spreading, size_t edit)
{
    const struct generate_edit *const one = &spreading->list->items[edit];
    if (collides(spreading, edit))
        return false;
    struct json_object *larger = generate_apply(spreading->whole, &one, 1);
    bool fits = schema_is_valid(spreading->schema, larger, spreading->direction);
    if (fits) {
        json_object_put(spreading->whole);
        spreading->whole = larger;
    } else {
        json_object_put(larger);
    }
    return fits;
}

void generate_spread(const struct schema *schema, const struct json_object *base,
                     enum schema_direction direction, const struct generate_edits *list, int group_count,
                     int *groups)
{
    for (size_t i = 0; i < list->count; i++)
        groups[i] = -1;
    for (int group = 0; group < group_count; group++) {
        struct spreading spreading = {schema, direction, json_copy(base), list, groups, group};
        for (size_t i = 0; i < list->count; i++)
            if (groups[i] < 0 && join(&spreading, i))
                groups[i] = group;
        json_object_put(spreading.whole);
    }
}

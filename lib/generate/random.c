#include <stdlib.h>

#include "generate/make.h"

/* Moves one of the violations to the end of `to`, with all of its texts. */
static void take_one(struct generate_violations *to, struct generate_violations *from, size_t index)
{
    struct generate_violation *item = &from->items[index];
    struct arena *arena = &to->arena;
    to->items = memory_grow(to->items, to->count, &to->capacity, sizeof *to->items);
    struct generate_violation *copy = &to->items[to->count++];
    *copy = *item;
    copy->rule = arena_string(arena, item->rule);
    copy->place = arena_string(arena, item->place);
    copy->title = arena_string(arena, item->title);
    copy->pointer = arena_string(arena, item->pointer);
    copy->basis = arena_string(arena, item->basis);
    copy->text = arena_string(arena, item->text);
    item->instance = NULL;
}

bool generate_random_invalid(const struct schema *schema, struct random *random, unsigned size,
                             const struct generate_options *options, struct generate_violations *list,
                             struct error *error)
{
    enum { TRIES = 10 };
    for (int i = 0; i < TRIES; i++) {
        struct json_object *base = NULL;
        struct generate_violations found = {0};
        if (!generate_random(schema, random, size, options, &base, error))
            return false;
        bool derived = generate_violations(schema, base, options, &found, error);
        bool some = derived && found.count;
        if (some)
            take_one(list, &found, (size_t)random_below(random, found.count));
        generate_violations_clear(&found);
        json_object_put(base);
        if (!derived || some)
            return some;
    }
    return error_set(error, "no instance was found that the schema %s refuses", schema->pointer);
}

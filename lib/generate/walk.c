#include "generate/edit.h"

#include <stdlib.h>
#include <string.h>

#include "generate/tree.h"

struct walk {
    const struct generate_options *options;
    walk_visit *visit;
    void *context;
    struct buffer pointer, place;
};

static void step(struct walk *walk, const struct generate_view *view, const struct json_object *value,
                 bool entry);

/* Walks into a member or an item, whose token and place were just appended. */
static void step_into(struct walk *walk, struct generate_view *view, const struct json_object *value,
                      bool entry, size_t pointer_length, size_t place_length)
{
    step(walk, view, value, entry);
    generate_view_clear(view);
    walk->pointer.data[walk->pointer.length = pointer_length] = '\0';
    walk->place.data[walk->place.length = place_length] = '\0';
}

static void step_into_members(struct walk *walk, const struct generate_view *view,
                              const struct json_object *object)
{
    struct lh_entry *at = NULL;
    const char *name = NULL;
    struct json_object *value = NULL;
    while (tree_next_member(object, &at, &name, &value)) {
        struct generate_view below = {0};
        size_t pointer_length = walk->pointer.length, place_length = walk->place.length;
        bool named = generate_view_add_member(&below, view, name, value, walk->options->direction);
        json_pointer_push(&walk->pointer, name);
        if (named)
            generate_place_push(&walk->place, name);
        else
            buffer_text(&walk->place, place_length ? ".*" : "*");
        step_into(walk, &below, value, !named, pointer_length, place_length);
    }
}

static void step_into_items(struct walk *walk, const struct generate_view *view,
                            const struct json_object *array)
{
    for (size_t i = 0; i < json_object_array_length(array); i++) {
        const struct json_object *value = json_object_array_get_idx(array, i);
        struct generate_view below = {0};
        size_t pointer_length = walk->pointer.length, place_length = walk->place.length;
        generate_view_add_item(&below, view, value, walk->options->direction);
        json_pointer_push_index(&walk->pointer, i);
        buffer_text(&walk->place, place_length ? ".[]" : "[]");
        step_into(walk, &below, value, false, pointer_length, place_length);
    }
}

static void step(struct walk *walk, const struct generate_view *view, const struct json_object *value,
                 bool entry)
{
    /* The buffers move while the walk goes on, a visitor's texts do not. */
    char *pointer = string_copy(buffer_string(&walk->pointer));
    char *place = string_copy(walk->place.length ? buffer_string(&walk->place) : "body");
    walk->visit(walk->context, &(struct walk_site){view, value, pointer, place, entry});
    free(pointer);
    free(place);
    if (json_is(value, json_type_object))
        step_into_members(walk, view, value);
    else if (json_is(value, json_type_array))
        step_into_items(walk, view, value);
}

void walk_values(const struct schema *schema, const struct json_object *base,
                 const struct generate_options *options, walk_visit *visit, void *context)
{
    struct walk walk = {.options = options, .visit = visit, .context = context};
    struct generate_view view = {0};
    buffer_init(&walk.pointer, BUFFER_UNBOUNDED);
    buffer_init(&walk.place, BUFFER_UNBOUNDED);
    buffer_text(&walk.pointer, "");
    buffer_text(&walk.place, options->root ? options->root : "");
    generate_view_add(&view, schema, base, options->direction);
    step(&walk, &view, base, false);
    generate_view_clear(&view);
    buffer_clear(&walk.pointer);
    buffer_clear(&walk.place);
}

char *walk_entry_place(const struct generate_options *options, const struct walk_site *site)
{
    bool bare = !*site->pointer && !options->root;
    return bare ? string_copy("*") : string_format("%s.*", site->place);
}

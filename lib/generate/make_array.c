#include "generate/make.h"
#include "generate/tree.h"

struct counts {
    size_t minimum, maximum;
    bool unique;
};

enum { ITEMS_MOST = 10000 };

static struct counts count_items(const struct schema_list *all)
{
    struct counts counts = {0, SIZE_MAX, false};
    for (size_t i = 0; i < all->count; i++) {
        const struct schema *schema = all->items[i];
        counts.minimum = schema->min_items > counts.minimum ? schema->min_items : counts.minimum;
        counts.maximum = schema->max_items < counts.maximum ? schema->max_items : counts.maximum;
        counts.unique = counts.unique || schema->unique_items;
    }
    return counts;
}

static bool is_recursive(const struct wish *wish, const struct schema_list *items)
{
    for (; wish; wish = wish->outer)
        for (size_t i = 0; i < items->count; i++)
            if (schema_list_has(wish->schemas, items->items[i]))
                return true;
    return false;
}

static size_t hinted_count(const struct hint_list *hints)
{
    for (size_t i = 0; i < hints->count; i++)
        if (json_is(hints->items[i], json_type_array))
            return json_object_array_length(hints->items[i]);
    return 0;
}

static size_t wanted_count(struct maker *maker, const struct wish *wish, const struct schema_list *items,
                           const struct counts *counts)
{
    size_t wanted = hinted_count(wish->hints);
    if (!wanted && maker->options->every_property)
        wanted = 1;
    if (maker->random)
        wanted = wish->depth < maker->size ? (size_t)random_below(maker->random, maker->size % 8 + 1) : 0;
    if (is_recursive(wish, items))
        wanted = 0;
    wanted = wanted < counts->minimum ? counts->minimum : wanted;
    return wanted > counts->maximum ? counts->maximum : wanted;
}

static bool contains(const struct json_object *array, const struct json_object *value)
{
    for (size_t i = 0; i < json_object_array_length(array); i++)
        if (json_equal(json_object_array_get_idx(array, i), value))
            return true;
    return false;
}

/* Where items must differ, each further try varies what is made. */
static bool add_item(struct maker *maker, const struct wish *wish, const struct schema_list *items,
                     bool unique, struct json_object *array)
{
    enum { VARIATIONS = 40 };
    size_t index = json_object_array_length(array), length = maker->pointer.length;
    struct hint_list hints = {0};
    for (size_t i = 0; i < wish->hints->count; i++)
        if (json_is(wish->hints->items[i], json_type_array))
            hint_list_add(&hints, json_object_array_get_idx(wish->hints->items[i], index));
    struct wish item = {
        .schemas = items, .hints = &hints, .name = wish->name, .outer = wish, .depth = wish->depth + 1};
    unsigned variation = maker->variation;
    struct random *random = maker->random;
    json_pointer_push_index(&maker->pointer, index);
    bool added = false;
    for (unsigned i = 0; i < VARIATIONS && !added; i++) {
        struct json_object *value = NULL;
        /* Chance may be too small to tell items apart. */
        bool fallback = random && i >= VARIATIONS / 2;
        maker->random = fallback ? NULL : random;
        maker->variation = unique ? (unsigned)index + i - (fallback ? VARIATIONS / 2 : 0) : variation;
        if (!maker_make(maker, &item, &value))
            break;
        added = !unique || !contains(array, value);
        if (added)
            json_object_array_add(array, value);
        else
            json_object_put(value);
        hints.count = 0;
    }
    maker->variation = variation;
    maker->random = random;
    maker->pointer.length = length;
    maker->pointer.data[length] = '\0';
    hint_list_clear(&hints);
    return added;
}

bool maker_make_array(struct maker *maker, const struct wish *wish, const struct schema_list *all,
                      struct json_object **out)
{
    struct counts counts = count_items(all);
    struct schema_list items = {0};
    for (size_t i = 0; i < all->count; i++)
        if (all->items[i]->items)
            schema_list_add(&items, all->items[i]->items);
    size_t wanted = wanted_count(maker, wish, &items, &counts);
    struct json_object *array = memory_require(json_object_new_array());
    bool going = wanted <= ITEMS_MOST;
    while (going && json_object_array_length(array) < wanted)
        going = add_item(maker, wish, &items, counts.unique, array);
    schema_list_clear(&items);
    return maker_accept(maker, wish, array, out);
}

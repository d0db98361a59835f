/* Arrays that are too short, too long, or hold the same twice. */
#include "generate/tree.h"
#include "generate/violate.h"

enum { ITEMS_MOST = 10000 };

static void offer_fewer(struct search *search, const struct site *site, const struct schema *schema)
{
    size_t count = schema->min_items - 1;
    struct json_object *fewer = json_copy(site->value);
    json_object_array_del_idx(fewer, count, json_object_array_length(fewer) - count);
    search_drop_unless(search,
                       search_offer(search, site,
                                    &(struct offer){.schema = schema,
                                                    .keyword = "minItems",
                                                    .rule = "min-items",
                                                    .title = arena_format(&search->list->arena,
                                                                          "%zu instead of at least %zu items",
                                                                          count, schema->min_items),
                                                    .value = fewer}));
}

static bool contains(const struct json_object *array, const struct json_object *value)
{
    for (size_t i = 0; i < json_object_array_length(array); i++)
        if (json_equal(json_object_array_get_idx(array, i), value))
            return true;
    return false;
}

/* One more item, different from the others where that can be had, else a copy. */
static bool add_item(struct search *search, const struct site *site, struct json_object *array)
{
    enum { VARIATIONS = 20 };
    size_t length = json_object_array_length(array);
    const struct schema *items = NULL;
    for (size_t i = 0; i < site->view->count && !items; i++)
        items = site->view->items[i].schema->items;
    for (unsigned i = 0; i < VARIATIONS; i++) {
        struct json_object *item = NULL;
        if (!search_make(search, items, (unsigned)length + i, &item))
            break;
        if (!contains(array, item))
            return json_object_array_add(array, item) == 0;
        json_object_put(item);
    }
    return length && json_object_array_add(array, json_copy(json_object_array_get_idx(array, 0))) == 0;
}

static void offer_more(struct search *search, const struct site *site, const struct schema *schema)
{
    size_t count = schema->max_items + 1;
    struct json_object *more = json_copy(site->value);
    bool going = count <= ITEMS_MOST;
    while (going && json_object_array_length(more) < count)
        going = add_item(search, site, more);
    search_drop_unless(search,
                       search_offer(search, site,
                                    &(struct offer){.schema = schema,
                                                    .keyword = "maxItems",
                                                    .rule = "max-items",
                                                    .title = arena_format(&search->list->arena,
                                                                          "%zu instead of at most %zu items",
                                                                          count, schema->max_items),
                                                    .value = more}));
}

/* Repeats an item, in the place of another where there is no room for one more. */
static void repeat_item(struct search *search, const struct site *site, const struct schema *schema)
{
    struct offer offer = {
        .schema = schema, .keyword = "uniqueItems", .rule = "unique-items", .title = "the same item twice"};
    struct json_object *longer = json_copy(site->value);
    bool one = json_object_array_length(longer) > 0 || add_item(search, site, longer);
    if (one)
        json_object_array_add(longer, json_copy(json_object_array_get_idx(longer, 0)));
    offer.value = longer;
    bool found = search_offer(search, site, &offer);
    if (!found && json_object_array_length(site->value) > 1) {
        offer.value = json_copy(site->value);
        json_object_array_put_idx(offer.value, 1, json_copy(json_object_array_get_idx(offer.value, 0)));
        found = search_offer(search, site, &offer);
    }
    search_drop_unless(search, found);
}

void violate_arrays(struct search *search, const struct site *site, const struct schema *schema)
{
    if (!json_is(site->value, json_type_array))
        return;
    if (schema->min_items)
        offer_fewer(search, site, schema);
    if (schema->max_items != SIZE_MAX)
        offer_more(search, site, schema);
    if (schema->unique_items)
        repeat_item(search, site, schema);
}

#include "generate/make.h"

#include <stdlib.h>
#include <string.h>

#include "generate/tree.h"

/* ---- Lists ---- */

bool schema_list_has(const struct schema_list *list, const struct schema *schema)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i] == schema)
            return true;
    return false;
}

void schema_list_add(struct schema_list *list, const struct schema *schema)
{
    if (schema_list_has(list, schema))
        return;
    list->items = memory_grow(list->items, list->count, &list->capacity, sizeof *list->items);
    list->items[list->count++] = schema;
    for (size_t i = 0; i < schema->all_of_count; i++)
        schema_list_add(list, schema->all_of[i]);
}

unsigned schema_list_types(const struct schema_list *list)
{
    unsigned types = SCHEMA_TYPE_ANY;
    for (size_t i = 0; i < list->count; i++)
        types &= list->items[i]->types;
    return types;
}

void schema_list_clear(struct schema_list *list)
{
    free(list->items);
    *list = (struct schema_list){0};
}

void hint_list_add(struct hint_list *list, const struct json_object *hint)
{
    if (!hint)
        return;
    list->items = memory_grow(list->items, list->count, &list->capacity, sizeof *list->items);
    list->items[list->count++] = hint;
}

void hint_list_clear(struct hint_list *list)
{
    free(list->items);
    *list = (struct hint_list){0};
}

/* ---- The maker ---- */

void maker_init(struct maker *maker, const struct generate_options *options)
{
    *maker = (struct maker){.options = options, .tries = MAKER_TRIES};
    buffer_init(&maker->pointer, BUFFER_UNBOUNDED);
    buffer_text(&maker->pointer, "");
}

void maker_clear(struct maker *maker)
{
    buffer_clear(&maker->pointer);
    free(maker->refused_pointer);
}

size_t maker_choose(struct maker *maker, size_t count)
{
    if (count < 2)
        return 0;
    return maker->random ? (size_t)random_below(maker->random, count) : maker->variation % count;
}

bool maker_flip(struct maker *maker)
{
    return maker->random && random_below(maker->random, 2);
}

static bool holds(const struct maker *maker, const struct wish *wish, const struct json_object *value)
{
    for (size_t i = 0; i < wish->schemas->count; i++)
        if (!schema_is_valid(wish->schemas->items[i], value, maker->options->direction))
            return false;
    return true;
}

bool maker_accept(const struct maker *maker, const struct wish *wish, struct json_object *value,
                  struct json_object **out)
{
    if (holds(maker, wish, value)) {
        *out = value;
        return true;
    }
    json_object_put(value);
    return false;
}

/* ---- What others say should stand here ---- */

/* True where the caller has a value of its own; *made tells whether it is valid. */
static bool take_own(struct maker *maker, const struct wish *wish, struct json_object **out, bool *made)
{
    const struct generate_options *options = maker->options;
    const char *pointer = buffer_string(&maker->pointer);
    struct json_object *own = NULL;
    if (!options->override || !wish->schemas->count ||
        !options->override(options->context, pointer, wish->schemas->items[0], &own))
        return false;
    *made = maker_accept(maker, wish, own, out);
    if (!*made && !maker->refused) {
        maker->refused = true;
        maker->refused_pointer = string_copy(pointer);
    }
    return true;
}

static bool take_hint(struct maker *maker, const struct wish *wish, struct json_object **out)
{
    for (size_t i = 0; i < wish->hints->count; i++) {
        const struct json_object *hint = wish->hints->items[i];
        bool scalar = !json_is(hint, json_type_object) && !json_is(hint, json_type_array);
        /* Where schemas speak of what is inside, it is put together bit by bit. */
        bool whole = scalar || !wish->schemas->count;
        if (whole && maker_accept(maker, wish, maker_copy_hint(maker, wish->name, hint), out))
            return true;
    }
    return false;
}

/* True where there is an enum; *made tells whether one of its values will do. */
static bool take_listed(struct maker *maker, const struct wish *wish, const struct schema_list *all,
                        struct json_object **out, bool *made)
{
    const struct json_object *values = NULL;
    for (size_t i = 0; i < all->count && !values; i++)
        values = all->items[i]->enumeration;
    if (!values)
        return false;
    size_t count = json_object_array_length(values), first = maker_choose(maker, count);
    *made = false;
    for (size_t i = 0; i < count && !*made; i++) {
        const struct json_object *value = json_object_array_get_idx(values, (first + i) % count);
        *made = maker_accept(maker, wish, json_copy(value), out);
    }
    return true;
}

/* ---- Types ---- */

static bool make_boolean(struct maker *maker, const struct wish *wish, const struct schema_list *all,
                         struct json_object **out)
{
    (void)all;
    bool value = maker_choose(maker, 2) == 0;
    return maker_accept(maker, wish, json_object_new_boolean(value), out) ||
           maker_accept(maker, wish, json_object_new_boolean(!value), out);
}

static bool make_null(struct maker *maker, const struct wish *wish, const struct schema_list *all,
                      struct json_object **out)
{
    (void)all;
    return maker_accept(maker, wish, NULL, out);
}

static bool speaks_of_strings(const struct schema *schema)
{
    return schema->pattern || schema->format || schema->min_length || schema->max_length != SIZE_MAX;
}

static bool speaks_of_objects(const struct schema *schema)
{
    return schema->property_count || schema->required_count || schema->additional ||
           schema->additional_forbidden || schema->min_properties || schema->discriminator;
}

static bool speaks_of_arrays(const struct schema *schema)
{
    return schema->items || schema->min_items || schema->unique_items;
}

static bool speaks_of_numbers(const struct schema *schema)
{
    return schema->minimum || schema->maximum || schema->multiple_of;
}

static bool speaks_of_nothing(const struct schema *schema)
{
    (void)schema;
    return false;
}

/* In the order in which they are tried where nothing tells what is meant. */
static const struct {
    unsigned types;
    bool (*is_meant)(const struct schema *schema);
    bool (*make)(struct maker *maker, const struct wish *wish, const struct schema_list *all,
                 struct json_object **out);
    json_type hint;
} kinds[] = {
    {SCHEMA_TYPE_STRING, speaks_of_strings, maker_make_string, json_type_string},
    {SCHEMA_TYPE_OBJECT, speaks_of_objects, maker_make_object, json_type_object},
    {SCHEMA_TYPE_ARRAY, speaks_of_arrays, maker_make_array, json_type_array},
    {SCHEMA_TYPE_INTEGER | SCHEMA_TYPE_NUMBER, speaks_of_numbers, maker_make_number, json_type_int},
    {SCHEMA_TYPE_BOOLEAN, speaks_of_nothing, make_boolean, json_type_boolean},
    {SCHEMA_TYPE_NULL, speaks_of_nothing, make_null, json_type_null},
};
enum { KINDS = sizeof kinds / sizeof *kinds };

static bool is_meant(size_t kind, const struct wish *wish, const struct schema_list *all)
{
    for (size_t i = 0; i < wish->hints->count; i++)
        if (json_is(wish->hints->items[i], kinds[kind].hint))
            return true;
    for (size_t i = 0; i < all->count; i++)
        if (kinds[kind].is_meant(all->items[i]))
            return true;
    return false;
}

static bool make_of_some_type(struct maker *maker, const struct wish *wish, const struct schema_list *all,
                              struct json_object **out)
{
    unsigned types = schema_list_types(all);
    bool tried[KINDS] = {false};
    for (size_t i = 0; i < KINDS; i++) {
        if (!(types & kinds[i].types) || !is_meant(i, wish, all))
            continue;
        tried[i] = true;
        if (kinds[i].make(maker, wish, all, out))
            return true;
    }
    size_t first = maker->random ? maker_choose(maker, KINDS) : 0;
    for (size_t i = 0; i < KINDS; i++) {
        size_t kind = (first + i) % KINDS;
        if (!tried[kind] && (types & kinds[kind].types) && kinds[kind].make(maker, wish, all, out))
            return true;
    }
    return false;
}

static bool make_plain(struct maker *maker, const struct wish *wish, const struct schema_list *all,
                       struct json_object **out)
{
    bool made = false;
    if (wish->demanded)
        return maker_accept(maker, wish, json_copy(wish->demanded), out);
    if (take_hint(maker, wish, out))
        return true;
    return take_listed(maker, wish, all, out, &made) ? made : make_of_some_type(maker, wish, all, out);
}

/* ---- Branches ---- */

struct junction {
    const struct schema *schema;
    size_t ones, anys, kinds; /* how many to choose from, at least 1 */
};

/* A parent whose discriminator names one of its kinds, none of which was chosen yet. */
static size_t count_kinds(const struct schema *schema, const struct schema_list *all)
{
    if (!schema->discriminator || schema->one_of || schema->any_of)
        return 0;
    for (size_t i = 0; i < schema->mapping_count; i++)
        if (schema_list_has(all, schema->mappings[i].schema))
            return 0;
    return schema->mapping_count;
}

static size_t one_at_least(size_t count)
{
    return count ? count : 1;
}

static bool find_junction(const struct schema_list *all, size_t *at, struct junction *junction)
{
    for (; *at < all->count; (*at)++) {
        const struct schema *schema = all->items[*at];
        size_t kind_count = count_kinds(schema, all);
        if (!schema->one_of_count && !schema->any_of_count && !kind_count)
            continue;
        *junction = (struct junction){schema, one_at_least(schema->one_of_count),
                                      one_at_least(schema->any_of_count), one_at_least(kind_count)};
        return true;
    }
    return false;
}

static void add_choice(struct schema_list *list, const struct junction *junction, size_t choice)
{
    const struct schema *schema = junction->schema;
    if (schema->one_of_count)
        schema_list_add(list, schema->one_of[choice % junction->ones]);
    if (schema->any_of_count)
        schema_list_add(list, schema->any_of[choice / junction->ones % junction->anys]);
    if (junction->kinds > 1 || (schema->discriminator && !schema->one_of && !schema->any_of))
        schema_list_add(list, schema->mappings[choice % junction->kinds].schema);
}

/* The branch that a hint keeps is tried first. */
static size_t first_choice(struct maker *maker, const struct wish *wish, const struct junction *junction)
{
    const struct schema *schema = junction->schema;
    enum schema_direction direction = maker->options->direction;
    for (size_t i = 0; i < wish->hints->count; i++)
        for (size_t j = 0; j < schema->one_of_count; j++)
            if (schema_is_valid(schema->one_of[j], wish->hints->items[i], direction))
                return j;
    for (size_t i = 0; i < wish->hints->count; i++)
        for (size_t j = 0; j < schema->any_of_count; j++)
            if (schema_is_valid(schema->any_of[j], wish->hints->items[i], direction))
                return j * junction->ones;
    size_t count = junction->ones * junction->anys * junction->kinds;
    return maker->random ? maker_choose(maker, count) : maker->options->branch % count;
}

static bool make_branched(struct maker *maker, const struct wish *wish, const struct schema_list *all,
                          size_t at, struct json_object **out)
{
    struct junction junction;
    if (!find_junction(all, &at, &junction))
        return make_plain(maker, wish, all, out);
    size_t count = junction.ones * junction.anys * junction.kinds,
           first = first_choice(maker, wish, &junction);
    bool made = false;
    for (size_t i = 0; i < count && !made && maker->tries; i++) {
        struct schema_list chosen = {0};
        for (size_t j = 0; j < all->count; j++)
            schema_list_add(&chosen, all->items[j]);
        maker->tries--;
        add_choice(&chosen, &junction, (first + i) % count);
        made = make_branched(maker, wish, &chosen, at + 1, out);
        schema_list_clear(&chosen);
    }
    return made;
}

/* The schemas' own examples and defaults come after what the caller likes. */
static void add_hints(const struct maker *maker, const struct wish *wish, const struct schema_list *all,
                      struct hint_list *hints)
{
    for (size_t i = 0; i < wish->hints->count; i++)
        hint_list_add(hints, wish->hints->items[i]);
    for (size_t i = 0; i < all->count && !maker->options->invented; i++)
        hint_list_add(hints, all->items[i]->example);
    for (size_t i = 0; i < all->count && !maker->options->invented; i++)
        hint_list_add(hints, all->items[i]->fallback);
}

bool maker_make(struct maker *maker, const struct wish *wish, struct json_object **out)
{
    bool made = false;
    if (!maker->tries || wish->depth > MAKER_DEPTH)
        return false;
    maker->tries--;
    if (take_own(maker, wish, out, &made))
        return made;
    struct schema_list all = {0};
    struct hint_list hints = {0};
    struct wish hinted = *wish;
    for (size_t i = 0; i < wish->schemas->count; i++)
        schema_list_add(&all, wish->schemas->items[i]);
    add_hints(maker, wish, &all, &hints);
    hinted.hints = &hints;
    made = make_branched(maker, &hinted, &all, 0, out);
    hint_list_clear(&hints);
    schema_list_clear(&all);
    return made;
}

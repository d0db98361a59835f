/* Values that the schemas allow and that careless code trips over. */
#include <stdlib.h>
#include <string.h>

#include "generate/edit.h"
#include "generate/odd_values.h"
#include "generate/tree.h"

struct slot { /* a string that can hold one value at a time */
    char *pointer, *place;
    bool uri;
};

struct hunt {
    const struct schema *schema;
    const struct json_object *base;
    const struct generate_options *options;
    struct generate_edits *list;
    struct slot *slots;
    size_t slot_count, slot_capacity;
};

/* Adds the edit where it is valid and new; takes its value. True unless it would not be valid. */
static bool offer(struct hunt *hunt, const struct generate_edit *edit)
{
    if (edit_is_known(hunt->list, edit->place, edit->rule)) {
        json_object_put(edit->value);
        return true;
    }
    struct json_object *changed = generate_apply(hunt->base, (const struct generate_edit *const[]){edit}, 1);
    bool valid = schema_is_valid(hunt->schema, changed, hunt->options->direction);
    if (valid)
        edit_add(hunt->list, edit);
    else
        json_object_put(edit->value);
    json_object_put(changed);
    return valid;
}

static void offer_or_drop(struct hunt *hunt, const struct generate_edit *edit)
{
    hunt->list->dropped += !offer(hunt, edit);
}

/* ---- Members that are added ---- */

static void add_member(struct hunt *hunt, const struct walk_site *site, const char *place, const char *name,
                       const char *rule, const char *title, struct json_object *value)
{
    struct buffer pointer;
    buffer_init(&pointer, BUFFER_UNBOUNDED);
    buffer_text(&pointer, site->pointer);
    json_pointer_push(&pointer, name);
    if (json_has(site->value, name))
        json_object_put(value);
    else
        offer_or_drop(hunt, &(struct generate_edit){.rule = rule,
                                                    .place = place,
                                                    .title = title,
                                                    .pointer = buffer_string(&pointer),
                                                    .adds = true,
                                                    .value = value});
    buffer_clear(&pointer);
}

static void add_entry(struct hunt *hunt, const struct walk_site *site, const struct odd_value *odd,
                      struct json_object *value)
{
    char *name = string_format("crewcheck-%s", odd->rule), *place = walk_entry_place(hunt->options, site);
    add_member(hunt, site, place, odd->key ? odd->key : name, odd->rule, odd->title, value);
    free(name);
    free(place);
}

/* Do the schemas allow an entry of this value here, whatever they say of others? */
static bool takes_entry(const struct hunt *hunt, const struct walk_site *site,
                        const struct json_object *value)
{
    for (size_t i = 0; i < site->view->count; i++) {
        const struct schema *additional = site->view->items[i].schema->additional;
        if (additional && !schema_is_valid(additional, value, hunt->options->direction))
            return false;
    }
    return true;
}

static void add_entries(struct hunt *hunt, const struct walk_site *site)
{
    for (size_t i = 0; i < odd_string_count; i++)
        add_entry(hunt, site, &odd_strings[i], odd_make(&odd_strings[i]));
    for (size_t i = 0; i < odd_key_count; i++)
        add_entry(hunt, site, &odd_keys[i], odd_make(&odd_keys[i]));
}

/* What only an object that nothing is said of can hold. */
static void add_free(struct hunt *hunt, const struct walk_site *site)
{
    for (size_t i = 0; i < odd_free_count; i++)
        add_entry(hunt, site, &odd_free[i], odd_make(&odd_free[i]));
}

static void look_at_object(struct hunt *hunt, const struct walk_site *site)
{
    bool map = false;
    struct json_object *text = tree_string("crewcheck");
    for (size_t i = 0; i < site->view->count; i++)
        map = map || site->view->items[i].schema->additional;
    /* Inside of what nothing is said of, one object with odd members is enough. */
    bool described = site->view->count > 0;
    if (described && generate_view_is_free(site->view)) {
        add_entries(hunt, site);
        add_free(hunt, site);
    } else if (described && map && takes_entry(hunt, site, text)) {
        add_entries(hunt, site);
    } else if (described && !map && generate_view_is_open(site->view, "crewcheckUnknown")) {
        add_member(hunt, site, site->place, "crewcheckUnknown", "unknown-property",
                   "a property that the contract does not name", tree_string("crewcheck"));
    }
    json_object_put(text);
}

/* ---- Values that are replaced ---- */

static bool is_given(const struct hunt *hunt, const struct walk_site *site)
{
    struct json_object *own = NULL;
    const struct generate_options *options = hunt->options;
    const struct schema *schema = site->view->count ? site->view->items[0].schema : hunt->schema;
    bool given = options->override && options->override(options->context, site->pointer, schema, &own);
    json_object_put(own);
    return given;
}

static void replace(struct hunt *hunt, const struct walk_site *site, const char *rule, const char *title,
                    struct json_object *value)
{
    offer_or_drop(
        hunt,
        &(struct generate_edit){
            .rule = rule, .place = site->place, .title = title, .pointer = site->pointer, .value = value});
}

/* The last values that a bound still allows, and each value of a list. */
static void look_at_bounds(struct hunt *hunt, const struct walk_site *site, const struct schema *schema)
{
    size_t count = schema->enumeration ? json_object_array_length(schema->enumeration) : 0;
    for (size_t i = 0; i < count; i++) {
        const struct json_object *value = json_object_array_get_idx(schema->enumeration, i);
        char *rule = string_format("listed-%zu", i + 1);
        if (!json_equal(value, site->value))
            replace(hunt, site, rule, "another of the listed values", json_copy(value));
        free(rule);
    }
    if (tree_is_number(site->value) && schema->minimum && !schema->exclusive_minimum)
        replace(hunt, site, "at-minimum", "the least number", tree_number(schema->minimum));
    if (tree_is_number(site->value) && schema->maximum && !schema->exclusive_maximum)
        replace(hunt, site, "at-maximum", "the greatest number", tree_number(schema->maximum));
    if (site->value && schema->nullable && schema->typed)
        replace(hunt, site, "null", "null", NULL);
}

/* A text of just the least or the greatest length, made of what stands there. */
static void look_at_lengths(struct hunt *hunt, const struct walk_site *site, const struct schema *schema)
{
    enum { LENGTH_MOST = 100000 };
    const char *text = tree_text(site->value, NULL);
    if (schema->min_length)
        replace(hunt, site, "shortest", "the shortest text", odd_resize(text, schema->min_length));
    if (schema->max_length <= LENGTH_MOST)
        replace(hunt, site, "longest", "the longest text", odd_resize(text, schema->max_length));
}

static void keep_slot(struct hunt *hunt, const struct walk_site *site)
{
    struct slot slot = {.pointer = string_copy(site->pointer), .place = string_copy(site->place)};
    for (size_t i = 0; i < site->view->count; i++) {
        const char *format = site->view->items[i].schema->format;
        slot.uri = slot.uri || (format && strcmp(format, "uri") == 0);
    }
    hunt->slots = memory_grow(hunt->slots, hunt->slot_count, &hunt->slot_capacity, sizeof *hunt->slots);
    hunt->slots[hunt->slot_count++] = slot;
}

static void look(void *context, const struct walk_site *site)
{
    struct hunt *hunt = context;
    if (json_is(site->value, json_type_object))
        look_at_object(hunt, site);
    if (json_is(site->value, json_type_object) || json_is(site->value, json_type_array) ||
        is_given(hunt, site))
        return;
    bool text = json_is(site->value, json_type_string);
    for (size_t i = 0; i < site->view->count; i++) {
        look_at_bounds(hunt, site, site->view->items[i].schema);
        if (text)
            look_at_lengths(hunt, site, site->view->items[i].schema);
    }
    if (text && !site->entry && site->view->count)
        keep_slot(hunt, site);
}

/* The first of the slots that takes the value, beginning with the one whose turn it is. */
static void share_out(struct hunt *hunt, const struct odd_value *odd, bool uri, size_t turn)
{
    bool any = false;
    for (size_t i = 0; i < hunt->slot_count; i++) {
        const struct slot *slot = &hunt->slots[(turn + i) % hunt->slot_count];
        if (slot->uri != uri)
            continue;
        any = true;
        if (offer(hunt, &(struct generate_edit){.rule = odd->rule,
                                                .place = slot->place,
                                                .title = odd->title,
                                                .pointer = slot->pointer,
                                                .value = odd_make(odd)}))
            return;
    }
    hunt->list->dropped += any;
}

void generate_odd(const struct schema *schema, const struct json_object *base,
                  const struct generate_options *options, struct generate_edits *list)
{
    struct hunt hunt = {.schema = schema, .base = base, .options = options, .list = list};
    walk_values(schema, base, options, look, &hunt);
    for (size_t i = 0; i < odd_string_count; i++)
        share_out(&hunt, &odd_strings[i], false, i);
    for (size_t i = 0; i < odd_uri_count; i++)
        share_out(&hunt, &odd_uris[i], true, i);
    for (size_t i = 0; i < hunt.slot_count; i++) {
        free(hunt.slots[i].pointer);
        free(hunt.slots[i].place);
    }
    free(hunt.slots);
}

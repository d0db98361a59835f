#include "contract/view.h"

#include <string.h>

#include "json/number.h"

void view_add(struct view *view, const struct schema *schema)
{
    for (size_t i = 0; i < view->count; i++) {
        if (view->parts[i] == schema)
            return;
    }
    if (!schema || view->count == VIEW_PARTS)
        return;
    view->parts[view->count++] = schema;
    for (size_t i = 0; i < schema->all_of_count; i++)
        view_add(view, schema->all_of[i]);
}

/* What a schema allows, its alternatives considered. Schemas never lead back to themselves at one instance. */
static unsigned types_of(const struct schema *schema)
{
    const struct schema **lists[] = {schema->one_of, schema->any_of};
    size_t counts[] = {schema->one_of_count, schema->any_of_count};
    unsigned types = schema->types;
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        unsigned any = counts[i] > 0 ? 0 : SCHEMA_TYPE_ANY;
        for (size_t j = 0; j < counts[i]; j++) {
            struct view branch = {.count = 0};
            view_add(&branch, lists[i][j]);
            any |= view_types(&branch);
        }
        types &= any;
    }
    return types;
}

unsigned view_types(const struct view *view)
{
    unsigned types = SCHEMA_TYPE_ANY;
    for (size_t i = 0; i < view->count; i++)
        types &= types_of(view->parts[i]);
    return types;
}

/* ---- Does any part say so? ---- */

static bool any(const struct view *view, bool (*says)(const struct schema *schema))
{
    for (size_t i = 0; i < view->count; i++) {
        if (says(view->parts[i]))
            return true;
    }
    return false;
}

static bool forbids(const struct schema *schema)
{
    return schema->additional_forbidden;
}

static bool reads(const struct schema *schema)
{
    return schema->read_only;
}

static bool writes(const struct schema *schema)
{
    return schema->write_only;
}

static bool passes(const struct schema *schema)
{
    return schema->deprecated;
}

static bool enumerates(const struct schema *schema)
{
    return schema->enumeration;
}

bool view_forbids_others(const struct view *view)
{
    return any(view, forbids);
}

bool view_read_only(const struct view *view)
{
    return any(view, reads);
}

bool view_write_only(const struct view *view)
{
    return any(view, writes);
}

bool view_deprecated(const struct view *view)
{
    return any(view, passes);
}

bool view_enumerates(const struct view *view)
{
    return any(view, enumerates);
}

bool view_requires(const struct view *view, const char *name)
{
    for (size_t i = 0; i < view->count; i++) {
        if (schema_requires(view->parts[i], name))
            return true;
    }
    return false;
}

bool view_describes(const struct view *view, const char *name)
{
    for (size_t i = 0; i < view->count; i++) {
        if (schema_property(view->parts[i], name))
            return true;
    }
    return false;
}

/* ---- Views of what is inside ---- */

struct view view_property(const struct view *view, const char *name)
{
    struct view property = {.count = 0};
    for (size_t i = 0; i < view->count; i++)
        view_add(&property, schema_property(view->parts[i], name));
    return property;
}

struct view view_items(const struct view *view)
{
    struct view items = {.count = 0};
    for (size_t i = 0; i < view->count; i++)
        view_add(&items, view->parts[i]->items);
    return items;
}

struct view view_additional(const struct view *view)
{
    struct view additional = {.count = 0};
    for (size_t i = 0; i < view->count; i++)
        view_add(&additional, view->parts[i]->additional);
    return additional;
}

/* ---- Values ---- */

static bool is_listed(const struct json_object *list, const struct json_object *value)
{
    for (size_t i = 0; i < json_object_array_length(list); i++) {
        if (json_equal(json_object_array_get_idx(list, i), value))
            return true;
    }
    return false;
}

bool view_lists(const struct view *view, const struct json_object *value)
{
    for (size_t i = 0; i < view->count; i++) {
        const struct json_object *list = view->parts[i]->enumeration;
        if (list && !is_listed(list, value))
            return false;
    }
    return true;
}

/* Is the second bound the tighter one? `sign` is 1 for minimums, -1 for maximums. */
static bool is_tighter(struct view_bound old, struct view_bound new, int sign)
{
    if (!old.text || !new.text)
        return new.text;
    int order = sign * json_number_compare(new.text, old.text);
    return order > 0 || (order == 0 && new.exclusive && !old.exclusive);
}

struct view_bound view_minimum(const struct view *view)
{
    struct view_bound bound = {.text = NULL};
    for (size_t i = 0; i < view->count; i++) {
        struct view_bound own = {view->parts[i]->minimum, view->parts[i]->exclusive_minimum};
        bound = is_tighter(bound, own, 1) ? own : bound;
    }
    return bound;
}

struct view_bound view_maximum(const struct view *view)
{
    struct view_bound bound = {.text = NULL};
    for (size_t i = 0; i < view->count; i++) {
        struct view_bound own = {view->parts[i]->maximum, view->parts[i]->exclusive_maximum};
        bound = is_tighter(bound, own, -1) ? own : bound;
    }
    return bound;
}

static size_t size_at(const struct schema *schema, size_t offset)
{
    return *(const size_t *)(const void *)((const char *)schema + offset);
}

size_t view_most(const struct view *view, size_t offset)
{
    size_t most = 0;
    for (size_t i = 0; i < view->count; i++) {
        size_t own = size_at(view->parts[i], offset);
        most = own > most ? own : most;
    }
    return most;
}

size_t view_least(const struct view *view, size_t offset)
{
    size_t least = SIZE_MAX;
    for (size_t i = 0; i < view->count; i++) {
        size_t own = size_at(view->parts[i], offset);
        least = own < least ? own : least;
    }
    return least;
}

const char *view_text(const struct view *view, size_t offset)
{
    for (size_t i = 0; i < view->count; i++) {
        const char *text = *(const char *const *)(const void *)((const char *)view->parts[i] + offset);
        if (text)
            return text;
    }
    return NULL;
}

const char *view_name(const struct view *view)
{
    return view->count > 0 ? view->parts[0]->name : NULL;
}

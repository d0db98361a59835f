/* Members: left out, too many, too few, not allowed. */
#include <stdlib.h>
#include <string.h>

#include "generate/tree.h"
#include "generate/violate.h"

enum { MEMBERS_MOST = 2000 };

static void leave_out(struct search *search, const struct site *site, const struct schema *schema)
{
    for (size_t i = 0; i < schema->required_count; i++) {
        const char *name = schema->required[i];
        if (json_has(site->value, name))
            search_drop_unless(search, search_offer(search, site,
                                                    &(struct offer){.schema = schema,
                                                                    .keyword = "required",
                                                                    .rule = "missing",
                                                                    .title = "left out",
                                                                    .change = CHANGE_LEAVE_OUT,
                                                                    .name = name}));
    }
}

static void add_forbidden(struct search *search, const struct site *site, const struct schema *schema)
{
    static const char *const names[] = {"crewcheckUnknown", "crewcheck_unknown", "x"};
    bool found = false;
    for (size_t i = 0; i < sizeof names / sizeof *names && !found; i++)
        if (!json_has(site->value, names[i]) && !schema_property(schema, names[i]))
            found = search_offer(search, site,
                                 &(struct offer){.schema = schema,
                                                 .keyword = "additionalProperties",
                                                 .rule = "additional",
                                                 .title = "a property that is not allowed",
                                                 .change = CHANGE_ADD,
                                                 .name = names[i],
                                                 .value = tree_string("crewcheck")});
    search_drop_unless(search, found);
}

static bool is_required(const struct site *site, const char *name)
{
    for (size_t i = 0; i < site->view->count; i++)
        if (schema_requires(site->view->items[i].schema, name))
            return true;
    return false;
}

/* A copy with `count` members, those that nothing requires left out from the end; NULL where that is not enough. */
static struct json_object *fewer_members(const struct site *site, size_t count)
{
    struct json_object *copy = json_copy(site->value);
    while ((size_t)json_object_object_length(copy) > count) {
        const char *last = NULL;
        json_object_object_foreach(copy, name, value)
        {
            (void)value;
            last = is_required(site, name) ? last : name;
        }
        if (!last)
            break;
        json_object_object_del(copy, last);
    }
    if ((size_t)json_object_object_length(copy) == count)
        return copy;
    json_object_put(copy);
    return NULL;
}

static void offer_fewer(struct search *search, const struct site *site, const struct schema *schema)
{
    size_t count = schema->min_properties - 1;
    struct json_object *fewer = fewer_members(site, count);
    search_drop_unless(
        search,
        fewer && search_offer(search, site,
                              &(struct offer){.schema = schema,
                                              .keyword = "minProperties",
                                              .rule = "min-properties",
                                              .title = arena_format(&search->list->arena,
                                                                    "%zu instead of at least %zu properties",
                                                                    count, schema->min_properties),
                                              .value = fewer}));
}

/* Adds the properties that are described and missing, then entries of any name, as far as they can be made. */
static void add_members(const struct search *search, const struct site *site, struct json_object *copy,
                        size_t count)
{
    for (size_t i = 0; i < site->view->count; i++) {
        const struct schema *schema = site->view->items[i].schema;
        for (size_t j = 0; j < schema->property_count && (size_t)json_object_object_length(copy) < count;
             j++) {
            const char *name = schema->properties[j].name;
            struct json_object *value = NULL;
            if (!json_has(copy, name) && search_make(search, schema->properties[j].schema, 0, &value))
                json_object_object_add(copy, name, value);
        }
    }
    for (unsigned i = 1; (size_t)json_object_object_length(copy) < count && i <= 2 * count; i++) {
        struct json_object *value = NULL;
        const struct schema *additional = NULL;
        char *name = string_format("crewcheck%u", i);
        for (size_t j = 0; j < site->view->count && !additional; j++)
            additional = site->view->items[j].schema->additional;
        if (search_make(search, additional, 0, &value))
            json_object_object_add(copy, name, value);
        free(name);
    }
}

static void offer_more(struct search *search, const struct site *site, const struct schema *schema)
{
    size_t count = schema->max_properties + 1;
    bool found = false;
    if (count <= MEMBERS_MOST) {
        struct json_object *more = json_copy(site->value);
        add_members(search, site, more, count);
        found = search_offer(search, site,
                             &(struct offer){.schema = schema,
                                             .keyword = "maxProperties",
                                             .rule = "max-properties",
                                             .title = arena_format(&search->list->arena,
                                                                   "%zu instead of at most %zu properties",
                                                                   count, schema->max_properties),
                                             .value = more});
    }
    search_drop_unless(search, found);
}

void violate_structure(struct search *search, const struct site *site, const struct schema *schema)
{
    if (!json_is(site->value, json_type_object))
        return;
    leave_out(search, site, schema);
    if (schema->additional_forbidden)
        add_forbidden(search, site, schema);
    if (schema->min_properties)
        offer_fewer(search, site, schema);
    if (schema->max_properties != SIZE_MAX)
        offer_more(search, site, schema);
}

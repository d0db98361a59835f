/* Objects: the required members, those that are wanted besides, and as many entries as the counts ask for. */
#include <stdlib.h>
#include <string.h>

#include "generate/make.h"
#include "generate/tree.h"
#include "generate/view.h"

struct assembly {
    struct maker *maker;
    const struct wish *wish;
    const struct schema_list *all;
    struct json_object *object;
};

/* What the schemas say of a member of this name together. */
struct member {
    const char *name;
    struct schema_list schemas;
    bool required, described, hidden, forbidden;
};

static bool is_hidden(const struct schema *schema, enum schema_direction direction)
{
    return (direction == SCHEMA_REQUEST && schema->read_only) ||
           (direction == SCHEMA_RESPONSE && schema->write_only);
}

static void look_up(const struct assembly *assembly, const char *name, struct member *member)
{
    *member = (struct member){.name = name};
    for (size_t i = 0; i < assembly->all->count; i++) {
        const struct schema *schema = assembly->all->items[i];
        bool named = false;
        const struct schema *below = generate_member_schema(schema, name, &named);
        if (below)
            schema_list_add(&member->schemas, below);
        member->described = member->described || named;
        member->forbidden = member->forbidden || (!below && schema->additional_forbidden);
        /* Without its property, a discriminator names nothing. */
        bool names = schema->discriminator && strcmp(schema->discriminator, name) == 0;
        member->required = member->required || names || schema_requires(schema, name);
        member->hidden = member->hidden || (named && is_hidden(below, assembly->maker->options->direction));
    }
    member->required = member->required && !member->hidden;
}

/* The value that a discriminator needs so that it names the branch that was chosen; to be released. */
static struct json_object *demand_of(const struct assembly *assembly, const char *name)
{
    for (size_t i = 0; i < assembly->all->count; i++) {
        const struct schema *schema = assembly->all->items[i];
        if (!schema->discriminator || strcmp(schema->discriminator, name) != 0)
            continue;
        for (size_t j = 0; j < schema->mapping_count; j++)
            if (schema_list_has(assembly->all, schema->mappings[j].schema))
                return tree_string(schema->mappings[j].value);
    }
    return NULL;
}

static bool is_recursive(const struct wish *wish, const struct schema_list *schemas)
{
    for (; wish; wish = wish->outer)
        for (size_t i = 0; i < schemas->count; i++)
            if (schema_list_has(wish->schemas, schemas->items[i]))
                return true;
    return false;
}

/* Makes the member and puts it into the object. */
static bool add_member(struct assembly *assembly, const struct member *member)
{
    struct maker *maker = assembly->maker;
    struct hint_list hints = {0};
    for (size_t i = 0; i < assembly->wish->hints->count; i++)
        hint_list_add(&hints, json_member(assembly->wish->hints->items[i], member->name));
    struct json_object *demanded = demand_of(assembly, member->name), *value = NULL;
    struct wish wish = {.schemas = &member->schemas,
                        .hints = &hints,
                        .demanded = demanded,
                        .name = member->name,
                        .outer = assembly->wish,
                        .depth = assembly->wish->depth + 1};
    size_t length = maker->pointer.length;
    json_pointer_push(&maker->pointer, member->name);
    bool made = maker_make(maker, &wish, &value);
    maker->pointer.length = length;
    maker->pointer.data[length] = '\0';
    if (made)
        json_object_object_add(assembly->object, member->name, value);
    json_object_put(demanded);
    hint_list_clear(&hints);
    return made;
}

static bool is_wanted(const struct assembly *assembly, const struct member *member)
{
    const struct maker *maker = assembly->maker;
    if (member->required)
        return true;
    if (member->hidden || member->forbidden || is_recursive(assembly->wish, &member->schemas))
        return false;
    if (maker->random)
        return assembly->wish->depth < maker->size && maker_flip(assembly->maker);
    return maker->options->every_property;
}

/* False where a required member cannot be made. */
static bool consider(struct assembly *assembly, const char *name)
{
    struct member member;
    if (json_has(assembly->object, name))
        return true;
    look_up(assembly, name, &member);
    bool fine = !is_wanted(assembly, &member) || add_member(assembly, &member) || !member.required;
    schema_list_clear(&member.schemas);
    return fine;
}

static bool add_described(struct assembly *assembly)
{
    for (size_t i = 0; i < assembly->all->count; i++) {
        const struct schema *schema = assembly->all->items[i];
        for (size_t j = 0; j < schema->property_count; j++)
            if (!consider(assembly, schema->properties[j].name))
                return false;
        for (size_t j = 0; j < schema->required_count; j++)
            if (!consider(assembly, schema->required[j]))
                return false;
        if (schema->discriminator && !consider(assembly, schema->discriminator))
            return false;
    }
    return true;
}

/* ---- Entries that no property names ---- */

/* Adds an entry of a map or an open object. */
static bool add_entry(struct assembly *assembly, const char *name)
{
    struct member member;
    if (json_has(assembly->object, name))
        return false;
    look_up(assembly, name, &member);
    bool allowed = !member.forbidden && !member.hidden && !member.described;
    bool added = allowed && !is_recursive(assembly->wish, &member.schemas) && add_member(assembly, &member);
    schema_list_clear(&member.schemas);
    return added;
}

static bool is_map(const struct assembly *assembly)
{
    bool free_form = true;
    for (size_t i = 0; i < assembly->all->count; i++) {
        const struct schema *schema = assembly->all->items[i];
        if (schema->additional)
            return true;
        free_form = free_form && !schema->property_count && !schema->additional_forbidden;
    }
    return free_form;
}

static size_t add_hinted_entries(struct assembly *assembly)
{
    size_t added = 0;
    for (size_t i = 0; i < assembly->wish->hints->count; i++) {
        const struct json_object *hint = assembly->wish->hints->items[i];
        struct lh_entry *at = NULL;
        const char *name = NULL;
        struct json_object *value = NULL;
        while (json_is(hint, json_type_object) && tree_next_member(hint, &at, &name, &value))
            added += add_entry(assembly, name);
        if (added)
            break;
    }
    return added;
}

static void add_numbered_entry(struct assembly *assembly, size_t number)
{
    char *name = number ? string_format("key%zu", number + 1) : string_copy("key");
    add_entry(assembly, name);
    free(name);
}

static void add_entries(struct assembly *assembly)
{
    struct maker *maker = assembly->maker;
    if (!is_map(assembly) || add_hinted_entries(assembly))
        return;
    size_t wanted = maker->options->every_property ? 1 : 0;
    if (maker->random)
        wanted = assembly->wish->depth < maker->size
                     ? (size_t)random_below(maker->random, maker->size % 5 + 1)
                     : 0;
    for (size_t i = 0; i < wanted; i++)
        add_numbered_entry(assembly, i);
}

/* ---- Counts ---- */

static size_t count_of(const struct json_object *object)
{
    return (size_t)json_object_object_length(object);
}

static void add_optional(struct assembly *assembly, size_t minimum)
{
    for (size_t i = 0; i < assembly->all->count; i++) {
        const struct schema *schema = assembly->all->items[i];
        for (size_t j = 0; j < schema->property_count && count_of(assembly->object) < minimum; j++) {
            struct member member;
            look_up(assembly, schema->properties[j].name, &member);
            if (!member.hidden && !member.forbidden && !json_has(assembly->object, member.name))
                add_member(assembly, &member);
            schema_list_clear(&member.schemas);
        }
    }
}

static void remove_optional(struct assembly *assembly, size_t maximum)
{
    while (count_of(assembly->object) > maximum) {
        const char *last = NULL;
        json_object_object_foreach(assembly->object, name, value)
        {
            struct member member;
            (void)value;
            look_up(assembly, name, &member);
            last = member.required ? last : name;
            schema_list_clear(&member.schemas);
        }
        if (!last)
            return;
        json_object_object_del(assembly->object, last);
    }
}

static void keep_counts(struct assembly *assembly)
{
    size_t minimum = 0, maximum = SIZE_MAX;
    for (size_t i = 0; i < assembly->all->count; i++) {
        const struct schema *schema = assembly->all->items[i];
        minimum = schema->min_properties > minimum ? schema->min_properties : minimum;
        maximum = schema->max_properties < maximum ? schema->max_properties : maximum;
    }
    add_optional(assembly, minimum);
    for (size_t i = 0; count_of(assembly->object) < minimum && i < 2 * minimum && assembly->maker->tries; i++)
        add_numbered_entry(assembly, i);
    remove_optional(assembly, maximum);
}

/* ---- What does not go together ---- */

static bool is_optional(const struct assembly *assembly, const char *name)
{
    struct member member;
    look_up(assembly, name, &member);
    schema_list_clear(&member.schemas);
    return !member.required;
}

static bool accept_copy(const struct assembly *assembly, const char *without, struct json_object **out)
{
    struct json_object *copy = json_copy(assembly->object);
    json_object_object_del(copy, without);
    return maker_accept(assembly->maker, assembly->wish, copy, out);
}

/* The object, or it without one of its optional members, or without ever more of them, from the last on: alternatives
 * may differ by nothing but what they require. Takes the object. */
static bool accept_part(struct assembly *assembly, struct json_object **out)
{
    bool accepted = maker_accept(assembly->maker, assembly->wish, json_copy(assembly->object), out);
    struct lh_entry *at = NULL;
    const char *name = NULL, *last = "";
    struct json_object *value = NULL;
    while (!accepted && tree_next_member(assembly->object, &at, &name, &value))
        accepted = is_optional(assembly, name) && accept_copy(assembly, name, out);
    while (!accepted && last) {
        last = NULL;
        at = NULL;
        while (tree_next_member(assembly->object, &at, &name, &value))
            last = is_optional(assembly, name) ? name : last;
        accepted = last && accept_copy(assembly, last, out);
        if (last)
            json_object_object_del(assembly->object, last);
    }
    json_object_put(assembly->object);
    return accepted;
}

bool maker_make_object(struct maker *maker, const struct wish *wish, const struct schema_list *all,
                       struct json_object **out)
{
    struct assembly assembly = {maker, wish, all, memory_require(json_object_new_object())};
    if (!add_described(&assembly)) {
        json_object_put(assembly.object);
        return false;
    }
    add_entries(&assembly);
    keep_counts(&assembly);
    return accept_part(&assembly, out);
}

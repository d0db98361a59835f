/* oneOf, anyOf, not, discriminator: values that match several branches, or none, or what they must not. */
#include <string.h>

#include "generate/tree.h"
#include "generate/violate.h"

static bool offer_value(struct search *search, const struct site *site, struct offer offer,
                        struct json_object *value)
{
    offer.value = value;
    return search_offer(search, site, &offer);
}

/* The members of both, those of `first` where both have one. */
static struct json_object *merge(const struct json_object *first, const struct json_object *second)
{
    struct json_object *merged = json_copy(first);
    struct lh_entry *at = NULL;
    const char *name = NULL;
    struct json_object *value = NULL;
    if (!json_is(first, json_type_object) || !json_is(second, json_type_object))
        return merged;
    while (tree_next_member(second, &at, &name, &value))
        if (!json_has(merged, name))
            json_object_object_add(merged, name, json_copy(value));
    return merged;
}

/* A value of `branch`, by itself and together with what stands there already. */
static bool offer_from(struct search *search, const struct site *site, struct offer offer,
                       const struct schema *branch)
{
    enum { VARIATIONS = 4 };
    for (unsigned i = 0; i < VARIATIONS; i++) {
        struct json_object *made = NULL;
        if (!search_make(search, branch, i, &made))
            return false;
        bool found = offer_value(search, site, offer, merge(site->value, made)) ||
                     offer_value(search, site, offer, merge(made, site->value)) ||
                     offer_value(search, site, offer, json_copy(made));
        json_object_put(made);
        if (found)
            return true;
    }
    return false;
}

/* What the schema itself says together with a branch; where branches differ by what they require alone. */
static bool offer_together(struct search *search, const struct site *site, struct offer offer,
                           const struct schema *branch)
{
    struct json_object *made = NULL;
    if (!json_is(site->value, json_type_object) || !search_make_beside(search, offer.schema, branch, &made))
        return false;
    bool found = offer_value(search, site, offer, merge(site->value, made));
    json_object_put(made);
    return found;
}

static bool offer_several(struct search *search, const struct site *site, struct offer offer,
                          const struct schema *const *branches, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (offer_from(search, site, offer, branches[i]) || offer_together(search, site, offer, branches[i]))
            return true;
    return false;
}

/* Without what any branch requires; then values of every type. */
static bool offer_none(struct search *search, const struct site *site, struct offer offer,
                       const struct schema *const *branches, size_t count)
{
    struct json_object *bare = json_copy(site->value);
    for (size_t i = 0; i < count && json_is(bare, json_type_object); i++)
        for (size_t j = 0; j < branches[i]->required_count; j++)
            json_object_object_del(bare, branches[i]->required[j]);
    struct json_object *values[] = {bare,
                                    json_object_new_object(),
                                    tree_string("crewcheck"),
                                    json_object_new_int(12),
                                    json_object_new_double(0.123),
                                    json_object_new_boolean(1),
                                    json_object_new_array(),
                                    NULL};
    bool found = false;
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        bool container = json_is(values[i], json_type_object) || json_is(values[i], json_type_array);
        if (found || (container && search->textual))
            json_object_put(values[i]);
        else
            found = offer_value(search, site, offer, values[i]);
    }
    return found;
}

static bool misname(struct search *search, const struct site *site, const struct schema *schema)
{
    return search_offer(search, site,
                        &(struct offer){.schema = schema,
                                        .keyword = "discriminator",
                                        .rule = "discriminator",
                                        .title = "a value that names none of the alternatives",
                                        .change = CHANGE_MEMBER,
                                        .name = schema->discriminator,
                                        .value = tree_string("crewcheck-unknown")});
}

/* A discriminator decides alone, so that several never match. */
static void break_one_of(struct search *search, const struct site *site, const struct schema *schema)
{
    struct offer several = {.schema = schema,
                            .keyword = "oneOf",
                            .rule = "one-of",
                            .title = "a value that matches more than one of the alternatives"};
    struct offer none = several;
    none.title = "a value that matches none of the alternatives";
    search_drop_unless(search, offer_several(search, site, several, schema->one_of, schema->one_of_count) ||
                                   offer_none(search, site, none, schema->one_of, schema->one_of_count));
}

static void break_any_of(struct search *search, const struct site *site, const struct schema *schema)
{
    struct offer none = {.schema = schema,
                         .keyword = "anyOf",
                         .rule = "any-of",
                         .title = "a value that matches none of the alternatives"};
    search_drop_unless(search, offer_none(search, site, none, schema->any_of, schema->any_of_count));
}

static void break_not(struct search *search, const struct site *site, const struct schema *schema)
{
    struct offer offer = {.schema = schema,
                          .keyword = "not",
                          .rule = "not",
                          .title = "a value of the kind that must not stand there"};
    search_drop_unless(search, offer_from(search, site, offer, schema->not_schema) ||
                                   offer_together(search, site, offer, schema->not_schema));
}

void violate_junctions(struct search *search, const struct site *site, const struct schema *schema)
{
    bool named =
        schema->discriminator && (schema->one_of || schema->any_of) && json_is(site->value, json_type_object);
    if (named)
        search_drop_unless(search, misname(search, site, schema));
    else if (schema->one_of)
        break_one_of(search, site, schema);
    if (schema->any_of && !named)
        break_any_of(search, site, schema);
    if (schema->not_schema)
        break_not(search, site, schema);
}

#include "removal.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "fixture.h"

/* Every keyword that constrains, with its pointer in the schema. `required` has as many cases as names. */
static const char *const constraints[] = {"type",
                                          "enum",
                                          "format",
                                          "pattern",
                                          "minLength",
                                          "maxLength",
                                          "minimum",
                                          "maximum",
                                          "required",
                                          "minItems",
                                          "multipleOf",
                                          "maxItems",
                                          "uniqueItems",
                                          "additionalProperties",
                                          "minProperties",
                                          "maxProperties",
                                          "oneOf",
                                          "anyOf",
                                          "not"};

static bool is_constraint(const char *keyword, const struct json_object *value)
{
    if (strcmp(keyword, "additionalProperties") == 0 || strcmp(keyword, "uniqueItems") == 0)
        return json_is(value, json_type_boolean) &&
               json_object_get_boolean(value) == (strcmp(keyword, "uniqueItems") == 0);
    for (size_t i = 0; i < sizeof constraints / sizeof *constraints; i++)
        if (strcmp(constraints[i], keyword) == 0)
            return true;
    return false;
}

static size_t count_of_basis(const struct generate_violations *list, const char *basis)
{
    size_t count = 0;
    for (size_t i = 0; i < list->count; i++)
        count += strcmp(list->items[i].basis, basis) == 0;
    return count;
}

static bool is_inside(const char *pointer, const char *outer)
{
    size_t length = strlen(outer);
    return strncmp(pointer, outer, length) == 0 && (!pointer[length] || pointer[length] == '/');
}

/* Does the list lack none of the other's violations but those of `basis`, and of what stands inside it? */
static void expect_rest(const struct generate_violations *all, const struct generate_violations *rest,
                        const char *basis)
{
    for (size_t i = 0; i < all->count; i++) {
        const struct generate_violation *item = &all->items[i];
        if (!is_inside(item->basis, basis))
            cr_expect(count_of_basis(rest, item->basis) > 0, "without %s, %s %s goes too", basis, item->place,
                      item->rule);
    }
}

struct removing {
    struct json_object *root;
    const struct json_object *base;
    const struct generate_violations *all;
    size_t constraints;
};

static void derive(struct json_object *schema, const struct json_object *base,
                   struct generate_violations *list)
{
    struct compiled compiled = fixture_compile(schema, NULL);
    struct generate_options options = {.direction = SCHEMA_REQUEST};
    struct error error = {0};
    cr_assert(generate_violations(compiled.schema, base, &options, list, &error), "%s", error.text);
    fixture_release(&compiled);
}

static void remove_one(struct removing *removing, struct json_object *node, const char *keyword,
                       const char *basis)
{
    struct json_object *kept = json_copy(json_member(node, keyword));
    struct generate_violations rest = {0};
    cr_expect(count_of_basis(removing->all, basis) > 0, "%s has no violation", basis);
    json_object_object_del(node, keyword);
    derive(removing->root, removing->base, &rest);
    cr_expect_eq(count_of_basis(&rest, basis), 0, "%s is gone and has a violation", basis);
    expect_rest(removing->all, &rest, basis);
    generate_violations_clear(&rest);
    json_object_object_add(node, keyword, kept);
    removing->constraints++;
}

static void remove_keywords(struct removing *removing, struct json_object *node, const char *pointer)
{
    size_t count = (size_t)json_object_object_length(node), at = 0;
    char **names = memory_new((count + 1) * sizeof *names);
    json_object_object_foreach(node, key, value)
    {
        names[at++] = string_copy(is_constraint(key, value) ? key : NULL);
    }
    for (size_t i = 0; i < count; i++) {
        char *basis = names[i] ? string_format("%s/%s", pointer, names[i]) : NULL;
        if (basis)
            remove_one(removing, node, names[i], basis);
        free(basis);
        free(names[i]);
    }
    free(names);
}

static void remove_each(struct removing *removing, struct json_object *node, const char *pointer);

static void remove_below(struct removing *removing, struct json_object *node, const char *pointer,
                         const char *token)
{
    char *below = string_format("%s/%s", pointer, token);
    if (json_is(node, json_type_object))
        remove_each(removing, node, below);
    free(below);
}

/* `node` is a schema: in turn, each of its constraints is taken away, and each of those inside it. */
static void remove_each(struct removing *removing, struct json_object *node, const char *pointer)
{
    struct json_object *properties = json_member_object(node, "properties"),
                       *all_of = json_member_array(node, "allOf");
    remove_keywords(removing, node, pointer);
    for (struct lh_entry *at = properties ? lh_table_head(json_object_get_object(properties)) : NULL; at;
         at = lh_entry_next(at)) {
        char *token = string_format("properties/%s", (const char *)lh_entry_k(at));
        remove_below(removing, lh_entry_v(at), pointer, token);
        free(token);
    }
    remove_below(removing, json_member(node, "items"), pointer, "items");
    remove_below(removing, json_member(node, "additionalProperties"), pointer, "additionalProperties");
    for (size_t i = 0; all_of && i < json_object_array_length(all_of); i++) {
        char *token = string_format("allOf/%zu", i);
        remove_below(removing, json_object_array_get_idx(all_of, i), pointer, token);
        free(token);
    }
}

struct removal removal_check(const struct json_object *schema, const struct json_object *base)
{
    struct generate_violations all = {0};
    struct removing removing = {.root = json_copy(schema), .base = base, .all = &all};
    derive(removing.root, base, &all);
    remove_each(&removing, removing.root, "#");
    struct removal removal = {removing.constraints, all.count, all.dropped};
    generate_violations_clear(&all);
    json_object_put(removing.root);
    return removal;
}

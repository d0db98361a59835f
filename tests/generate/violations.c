#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "fixture.h"

/* ---- What every violation keeps ---- */

static void expect_one_fault(const struct compiled *compiled, const struct json_object *base,
                             const struct generate_violation *violation, enum schema_direction direction,
                             const char *name)
{
    cr_expect_not(schema_is_valid(compiled->schema, violation->instance, direction), "%s: %s %s is valid",
                  name, violation->place, violation->rule);
    struct json_object *mended = fixture_mend(violation, base);
    cr_expect(json_equal(mended, base), "%s: %s %s changes more than %s", name, violation->place,
              violation->rule, violation->pointer);
    json_object_put(mended);
    cr_expect(*violation->title && *violation->basis && *violation->keyword, "%s: %s %s lacks words", name,
              violation->place, violation->rule);
}

static void expect_unique(const struct generate_violations *list, const char *name)
{
    for (size_t i = 0; i < list->count; i++)
        for (size_t j = 0; j < i; j++)
            cr_expect(strcmp(list->items[i].place, list->items[j].place) != 0 ||
                          strcmp(list->items[i].rule, list->items[j].rule) != 0,
                      "%s: %s %s stands there twice", name, list->items[i].place, list->items[i].rule);
}

/* ---- Rows of data ---- */

static void expect_listed(const struct generate_violations *list, const struct json_object *row,
                          const char *name)
{
    struct json_object *expected = json_member_array(row, "violations");
    size_t count = json_object_array_length(expected);
    for (size_t i = 0; i < count; i++) {
        const char *text = json_object_get_string(json_object_array_get_idx(expected, i));
        cr_expect(fixture_has(list, text), "%s: no \"%s\"", name, text);
    }
    for (size_t i = 0; i < list->count; i++) {
        char *text = string_format("%s %s", list->items[i].place, list->items[i].rule);
        bool known = false;
        for (size_t j = 0; j < count; j++)
            known =
                known || strcmp(json_object_get_string(json_object_array_get_idx(expected, j)), text) == 0;
        char *instance = json_text(list->items[i].instance, JSON_COMPACT);
        cr_expect(known, "%s: unexpected \"%s\" %s", name, text, instance);
        free(instance);
        free(text);
    }
    cr_expect_eq(list->dropped, (size_t)json_member_int(row, "dropped", 0), "%s: %zu dropped", name,
                 list->dropped);
}

static void run_row(struct json_object *row)
{
    const char *name = json_member_string(row, "name");
    struct compiled compiled = fixture_compile(json_member(row, "schema"), json_member(row, "components"));
    struct generate_options options = {.direction = fixture_direction(row),
                                       .root = json_member_string(row, "root")};
    struct generate_violations list = {0};
    struct error error = {0};
    struct json_object *base = json_member(row, "base");
    cr_expect(generate_violations(compiled.schema, base, &options, &list, &error), "%s: %s", name,
              error.text);
    expect_listed(&list, row, name);
    expect_unique(&list, name);
    for (size_t i = 0; i < list.count; i++)
        expect_one_fault(&compiled, base, &list.items[i], options.direction, name);
    generate_violations_clear(&list);
    fixture_release(&compiled);
}

Test(violations, are_just_the_listed_ones)
{
    struct json_object *rows = NULL;
    struct json_document *document = fixture_read("violations.json", &rows);
    for (size_t i = 0; i < json_object_array_length(rows); i++)
        run_row(json_object_array_get_idx(rows, i));
    json_document_free(document);
}

Test(violations, need_a_valid_base)
{
    struct json_document *document = json_read("schema", "{\"type\": \"string\"}", 18, NULL, NULL);
    struct compiled compiled = fixture_compile(json_document_root(document), NULL);
    struct generate_options options = {0};
    struct generate_violations list = {0};
    struct error error = {0};
    struct json_object *base = json_object_new_int(1);
    cr_expect_not(generate_violations(compiled.schema, base, &options, &list, &error));
    cr_expect(strstr(error.text, "not valid"), "%s", error.text);
    cr_expect_eq(list.count, 0);
    json_object_put(base);
    fixture_release(&compiled);
    json_document_free(document);
}

/* ---- Parameters ---- */

static void run_parameter(struct json_object *row)
{
    const char *name = json_member_string(row, "name");
    struct compiled compiled = fixture_compile(json_member(row, "schema"), NULL);
    struct generate_options options = {.direction = SCHEMA_REQUEST, .root = "query.q"};
    struct generate_violations list = {0};
    struct error error = {0};
    struct json_object *expected = json_member(row, "texts");
    cr_expect(
        generate_parameter_violations(compiled.schema, json_member(row, "base"), &options, &list, &error),
        "%s: %s", name, error.text);
    for (size_t i = 0; i < list.count; i++) {
        const char *text = json_member_string(expected, list.items[i].rule);
        cr_expect(text && strcmp(text, list.items[i].text) == 0, "%s: %s is \"%s\"", name, list.items[i].rule,
                  list.items[i].text);
        cr_expect_str_eq(list.items[i].place, "query.q");
    }
    cr_expect_eq(list.count, (size_t)json_object_object_length(expected), "%s: %zu texts", name, list.count);
    generate_violations_clear(&list);
    fixture_release(&compiled);
}

Test(violations, of_parameters_are_texts_that_no_reading_mends)
{
    struct json_object *rows = NULL;
    struct json_document *document = fixture_read("parameters.json", &rows);
    for (size_t i = 0; i < json_object_array_length(rows); i++)
        run_parameter(json_object_array_get_idx(rows, i));
    json_document_free(document);
}

/* ---- A constraint has its violation: without it, the case goes ---- */

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

struct removal {
    struct json_object *root, *base;
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

static void remove_one(struct removal *removal, struct json_object *node, const char *keyword,
                       const char *basis)
{
    struct json_object *kept = json_copy(json_member(node, keyword));
    struct generate_violations rest = {0};
    cr_expect(count_of_basis(removal->all, basis) > 0, "%s has no violation", basis);
    json_object_object_del(node, keyword);
    derive(removal->root, removal->base, &rest);
    cr_expect_eq(count_of_basis(&rest, basis), 0, "%s is gone and has a violation", basis);
    expect_rest(removal->all, &rest, basis);
    generate_violations_clear(&rest);
    json_object_object_add(node, keyword, kept);
    removal->constraints++;
}

static void remove_keywords(struct removal *removal, struct json_object *node, const char *pointer)
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
            remove_one(removal, node, names[i], basis);
        free(basis);
        free(names[i]);
    }
    free(names);
}

static void remove_each(struct removal *removal, struct json_object *node, const char *pointer);

static void remove_below(struct removal *removal, struct json_object *node, const char *pointer,
                         const char *token)
{
    char *below = string_format("%s/%s", pointer, token);
    if (json_is(node, json_type_object))
        remove_each(removal, node, below);
    free(below);
}

/* `node` is a schema: in turn, each of its constraints is taken away, and each of those inside it. */
static void remove_each(struct removal *removal, struct json_object *node, const char *pointer)
{
    struct json_object *properties = json_member_object(node, "properties"),
                       *all_of = json_member_array(node, "allOf");
    remove_keywords(removal, node, pointer);
    for (struct lh_entry *at = properties ? lh_table_head(json_object_get_object(properties)) : NULL; at;
         at = lh_entry_next(at)) {
        char *token = string_format("properties/%s", (const char *)lh_entry_k(at));
        remove_below(removal, lh_entry_v(at), pointer, token);
        free(token);
    }
    remove_below(removal, json_member(node, "items"), pointer, "items");
    remove_below(removal, json_member(node, "additionalProperties"), pointer, "additionalProperties");
    for (size_t i = 0; all_of && i < json_object_array_length(all_of); i++) {
        char *token = string_format("allOf/%zu", i);
        remove_below(removal, json_object_array_get_idx(all_of, i), pointer, token);
        free(token);
    }
}

Test(violations, go_with_their_constraint)
{
    struct json_object *rows = NULL;
    struct json_document *document = fixture_read("constraints.json", &rows);
    for (size_t i = 0; i < json_object_array_length(rows); i++) {
        struct json_object *row = json_object_array_get_idx(rows, i);
        struct generate_violations all = {0};
        struct removal removal = {.root = json_copy(json_member(row, "schema")),
                                  .base = json_member(row, "base")};
        removal.all = &all;
        derive(removal.root, removal.base, &all);
        cr_expect_eq(all.dropped, 0);
        remove_each(&removal, removal.root, "#");
        cr_expect_eq(removal.constraints, (size_t)json_member_int(row, "constraints", 0),
                     "%s: %zu constraints", json_member_string(row, "name"), removal.constraints);
        generate_violations_clear(&all);
        json_object_put(removal.root);
    }
    json_document_free(document);
}

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "fixture.h"

static bool keep(void *context, const char *pointer, const struct schema *schema, struct json_object **node)
{
    cr_assert_not_null(schema);
    if (!context || strcmp(pointer, context) != 0)
        return false;
    *node = json_object_new_string("kept");
    return true;
}

static bool is_expected(const struct json_object *expected, const struct generate_edit *edit)
{
    struct json_object *rules = json_member(expected, edit->place);
    for (size_t i = 0; rules && i < json_object_array_length(rules); i++)
        if (strcmp(json_object_get_string(json_object_array_get_idx(rules, i)), edit->rule) == 0)
            return true;
    return false;
}

static size_t count_expected(struct json_object *expected)
{
    size_t count = 0;
    json_object_object_foreach(expected, place, rules)
    {
        (void)place;
        count += json_object_array_length(rules);
    }
    return count;
}

/* In each group, all of its edits are valid together, and none is lost. */
static void expect_groups(const struct compiled *compiled, const struct json_object *base,
                          const struct generate_edits *list, struct json_object *sizes, const char *name)
{
    int count = (int)json_object_array_length(sizes),
        *groups = memory_new((list->count + 1) * sizeof *groups);
    generate_spread(compiled->schema, base, SCHEMA_REQUEST, list, count, groups);
    for (int group = 0; group < count; group++) {
        const struct generate_edit **members = memory_new((list->count + 1) * sizeof *members);
        size_t size = 0;
        for (size_t i = 0; i < list->count; i++)
            if (groups[i] == group)
                members[size++] = &list->items[i];
        struct json_object *whole = generate_apply(base, members, size), *value = NULL;
        cr_expect_eq(size, (size_t)json_object_get_int(json_object_array_get_idx(sizes, (size_t)group)),
                     "%s: group %d has %zu edits", name, group, size);
        cr_expect(schema_is_valid(compiled->schema, whole, SCHEMA_REQUEST), "%s: group %d", name, group);
        for (size_t i = 0; i < size; i++)
            cr_expect(json_pointer_find(whole, members[i]->pointer, &value) &&
                          json_equal(value, members[i]->value),
                      "%s: %s %s is lost", name, members[i]->place, members[i]->rule);
        json_object_put(whole);
        free(members);
    }
    free(groups);
}

static void run_row(struct json_object *row)
{
    const char *name = json_member_string(row, "name");
    struct compiled compiled = fixture_compile(json_member(row, "schema"), NULL);
    struct generate_options options = {.direction = SCHEMA_REQUEST,
                                       .override = keep,
                                       .context = (void *)(uintptr_t)json_member_string(row, "given")};
    struct generate_edits list = {0};
    struct json_object *base = json_member(row, "base"), *expected = json_member(row, "edits");
    generate_odd(compiled.schema, base, &options, &list);
    for (size_t i = 0; i < list.count; i++) {
        struct json_object *alone =
            generate_apply(base, (const struct generate_edit *const[]){&list.items[i]}, 1);
        cr_expect(is_expected(expected, &list.items[i]), "%s: unexpected %s %s", name, list.items[i].place,
                  list.items[i].rule);
        cr_expect(schema_is_valid(compiled.schema, alone, SCHEMA_REQUEST), "%s: %s", name,
                  list.items[i].rule);
        cr_expect_not(json_equal(alone, base), "%s: %s changes nothing", name, list.items[i].rule);
        json_object_put(alone);
    }
    cr_expect_eq(list.count, count_expected(expected), "%s: %zu edits", name, list.count);
    cr_expect_eq(list.dropped, (size_t)json_member_int(row, "dropped", 0), "%s: %zu dropped", name,
                 list.dropped);
    expect_groups(&compiled, base, &list, json_member_array(row, "groups"), name);
    generate_edits_clear(&list);
    fixture_release(&compiled);
}

Test(edits, are_valid_alone_and_in_their_groups)
{
    struct json_object *rows = NULL;
    struct json_document *document = fixture_read("odd.json", &rows);
    for (size_t i = 0; i < json_object_array_length(rows); i++)
        run_row(json_object_array_get_idx(rows, i));
    json_document_free(document);
}

Test(edits, are_made_where_their_parent_stands)
{
    struct json_document *document = json_read("base", "{\"a\":{\"b\":1},\"l\":[1,2]}", 23, NULL, NULL);
    struct generate_edit edits[] = {{.pointer = "/a/c", .adds = true, .value = json_object_new_string("new")},
                                    {.pointer = "/a/b", .value = NULL},
                                    {.pointer = "/none/b", .value = json_object_new_int(1)},
                                    {.pointer = "/l/1", .value = json_object_new_int(7)}};
    const struct generate_edit *all[] = {&edits[0], &edits[1], &edits[2], &edits[3]};
    struct json_object *changed = generate_apply(json_document_root(document), all, 4);
    char *text = json_text(changed, JSON_COMPACT);
    cr_expect_str_eq(text, "{\"a\":{\"b\":null,\"c\":\"new\"},\"l\":[1,7]}");
    free(text);
    json_object_put(changed);
    for (size_t i = 0; i < 4; i++)
        json_object_put(edits[i].value);
    json_document_free(document);
}

Test(edits, of_formats_stand_at_each_place_of_theirs)
{
    static const char text[] =
        "{\"properties\": {\"u\": {\"type\": \"string\", \"format\": \"uri\"},"
        "\"m\": {\"additionalProperties\": {\"type\": \"string\", \"format\": \"uuid\"}}}}";
    struct json_document *document = json_read("schema", text, strlen(text), NULL, NULL);
    static const char base_text[] = "{\"u\":\"a:b\",\"m\":{\"x\":\"6f1c2a9e-3b5d-4e7f-8a90-1b2c3d4e5f60\","
                                    "\"y\":\"6f1c2a9e-3b5d-4e7f-8a90-1b2c3d4e5f60\"}}";
    struct json_document *base = json_read("base", base_text, strlen(base_text), NULL, NULL);
    cr_assert_not_null(base);
    struct compiled compiled = fixture_compile(json_document_root(document), NULL);
    struct generate_options options = {0};
    struct generate_edits list = {0};
    size_t uris = 0, uuids = 0;
    generate_format_oddities(compiled.schema, json_document_root(base), &options, &list);
    for (size_t i = 0; i < list.count; i++) {
        uris += strcmp(list.items[i].place, "u") == 0;
        uuids += strcmp(list.items[i].place, "m.*") == 0;
    }
    cr_expect_eq(uris, 5);
    cr_expect_eq(uuids, 4);
    cr_expect_eq(list.count, 9);
    generate_edits_clear(&list);
    fixture_release(&compiled);
    json_document_free(document);
    json_document_free(base);
}

/* The overlays promise what the table says, promises.json, and nothing else: of each body that is whole, each
 * property is taken away, and the level at which that is refused is compared with the table. */
#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

#include "facts.h"
#include "shipped.h"
#include "spec/spec.h"
#include "yaml/yaml.h"

static const char *const revisions[] = {"crewai-amp@2025-10", "crewai-amp@2026-05"};
static const char *const overlays[] = {"overlays/promises", "overlays/callbacks"};

enum { LEVELS = 2 };
static const char *const words[] = {"must", "should"};

/* One row of the table, at one revision. */
struct row {
    const struct json_object *node;
    const char *where;
    struct contract *contracts[LEVELS]; /* by enum contract_level */
};

/* ---- What a row is about ---- */

static const struct contract_media *callback_media(const struct contract_operation *operation,
                                                   const char *name)
{
    for (size_t i = 0; i < operation->callback_count; i++) {
        const struct contract_callback *callback = &operation->callbacks[i];
        if (strcmp(callback->name, name) == 0)
            return callback->operations[0].body->media;
    }
    cr_expect(false, "%s does not call back %s", operation->id, name);
    return NULL;
}

static const struct contract_media *media_of(const struct row *row, const struct contract *contract)
{
    const struct contract_operation *operation =
        contract_operation_by_id(contract, json_member_string(row->node, "operation"));
    cr_assert(operation, "%s", row->where);
    const char *callback = json_member_string(row->node, "callback");
    if (callback)
        return callback_media(operation, callback);
    const struct contract_response *response =
        contract_response_find(operation, (int)json_member_int(row->node, "status", 0));
    cr_assert(response, "%s", row->where);
    return contract_media_find(response->media, response->media_count, "application/json");
}

static bool holds(const struct row *row, enum contract_level level, const struct json_object *body)
{
    const struct contract *contract = row->contracts[level];
    const char *component = json_member_string(row->node, "schema");
    if (component)
        return schema_is_valid(contract_schema(contract, component), body, SCHEMA_RESPONSE);
    const struct contract_media *media = media_of(row, contract);
    const char *occasion = json_member_string(row->node, "occasion");
    const struct schema *more = occasion ? contract_media_occasion(media, occasion) : NULL;
    cr_expect(!occasion || more || level == CONTRACT_BINDING, "%s: no occasion %s", row->where, occasion);
    return schema_is_valid(media->schema, body, SCHEMA_RESPONSE) &&
           (!more || schema_is_valid(more, body, SCHEMA_RESPONSE));
}

/* The word of the level at which the body is refused, or NULL where it holds. */
static const char *refusal(const struct row *row, const struct json_object *body)
{
    bool binding = holds(row, CONTRACT_BINDING, body);
    bool documented = holds(row, CONTRACT_DOCUMENTED, body);
    cr_expect(binding || !documented, "%s: what binds is not documented", row->where);
    return !binding ? words[0] : !documented ? words[1] : NULL;
}

static const char *or_none(const char *word)
{
    return word ? word : "nothing";
}

/* ---- Taking away ---- */

static const char *promised(const struct row *row, const char *path)
{
    for (size_t i = 0; i < LEVELS; i++) {
        const struct json_object *list = json_member_array(row->node, words[i]);
        for (size_t j = 0; list && j < json_object_array_length(list); j++) {
            if (strcmp(json_object_get_string(json_object_array_get_idx(list, j)), path) == 0)
                return words[i];
        }
    }
    return NULL;
}

static size_t taken;

static void take_each(const struct row *row, struct json_object *whole, struct json_object *at,
                      const char *path);

static void take(const struct row *row, struct json_object *whole, struct json_object *object,
                 const char *name, const char *path)
{
    struct json_object *value = json_member(object, name);
    take_each(row, whole, value, path);
    json_object_get(value);
    json_object_object_del(object, name);
    const char *found = or_none(refusal(row, whole)), *expected = or_none(promised(row, path));
    cr_expect_str_eq(found, expected, "%s: without %s, %s refuses and not %s", row->where, path, found,
                     expected);
    taken++;
    json_object_object_add(object, name, value);
}

static void take_each(const struct row *row, struct json_object *whole, struct json_object *at,
                      const char *path)
{
    const char *dot = path[0] ? "." : "";
    for (size_t i = 0; json_is(at, json_type_array) && i < json_object_array_length(at); i++) {
        char *item = string_format("%s%s%zu", path, dot, i);
        take_each(row, whole, json_object_array_get_idx(at, i), item);
        free(item);
    }
    if (!json_is(at, json_type_object))
        return;
    size_t count = 0;
    char *names[32];
    json_object_object_foreach(at, key, unused)
    {
        (void)unused;
        names[count++] = string_copy(key);
    }
    for (size_t i = 0; i < count; i++) {
        char *member = string_format("%s%s%s", path, dot, names[i]);
        take(row, whole, at, names[i], member);
        free(member);
        free(names[i]);
    }
}

/* ---- Rows ---- */

static void examine_bodies(const struct row *row)
{
    const struct json_object *breaks = json_member_array(row->node, "breaks");
    for (size_t i = 0; breaks && i < json_object_array_length(breaks); i++) {
        const struct json_object *item = json_object_array_get_idx(breaks, i);
        cr_expect_str_eq(or_none(refusal(row, json_member(item, "body"))), json_member_string(item, "level"),
                         "%s: breaks[%zu]", row->where, i);
    }
    const struct json_object *keeps = json_member_array(row->node, "keeps");
    for (size_t i = 0; keeps && i < json_object_array_length(keeps); i++)
        cr_expect_null(refusal(row, json_object_array_get_idx(keeps, i)), "%s: keeps[%zu]", row->where, i);
}

static void examine_row(const struct row *row)
{
    struct json_object *whole = json_copy(json_member(row->node, "body"));
    cr_expect_null(refusal(row, whole), "%s: the whole body is refused", row->where);
    taken = 0;
    take_each(row, whole, whole, "");
    cr_expect_gt(taken, 0);
    examine_bodies(row);
    json_object_put(whole);
}

static struct json_document *read_table(void)
{
    struct buffer text;
    struct error error = {0};
    buffer_init(&text, BUFFER_UNBOUNDED);
    cr_assert(buffer_read_file(&text, TEST_DATA "/promises.json"));
    struct json_document *table = json_read("promises.json", text.data, text.length, NULL, &error);
    cr_assert(table, "%u:%u: %s", error.line, error.column, error.text);
    buffer_clear(&text);
    return table;
}

static void examine_revision(const char *revision)
{
    struct json_document *table = read_table();
    struct row row = {0};
    for (size_t i = 0; i < LEVELS; i++)
        row.contracts[i] = shipped_contract(revision, overlays, 2, (enum contract_level)i);
    cr_expect_str_eq(row.contracts[0]->sha256, row.contracts[1]->sha256);
    struct json_object *rows = json_document_root(table);
    for (size_t i = 0; i < json_object_array_length(rows); i++) {
        row.node = json_object_array_get_idx(rows, i);
        row.where = json_member_string(row.node, "where");
        examine_row(&row);
    }
    for (size_t i = 0; i < LEVELS; i++)
        contract_free(row.contracts[i]);
    json_document_free(table);
}

Test(promises, of_2025_10)
{
    examine_revision(revisions[0]);
}

Test(promises, of_2026_05)
{
    examine_revision(revisions[1]);
}

/* ---- Nothing else ---- */

/* Does some row speak of a property of that name? */
static bool is_in_table(const struct json_object *rows, const char *name)
{
    struct row row = {0};
    for (size_t i = 0; i < json_object_array_length(rows); i++) {
        row.node = json_object_array_get_idx(rows, i);
        for (size_t level = 0; level < LEVELS; level++) {
            const struct json_object *list = json_member_array(row.node, words[level]);
            for (size_t j = 0; list && j < json_object_array_length(list); j++) {
                const char *path = json_object_get_string(json_object_array_get_idx(list, j));
                const char *dot = strrchr(path, '.');
                if (strcmp(dot ? dot + 1 : path, name) == 0)
                    return true;
            }
        }
    }
    return false;
}

static struct json_document *table;
static size_t added;

/* Of what the overlay adds to a schema that was published, each fact is a required name of the table, or one of the
 * few rules that no list of names can say. */
static void tell(const char *line)
{
    const char *has = strstr(line, "/required has \"");
    added++;
    if (!has) {
        cr_expect(strstr(line, "/inputs/uniqueItems = true") ||
                      strstr(line, "/schemas/ExecutionRunning/anyOf/"),
                  "the table knows nothing of %s", line);
        return;
    }
    char *name = memory_copy(has + strlen("/required has \""), strlen(has) - strlen("/required has \"") - 1);
    cr_expect(is_in_table(json_document_root(table), name), "the table knows nothing of %s", line);
    free(name);
}

Test(promises, are_all_in_the_table)
{
    struct contract *plain = shipped_contract(revisions[0], NULL, 0, CONTRACT_DOCUMENTED);
    struct contract *overlaid = shipped_contract(revisions[0], overlays, 1, CONTRACT_DOCUMENTED);
    struct facts before = {0}, after = {0};
    table = read_table();
    facts_of(plain->root, &before);
    facts_of(overlaid->root, &after);
    cr_expect_eq(facts_beyond(&before, &after, tell), 0, "an overlay takes something away");
    added = 0;
    facts_beyond(&after, &before, tell);
    cr_expect_gt(added, 20);
    facts_clear(&before);
    facts_clear(&after);
    contract_free(plain);
    contract_free(overlaid);
    json_document_free(table);
}

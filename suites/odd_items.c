#include <stdlib.h>
#include <string.h>

#include "generate/generate.h"
#include "suites/odd.h"
#include "suites/request.h"
#include "schema/model.h"
#include "suites/suites.h"

static bool is_uri_rule(const char *rule)
{
    return strncmp(rule, "uri-", 4) == 0;
}

void odd_items_add(struct odd_items *list, const struct contract_operation *operation,
                   const struct odd_item *from)
{
    struct arena *arena = &list->arena;
    list->items = memory_grow(list->items, list->count, &list->capacity, sizeof *list->items);
    list->items[list->count++] =
        (struct odd_item){.id = arena_format(arena, "%s.accept.%s.%s", suites_of_operation(arena, operation),
                                             from->place, from->rule),
                          .rule = arena_string(arena, from->rule),
                          .place = arena_string(arena, from->place),
                          .title = arena_string(arena, from->title),
                          .pointer = arena_string(arena, from->pointer),
                          .echoed = from->echoed ? arena_string(arena, from->echoed) : NULL,
                          .value = json_copy(from->value),
                          .uri = from->uri,
                          .parameter = from->parameter,
                          .group = from->group};
}

void odd_items_clear(struct odd_items *list)
{
    for (size_t i = 0; i < list->count; i++)
        json_object_put(list->items[i].value);
    free(list->items);
    arena_clear(&list->arena);
    *list = (struct odd_items){0};
}

/* Each odd way to write a URL, and whose URL it is that is written so. */
static const struct {
    const char *rule, *property, *title;
} uris[] = {
    {"uri-user-info", "stepWebhookUrl", "a URI with a user and a password"},
    {"uri-port", "stepWebhookUrl", "a URI with a port"},
    {"uri-escapes", "taskWebhookUrl", "a URI with escapes"},
    {"uri-fragment", "taskWebhookUrl", "a URI with a fragment"},
    {"uri-query", "taskWebhookUrl", "a URI with a query"},
    {"uri-ipv6-host", "crewWebhookUrl", "a URI with an IPv6 host"},
};

static void add_uris(struct odd_items *list, const struct contract_operation *operation,
                     const struct schema *schema)
{
    for (size_t i = 0; i < sizeof uris / sizeof *uris; i++) {
        char *pointer = string_format("/%s", uris[i].property);
        if (schema_property(schema, uris[i].property))
            odd_items_add(list, operation,
                          &(struct odd_item){.rule = uris[i].rule,
                                             .place = uris[i].property,
                                             .title = uris[i].title,
                                             .pointer = pointer,
                                             .uri = true});
        free(pointer);
    }
}

/* ---- Kickoff ---- */

static bool is_inputs_value(const struct generate_edit *edit)
{
    return strncmp(edit->place, "inputs", 6) == 0;
}

static bool is_string(const struct generate_edit *edit)
{
    return json_is(edit->value, json_type_string) && strncmp(edit->rule, "key-", 4) != 0;
}

/* One case for each text is enough: it is of the inputs, which are nothing but texts. */
static bool is_wanted(const struct generate_edit *edit)
{
    bool elsewhere = !is_inputs_value(edit) && edit->adds && strcmp(edit->rule, "unknown-property") != 0;
    return !is_uri_rule(edit->rule) && !(elsewhere && is_string(edit));
}

/* Where the text of the inputs also stands in meta, which callbacks bring back; NULL: nowhere. */
static const char *find_echo(const struct generate_edits *edits, const struct generate_edit *text)
{
    for (size_t i = 0; i < edits->count; i++) {
        const struct generate_edit *other = &edits->items[i];
        if (is_inputs_value(text) && is_string(other) && strcmp(other->place, "meta.*") == 0 &&
            strcmp(other->rule, text->rule) == 0)
            return other->pointer;
    }
    return NULL;
}

static void add_edits(struct odd_items *list, const struct contract_operation *operation,
                      const struct schema *schema, const struct json_object *base)
{
    struct generate_options options = {.direction = SCHEMA_REQUEST};
    struct generate_edits edits = {0};
    generate_odd(schema, base, &options, &edits);
    int *groups = memory_new((edits.count + 1) * sizeof *groups);
    generate_spread(schema, base, SCHEMA_REQUEST, &edits, 1, groups);
    for (size_t i = 0; i < edits.count; i++) {
        const struct generate_edit *edit = &edits.items[i];
        if (groups[i] == 0 && is_wanted(edit))
            odd_items_add(list, operation,
                          &(struct odd_item){.rule = edit->rule,
                                             .place = edit->place,
                                             .title = edit->title,
                                             .pointer = edit->pointer,
                                             .echoed = find_echo(&edits, edit),
                                             .value = edit->value});
    }
    free(groups);
    generate_edits_clear(&edits);
}

static const struct schema *schema_of(const struct contract_operation *operation)
{
    const struct contract_media *media = operation ? request_json_media(operation) : NULL;
    return media ? media->schema : NULL;
}

void odd_items_of_kickoff(struct odd_items *list, const struct crew *crew)
{
    const struct contract_operation *kickoff = contract_operation_by_id(crew->judge.documented, CREW_KICKOFF);
    const struct schema *schema = schema_of(kickoff);
    if (!schema)
        return;
    struct json_object *base = crew_kickoff_body(crew, crew->nonce, true);
    if (schema_is_valid(schema, base, SCHEMA_REQUEST)) {
        add_edits(list, kickoff, schema, base);
        add_uris(list, kickoff, schema);
    }
    json_object_put(base);
}

/* ---- Resume ---- */

/* The ids have to name what is to be resumed. */
static bool keep_ids(void *context, const char *pointer, const struct schema *schema,
                     struct json_object **node)
{
    (void)context;
    (void)schema;
    bool id = strcmp(pointer, "/execution_id") == 0 || strcmp(pointer, "/task_id") == 0;
    *node = NULL;
    return id;
}

void odd_items_of_resume(struct odd_items *list, const struct crew *crew)
{
    const struct contract_operation *resume = contract_operation_by_id(crew->judge.documented, CREW_RESUME);
    const struct schema *schema = schema_of(resume);
    struct generate_options options = {.direction = SCHEMA_REQUEST, .override = keep_ids};
    struct generate_edits edits = {0};
    struct json_object *base = crew_resume_body(crew->unknown_id, "crewcheck-unknown-task", true, "Fine.");
    if (schema && schema_is_valid(schema, base, SCHEMA_REQUEST)) {
        generate_odd(schema, base, &options, &edits);
        for (size_t i = 0; i < edits.count; i++)
            if (!is_uri_rule(edits.items[i].rule))
                odd_items_add(list, resume,
                              &(struct odd_item){.rule = edits.items[i].rule,
                                                 .place = edits.items[i].place,
                                                 .title = edits.items[i].title,
                                                 .pointer = edits.items[i].pointer,
                                                 .value = edits.items[i].value});
        add_uris(list, resume, schema);
    }
    generate_edits_clear(&edits);
    json_object_put(base);
}

/* ---- Bodies ---- */

static const char *url_at(const struct json_object *body, const char *pointer)
{
    struct json_object *node = NULL;
    bool stands = json_pointer_find((struct json_object *)(uintptr_t)body, pointer, &node);
    return stands && json_is(node, json_type_string) ? json_object_get_string(node) : NULL;
}

void odd_put(struct json_object **body, const struct odd_item *item)
{
    const char *url = item->uri ? url_at(*body, item->pointer) : NULL;
    char *odd = url ? odd_uri_make(url, item->rule) : NULL;
    struct json_object *value =
        item->uri ? (odd ? json_object_new_string(odd) : NULL) : json_copy(item->value);
    const struct generate_edit edit = {.pointer = item->pointer, .value = value},
                               echo = {.pointer = item->echoed, .value = value};
    if (!item->uri || odd) {
        struct json_object *changed =
            generate_apply(*body, (const struct generate_edit *const[]){&edit, &echo}, item->echoed ? 2 : 1);
        json_object_put(*body);
        *body = changed;
    }
    json_object_put(value);
    free(odd);
}

bool odd_stands_in(const struct json_object *body, const struct odd_item *item)
{
    struct json_object *node = NULL;
    const char *url = item->uri ? url_at(body, item->pointer) : NULL;
    if (item->uri)
        return url && odd_uri_is(url, item->rule);
    return json_pointer_find((struct json_object *)(uintptr_t)body, item->pointer, &node) &&
           json_equal(node, item->value);
}

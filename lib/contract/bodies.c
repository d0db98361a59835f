/* Request bodies, responses, media types and examples. */
#include "contract/store.h"

#include <string.h>

const struct schema *contract_read_schema(struct contract_store *store, struct contract_place owner)
{
    struct contract_place place = contract_member(store, owner, "schema");
    return place.node ? schema_compile(store->set, place.node, place.pointer, NULL) : NULL;
}

/* ---- Examples ---- */

static const struct contract_example *read_named_examples(struct contract_store *store,
                                                          struct contract_place map, size_t *count)
{
    size_t room = (size_t)json_object_object_length(map.node);
    struct contract_example *examples = arena_new(&store->arena, (room + 1) * sizeof *examples);
    struct lh_entry *entry = NULL;
    lh_foreach(json_object_get_object(map.node), entry)
    {
        const char *name = lh_entry_k(entry);
        struct contract_place place = contract_followed(store, contract_member(store, map, name));
        struct contract_place value = contract_member(store, place, "value");
        if (value.pointer)
            examples[(*count)++] =
                (struct contract_example){.name = name, .pointer = value.pointer, .value = value.node};
    }
    return examples;
}

const struct contract_example *contract_read_examples(struct contract_store *store,
                                                      struct contract_place owner, size_t *count)
{
    struct contract_place map = contract_member(store, owner, "examples");
    struct contract_place single = contract_member(store, owner, "example");
    *count = 0;
    if (map.node)
        return read_named_examples(store, map, count);
    if (!single.pointer)
        return NULL;
    struct contract_example *example = arena_new(&store->arena, sizeof *example);
    *example = (struct contract_example){.pointer = single.pointer, .value = single.node};
    *count = 1;
    return example;
}

/* ---- Media types ---- */

static void read_occasions(struct contract_store *store, struct contract_place map,
                           struct contract_media *media)
{
    if (!map.node)
        return;
    size_t room = (size_t)json_object_object_length(map.node);
    struct contract_occasion *occasions = arena_new(&store->arena, (room + 1) * sizeof *occasions);
    struct lh_entry *entry = NULL;
    lh_foreach(json_object_get_object(map.node), entry)
    {
        struct contract_place place = contract_member(store, map, lh_entry_k(entry));
        occasions[media->occasion_count++] =
            (struct contract_occasion){.name = lh_entry_k(entry),
                                       .schema = schema_compile(store->set, place.node, place.pointer, NULL),
                                       .pointer = place.pointer};
    }
    media->occasions = occasions;
}

const struct contract_media *contract_read_content(struct contract_store *store,
                                                   struct contract_place content, size_t *count)
{
    *count = 0;
    if (!content.node)
        return NULL;
    size_t room = (size_t)json_object_object_length(content.node);
    struct contract_media *list = arena_new(&store->arena, (room + 1) * sizeof *list);
    struct lh_entry *entry = NULL;
    lh_foreach(json_object_get_object(content.node), entry)
    {
        struct contract_place place = contract_member(store, content, lh_entry_k(entry));
        struct contract_media *media = &list[(*count)++];
        media->type = lh_entry_k(entry);
        media->node = place.node;
        media->pointer = place.pointer;
        media->schema = contract_read_schema(store, place);
        media->examples = contract_read_examples(store, place, &media->example_count);
        read_occasions(store, contract_member(store, place, "x-occasions"), media);
    }
    return list;
}

const struct contract_body *contract_read_body(struct contract_store *store, struct contract_place place)
{
    struct contract_body *body = arena_new(&store->arena, sizeof *body);
    body->node = place.node;
    body->pointer = place.pointer;
    body->required = json_member_bool(place.node, "required", false);
    body->media = contract_read_content(store, contract_member(store, place, "content"), &body->media_count);
    return body;
}

/* ---- Responses ---- */

const struct contract_response *contract_read_responses(struct contract_store *store,
                                                        struct contract_place responses, size_t *count)
{
    *count = 0;
    if (!responses.node)
        return NULL;
    size_t room = (size_t)json_object_object_length(responses.node);
    struct contract_response *list = arena_new(&store->arena, (room + 1) * sizeof *list);
    struct lh_entry *entry = NULL;
    lh_foreach(json_object_get_object(responses.node), entry)
    {
        const char *status = lh_entry_k(entry);
        if (strncmp(status, "x-", 2) == 0)
            continue;
        struct contract_place listed = contract_member(store, responses, status);
        struct contract_place place = contract_followed(store, listed);
        struct contract_response *response = &list[(*count)++];
        response->status = status;
        response->place = listed.pointer;
        response->pointer = place.pointer;
        response->node = place.node;
        response->description = json_member_string(place.node, "description");
        response->media =
            contract_read_content(store, contract_member(store, place, "content"), &response->media_count);
        contract_read_headers(store, contract_member(store, place, "headers"), response);
    }
    return list;
}

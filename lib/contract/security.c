/* Security schemes and who asks for them (OpenAPI 3.0.3, "Security Requirement Object"). */
#include "contract/store.h"

#include <string.h>
#include <strings.h>

static enum contract_scheme_kind read_kind(const struct json_object *node)
{
    const char *type = json_member_string(node, "type");
    const char *scheme = json_member_string(node, "scheme");
    if (type && strcmp(type, "apiKey") == 0)
        return CONTRACT_SCHEME_API_KEY;
    if (!type || strcmp(type, "http") != 0 || !scheme)
        return CONTRACT_SCHEME_OTHER;
    if (strcasecmp(scheme, "bearer") == 0)
        return CONTRACT_SCHEME_BEARER;
    return strcasecmp(scheme, "basic") == 0 ? CONTRACT_SCHEME_BASIC : CONTRACT_SCHEME_OTHER;
}

static enum contract_in read_in(const struct json_object *node)
{
    const char *word = json_member_string(node, "in");
    if (word && strcmp(word, "query") == 0)
        return CONTRACT_IN_QUERY;
    return word && strcmp(word, "cookie") == 0 ? CONTRACT_IN_COOKIE : CONTRACT_IN_HEADER;
}

void contract_read_schemes(struct contract_store *store)
{
    struct contract_place root = {.node = store->documents[0]->root, .pointer = "#"};
    struct contract_place map =
        contract_member(store, contract_member(store, root, "components"), "securitySchemes");
    size_t room = map.node ? (size_t)json_object_object_length(map.node) : 0;
    struct contract_scheme *list = arena_new(&store->arena, (room + 1) * sizeof *list);
    store->schemes = list;
    if (!map.node)
        return;
    struct lh_entry *entry = NULL;
    lh_foreach(json_object_get_object(map.node), entry)
    {
        struct contract_place place =
            contract_followed(store, contract_member(store, map, lh_entry_k(entry)));
        struct contract_scheme *scheme = &list[store->scheme_count++];
        scheme->name = lh_entry_k(entry);
        scheme->node = place.node;
        scheme->pointer = place.pointer;
        scheme->kind = read_kind(place.node);
        scheme->in = read_in(place.node);
        if (scheme->kind == CONTRACT_SCHEME_API_KEY)
            scheme->parameter = json_member_string(place.node, "name");
    }
}

static const struct contract_scheme *find_scheme(struct contract_store *store, const char *name)
{
    for (size_t i = 0; i < store->scheme_count; i++) {
        if (strcmp(store->schemes[i].name, name) == 0)
            return &store->schemes[i];
    }
    return NULL;
}

static void read_requirement(struct contract_store *store, struct contract_place place,
                             struct contract_requirement *requirement)
{
    size_t room = (size_t)json_object_object_length(place.node);
    const struct contract_scheme **schemes = arena_new(&store->arena, (room + 1) * sizeof *schemes);
    requirement->schemes = schemes;
    struct lh_entry *entry = NULL;
    lh_foreach(json_object_get_object(place.node), entry)
    {
        const char *name = lh_entry_k(entry);
        const struct contract_scheme *scheme = find_scheme(store, name);
        if (scheme)
            schemes[requirement->scheme_count++] = scheme;
        else
            contract_note(store, CONTRACT_REFUSED, "security", contract_member(store, place, name).pointer,
                          "there is no security scheme \"%s\" under components/securitySchemes", name);
    }
}

static const struct contract_requirement *read_list(struct contract_store *store, struct contract_place list,
                                                    size_t *count)
{
    *count = list.node ? json_object_array_length(list.node) : 0;
    struct contract_requirement *requirements = arena_new(&store->arena, (*count + 1) * sizeof *requirements);
    for (size_t i = 0; i < *count; i++)
        read_requirement(store, contract_item(store, list, i), &requirements[i]);
    return requirements;
}

void contract_read_security(struct contract_store *store, struct contract_operation *operation)
{
    struct contract_place place = {.node = operation->node, .pointer = operation->pointer};
    if (json_has(operation->node, "security")) {
        operation->security =
            read_list(store, contract_member(store, place, "security"), &operation->security_count);
        return;
    }
    if (!store->security) {
        struct contract_place root = {.node = store->documents[0]->root, .pointer = "#"};
        store->security = read_list(store, contract_member(store, root, "security"), &store->security_count);
    }
    operation->security = store->security;
    operation->security_count = store->security_count;
}

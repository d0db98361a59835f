/* A contract from its documents: read, overlaid, checked, then built. */
#include "contract/store.h"

#include <stdlib.h>
#include <string.h>

/* ---- Is it OpenAPI 3.0? ---- */

static bool fault_at(const struct contract_document *document, const char *key, struct error *error,
                     const char *text)
{
    const struct json_source *source = json_document_source(document->json);
    struct json_place place = {.line = 1, .column = 1};
    json_key_place(document->root, key, &source, &place);
    return error_set_at(error, source->name, place.line, place.column, source->text, source->length, "%s",
                        text);
}

/* Documents of other kinds that are taken for a contract, by a key of theirs. */
static const struct {
    const char *key, *text;
} strangers[] = {
    {"swagger", "this is a Swagger 2.0 document: convert it to OpenAPI 3.0 and write \"openapi: 3.0.3\""},
    {"overlay", "this is an overlay, which changes a contract: name the OpenAPI document first"},
    {"asyncapi", "this is an AsyncAPI document, an OpenAPI 3.0 one is needed"},
    {"$schema", "this is a JSON Schema, an OpenAPI 3.0 document is needed"},
};

static bool check_version(const struct contract_document *document, struct error *error)
{
    if (!json_is(document->root, json_type_object))
        return fault_at(document, "", error,
                        "an OpenAPI document is an object that begins with \"openapi: 3.0.3\"");
    const struct json_object *version = json_member(document->root, "openapi");
    for (size_t i = 0; !version && i < sizeof strangers / sizeof *strangers; i++) {
        if (json_has(document->root, strangers[i].key))
            return fault_at(document, strangers[i].key, error, strangers[i].text);
    }
    if (!version)
        return fault_at(document, "openapi", error, "the version is missing: write \"openapi: 3.0.3\"");
    const char *text = json_member_string(document->root, "openapi");
    if (!text)
        return fault_at(document, "openapi", error,
                        "the version of OpenAPI is a string of three numbers: write openapi: \"3.0.3\"");
    if (strncmp(text, "3.0.", 4) == 0 && text[4] && strspn(text + 4, "0123456789") == strlen(text + 4))
        return true;
    char *message =
        string_format("OpenAPI %s is not supported, 3.0 is: write the document in its words and \"openapi: "
                      "3.0.3\"",
                      text);
    fault_at(document, "openapi", error, message);
    free(message);
    return false;
}

/* ---- Everything ---- */

/* A string, or what stands in its place: `version: 1.0` is a number. */
static const char *read_text(const struct json_object *info, const char *key)
{
    const struct json_object *node = json_member(info, key);
    const struct json_origin *origin = json_origin_of(node);
    if (origin && origin->number)
        return origin->number;
    return json_is(node, json_type_string) ? json_object_get_string((struct json_object *)(uintptr_t)node)
                                           : "";
}

static void read_head(struct contract_store *store)
{
    struct contract *contract = &store->contract;
    contract->root = store->documents[0]->root;
    contract->openapi = json_member_string(contract->root, "openapi");
    const struct json_object *info = json_member_object(contract->root, "info");
    contract->title = read_text(info, "title");
    contract->version = read_text(info, "version");
}

static void build(struct contract_store *store)
{
    contract_check_structure(store);
    if (store->refused == 0) {
        read_head(store);
        contract_read_schemes(store);
        contract_read_operations(store);
        contract_build_callbacks(store);
        contract_read_components(store);
    }
    contract_notes_finish(store);
    contract_documents_sum(store);
}

struct contract_store *contract_read(const struct contract_request *request, struct error *error)
{
    struct contract_store *store = memory_new(sizeof *store);
    store->contract.store = store;
    store->contract.level = request->level;
    store->read = request->read ? request->read : contract_read_file;
    store->context = request->context;
    store->set = schema_set_new(contract_resolve, store);
    struct contract_document *root = contract_document_demand(store, request->document, error);
    if (!root || !check_version(root, error) || !contract_apply_overlays(store, request, error)) {
        contract_store_free(store);
        return NULL;
    }
    build(store);
    store->read = NULL;
    store->context = NULL;
    return store;
}

void contract_store_free(struct contract_store *store)
{
    if (!store)
        return;
    schema_set_free(store->set);
    contract_documents_free(store);
    map_clear(&store->index.ids);
    map_clear(&store->index.plain);
    map_clear(&store->references);
    map_clear(&store->checked);
    map_clear(&store->callbacks);
    free(store->described);
    free(store->notes);
    arena_clear(&store->arena);
    free(store);
}

struct contract *contract_load(const struct contract_request *request, struct error *error)
{
    struct contract_store *store = contract_read(request, error);
    if (store && !contract_refusal(store, error)) {
        contract_store_free(store);
        return NULL;
    }
    return store ? &store->contract : NULL;
}

void contract_free(struct contract *contract)
{
    if (contract)
        contract_store_free(contract->store);
}

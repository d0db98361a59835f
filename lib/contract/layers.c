/* The overlays of a contract, in their order. */
#include "contract/overlay.h"
#include "contract/store.h"

/* Reads every other document that something below `node` refers to, so that the contract's sum does not depend on
 * which actions apply. What cannot be read is told where a reference is followed. */
static void gather(struct contract_store *store, struct json_object *node)
{
    if (json_is(node, json_type_array)) {
        for (size_t i = 0; i < json_object_array_length(node); i++)
            gather(store, json_object_array_get_idx(node, i));
        return;
    }
    if (!json_is(node, json_type_object))
        return;
    const char *reference = json_member_string(node, "$ref");
    struct contract_place place = {0};
    if (reference && reference[0] != '#')
        contract_resolve(store, node, &place.node, &place.pointer, NULL);
    struct lh_entry *entry = NULL;
    lh_foreach(json_object_get_object(node), entry) gather(store, lh_entry_v(entry));
}

static void gather_all(struct contract_store *store)
{
    for (size_t i = 0; i < store->overlay_count; i++)
        gather(store, json_document_root(store->overlays[i]));
    for (size_t i = 1; i < store->document_count; i++)
        gather(store, store->documents[i]->root);
}

bool contract_apply_overlays(struct contract_store *store, const struct contract_request *request,
                             struct error *error)
{
    struct contract_document *root = store->documents[0];
    store->overlays = arena_new(&store->arena, (request->overlay_count + 1) * sizeof *store->overlays);
    for (size_t i = 0; i < request->overlay_count; i++) {
        const struct json_document *overlay = contract_overlay_read(store, request->overlays[i], error);
        if (!overlay ||
            !overlay_apply(root->json, overlay, request->level, i < request->lenient_count, error))
            return false;
    }
    root->root = json_document_root(root->json);
    gather_all(store);
    return true;
}

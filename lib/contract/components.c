/* The schemas under components of the root document. */
#include "contract/store.h"

void contract_read_components(struct contract_store *store)
{
    struct contract_place root = {.node = store->documents[0]->root, .pointer = "#"};
    struct contract_place map = contract_member(store, contract_member(store, root, "components"), "schemas");
    if (!map.node)
        return;
    struct contract *contract = &store->contract;
    size_t room = (size_t)json_object_object_length(map.node);
    struct contract_component *list = arena_new(&store->arena, (room + 1) * sizeof *list);
    struct lh_entry *entry = NULL;
    lh_foreach(json_object_get_object(map.node), entry)
    {
        struct contract_place place = contract_member(store, map, lh_entry_k(entry));
        struct contract_component *component = &list[contract->schema_count++];
        component->name = lh_entry_k(entry);
        component->pointer = place.pointer;
        component->schema = schema_compile(store->set, place.node, place.pointer, NULL);
    }
    contract->schemas = list;
}

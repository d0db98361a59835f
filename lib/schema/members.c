/* What a schema says of a member, found by the member's name. */
#include "schema/compiled.h"

#include <string.h>

const struct schema *schema_property(const struct schema *schema, const char *name)
{
    const struct schema_compiled *compiled = schema_compiled_of(schema);
    const struct schema_member *member = schema_find_member(compiled, name, strlen(name));
    if (compiled->slots)
        return member ? member->schema : NULL;
    for (size_t i = 0; i < schema->property_count; i++)
        if (strcmp(schema->properties[i].name, name) == 0)
            return schema->properties[i].schema;
    return NULL;
}

bool schema_requires(const struct schema *schema, const char *name)
{
    const struct schema_compiled *compiled = schema_compiled_of(schema);
    const struct schema_member *member = schema_find_member(compiled, name, strlen(name));
    if (compiled->slots)
        return member && member->required[SCHEMA_EITHER];
    for (size_t i = 0; i < schema->required_count; i++)
        if (strcmp(schema->required[i], name) == 0)
            return true;
    return false;
}

static uint64_t load(const char *bytes, size_t length)
{
    uint64_t word = 0;
    memcpy(&word, bytes, length < sizeof word ? length : sizeof word);
    return word;
}

/* The ends and the middle of a name tell it from others well enough, and cheaper than all of it. */
static size_t hash_name(const char *name, size_t length)
{
    size_t tail = length < 8 ? 0 : length - 8;
    uint64_t hash = load(name, length) * UINT64_C(0x9e3779b97f4a7c15) + length;
    hash = (hash ^ load(name + tail, length)) * UINT64_C(0xff51afd7ed558ccd);
    hash = (hash ^ (hash >> 32) ^ load(name + tail / 2, length)) * UINT64_C(0xc4ceb9fe1a85ec53);
    return (size_t)(hash ^ (hash >> 29));
}

const struct schema_member *schema_find_member(const struct schema_compiled *schema, const char *name,
                                               size_t length)
{
    if (!schema->slots)
        return NULL;
    for (size_t i = hash_name(name, length);; i++) {
        const struct schema_member *member = schema->slots[i & schema->slot_mask];
        if (!member || (member->length == length && memcmp(member->name, name, length) == 0))
            return member;
    }
}

static struct schema_member *add_member(struct schema_compiled *target, const char *name)
{
    size_t length = strlen(name);
    struct schema_member *member =
        (struct schema_member *)(uintptr_t)schema_find_member(target, name, length);
    if (member)
        return member;
    member = &target->members[target->member_count++];
    *member = (struct schema_member){.name = name, .length = length};
    size_t at = hash_name(name, length);
    while (target->slots[at & target->slot_mask])
        at++;
    target->slots[at & target->slot_mask] = member;
    return member;
}

/* 3.0.3, "Fixed Fields": readOnly concerns requests, writeOnly responses; `required` follows. */
static void settle_directions(struct schema_compiled *target, struct schema_member *member)
{
    bool required = member->required[SCHEMA_EITHER];
    member->forbidden[SCHEMA_REQUEST] = member->schema && member->schema->read_only;
    member->forbidden[SCHEMA_RESPONSE] = member->schema && member->schema->write_only;
    target->forbids_members =
        target->forbids_members || member->forbidden[SCHEMA_REQUEST] || member->forbidden[SCHEMA_RESPONSE];
    for (int direction = SCHEMA_EITHER; direction <= SCHEMA_RESPONSE; direction++) {
        member->required[direction] = required && !member->forbidden[direction];
        target->required_totals[direction] += member->required[direction];
    }
}

void schema_index_members(struct schema_set *set, struct schema_compiled *target)
{
    const struct schema *schema = &target->schema;
    size_t most = schema->property_count + schema->required_count, size = 4;
    if (most == 0)
        return;
    while (size < most * 2)
        size *= 2;
    target->slots = arena_new(&set->arena, size * sizeof(const struct schema_member *));
    target->slot_mask = size - 1;
    target->members = arena_new(&set->arena, most * sizeof *target->members);
    for (size_t i = 0; i < schema->property_count; i++)
        add_member(target, schema->properties[i].name)->schema = schema->properties[i].schema;
    for (size_t i = 0; i < schema->required_count; i++)
        add_member(target, schema->required[i])->required[SCHEMA_EITHER] = true;
    for (size_t i = 0; i < target->member_count; i++)
        settle_directions(target, &target->members[i]);
}

/* What a schema says of a member, found by the member's name. */
#include "schema/compiled.h"

#include <string.h>

const struct schema *schema_property(const struct schema *schema, const char *name)
{
    for (size_t i = 0; i < schema->property_count; i++)
        if (strcmp(schema->properties[i].name, name) == 0)
            return schema->properties[i].schema;
    return NULL;
}

bool schema_requires(const struct schema *schema, const char *name)
{
    for (size_t i = 0; i < schema->required_count; i++)
        if (strcmp(schema->required[i], name) == 0)
            return true;
    return false;
}

/* A few characters tell property names apart well enough, and cheaper than all. */
static size_t hash_name(const char *name, size_t length)
{
    if (length == 0)
        return 0;
    size_t first = (unsigned char)name[0], middle = (unsigned char)name[length / 2],
           last = (unsigned char)name[length - 1];
    return length + first * 7 + middle * 31 + last * 131;
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

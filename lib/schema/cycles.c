/* A schema must not lead back to itself without going deeper into the instance: checking would never end. */
#include "schema/compiled.h"

enum { UNKNOWN = 0, BEING_FOUND = -1, HEIGHT_LIMIT = 100 };

static int find_height(struct schema_compiled *schema, int depth, struct error *error);

static bool raise_height(const struct schema *const *children, size_t count, int depth, int *height,
                         struct error *error)
{
    for (size_t i = 0; i < count; i++) {
        /* The set owns it, and no thread sees it while the set compiles. */
        struct schema_compiled *child = (struct schema_compiled *)(uintptr_t)children[i];
        int below = find_height(child, depth + 1, error);
        if (below < 0)
            return false;
        *height = below + 1 > *height ? below + 1 : *height;
    }
    return true;
}

static int refuse(const struct schema *schema, const char *reason, struct error *error)
{
    schema_fault(error, schema->node, "the schema %s %s", schema->pointer, reason);
    return -1;
}

/* The number of schemas that may be passed at one instance, or -1 with `error` set. */
static int find_height(struct schema_compiled *compiled, int depth, struct error *error)
{
    const struct schema *schema = &compiled->schema;
    if (compiled->height == BEING_FOUND)
        return refuse(schema, "leads back to itself without going deeper into the instance", error);
    if (compiled->height != UNKNOWN)
        return compiled->height;
    if (depth > HEIGHT_LIMIT)
        return refuse(schema, "combines others that combine others, more than 100 deep", error);
    compiled->height = BEING_FOUND;
    int height = 1;
    if (!raise_height(schema->all_of, schema->all_of_count, depth, &height, error) ||
        !raise_height(schema->one_of, schema->one_of_count, depth, &height, error) ||
        !raise_height(schema->any_of, schema->any_of_count, depth, &height, error) ||
        !raise_height(&schema->not_schema, schema->not_schema != NULL, depth, &height, error))
        return -1;
    if (height > HEIGHT_LIMIT)
        return refuse(schema, "combines others that combine others, more than 100 deep", error);
    compiled->height = height;
    return height;
}

bool schema_refuse_cycles(struct schema_compiled *schema, struct error *error)
{
    return find_height(schema, 0, error) > 0;
}

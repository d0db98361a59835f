/* A schema must not lead back to itself without going deeper into the instance: checking would never end. */
#include "schema/compiled.h"

enum { UNKNOWN = 0, BEING_FOUND = -1, HEIGHT_LIMIT = 100, WEIGHT_LIMIT = 100000 };

static int find_height(struct schema_compiled *schema, int depth, struct error *error);

/* Weights are at most the limit each, and no document has so many children that their sum overflows. */
static bool raise_height(const struct schema *const *children, size_t count, int depth, int *height,
                         size_t *weight, struct error *error)
{
    for (size_t i = 0; i < count; i++) {
        /* The set owns it, and no thread sees it while the set compiles. */
        struct schema_compiled *child = (struct schema_compiled *)(uintptr_t)children[i];
        int below = find_height(child, depth + 1, error);
        if (below < 0)
            return false;
        *height = below + 1 > *height ? below + 1 : *height;
        *weight += child->weight;
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
    size_t weight = 1;
    if (!raise_height(schema->all_of, schema->all_of_count, depth, &height, &weight, error) ||
        !raise_height(schema->one_of, schema->one_of_count, depth, &height, &weight, error) ||
        !raise_height(schema->any_of, schema->any_of_count, depth, &height, &weight, error) ||
        !raise_height(&schema->not_schema, schema->not_schema != NULL, depth, &height, &weight, error))
        return -1;
    if (height > HEIGHT_LIMIT)
        return refuse(schema, "combines others that combine others, more than 100 deep", error);
    if (weight > WEIGHT_LIMIT)
        return refuse(schema, "combines others that combine others, more than 100,000 at one instance", error);
    compiled->weight = weight;
    compiled->height = height;
    return height;
}

bool schema_refuse_cycles(struct schema_compiled *schema, struct error *error)
{
    return find_height(schema, 0, error) > 0;
}

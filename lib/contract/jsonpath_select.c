/* Selects nodes: RFC 9535, sections 2.3 to 2.5. */
#include <stdlib.h>
#include <string.h>

#include "contract/jsonpath_model.h"

/* More than any overlay needs, and done in a second. */
#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
enum { STEPS_MOST = 100000 };
#else
enum { STEPS_MOST = 10000000 };
#endif

static bool step(struct jsonpath_run *run)
{
    if (run->steps)
        run->steps--;
    return run->steps;
}

static bool add_match(struct jsonpath_run *run, struct jsonpath_matches *matches, struct jsonpath_match match)
{
    matches->items = memory_grow(matches->items, matches->count, &matches->capacity, sizeof *matches->items);
    matches->items[matches->count++] = match;
    return step(run);
}

/* ---- Children ---- */

typedef bool visit_child(struct jsonpath_run *run, struct jsonpath_match child, const void *context,
                         struct jsonpath_matches *matches);

static bool each_child(struct jsonpath_run *run, const struct jsonpath_match *from, visit_child *visit,
                       const void *context, struct jsonpath_matches *matches)
{
    struct jsonpath_match child = {.parent = from->node, .depth = from->depth + 1};
    if (json_is(from->node, json_type_object)) {
        struct lh_entry *entry = NULL;
        lh_foreach(json_object_get_object(from->node), entry)
        {
            child.key = lh_entry_k(entry);
            child.node = lh_entry_v(entry);
            if (!visit(run, child, context, matches))
                return false;
        }
    }
    if (json_is(from->node, json_type_array)) {
        for (; child.index < json_object_array_length(from->node); child.index++) {
            child.node = json_object_array_get_idx(from->node, child.index);
            if (!visit(run, child, context, matches))
                return false;
        }
    }
    return step(run);
}

static bool take_any(struct jsonpath_run *run, struct jsonpath_match child, const void *context,
                     struct jsonpath_matches *matches)
{
    (void)context;
    return add_match(run, matches, child);
}

static bool take_tested(struct jsonpath_run *run, struct jsonpath_match child, const void *context,
                        struct jsonpath_matches *matches)
{
    if (jsonpath_holds(run, context, child.node))
        return add_match(run, matches, child);
    return step(run);
}

static bool take_name(struct jsonpath_run *run, const struct jsonpath_match *from, const char *name,
                      struct jsonpath_matches *matches)
{
    if (!json_is(from->node, json_type_object))
        return step(run);
    const struct lh_entry *entry = lh_table_lookup_entry(json_object_get_object(from->node), name);
    if (!entry)
        return step(run);
    return add_match(run, matches,
                     (struct jsonpath_match){.node = lh_entry_v(entry),
                                             .parent = from->node,
                                             .key = lh_entry_k(entry),
                                             .depth = from->depth + 1});
}

static bool take_index(struct jsonpath_run *run, const struct jsonpath_match *from, int64_t index,
                       struct jsonpath_matches *matches)
{
    if (!json_is(from->node, json_type_array))
        return step(run);
    int64_t count = (int64_t)json_object_array_length(from->node);
    int64_t at = index < 0 ? count + index : index;
    if (at < 0 || at >= count)
        return step(run);
    return add_match(run, matches,
                     (struct jsonpath_match){.node = json_object_array_get_idx(from->node, (size_t)at),
                                             .parent = from->node,
                                             .index = (size_t)at,
                                             .depth = from->depth + 1});
}

/* ---- Segments ---- */

static bool select_children(struct jsonpath_run *run, const struct jsonpath_match *from,
                            const struct jsonpath_selector *selector, struct jsonpath_matches *matches)
{
    switch (selector->kind) {
    case JSONPATH_NAME:
        return take_name(run, from, selector->name, matches);
    case JSONPATH_INDEX:
        return take_index(run, from, selector->index, matches);
    case JSONPATH_WILDCARD:
        return each_child(run, from, take_any, NULL, matches);
    case JSONPATH_FILTER:
        return each_child(run, from, take_tested, selector->filter, matches);
    }
    return false;
}

/* Section 2.5.2.2: a node before what it holds. */
static bool descend(struct jsonpath_run *run, struct jsonpath_match from, const void *context,
                    struct jsonpath_matches *matches)
{
    const struct jsonpath_segment *segment = context;
    for (const struct jsonpath_selector *selector = segment->selectors; selector; selector = selector->next)
        if (!select_children(run, &from, selector, matches))
            return false;
    return !segment->descendant || each_child(run, &from, descend, segment, matches);
}

bool jsonpath_run(struct jsonpath_run *run, const struct jsonpath *path, size_t segments,
                  struct jsonpath_match from, struct jsonpath_matches *matches)
{
    struct jsonpath_matches current = {0};
    const struct jsonpath_segment *segment = path->segments;
    bool more = add_match(run, &current, path->relative ? from : (struct jsonpath_match){.node = run->root});
    for (; more && segment && segments; segment = segment->next, segments--) {
        struct jsonpath_matches next = {0};
        for (size_t i = 0; more && i < current.count; i++)
            more = descend(run, current.items[i], segment, &next);
        jsonpath_matches_clear(&current);
        current = next;
    }
    for (size_t i = 0; more && i < current.count; i++)
        more = add_match(run, matches, current.items[i]);
    jsonpath_matches_clear(&current);
    return more;
}

bool jsonpath_select(const struct jsonpath *path, size_t segments, struct json_object *root,
                     struct jsonpath_matches *matches)
{
    struct jsonpath_run run = {.root = root, .steps = STEPS_MOST};
    return jsonpath_run(&run, path, segments, (struct jsonpath_match){.node = root}, matches) && run.steps;
}

void jsonpath_matches_clear(struct jsonpath_matches *matches)
{
    free(matches->items);
    *matches = (struct jsonpath_matches){0};
}

/* Objects, before and after. */
#include "contract/compare_schema.h"

#include <string.h>

/* Does a property travel this way? readOnly ones have no place in a request, writeOnly ones in a response. */
static bool travels(const struct pair *pair, const struct view *property)
{
    bool out = !pair->comparison->hosts == (pair->travel == TRAVEL_OUT);
    return out ? !view_read_only(property) : !view_write_only(property);
}

static const char *escaped(const struct pair *pair, const char *name)
{
    return compare_below(pair->comparison, "", name);
}

/* A property that one side alone has. */
static void compare_lone(const struct pair *pair, const char *name, size_t side)
{
    struct view property = view_property(pair->views[side], name);
    if (!travels(pair, &property))
        return;
    bool required = view_requires(pair->views[side], name);
    const char *pointers[2] = {pair->pointers[0], pair->pointers[1]};
    pointers[side] = property.count > 0 ? property.parts[0]->pointer : pointers[side];
    size_t mark = pair->comparison->place.length;
    buffer_format(&pair->comparison->place, "%s%s", pair->depth == 0 && mark > 0 ? ", " : "",
                  escaped(pair, name));
    if (side == 0)
        compare_add(pair->comparison, CONTRACT_BREAKING, "property-removed", pointers,
                    "the property is gone%s", required ? ", which was required" : "");
    else
        compare_add(pair->comparison,
                    required && pair->travel == TRAVEL_OUT ? CONTRACT_BREAKING : CONTRACT_COMPATIBLE,
                    "property-added", pointers, "the property is new%s", required ? ", and required" : "");
    compare_leave(pair->comparison, mark);
}

static void compare_direction(const struct pair *pair, const char *name, const struct view properties[2])
{
    bool before = travels(pair, &properties[0]), after = travels(pair, &properties[1]);
    if (before != after)
        pair_add(pair, before ? CONTRACT_BREAKING : CONTRACT_COMPATIBLE, "property-direction", "properties",
                 "the property \"%s\" has %s place here: it is %s", name, after ? "a" : "no",
                 after                            ? "no longer readOnly or writeOnly"
                 : view_read_only(&properties[1]) ? "readOnly now"
                                                  : "writeOnly now");
}

static void compare_property(const struct pair *pair, const char *name)
{
    struct view properties[2] = {view_property(pair->views[0], name), view_property(pair->views[1], name)};
    compare_direction(pair, name, properties);
    if (travels(pair, &properties[0]) && travels(pair, &properties[1]))
        pair_descend(pair, &properties[0], &properties[1], escaped(pair, name));
}

/* Calls `compare` with each name that the properties of one side have; of several parts, once. */
static void each_property(const struct pair *pair, size_t side,
                          void (*compare)(const struct pair *pair, const char *name, size_t side))
{
    const struct view *view = pair->views[side];
    struct view earlier = *view;
    for (earlier.count = 0; earlier.count < view->count; earlier.count++) {
        const struct schema *part = view->parts[earlier.count];
        for (size_t i = 0; i < part->property_count; i++) {
            if (!view_describes(&earlier, part->properties[i].name))
                compare(pair, part->properties[i].name, side);
        }
    }
}

static void compare_each(const struct pair *pair, const char *name, size_t side)
{
    if (!view_describes(pair->views[1 - side], name))
        compare_lone(pair, name, side);
    else if (side == 0)
        compare_property(pair, name);
}

/* Required names that both sides describe, or neither does: of the others compare_lone() tells. */
static void compare_requirement(const struct pair *pair, const char *name, size_t side)
{
    bool described[2] = {view_describes(pair->views[0], name), view_describes(pair->views[1], name)};
    struct view property = view_property(pair->views[side], name);
    if (view_requires(pair->views[1 - side], name) || described[0] != described[1] ||
        !travels(pair, &property))
        return;
    pair_shift(pair, side == 0 ? SHIFT_WIDENED : SHIFT_NARROWED,
               side == 0 ? "required-removed" : "required-added", "required", "the property \"%s\" is %s",
               name, side == 0 ? "no longer required" : "required now");
}

static void compare_required(const struct pair *pair, size_t side)
{
    const struct view *view = pair->views[side];
    struct view earlier = *view;
    for (earlier.count = 0; earlier.count < view->count; earlier.count++) {
        const struct schema *part = view->parts[earlier.count];
        for (size_t i = 0; i < part->required_count; i++) {
            if (!view_requires(&earlier, part->required[i]))
                compare_requirement(pair, part->required[i], side);
        }
    }
}

static void compare_others(const struct pair *pair)
{
    bool forbidden[2] = {view_forbids_others(pair->views[0]), view_forbids_others(pair->views[1])};
    struct view before = view_additional(pair->views[0]), after = view_additional(pair->views[1]);
    /* A client leaves aside what it was not told of. */
    if (forbidden[0] != forbidden[1])
        pair_add(pair, forbidden[1] && pair->travel == TRAVEL_OUT ? CONTRACT_BREAKING : CONTRACT_COMPATIBLE,
                 "additional-properties", "additionalProperties", "further properties are %s",
                 forbidden[1] ? "forbidden now" : "allowed now");
    else if (!forbidden[0])
        pair_descend(pair, &before, &after, "/*");
}

void pair_compare_members(const struct pair *pair)
{
    each_property(pair, 0, compare_each);
    each_property(pair, 1, compare_each);
    compare_required(pair, 0);
    compare_required(pair, 1);
    compare_others(pair);
}

/* Numbers that are too small, too large, or no multiple. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "generate/tree.h"
#include "generate/violate.h"

static double real_of(const char *text)
{
    return strtod(text, NULL);
}

/* The step to the next number that the multiples allow, 1 without any. */
static double step_of(const struct site *site)
{
    for (size_t i = 0; i < site->view->count; i++)
        if (site->view->items[i].schema->multiple_of)
            return real_of(site->view->items[i].schema->multiple_of);
    return 1;
}

/* An integer that a double may not hold, one further. */
static bool offer_next_whole(struct search *search, const struct site *site, struct offer offer,
                             const char *bound, int direction)
{
    char *end = NULL, text[40];
    long long whole = strtoll(bound, &end, 10), next = 0;
    if (*end || __builtin_add_overflow(whole, direction, &next))
        return false;
    snprintf(text, sizeof text, "%lld", next);
    return search_offer_number(search, site, offer, text);
}

static bool offer_real(struct search *search, const struct site *site, struct offer offer, double value)
{
    char text[40];
    snprintf(text, sizeof text, fabs(value) < 1e15 ? "%.15g" : "%.0f", value);
    return isfinite(value) && fabs(value) < 1e300 && search_offer_number(search, site, offer, text);
}

/* Numbers beyond a bound, the nearest first. */
static bool offer_beyond(struct search *search, const struct site *site, struct offer offer,
                         const char *bound, bool exclusive, int direction)
{
    double limit = real_of(bound), step = step_of(site);
    if (exclusive && search_offer_number(search, site, offer, bound))
        return true;
    if (step == 1 && offer_next_whole(search, site, offer, bound, direction))
        return true;
    double edge = (direction < 0 ? ceil(limit / step) : floor(limit / step)) * step;
    for (int i = 0; i < 8; i++)
        if (offer_real(search, site, offer, edge + direction * step * i))
            return true;
    return offer_real(search, site, offer, limit + direction * 0.5) ||
           offer_real(search, site, offer, limit + direction);
}

static void break_bounds(struct search *search, const struct site *site, const struct schema *schema)
{
    struct arena *arena = &search->list->arena;
    if (schema->minimum) {
        struct offer offer = {.schema = schema,
                              .keyword = "minimum",
                              .rule = "minimum",
                              .title = arena_format(arena, "a number that is not %s %s",
                                                    schema->exclusive_minimum ? "above" : "at least",
                                                    schema->minimum)};
        search_drop_unless(search,
                           offer_beyond(search, site, offer, schema->minimum, schema->exclusive_minimum, -1));
    }
    if (schema->maximum) {
        struct offer offer = {.schema = schema,
                              .keyword = "maximum",
                              .rule = "maximum",
                              .title = arena_format(arena, "a number that is not %s %s",
                                                    schema->exclusive_maximum ? "below" : "at most",
                                                    schema->maximum)};
        search_drop_unless(search,
                           offer_beyond(search, site, offer, schema->maximum, schema->exclusive_maximum, 1));
    }
}

static void break_multiple(struct search *search, const struct site *site, const struct schema *schema)
{
    struct offer offer = {.schema = schema,
                          .keyword = "multipleOf",
                          .rule = "multiple-of",
                          .title = arena_format(&search->list->arena, "a number that is no multiple of %s",
                                                schema->multiple_of)};
    double step = real_of(schema->multiple_of), value = json_object_get_double(site->value);
    double tries[] = {value + 1,        value - 1, value + step / 2, value - step / 2,
                      value + step / 4, value + 2, value - 2};
    bool found = false;
    for (size_t i = 0; i < sizeof tries / sizeof *tries && !found; i++)
        found = offer_real(search, site, offer, tries[i]);
    search_drop_unless(search, found);
}

void violate_numbers(struct search *search, const struct site *site, const struct schema *schema)
{
    if (!tree_is_number(site->value))
        return;
    break_bounds(search, site, schema);
    if (schema->multiple_of)
        break_multiple(search, site, schema);
}

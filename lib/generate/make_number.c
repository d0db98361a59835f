#include <math.h>
#include <stdio.h>

#include "generate/make.h"
#include "generate/tree.h"
#include "json/number.h"

/* What the schemas ask of a number together. */
struct range {
    const char *minimum, *maximum; /* or NULL */
    const char *multiple;          /* of the first that asks for one; the validator sees to the others */
    bool whole;
};

static struct range range_of(const struct schema_list *all)
{
    struct range range = {.whole = !(schema_list_types(all) & SCHEMA_TYPE_NUMBER)};
    for (size_t i = 0; i < all->count; i++) {
        const struct schema *schema = all->items[i];
        if (schema->minimum && (!range.minimum || json_number_compare(schema->minimum, range.minimum) > 0))
            range.minimum = schema->minimum;
        if (schema->maximum && (!range.maximum || json_number_compare(schema->maximum, range.maximum) < 0))
            range.maximum = schema->maximum;
        range.multiple = range.multiple ? range.multiple : schema->multiple_of;
    }
    return range;
}

static double value_of(const char *text, double fallback)
{
    struct json_object *number = text ? tree_number(text) : NULL;
    double value = number ? json_object_get_double(number) : fallback;
    json_object_put(number);
    return value;
}

static bool try_text(const struct maker *maker, const struct wish *wish, const char *text,
                     struct json_object **out)
{
    struct json_object *number = tree_number(text);
    return number && maker_accept(maker, wish, number, out);
}

static bool try_real(const struct maker *maker, const struct wish *wish, double value,
                     struct json_object **out)
{
    char text[40];
    snprintf(text, sizeof text, fabs(value) < 1e15 ? "%.15g" : "%.0f", value);
    return isfinite(value) && fabs(value) < 1e37 && try_text(maker, wish, text, out);
}

/* The place to count from: 1 where it lies in the range, else the nearest bound. */
static double start_of(struct maker *maker, const struct range *range, double step)
{
    double low = value_of(range->minimum, -INFINITY), high = value_of(range->maximum, INFINITY);
    double start = low > 1 ? low : high < 1 ? high : 1;
    if (maker->random) {
        double spread = maker->size * 10.0 + 1, from = low > start - spread ? low : start - spread;
        double to = high < start + spread ? high : start + spread;
        start = from + (to - from) * (double)random_below(maker->random, 1001) / 1000.0;
    }
    return high < 1 ? floor(start / step) * step : ceil(start / step) * step;
}

bool maker_make_number(struct maker *maker, const struct wish *wish, const struct schema_list *all,
                       struct json_object **out)
{
    enum { STEPS = 24 };
    struct range range = range_of(all);
    double step = value_of(range.multiple, 1), low = value_of(range.minimum, 0),
           high = value_of(range.maximum, 0);
    double start = start_of(maker, &range, step);
    double direction = range.maximum && high < 1 ? -1 : 1;
    for (unsigned i = 0; i < STEPS; i++)
        if (try_real(maker, wish, start + direction * step * (maker->variation + i), out))
            return true;
    for (unsigned i = 1; maker->random && i < STEPS; i++)
        if (try_real(maker, wish, start - direction * step * i, out))
            return true;
    for (unsigned i = 1; range.minimum && range.maximum && i < STEPS; i++)
        if (try_real(maker, wish, low + (high - low) * ((maker->variation + i) % STEPS) / STEPS, out))
            return true;
    if (range.minimum && try_text(maker, wish, range.minimum, out))
        return true;
    if (range.maximum && try_text(maker, wish, range.maximum, out))
        return true;
    return try_real(maker, wish, low + 0.5, out) || try_real(maker, wish, high - 0.5, out);
}

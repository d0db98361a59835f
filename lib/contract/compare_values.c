/* Single values, before and after: enumerations, bounds, lengths, formats, patterns. */
#include "contract/compare_schema.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "json/number.h"

/* ---- Enumerations ---- */

/* The values that `own` lists and `other` does not, in words; returns how many. */
static size_t say_lost(struct buffer *out, const struct view *own, const struct view *other)
{
    size_t count = 0;
    const struct json_object *list = NULL;
    for (size_t i = 0; !list && i < own->count; i++)
        list = own->parts[i]->enumeration;
    for (size_t i = 0; list && i < json_object_array_length(list); i++) {
        const struct json_object *value = json_object_array_get_idx(list, i);
        if (!view_lists(own, value) || view_lists(other, value))
            continue;
        char *text = json_text(value, JSON_COMPACT);
        buffer_format(out, "%s%s", count++ ? ", " : "", text);
        free(text);
    }
    return count;
}

static void compare_lists(const struct pair *pair)
{
    struct buffer lost, gained;
    buffer_init(&lost, 300);
    buffer_init(&gained, 300);
    size_t fewer = say_lost(&lost, pair->views[0], pair->views[1]);
    size_t more = say_lost(&gained, pair->views[1], pair->views[0]);
    if (fewer > 0)
        pair_shift(pair, SHIFT_NARROWED, "enum-value-removed", "enum", "the value%s %s %s gone",
                   fewer > 1 ? "s" : "", buffer_string(&lost), fewer > 1 ? "are" : "is");
    if (more > 0)
        pair_shift(pair, SHIFT_WIDENED, "enum-value-added", "enum", "the value%s %s %s new",
                   more > 1 ? "s" : "", buffer_string(&gained), more > 1 ? "are" : "is");
    buffer_clear(&lost);
    buffer_clear(&gained);
}

static void compare_enums(const struct pair *pair)
{
    bool listed[2] = {view_enumerates(pair->views[0]), view_enumerates(pair->views[1])};
    if (listed[0] && listed[1])
        compare_lists(pair);
    else if (listed[1])
        pair_shift(pair, SHIFT_NARROWED, "enum-added", "enum",
                   "its values are listed now, and others are not allowed");
    else if (listed[0])
        pair_shift(pair, SHIFT_WIDENED, "enum-removed", "enum",
                   "its values are no longer listed: others are allowed");
}

/* ---- Bounds ---- */

/* Is the new bound the tighter one? -1 where both are the same. */
static int tightness(struct view_bound before, struct view_bound after, int sign)
{
    if (!before.text || !after.text)
        return before.text == after.text ? -1 : after.text != NULL;
    int order = sign * json_number_compare(after.text, before.text);
    if (order == 0)
        return before.exclusive == after.exclusive ? -1 : after.exclusive;
    return order > 0;
}

static const char *bound_words(struct arena *arena, struct view_bound bound)
{
    return bound.text ? arena_format(arena, "%s%s", bound.text, bound.exclusive ? " (itself excluded)" : "")
                      : NULL;
}

static void compare_bound(const struct pair *pair, struct view_bound before, struct view_bound after,
                          int sign)
{
    struct arena *arena = &pair->comparison->out->arena;
    int tighter = tightness(before, after, sign);
    if (tighter >= 0)
        pair_replace(pair, tighter ? SHIFT_NARROWED : SHIFT_WIDENED, sign > 0 ? "minimum" : "maximum",
                     bound_words(arena, before), bound_words(arena, after));
}

static void compare_sizes(const struct pair *pair)
{
    static const struct {
        const char *keyword;
        size_t offset;
        bool least;
    } rows[] = {
        {"minLength", offsetof(struct schema, min_length), true},
        {"maxLength", offsetof(struct schema, max_length), false},
        {"minItems", offsetof(struct schema, min_items), true},
        {"maxItems", offsetof(struct schema, max_items), false},
        {"minProperties", offsetof(struct schema, min_properties), true},
        {"maxProperties", offsetof(struct schema, max_properties), false},
    };
    struct arena *arena = &pair->comparison->out->arena;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t sizes[2];
        const char *words[2];
        for (size_t j = 0; j < 2; j++) {
            sizes[j] = rows[i].least ? view_most(pair->views[j], rows[i].offset)
                                     : view_least(pair->views[j], rows[i].offset);
            bool given = sizes[j] != (rows[i].least ? 0 : SIZE_MAX);
            words[j] = given ? arena_format(arena, "%zu", sizes[j]) : NULL;
        }
        bool narrowed = rows[i].least ? sizes[1] > sizes[0] : sizes[1] < sizes[0];
        if (sizes[0] != sizes[1])
            pair_replace(pair, narrowed ? SHIFT_NARROWED : SHIFT_WIDENED, rows[i].keyword, words[0],
                         words[1]);
    }
}

/* ---- Words ---- */

/* Formats of which the first allows less than the second. */
static enum shift format_shift(const char *before, const char *after)
{
    static const char *const nested[][2] = {{"int32", "int64"}, {"float", "double"}};
    for (size_t i = 0; i < sizeof nested / sizeof *nested; i++) {
        if (strcmp(before, nested[i][0]) == 0 && strcmp(after, nested[i][1]) == 0)
            return SHIFT_WIDENED;
        if (strcmp(before, nested[i][1]) == 0 && strcmp(after, nested[i][0]) == 0)
            return SHIFT_NARROWED;
    }
    return SHIFT_ALTERED;
}

static enum shift multiple_shift(const char *before, const char *after)
{
    if (json_number_is_multiple(after, before))
        return SHIFT_NARROWED;
    return json_number_is_multiple(before, after) ? SHIFT_WIDENED : SHIFT_ALTERED;
}

static enum shift altered(const char *before, const char *after)
{
    (void)before;
    (void)after;
    return SHIFT_ALTERED;
}

static void compare_words(const struct pair *pair)
{
    static const struct {
        const char *keyword;
        size_t offset;
        enum shift (*shift)(const char *before, const char *after);
    } rows[] = {
        {"format", offsetof(struct schema, format), format_shift},
        {"pattern", offsetof(struct schema, pattern_text), altered},
        {"multipleOf", offsetof(struct schema, multiple_of), multiple_shift},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *before = view_text(pair->views[0], rows[i].offset);
        const char *after = view_text(pair->views[1], rows[i].offset);
        if (before == after || (before && after && strcmp(before, after) == 0))
            continue;
        enum shift shift = !before ? SHIFT_NARROWED : !after ? SHIFT_WIDENED : rows[i].shift(before, after);
        pair_replace(pair, shift, rows[i].keyword, before, after);
    }
}

/* ---- Everything ---- */

static bool is_unique(const struct view *view)
{
    for (size_t i = 0; i < view->count; i++) {
        if (view->parts[i]->unique_items)
            return true;
    }
    return false;
}

static const struct json_object *fallback_of(const struct view *view)
{
    for (size_t i = 0; i < view->count; i++) {
        if (view->parts[i]->fallback)
            return view->parts[i]->fallback;
    }
    return NULL;
}

/* What the deployment takes where the client gives nothing. */
static void compare_defaults(const struct pair *pair)
{
    const struct json_object *before = fallback_of(pair->views[0]), *after = fallback_of(pair->views[1]);
    if (pair->travel != TRAVEL_OUT || json_equal(before, after))
        return;
    char *words[2] = {before ? json_text(before, JSON_COMPACT) : NULL,
                      after ? json_text(after, JSON_COMPACT) : NULL};
    pair_replace(pair, SHIFT_ALTERED, "default", words[0], words[1]);
    free(words[0]);
    free(words[1]);
}

void pair_compare_values(const struct pair *pair)
{
    compare_enums(pair);
    compare_bound(pair, view_minimum(pair->views[0]), view_minimum(pair->views[1]), 1);
    compare_bound(pair, view_maximum(pair->views[0]), view_maximum(pair->views[1]), -1);
    compare_sizes(pair);
    compare_words(pair);
    compare_defaults(pair);
    if (is_unique(pair->views[0]) != is_unique(pair->views[1]))
        pair_shift(pair, is_unique(pair->views[1]) ? SHIFT_NARROWED : SHIFT_WIDENED, "uniqueItems",
                   "uniqueItems", "its items must %s differ",
                   is_unique(pair->views[1]) ? "now" : "no longer");
}

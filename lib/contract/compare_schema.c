/* What a value must be, before and after. */
#include "contract/compare_schema.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH_MOST = 100 };

/* ---- Changes ---- */

static void add(const struct pair *pair, enum contract_effect effect, const char *rule, const char *keyword,
                const char *format, va_list arguments)
{
    char text[512];
    const char *pointers[2];
    vsnprintf(text, sizeof text, format, arguments);
    for (size_t i = 0; i < 2; i++) {
        const struct view *view = pair->views[i];
        pointers[i] = pair->pointers[i];
        for (size_t j = 0; keyword && j < view->count; j++) {
            if (!json_has(view->parts[j]->node, keyword))
                continue;
            pointers[i] = compare_below(pair->comparison, view->parts[j]->pointer, keyword);
            break;
        }
    }
    compare_add(pair->comparison, effect, rule, pointers, "%s", text);
}

void pair_shift(const struct pair *pair, enum shift shift, const char *rule, const char *keyword,
                const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    add(pair, compare_effect(pair->travel, shift), rule, keyword, format, arguments);
    va_end(arguments);
}

void pair_add(const struct pair *pair, enum contract_effect effect, const char *rule, const char *keyword,
              const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    add(pair, effect, rule, keyword, format, arguments);
    va_end(arguments);
}

void pair_replace(const struct pair *pair, enum shift shift, const char *keyword, const char *before,
                  const char *after)
{
    if (!before)
        pair_shift(pair, shift, keyword, keyword, "%s %s is new", keyword, after);
    else if (!after)
        pair_shift(pair, shift, keyword, keyword, "%s %s is gone", keyword, before);
    else
        pair_shift(pair, shift, keyword, keyword, "%s is %s, it was %s", keyword, after, before);
}

/* ---- Types ---- */

/* "a string, or null"; the bits that are lists of words. */
static void say_types(struct buffer *out, unsigned types)
{
    static const struct {
        unsigned bit;
        const char *word;
    } words[] = {
        {SCHEMA_TYPE_OBJECT, "an object"},   {SCHEMA_TYPE_ARRAY, "an array"},
        {SCHEMA_TYPE_STRING, "a string"},    {SCHEMA_TYPE_NUMBER, "a number"},
        {SCHEMA_TYPE_INTEGER, "an integer"}, {SCHEMA_TYPE_BOOLEAN, "a boolean"},
        {SCHEMA_TYPE_NULL, "null"},
    };
    bool number = types & SCHEMA_TYPE_NUMBER;
    size_t said = 0;
    if (types == SCHEMA_TYPE_ANY)
        buffer_text(out, "anything");
    for (size_t i = 0; types != SCHEMA_TYPE_ANY && i < sizeof words / sizeof *words; i++) {
        bool whole = words[i].bit == SCHEMA_TYPE_INTEGER && number;
        if ((types & words[i].bit) && !whole)
            buffer_format(out, "%s%s", said++ ? " or " : "", words[i].word);
    }
    if (types == 0)
        buffer_text(out, "nothing");
}

/* Returns the types that both sides have. */
static unsigned compare_types(const struct pair *pair)
{
    unsigned types[2] = {view_types(pair->views[0]), view_types(pair->views[1])};
    if (types[0] == types[1])
        return types[0];
    bool fewer = (types[0] & types[1]) == types[1], more = (types[0] & types[1]) == types[0];
    struct buffer words[2];
    for (size_t i = 0; i < 2; i++) {
        buffer_init(&words[i], 512);
        say_types(&words[i], types[i]);
    }
    bool null = (types[0] ^ types[1]) == SCHEMA_TYPE_NULL;
    pair_shift(pair,
               fewer  ? SHIFT_NARROWED
               : more ? SHIFT_WIDENED
                      : SHIFT_ALTERED,
               "type", null ? "nullable" : "type", "it is %s, it was %s", buffer_string(&words[1]),
               buffer_string(&words[0]));
    buffer_clear(&words[0]);
    buffer_clear(&words[1]);
    return types[0] & types[1];
}

/* ---- Pairs ---- */

/* What came of comparing a pair. */
static const char under_way = 0, same = 0, different = 0;

static char *pair_key(const struct pair *pair)
{
    struct buffer key;
    buffer_init(&key, BUFFER_UNBOUNDED);
    for (size_t i = 0; i < 2; i++) {
        for (size_t j = 0; j < pair->views[i]->count; j++)
            buffer_format(&key, "%p ", (const void *)pair->views[i]->parts[j]);
        buffer_char(&key, '|');
    }
    return buffer_take(&key, NULL);
}

static bool is_same(const struct pair *pair)
{
    if (pair->views[0]->count != pair->views[1]->count)
        return false;
    return pair->views[0]->count == 0 || memcmp(pair->views[0]->parts, pair->views[1]->parts,
                                                pair->views[0]->count * sizeof *pair->views[0]->parts) == 0;
}

static void compare_all(const struct pair *pair)
{
    if (pair_compare_lone(pair))
        return;
    unsigned common = compare_types(pair);
    if (common == 0)
        return;
    if (view_deprecated(pair->views[0]) != view_deprecated(pair->views[1]))
        pair_add(pair, CONTRACT_NEUTRAL, "deprecated", "deprecated", "it is %s",
                 view_deprecated(pair->views[1]) ? "deprecated now" : "no longer deprecated");
    pair_compare_values(pair);
    if (common & SCHEMA_TYPE_OBJECT)
        pair_compare_members(pair);
    if (common & SCHEMA_TYPE_ARRAY) {
        struct view before = view_items(pair->views[0]), after = view_items(pair->views[1]);
        pair_descend(pair, &before, &after, "/[]");
    }
    pair_compare_branches(pair);
}

void pair_compare(const struct pair *pair)
{
    struct comparison *comparison = pair->comparison;
    if (is_same(pair) || pair->depth > DEPTH_MOST)
        return;
    char *key = pair_key(pair);
    const char *known = map_find(&comparison->seen, key);
    size_t found = comparison->found;
    if (!known) {
        map_put(&comparison->seen, key, (void *)(uintptr_t)&under_way);
        compare_all(pair);
        map_put(&comparison->seen, key, (void *)(uintptr_t)(comparison->found == found ? &same : &different));
    } else if (known == &different && comparison->muted > 0) {
        comparison->found++;
    }
    free(key);
}

void pair_descend(const struct pair *pair, const struct view *before, const struct view *after,
                  const char *token)
{
    struct pair below = {.comparison = pair->comparison,
                         .views = {before, after},
                         .travel = pair->travel,
                         .depth = pair->depth + 1,
                         .pointers = {pair->pointers[0], pair->pointers[1]}};
    if (before->count > 0)
        below.pointers[0] = before->parts[0]->pointer;
    if (after->count > 0)
        below.pointers[1] = after->parts[0]->pointer;
    size_t mark = pair->comparison->place.length;
    /* The first step into a body is set off from the words of its place. */
    bool first = pair->depth == 0 && mark > 0;
    buffer_format(&pair->comparison->place, "%s%s", first ? ", " : "", token);
    pair_compare(&below);
    compare_leave(pair->comparison, mark);
}

/* Comparing in silence must not count as having seen, nor be kept from looking; once silent, it is one search. */
bool pair_differs(const struct pair *pair, const struct view *before, const struct view *after)
{
    struct comparison *comparison = pair->comparison;
    struct map seen = comparison->seen;
    size_t found = comparison->found;
    if (comparison->muted++ == 0)
        comparison->seen = (struct map){0};
    pair_descend(pair, before, after, "");
    if (--comparison->muted == 0) {
        map_clear(&comparison->seen);
        comparison->seen = seen;
    }
    bool differs = comparison->found != found;
    comparison->found = found;
    return differs;
}

void compare_schemas(struct comparison *comparison, const struct schema *const schemas[2],
                     const char *const pointers[2], enum travel travel)
{
    struct view before = {.count = 0}, after = {.count = 0};
    view_add(&before, schemas[0]);
    view_add(&after, schemas[1]);
    struct pair pair = {.comparison = comparison, .views = {&before, &after}, .travel = travel};
    for (size_t i = 0; i < 2; i++)
        pair.pointers[i] = schemas[i] ? schemas[i]->pointer : pointers[i];
    map_clear(&comparison->seen);
    comparison->seen = (struct map){0};
    pair_compare(&pair);
}

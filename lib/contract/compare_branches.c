/* Alternatives, before and after. Branches are the same where their component's name is, else where their title is,
 * else where nothing differs, else, without names, where they share a type. */
#include "contract/compare_schema.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

struct branches {
    const struct schema *const *list;
    size_t count;
    bool exclusive; /* oneOf */
};

static bool find_branches(const struct view *view, struct branches *branches)
{
    *branches = (struct branches){.list = NULL};
    for (size_t i = 0; i < view->count && branches->count == 0; i++) {
        const struct schema *part = view->parts[i];
        branches->exclusive = part->one_of_count > 0;
        branches->list = branches->exclusive ? part->one_of : part->any_of;
        branches->count = branches->exclusive ? part->one_of_count : part->any_of_count;
    }
    return branches->count > 0;
}

/* ---- Partners ---- */

static bool same_text(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

static struct view view_of(const struct schema *schema)
{
    struct view view = {.count = 0};
    view_add(&view, schema);
    return view;
}

enum { PAIRS_MOST = 40000 };

static bool is_equal(const struct pair *pair, const struct schema *before, const struct schema *after)
{
    struct view views[2] = {view_of(before), view_of(after)};
    return !pair_differs(pair, &views[0], &views[1]);
}

static bool is_named_alike(const struct pair *pair, const struct schema *before, const struct schema *after)
{
    (void)pair;
    return same_text(before->name, after->name) ||
           (!before->name && !after->name && same_text(before->title, after->title));
}

static bool is_akin(const struct pair *pair, const struct schema *before, const struct schema *after)
{
    (void)pair;
    struct view views[2] = {view_of(before), view_of(after)};
    return !before->name && !after->name && (view_types(&views[0]) & view_types(&views[1]));
}

/* partners[i] of each old branch is the index of a new one, or SIZE_MAX. */
static void find_partners(const struct pair *pair, const struct branches sides[2], size_t *partners,
                          bool *taken)
{
    static bool (*const alike[])(const struct pair *, const struct schema *,
                                 const struct schema *) = {is_named_alike, is_equal, is_akin};
    for (size_t i = 0; i < sides[0].count; i++)
        partners[i] = SIZE_MAX;
    bool many = sides[0].count * sides[1].count > PAIRS_MOST;
    for (size_t rule = 0; rule < sizeof alike / sizeof *alike; rule++) {
        /* Of very many branches, not every pair is looked into. */
        if (many && alike[rule] == is_equal)
            continue;
        for (size_t i = 0; i < sides[0].count; i++) {
            for (size_t j = 0; partners[i] == SIZE_MAX && j < sides[1].count; j++) {
                if (taken[j] || !alike[rule](pair, sides[0].list[i], sides[1].list[j]))
                    continue;
                partners[i] = j;
                taken[j] = true;
            }
        }
    }
}

/* ---- Alternatives ---- */

static const char *branch_words(const struct pair *pair, const struct schema *branch, size_t index)
{
    if (branch->name || branch->title)
        return branch->name ? branch->name : branch->title;
    return arena_format(&pair->comparison->out->arena, "alternative %zu", index + 1);
}

static void compare_partners(const struct pair *pair, const struct branches sides[2], const size_t *partners)
{
    for (size_t i = 0; i < sides[0].count; i++) {
        const char *words = branch_words(pair, sides[0].list[i], i);
        if (partners[i] == SIZE_MAX) {
            pair_shift(pair, SHIFT_NARROWED, "alternative-removed", sides[0].exclusive ? "oneOf" : "anyOf",
                       "it can no longer be %s", words);
            continue;
        }
        struct view before = view_of(sides[0].list[i]), after = view_of(sides[1].list[partners[i]]);
        char *token = string_format("(%s)", words);
        pair_descend(pair, &before, &after, token);
        free(token);
    }
}

static void compare_alternatives(const struct pair *pair, const struct branches sides[2])
{
    size_t *partners = memory_new((sides[0].count + 1) * sizeof *partners);
    bool *taken = memory_new((sides[1].count + 1) * sizeof *taken);
    find_partners(pair, sides, partners, taken);
    compare_partners(pair, sides, partners);
    for (size_t j = 0; j < sides[1].count; j++) {
        if (!taken[j])
            pair_shift(pair, SHIFT_WIDENED, "alternative-added", sides[1].exclusive ? "oneOf" : "anyOf",
                       "it can also be %s", branch_words(pair, sides[1].list[j], j));
    }
    if (sides[0].exclusive != sides[1].exclusive && sides[0].count > 1 && sides[1].count > 1)
        pair_shift(pair, sides[0].exclusive ? SHIFT_WIDENED : SHIFT_NARROWED, "alternatives", NULL,
                   "%s of its alternatives may hold, it was %s", sides[1].exclusive ? "just one" : "several",
                   sides[0].exclusive ? "just one" : "several");
    free(partners);
    free(taken);
}

bool pair_compare_lone(const struct pair *pair)
{
    struct branches sides[2];
    bool has[2] = {find_branches(pair->views[0], &sides[0]), find_branches(pair->views[1], &sides[1])};
    size_t plain = has[0] ? 1 : 0;
    const struct view *view = pair->views[plain], *other = pair->views[1 - plain];
    if (has[0] == has[1] || view->count == 0 || other->count != 1 || other->parts[0]->typed ||
        other->parts[0]->property_count > 0)
        return false;
    const struct schema *lone = view->parts[0];
    sides[plain] = (struct branches){.list = &lone, .count = 1, .exclusive = sides[1 - plain].exclusive};
    compare_alternatives(pair, sides);
    return true;
}

static void compare_choice(const struct pair *pair)
{
    struct branches sides[2];
    bool has[2] = {find_branches(pair->views[0], &sides[0]), find_branches(pair->views[1], &sides[1])};
    if (has[0] && has[1])
        compare_alternatives(pair, sides);
    else if (has[0])
        pair_shift(pair, SHIFT_WIDENED, "alternatives-removed", sides[0].exclusive ? "oneOf" : "anyOf",
                   "it need no longer keep one of %zu alternatives", sides[0].count);
    else if (has[1])
        pair_shift(pair, SHIFT_NARROWED, "alternatives-added", sides[1].exclusive ? "oneOf" : "anyOf",
                   "it must keep one of %zu alternatives now", sides[1].count);
}

/* ---- not, discriminator ---- */

static const struct schema *excluded(const struct view *view)
{
    for (size_t i = 0; i < view->count; i++) {
        if (view->parts[i]->not_schema)
            return view->parts[i]->not_schema;
    }
    return NULL;
}

static void compare_not(const struct pair *pair)
{
    const struct schema *before = excluded(pair->views[0]), *after = excluded(pair->views[1]);
    if (!before && !after)
        return;
    if (before && after && is_equal(pair, before, after))
        return;
    pair_shift(pair,
               !before  ? SHIFT_NARROWED
               : !after ? SHIFT_WIDENED
                        : SHIFT_ALTERED,
               "not", "not", "what it must not be is %s",
               !before  ? "said now"
               : !after ? "no longer said"
                        : "another");
}

static void compare_discriminators(const struct pair *pair)
{
    const char *before = view_text(pair->views[0], offsetof(struct schema, discriminator));
    const char *after = view_text(pair->views[1], offsetof(struct schema, discriminator));
    if (before == after || same_text(before, after))
        return;
    enum shift shift = !before ? SHIFT_NARROWED : !after ? SHIFT_WIDENED : SHIFT_ALTERED;
    pair_shift(pair, shift, "discriminator", "discriminator", "its kind is told by %s, it was by %s",
               after ? after : "its alternatives", before ? before : "its alternatives");
}

void pair_compare_branches(const struct pair *pair)
{
    compare_choice(pair);
    compare_not(pair);
    compare_discriminators(pair);
}

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "generate/pattern.h"

enum { LENGTH_MOST = 200000, STEPS_MOST = 400000 };

struct making {
    const struct pattern *pattern;
    const struct pattern_wishes *wishes;
    struct buffer *out;
    struct span { /* of what a group was last */
        size_t from, to;
    } * groups;
    size_t steps;
};

/* Characters that people can read, the plainest first. */
static const char readable[] =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_. ,:;!?@#$%&*+=/()[]{}<>'\"~^|`\\";

static bool contains(const struct pattern_node *set, uint32_t code)
{
    for (size_t i = 0; i < set->range_count; i++)
        if (code >= set->ranges[i].first && code <= set->ranges[i].last)
            return !set->negated;
    return set->negated;
}

static size_t choose(struct making *making, size_t count, size_t plainest)
{
    if (count < 2)
        return 0;
    return making->wishes->random ? (size_t)random_below(making->wishes->random, count) : plainest % count;
}

/* Of the characters that people can read, those of the set; false where it has none. */
static bool pick_readable(struct making *making, const struct pattern_node *set, uint32_t *code)
{
    char found[sizeof readable];
    size_t count = 0;
    for (const char *c = readable; *c; c++)
        if (contains(set, (unsigned char)*c))
            found[count++] = *c;
    if (count)
        *code = (unsigned char)found[choose(making, count, making->wishes->variation)];
    return count > 0;
}

static bool is_scalar(uint32_t code)
{
    return code && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
}

static bool pick_any(struct making *making, const struct pattern_node *set, uint32_t *code)
{
    if (set->negated) {
        for (*code = 1; *code < 0x3000; (*code)++)
            if (contains(set, *code))
                return true;
        return false;
    }
    if (!set->range_count)
        return false;
    const struct pattern_range *range = &set->ranges[choose(making, set->range_count, 0)];
    size_t wide = range->last >= range->first ? range->last - range->first + 1 : 0;
    *code = range->first + (uint32_t)choose(making, wide, making->wishes->variation);
    return is_scalar(*code);
}

static bool make_character(struct making *making, const struct pattern_node *set)
{
    uint32_t code = 0;
    char bytes[4];
    /* Now and then another character than a readable one, where the set has both. */
    bool unusual = making->wishes->random && random_below(making->wishes->random, 8) == 0;
    bool picked = (unusual && pick_any(making, set, &code)) || pick_readable(making, set, &code) ||
                  pick_any(making, set, &code);
    return picked && buffer_append(making->out, bytes, text_encode(code, bytes));
}

static bool make_node(struct making *making, const struct pattern_node *node);

static bool make_repeat(struct making *making, const struct pattern_node *node)
{
    size_t room = node->maximum > node->minimum ? node->maximum - node->minimum : 0;
    size_t extra = making->wishes->extra < room ? making->wishes->extra : room;
    size_t count = node->minimum + (making->wishes->random ? choose(making, extra + 1, 0) : extra);
    for (size_t i = 0; i < count; i++)
        if (!make_node(making, node->children[0]))
            return false;
    return true;
}

static bool make_group(struct making *making, const struct pattern_node *node)
{
    struct span span = {.from = making->out->length};
    if (!make_node(making, node->children[0]))
        return false;
    span.to = making->out->length;
    making->groups[node->number] = span;
    return true;
}

static bool make_back(struct making *making, const struct pattern_node *node)
{
    if (node->number > making->pattern->groups)
        return false;
    struct span span = making->groups[node->number];
    char *copy = memory_copy(making->out->data ? making->out->data + span.from : "", span.to - span.from);
    bool made = buffer_append(making->out, copy, span.to - span.from);
    free(copy);
    return made;
}

static bool make_node(struct making *making, const struct pattern_node *node)
{
    if (++making->steps > STEPS_MOST)
        return false;
    switch (node->kind) {
    case PATTERN_SET:
        return make_character(making, node);
    case PATTERN_CHOICE:
        return make_node(making,
                         node->children[choose(making, node->child_count, making->wishes->variation)]);
    case PATTERN_REPEAT:
        return make_repeat(making, node);
    case PATTERN_GROUP:
        return make_group(making, node);
    case PATTERN_BACK:
        return make_back(making, node);
    default:
        break;
    }
    for (size_t i = 0; i < node->child_count; i++)
        if (!make_node(making, node->children[i]))
            return false;
    return true;
}

bool pattern_make(const struct pattern *pattern, const struct pattern_wishes *wishes, struct buffer *out)
{
    struct making making = {.pattern = pattern, .wishes = wishes, .out = out};
    making.groups = memory_new((pattern->groups + 1) * sizeof *making.groups);
    bool made = make_node(&making, pattern->root) && out->length <= LENGTH_MOST;
    free(making.groups);
    return made;
}

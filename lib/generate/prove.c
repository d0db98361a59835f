/* A change to a valid instance is a violation where all that is then said against the instance is said of one constraint
 * at one place. */
#include <stdlib.h>
#include <string.h>

#include "generate/tree.h"
#include "generate/violate.h"

struct proof {
    const struct search *search;
    const struct site *site;
    const struct offer *offer;
    const struct json_object *instance;
    const char *reported; /* the pointer at which the validator speaks of the fault */
    const char *basis;
    bool found, spoiled;
};

/* A combinator speaks of what went wrong inside it, wherever that is; what was kept of it is looked at by itself. */
static bool is_junction_word(const char *keyword)
{
    return strcmp(keyword, "oneOf") == 0 || strcmp(keyword, "anyOf") == 0 ||
           strcmp(keyword, "discriminator") == 0;
}

static bool is_about_type(const struct offer *offer)
{
    return strcmp(offer->keyword, "type") == 0;
}

/* The same said twice, by two members of an allOf, is one fault; so is what follows from the wrong type. */
static void weigh_one(struct proof *proof, const char *prefix, const struct schema_violation *violation)
{
    char *pointer = string_format("%s%s", prefix, violation->instance);
    bool here = strcmp(pointer, proof->reported) == 0;
    if (here && strcmp(violation->pointer, proof->basis) == 0)
        proof->found = true;
    else if (is_junction_word(violation->keyword))
        ;
    else if (!here ||
             !(is_about_type(proof->offer) || strcmp(violation->keyword, proof->offer->keyword) == 0))
        proof->spoiled = true;
    free(pointer);
}

static void weigh_schema(struct proof *proof, const char *prefix, const struct schema *schema,
                         const struct json_object *value)
{
    struct schema_report report;
    schema_report_init(&report);
    schema_validate(schema, value, proof->search->options->direction, &report);
    for (size_t i = 0; i < report.count; i++)
        weigh_one(proof, prefix, &report.violations[i]);
    proof->spoiled = proof->spoiled || report.dropped;
    schema_report_clear(&report);
}

/* Whether a oneOf or anyOf itself is contradicted is counted: what the validator says of it may cite a branch. */
static void weigh_branches(struct proof *proof, const struct json_object *value)
{
    const struct schema *schema = proof->offer->schema;
    enum schema_direction direction = proof->search->options->direction;
    bool one = strcmp(proof->offer->keyword, "oneOf") == 0;
    const struct schema *const *branches = one ? schema->one_of : schema->any_of;
    size_t count = one ? schema->one_of_count : schema->any_of_count, kept = 0;
    for (size_t i = 0; i < count; i++)
        kept += schema_is_valid(branches[i], value, direction);
    proof->found = proof->found || (one ? kept != 1 : kept == 0);
}

/* All that is said at one level, from the whole down to the site. */
static void weigh_level(struct proof *proof, const struct site *level)
{
    char *prefix = memory_copy(buffer_string(&proof->search->pointer), level->pointer_length);
    struct json_object *value = NULL;
    bool stands = json_pointer_find((struct json_object *)(uintptr_t)proof->instance, prefix, &value);
    bool junction = is_junction_word(proof->offer->keyword);
    for (size_t i = 0; stands && i < level->view->count; i++)
        if (!(junction && level == proof->site &&
              generate_view_is_through(level->view, i, proof->offer->schema)))
            weigh_schema(proof, prefix, level->view->items[i].schema, value);
    if (stands && junction && level == proof->site && strcmp(proof->offer->keyword, "discriminator") != 0)
        weigh_branches(proof, value);
    free(prefix);
}

static bool is_proved(struct proof *proof)
{
    const struct search *search = proof->search;
    if (schema_is_valid(search->schema, proof->instance, search->options->direction))
        return false;
    for (const struct site *level = proof->site; level; level = level->outer)
        weigh_level(proof, level);
    return proof->found && !proof->spoiled;
}

/* ---- Adding ---- */

struct candidate {
    const struct offer *offer;
    char *pointer, *place, *basis;
    struct json_object *instance;
};

/* The place of a member: its name where some schema has a property of it, else that of all entries. */
static void push_member(const struct site *site, const char *name, struct buffer *place)
{
    bool named = false;
    for (size_t i = 0; i < site->view->count && !named; i++)
        named = schema_property(site->view->items[i].schema, name) ||
                schema_requires(site->view->items[i].schema, name);
    if (named)
        generate_place_push(place, name);
    else
        buffer_text(place, place->length ? ".*" : "*");
}

static char *place_of(const struct search *search, const struct site *site, const struct offer *offer)
{
    struct buffer place;
    buffer_init(&place, BUFFER_UNBOUNDED);
    buffer_text(&place, buffer_string(&search->place));
    if (offer->change == CHANGE_LEAVE_OUT || offer->change == CHANGE_MEMBER)
        push_member(site, offer->name, &place);
    if (!place.length)
        buffer_text(&place, "body");
    return buffer_take(&place, NULL);
}

static char *pointer_of(const struct search *search, const struct offer *offer)
{
    struct buffer pointer;
    buffer_init(&pointer, BUFFER_UNBOUNDED);
    buffer_text(&pointer, buffer_string(&search->pointer));
    if (offer->name)
        json_pointer_push(&pointer, offer->name);
    return buffer_take(&pointer, NULL);
}

static char *basis_of(const struct offer *offer)
{
    struct buffer basis;
    buffer_init(&basis, BUFFER_UNBOUNDED);
    buffer_text(&basis, offer->schema->pointer);
    json_pointer_push(&basis, offer->keyword);
    return buffer_take(&basis, NULL);
}

static bool same_rule(const char *rule, const char *base)
{
    size_t length = strlen(base);
    return strncmp(rule, base, length) == 0 &&
           (!rule[length] ||
            (rule[length] == '-' && strspn(rule + length + 1, "0123456789") == strlen(rule + length + 1)));
}

/* How many of the list stand at this place under this rule; *known: one of them is this one. */
static size_t count_alike(const struct search *search, const struct candidate *candidate, bool *known)
{
    size_t alike = 0;
    bool one_is_enough = is_about_type(candidate->offer) || candidate->offer->change == CHANGE_LEAVE_OUT;
    *known = false;
    for (size_t i = 0; i < search->list->count; i++) {
        const struct generate_violation *item = &search->list->items[i];
        if (strcmp(item->place, candidate->place) != 0 || !same_rule(item->rule, candidate->offer->rule))
            continue;
        alike++;
        *known = *known || one_is_enough || strcmp(item->basis, candidate->basis) == 0 ||
                 json_equal(item->instance, candidate->instance);
    }
    return alike;
}

static void add(struct search *search, const struct candidate *candidate, size_t alike)
{
    struct generate_violations *list = search->list;
    struct arena *arena = &list->arena;
    const struct offer *offer = candidate->offer;
    struct generate_violation violation = {.rule = alike
                                                       ? arena_format(arena, "%s-%zu", offer->rule, alike + 1)
                                                       : arena_string(arena, offer->rule),
                                           .place = arena_string(arena, candidate->place),
                                           .title = offer->title,
                                           .pointer = arena_string(arena, candidate->pointer),
                                           .keyword = offer->keyword,
                                           .basis = arena_string(arena, candidate->basis),
                                           .schema = offer->schema,
                                           .instance = json_copy(candidate->instance)};
    if (!json_key_place(offer->schema->node, offer->keyword, &violation.source, &violation.line)) {
        const struct json_origin *origin = json_origin_of(offer->schema->node);
        violation.source = origin ? origin->source : NULL;
        violation.line = origin ? origin->place : (struct json_place){0};
    }
    list->items = memory_grow(list->items, list->count, &list->capacity, sizeof *list->items);
    list->items[list->count++] = violation;
}

/* A copy of the base with the change made; false where it cannot be made. */
static bool change(const struct search *search, struct candidate *candidate)
{
    const struct offer *offer = candidate->offer;
    candidate->instance = json_copy(search->base);
    if (offer->change == CHANGE_LEAVE_OUT)
        return tree_remove(&candidate->instance, candidate->pointer);
    return tree_put(&candidate->instance, candidate->pointer, offer->value);
}

bool search_offer(struct search *search, const struct site *site, const struct offer *offer)
{
    struct candidate candidate = {.offer = offer,
                                  .pointer = pointer_of(search, offer),
                                  .place = place_of(search, site, offer),
                                  .basis = basis_of(offer)};
    bool changed = change(search, &candidate), known = false;
    struct proof proof = {.search = search,
                          .site = site,
                          .offer = offer,
                          .instance = candidate.instance,
                          .reported = offer->change == CHANGE_LEAVE_OUT ? buffer_string(&search->pointer)
                                                                        : candidate.pointer,
                          .basis = candidate.basis};
    bool proved = changed && is_proved(&proof);
    size_t alike = proved ? count_alike(search, &candidate, &known) : 0;
    if (proved && !known)
        add(search, &candidate, alike);
    json_object_put(candidate.instance);
    free(candidate.pointer);
    free(candidate.place);
    free(candidate.basis);
    return proved;
}

bool search_offer_text(struct search *search, const struct site *site, struct offer offer, const char *text)
{
    offer.value = tree_string(text);
    return search_offer(search, site, &offer);
}

bool search_offer_number(struct search *search, const struct site *site, struct offer offer, const char *text)
{
    offer.value = text ? tree_number(text) : NULL;
    return offer.value && search_offer(search, site, &offer);
}

void search_drop_unless(struct search *search, bool found)
{
    search->list->dropped += !found;
}

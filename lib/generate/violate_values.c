/* Values of another type, and such as are not listed. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "generate/tree.h"
#include "generate/violate.h"
#include "json/number.h"

/* ---- Types ---- */

enum { NUMBERS = SCHEMA_TYPE_INTEGER | SCHEMA_TYPE_NUMBER };

static struct json_object *a_null(const struct search *search, const struct schema *schema)
{
    (void)search;
    (void)schema;
    return NULL;
}

static struct json_object *a_boolean(const struct search *search, const struct schema *schema)
{
    (void)search;
    (void)schema;
    return json_object_new_boolean(1);
}

/* Where booleans are wanted, the number that many languages take for one. */
static struct json_object *a_number(const struct search *search, const struct schema *schema)
{
    (void)search;
    if (schema->types & SCHEMA_TYPE_INTEGER)
        return json_object_new_double(1.5);
    return json_object_new_int(schema->types & SCHEMA_TYPE_BOOLEAN ? 1 : 12);
}

/* The spelling of what is wanted: a string all the same. Of a parameter, nothing but spellings is ever sent. The spelling of
 * an object or an array is that of the valid one: see spell_out(). */
static struct json_object *a_string(const struct search *search, const struct schema *schema)
{
    const char *spelling = schema->types & NUMBERS               ? "12"
                           : schema->types & SCHEMA_TYPE_BOOLEAN ? "true"
                                                                 : "crewcheck";
    return tree_string(search->textual ? "crewcheck" : spelling);
}

static struct json_object *an_array(const struct search *search, const struct schema *schema)
{
    (void)search;
    (void)schema;
    return json_object_new_array();
}

static struct json_object *an_object(const struct search *search, const struct schema *schema)
{
    (void)search;
    (void)schema;
    return json_object_new_object();
}

static const struct {
    unsigned types; /* none of which the schema may allow */
    const char *rule, *words;
    struct json_object *(*make)(const struct search *search, const struct schema *schema);
} types[] = {
    {SCHEMA_TYPE_NULL, "type-null", "null", a_null},
    {SCHEMA_TYPE_BOOLEAN, "type-boolean", "a boolean", a_boolean},
    {SCHEMA_TYPE_NUMBER, "type-number", "a number", a_number},
    {SCHEMA_TYPE_STRING, "type-string", "a string", a_string},
    {SCHEMA_TYPE_ARRAY, "type-array", "an array", an_array},
    {SCHEMA_TYPE_OBJECT, "type-object", "an object", an_object},
};

static const char *wanted_words(unsigned allowed)
{
    static const struct {
        unsigned type;
        const char *words;
    } names[] = {{SCHEMA_TYPE_OBJECT, "an object"},   {SCHEMA_TYPE_ARRAY, "an array"},
                 {SCHEMA_TYPE_STRING, "a string"},    {SCHEMA_TYPE_NUMBER, "a number"},
                 {SCHEMA_TYPE_INTEGER, "an integer"}, {SCHEMA_TYPE_BOOLEAN, "a boolean"}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (allowed & names[i].type)
            return names[i].words;
    return "null";
}

/* An object or an array, encoded once more: what a reader that decodes strings would take. */
static struct json_object *spell_out(const struct json_object *value)
{
    char *text = json_text(value, JSON_COMPACT);
    struct json_object *string = json_object_new_string(text);
    free(text);
    return string;
}

static struct json_object *value_of(struct search *search, const struct site *site,
                                    const struct schema *schema, size_t type)
{
    bool whole = json_is(site->value, json_type_object) || json_is(site->value, json_type_array);
    if (types[type].types == SCHEMA_TYPE_STRING && whole && !search->textual)
        return spell_out(site->value);
    return types[type].make(search, schema);
}

static bool offer_type(struct search *search, const struct site *site, const struct schema *schema,
                       size_t type)
{
    bool fraction = types[type].types == SCHEMA_TYPE_NUMBER && (schema->types & SCHEMA_TYPE_INTEGER);
    const char *title =
        arena_format(&search->list->arena, "%s instead of %s", fraction ? "a fraction" : types[type].words,
                     wanted_words(schema->types));
    return search_offer(search, site,
                        &(struct offer){.schema = schema,
                                        .keyword = "type",
                                        .rule = types[type].rule,
                                        .title = title,
                                        .value = value_of(search, site, schema, type)});
}

/* Of a parameter: any text is a string, and 1 and 0 are booleans to many. */
static bool has_no_types(const struct search *search, const struct schema *schema, unsigned type)
{
    return search->textual && ((schema->types & SCHEMA_TYPE_STRING) ||
                               ((schema->types & SCHEMA_TYPE_BOOLEAN) && (type & NUMBERS)));
}

void violate_type(struct search *search, const struct site *site, const struct schema *schema)
{
    bool found = false;
    if (!schema->typed || has_no_types(search, schema, 0))
        return;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (!(schema->types & types[i].types) && !has_no_types(search, schema, types[i].types))
            found = offer_type(search, site, schema, i) || found;
    search_drop_unless(search, found);
}

/* ---- Lists of values ---- */

/* Texts that come near to a listed one, in the order in which they are tried. */
static char *near_text(const char *text, unsigned nearness)
{
    size_t length = strlen(text);
    char *near = string_format("%s%s", text, nearness == 0 ? "-unlisted" : nearness == 1 ? "x" : "");
    if (nearness == 2 && length)
        near[length - 1] = near[length - 1] == 'x' ? 'y' : 'x';
    for (size_t i = 0; nearness == 3 && i < length; i++)
        near[i] = (char)(islower((unsigned char)near[i]) ? toupper((unsigned char)near[i])
                                                         : tolower((unsigned char)near[i]));
    if (nearness == 4 && length)
        near[length - 1] = '\0';
    return near;
}

static bool offer_near(struct search *search, const struct site *site, struct offer offer,
                       const struct json_object *listed)
{
    enum { NEARNESSES = 5 };
    bool found = false;
    for (unsigned i = 0; i < NEARNESSES && !found && json_is(listed, json_type_string); i++) {
        char *text = near_text(tree_text(listed, NULL), i);
        found = search_offer_text(search, site, offer, text);
        free(text);
    }
    for (int i = 1; i <= 3 && !found && tree_is_number(listed); i++) {
        char text[40];
        snprintf(text, sizeof text, "%.15g", json_object_get_double(listed) + i);
        found = search_offer_number(search, site, offer, text);
    }
    if (!found && json_is(listed, json_type_boolean)) {
        offer.value = json_object_new_boolean(!json_object_get_boolean(listed));
        found = search_offer(search, site, &offer);
    }
    return found;
}

void violate_enum(struct search *search, const struct site *site, const struct schema *schema)
{
    bool found = false;
    if (!schema->enumeration)
        return;
    struct offer offer = {
        .schema = schema, .keyword = "enum", .rule = "enum", .title = "a value that is not listed"};
    for (size_t i = 0; i < json_object_array_length(schema->enumeration) && !found; i++)
        found = offer_near(search, site, offer, json_object_array_get_idx(schema->enumeration, i));
    search_drop_unless(search, found);
}

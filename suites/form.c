/* Members of forms (OpenAPI 3.0.3, "Encoding Object", "Support for x-www-form-urlencoded Request Bodies", "Special
 * Considerations for multipart Content"). */
#include "suites/form.h"

#include <string.h>
#include <strings.h>

#include "schema/model.h"

static const struct json_object *encoding_of(const struct contract_media *media, const char *name)
{
    return media ? json_member_object(json_member_object(media->node, "encoding"), name) : NULL;
}

bool form_is_multipart(const struct contract_media *media)
{
    return media && strncasecmp(media->type, "multipart/", 10) == 0;
}

/* What the value may be, as far as types, allOf, oneOf and anyOf say it; a set of schema_type. */
static unsigned types_of(const struct schema *schema)
{
    unsigned types = schema->typed ? schema->types : SCHEMA_TYPE_ANY, one = 0, any = 0;
    for (size_t i = 0; i < schema->all_of_count; i++)
        types &= types_of(schema->all_of[i]);
    for (size_t i = 0; i < schema->one_of_count; i++)
        one |= types_of(schema->one_of[i]);
    for (size_t i = 0; i < schema->any_of_count; i++)
        any |= types_of(schema->any_of[i]);
    types &= schema->one_of_count ? one : SCHEMA_TYPE_ANY;
    return types & (schema->any_of_count ? any : SCHEMA_TYPE_ANY);
}

/* SCHEMA_TYPE_ARRAY or SCHEMA_TYPE_OBJECT where it is nothing else, or 0. */
static unsigned compound_kind(const struct schema *schema)
{
    unsigned kind = schema ? types_of(schema) & ~(unsigned)SCHEMA_TYPE_NULL : 0;
    return kind == SCHEMA_TYPE_ARRAY || kind == SCHEMA_TYPE_OBJECT ? kind : 0;
}

/* What the document says of a member, wherever in the form's schema. */
struct definition {
    const struct schema *schema; /* the first that was found, or NULL */
    bool mixed;                  /* others make something else of it: a list here, a text there */
};

static void define(const struct schema *schema, const char *name, struct definition *out)
{
    const struct schema *own = schema ? schema_property(schema, name) : NULL;
    own = own ? own : schema ? schema->additional : NULL;
    if (own && out->schema)
        out->mixed = out->mixed || compound_kind(own) != compound_kind(out->schema);
    else if (own)
        out->schema = own;
    for (size_t i = 0; schema && i < schema->all_of_count; i++)
        define(schema->all_of[i], name, out);
    for (size_t i = 0; schema && i < schema->one_of_count; i++)
        define(schema->one_of[i], name, out);
    for (size_t i = 0; schema && i < schema->any_of_count; i++)
        define(schema->any_of[i], name, out);
}

static struct definition definition_of(const struct contract_media *media, const char *name)
{
    struct definition found = {0};
    define(media ? media->schema : NULL, name, &found);
    return found;
}

/* May it be a list or an object as well as a text? */
static bool is_loose(const struct definition *definition)
{
    const struct schema *schema = definition->schema;
    return definition->mixed || (schema && !compound_kind(schema) &&
                                 (types_of(schema) & (SCHEMA_TYPE_ARRAY | SCHEMA_TYPE_OBJECT)));
}

static bool is_compound(const struct json_object *value)
{
    return json_is(value, json_type_array) || json_is(value, json_type_object);
}

/* ---- URL-encoded ---- */

static enum contract_style style_named(const char *name)
{
    static const struct {
        const char *name;
        enum contract_style style;
    } styles[] = {{"spaceDelimited", CONTRACT_STYLE_SPACE_DELIMITED},
                  {"pipeDelimited", CONTRACT_STYLE_PIPE_DELIMITED},
                  {"deepObject", CONTRACT_STYLE_DEEP_OBJECT}};
    for (size_t i = 0; name && i < sizeof styles / sizeof *styles; i++)
        if (strcmp(styles[i].name, name) == 0)
            return styles[i].style;
    return CONTRACT_STYLE_FORM;
}

/* Members of an object that is exploded stand among those of the form; of the others, the specification describes these. */
static bool is_described(const struct form_member *member)
{
    switch (member->parameter.style) {
    case CONTRACT_STYLE_FORM:
        return member->array || !member->parameter.explode;
    case CONTRACT_STYLE_DEEP_OBJECT:
        return !member->array;
    default:
        return member->array;
    }
}

static struct form_member styled(const struct json_object *encoding, const char *name, bool array)
{
    const char *style = json_member_string(encoding, "style");
    bool exploded = !style || strcmp(style, "form") == 0;
    struct form_member member = {.array = array,
                                 .parameter = {.name = name,
                                               .in = CONTRACT_IN_QUERY,
                                               .style = style_named(style),
                                               .explode = json_member_bool(encoding, "explode", exploded)}};
    member.way = is_described(&member) ? FORM_STYLED : FORM_UNCLEAR;
    return member;
}

static struct form_member encoded_member(const struct contract_media *media, const char *name,
                                         const struct json_object *value)
{
    const struct definition definition = definition_of(media, name);
    unsigned kind = definition.mixed ? 0 : compound_kind(definition.schema);
    const struct json_object *encoding = encoding_of(media, name);
    bool said = json_has(encoding, "style") || json_has(encoding, "explode");
    const char *type = json_member_string(encoding, "contentType");
    if (!said && type)
        return (struct form_member){.way = contract_media_is_json(type) ? FORM_JSON
                                           : is_compound(value)         ? FORM_UNCLEAR
                                                                        : FORM_TEXT};
    if (kind == SCHEMA_TYPE_ARRAY || (kind && said))
        return styled(encoding, name, kind == SCHEMA_TYPE_ARRAY);
    return (struct form_member){.way = kind || is_compound(value) ? FORM_UNCLEAR : FORM_TEXT,
                                .loose = is_loose(&definition)};
}

/* ---- Multipart ---- */

static bool is_binary(const struct schema *schema)
{
    return schema && schema->format && strcmp(schema->format, "binary") == 0;
}

static const char *part_type(const char *said, const struct schema *schema, unsigned kind)
{
    bool bytes = is_binary(schema) || (kind == SCHEMA_TYPE_ARRAY && is_binary(schema->items));
    if (said && !strpbrk(said, "*,"))
        return said;
    return bytes ? "application/octet-stream" : NULL;
}

/* What is neither an array nor an object by its schema may arrive as a text, whatever it is. */
static struct form_member part_member(const struct contract_media *media, const char *name,
                                      const struct json_object *value)
{
    const struct definition definition = definition_of(media, name);
    const struct schema *schema = definition.schema;
    const char *said = json_member_string(encoding_of(media, name), "contentType");
    unsigned kind = definition.mixed ? 0 : compound_kind(schema);
    bool array = kind == SCHEMA_TYPE_ARRAY, json = said && contract_media_is_json(said);
    struct form_member member = {
        .way = FORM_TEXT, .loose = is_loose(&definition), .type = part_type(said, schema, kind)};
    if (array)
        member.way = json ? FORM_UNCLEAR : FORM_EACH;
    else if (json || (kind == SCHEMA_TYPE_OBJECT && !said && is_compound(value)))
        member.way = FORM_JSON;
    else if (is_compound(value))
        member.way = FORM_UNCLEAR;
    return member;
}

struct form_member form_member_of(const struct contract_media *media, const char *name,
                                  const struct json_object *value)
{
    return form_is_multipart(media) ? part_member(media, name, value) : encoded_member(media, name, value);
}

struct json_object *form_clear_part(const struct contract_media *media, const struct json_object *form)
{
    struct json_object *object = (struct json_object *)(uintptr_t)form, *kept = json_object_new_object();
    json_object_object_foreach(object, name, value)
    {
        if (form_member_of(media, name, value).way != FORM_UNCLEAR)
            json_object_object_add(kept, name, json_copy(value));
    }
    return kept;
}

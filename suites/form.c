/* Members of forms (OpenAPI 3.0.3, "Encoding Object", "Support for x-www-form-urlencoded Request Bodies", "Special
 * Considerations for multipart Content"). */
#include "suites/form.h"

#include <string.h>
#include <strings.h>

#include "contract/styles.h"
#include "schema/model.h"

static const struct schema *property_of(const struct schema *schema, const char *name)
{
    const struct schema *found = schema ? schema_property(schema, name) : NULL;
    for (size_t i = 0; schema && !found && i < schema->all_of_count; i++)
        found = property_of(schema->all_of[i], name);
    return found;
}

static const struct json_object *encoding_of(const struct contract_media *media, const char *name)
{
    return media ? json_member_object(json_member_object(media->node, "encoding"), name) : NULL;
}

bool form_is_multipart(const struct contract_media *media)
{
    return media && strncasecmp(media->type, "multipart/", 10) == 0;
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
static bool is_described(const struct contract_parameter *parameter)
{
    bool array = parameter->schema->types & SCHEMA_TYPE_ARRAY;
    switch (parameter->style) {
    case CONTRACT_STYLE_FORM:
        return array || !parameter->explode;
    case CONTRACT_STYLE_DEEP_OBJECT:
        return !array;
    default:
        return array;
    }
}

static struct form_member styled(const struct json_object *encoding, const char *name,
                                 const struct schema *schema)
{
    const char *style = json_member_string(encoding, "style");
    bool exploded = !style || strcmp(style, "form") == 0;
    struct form_member member = {.way = FORM_STYLED,
                                 .parameter = {.name = name,
                                               .in = CONTRACT_IN_QUERY,
                                               .style = style_named(style),
                                               .explode = json_member_bool(encoding, "explode", exploded),
                                               .schema = schema}};
    member.way = is_described(&member.parameter) ? FORM_STYLED : FORM_UNCLEAR;
    return member;
}

static struct form_member encoded_member(const struct contract_media *media, const char *name,
                                         const struct json_object *value)
{
    const struct schema *schema = media ? property_of(media->schema, name) : NULL;
    const struct json_object *encoding = encoding_of(media, name);
    const struct contract_parameter parameter = {.schema = schema};
    bool compound = schema && contract_style_is_compound(&parameter),
         said = json_has(encoding, "style") || json_has(encoding, "explode"),
         array = compound && (schema->types & SCHEMA_TYPE_ARRAY);
    const char *type = json_member_string(encoding, "contentType");
    if (!said && type)
        return (struct form_member){.way = contract_media_is_json(type) ? FORM_JSON
                                           : is_compound(value)         ? FORM_UNCLEAR
                                                                        : FORM_TEXT};
    if (compound && (said || array))
        return styled(encoding, name, schema);
    return (struct form_member){.way = compound || is_compound(value) ? FORM_UNCLEAR : FORM_TEXT};
}

/* ---- Multipart ---- */

static bool is_binary(const struct schema *schema)
{
    return schema && schema->format && strcmp(schema->format, "binary") == 0;
}

static unsigned compound_kind(const struct schema *schema)
{
    const struct contract_parameter parameter = {.schema = schema};
    bool compound = schema && contract_style_is_compound(&parameter);
    return compound ? schema->types & (SCHEMA_TYPE_ARRAY | SCHEMA_TYPE_OBJECT) : 0;
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
    const struct schema *schema = property_of(media->schema, name);
    const char *said = json_member_string(encoding_of(media, name), "contentType");
    unsigned kind = compound_kind(schema);
    bool array = kind == SCHEMA_TYPE_ARRAY, json = said && contract_media_is_json(said);
    struct form_member member = {.way = FORM_TEXT, .type = part_type(said, schema, kind)};
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

/* Parameters as they travel: the styles of the Parameter Object (OpenAPI 3.0.3, "Style Values", "Style Examples"). */
#include <stdlib.h>
#include <string.h>

#include "generate/generate.h"
#include "suites/request.h"

static bool is_unreserved(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("-._~", c);
}

/* Header fields are no URIs: their values stand as they are (RFC 6570 would escape them, and few servers undo it). */
static void append_text(const struct contract_parameter *parameter, const char *text, struct buffer *out)
{
    bool plain = parameter->in == CONTRACT_IN_HEADER;
    for (const char *c = text; *c; c++) {
        bool reserved =
            parameter->allow_reserved && parameter->in == CONTRACT_IN_QUERY && strchr(":/?[]@!$'()*,;", *c);
        if (plain || is_unreserved(*c) || reserved)
            buffer_char(out, *c);
        else
            buffer_format(out, "%%%02X", (unsigned)(unsigned char)*c);
    }
}

static void append_scalar(const struct contract_parameter *parameter, const struct json_object *value,
                          struct buffer *out)
{
    char *text = generate_parameter_text(value);
    append_text(parameter, text, out);
    free(text);
}

/* A text as it is, where it is not JSON that the parameter holds. */
static void append_json(const struct contract_parameter *parameter, const struct json_object *value,
                        struct buffer *out)
{
    bool json = contract_media_is_json(parameter->media->type);
    char *text = json ? json_text(value, JSON_COMPACT) : generate_parameter_text(value);
    append_text(parameter, text, out);
    free(text);
}

/* How the items of one value are told apart and introduced. */
struct style {
    const char *before; /* the first */
    const char *between;
    bool names; /* each item has the parameter's name before it */
};

static struct style style_of(const struct contract_parameter *parameter)
{
    switch (parameter->style) {
    case CONTRACT_STYLE_LABEL:
        return (struct style){".", parameter->explode ? "." : ",", false};
    case CONTRACT_STYLE_MATRIX:
        return (struct style){";", parameter->explode ? ";" : ",", true};
    case CONTRACT_STYLE_FORM:
        return (struct style){"", parameter->explode ? "&" : ",", true};
    case CONTRACT_STYLE_SPACE_DELIMITED:
        return (struct style){"", parameter->explode ? "&" : "%20", true};
    case CONTRACT_STYLE_PIPE_DELIMITED:
        return (struct style){"", parameter->explode ? "&" : "%7C", true};
    default:
        return (struct style){"", ",", false};
    }
}

static void append_name(const struct contract_parameter *parameter, struct buffer *out)
{
    append_text(parameter, parameter->name, out);
    buffer_char(out, '=');
}

static void append_array(const struct contract_parameter *parameter, const struct json_object *array,
                         struct buffer *out)
{
    struct style style = style_of(parameter);
    size_t count = json_object_array_length(array);
    buffer_text(out, style.before);
    if (style.names && (!parameter->explode || !count))
        append_name(parameter, out);
    for (size_t i = 0; i < count; i++) {
        buffer_text(out, i ? style.between : "");
        if (style.names && parameter->explode)
            append_name(parameter, out);
        append_scalar(parameter, json_object_array_get_idx(array, i), out);
    }
}

static void append_object(const struct contract_parameter *parameter, struct json_object *object,
                          struct buffer *out)
{
    struct style style = style_of(parameter);
    bool deep = parameter->style == CONTRACT_STYLE_DEEP_OBJECT, first = true;
    buffer_text(out, style.before);
    if (style.names && !parameter->explode)
        append_name(parameter, out);
    json_object_object_foreach(object, name, value)
    {
        buffer_text(out, first ? "" : deep ? "&" : style.between);
        first = false;
        if (deep) {
            append_text(parameter, parameter->name, out);
            buffer_text(out, "%5B");
        }
        append_text(parameter, name, out);
        buffer_text(out, deep ? "%5D=" : parameter->explode ? "=" : ",");
        append_scalar(parameter, value, out);
    }
}

static void append_one(const struct request_part *part, struct buffer *out)
{
    const struct contract_parameter *parameter = part->parameter;
    struct style style = style_of(parameter);
    buffer_text(out, style.before);
    if (style.names || parameter->style == CONTRACT_STYLE_DEEP_OBJECT)
        append_name(parameter, out);
    if (part->raw)
        buffer_text(out, part->raw);
    else if (part->text)
        append_text(parameter, part->text, out);
    else if (parameter->media)
        append_json(parameter, part->value, out);
    else
        append_scalar(parameter, part->value, out);
}

void request_serialise(const struct request_part *part, struct buffer *out)
{
    bool replaced = part->text || part->raw || part->parameter->media;
    if (!replaced && json_is(part->value, json_type_array))
        append_array(part->parameter, part->value, out);
    else if (!replaced && json_is(part->value, json_type_object))
        append_object(part->parameter, part->value, out);
    else
        append_one(part, out);
}

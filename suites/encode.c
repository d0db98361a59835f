/* Bodies as they travel: JSON, forms (OpenAPI 3.0.3, "Support for x-www-form-urlencoded Request Bodies", "Special
 * Considerations for multipart Content") and plain texts or bytes. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "generate/generate.h"
#include "schema/model.h"
#include "suites/form.h"
#include "suites/request.h"

#define BOUNDARY "crewcheck-5f0c7be1d2"

enum encoding { ENCODE_NOT, ENCODE_JSON, ENCODE_FORM, ENCODE_MULTIPART, ENCODE_PLAIN };

static bool begins(const char *type, const char *with)
{
    return strncasecmp(type, with, strlen(with)) == 0;
}

static enum encoding encoding_of(const struct contract_media *media)
{
    const struct schema *schema = media->schema;
    bool object = schema && (schema->types & SCHEMA_TYPE_OBJECT),
         text = !schema || (schema->types & SCHEMA_TYPE_STRING);
    if (contract_media_is_json(media->type) || begins(media->type, "*/") ||
        begins(media->type, "application/*"))
        return schema ? ENCODE_JSON : ENCODE_NOT;
    if (begins(media->type, "application/x-www-form-urlencoded"))
        return object ? ENCODE_FORM : ENCODE_NOT;
    if (begins(media->type, "multipart/form-data"))
        return object ? ENCODE_MULTIPART : ENCODE_NOT;
    return text && !strstr(media->type, "xml") ? ENCODE_PLAIN : ENCODE_NOT;
}

bool request_encodes(const struct contract_media *media)
{
    return encoding_of(media) != ENCODE_NOT;
}

bool request_is_form(const struct contract_media *media)
{
    enum encoding encoding = encoding_of(media);
    return encoding == ENCODE_FORM || encoding == ENCODE_MULTIPART;
}

const char *request_content_type(const struct contract_media *media)
{
    if (encoding_of(media) == ENCODE_MULTIPART)
        return "multipart/form-data; boundary=" BOUNDARY;
    if (strcasecmp(media->type, "text/plain") == 0 || strcasecmp(media->type, "text/*") == 0)
        return "text/plain; charset=utf-8"; /* it is ASCII without (RFC 2046, section 4.1.2) */
    if (!strchr(media->type, '*'))
        return media->type;
    return begins(media->type, "image/") ? "image/png" : NULL;
}

/* ---- Forms ---- */

static void append_escaped(const char *text, struct buffer *out)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._*";
    for (; *text; text++)
        if (strchr(plain, *text))
            buffer_char(out, *text);
        else
            buffer_format(out, *text == ' ' ? "+" : "%%%02X", (unsigned)(unsigned char)*text);
}

static void append_pair(const char *name, const char *text, struct buffer *out)
{
    buffer_text(out, out->length ? "&" : "");
    append_escaped(name, out);
    buffer_char(out, '=');
    append_escaped(text, out);
}

static char *text_of(const struct form_member *member, const struct json_object *value)
{
    return member->way == FORM_JSON ? json_text(value, JSON_COMPACT) : generate_parameter_text(value);
}

/* Where several ways are right, that which is taken most often: items one by one, objects as JSON. */
static void append_encoded(const struct contract_media *media, const char *name, struct json_object *value,
                           struct buffer *out)
{
    const struct form_member member = form_member_of(media, name, value);
    bool array = json_is(value, json_type_array),
         spread = member.parameter.name && member.parameter.style == CONTRACT_STYLE_FORM && !array;
    size_t count = array && member.way == FORM_UNCLEAR ? json_object_array_length(value) : 1;
    if (member.way == FORM_STYLED || (member.way == FORM_UNCLEAR && spread)) {
        bool nothing = array && !json_object_array_length(value);
        buffer_text(out, out->length && !nothing ? "&" : "");
        if (!nothing)
            request_serialise(&(struct request_part){.parameter = &member.parameter, .value = value}, out);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        bool each = array && member.way == FORM_UNCLEAR;
        char *text = text_of(&member, each ? json_object_array_get_idx(value, i) : value);
        append_pair(name, text, out);
        free(text);
    }
}

/* What is bytes rather than a text is a file. */
static bool is_file(const char *type)
{
    return type && !contract_media_is_json(type) && !begins(type, "text/") && !strstr(type, "xml");
}

static void append_part(const struct form_member *member, const char *name, const struct json_object *value,
                        struct buffer *out)
{
    bool object = json_is(value, json_type_object) || json_is(value, json_type_array);
    const char *type = member->type                         ? member->type
                       : object || member->way == FORM_JSON ? "application/json"
                                                            : NULL;
    char *text = text_of(member, value);
    buffer_format(out, "--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"");
    for (const char *c = name; *c; c++)
        buffer_format(out, strchr("\"\r\n", *c) ? "%%%02X" : "%c", (unsigned char)*c);
    buffer_format(out, "\"%s\r\n", is_file(type) ? "; filename=\"crewcheck.bin\"" : "");
    if (type)
        buffer_format(out, "Content-Type: %s\r\n", type);
    buffer_format(out, "\r\n%s\r\n", text);
    free(text);
}

/* Items of an array are sent one by one. */
static void append_parts(const struct contract_media *media, const char *name, struct json_object *value,
                         struct buffer *out)
{
    const struct form_member member = form_member_of(media, name, value);
    bool array = json_is(value, json_type_array) && member.way != FORM_JSON;
    size_t count = array ? json_object_array_length(value) : 1;
    for (size_t i = 0; i < count; i++)
        append_part(&member, name, array ? json_object_array_get_idx(value, i) : value, out);
}

static void append_members(const struct contract_media *media, const struct json_object *value,
                           struct buffer *out)
{
    struct json_object *object = (struct json_object *)(uintptr_t)value;
    json_object_object_foreach(object, name, member)
    {
        if (form_is_multipart(media))
            append_parts(media, name, member, out);
        else
            append_encoded(media, name, member, out);
    }
    if (form_is_multipart(media))
        buffer_text(out, "--" BOUNDARY "--\r\n");
}

void request_encode(const struct contract_media *media, const struct json_object *value, struct buffer *out)
{
    enum encoding encoding = encoding_of(media);
    bool form = request_is_form(media) && json_is(value, json_type_object);
    char *text = form                      ? NULL
                 : encoding == ENCODE_JSON ? json_text(value, JSON_COMPACT)
                                           : generate_parameter_text(value);
    if (form)
        append_members(media, value, out);
    else
        buffer_text(out, text);
    free(text);
}

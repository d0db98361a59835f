/* What the tables of shapes cannot say: fields that depend on each other, and names. */
#include "contract/shapes.h"

#include <string.h>

#include "base/text.h"

static bool has(const struct json_object *node, const char *name)
{
    return json_has(node, name);
}

/* Both of two fields that exclude each other? */
static void check_exclusive(struct structure *structure, const struct json_object *node, const char *first,
                            const char *second)
{
    if (has(node, first) && has(node, second))
        structure_break(structure, "exclusive-fields", second, "\"%s\" and \"%s\" exclude each other", first,
                        second);
}

/* One of the words, ended by NULL; what it must be is said otherwise. */
static bool check_word(struct structure *structure, const struct json_object *node, const char *field,
                       const char *const *words, const char *context)
{
    const char *word = json_member_string(node, field);
    if (!word)
        return false;
    struct buffer list;
    buffer_init(&list, 512);
    for (size_t i = 0; words[i]; i++) {
        if (strcmp(words[i], word) == 0) {
            buffer_clear(&list);
            return true;
        }
        buffer_format(&list, "%s\"%s\"", i == 0 ? "" : words[i + 1] ? ", " : " or ", words[i]);
    }
    structure_refuse(structure, "value", field, "the %s%s is %s, not \"%s\"", field, context,
                     buffer_string(&list), word);
    buffer_clear(&list);
    return false;
}

/* ---- Parameters and headers ---- */

static void check_description(struct structure *structure, const struct json_object *node, const char *title)
{
    const struct json_object *content = json_member_object(node, "content");
    structure_describe(structure, node);
    if (has(node, "schema") && has(node, "content"))
        structure_refuse(structure, "exclusive-fields", "content",
                         "\"schema\" and \"content\" exclude each other: keep one");
    else if (!has(node, "schema") && !has(node, "content"))
        structure_break(structure, "missing-field", NULL, "%s must have \"schema\" or \"content\"", title);
    if (content && json_object_object_length(content) != 1)
        structure_refuse(structure, "content", "content", "the content of %s has just one media type", title);
    check_exclusive(structure, node, "example", "examples");
}

void shape_check_parameter(struct structure *structure, const struct json_object *node)
{
    static const char *const places[] = {"path", "query", "header", "cookie", NULL};
    static const char *const path[] = {"simple", "label", "matrix", NULL};
    static const char *const query[] = {"form", "spaceDelimited", "pipeDelimited", "deepObject", NULL};
    static const char *const header[] = {"simple", NULL};
    static const char *const cookie[] = {"form", NULL};
    static const char *const *const styles[] = {path, query, header, cookie};
    static const char *const contexts[] = {" of a path parameter", " of a query parameter",
                                           " of a header parameter", " of a cookie parameter"};
    check_description(structure, node, "a Parameter Object");
    if (!check_word(structure, node, "in", places, " of a parameter"))
        return;
    const char *in = json_member_string(node, "in");
    size_t index = 0;
    while (strcmp(places[index], in) != 0)
        index++;
    check_word(structure, node, "style", styles[index], contexts[index]);
    if (index == 0 && !json_member_bool(node, "required", false))
        structure_break(structure, "path-parameter", NULL,
                        "a path parameter must have \"required: true\", it is taken as required");
    if (index != 1 && has(node, "allowEmptyValue"))
        structure_break(structure, "misplaced-field", "allowEmptyValue",
                        "\"allowEmptyValue\" counts for query parameters only");
}

void shape_check_header(struct structure *structure, const struct json_object *node)
{
    static const char *const styles[] = {"simple", NULL};
    check_description(structure, node, "a Header Object");
    check_word(structure, node, "style", styles, " of a header");
}

/* ---- Bodies ---- */

void shape_check_media(struct structure *structure, const struct json_object *node)
{
    structure_describe(structure, node);
    check_exclusive(structure, node, "example", "examples");
}

void shape_check_example(struct structure *structure, const struct json_object *node)
{
    check_exclusive(structure, node, "value", "externalValue");
}

void shape_check_link(struct structure *structure, const struct json_object *node)
{
    check_exclusive(structure, node, "operationRef", "operationId");
    if (!has(node, "operationRef") && !has(node, "operationId"))
        structure_break(structure, "missing-field", NULL,
                        "a Link Object must have \"operationId\" or \"operationRef\"");
}

/* ---- Security ---- */

static void check_scheme_field(struct structure *structure, const struct json_object *node, const char *field)
{
    if (!has(node, field))
        structure_refuse(structure, "missing-field", NULL,
                         "a Security Scheme Object of type %s must have \"%s\"",
                         json_member_string(node, "type"), field);
}

void shape_check_scheme(struct structure *structure, const struct json_object *node)
{
    static const char *const types[] = {"http", "apiKey", "oauth2", "openIdConnect", NULL};
    static const char *const places[] = {"header", "query", "cookie", NULL};
    if (!check_word(structure, node, "type", types, " of a security scheme"))
        return;
    const char *type = json_member_string(node, "type");
    if (strcmp(type, "http") == 0)
        check_scheme_field(structure, node, "scheme");
    if (strcmp(type, "apiKey") != 0)
        return;
    check_scheme_field(structure, node, "name");
    check_scheme_field(structure, node, "in");
    check_word(structure, node, "in", places, " of an API key");
}

/* ---- Names ---- */

/* Braces hold a name each and never reach over a slash. */
static const char *template_fault(const char *name)
{
    while (*(name += strcspn(name, "{}"))) {
        size_t length = *name == '{' ? strcspn(name + 1, "{}/") : 0;
        if (*name == '}' || name[length + 1] != '}')
            return "has a brace without its counterpart";
        if (length == 0)
            return "has a parameter without a name";
        name += length + 2;
        if (*name == '{')
            return "has two parameters with nothing between them to tell where the first ends";
    }
    return NULL;
}

const char *shape_path_fault(const char *name)
{
    if (name[0] != '/')
        return "must begin with a slash";
    if (strpbrk(name, "?#"))
        return "must be a path alone, without a query or a fragment";
    return template_fault(name);
}

const char *shape_status_fault(const char *name)
{
    bool class = name[0] >= '1' && name[0] <= '5' && strlen(name) == 3;
    bool range = class && strcmp(name + 1, "XX") == 0;
    bool code = class && strspn(name, "0123456789") == 3;
    return range || code || strcmp(name, "default") == 0
               ? NULL
               : "must be a status code as 200, a range as 4XX, or default";
}

const char *shape_component_fault(const char *name)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
    return *name && strspn(name, allowed) == strlen(name)
               ? NULL
               : "must be made of letters, digits, full stops, hyphens and underscores";
}

const char *shape_media_fault(const char *name)
{
    const char *slash = strchr(name, '/');
    return slash && slash != name && slash[1] ? NULL : "must be a media type, as application/json";
}

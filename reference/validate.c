#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "reference/behaviour.h"

static const struct {
    enum shape shape;
    json_type type;
    const char *words;
} shapes[] = {
    {SHAPE_OBJECT, json_type_object, "an object"},   {SHAPE_STRING, json_type_string, "a string"},
    {SHAPE_BOOLEAN, json_type_boolean, "a boolean"}, {SHAPE_URI, json_type_string, "an absolute URI"},
    {SHAPE_UUID, json_type_string, "a UUID"},
};

struct json_object *request_object(const struct request *request)
{
    struct json_object *root = request->document == NULL ? NULL : json_document_root(request->document);
    return json_is(root, json_type_object) ? root : NULL;
}

/* Answers as the violation deserves; true where a fault lets it pass. */
static bool violation_passes(struct request *request, const char *place, const char *kind, const char *text)
{
    switch (behaviour_outcome(request, place, kind)) {
    case OUTCOME_ACCEPTED:
        request->tolerated = true;
        return true;
    case OUTCOME_CRASH:
        answer_crash(request);
        return false;
    case OUTCOME_CONFLICT:
        answer_error(request, 409, ON_INVALID, "Conflict", "%s", text);
        return false;
    case OUTCOME_UNPROCESSABLE:
        answer_error(request, 422, ON_INVALID, "Unprocessable", "%s", text);
        return false;
    default:
        answer_error(request, 400, ON_INVALID, "Invalid Request", "%s", text);
        return false;
    }
}

static const char *value_kind(const struct json_object *value)
{
    const char *word = json_type_word(value);
    return strcmp(word, "integer") == 0 ? "number" : word;
}

bool uuid_is(const char *text)
{
    size_t length = strlen(text);
    for (size_t i = 0; i < length; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? text[i] != '-' : strchr("0123456789abcdefABCDEF", text[i]) == NULL) {
            return false;
        }
    }
    return length == 36;
}

/* What is wrong with a string's format, or NULL. */
static const char *format_fault(enum shape shape, struct json_object *value)
{
    const char *text = json_object_get_string(value);
    size_t length = (size_t)json_object_get_string_len(value);
    if (shape == SHAPE_UUID) {
        return strlen(text) == length && uuid_is(text) ? NULL : "format";
    }
    if (shape == SHAPE_URI && length == 0) {
        return "blank";
    }
    if (shape == SHAPE_URI) {
        static const char *const kinds[] = {[URI_GOOD] = NULL,
                                            [URI_DOUBTFUL] = "doubtful",
                                            [URI_NO_SCHEME] = "format",
                                            [URI_SPACE] = "space"};
        return kinds[uri_judge(text, length)];
    }
    return NULL;
}

bool validate_value(struct request *request, const char *place, enum shape shape, struct json_object *value)
{
    const char *kind = json_is(value, shapes[shape].type) ? NULL : value_kind(value);
    if (kind == NULL && shapes[shape].type == json_type_string) {
        kind = format_fault(shape, value);
    }
    if (kind == NULL) {
        return true;
    }
    char text[256];
    snprintf(text, sizeof text, "%s must be %s", place, shapes[shape].words);
    return violation_passes(request, place, kind, text);
}

static bool validate_property(struct request *request, const struct property *property)
{
    struct json_object *root = request_object(request), *value = NULL;
    if (json_object_object_get_ex(root, property->name, &value)) {
        return validate_value(request, property->name, property->shape, value);
    }
    if (!property->required) {
        return true;
    }
    char text[256];
    snprintf(text, sizeof text, "%s is required", property->name);
    return violation_passes(request, property->name, "missing", text);
}

/* Would it be JSON, were its control characters spaces? */
static bool is_json_with_spaces(const char *text, size_t length)
{
    char *copy = memory_copy(text, length);
    for (size_t i = 0; i < length; i++) {
        copy[i] = (unsigned char)copy[i] < ' ' ? ' ' : copy[i];
    }
    struct json_document *document = json_read("request body", copy, length, NULL, NULL);
    json_document_free(document);
    free(copy);
    return document != NULL;
}

/* In what way a text is no JSON: what a reader that is careless in one way alone would take. */
static const char *malformed_kind(const char *text, size_t length)
{
    const char *begin = text + strspn(text, " \t\r\n");
    if (strspn(begin, "[") > 1000) {
        return "deep";
    }
    if (strstr(text, ",}") != NULL || strstr(text, ",]") != NULL) {
        return "comma";
    }
    if (is_json_with_spaces(text, length)) {
        return "control";
    }
    if (*begin == '{' && strstr(begin, "} {") != NULL) {
        return "behind";
    }
    return *begin == '{' && text[length - 1] != '}' ? "cut" : "words";
}

/* Reads the body; true where it is a JSON text, or a fault lets something else pass. */
static bool validate_json(struct request *request)
{
    const char *text = buffer_string(&request->body);
    size_t length = request->body.length;
    if (strspn(text, " \t\r\n") == length) {
        return violation_passes(request, "", "empty", "A request body is required");
    }
    if (!text_is_utf8(text, length)) {
        return violation_passes(request, "", "encoding", "The request body is not UTF-8");
    }
    struct error error = {0};
    request->document = json_read("request body", text, length, NULL, &error);
    if (request->document == NULL) {
        char message[512];
        snprintf(message, sizeof message, "The request body is not JSON: %.400s", error.text);
        return violation_passes(request, "", malformed_kind(text, length), message);
    }
    return true;
}

bool validate_syntax(struct request *request)
{
    if (request->oversized) {
        answer_error(request, 413, ON_TOO_LARGE, "Content Too Large",
                     arena_format(&request->arena, "A request body may have %zu bytes",
                                  request->server->body_maximum));
        return false;
    }
    return request->document != NULL || validate_json(request);
}

bool validate_body(struct request *request, const struct property *properties)
{
    if (!validate_syntax(request)) {
        return false;
    }
    if (request->document == NULL) {
        return true;
    }
    struct json_object *root = json_document_root(request->document);
    if (!json_is(root, json_type_object)) {
        bool list = json_is(root, json_type_array) && json_object_array_length(root) > 0;
        return violation_passes(request, "", list ? "list" : value_kind(root),
                                "The request body must be an object");
    }
    if (!behaviour_body(request, false)) {
        return false;
    }
    for (const struct property *property = properties; property->name != NULL; property++) {
        if (!validate_property(request, property)) {
            return false;
        }
    }
    return true;
}

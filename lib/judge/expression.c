#include "judge/expression.h"

#include <stdlib.h>
#include <string.h>

#include "json/json.h"

/* The exchange that expressions are held against. */
struct scene {
    const struct contract_operation *operation;
    const struct http_exchange *exchange;
};

/* ---- Parts of an exchange ---- */

static bool answered(const struct scene *scene)
{
    return http_exchange_class(scene->exchange) == HTTP_COMPLETE && scene->exchange->status;
}

static bool add(struct buffer *out, const char *text)
{
    return text && buffer_text(out, text);
}

static int hex_digit(char character)
{
    static const char digits[] = "0123456789abcdef0123456789ABCDEF";
    const char *at = character ? strchr(digits, character) : NULL;
    return at ? (int)((at - digits) % 16) : -1;
}

/* Of a form-encoded name or value: `+` is a space, an escape that is none stays. */
static char *decode(const char *text, size_t length)
{
    struct buffer out;
    buffer_init(&out, BUFFER_UNBOUNDED);
    for (size_t i = 0; i < length; i++) {
        int high = text[i] == '%' && i + 2 < length ? hex_digit(text[i + 1]) : -1;
        int low = high >= 0 ? hex_digit(text[i + 2]) : -1;
        buffer_char(&out, low >= 0 ? (char)(high * 16 + low) : text[i] == '+' ? ' ' : text[i]);
        i += low >= 0 ? 2 : 0;
    }
    return buffer_take(&out, NULL);
}

/* The first query parameter of that name. */
static bool add_query(struct buffer *out, const struct scene *scene, const char *name)
{
    const char *query = strchr(scene->exchange->url, '?');
    bool found = false;
    for (const char *at = query ? query + 1 : ""; *at && *at != '#' && !found;) {
        size_t length = strcspn(at, "&#"), key_length = strcspn(at, "=&#");
        char *key = decode(at, key_length);
        found = strcmp(key, name) == 0;
        if (found) {
            size_t skip = key_length < length ? key_length + 1 : key_length;
            char *value = decode(at + skip, length - skip);
            buffer_text(out, value);
            free(value);
        }
        free(key);
        at += length + (at[length] == '&');
    }
    return found;
}

/* The path of a URL begins at the server; the template's may begin further behind. */
static bool match_path(const struct scene *scene, const char *path, struct contract_path_match *match)
{
    for (const char *at = path; at; at = strchr(at + 1, '/'))
        if (*at == '/' && contract_path_matches(scene->operation, at, match))
            return true;
    return false;
}

static bool add_path(struct buffer *out, const struct scene *scene, const char *name)
{
    const char *url = scene->exchange->url, *authority = strstr(url, "://");
    const char *slash = strchr(authority ? authority + 3 : url, '/');
    struct contract_path_match match = {0};
    bool found = false;
    char *path = slash && scene->operation ? memory_copy(slash, strcspn(slash, "?#")) : NULL;
    if (path && match_path(scene, path, &match))
        for (size_t i = 0; i < match.count && !found; i++) {
            found = strcmp(match.values[i].name, name) == 0;
            if (found)
                buffer_text(out, match.values[i].value);
        }
    contract_path_match_clear(&match);
    free(path);
    return found;
}

static bool add_scalar(struct buffer *out, const struct json_object *node)
{
    if (json_is(node, json_type_null) || json_is(node, json_type_object) || json_is(node, json_type_array))
        return false;
    if (json_is(node, json_type_string))
        return buffer_append(out, json_object_get_string((struct json_object *)node),
                             (size_t)json_object_get_string_len(node));
    json_write(out, node, JSON_COMPACT);
    return true;
}

/* `pointer` begins with `#`, or is empty and means the body as it is. */
static bool add_body(struct buffer *out, const char *body, size_t length, const char *pointer)
{
    if (!*pointer)
        return body && buffer_append(out, body, length);
    struct json_document *document = body ? json_read("body", body, length, &json_limits_strange, NULL) : NULL;
    struct json_object *node = NULL;
    bool found = document && *pointer == '#' &&
                 json_pointer_find(json_document_root(document), pointer + 1, &node) && add_scalar(out, node);
    json_document_free(document);
    return found;
}

/* ---- Expressions ---- */

static bool skip_word(const char **at, const char *word)
{
    size_t length = strlen(word);
    bool same = strncmp(*at, word, length) == 0;
    *at += same ? length : 0;
    return same;
}

static bool add_request(struct buffer *out, const struct scene *scene, const char *source)
{
    const struct http_request *request = &scene->exchange->request;
    if (skip_word(&source, "header."))
        return add(out, http_headers_find(&request->headers, source));
    if (skip_word(&source, "query."))
        return add_query(out, scene, source);
    if (skip_word(&source, "path."))
        return add_path(out, scene, source);
    return skip_word(&source, "body") && add_body(out, request->body, request->length, source);
}

static bool add_response(struct buffer *out, const struct scene *scene, const char *source)
{
    const struct http_exchange *exchange = scene->exchange;
    if (!answered(scene))
        return false;
    if (skip_word(&source, "header."))
        return add(out, http_headers_find(&exchange->headers, source));
    return skip_word(&source, "body") && add_body(out, exchange->body, exchange->length, source);
}

static bool add_expression(struct buffer *out, const struct scene *scene, const char *expression)
{
    if (strcmp(expression, "$url") == 0)
        return add(out, scene->exchange->url);
    if (strcmp(expression, "$method") == 0)
        return add(out, scene->exchange->request.method);
    if (strcmp(expression, "$statusCode") == 0)
        return answered(scene) && buffer_format(out, "%d", scene->exchange->status);
    if (skip_word(&expression, "$request."))
        return add_request(out, scene, expression);
    return skip_word(&expression, "$response.") && add_response(out, scene, expression);
}

/* Text with expressions in braces. */
static bool add_template(struct buffer *out, const struct scene *scene, const char *text)
{
    while (*text) {
        size_t plain = strcspn(text, "{");
        buffer_append(out, text, plain);
        text += plain;
        const char *close = *text ? strchr(text, '}') : NULL;
        if (!*text)
            break;
        char *expression = close ? memory_copy(text + 1, (size_t)(close - text - 1)) : NULL;
        bool known = expression && add_expression(out, scene, expression);
        free(expression);
        if (!known)
            return false;
        text = close + 1;
    }
    return true;
}

char *judge_expand(const char *text, const struct contract_operation *operation,
                   const struct http_exchange *exchange)
{
    struct scene scene = {.operation = operation, .exchange = exchange};
    struct buffer out;
    buffer_init(&out, HTTP_BODY_MAXIMUM);
    bool known = *text == '$' ? add_expression(&out, &scene, text) : add_template(&out, &scene, text);
    if (known && !out.full)
        return buffer_take(&out, NULL);
    buffer_clear(&out);
    return NULL;
}

#include "judge/expression.h"

#include <stdlib.h>
#include <string.h>

#include "json/json.h"

/* ---- Parts of an exchange ---- */

static bool answered(const struct judge_cause *cause)
{
    return http_exchange_class(cause->exchange) == HTTP_COMPLETE && cause->exchange->status;
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
static bool add_query(struct buffer *out, const struct judge_cause *cause, const char *name)
{
    const char *query = strchr(cause->exchange->url, '?');
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
static bool match_path(const struct judge_cause *cause, const char *path, struct contract_path_match *match)
{
    for (const char *at = path; at; at = strchr(at + 1, '/'))
        if (*at == '/' && contract_path_matches(cause->operation, at, match))
            return true;
    return false;
}

static bool add_path(struct buffer *out, const struct judge_cause *cause, const char *name)
{
    const char *url = cause->exchange->url, *authority = strstr(url, "://");
    const char *slash = strchr(authority ? authority + 3 : url, '/');
    struct contract_path_match match = {0};
    bool found = false;
    char *path = slash && cause->operation ? memory_copy(slash, strcspn(slash, "?#")) : NULL;
    if (path && match_path(cause, path, &match))
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

/* What a pointer behind `#` leads to. */
static bool add_part(struct buffer *out, struct json_object *root, const char *pointer)
{
    struct json_object *node = NULL;
    return root && *pointer == '#' && json_pointer_find(root, pointer + 1, &node) && add_scalar(out, node);
}

/* The body as it is. */
static bool add_whole(struct buffer *out, const char *body, size_t length)
{
    return body && buffer_append(out, body, length);
}

static bool add_asked(struct buffer *out, const struct judge_cause *cause, const char *pointer)
{
    const struct http_request *request = &cause->exchange->request;
    return *pointer ? add_part(out, cause->asked, pointer) : add_whole(out, request->body, request->length);
}

static bool add_answered(struct buffer *out, const struct http_exchange *exchange, const char *pointer)
{
    if (!*pointer)
        return add_whole(out, exchange->body, exchange->length);
    struct json_document *document =
        exchange->body ? json_read("body", exchange->body, exchange->length, &json_limits_strange, NULL)
                       : NULL;
    bool found = document && add_part(out, json_document_root(document), pointer);
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

static bool add_request(struct buffer *out, const struct judge_cause *cause, const char *source)
{
    const struct http_request *request = &cause->exchange->request;
    if (skip_word(&source, "header."))
        return add(out, http_headers_find(&request->headers, source));
    if (skip_word(&source, "query."))
        return add_query(out, cause, source);
    if (skip_word(&source, "path."))
        return add_path(out, cause, source);
    return skip_word(&source, "body") && add_asked(out, cause, source);
}

static bool add_response(struct buffer *out, const struct judge_cause *cause, const char *source)
{
    const struct http_exchange *exchange = cause->exchange;
    if (!answered(cause))
        return false;
    if (skip_word(&source, "header."))
        return add(out, http_headers_find(&exchange->headers, source));
    return skip_word(&source, "body") && add_answered(out, exchange, source);
}

static bool add_expression(struct buffer *out, const struct judge_cause *cause, const char *expression)
{
    if (strcmp(expression, "$url") == 0)
        return add(out, cause->exchange->url);
    if (strcmp(expression, "$method") == 0)
        return add(out, cause->exchange->request.method);
    if (strcmp(expression, "$statusCode") == 0)
        return answered(cause) && buffer_format(out, "%d", cause->exchange->status);
    if (skip_word(&expression, "$request."))
        return add_request(out, cause, expression);
    return skip_word(&expression, "$response.") && add_response(out, cause, expression);
}

/* Text with expressions in braces. */
static bool add_template(struct buffer *out, const struct judge_cause *cause, const char *text)
{
    while (*text) {
        size_t plain = strcspn(text, "{");
        buffer_append(out, text, plain);
        text += plain;
        const char *close = *text ? strchr(text, '}') : NULL;
        if (!*text)
            break;
        char *expression = close ? memory_copy(text + 1, (size_t)(close - text - 1)) : NULL;
        bool known = expression && add_expression(out, cause, expression);
        free(expression);
        if (!known)
            return false;
        text = close + 1;
    }
    return true;
}

char *judge_expand(const char *text, const struct judge_cause *cause)
{
    struct buffer out;
    buffer_init(&out, HTTP_BODY_MAXIMUM);
    bool known = *text == '$' ? add_expression(&out, cause, text) : add_template(&out, cause, text);
    if (known && !out.full)
        return buffer_take(&out, NULL);
    buffer_clear(&out);
    return NULL;
}

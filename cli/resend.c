#include "cli/resend.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "record/model.h"
#include "record/redact.h"

/* ---- What stands for a token ---- */

static char *half(const char *token)
{
    return token ? memory_copy(token, strlen(token) / 2) : NULL;
}

static void replace(struct buffer *text, const char *label, const char *value)
{
    size_t size = strlen(label);
    struct buffer out;
    buffer_init(&out, BUFFER_UNBOUNDED);
    for (size_t at = 0; at < text->length;) {
        bool here = value && text->length - at >= size && memcmp(text->data + at, label, size) == 0;
        buffer_append(&out, here ? value : text->data + at, here ? strlen(value) : 1);
        at += here ? size : 1;
    }
    buffer_clear(text);
    *text = out;
}

static const char *unmask(const struct resend *resend, const char *bytes, size_t *length, struct arena *arena)
{
    struct buffer text;
    char *truncated = half(resend->token);
    buffer_init(&text, BUFFER_UNBOUNDED);
    buffer_append(&text, bytes, *length);
    replace(&text, REDACT_TOKEN_TRUNCATED, truncated);
    replace(&text, REDACT_TOKEN, resend->token);
    replace(&text, "[user token]", resend->user_token);
    const char *copy = arena_copy(arena, buffer_string(&text), text.length);
    *length = text.length;
    buffer_clear(&text);
    free(truncated);
    return copy;
}

static const char *unmask_text(const struct resend *resend, const char *text, struct arena *arena)
{
    size_t length = strlen(text);
    return unmask(resend, text, &length, arena);
}

/* ---- Requests ---- */

static const char *target_of(const struct resend *resend, const char *url, struct arena *arena)
{
    size_t length = strlen(resend->recorded);
    while (length && resend->recorded[length - 1] == '/')
        length--;
    bool below = strncmp(url, resend->recorded, length) == 0;
    return unmask_text(resend, below ? arena_format(arena, "%s%s", resend->base, url + length) : url, arena);
}

/* A field of the user's own is given again on the command line; the client writes the others by itself. */
static bool is_sent(const char *name, const char *value)
{
    static const char *const others[] = {"Host", "Content-Length", "User-Agent", "Accept-Encoding",
                                         "X-Crewcheck-Case"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (strcasecmp(others[i], name) == 0)
            return false;
    return !strstr(value, "[header]");
}

static void add_headers(const struct resend *resend, const struct json_object *headers, struct arena *arena,
                        struct http_headers *out)
{
    for (size_t i = 0; headers && i < json_object_array_length(headers); i++) {
        struct json_object *pair = json_object_array_get_idx(headers, i);
        const char *name = json_object_get_string(json_object_array_get_idx(pair, 0)),
                   *value = json_object_get_string(json_object_array_get_idx(pair, 1));
        if (name && value && is_sent(name, value))
            http_headers_add(out, name, unmask_text(resend, value, arena));
    }
}

bool resend_request(const struct resend *resend, const struct json_object *recorded, struct arena *arena,
                    struct http_request *request)
{
    struct json_object *body = json_member_object(recorded, "body");
    const char *method = json_member_string(recorded, "method"), *url = json_member_string(recorded, "url");
    *request = (struct http_request){.fresh = true};
    if (!method || !url || json_member_bool(body, "truncated", false))
        return false;
    request->method = arena_string(arena, method);
    request->target = target_of(resend, url, arena);
    add_headers(resend, json_member_array(recorded, "headers"), arena, &request->headers);
    struct buffer bytes;
    buffer_init(&bytes, BUFFER_UNBOUNDED);
    if (body && model_body_bytes(body, &bytes)) {
        request->length = bytes.length;
        request->body = unmask(resend, buffer_string(&bytes), &request->length, arena);
    }
    buffer_clear(&bytes);
    return true;
}

/* ---- Answers ---- */

struct json_object *resend_response(struct record *record, const struct http_exchange *exchange)
{
    if (!exchange->status)
        return NULL;
    struct json_object *response = json_object_new_object(), *headers = json_object_new_array();
    const char *type = http_headers_find(&exchange->headers, "Content-Type");
    if (type)
        record_header(headers, "Content-Type", type);
    json_object_object_add(response, "status", json_object_new_int(exchange->status));
    json_object_object_add(response, "headers", headers);
    json_object_object_add(response, "body", record_body(record, exchange->body, exchange->length, false));
    return response;
}

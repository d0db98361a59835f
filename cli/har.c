#include "cli/har.h"

#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/hash.h"
#include "cli/files.h"

/* ---- Header fields ---- */

static bool is_named(const char *name, const char *const *names)
{
    for (; *names; names++)
        if (strcasecmp(name, *names) == 0)
            return true;
    return false;
}

/* Names that HTTP/2 gives its own fields begin with a colon. */
static bool is_kept(const char *name)
{
    static const char *const others[] = {"Cookie", "Set-Cookie", NULL};
    return *name && *name != ':' && !is_named(name, others);
}

static void hide(const char *name, const char *value, struct redact *redact)
{
    static const char *const secret[] = {"Authorization", "Proxy-Authorization", "X-Api-Key", NULL};
    const char *space = strchr(value, ' ');
    if (is_named(name, secret))
        redact_add_token(redact, space ? space + 1 : value);
}

static void take_headers(const struct json_object *message, struct redact *redact,
                         struct http_headers *headers)
{
    struct json_object *list = json_member_array(message, "headers");
    for (size_t i = 0; list && i < json_object_array_length(list); i++) {
        struct json_object *pair = json_object_array_get_idx(list, i);
        const char *name = json_member_string(pair, "name"), *value = json_member_string(pair, "value");
        if (!name || !value || !is_kept(name))
            continue;
        hide(name, value, redact);
        http_headers_add(headers, name, value);
    }
}

/* ---- Bodies ---- */

static void take_content(const struct json_object *content, struct buffer *body)
{
    struct json_object *text = json_member(content, "text");
    const char *encoding = json_member_string(content, "encoding");
    if (!encoding)
        encoding = json_member_string(content, "_encoding");
    if (!json_is(text, json_type_string))
        return;
    const char *bytes = json_object_get_string(text);
    size_t length = (size_t)json_object_get_string_len(text);
    if (!encoding || strcmp(encoding, "base64") != 0 || !base64_decode(bytes, length, body)) {
        buffer_reset(body);
        buffer_append(body, bytes, length);
    }
}

static bool is_missing(const struct json_object *content)
{
    return json_member_int(content, "size", 0) > 0 &&
           !json_is(json_member(content, "text"), json_type_string);
}

/* ---- Entries ---- */

static int64_t microseconds(const struct json_object *node)
{
    double milliseconds = node ? json_object_get_double(node) : 0;
    return milliseconds > 0 && milliseconds < 1e9 ? (int64_t)(milliseconds * 1000) : 0;
}

static struct http_exchange *exchange_of(const struct json_object *entry, struct redact *redact)
{
    struct json_object *sent = json_member_object(entry, "request"),
                       *got = json_member_object(entry, "response");
    struct http_request request = {.method = json_member_string(sent, "method"),
                                   .target = json_member_string(sent, "url")};
    struct buffer body;
    buffer_init(&body, HTTP_BODY_MAXIMUM);
    take_content(json_member_object(sent, "postData"), &body);
    request.body = body.length ? body.data : NULL;
    request.length = body.length;
    take_headers(sent, redact, &request.headers);
    struct http_exchange *exchange = http_exchange_new(&request);
    http_headers_clear(&request.headers);
    exchange->status = (int)json_member_int(got, "status", 0);
    exchange->version = 11;
    exchange->reached = true;
    exchange->started = clock_now();
    exchange->ended = microseconds(json_member(entry, "time"));
    take_headers(got, redact, &exchange->headers);
    buffer_reset(&body);
    take_content(json_member_object(got, "content"), &body);
    if (body.length)
        http_exchange_set_body(exchange, body.data, body.length);
    buffer_clear(&body);
    return exchange;
}

/* 304 says that an answer is known, not what it is. */
static bool is_answered(const struct json_object *entry)
{
    int64_t status = json_member_int(json_member_object(entry, "response"), "status", 0);
    return status >= 200 && status <= 999 && status != 304;
}

static bool is_entry(const struct json_object *entry)
{
    struct json_object *request = json_member_object(entry, "request");
    return json_member_string(request, "method") && json_member_string(request, "url");
}

bool har_read(const char *path, struct redact *redact,
              void (*take)(void *context, struct http_exchange *exchange), void *context,
              struct har_counts *counts, struct error *error)
{
    struct json_document *document = files_object(path, "a HAR", error);
    struct json_object *log = document ? json_member_object(json_document_root(document), "log") : NULL;
    struct json_object *entries = json_member_array(log, "entries");
    if (document && !entries)
        error_set(error, "%s is no HAR: it has no log.entries", path);
    for (size_t i = 0; entries && i < json_object_array_length(entries); i++) {
        struct json_object *entry = json_object_array_get_idx(entries, i);
        counts->entries++;
        if (!is_entry(entry) || !is_answered(entry))
            counts->unanswered++;
        else if (is_missing(json_member_object(json_member_object(entry, "response"), "content")))
            counts->bodiless++;
        else
            take(context, exchange_of(entry, redact));
    }
    json_document_free(document);
    return entries != NULL;
}

#include "http/exchange.h"

#include "base/memory.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const struct {
    const char *name;
    enum http_class class;
} outcomes[] = {
    [HTTP_ANSWERED] = {"answered", HTTP_COMPLETE},
    [HTTP_UNSENDABLE] = {"unsendable", HTTP_ERRORED},
    [HTTP_UNRESOLVED] = {"unresolved", HTTP_ERRORED},
    [HTTP_UNREACHABLE] = {"unreachable", HTTP_ERRORED},
    [HTTP_TLS_REFUSED] = {"tls-refused", HTTP_ERRORED},
    [HTTP_SILENT] = {"silent", HTTP_ERRORED},
    [HTTP_TIMED_OUT] = {"timed-out", HTTP_ERRORED},
    [HTTP_TOO_LARGE] = {"too-large", HTTP_ERRORED},
    [HTTP_CANCELLED] = {"cancelled", HTTP_ERRORED},
    [HTTP_EMPTY] = {"empty", HTTP_FAILED},
    [HTTP_RESET] = {"reset", HTTP_FAILED},
    [HTTP_CUT] = {"cut", HTTP_FAILED},
    [HTTP_GARBLED] = {"garbled", HTTP_FAILED},
    [HTTP_FALSE_LENGTH] = {"false-length", HTTP_FAILED},
};

static char *put_piece(char *at, const char *text, size_t length)
{
    memcpy(at, text, length);
    at[length] = '\0';
    return at;
}

void http_headers_add_pieces(struct http_headers *headers, const char *name, size_t name_length, const char *value,
                             size_t value_length)
{
    char *block = memory_require(malloc(name_length + 1 + (value ? value_length + 1 : 0)));
    headers->items = memory_grow(headers->items, headers->count, &headers->capacity, sizeof *headers->items);
    headers->items[headers->count++] =
        (struct http_header){.name = put_piece(block, name, name_length),
                             .value = value ? put_piece(block + name_length + 1, value, value_length) : NULL};
}

void http_headers_add(struct http_headers *headers, const char *name, const char *value)
{
    http_headers_add_pieces(headers, name, strlen(name), value, value ? strlen(value) : 0);
}

const char *http_headers_find(const struct http_headers *headers, const char *name)
{
    size_t at = 0;
    return http_headers_next(headers, name, &at);
}

const char *http_headers_next(const struct http_headers *headers, const char *name, size_t *at)
{
    while (*at < headers->count) {
        const struct http_header *header = &headers->items[(*at)++];
        if (header->value && strcasecmp(header->name, name) == 0)
            return header->value;
    }
    return NULL;
}

void http_headers_copy(struct http_headers *to, const struct http_headers *from)
{
    for (size_t i = 0; from && i < from->count; i++)
        http_headers_add(to, from->items[i].name, from->items[i].value);
}

void http_headers_clear(struct http_headers *headers)
{
    for (size_t i = 0; i < headers->count; i++)
        free(headers->items[i].name);
    free(headers->items);
    *headers = (struct http_headers){0};
}

enum http_class http_outcome_class(enum http_outcome outcome)
{
    return outcomes[outcome].class;
}

const char *http_outcome_name(enum http_outcome outcome)
{
    return outcomes[outcome].name;
}

enum http_class http_exchange_class(const struct http_exchange *exchange)
{
    return exchange->exhausted ? HTTP_ERRORED : http_outcome_class(exchange->outcome);
}

const char *http_exchange_reason(const struct http_exchange *exchange)
{
    if (exchange->exhausted)
        return "the target kept refusing the request for its rate until no further attempt was due";
    return exchange->reason;
}

struct http_exchange *http_exchange_new(const struct http_request *request)
{
    struct http_exchange *exchange = memory_new(sizeof *exchange);
    exchange->request = *request;
    exchange->request.method = string_copy(request->method);
    exchange->request.target = string_copy(request->target);
    exchange->request.case_id = string_copy(request->case_id);
    exchange->request.headers = (struct http_headers){0};
    http_headers_copy(&exchange->request.headers, &request->headers);
    exchange->request.body = request->body ? memory_copy(request->body, request->length) : NULL;
    exchange->url = string_copy(request->target);
    exchange->reason = string_copy("");
    exchange->body = string_copy("");
    exchange->connected = exchange->first_byte = exchange->ended = -1;
    exchange->attempt = 1;
    atomic_init(&exchange->references, 1);
    return exchange;
}

void http_exchange_set_body(struct http_exchange *exchange, const void *bytes, size_t length)
{
    free(exchange->body);
    exchange->body = memory_copy(bytes, length);
    exchange->length = length;
}

struct http_exchange *http_exchange_keep(const struct http_exchange *exchange)
{
    struct http_exchange *kept = (struct http_exchange *)exchange;
    atomic_fetch_add_explicit(&kept->references, 1, memory_order_relaxed);
    return kept;
}

static void request_clear(struct http_request *request)
{
    free((char *)request->method);
    free((char *)request->target);
    free((char *)request->case_id);
    free((char *)request->body);
    http_headers_clear(&request->headers);
}

void http_exchange_free(struct http_exchange *exchange)
{
    if (!exchange || atomic_fetch_sub_explicit(&exchange->references, 1, memory_order_acq_rel) > 1)
        return;
    request_clear(&exchange->request);
    free(exchange->url);
    free(exchange->reason);
    http_headers_clear(&exchange->headers);
    free(exchange->body);
    free(exchange);
}

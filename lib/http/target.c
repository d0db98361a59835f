#include "http/target.h"

#include "base/buffer.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/memory.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { CA_FILE_MAXIMUM = 16 * 1024 * 1024 };

static const struct http_retries usual_retries = HTTP_RETRIES_DEFAULT;

static bool has_part(CURLU *url, CURLUPart part)
{
    char *text = NULL;
    CURLUcode code = curl_url_get(url, part, &text, 0);
    curl_free(text);
    return code == CURLUE_OK;
}

static bool is_web_scheme(CURLU *url)
{
    char *scheme = NULL;
    bool web = curl_url_get(url, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
               (strcasecmp(scheme, "http") == 0 || strcasecmp(scheme, "https") == 0);
    curl_free(scheme);
    return web;
}

static bool check_url(CURLU *url, const char *text, struct error *error)
{
    CURLUcode code = curl_url_set(url, CURLUPART_URL, text, CURLU_NON_SUPPORT_SCHEME | CURLU_PATH_AS_IS);
    if (code == CURLUE_BAD_SCHEME)
        return error_set(error, "\"%s\" does not begin with http:// or https://", text);
    if (code != CURLUE_OK)
        return error_set(error, "\"%s\" is not a URL: %s", text, curl_url_strerror(code));
    if (!is_web_scheme(url))
        return error_set(error, "\"%s\" does not begin with http:// or https://", text);
    if (has_part(url, CURLUPART_USER) || has_part(url, CURLUPART_PASSWORD))
        return error_set(error, "the URL holds a user or a password; tokens are given apart from it");
    if (has_part(url, CURLUPART_QUERY) || has_part(url, CURLUPART_FRAGMENT))
        return error_set(error, "\"%s\" has a query or a fragment; a base URL ends with its path", text);
    return true;
}

static bool check_base(const char *text, struct error *error)
{
    CURLU *url = curl_url();
    bool good = check_url(url, text, error);
    curl_url_cleanup(url);
    return good;
}

bool http_url_place(CURLU *url, char **place, bool *tls, bool *loopback)
{
    char *scheme = NULL, *host = NULL, *port = NULL;
    bool whole = curl_url_get(url, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
                 curl_url_get(url, CURLUPART_HOST, &host, 0) == CURLUE_OK &&
                 curl_url_get(url, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) == CURLUE_OK;
    if (whole) {
        *place = string_format("%s:%s", host, port);
        *tls = strcasecmp(scheme, "https") == 0;
        *loopback = http_host_is_loopback(host);
    }
    curl_free(scheme);
    curl_free(host);
    curl_free(port);
    return whole;
}

static bool place_base(struct http_target *target, struct error *error)
{
    CURLU *url = curl_url();
    bool good = curl_url_set(url, CURLUPART_URL, target->base, CURLU_PATH_AS_IS) == CURLUE_OK &&
                http_url_place(url, &target->place, &target->tls, &target->loopback);
    curl_url_cleanup(url);
    return good || error_set(error, "\"%s\" is not a URL with a host", target->base);
}

static bool check_ca_file(const char *path, struct error *error)
{
    struct buffer content;
    buffer_init(&content, CA_FILE_MAXIMUM);
    bool good = buffer_read_file(&content, path);
    if (!good)
        error_set(error, "%s cannot be read: %s", path, strerror(errno));
    else if (!strstr(buffer_string(&content), "-----BEGIN "))
        good = error_set(error, "%s holds no certificate in PEM form", path);
    buffer_clear(&content);
    return good;
}

static char *without_slash(const char *url)
{
    size_t length = strlen(url);
    while (length && url[length - 1] == '/')
        length--;
    return memory_copy(url, length);
}

/* A NULL value counts too: it forbids the field. */
static bool mentions(const struct http_headers *headers, const char *name)
{
    for (size_t i = 0; i < headers->count; i++)
        if (strcasecmp(headers->items[i].name, name) == 0)
            return true;
    return false;
}

static void add_missing(struct http_headers *headers, const char *name, const char *value)
{
    if (!mentions(headers, name))
        http_headers_add(headers, name, value);
}

bool http_host_is_loopback(const char *host)
{
    struct in_addr four;
    struct in6_addr six;
    size_t length = strlen(host);
    if (inet_pton(AF_INET, host, &four) == 1)
        return ntohl(four.s_addr) >> 24 == 127;
    if (*host == '[') {
        char *bare = memory_copy(host + 1, length - 2);
        bool loopback = inet_pton(AF_INET6, bare, &six) == 1 && IN6_IS_ADDR_LOOPBACK(&six);
        free(bare);
        return loopback;
    }
    const char *name = length > 9 ? host + length - 10 : ".";
    return strcasecmp(host, "localhost") == 0 || strcasecmp(name, ".localhost") == 0;
}

bool http_url_is_loopback(const char *text)
{
    CURLU *url = curl_url();
    char *host = NULL;
    bool loopback = curl_url_set(url, CURLUPART_URL, text, 0) == CURLUE_OK &&
                    curl_url_get(url, CURLUPART_HOST, &host, 0) == CURLUE_OK && http_host_is_loopback(host);
    curl_free(host);
    curl_url_cleanup(url);
    return loopback;
}

struct http_target *http_target_new(const struct http_options *options, struct error *error)
{
    if (!check_base(options->base_url, error) ||
        (options->ca_file && !check_ca_file(options->ca_file, error)))
        return NULL;
    struct http_target *target = memory_new(sizeof *target);
    target->base = without_slash(options->base_url);
    if (!place_base(target, error)) {
        http_target_free(target);
        return NULL;
    }
    http_headers_copy(&target->headers, options->headers);
    add_missing(&target->headers, "User-Agent",
                options->user_agent ? options->user_agent : CREWCHECK_USER_AGENT);
    add_missing(&target->headers, "Accept", "*/*");
    add_missing(&target->headers, "Accept-Encoding", "gzip, deflate");
    target->ca_file = string_copy(options->ca_file);
    target->proxy = string_copy(options->proxy);
    target->insecure = options->insecure;
    target->timeout = options->timeout > 0 ? options->timeout : 30 * CLOCK_SECOND;
    target->body_maximum = options->body_maximum ? options->body_maximum : HTTP_BODY_MAXIMUM;
    target->retries = options->retries ? *options->retries : usual_retries;
    target->seen = options->seen;
    target->context = options->context;
    target->pace = http_pace_new(options->rate);
    return target;
}

void http_target_free(struct http_target *target)
{
    if (!target)
        return;
    free(target->base);
    free(target->place);
    http_headers_clear(&target->headers);
    free(target->ca_file);
    free(target->proxy);
    http_pace_free(target->pace);
    free(target);
}

struct http_headers http_target_headers(const struct http_target *target, const struct http_request *request)
{
    struct http_headers all = {0};
    for (size_t i = 0; i < target->headers.count; i++) {
        const struct http_header *header = &target->headers.items[i];
        if (header->value && !mentions(&request->headers, header->name))
            http_headers_add(&all, header->name, header->value);
    }
    for (size_t i = 0; i < request->headers.count; i++)
        if (request->headers.items[i].value)
            http_headers_add(&all, request->headers.items[i].name, request->headers.items[i].value);
    if (request->case_id)
        http_headers_add(&all, "X-Crewcheck-Case", request->case_id);
    return all;
}

bool http_request_is_below(const struct http_request *request)
{
    return request->target[0] == '/' || request->target[0] == '?' || request->target[0] == '\0';
}

char *http_target_url(const struct http_target *target, const struct http_request *request)
{
    return http_request_is_below(request) ? string_format("%s%s", target->base, request->target)
                                          : string_copy(request->target);
}

struct http_decision http_attempts_end(struct http_attempts *attempts, const struct http_target *target,
                                       struct http_exchange *exchange)
{
    if (attempts->refusals + attempts->gateways == 0)
        attempts->first = exchange->started;
    exchange->refusals = attempts->refusals;
    exchange->gateway_retries = attempts->gateways;
    exchange->attempt = 1 + attempts->refusals + attempts->gateways;
    int64_t now = clock_now();
    struct http_decision decision = http_retry_decide(exchange, &target->retries, now - attempts->first);
    bool refused = decision.what == HTTP_RETRY_REFUSED || decision.what == HTTP_RETRY_GIVE_UP;
    if (refused && http_pace_is_hopeless(target->pace, now, target->retries.window))
        decision = (struct http_decision){HTTP_RETRY_GIVE_UP, 0};
    exchange->exhausted = decision.what == HTTP_RETRY_GIVE_UP;
    if (refused)
        http_pace_refused(target->pace, exchange->started, now, decision.wait);
    else if (exchange->outcome == HTTP_ANSWERED)
        http_pace_answered(target->pace);
    attempts->refusals += decision.what == HTTP_RETRY_REFUSED;
    attempts->gateways += decision.what == HTTP_RETRY_GATEWAY;
    if (target->seen)
        exchange->number = target->seen(target->context, exchange);
    return decision;
}

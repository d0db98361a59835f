#include "http/transfer.h"

#include "base/clock.h"
#include "base/memory.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

void http_transfer_init(struct http_transfer *transfer)
{
    *transfer = (struct http_transfer){.easy = memory_require(curl_easy_init())};
    buffer_init(&transfer->body, HTTP_BODY_MAXIMUM);
}

static void forget(struct http_transfer *transfer)
{
    curl_slist_free_all(transfer->fields);
    transfer->fields = NULL;
    free(transfer->place);
    transfer->place = NULL;
    http_answer_clear(&transfer->answer);
    buffer_clear(&transfer->body);
    http_exchange_free(transfer->exchange);
    transfer->exchange = NULL;
}

void http_transfer_clear(struct http_transfer *transfer)
{
    forget(transfer);
    curl_easy_cleanup(transfer->easy);
    transfer->easy = NULL;
}

static size_t take_header(char *line, size_t size, size_t count, void *context)
{
    struct http_transfer *transfer = context;
    return http_answer_line(&transfer->answer, line, size * count) ? size * count : 0;
}

static size_t take_body(char *bytes, size_t size, size_t count, void *context)
{
    struct http_transfer *transfer = context;
    return buffer_append(&transfer->body, bytes, size * count) ? size * count : 0;
}

/* libcurl drops what follows an answer's end without an error; it says so in its log alone. */
static int take_log(CURL *easy, curl_infotype type, char *text, size_t length, void *context)
{
    static const char *const signs[] = {"Excess found", "Leftovers after chunking"};
    struct http_transfer *transfer = context;
    (void)easy;
    if (type == CURLINFO_DATA_IN && length) {
        transfer->raw += length;
        transfer->last = text[length - 1];
    }
    for (size_t i = 0; type == CURLINFO_TEXT && i < sizeof signs / sizeof *signs; i++)
        if (length > strlen(signs[i]) && memcmp(text, signs[i], strlen(signs[i])) == 0)
            transfer->excess = true;
    return 0;
}

/* Called when the connection stands and before the request goes out. */
static int note_connected(void *context, char *ip, char *local_ip, int port, int local_port)
{
    struct http_transfer *transfer = context;
    (void)ip, (void)local_ip, (void)port, (void)local_port;
    transfer->exchange->reached = true;
    return CURL_PREREQFUNC_OK;
}

static bool refuse(struct http_transfer *transfer, char *reason)
{
    free(transfer->exchange->reason);
    transfer->exchange->reason = reason;
    transfer->exchange->outcome = HTTP_UNSENDABLE;
    return false;
}

static bool is_token(const char *text)
{
    static const char others[] = "!#$%&'*+-.^_`|~0123456789";
    for (const char *at = text; *at; at++)
        if (!strchr(others, *at) && !((*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z')))
            return false;
    return *text != '\0';
}

/* Anything but line breaks may stand in a value: odd bytes are for the target to refuse. */
static bool add_field(struct http_transfer *transfer, const char *name, const char *value)
{
    if (!is_token(name))
        return refuse(transfer, string_format("a header field's name is not a token: \"%.40s\"", name));
    if (strpbrk(value, "\r\n"))
        return refuse(transfer, string_format("the header field %s holds a line break", name));
    char *line = *value ? string_format("%s: %s", name, value) : string_format("%s;", name);
    transfer->fields = curl_slist_append(transfer->fields, line);
    free(line);
    return true;
}

/* Fields that libcurl would add by itself, unless told not to. */
static void suppress_others(struct http_transfer *transfer)
{
    static const char *const own[] = {"Accept", "User-Agent", "Accept-Encoding", "Content-Type", "Expect"};
    const struct http_headers *headers = &transfer->exchange->request.headers;
    for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
        if (http_headers_find(headers, own[i]))
            continue;
        char *line = string_format("%s:", own[i]);
        transfer->fields = curl_slist_append(transfer->fields, line);
        free(line);
    }
}

static bool set_headers(struct http_transfer *transfer)
{
    const struct http_headers *headers = &transfer->exchange->request.headers;
    for (size_t i = 0; i < headers->count; i++)
        if (!add_field(transfer, headers->items[i].name, headers->items[i].value))
            return false;
    suppress_others(transfer);
    curl_easy_setopt(transfer->easy, CURLOPT_HTTPHEADER, transfer->fields);
    return true;
}

/* The bytes that would break the request line apart, and the fragment, which libcurl would cut off. */
static bool is_sendable_url(const char *url)
{
    for (const unsigned char *at = (const unsigned char *)url; *at; at++)
        if (*at <= ' ' || *at == 0x7f || *at == '#')
            return false;
    return true;
}

static void set_proxy(struct http_transfer *transfer, const char *host)
{
    curl_easy_setopt(transfer->easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    if (http_host_is_loopback(host))
        curl_easy_setopt(transfer->easy, CURLOPT_PROXY, "");
    else if (transfer->target->proxy)
        curl_easy_setopt(transfer->easy, CURLOPT_PROXY, transfer->target->proxy);
}

static bool set_place(struct http_transfer *transfer, CURLU *url)
{
    char *scheme = NULL, *host = NULL, *port = NULL;
    bool whole = curl_url_get(url, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
                 curl_url_get(url, CURLUPART_HOST, &host, 0) == CURLUE_OK &&
                 curl_url_get(url, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) == CURLUE_OK;
    if (whole) {
        transfer->place = string_format("%s:%s", host, port);
        transfer->tls = strcasecmp(scheme, "https") == 0;
        set_proxy(transfer, host);
    }
    curl_free(scheme);
    curl_free(host);
    curl_free(port);
    return whole;
}

static bool set_url(struct http_transfer *transfer)
{
    const char *text = transfer->exchange->url;
    if (!is_sendable_url(text))
        return refuse(transfer, string_copy("the URL holds a space, a control character or a fragment"));
    CURLU *url = curl_url();
    CURLUcode code = curl_url_set(url, CURLUPART_URL, text, CURLU_PATH_AS_IS);
    bool good = code == CURLUE_OK && set_place(transfer, url);
    curl_url_cleanup(url);
    if (!good)
        return refuse(transfer, string_format("the URL cannot be used: %s", curl_url_strerror(code)));
    curl_easy_setopt(transfer->easy, CURLOPT_URL, text);
    curl_easy_setopt(transfer->easy, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(transfer->easy, CURLOPT_PROTOCOLS_STR, "http,https");
    return true;
}

static bool set_method(struct http_transfer *transfer)
{
    const struct http_request *request = &transfer->exchange->request;
    if (!is_token(request->method))
        return refuse(transfer, string_copy("the method is not a token"));
    if (request->body || strcmp(request->method, "POST") == 0) {
        curl_easy_setopt(transfer->easy, CURLOPT_POSTFIELDS, request->body ? request->body : "");
        curl_easy_setopt(transfer->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->length);
    } else if (strcmp(request->method, "HEAD") == 0) {
        curl_easy_setopt(transfer->easy, CURLOPT_NOBODY, 1L);
    }
    curl_easy_setopt(transfer->easy, CURLOPT_CUSTOMREQUEST, request->method);
    return true;
}

static void set_tls(struct http_transfer *transfer)
{
    const struct http_target *target = transfer->target;
    curl_easy_setopt(transfer->easy, CURLOPT_SSL_VERIFYPEER, target->insecure ? 0L : 1L);
    curl_easy_setopt(transfer->easy, CURLOPT_SSL_VERIFYHOST, target->insecure ? 0L : 2L);
    if (target->ca_file) {
        curl_easy_setopt(transfer->easy, CURLOPT_CAINFO, target->ca_file);
        curl_easy_setopt(transfer->easy, CURLOPT_CAPATH, NULL);
    }
}

static void set_connection(struct http_transfer *transfer)
{
    const struct http_request *request = &transfer->exchange->request;
    int64_t timeout = request->timeout > 0 ? request->timeout : transfer->target->timeout;
    long milliseconds = timeout > CLOCK_MILLISECOND ? (long)(timeout / CLOCK_MILLISECOND) : 1;
    curl_easy_setopt(transfer->easy, CURLOPT_TIMEOUT_MS, milliseconds);
    curl_easy_setopt(transfer->easy, CURLOPT_CONNECTTIMEOUT_MS, milliseconds);
    curl_easy_setopt(transfer->easy, CURLOPT_NOSIGNAL, 1L);
    /* Else the time-out of a name that is not resolved waits for the system's resolver all the same. */
    curl_easy_setopt(transfer->easy, CURLOPT_QUICK_EXIT, 1L);
    curl_easy_setopt(transfer->easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(transfer->easy, CURLOPT_FRESH_CONNECT, request->fresh ? 1L : 0L);
    curl_easy_setopt(transfer->easy, CURLOPT_FORBID_REUSE, request->fresh ? 1L : 0L);
}

static void set_callbacks(struct http_transfer *transfer)
{
    curl_easy_setopt(transfer->easy, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(transfer->easy, CURLOPT_HEADERDATA, transfer);
    curl_easy_setopt(transfer->easy, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(transfer->easy, CURLOPT_WRITEDATA, transfer);
    curl_easy_setopt(transfer->easy, CURLOPT_DEBUGFUNCTION, take_log);
    curl_easy_setopt(transfer->easy, CURLOPT_DEBUGDATA, transfer);
    curl_easy_setopt(transfer->easy, CURLOPT_VERBOSE, 1L);
    curl_easy_setopt(transfer->easy, CURLOPT_PREREQFUNCTION, note_connected);
    curl_easy_setopt(transfer->easy, CURLOPT_PREREQDATA, transfer);
    curl_easy_setopt(transfer->easy, CURLOPT_ERRORBUFFER, transfer->trouble);
    curl_easy_setopt(transfer->easy, CURLOPT_PRIVATE, transfer);
    curl_easy_setopt(transfer->easy, CURLOPT_ACCEPT_ENCODING, "gzip, deflate");
}

static struct http_exchange *new_exchange(const struct http_target *target,
                                          const struct http_request *request)
{
    struct http_exchange *exchange = http_exchange_new(request);
    http_headers_clear(&exchange->request.headers);
    exchange->request.headers = http_target_headers(target, request);
    free(exchange->url);
    exchange->url = http_target_url(target, request);
    exchange->wall = clock_wall();
    exchange->started = clock_now();
    return exchange;
}

bool http_transfer_begin(struct http_transfer *transfer, const struct http_target *target,
                         const struct http_request *request)
{
    forget(transfer);
    curl_easy_reset(transfer->easy);
    buffer_init(&transfer->body, target->body_maximum);
    transfer->target = target;
    transfer->exchange = new_exchange(target, request);
    transfer->raw = 0;
    transfer->last = '\0';
    transfer->excess = false;
    transfer->trouble[0] = '\0';
    if (!set_url(transfer) || !set_method(transfer) || !set_headers(transfer))
        return false;
    set_tls(transfer);
    set_connection(transfer);
    set_callbacks(transfer);
    return true;
}

static int64_t info_time(CURL *easy, CURLINFO which)
{
    curl_off_t value = 0;
    curl_easy_getinfo(easy, which, &value);
    return value;
}

static void note_times(struct http_transfer *transfer)
{
    struct http_exchange *exchange = transfer->exchange;
    long connections = 0;
    curl_easy_getinfo(transfer->easy, CURLINFO_NUM_CONNECTS, &connections);
    int64_t connected = info_time(transfer->easy, CURLINFO_CONNECT_TIME_T);
    if (exchange->reached && connections == 0)
        exchange->connected = 0;
    else if (connected > 0)
        exchange->connected = connected;
    int64_t first = info_time(transfer->easy, CURLINFO_STARTTRANSFER_TIME_T);
    if (first > 0)
        exchange->first_byte = first;
    exchange->uploaded = (size_t)info_time(transfer->easy, CURLINFO_SIZE_UPLOAD_T);
    exchange->ended = clock_now() - exchange->started;
}

static void take_answer(struct http_transfer *transfer)
{
    struct http_exchange *exchange = transfer->exchange;
    exchange->status = transfer->answer.status;
    exchange->version = transfer->answer.version;
    exchange->headers = transfer->answer.headers;
    transfer->answer.headers = (struct http_headers){0};
    free(exchange->body);
    exchange->body = buffer_take(&transfer->body, &exchange->length);
}

struct http_exchange *http_transfer_end(struct http_transfer *transfer, CURLcode code)
{
    struct http_exchange *exchange = transfer->exchange;
    if (exchange->outcome != HTTP_UNSENDABLE) {
        note_times(transfer);
        http_verdict(transfer, code);
        take_answer(transfer);
    } else {
        exchange->ended = clock_now() - exchange->started;
    }
    transfer->exchange = NULL;
    forget(transfer);
    return exchange;
}

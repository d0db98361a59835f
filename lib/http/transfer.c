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
    buffer_init(&transfer->lines, BUFFER_UNBOUNDED);
}

static void forget(struct http_transfer *transfer)
{
    free(transfer->own_place);
    transfer->place = transfer->own_place = NULL;
    transfer->field_count = 0;
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
    buffer_clear(&transfer->lines);
    free(transfer->fields);
}

void http_transfer_leave(struct http_transfer *transfer)
{
    transfer->prepared = NULL;
}

static size_t take_header(char *line, size_t size, size_t count, void *context)
{
    struct http_transfer *transfer = context;
    if (!http_answer_line(&transfer->answer, line, size * count))
        return 0;
    /* What libcurl has to say before the body is of no matter, and each of its words is formatted. */
    if (transfer->answer.place == HTTP_IN_BODY)
        curl_easy_setopt(transfer->easy, CURLOPT_VERBOSE, 1L);
    return size * count;
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
        if (!((*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z')) && !strchr(others, *at))
            return false;
    return *text != '\0';
}

static void add_line(struct http_transfer *transfer, const char *name, const char *separator,
                     const char *value)
{
    buffer_text(&transfer->lines, name);
    buffer_text(&transfer->lines, separator);
    buffer_append(&transfer->lines, value, strlen(value) + 1);
    transfer->field_count++;
}

/* Anything but line breaks may stand in a value: odd bytes are for the target to refuse. */
static bool add_field(struct http_transfer *transfer, const char *name, const char *value)
{
    if (!is_token(name))
        return refuse(transfer, string_format("a header field's name is not a token: \"%.40s\"", name));
    if (strpbrk(value, "\r\n"))
        return refuse(transfer, string_format("the header field %s holds a line break", name));
    add_line(transfer, name, *value ? ": " : ";", value);
    return true;
}

/* Fields that libcurl would add by itself, unless told not to. */
static void suppress_others(struct http_transfer *transfer)
{
    static const char *const own[] = {"Accept", "User-Agent", "Accept-Encoding", "Content-Type", "Expect"};
    const struct http_headers *headers = &transfer->exchange->request.headers;
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (!http_headers_find(headers, own[i]))
            add_line(transfer, own[i], ":", "");
}

/* Once all lines are there, for they may move while there are more to come. */
static void link_fields(struct http_transfer *transfer)
{
    char *line = transfer->lines.data;
    for (size_t i = 0; i < transfer->field_count; i++, line += strlen(line) + 1) {
        transfer->fields =
            memory_grow(transfer->fields, i, &transfer->field_capacity, sizeof *transfer->fields);
        transfer->fields[i].data = line;
    }
    for (size_t i = 0; i < transfer->field_count; i++)
        transfer->fields[i].next = i + 1 < transfer->field_count ? &transfer->fields[i + 1] : NULL;
}

static bool set_headers(struct http_transfer *transfer)
{
    const struct http_headers *headers = &transfer->exchange->request.headers;
    buffer_reset(&transfer->lines);
    for (size_t i = 0; i < headers->count; i++)
        if (!add_field(transfer, headers->items[i].name, headers->items[i].value))
            return false;
    suppress_others(transfer);
    link_fields(transfer);
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

static void set_proxy(struct http_transfer *transfer, bool loopback)
{
    curl_easy_setopt(transfer->easy, CURLOPT_PROXY, loopback ? "" : transfer->target->proxy);
}

/* A URL of its own leads elsewhere: what the handle is told of it holds for this request alone. */
static bool set_place(struct http_transfer *transfer)
{
    CURLU *url = curl_url();
    bool loopback = false;
    CURLUcode code = curl_url_set(url, CURLUPART_URL, transfer->exchange->url, CURLU_PATH_AS_IS);
    bool good = code == CURLUE_OK && http_url_place(url, &transfer->own_place, &transfer->tls, &loopback);
    curl_url_cleanup(url);
    if (!good)
        return refuse(transfer, string_format("the URL cannot be used: %s", curl_url_strerror(code)));
    transfer->place = transfer->own_place;
    transfer->prepared = NULL;
    set_proxy(transfer, loopback);
    return true;
}

static bool set_url(struct http_transfer *transfer)
{
    const char *text = transfer->exchange->url;
    if (!is_sendable_url(text))
        return refuse(transfer, string_copy("the URL holds a space, a control character or a fragment"));
    transfer->place = transfer->target->place;
    transfer->tls = transfer->target->tls;
    if (!http_request_is_below(&transfer->exchange->request) && !set_place(transfer))
        return false;
    curl_easy_setopt(transfer->easy, CURLOPT_URL, text);
    return true;
}

static bool set_method(struct http_transfer *transfer)
{
    const struct http_request *request = &transfer->exchange->request;
    if (!is_token(request->method))
        return refuse(transfer, string_copy("the method is not a token"));
    bool plain = !request->body && strcmp(request->method, "GET") == 0;
    if (plain && transfer->plain)
        return true;
    transfer->plain = plain;
    /* Undoes what the request before has told the handle. */
    curl_easy_setopt(transfer->easy, CURLOPT_HTTPGET, 1L);
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
    /* What is not said is 300 s, and costs no timer. */
    curl_easy_setopt(transfer->easy, CURLOPT_CONNECTTIMEOUT_MS, timeout > 300 * CLOCK_SECOND ? milliseconds : 0L);
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
    curl_easy_setopt(transfer->easy, CURLOPT_PREREQFUNCTION, note_connected);
    curl_easy_setopt(transfer->easy, CURLOPT_PREREQDATA, transfer);
    curl_easy_setopt(transfer->easy, CURLOPT_ERRORBUFFER, transfer->trouble);
    curl_easy_setopt(transfer->easy, CURLOPT_PRIVATE, transfer);
}

static void set_protocol(struct http_transfer *transfer)
{
    curl_easy_setopt(transfer->easy, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(transfer->easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(transfer->easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    curl_easy_setopt(transfer->easy, CURLOPT_NOSIGNAL, 1L);
    /* Else the time-out of a name that is not resolved waits for the system's resolver all the same. */
    curl_easy_setopt(transfer->easy, CURLOPT_QUICK_EXIT, 1L);
    curl_easy_setopt(transfer->easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(transfer->easy, CURLOPT_ACCEPT_ENCODING, "gzip, deflate");
}

/* What all requests to a target have in common is told the handle once. */
static void prepare(struct http_transfer *transfer)
{
    if (transfer->prepared == transfer->target)
        return;
    curl_easy_reset(transfer->easy);
    set_protocol(transfer);
    set_proxy(transfer, transfer->target->loopback);
    set_tls(transfer);
    set_callbacks(transfer);
    transfer->plain = false;
    transfer->prepared = transfer->target;
}

static struct http_exchange *new_exchange(const struct http_target *target,
                                          const struct http_request *request)
{
    struct http_request bare = *request;
    bare.headers = (struct http_headers){0};
    struct http_exchange *exchange = http_exchange_new(&bare);
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
    buffer_init(&transfer->body, target->body_maximum);
    transfer->target = target;
    prepare(transfer);
    transfer->exchange = new_exchange(target, request);
    transfer->raw = 0;
    transfer->last = '\0';
    transfer->excess = false;
    transfer->trouble[0] = '\0';
    if (!set_url(transfer) || !set_method(transfer) || !set_headers(transfer))
        return false;
    set_connection(transfer);
    curl_easy_setopt(transfer->easy, CURLOPT_VERBOSE, 0L);
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

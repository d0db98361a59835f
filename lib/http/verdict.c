#include "http/transfer.h"

#include "base/clock.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct row {
    CURLcode code;
    enum http_outcome outcome;
    const char *text;
};

/* How libcurl ends before the request goes out; all else is a connection that did not come about. */
static const struct row before_request[] = {
    {CURLE_UNSUPPORTED_PROTOCOL, HTTP_UNSENDABLE, "the request cannot be sent to"},
    {CURLE_URL_MALFORMAT, HTTP_UNSENDABLE, "the request cannot be sent to"},
    {CURLE_COULDNT_RESOLVE_HOST, HTTP_UNRESOLVED, "no address for"},
    {CURLE_COULDNT_RESOLVE_PROXY, HTTP_UNRESOLVED, "no address for the proxy on the way to"},
    {CURLE_SSL_CONNECT_ERROR, HTTP_TLS_REFUSED, "no TLS session with"},
    {CURLE_PEER_FAILED_VERIFICATION, HTTP_TLS_REFUSED, "no TLS session with"},
    {CURLE_SSL_CACERT_BADFILE, HTTP_TLS_REFUSED, "no TLS session with"},
    {CURLE_SSL_ISSUER_ERROR, HTTP_TLS_REFUSED, "no TLS session with"},
    {CURLE_SSL_INVALIDCERTSTATUS, HTTP_TLS_REFUSED, "no TLS session with"},
    {CURLE_SSL_CERTPROBLEM, HTTP_TLS_REFUSED, "no TLS session with"},
    {CURLE_SSL_CIPHER, HTTP_TLS_REFUSED, "no TLS session with"},
};

/* How it ends after that; all else is something libcurl could not make sense of. */
static const struct row after_request[] = {
    {CURLE_UNSUPPORTED_PROTOCOL, HTTP_GARBLED, "what came back is not HTTP/1.x"},
    {CURLE_WEIRD_SERVER_REPLY, HTTP_GARBLED, "what came back is not HTTP/1.x"},
    {CURLE_BAD_CONTENT_ENCODING, HTTP_GARBLED, "the body is not encoded as its header says"},
    {CURLE_WRITE_ERROR, HTTP_GARBLED, "the body is not encoded as its header says"},
    {CURLE_OUT_OF_MEMORY, HTTP_TOO_LARGE, "the answer has a header line of more than 100 KiB"},
};

static void settle(struct http_transfer *transfer, enum http_outcome outcome, char *reason)
{
    free(transfer->exchange->reason);
    transfer->exchange->reason = reason;
    transfer->exchange->outcome = outcome;
}

static double limit_of(const struct http_transfer *transfer)
{
    int64_t own = transfer->exchange->request.timeout;
    return (double)(own > 0 ? own : transfer->target->timeout) / (double)CLOCK_SECOND;
}

static const char *trouble_of(const struct http_transfer *transfer, CURLcode code)
{
    long number = 0;
    curl_easy_getinfo(transfer->easy, CURLINFO_OS_ERRNO, &number);
    if (code == CURLE_COULDNT_CONNECT && number)
        return strerrordesc_np((int)number);
    return transfer->trouble[0] ? transfer->trouble : curl_easy_strerror(code);
}

static void settle_unsent_timeout(struct http_transfer *transfer)
{
    curl_off_t resolved = 0;
    long local_port = 0; /* known from the moment that TCP connects, before any TLS */
    curl_easy_getinfo(transfer->easy, CURLINFO_LOCAL_PORT, &local_port);
    curl_easy_getinfo(transfer->easy, CURLINFO_NAMELOOKUP_TIME_T, &resolved);
    enum http_outcome outcome = resolved > 0 ? HTTP_UNREACHABLE : HTTP_UNRESOLVED;
    const char *text = resolved > 0 ? "no connection to" : "no address for";
    if (local_port > 0) {
        outcome = HTTP_SILENT;
        text = "connected, but no session with";
    }
    settle(transfer, outcome,
           string_format("%s %s within %.3g s", text, transfer->place, limit_of(transfer)));
}

static void settle_unsent(struct http_transfer *transfer, CURLcode code)
{
    struct row row = {code, HTTP_UNREACHABLE, "no connection to"};
    if (code == CURLE_OPERATION_TIMEDOUT) {
        settle_unsent_timeout(transfer);
        return;
    }
    for (size_t i = 0; i < sizeof before_request / sizeof *before_request; i++)
        if (before_request[i].code == code)
            row = before_request[i];
    settle(transfer, row.outcome,
           string_format("%s %s: %s", row.text, transfer->place, trouble_of(transfer, code)));
}

/* Has anything of an answer come? libcurl hands over whole lines only, and stamps the first byte. */
static bool has_begun(const struct http_transfer *transfer)
{
    return transfer->answer.bytes > 0 || transfer->exchange->first_byte >= 0;
}

static char *progress(const struct http_transfer *transfer, const char *text)
{
    uint64_t length = 0;
    if (transfer->answer.place != HTTP_IN_BODY)
        return string_format("%s before its headers had ended", text);
    if (http_answer_length(&transfer->answer, &length) == HTTP_LENGTH_GIVEN)
        return string_format("%s after %llu of the %llu bytes of its body", text,
                             (unsigned long long)transfer->raw, (unsigned long long)length);
    return string_format("%s after %zu bytes of its body", text, transfer->body.length);
}

static void settle_timeout(struct http_transfer *transfer)
{
    if (!has_begun(transfer)) {
        settle(transfer, HTTP_SILENT,
               string_format("connected to %s, but not a byte of an answer came within %.3g s",
                             transfer->place, limit_of(transfer)));
        return;
    }
    char *text = string_format("the answer had begun and was not complete within %.3g s: it stopped",
                               limit_of(transfer));
    settle(transfer, HTTP_TIMED_OUT, progress(transfer, text));
    free(text);
}

static bool trouble_says(const struct http_transfer *transfer, const char *word)
{
    return strstr(transfer->trouble, word) != NULL;
}

/* The connection ended, or was reset, while the request was sent or the answer awaited or read. */
static void settle_broken(struct http_transfer *transfer, CURLcode code)
{
    const struct http_exchange *exchange = transfer->exchange;
    bool reset =
        code == CURLE_SEND_ERROR || trouble_says(transfer, "reset") || trouble_says(transfer, "roken pipe");
    const char *how = reset ? "reset" : "closed";
    if (transfer->answer.bytes > 0) {
        char *text = string_format("the connection was %s amid the answer,", how);
        settle(transfer, HTTP_CUT, progress(transfer, text));
        free(text);
    } else if (exchange->uploaded < exchange->request.length) {
        settle(transfer, reset ? HTTP_RESET : HTTP_EMPTY,
               string_format(
                   "the connection was %s after %zu of the %zu bytes of the request's body, without an "
                   "answer",
                   how, exchange->uploaded, exchange->request.length));
    } else {
        settle(transfer, reset ? HTTP_RESET : HTTP_EMPTY,
               string_format("the connection was %s before the first line of an answer", how));
    }
}

static void settle_received(struct http_transfer *transfer, CURLcode code)
{
    if (transfer->tls && transfer->answer.bytes == 0 && trouble_says(transfer, "alert"))
        settle(transfer, HTTP_TLS_REFUSED,
               string_format("no TLS session with %s: %s", transfer->place, transfer->trouble));
    else if (trouble_says(transfer, "chunked-encoding"))
        settle(transfer, HTTP_FALSE_LENGTH,
               string_format("the body's chunks are broken: %s", transfer->trouble));
    else
        settle_broken(transfer, code);
}

static void settle_partial(struct http_transfer *transfer)
{
    uint64_t length = 0;
    bool counted = http_answer_length(&transfer->answer, &length) == HTTP_LENGTH_GIVEN;
    if (transfer->answer.place != HTTP_IN_BODY) {
        settle_broken(transfer, CURLE_OK);
        return;
    }
    settle(transfer, counted ? HTTP_FALSE_LENGTH : HTTP_CUT, progress(transfer, "the connection was closed"));
}

/* Does the answer have a body by RFC 9112, 6.3? */
static bool may_have_body(const struct http_transfer *transfer)
{
    int status = transfer->answer.status;
    return strcmp(transfer->exchange->request.method, "HEAD") != 0 && status != 204 && status != 304;
}

/* libcurl takes chunks for complete one byte too early: before the very last line feed. */
static bool lacks_last_byte(const struct http_transfer *transfer)
{
    const char *coding = http_headers_find(&transfer->answer.headers, "Transfer-Encoding");
    return coding && strcasecmp(coding, "chunked") == 0 && transfer->raw && transfer->last != '\n';
}

/* libcurl is content; are its framing and its end right? */
static void settle_complete(struct http_transfer *transfer)
{
    bool headless = strcmp(transfer->exchange->request.method, "HEAD") == 0;
    uint64_t length = 0;
    enum http_length given = http_answer_length(&transfer->answer, &length);
    if (transfer->answer.place != HTTP_IN_BODY)
        settle_broken(transfer, CURLE_OK);
    else if (given == HTTP_LENGTH_CONFLICT)
        settle(transfer, HTTP_FALSE_LENGTH,
               string_copy("the answer gives several lengths of its body that differ"));
    else if (transfer->excess && !headless)
        settle(transfer, HTTP_FALSE_LENGTH,
               string_copy("more bytes came than the answer's body has by its headers"));
    else if (given == HTTP_LENGTH_GIVEN && may_have_body(transfer) && transfer->raw < length)
        settle(transfer, HTTP_FALSE_LENGTH, progress(transfer, "the connection was closed"));
    else if (may_have_body(transfer) && lacks_last_byte(transfer))
        settle(transfer, HTTP_CUT, progress(transfer, "the connection was closed"));
}

/* What our own callbacks objected to. */
static bool settle_objection(struct http_transfer *transfer)
{
    if (transfer->answer.fault != HTTP_ANSWERED) {
        settle(transfer, transfer->answer.fault,
               string_format("the answer is not usable: %s", transfer->answer.detail));
        return true;
    }
    if (transfer->body.full)
        settle(transfer, HTTP_TOO_LARGE,
               string_format("the body is longer than %zu bytes", transfer->body.maximum));
    return transfer->body.full;
}

static void settle_by_code(struct http_transfer *transfer, CURLcode code)
{
    for (size_t i = 0; i < sizeof after_request / sizeof *after_request; i++) {
        const struct row *row = &after_request[i];
        if (row->code != code)
            continue;
        bool length = trouble_says(transfer, "Content-Length");
        settle(transfer, length ? HTTP_FALSE_LENGTH : row->outcome,
               string_format("%s: %s", row->text, trouble_of(transfer, code)));
        return;
    }
    settle(transfer, HTTP_GARBLED,
           string_format("what came back is not HTTP/1.x: %s", trouble_of(transfer, code)));
}

static bool is_broken_connection(CURLcode code)
{
    return code == CURLE_RECV_ERROR || code == CURLE_SEND_ERROR || code == CURLE_GOT_NOTHING;
}

void http_verdict(struct http_transfer *transfer, CURLcode code)
{
    if (code == CURLE_ABORTED_BY_CALLBACK)
        settle(transfer, HTTP_CANCELLED, string_copy("the request was cancelled"));
    else if (!transfer->exchange->reached)
        settle_unsent(transfer, code);
    else if (settle_objection(transfer))
        return;
    else if (code == CURLE_OK)
        settle_complete(transfer);
    else if (code == CURLE_OPERATION_TIMEDOUT)
        settle_timeout(transfer);
    else if (code == CURLE_PARTIAL_FILE)
        settle_partial(transfer);
    else if (is_broken_connection(code))
        settle_received(transfer, code);
    else
        settle_by_code(transfer, code);
}

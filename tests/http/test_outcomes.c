/* Every way in which an exchange can end, against a server that plays raw bytes. */
#include "base/clock.h"
#include "base/error.h"
#include "base/memory.h"
#include "http/client.h"
#include "support/wire_server.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#define OK      "HTTP/1.1 200 OK\r\n"
#define CHUNKED OK "Transfer-Encoding: chunked\r\n\r\n"

static const int64_t brief = 150 * CLOCK_MILLISECOND;
static const int64_t ample = 20 * CLOCK_SECOND;

static struct http_exchange *ask(const char *url, const struct http_options *given, int64_t timeout)
{
    struct http_options options = *given;
    struct error error = {0};
    options.base_url = url;
    struct http_client *client = http_client_new(&options, &error);
    cr_assert_not_null(client, "%s", error.text);
    struct http_exchange *exchange = http_client_send(
        client, &(struct http_request){.method = "GET", .target = "/inputs", .timeout = timeout});
    http_client_free(client);
    return exchange;
}

struct row {
    const char *name;
    struct wire_step steps[8];
    enum http_outcome outcome;
    const char *says; /* a part of the reason, or of the body where it is answered */
    bool waits;       /* the server never ends it: the time-out does */
};

#define SEND(text)                                                                                           \
    {                                                                                                        \
        WIRE_DO(WIRE_READ), WIRE_TEXT(text)                                                                  \
    }
#define SEND_RESET(text)                                                                                     \
    {                                                                                                        \
        WIRE_DO(WIRE_READ), WIRE_TEXT(text), WIRE_WAIT(20), WIRE_DO(WIRE_RESET)                              \
    }
#define SEND_HOLD(text)                                                                                      \
    {                                                                                                        \
        WIRE_DO(WIRE_READ), WIRE_TEXT(text), WIRE_DO(WIRE_HOLD)                                              \
    }

static const struct row rows[] = {
    {"with length", SEND(OK "Content-Length: 2\r\n\r\n{}"), HTTP_ANSWERED, "{}", false},
    {"until close", SEND(OK "\r\n{}"), HTTP_ANSWERED, "{}", false},
    {"HTTP/1.0", SEND("HTTP/1.0 200 OK\r\n\r\n{}"), HTTP_ANSWERED, "{}", false},
    {"chunked", SEND(CHUNKED "1;x=y\r\n{\r\n1\r\n}\r\n0\r\nX-Trailer: 1\r\n\r\n"), HTTP_ANSWERED, "{}",
     false},
    {"no reason phrase", SEND("HTTP/1.1 200\r\nContent-Length: 2\r\n\r\n{}"), HTTP_ANSWERED, "{}", false},
    {"bare line feeds", SEND("HTTP/1.1 200 OK\nContent-Length: 2\n\n{}"), HTTP_ANSWERED, "{}", false},
    {"100 first", SEND("HTTP/1.1 100 Continue\r\n\r\n" OK "Content-Length: 2\r\n\r\n{}"), HTTP_ANSWERED, "{}",
     false},
    {"103 first", SEND("HTTP/1.1 103 Hints\r\nX: 1\r\n\r\n" OK "Content-Length: 2\r\n\r\n{}"), HTTP_ANSWERED,
     "{}", false},
    {"length twice", SEND(OK "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}"), HTTP_ANSWERED, "{}", false},
    {"length in a list", SEND(OK "Content-Length: 2, 2\r\n\r\n{}"), HTTP_ANSWERED, "{}", false},
    {"length and chunks",
     SEND(OK "Content-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"), HTTP_ANSWERED,
     "{}", false},
    {"a byte at a time",
     {WIRE_DO(WIRE_READ), WIRE_TRICKLE_TEXT(OK "Content-Length: 2\r\n\r\n{}", 1)},
     HTTP_ANSWERED,
     "{}",
     false},
    {"no content", SEND("HTTP/1.1 204 No Content\r\n\r\n"), HTTP_ANSWERED, "", false},
    {"not modified", SEND("HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n"), HTTP_ANSWERED, "",
     false},

    {"silent", {WIRE_DO(WIRE_READ), WIRE_DO(WIRE_HOLD)}, HTTP_SILENT, "not a byte of an answer", true},
    {"never accepts the request", {WIRE_DO(WIRE_HOLD)}, HTTP_SILENT, "not a byte of an answer", true},
    {"stops in the status line", SEND_HOLD("HTTP/1."), HTTP_TIMED_OUT, "before its headers had ended", true},
    {"stops in the headers", SEND_HOLD(OK "Content-T"), HTTP_TIMED_OUT, "before its headers had ended", true},
    {"stops after 100", SEND_HOLD("HTTP/1.1 100 Continue\r\n\r\n"), HTTP_TIMED_OUT, "", true},
    {"stops in the body", SEND_HOLD(OK "Content-Length: 10\r\n\r\nabc"), HTTP_TIMED_OUT,
     "after 3 of the 10 bytes", true},
    {"a byte now and then",
     {WIRE_DO(WIRE_READ), WIRE_TEXT(OK "\r\n"), WIRE_TRICKLE_TEXT("abcdefghijklmnopqrstuvwxyz", 40)},
     HTTP_TIMED_OUT,
     "bytes of its body",
     true},

    {"empty", {WIRE_DO(WIRE_READ), WIRE_DO(WIRE_CLOSE)}, HTTP_EMPTY, "closed before the first line", false},
    {"closed at once", {WIRE_DO(WIRE_CLOSE)}, HTTP_EMPTY, "closed before the first line", false},
    {"reset", {WIRE_DO(WIRE_READ), WIRE_DO(WIRE_RESET)}, HTTP_RESET, "reset before the first line", false},
    {"reset in the headers", SEND_RESET(OK "Content-T"), HTTP_CUT, "reset amid the answer, before", false},
    {"closed in the status line", SEND("HTTP/1.1 20"), HTTP_EMPTY, "closed before the first line", false},
    {"closed in the headers", SEND(OK "Content-T"), HTTP_CUT, "closed amid the answer, before", false},
    {"closed after the headers' last line", SEND(OK "Content-Type: x\r\n"), HTTP_CUT, "closed amid", false},
    {"closed after 100", SEND("HTTP/1.1 100 Continue\r\n\r\n"), HTTP_CUT, "closed amid", false},
    {"reset in the body", SEND_RESET(OK "Content-Length: 9\r\n\r\nabc"), HTTP_CUT,
     "reset amid the answer, after 3 of", false},
    {"reset until close", SEND_RESET(OK "\r\nabc"), HTTP_CUT, "reset amid the answer, after 3 bytes", false},
    {"chunks without an end", SEND(CHUNKED "3\r\nabc\r\n"), HTTP_CUT, "closed after 3 bytes", false},
    {"chunks reset", SEND_RESET(CHUNKED "3\r\nabc\r\n"), HTTP_CUT, "reset amid", false},

    {"HTTP/0.9", SEND("<html>hello</html>\n"), HTTP_GARBLED, "HTTP/0.9", false},
    {"another protocol", SEND_HOLD("SSH-2.0-OpenSSH_9.2\r\n"), HTTP_GARBLED, "not HTTP/1.x", false},
    {"binary", SEND("\0\1\2\xff\xfe\x80\r\n\r\n"), HTTP_GARBLED, "not HTTP/1.x", false},
    {"HTTP/2 in plain text", SEND("HTTP/2 200 OK\r\n\r\n{}"), HTTP_GARBLED, "status line", false},
    {"HTTP/1.2", SEND("HTTP/1.2 200 OK\r\n\r\n{}"), HTTP_GARBLED, "not HTTP/1.x", false},
    {"lower case", SEND("http/1.1 200 OK\r\n\r\n{}"), HTTP_GARBLED, "status line", false},
    {"status of two digits", SEND("HTTP/1.1 99 X\r\n\r\n"), HTTP_GARBLED, "not HTTP/1.x", false},
    {"status of four digits", SEND("HTTP/1.1 2000 X\r\n\r\n"), HTTP_GARBLED, "not HTTP/1.x", false},
    {"status of letters", SEND("HTTP/1.1 OK\r\n\r\n"), HTTP_GARBLED, "not HTTP/1.x", false},
    {"line without a colon", SEND(OK "Hello world\r\n\r\n"), HTTP_GARBLED, "colon", false},
    {"field without a name", SEND(OK ": x\r\n\r\n"), HTTP_GARBLED, "without a name", false},
    {"NUL in a header", SEND(OK "X: a\0b\r\n\r\n"), HTTP_GARBLED, "Nul", false},
    {"fold at the start", SEND(OK " X: a\r\n\r\n"), HTTP_GARBLED, "not HTTP/1.x", false},
    {"switches protocols", SEND_HOLD("HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n"), HTTP_GARBLED,
     "nobody asked", false},
    {"not gzip", SEND(OK "Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc"), HTTP_GARBLED,
     "not encoded", false},
    {"unknown coding", SEND(OK "Content-Encoding: secret\r\nContent-Length: 3\r\n\r\nabc"), HTTP_GARBLED,
     "not encoded", false},

    {"body shorter than said", SEND(OK "Content-Length: 10\r\n\r\nabc"), HTTP_FALSE_LENGTH,
     "after 3 of the 10", false},
    {"body longer than said", SEND(OK "Content-Length: 2\r\n\r\n{}more"), HTTP_FALSE_LENGTH, "more bytes",
     false},
    {"body where none was said", SEND(OK "Content-Length: 0\r\n\r\n{}"), HTTP_FALSE_LENGTH, "more bytes",
     false},
    {"body of a 204", SEND("HTTP/1.1 204 No Content\r\n\r\n{}"), HTTP_FALSE_LENGTH, "more bytes", false},
    {"bytes behind the last chunk", SEND(CHUNKED "2\r\n{}\r\n0\r\n\r\nmore"), HTTP_FALSE_LENGTH, "more bytes",
     false},
    {"lengths that differ", SEND(OK "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}\n"), HTTP_FALSE_LENGTH,
     "differ", false},
    {"a list that differs", SEND(OK "Content-Length: 2, 3\r\n\r\n{}"), HTTP_FALSE_LENGTH, "differ", false},
    {"a length of letters", SEND(OK "Content-Length: two\r\n\r\n{}"), HTTP_FALSE_LENGTH, "Content-Length",
     false},
    {"a negative length", SEND(OK "Content-Length: -2\r\n\r\n{}"), HTTP_FALSE_LENGTH, "Content-Length",
     false},
    {"a length beyond 64 bits", SEND(OK "Content-Length: 99999999999999999999\r\n\r\n{}"), HTTP_FALSE_LENGTH,
     "after 2 of", false},
    {"a chunk longer than said", SEND(CHUNKED "1\r\n{}\r\n0\r\n\r\n"), HTTP_FALSE_LENGTH, "chunks are broken",
     false},
    {"a chunk size of letters", SEND(CHUNKED "xy\r\n{}\r\n0\r\n\r\n"), HTTP_FALSE_LENGTH, "chunks are broken",
     false},
    {"a chunk size beyond 64 bits", SEND(CHUNKED "fffffffffffffffff\r\n{}\r\n"), HTTP_FALSE_LENGTH,
     "chunks are broken", false},
    {"a chunk shorter than said", SEND(CHUNKED "40\r\n{}\r\n0\r\n\r\n"), HTTP_CUT, "closed after", false},
};

static void check(const struct row *row, const struct http_exchange *exchange)
{
    cr_expect_eq(exchange->outcome, row->outcome, "%s: %s (%s)", row->name,
                 http_outcome_name(exchange->outcome), exchange->reason);
    if (row->outcome == HTTP_ANSWERED) {
        cr_expect_str_eq(exchange->body, row->says, "%s: %s", row->name, exchange->body);
        cr_expect_str_eq(exchange->reason, "", "%s: %s", row->name, exchange->reason);
    } else {
        cr_expect_not_null(strstr(exchange->reason, row->says), "%s: %s", row->name, exchange->reason);
    }
    cr_expect(exchange->reached, "%s", row->name);
    cr_expect(exchange->ended >= 0 && exchange->ended < ample, "%s", row->name);
}

Test(outcomes, of_each_script)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct wire_server *server = wire_server_new(rows[i].steps);
        struct http_exchange *exchange =
            ask(wire_server_url(server), &(struct http_options){0}, rows[i].waits ? brief : ample);
        check(&rows[i], exchange);
        http_exchange_free(exchange);
        wire_server_free(server);
    }
}

Test(outcomes, of_each_script_behind_tls)
{
    struct authority *authority = authority_new();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct wire_server *server = wire_server_new_tls(rows[i].steps, authority, CERTIFICATE_GOOD);
        struct http_options options = {.ca_file = authority_file(authority)};
        struct http_exchange *exchange =
            ask(wire_server_url(server), &options, rows[i].waits ? 2 * brief : ample);
        check(&rows[i], exchange);
        http_exchange_free(exchange);
        wire_server_free(server);
    }
    authority_free(authority);
}

Test(outcomes, of_targets_that_take_no_request)
{
    char *dead = wire_dead_url();
    static const char *const nowhere = "http://nobody.invalid";
    const struct {
        const char *url;
        enum http_outcome outcome;
        const char *says;
    } cases[] = {
        {dead, HTTP_UNREACHABLE, "Connection refused"},
        {nowhere, HTTP_UNRESOLVED, "no address for nobody.invalid:80"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct http_exchange *exchange = ask(cases[i].url, &(struct http_options){.proxy = ""}, ample);
        cr_expect_eq(exchange->outcome, cases[i].outcome, "%s", exchange->reason);
        cr_expect_not_null(strstr(exchange->reason, cases[i].says), "%s", exchange->reason);
        cr_expect_not(exchange->reached);
        cr_expect_eq(exchange->connected, -1);
        cr_expect_eq(http_exchange_class(exchange), HTTP_ERRORED);
        http_exchange_free(exchange);
    }
    free(dead);
}

Test(outcomes, of_certificates)
{
    static const struct {
        enum certificate kind;
        bool trusted, insecure;
        enum http_outcome outcome;
        const char *says;
    } cases[] = {
        {CERTIFICATE_GOOD, true, false, HTTP_ANSWERED, ""},
        {CERTIFICATE_GOOD, false, false, HTTP_TLS_REFUSED, "certificate"},
        {CERTIFICATE_EXPIRED, true, false, HTTP_TLS_REFUSED, "expired"},
        {CERTIFICATE_SELF_SIGNED, true, false, HTTP_TLS_REFUSED, "self"},
        {CERTIFICATE_WRONG_NAME, true, false, HTTP_TLS_REFUSED, "name"},
        {CERTIFICATE_EXPIRED, true, true, HTTP_ANSWERED, ""},
        {CERTIFICATE_SELF_SIGNED, false, true, HTTP_ANSWERED, ""},
        {CERTIFICATE_WRONG_NAME, false, true, HTTP_ANSWERED, ""},
    };
    static const struct wire_step answer[] = {WIRE_DO(WIRE_READ), WIRE_TEXT(OK "Content-Length: 2\r\n\r\n{}"),
                                              WIRE_DO(WIRE_END)};
    struct authority *authority = authority_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct wire_server *server = wire_server_new_tls(answer, authority, cases[i].kind);
        struct http_options options = {.ca_file = cases[i].trusted ? authority_file(authority) : NULL,
                                       .insecure = cases[i].insecure};
        struct http_exchange *exchange = ask(wire_server_url(server), &options, ample);
        cr_expect_eq(exchange->outcome, cases[i].outcome, "%zu: %s", i, exchange->reason);
        cr_expect_not_null(strstr(exchange->reason, cases[i].says), "%zu: %s", i, exchange->reason);
        cr_expect_eq(exchange->reached, cases[i].outcome == HTTP_ANSWERED, "%zu", i);
        cr_expect_eq(wire_server_requests(server), cases[i].outcome == HTTP_ANSWERED, "%zu", i);
        http_exchange_free(exchange);
        wire_server_free(server);
    }
    authority_free(authority);
}

Test(outcomes, of_a_plain_server_asked_for_tls)
{
    static const struct wire_step answer[] = {WIRE_TEXT("HTTP/1.1 400 Bad Request\r\n\r\n"),
                                              WIRE_DO(WIRE_END)};
    static const struct wire_step mute[] = {WIRE_DO(WIRE_HOLD)};
    const struct {
        const struct wire_step *steps;
        enum http_outcome outcome;
        int64_t timeout;
    } cases[] = {{answer, HTTP_TLS_REFUSED, ample}, {mute, HTTP_SILENT, brief}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct wire_server *server = wire_server_new(cases[i].steps);
        char *url = string_format("https%s", wire_server_url(server) + strlen("http"));
        struct http_exchange *exchange = ask(url, &(struct http_options){0}, cases[i].timeout);
        cr_expect_eq(exchange->outcome, cases[i].outcome, "%s", exchange->reason);
        cr_expect_not(exchange->reached);
        http_exchange_free(exchange);
        wire_server_free(server);
        free(url);
    }
}

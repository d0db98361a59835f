/* How requests go out and go again, the same by the blocking client and by a loop. */
#include "base/clock.h"
#include "base/error.h"
#include "base/memory.h"
#include "http/loop.h"
#include "http/target.h"
#include "support/wire_server.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define ANSWER(line, fields) "HTTP/1.1 " line "\r\nContent-Length: 2\r\n" fields "\r\n{}"
#define OK                   ANSWER("200 OK", "")
#define REFUSED              ANSWER("429 Too Many Requests", "Retry-After: 0\r\n")
#define BUSY                 ANSWER("503 Service Unavailable", "Retry-After: 0\r\n")
#define BAD_GATEWAY          ANSWER("502 Bad Gateway", "")
#define UNAVAILABLE          ANSWER("503 Service Unavailable", "")
#define TIMEOUT              ANSWER("504 Gateway Timeout", "")

/* ---- Two ways to send ---- */

struct errand {
    struct http_loop *loop;
    struct http_exchange *exchange;
};

static void bring(void *context, struct http_exchange *exchange)
{
    struct errand *errand = context;
    errand->exchange = exchange;
    http_loop_stop(errand->loop);
}

static struct http_exchange *send_by_loop(struct http_client *client, const struct http_request *request)
{
    struct errand errand = {.loop = http_loop_new()};
    http_loop_send(errand.loop, client, request, bring, &errand);
    http_loop_run(errand.loop);
    http_loop_free(errand.loop);
    return errand.exchange;
}

static struct http_exchange *send_by_client(struct http_client *client, const struct http_request *request)
{
    return http_client_send(client, request);
}

static const struct {
    const char *name;
    struct http_exchange *(*send)(struct http_client *client, const struct http_request *request);
} ways[] = {{"client", send_by_client}, {"loop", send_by_loop}};

enum { WAYS = sizeof ways / sizeof *ways };

static struct http_client *client_of(const char *url, const struct http_options *given)
{
    struct http_options options = *given;
    struct error error = {0};
    options.base_url = url;
    struct http_client *client = http_client_new(&options, &error);
    cr_assert_not_null(client, "%s", error.text);
    return client;
}

/* ---- What goes again ---- */

struct row {
    const char *name, *method;
    const char *answers[4]; /* one for each connection; the last one stays */
    size_t requests;
    int status;
    unsigned refusals, gateways;
    enum http_class class;
};

static const struct row rows[] = {
    {"GET 429 once", "GET", {REFUSED, OK}, 2, 200, 1, 0, HTTP_COMPLETE},
    {"POST 429 once", "POST", {REFUSED, OK}, 2, 200, 1, 0, HTTP_COMPLETE},
    {"POST 503 with Retry-After once", "POST", {BUSY, OK}, 2, 200, 1, 0, HTTP_COMPLETE},
    {"GET 429 for ever", "GET", {REFUSED}, 6, 429, 5, 0, HTTP_ERRORED},
    {"POST 429 for ever", "POST", {REFUSED}, 6, 429, 5, 0, HTTP_ERRORED},
    {"POST 503 with Retry-After for ever", "POST", {BUSY}, 6, 503, 5, 0, HTTP_ERRORED},
    {"429 for longer than is waited",
     "GET",
     {ANSWER("429 Too Many Requests", "Retry-After: 3600\r\n")},
     1,
     429,
     0,
     0,
     HTTP_ERRORED},
    {"429 until a day gone by",
     "GET",
     {ANSWER("429 X", "Retry-After: Sun, 06 Nov 1994 08:49:37 GMT\r\n"), OK},
     2,
     200,
     1,
     0,
     HTTP_COMPLETE},
    {"GET 502 once", "GET", {BAD_GATEWAY, OK}, 2, 200, 0, 1, HTTP_COMPLETE},
    {"GET 504, 503, then well", "GET", {TIMEOUT, UNAVAILABLE, OK}, 3, 200, 0, 2, HTTP_COMPLETE},
    {"GET 503 for ever", "GET", {UNAVAILABLE}, 3, 503, 0, 2, HTTP_COMPLETE},
    {"GET 502, 429, then well", "GET", {BAD_GATEWAY, REFUSED, OK}, 3, 200, 1, 1, HTTP_COMPLETE},
    {"POST 502", "POST", {BAD_GATEWAY}, 1, 502, 0, 0, HTTP_COMPLETE},
    {"POST 503", "POST", {UNAVAILABLE}, 1, 503, 0, 0, HTTP_COMPLETE},
    {"POST 504", "POST", {TIMEOUT}, 1, 504, 0, 0, HTTP_COMPLETE},
    {"GET 500", "GET", {ANSWER("500 Internal Server Error", "")}, 1, 500, 0, 0, HTTP_COMPLETE},
    {"GET 500 with Retry-After", "GET", {ANSWER("500 X", "Retry-After: 0\r\n")}, 1, 500, 0, 0, HTTP_COMPLETE},
    {"GET 501", "GET", {ANSWER("501 Not Implemented", "")}, 1, 501, 0, 0, HTTP_COMPLETE},
};

/* Counts attempts as they are seen. */
static int64_t see(void *context, const struct http_exchange *exchange)
{
    size_t *seen = context;
    ++*seen;
    cr_expect_eq(exchange->attempt, *seen);
    return (int64_t)*seen;
}

static void check_row(const struct row *row, size_t way)
{
    struct wire_step scripts[4][4] = {0};
    struct wire_server *server = NULL;
    size_t seen = 0;
    for (size_t i = 0; i < 4 && row->answers[i]; i++) {
        scripts[i][0].verb = WIRE_READ;
        scripts[i][1] = (struct wire_step){WIRE_SEND, row->answers[i], strlen(row->answers[i]), 0};
        if (server)
            wire_server_then(server, scripts[i]);
        else
            server = wire_server_new(scripts[i]);
    }
    struct http_client *client = client_of(
        wire_server_url(server), &(struct http_options){.rate = 4000, .seen = see, .context = &seen});
    struct http_request request = {.method = row->method, .target = "/x", .fresh = true};
    struct http_exchange *exchange = ways[way].send(client, &request);
    cr_expect_eq(exchange->status, row->status, "%s by %s: %d", row->name, ways[way].name, exchange->status);
    cr_expect_eq(wire_server_requests(server), row->requests, "%s by %s", row->name, ways[way].name);
    cr_expect_eq(seen, row->requests, "%s by %s", row->name, ways[way].name);
    cr_expect_eq(exchange->attempt, row->requests, "%s by %s", row->name, ways[way].name);
    cr_expect_eq(exchange->refusals, row->refusals, "%s by %s", row->name, ways[way].name);
    cr_expect_eq(exchange->gateway_retries, row->gateways, "%s by %s", row->name, ways[way].name);
    cr_expect_eq(http_exchange_class(exchange), row->class, "%s by %s", row->name, ways[way].name);
    http_exchange_free(exchange);
    http_client_free(client);
    wire_server_free(server);
}

Test(transport, sends_again_what_may_be_sent_again)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (size_t way = 0; way < WAYS; way++)
            check_row(&rows[i], way);
}

Test(transport, waits_as_long_as_retry_after_says)
{
    static const struct wire_step refuses[] = {
        WIRE_DO(WIRE_READ), WIRE_TEXT(ANSWER("429 Too Many Requests", "Retry-After: 1\r\n")),
        WIRE_DO(WIRE_READ), WIRE_TEXT(OK), WIRE_DO(WIRE_END)};
    for (size_t way = 0; way < WAYS; way++) {
        struct wire_server *server = wire_server_new(refuses);
        struct http_client *client = client_of(wire_server_url(server), &(struct http_options){0});
        int64_t began = clock_now();
        struct http_exchange *exchange =
            ways[way].send(client, &(struct http_request){.method = "GET", .target = "/"});
        cr_expect_eq(exchange->status, 200);
        cr_expect_geq(exchange->started - began, CLOCK_SECOND);
        http_exchange_free(exchange);
        http_client_free(client);
        wire_server_free(server);
    }
}

/* ---- The pause holds for the whole target ---- */

struct burst {
    struct http_client *client;
    pthread_t thread;
    struct http_exchange *exchange;
};

static void *send_burst(void *context)
{
    struct burst *burst = context;
    burst->exchange = http_client_send(burst->client, &(struct http_request){.method = "GET", .target = "/"});
    return NULL;
}

Test(transport, pauses_the_whole_target_and_halves_its_rate)
{
    enum { BURST = 8 };
    static const struct wire_step refuses[] = {
        WIRE_DO(WIRE_READ), WIRE_TEXT(ANSWER("429 Too Many Requests", "Retry-After: 1\r\n")),
        WIRE_DO(WIRE_END)};
    static const struct wire_step takes[] = {WIRE_DO(WIRE_READ), WIRE_TEXT(OK), WIRE_DO(WIRE_AGAIN)};
    struct wire_server *server = wire_server_new(refuses);
    wire_server_then(server, takes);
    struct http_client *client = client_of(wire_server_url(server), &(struct http_options){.rate = 40});
    struct burst first = {.client = client}, later[BURST];
    int64_t began = clock_now();
    cr_assert_eq(pthread_create(&first.thread, NULL, send_burst, &first), 0);
    cr_assert(wire_server_await(server, 1));
    /* Half of the rate is 20 a second: whoever comes once the pause has begun goes after it, 50 ms apart. */
    while (clock_now() < began + 20 * CLOCK_SECOND && http_pace_rate(http_client_target(client)->pace) > 20)
        clock_sleep_until(clock_now() + CLOCK_MILLISECOND);
    for (size_t i = 0; i < BURST; i++) {
        later[i] = (struct burst){.client = client};
        cr_assert_eq(pthread_create(&later[i].thread, NULL, send_burst, &later[i]), 0);
    }
    pthread_join(first.thread, NULL);
    cr_expect_eq(first.exchange->status, 200);
    int64_t last = first.exchange->started;
    for (size_t i = 0; i < BURST; i++) {
        pthread_join(later[i].thread, NULL);
        cr_expect_eq(later[i].exchange->status, 200);
        cr_expect_geq(later[i].exchange->started - began, CLOCK_SECOND);
        last = later[i].exchange->started > last ? later[i].exchange->started : last;
        http_exchange_free(later[i].exchange);
    }
    /* Each of the nine answers won back a quarter of a request a second. */
    cr_expect_geq(last - began, CLOCK_SECOND + BURST * 45 * CLOCK_MILLISECOND);
    cr_expect_eq(http_pace_rate(http_client_target(client)->pace), 22.25);
    http_exchange_free(first.exchange);
    http_client_free(client);
    wire_server_free(server);
}

/* ---- Connections ---- */

static const struct http_request kickoff = {
    .method = "POST", .target = "/kickoff", .body = "{\"inputs\":{}}", .length = 13, .fresh = true};

Test(transport, sends_a_kickoff_once_where_the_server_reads_it_and_hangs_up)
{
    static const struct {
        struct wire_step steps[3];
        enum http_outcome outcome;
    } cases[] = {
        {{WIRE_DO(WIRE_READ), WIRE_DO(WIRE_CLOSE)}, HTTP_EMPTY},
        {{WIRE_DO(WIRE_READ), WIRE_DO(WIRE_RESET)}, HTTP_RESET},
        {{WIRE_DO(WIRE_READ), WIRE_TEXT("HTTP/1.1 200 OK\r\n"), WIRE_DO(WIRE_CLOSE)}, HTTP_CUT},
    };
    static const struct wire_step keeps[] = {WIRE_DO(WIRE_READ), WIRE_TEXT(OK), WIRE_DO(WIRE_AGAIN)};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        for (size_t way = 0; way < WAYS; way++) {
            struct wire_server *server = wire_server_new(keeps);
            wire_server_then(server, cases[i].steps);
            struct http_client *client = client_of(wire_server_url(server), &(struct http_options){0});
            /* A kept connection stands by, which libcurl would use and, once it fails, replace. */
            struct http_exchange *before =
                http_client_send(client, &(struct http_request){.method = "GET", .target = "/inputs"});
            struct http_exchange *exchange = ways[way].send(client, &kickoff);
            cr_expect_eq(exchange->outcome, cases[i].outcome, "%zu by %s: %s", i, ways[way].name,
                         exchange->reason);
            cr_expect(exchange->reached);
            cr_expect_eq(exchange->attempt, 1);
            cr_expect_eq(wire_server_requests(server), 2, "%zu by %s", i, ways[way].name);
            cr_expect_eq(wire_server_connections(server), 2, "%zu by %s", i, ways[way].name);
            http_exchange_free(before);
            http_exchange_free(exchange);
            http_client_free(client);
            wire_server_free(server);
        }
    }
}

Test(transport, keeps_no_connection_of_a_kickoff)
{
    static const struct wire_step keeps[] = {WIRE_DO(WIRE_READ), WIRE_TEXT(OK), WIRE_DO(WIRE_AGAIN)};
    struct wire_server *server = wire_server_new(keeps);
    struct http_client *client = client_of(wire_server_url(server), &(struct http_options){0});
    for (size_t i = 0; i < 3; i++)
        http_exchange_free(http_client_send(client, &kickoff));
    cr_expect_eq(wire_server_connections(server), 3);
    for (size_t i = 0; i < 3; i++)
        http_exchange_free(http_client_send(client, &(struct http_request){.method = "GET", .target = "/"}));
    cr_expect_eq(wire_server_connections(server), 4);
    http_client_free(client);
    wire_server_free(server);
}

Test(transport, asks_anew_on_a_second_connection_where_a_kept_one_has_died)
{
    static const struct wire_step once[] = {WIRE_DO(WIRE_READ), WIRE_TEXT(OK), WIRE_DO(WIRE_READ),
                                            WIRE_DO(WIRE_CLOSE)};
    struct wire_server *server = wire_server_new(once);
    struct http_client *client = client_of(wire_server_url(server), &(struct http_options){0});
    struct http_request get = {.method = "GET", .target = "/inputs"};
    for (size_t i = 0; i < 2; i++) {
        struct http_exchange *exchange = http_client_send(client, &get);
        cr_expect_eq(exchange->outcome, HTTP_ANSWERED, "%s", exchange->reason);
        http_exchange_free(exchange);
    }
    cr_expect_eq(wire_server_connections(server), 2);
    http_client_free(client);
    wire_server_free(server);
}

Test(transport, speaks_plain_http_1_1_and_asks_for_no_leave_to_send)
{
    enum { LONG = 3 * 1024 * 1024 };
    static const struct wire_step takes[] = {WIRE_DO(WIRE_READ), WIRE_TEXT(OK), WIRE_DO(WIRE_END)};
    char *body = memory_new(LONG);
    memset(body, 'x', LONG);
    struct http_request request = {.method = "POST", .target = "/kickoff", .body = body, .length = LONG};
    for (size_t way = 0; way < WAYS; way++) {
        struct wire_server *server = wire_server_new(takes);
        struct http_client *client = client_of(wire_server_url(server), &(struct http_options){0});
        struct http_exchange *exchange = ways[way].send(client, &request);
        size_t length = 0;
        const char *sent = wire_server_request(server, 0, &length);
        cr_assert_not_null(sent);
        cr_expect(strncmp(sent, "POST /kickoff HTTP/1.1\r\n", 24) == 0);
        cr_expect_null(strstr(sent, "\r\nExpect:"));
        cr_expect_null(strstr(sent, "\r\nUpgrade:"));
        cr_expect_not_null(strstr(sent, "\r\nContent-Length: 3145728\r\n"));
        cr_expect_eq(exchange->uploaded, LONG);
        http_exchange_free(exchange);
        http_client_free(client);
        wire_server_free(server);
    }
    free(body);
}

/* ---- One after the other ---- */

/* Sends by a client that has sent others before, and by one that has not: both must say the same. */
static void check_turn(struct wire_server *server, struct http_client *used,
                       const struct http_request *request, size_t turn)
{
    struct http_client *unused = client_of(wire_server_url(server), &(struct http_options){0});
    struct http_exchange *one = http_client_send(used, request), *other = http_client_send(unused, request);
    size_t length = 0, expected_length = 0;
    const char *sent = wire_server_request(server, 2 * turn, &length);
    const char *expected = wire_server_request(server, 2 * turn + 1, &expected_length);
    cr_assert(sent && expected);
    cr_expect_eq(length, expected_length, "turn %zu", turn);
    cr_expect_str_eq(sent, expected, "turn %zu", turn);
    cr_expect_eq(one->outcome, other->outcome);
    cr_expect_eq(one->length, other->length);
    http_exchange_free(one);
    http_exchange_free(other);
    http_client_free(unused);
}

Test(transport, sends_each_request_as_if_there_had_been_none_before)
{
    static const struct wire_step takes[] = {WIRE_DO(WIRE_READ), WIRE_TEXT(OK), WIRE_DO(WIRE_END)};
    struct wire_server *server = wire_server_new(takes);
    char *own = string_format("%s/own?a=b", wire_server_url(server));
    const struct http_request requests[] = {
        {.method = "POST", .target = "/a", .body = "body", .length = 4, .case_id = "one"},
        {.method = "HEAD", .target = "/b"},
        {.method = "GET", .target = "/c"},
        {.method = "HEAD", .target = "/b"},
        {.method = "POST", .target = "/d", .case_id = "two"},
        {.method = "DELETE", .target = "/e", .body = "more", .length = 4},
        {.method = "GET", .target = own},
        {.method = "PUT", .target = "/f", .body = "", .length = 0},
        {.method = "OPTIONS", .target = "?q"},
    };
    struct http_client *used = client_of(wire_server_url(server), &(struct http_options){0});
    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
        struct http_request request = requests[i];
        request.fresh = true;
        if (i % 2)
            http_headers_add(&request.headers, "X-Odd", "odd");
        check_turn(server, used, &request, i);
        http_headers_clear(&request.headers);
    }
    http_client_free(used);
    wire_server_free(server);
    free(own);
}

/* ---- Redirects ---- */

Test(transport, follows_no_redirect)
{
    static const int statuses[] = {300, 301, 302, 303, 305, 307, 308};
    static const struct wire_step elsewhere[] = {WIRE_DO(WIRE_READ), WIRE_TEXT(OK), WIRE_DO(WIRE_END)};
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses * WAYS; i++) {
        struct wire_server *other = wire_server_new(elsewhere);
        char *text = string_format("HTTP/1.1 %d X\r\nLocation: %s/login\r\nRefresh: 0; url=%s\r\n"
                                   "Content-Length: 0\r\n\r\n",
                                   statuses[i / WAYS], wire_server_url(other), wire_server_url(other));
        const struct wire_step steps[] = {
            WIRE_DO(WIRE_READ), {WIRE_SEND, text, strlen(text), 0}, WIRE_DO(WIRE_END)};
        struct wire_server *server = wire_server_new(steps);
        struct http_client *client = client_of(wire_server_url(server), &(struct http_options){0});
        struct http_exchange *exchange = ways[i % WAYS].send(client, &kickoff);
        cr_expect_eq(exchange->status, statuses[i / WAYS]);
        cr_expect_not_null(http_headers_find(&exchange->headers, "Location"));
        cr_expect_eq(wire_server_requests(server), 1);
        cr_expect_eq(wire_server_connections(other), 0, "%d was followed", statuses[i / WAYS]);
        http_exchange_free(exchange);
        http_client_free(client);
        wire_server_free(server);
        wire_server_free(other);
        free(text);
    }
}

/* ---- Proxies ---- */

static const struct wire_step answers[] = {WIRE_DO(WIRE_READ), WIRE_TEXT(OK), WIRE_DO(WIRE_END)};

static void expect_status(const char *url, const struct http_options *options, int status, size_t way)
{
    struct http_client *client = client_of(url, options);
    struct http_exchange *exchange =
        ways[way].send(client, &(struct http_request){.method = "GET", .target = "/x"});
    cr_expect_eq(exchange->status, status, "%s by %s: %s", url, ways[way].name, exchange->reason);
    http_exchange_free(exchange);
    http_client_free(client);
}

static void name_proxy_everywhere(const char *url)
{
    static const char *const names[] = {"http_proxy", "https_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        setenv(names[i], url, 1);
    unsetenv("no_proxy");
    unsetenv("NO_PROXY");
}

Test(transport, reaches_loopback_by_no_proxy)
{
    static const char *const forms[] = {"http://127.0.0.1:%s/a", "http://localhost:%s", "http://127.1:%s"};
    struct wire_server *proxy = wire_server_new(answers);
    struct wire_server *server = wire_server_new(answers);
    name_proxy_everywhere(wire_server_url(proxy));
    for (size_t i = 0; i < sizeof forms / sizeof *forms * WAYS; i++) {
        char *url = NULL;
        const char *port = strrchr(wire_server_url(server), ':') + 1;
        const char *form = forms[i / WAYS];
        const char *hole = strstr(form, "%s");
        url = string_format("%.*s%s%s", (int)(hole - form), form, port, hole + 2);
        expect_status(url, &(struct http_options){0}, 200, i % WAYS);
        expect_status(url, &(struct http_options){.proxy = wire_server_url(proxy)}, 200, i % WAYS);
        free(url);
    }
    cr_expect_eq(wire_server_connections(proxy), 0);
    wire_server_free(server);
    wire_server_free(proxy);
}

Test(transport, reaches_others_by_the_proxy_that_is_named)
{
    for (size_t way = 0; way < WAYS; way++) {
        struct wire_server *named = wire_server_new(answers);
        struct wire_server *given = wire_server_new(answers);
        name_proxy_everywhere(wire_server_url(named));
        expect_status("http://crew.invalid/api", &(struct http_options){0}, 200, way);
        expect_status("http://crew.invalid/api", &(struct http_options){.proxy = wire_server_url(given)}, 200,
                      way);
        struct wire_server *const both[] = {named, given};
        for (size_t i = 0; i < 2; i++) {
            const char *sent = wire_server_request(both[i], 0, NULL);
            cr_assert_not_null(sent);
            cr_expect(strncmp(sent, "GET http://crew.invalid/api/x HTTP/1.1\r\n", 40) == 0, "%s", sent);
            wire_server_free(both[i]);
        }
    }
}

Test(transport, takes_a_proxy_that_refuses_for_no_connection)
{
    static const struct wire_step refuses[] = {WIRE_DO(WIRE_READ), WIRE_TEXT(ANSWER("403 Forbidden", "")),
                                               WIRE_DO(WIRE_END)};
    for (size_t way = 0; way < WAYS; way++) {
        struct wire_server *proxy = wire_server_new(refuses);
        struct http_client *client =
            client_of("https://crew.invalid", &(struct http_options){.proxy = wire_server_url(proxy)});
        struct http_exchange *exchange =
            ways[way].send(client, &(struct http_request){.method = "GET", .target = "/x"});
        cr_expect_eq(exchange->outcome, HTTP_UNREACHABLE, "%s", exchange->reason);
        cr_expect_not(exchange->reached);
        cr_expect_eq(exchange->status, 0);
        http_exchange_free(exchange);
        http_client_free(client);
        wire_server_free(proxy);
    }
}

/* ---- TLS ---- */

Test(transport, verifies_certificates_by_either_way)
{
    static const struct {
        enum certificate kind;
        bool trusted, insecure;
        enum http_outcome outcome;
    } cases[] = {
        {CERTIFICATE_GOOD, true, false, HTTP_ANSWERED},
        {CERTIFICATE_GOOD, false, false, HTTP_TLS_REFUSED},
        {CERTIFICATE_EXPIRED, true, false, HTTP_TLS_REFUSED},
        {CERTIFICATE_WRONG_NAME, true, false, HTTP_TLS_REFUSED},
        {CERTIFICATE_SELF_SIGNED, false, true, HTTP_ANSWERED},
    };
    struct authority *authority = authority_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases * WAYS; i++) {
        struct wire_server *server = wire_server_new_tls(answers, authority, cases[i / WAYS].kind);
        struct http_options options = {.ca_file = cases[i / WAYS].trusted ? authority_file(authority) : NULL,
                                       .insecure = cases[i / WAYS].insecure};
        struct http_client *client = client_of(wire_server_url(server), &options);
        struct http_exchange *exchange = ways[i % WAYS].send(client, &kickoff);
        cr_expect_eq(exchange->outcome, cases[i / WAYS].outcome, "%zu: %s", i, exchange->reason);
        cr_expect_eq(wire_server_requests(server), cases[i / WAYS].outcome == HTTP_ANSWERED);
        http_exchange_free(exchange);
        http_client_free(client);
        wire_server_free(server);
    }
    authority_free(authority);
}

struct relay {
    struct http_loop *loop;
    struct http_client *next;
    struct http_exchange *exchanges[2];
};

static void pass_on(void *context, struct http_exchange *exchange)
{
    struct relay *relay = context;
    relay->exchanges[relay->next ? 0 : 1] = exchange;
    struct http_client *next = relay->next;
    relay->next = NULL;
    if (next)
        http_loop_send(relay->loop, next, &(struct http_request){.method = "GET", .target = "/"}, pass_on,
                       relay);
    else
        http_loop_stop(relay->loop);
}

Test(transport, does_not_trust_for_one_client_what_it_trusts_for_another)
{
    static const struct wire_step keeps[] = {WIRE_DO(WIRE_READ), WIRE_TEXT(OK), WIRE_DO(WIRE_AGAIN)};
    struct authority *authority = authority_new();
    struct wire_server *server = wire_server_new_tls(keeps, authority, CERTIFICATE_SELF_SIGNED);
    struct http_client *lax = client_of(wire_server_url(server), &(struct http_options){.insecure = true});
    struct http_client *strict = client_of(wire_server_url(server), &(struct http_options){0});
    struct relay relay = {.loop = http_loop_new(), .next = strict};
    http_loop_send(relay.loop, lax, &(struct http_request){.method = "GET", .target = "/"}, pass_on, &relay);
    http_loop_run(relay.loop);
    http_loop_free(relay.loop);
    cr_expect_eq(relay.exchanges[0]->outcome, HTTP_ANSWERED, "%s", relay.exchanges[0]->reason);
    cr_expect_eq(relay.exchanges[1]->outcome, HTTP_TLS_REFUSED, "%s", relay.exchanges[1]->reason);
    http_exchange_free(relay.exchanges[0]);
    http_exchange_free(relay.exchanges[1]);
    http_client_free(lax);
    http_client_free(strict);
    wire_server_free(server);
    authority_free(authority);
}

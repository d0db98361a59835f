#include "base/buffer.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/memory.h"
#include "http/client.h"
#include "http/listener.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

static const int64_t patience = 20 * CLOCK_SECOND;

/* ---- What the listener reports ---- */

struct report {
    struct http_delivery delivery; /* its texts are copies */
    char *method, *path, *query, *body;
};

struct desk {
    struct http_listener *listener;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct report *reports;
    size_t count, capacity;
    atomic_int inside; /* calls under way */
    int64_t work;      /* what each takes */
};

static void keep(void *context, const struct http_delivery *delivery)
{
    struct desk *desk = context;
    cr_expect_eq(atomic_fetch_add(&desk->inside, 1), 0, "two deliveries at a time");
    if (desk->work)
        clock_sleep_until(clock_now() + desk->work);
    struct report report = {*delivery, string_copy(delivery->method), string_copy(delivery->path),
                            string_copy(delivery->query), memory_copy(delivery->body, delivery->length)};
    report.delivery.headers = (struct http_headers){0};
    http_headers_copy(&report.delivery.headers, &delivery->headers);
    cr_expect_eq(delivery->body[delivery->length], '\0');
    pthread_mutex_lock(&desk->lock);
    desk->reports = memory_grow(desk->reports, desk->count, &desk->capacity, sizeof report);
    desk->reports[desk->count++] = report;
    pthread_cond_broadcast(&desk->changed);
    pthread_mutex_unlock(&desk->lock);
    atomic_fetch_sub(&desk->inside, 1);
}

static void open_desk(struct desk *desk)
{
    struct error error = {0};
    pthread_mutex_init(&desk->lock, NULL);
    pthread_cond_init(&desk->changed, NULL);
    desk->listener = http_listener_new("127.0.0.1", 0, keep, desk, &error);
    cr_assert_not_null(desk->listener, "%s", error.text);
    http_listener_add(desk->listener, "/accept", HTTP_BEHAVE_ACCEPT);
    http_listener_add(desk->listener, "/fail", HTTP_BEHAVE_FAIL);
    http_listener_add(desk->listener, "/slow", HTTP_BEHAVE_SLOW);
    http_listener_add(desk->listener, "/hang", HTTP_BEHAVE_HANG_UP);
}

/* Ends the listener; the reports stay. */
static void shut(struct desk *desk)
{
    http_listener_free(desk->listener);
    desk->listener = NULL;
}

static void close_desk(struct desk *desk)
{
    shut(desk);
    for (size_t i = 0; i < desk->count; i++) {
        http_headers_clear(&desk->reports[i].delivery.headers);
        free(desk->reports[i].method);
        free(desk->reports[i].path);
        free(desk->reports[i].query);
        free(desk->reports[i].body);
    }
    free(desk->reports);
    pthread_cond_destroy(&desk->changed);
    pthread_mutex_destroy(&desk->lock);
}

/* The report with this number, once it is there. */
static struct report await(struct desk *desk, size_t index)
{
    struct timespec deadline;
    clock_gettime(CLOCK_REALTIME, &deadline);
    deadline.tv_sec += 20;
    int late = 0;
    pthread_mutex_lock(&desk->lock);
    while (desk->count <= index && !late)
        late = pthread_cond_timedwait(&desk->changed, &desk->lock, &deadline);
    cr_assert_gt(desk->count, index, "report %zu did not come", index);
    struct report report = desk->reports[index];
    pthread_mutex_unlock(&desk->lock);
    return report;
}

/* ---- Senders ---- */

static int dial(const struct desk *desk)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    const char *port = strrchr(http_listener_url(desk->listener), ':') + 1;
    address.sin_port = htons((uint16_t)atoi(port));
    int made = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    cr_assert_eq(connect(made, (struct sockaddr *)&address, sizeof address), 0);
    return made;
}

static void put(int line, const char *bytes, size_t length)
{
    while (length) {
        ssize_t sent = send(line, bytes, length, MSG_NOSIGNAL);
        cr_assert_gt(sent, 0);
        bytes += sent;
        length -= (size_t)sent;
    }
}

/* Dials, sends and waits until the listener closes; returns all that it said, to be freed. */
static char *talk(const struct desk *desk, const char *bytes, size_t length)
{
    struct buffer heard;
    char piece[4096];
    ssize_t count;
    int line = dial(desk);
    buffer_init(&heard, BUFFER_UNBOUNDED);
    put(line, bytes, length);
    while ((count = recv(line, piece, sizeof piece, 0)) > 0)
        buffer_append(&heard, piece, (size_t)count);
    close(line);
    return buffer_take(&heard, NULL);
}

#define LAST "Host: x\r\nConnection: close\r\n"

static int status_of(const char *answer)
{
    return strncmp(answer, "HTTP/1.1 ", 9) == 0 ? atoi(answer + 9) : 0;
}

Test(listener, treats_each_path_as_it_was_told)
{
    static const struct {
        const char *path;
        int status;
        bool known, delivered;
    } rows[] = {
        {"/accept", 200, true, true},       {"/fail", 500, true, true},       {"/hang", 0, true, false},
        {"/elsewhere", 404, false, true},   {"/accept/", 200, true, true},    {"/", 404, false, true},
        {"/hooks/accept", 200, true, true}, {"/a/b/fail/c", 500, true, true}, {"/accepted", 404, false, true},
    };
    struct desk desk = {0};
    open_desk(&desk);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *request =
            string_format("POST %s HTTP/1.1\r\n" LAST "Content-Length: 2\r\n\r\n{}", rows[i].path);
        char *answer = talk(&desk, request, strlen(request));
        struct report report = await(&desk, i);
        cr_expect_eq(status_of(answer), rows[i].status, "%s: %s", rows[i].path, answer);
        cr_expect(rows[i].status || !*answer, "%s: %s", rows[i].path, answer);
        cr_expect_str_eq(report.path, rows[i].path);
        cr_expect_str_eq(report.query, "");
        cr_expect_str_eq(report.method, "POST");
        cr_expect_str_eq(report.body, "{}");
        cr_expect_eq(report.delivery.status, rows[i].status, "%s", rows[i].path);
        cr_expect_eq(report.delivery.known, rows[i].known, "%s", rows[i].path);
        cr_expect_eq(report.delivery.delivered, rows[i].delivered, "%s", rows[i].path);
        cr_expect_not(report.delivery.cut);
        cr_expect_not(report.delivery.truncated);
        cr_expect_leq(report.delivery.received, report.delivery.answered);
        free(request);
        free(answer);
    }
    close_desk(&desk);
}

Test(listener, reports_a_request_as_it_came)
{
    static const char request[] =
        "PUT /ac%63ept?x=%41&y HTTP/1.1\r\nHost: x\r\nB-Second: 2\r\na-first:  1 \r\n"
        "Empty:\r\nB-Second: 3\r\nConnection: close\r\nContent-Length: 5\r\n\r\na\0b\r\n";
    static const char *const fields[][2] = {
        {"Host", "x"},     {"B-Second", "2"},       {"a-first", "1"},       {"Empty", ""},
        {"B-Second", "3"}, {"Connection", "close"}, {"Content-Length", "5"}};
    enum { FIELDS = sizeof fields / sizeof *fields };
    struct desk desk = {0};
    open_desk(&desk);
    int64_t wall = clock_wall(), now = clock_now();
    char *answer = talk(&desk, request, sizeof request - 1);
    struct report report = await(&desk, 0);
    const struct http_headers *headers = &report.delivery.headers;
    cr_expect_eq(status_of(answer), 200, "%s", answer);
    cr_expect_str_eq(report.method, "PUT");
    cr_expect_str_eq(report.query, "x=%41&y");
    cr_expect_str_eq(report.path, "/accept");
    cr_expect_eq(report.delivery.length, 5);
    cr_expect_arr_eq(report.body, "a\0b\r\n", 6);
    cr_assert_eq(headers->count, FIELDS);
    for (size_t i = 0; i < FIELDS; i++) {
        cr_expect_str_eq(headers->items[i].name, fields[i][0]);
        cr_expect_str_eq(headers->items[i].value, fields[i][1]);
    }
    cr_expect(report.delivery.wall >= wall && report.delivery.wall <= clock_wall());
    cr_expect(report.delivery.received >= now && report.delivery.answered <= clock_now());
    free(answer);
    close_desk(&desk);
}

Test(listener, decodes_paths_and_is_not_fooled_by_a_nul)
{
    static const struct {
        const char *sent, *path;
        bool known;
    } rows[] = {
        {"/%61ccept", "/accept", true},
        {"/accept%00", "/accept%00", false},
        {"/accept%", "/accept%", false},
        {"/accept%4", "/accept%4", false},
        {"/%zz", "/%zz", false},
        {"/%C3%A9", "/\xc3\xa9", false},
        {"/a+b%20c", "/a+b c", false},
        {"/accept#", "/accept#", false},
        {"/accept?%00", "/accept", true},
        {"/%2561ccept", "/%61ccept", false},
        {"http://127.0.0.1:80/accept?a", "/accept", true},
        {"HTTPS://[::1]/a/b", "/a/b", false},
        {"http://elsewhere.example", "/", false},
    };
    struct desk desk = {0};
    open_desk(&desk);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *request = string_format("GET %s HTTP/1.1\r\n" LAST "\r\n", rows[i].sent);
        free(talk(&desk, request, strlen(request)));
        struct report report = await(&desk, i);
        cr_expect_str_eq(report.path, rows[i].path);
        cr_expect_eq(report.delivery.known, rows[i].known, "%s", rows[i].sent);
        free(request);
    }
    close_desk(&desk);
}

Test(listener, reads_bodies_however_they_are_framed)
{
    static const char *const requests[] = {
        "POST /accept HTTP/1.1\r\n" LAST
        "Transfer-Encoding: chunked\r\n\r\n3\r\n{\"a\r\n4\r\n\":1}\r\n0\r\n\r\n",
        "POST /accept HTTP/1.1\r\n" LAST "Expect: 100-continue\r\nContent-Length: 7\r\n\r\n{\"a\":1}",
        "POST /accept HTTP/1.0\r\nContent-Length: 7\r\n\r\n{\"a\":1}",
    };
    struct desk desk = {0};
    open_desk(&desk);
    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
        char *answer = talk(&desk, requests[i], strlen(requests[i]));
        struct report report = await(&desk, i);
        cr_expect_not_null(strstr(answer, " 200 OK\r\n"), "%zu: %s", i, answer);
        cr_expect_str_eq(report.body, "{\"a\":1}");
        free(answer);
    }
    close_desk(&desk);
}

/* {"a":1} as gzip and as zlib write it. */
#define GZIPPED                                                                                              \
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xab\x56\x4a\x54\xb2\x32\xac\x05\x00\xaf\xac\x1b\x56\x07\x00\x00\x00"
#define DEFLATED "\x78\x9c\xab\x56\x4a\x54\xb2\x32\xac\x05\x00\x08\x2a\x02\x09"

Test(listener, decodes_what_is_called_compressed_and_is)
{
    static const struct {
        const char *coding, *bytes;
        size_t length;
        const char *body;
    } rows[] = {
        {"gzip", GZIPPED, sizeof GZIPPED - 1, "{\"a\":1}"},
        {"X-GZip", GZIPPED, sizeof GZIPPED - 1, "{\"a\":1}"},
        {"deflate", DEFLATED, sizeof DEFLATED - 1, "{\"a\":1}"},
        {"gzip", "{\"a\":1}", 7, "{\"a\":1}"},
        {"br", "{\"a\":1}", 7, "{\"a\":1}"},
        {"gzip", GZIPPED, sizeof GZIPPED - 9, NULL},
        {"gzip", "", 0, ""},
    };
    struct desk desk = {0};
    open_desk(&desk);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buffer request;
        buffer_init(&request, BUFFER_UNBOUNDED);
        buffer_format(&request,
                      "POST /accept HTTP/1.1\r\n" LAST "Content-Encoding: %s\r\nContent-Length: %zu\r\n\r\n",
                      rows[i].coding, rows[i].length);
        buffer_append(&request, rows[i].bytes, rows[i].length);
        free(talk(&desk, buffer_string(&request), request.length));
        struct report report = await(&desk, i);
        if (rows[i].body)
            cr_expect_str_eq(report.body, rows[i].body, "%zu", i);
        else
            cr_expect_eq(report.delivery.length, rows[i].length, "%zu", i);
        buffer_clear(&request);
    }
    close_desk(&desk);
}

Test(listener, takes_several_requests_on_one_connection)
{
    static const char requests[] = "POST /accept HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n1"
                                   "POST /fail HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n2"
                                   "POST /accept HTTP/1.1\r\n" LAST "Content-Length: 1\r\n\r\n3";
    struct desk desk = {0};
    open_desk(&desk);
    free(talk(&desk, requests, sizeof requests - 1));
    cr_expect_str_eq(await(&desk, 0).body, "1");
    cr_expect_str_eq(await(&desk, 1).body, "2");
    cr_expect_str_eq(await(&desk, 2).body, "3");
    close_desk(&desk);
}

Test(listener, changes_how_a_path_is_treated)
{
    static const char request[] = "POST /accept HTTP/1.1\r\n" LAST "Content-Length: 0\r\n\r\n";
    struct desk desk = {0};
    open_desk(&desk);
    char *before = talk(&desk, request, sizeof request - 1);
    http_listener_add(desk.listener, "/accept", HTTP_BEHAVE_FAIL);
    char *after = talk(&desk, request, sizeof request - 1);
    cr_expect_eq(status_of(before), 200);
    cr_expect_eq(status_of(after), 500);
    free(before);
    free(after);
    close_desk(&desk);
}

/* ---- Bounds ---- */

Test(listener, keeps_the_beginning_of_a_body_that_is_too_long)
{
    enum { EXTRA = 1000 };
    size_t length = HTTP_DELIVERY_MAXIMUM + EXTRA;
    char *body = memory_new(length);
    memset(body, 'x', length);
    char *head = string_format("POST /accept HTTP/1.1\r\n" LAST "Content-Length: %zu\r\n\r\n", length);
    char *request = memory_new(strlen(head) + length);
    memcpy(request, head, strlen(head));
    memcpy(request + strlen(head), body, length);
    struct desk desk = {0};
    open_desk(&desk);
    char *answer = talk(&desk, request, strlen(head) + length);
    struct report report = await(&desk, 0);
    cr_expect_eq(status_of(answer), 200);
    cr_expect(report.delivery.truncated);
    cr_expect_not(report.delivery.cut);
    cr_expect_eq(report.delivery.length, HTTP_DELIVERY_MAXIMUM);
    cr_expect_arr_eq(report.body, body, HTTP_DELIVERY_MAXIMUM);
    free(answer);
    free(request);
    free(head);
    free(body);
    close_desk(&desk);
}

Test(listener, holds_a_bounded_amount_of_all_bodies_together)
{
    enum { SENDERS = 10 }; /* ten of the longest bodies are more than it holds */
    static char piece[HTTP_DELIVERY_MAXIMUM / 8];
    char *head = string_format("POST /accept HTTP/1.1\r\n" LAST "Content-Length: %d\r\n\r\n",
                               HTTP_DELIVERY_MAXIMUM + 1);
    int lines[SENDERS];
    size_t total = 0;
    struct desk desk = {0};
    open_desk(&desk);
    for (size_t i = 0; i < SENDERS; i++) {
        lines[i] = dial(&desk);
        put(lines[i], head, strlen(head));
        for (size_t j = 0; j < 8; j++)
            put(lines[i], piece, sizeof piece);
    }
    shut(&desk);
    cr_assert_eq(desk.count, SENDERS);
    for (size_t i = 0; i < SENDERS; i++) {
        close(lines[i]);
        cr_expect(desk.reports[i].delivery.cut);
        total += desk.reports[i].delivery.length;
    }
    cr_expect_leq(total, 8 * (size_t)HTTP_DELIVERY_MAXIMUM);
    free(head);
    close_desk(&desk);
}

/* ---- Senders that leave ---- */

Test(listener, reports_a_request_that_was_cut)
{
    static const struct {
        const char *sent, *body;
    } rows[] = {
        {"POST /accept HTTP/1.1\r\n" LAST "Content-Length: 10\r\n\r\nabc", "abc"},
        {"POST /accept HTTP/1.1\r\n" LAST "Content-Length: 10\r\n\r\n", ""},
        {"POST /accept HTTP/1.1\r\n" LAST "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n5\r\nde", "abcde"},
    };
    struct desk desk = {0};
    open_desk(&desk);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int line = dial(&desk);
        put(line, rows[i].sent, strlen(rows[i].sent));
        shutdown(line, SHUT_WR);
        struct report report = await(&desk, i);
        cr_expect(report.delivery.cut, "%zu", i);
        cr_expect_eq(report.delivery.status, 0, "%zu", i);
        cr_expect_not(report.delivery.delivered, "%zu", i);
        cr_expect_str_eq(report.body, rows[i].body);
        close(line);
    }
    close_desk(&desk);
}

Test(listener, says_that_an_answer_did_not_arrive_where_the_sender_had_left)
{
    static const char request[] = "POST /slow HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}";
    struct desk desk = {0};
    open_desk(&desk);
    int line = dial(&desk);
    put(line, request, sizeof request - 1);
    close(line);
    struct report report = await(&desk, 0);
    cr_expect_not(report.delivery.cut);
    cr_expect_not(report.delivery.delivered);
    cr_expect_str_eq(report.body, "{}");
    close_desk(&desk);
}

/* ---- Slow answers ---- */

struct sender {
    const struct desk *desk;
    const char *request;
    pthread_t thread;
    char *answer;
    int64_t began, ended;
};

static void *send_one(void *context)
{
    struct sender *sender = context;
    sender->began = clock_now();
    sender->answer = talk(sender->desk, sender->request, strlen(sender->request));
    sender->ended = clock_now();
    return NULL;
}

static void send_aside(struct sender *sender)
{
    cr_assert_eq(pthread_create(&sender->thread, NULL, send_one, sender), 0);
}

static int64_t processor_time(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * CLOCK_SECOND + usage.ru_utime.tv_usec +
           usage.ru_stime.tv_usec;
}

Test(listener, answers_slowly_without_holding_up_others_or_keeping_busy)
{
    enum { SLOW = 20 };
    struct desk desk = {0};
    open_desk(&desk);
    struct sender slow[SLOW];
    struct sender quick = {&desk, "POST /accept HTTP/1.1\r\n" LAST "Content-Length: 0\r\n\r\n", 0, NULL, 0,
                           0};
    int64_t busy = processor_time();
    for (size_t i = 0; i < SLOW; i++) {
        slow[i] =
            (struct sender){&desk, "POST /slow HTTP/1.1\r\n" LAST "Content-Length: 0\r\n\r\n", 0, NULL, 0, 0};
        send_aside(&slow[i]);
    }
    send_one(&quick);
    cr_expect_eq(status_of(quick.answer), 200);
    free(quick.answer);
    for (size_t i = 0; i < SLOW; i++) {
        pthread_join(slow[i].thread, NULL);
        cr_expect_eq(status_of(slow[i].answer), 200);
        cr_expect_geq(slow[i].ended - slow[i].began, 2 * CLOCK_SECOND);
        cr_expect_lt(slow[i].ended - slow[i].began, patience);
        cr_expect_lt(quick.ended, slow[i].ended);
        free(slow[i].answer);
    }
    cr_expect_lt(processor_time() - busy, CLOCK_SECOND);
    for (size_t i = 0; i <= SLOW; i++)
        cr_expect(await(&desk, i).delivery.delivered);
    close_desk(&desk);
}

Test(listener, ends_with_slow_answers_and_uploads_under_way)
{
    static const char slow[] = "POST /slow HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}";
    static const char upload[] = "POST /accept HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{}";
    static const char whole[] = "POST /accept HTTP/1.1\r\n" LAST "Content-Length: 0\r\n\r\n";
    struct desk desk = {0};
    open_desk(&desk);
    int lines[] = {dial(&desk), dial(&desk), dial(&desk)};
    put(lines[0], slow, sizeof slow - 1);
    put(lines[1], upload, sizeof upload - 1);
    put(lines[2], "POST /acc", 9);
    /* An answer to what was sent later says that those before have been read. */
    free(talk(&desk, whole, sizeof whole - 1));
    free(talk(&desk, whole, sizeof whole - 1));
    shut(&desk);
    cr_assert_eq(desk.count, 4);
    size_t cut = 0;
    for (size_t i = 2; i < desk.count; i++) {
        const struct http_delivery *delivery = &desk.reports[i].delivery;
        cut += delivery->cut;
        cr_expect_eq(delivery->cut, strcmp(desk.reports[i].path, "/accept") == 0);
        cr_expect_eq(delivery->status, 0);
        cr_expect_not(delivery->delivered);
        cr_expect_str_eq(desk.reports[i].body, "{}");
    }
    cr_expect_eq(cut, 1);
    for (size_t i = 0; i < 3; i++)
        close(lines[i]);
    close_desk(&desk);
}

/* ---- Many senders ---- */

struct crowd {
    struct http_client *client;
    struct http_listener *listener;
    size_t number, good;
    pthread_t thread;
};

static void *send_many(void *context)
{
    struct crowd *crowd = context;
    for (size_t i = 0; i < 20; i++) {
        char *path = string_format("/of/%zu/%zu", crowd->number, i);
        http_listener_add(crowd->listener, path, HTTP_BEHAVE_ACCEPT);
        struct http_request request = {
            .method = "POST", .target = path, .body = path, .length = strlen(path)};
        struct http_exchange *exchange = http_client_send(crowd->client, &request);
        crowd->good += exchange->outcome == HTTP_ANSWERED && exchange->status == 200;
        http_exchange_free(exchange);
        free(path);
    }
    return NULL;
}

Test(listener, reports_what_many_send_at_once_one_after_the_other)
{
    enum { SENDERS = 16 };
    struct crowd crowd[SENDERS];
    struct error error = {0};
    struct desk desk = {.work = CLOCK_MILLISECOND};
    open_desk(&desk);
    struct http_options options = {.base_url = http_listener_url(desk.listener)};
    struct http_client *client = http_client_new(&options, &error);
    cr_assert_not_null(client);
    for (size_t i = 0; i < SENDERS; i++) {
        crowd[i] = (struct crowd){client, desk.listener, i, 0, 0};
        cr_assert_eq(pthread_create(&crowd[i].thread, NULL, send_many, &crowd[i]), 0);
    }
    for (size_t i = 0; i < SENDERS; i++) {
        pthread_join(crowd[i].thread, NULL);
        cr_expect_eq(crowd[i].good, 20);
    }
    for (size_t i = 0; i < SENDERS * 20; i++) {
        struct report report = await(&desk, i);
        cr_expect_str_eq(report.path, report.body);
    }
    http_client_free(client);
    close_desk(&desk);
}

/* ---- Where it listens ---- */

Test(listener, is_reached_at_the_address_it_was_given)
{
    static const struct {
        const char *address, *begins;
    } rows[] = {
        {"127.0.0.1", "http://127.0.0.1:"},
        {"0.0.0.0", "http://127.0.0.1:"},
        {"127.0.0.9", "http://127.0.0.9:"},
        {"::1", "http://[::1]:"},
        {"::", "http://[::1]:"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct desk desk = {0};
        struct error error = {0};
        struct http_listener *listener = http_listener_new(rows[i].address, 0, keep, &desk, &error);
        pthread_mutex_init(&desk.lock, NULL);
        pthread_cond_init(&desk.changed, NULL);
        cr_assert_not_null(listener, "%s", error.text);
        const char *url = http_listener_url(listener);
        cr_expect(strncmp(url, rows[i].begins, strlen(rows[i].begins)) == 0, "%s", url);
        struct http_client *client = http_client_new(&(struct http_options){.base_url = url}, &error);
        struct http_exchange *exchange =
            http_client_send(client, &(struct http_request){.method = "GET", .target = "/x"});
        cr_expect_eq(exchange->status, 404, "%s: %s", url, exchange->reason);
        http_exchange_free(exchange);
        http_client_free(client);
        desk.listener = listener;
        close_desk(&desk);
    }
}

Test(listener, says_where_it_cannot_listen)
{
    static const char *const addresses[] = {"localhost", "",          "127.0.0.1:80",
                                            "300.0.0.1", "192.0.2.1", "[::1]"};
    struct desk desk = {0};
    open_desk(&desk);
    for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
        struct error error = {0};
        cr_expect_null(http_listener_new(addresses[i], 0, keep, &desk, &error));
        cr_expect_not_null(strstr(error.text, addresses[i]), "%s", error.text);
    }
    struct error error = {0};
    uint16_t taken = (uint16_t)atoi(strrchr(http_listener_url(desk.listener), ':') + 1);
    cr_expect_null(http_listener_new("127.0.0.1", taken, keep, &desk, &error));
    cr_expect_not_null(strstr(error.text, "in use"), "%s", error.text);
    http_listener_free(NULL);
    close_desk(&desk);
}

Test(listener, fails_and_hangs_up_in_turn)
{
    static const int statuses[] = {500, 0, 0, 500};
    static const char request[] =
        "POST /turns HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
    struct desk desk = {0};
    open_desk(&desk);
    http_listener_add(desk.listener, "/turns", HTTP_BEHAVE_TURNS);
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
        char *answer = talk(&desk, request, sizeof request - 1);
        cr_expect_eq(await(&desk, i).delivery.status, statuses[i]);
        cr_expect_eq(status_of(answer), statuses[i]);
        free(answer);
    }
    close_desk(&desk);
}

Test(listener, fails_once_and_is_slow_from_then_on)
{
    static const int statuses[] = {500, 200, 200};
    static const char request[] =
        "POST /weary HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
    struct desk desk = {0};
    open_desk(&desk);
    http_listener_add(desk.listener, "/weary", HTTP_BEHAVE_FAIL_THEN_SLOW);
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
        int64_t began = clock_now();
        char *answer = talk(&desk, request, sizeof request - 1);
        cr_expect_eq(status_of(answer), statuses[i]);
        cr_expect_eq(clock_now() - began >= 2 * CLOCK_SECOND, i > 0);
        free(answer);
    }
    close_desk(&desk);
}

/* A deployment that calls without measure: a front before the bundled one, which calls the stepWebhookUrl of the first kickoff
 * many thousand times before it passes on the answer. */
#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "follow/follow.h"
#include "reports/reports.h"
#include "rig.h"
#include "support/daemon.h"

enum { CALLS = 4 * FOLLOW_CALLS_MAXIMUM, BATCH = 100 };

struct front {
    struct http_client *upstream;
    struct MHD_Daemon *daemon;
    char *url;
    atomic_bool flooded;
    size_t calls; /* that were answered 200 */
};

struct taken {
    struct buffer body;
};

/* ---- The flood ---- */

static int connect_to(const char *url)
{
    unsigned port = 0;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    cr_assert_eq(sscanf(url, "http://127.0.0.1:%u/", &port), 1, "%s", url);
    address.sin_port = htons((uint16_t)port);
    int line = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    cr_assert_eq(connect(line, (struct sockaddr *)&address, sizeof address), 0);
    return line;
}

static void add_call(struct buffer *out, const char *path, const char *id, const char *meta, size_t number)
{
    char *body = string_format("{\"kickoff_id\": \"%s\", \"meta\": %s, \"prompt\": \"%zu?\", \"thought\": "
                               "\"Let me see.\", \"tool\": null, \"tool_input\": null, \"result\": null}",
                               id, meta, number);
    buffer_format(
        out, "POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
        path, strlen(body), body);
    free(body);
}

/* Sends so many at once, and reads as many answers. */
static size_t send_batch(int line, const struct buffer *requests, size_t count)
{
    char bytes[4096];
    size_t answers = 0, matched = 0;
    for (size_t sent = 0; sent < requests->length;) {
        ssize_t wrote = write(line, requests->data + sent, requests->length - sent);
        cr_assert_gt(wrote, 0);
        sent += (size_t)wrote;
    }
    while (answers < count) {
        ssize_t got = read(line, bytes, sizeof bytes);
        cr_assert_gt(got, 0);
        for (ssize_t i = 0; i < got; i++) {
            matched = bytes[i] == "\r\n\r\n"[matched] ? matched + 1 : bytes[i] == '\r';
            answers += matched == 4;
            matched %= 4;
        }
    }
    return answers;
}

static void flood(struct front *front, const struct json_object *kickoff, const char *id)
{
    const char *url = json_member_string(kickoff, "stepWebhookUrl"),
               *path = strchr(strstr(url, "://") + 3, '/');
    char *meta = json_text(json_member(kickoff, "meta"), JSON_COMPACT);
    int line = connect_to(url);
    for (size_t i = 0; i < CALLS; i += BATCH) {
        struct buffer requests;
        buffer_init(&requests, BUFFER_UNBOUNDED);
        for (size_t k = i; k < i + BATCH; k++)
            add_call(&requests, path, id, meta, k);
        front->calls += send_batch(line, &requests, BATCH);
        buffer_clear(&requests);
    }
    close(line);
    free(meta);
}

/* ---- The front ---- */

static enum MHD_Result copy_header(void *context, enum MHD_ValueKind kind, const char *name,
                                   const char *value)
{
    (void)kind;
    if (strcasecmp(name, "Authorization") == 0 || strcasecmp(name, "Content-Type") == 0)
        http_headers_add(context, name, value);
    return MHD_YES;
}

static void look_at_kickoff(struct front *front, const struct taken *taken,
                            const struct http_exchange *exchange)
{
    struct json_document *request = json_read("request", taken->body.data, taken->body.length, NULL, NULL),
                         *answer = json_read("answer", exchange->body, exchange->length, NULL, NULL);
    const char *id = json_member_string(json_document_root(answer), "kickoff_id");
    bool gives = json_has(json_document_root(request), "stepWebhookUrl");
    if (id && gives && !atomic_exchange(&front->flooded, true))
        flood(front, json_document_root(request), id);
    json_document_free(answer);
    json_document_free(request);
}

static enum MHD_Result pass_on(struct front *front, struct MHD_Connection *connection, const char *path,
                               const char *method, const struct taken *taken)
{
    struct http_request request = {.method = method,
                                   .target = path,
                                   .body = taken->body.length ? taken->body.data : NULL,
                                   .length = taken->body.length,
                                   .fresh = true};
    MHD_get_connection_values(connection, MHD_HEADER_KIND, copy_header, &request.headers);
    struct http_exchange *exchange = http_client_send(front->upstream, &request);
    if (strcmp(path, "/kickoff") == 0)
        look_at_kickoff(front, taken, exchange);
    struct MHD_Response *response = MHD_create_response_from_buffer(
        exchange->length, (void *)(uintptr_t)exchange->body, MHD_RESPMEM_MUST_COPY);
    MHD_add_response_header(response, "Content-Type", "application/json");
    enum MHD_Result queued = MHD_queue_response(connection, (unsigned)exchange->status, response);
    MHD_destroy_response(response);
    http_exchange_free(exchange);
    http_headers_clear(&request.headers);
    return queued;
}

static enum MHD_Result handle(void *context, struct MHD_Connection *connection, const char *path,
                              const char *method, const char *version, const char *upload, size_t *length,
                              void **state)
{
    struct taken *taken = *state;
    (void)version;
    if (!taken) {
        taken = *state = memory_new(sizeof *taken);
        buffer_init(&taken->body, BUFFER_UNBOUNDED);
        return MHD_YES;
    }
    if (*length) {
        buffer_append(&taken->body, upload, *length);
        *length = 0;
        return MHD_YES;
    }
    return pass_on(context, connection, path, method, taken);
}

static void finish(void *context, struct MHD_Connection *connection, void **state,
                   enum MHD_RequestTerminationCode code)
{
    struct taken *taken = *state;
    (void)context, (void)connection, (void)code;
    if (taken)
        buffer_clear(&taken->body);
    free(taken);
}

static void front_start(struct front *front, const char *upstream)
{
    struct error error = {0};
    front->upstream = http_client_new(&(struct http_options){.base_url = upstream}, &error);
    cr_assert_not_null(front->upstream, "%s", error.text);
    front->daemon =
        MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION, 0, NULL, NULL,
                         handle, front, MHD_OPTION_NOTIFY_COMPLETED, finish, NULL, MHD_OPTION_END);
    cr_assert_not_null(front->daemon);
    front->url = daemon_url(front->daemon);
}

/* ---- ---- */

static void examine(struct front *front, struct rig *rig)
{
    struct reference_server *server = NULL;
    struct error error = {0};
    cr_assert(reference_start(&(struct reference_options){.watched = true}, &server, &error), "%s",
              error.text);
    front_start(front, reference_url(server));
    rig_run(&(struct rig_options){.url = front->url,
                                  .globs = {"webhooks.*", "lifecycle.*"},
                                  .more = {.run = {.http = {.timeout = 300 * CLOCK_SECOND}}}},
            rig);
    MHD_stop_daemon(front->daemon);
    http_client_free(front->upstream);
    free(front->url);
    reference_stop(server);
}

static size_t html_length(const struct rig *rig)
{
    const struct report_options options = {.width = 100};
    struct buffer out;
    buffer_init(&out, BUFFER_UNBOUNDED);
    report_html(rig->model, &options, &out);
    size_t length = out.length;
    buffer_clear(&out);
    return length;
}

/* What was kept is right, and that it is not all is said; nothing else suffers. */
Test(flood, of_calls_is_judged_by_its_beginning)
{
    struct front front = {0};
    struct rig rig;
    examine(&front, &rig);
    char *failures = rig_failures(&rig);
    const struct model_case *once = model_case_find(rig.model->targets[0], "webhooks.step.once");
    cr_expect_eq(front.calls, (size_t)CALLS);
    cr_expect_eq(rig_count(&rig, MODEL_FAILED), 0, "%s", failures);
    cr_expect_eq(rig_count(&rig, MODEL_ERRORED), 1, "%s", failures);
    cr_assert_eq(once->verdict, MODEL_ERRORED, "%s", once->reason);
    cr_expect_not_null(strstr(once->reason, "the first 5000 are kept"), "%s", once->reason);
    cr_expect_eq(rig_verdict(&rig, "webhooks.step.schema"), MODEL_PASSED);
    cr_expect_eq(rig_verdict(&rig, "webhooks.task.called"), MODEL_PASSED);
    cr_expect_lt(html_length(&rig), (size_t)1024 * 1024, "the page has a row for each call");
    free(failures);
    rig_clear(&rig);
}

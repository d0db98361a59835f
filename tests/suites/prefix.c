/* A listener that the deployment reaches through a proxy with a path of its own, which is kept or stripped on the way. */
#include <criterion/criterion.h>
#include <microhttpd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "rig.h"

#define PREFIX "/hooks/crew"

enum { LISTENER_PORT = 18080 };

/* ---- The proxy ---- */

struct proxy {
    bool strips;
    struct http_client *upstream;
    struct MHD_Daemon *daemon;
    char *url;
};

struct forwarded {
    char *query;
    bool begun;
    struct buffer body;
};

/* Called before all else of a request; the query goes on as it came. */
static void *begin(void *context, const char *target, struct MHD_Connection *connection)
{
    const char *query = strchr(target, '?');
    struct forwarded *forwarded = memory_new(sizeof *forwarded);
    (void)context, (void)connection;
    forwarded->query = string_copy(query ? query : "");
    buffer_init(&forwarded->body, BUFFER_UNBOUNDED);
    return forwarded;
}

static enum MHD_Result add_header(void *context, enum MHD_ValueKind kind, const char *name, const char *value)
{
    (void)kind;
    if (strcasecmp(name, "Content-Type") == 0 || strcasecmp(name, "Authorization") == 0)
        http_headers_add(context, name, value);
    return MHD_YES;
}

/* Sends it on; the status that was answered, 0 where the connection broke. */
static unsigned forward(struct proxy *proxy, struct MHD_Connection *connection, const char *path,
                        const char *method, const struct forwarded *forwarded)
{
    struct buffer target;
    buffer_init(&target, BUFFER_UNBOUNDED);
    buffer_text(&target, path + (proxy->strips ? strlen(PREFIX) : 0));
    buffer_text(&target, forwarded->query);
    struct http_request request = {.method = method,
                                   .target = buffer_string(&target),
                                   .body = forwarded->body.data,
                                   .length = forwarded->body.length,
                                   .fresh = true};
    MHD_get_connection_values(connection, MHD_HEADER_KIND, add_header, &request.headers);
    struct http_exchange *exchange = http_client_send(proxy->upstream, &request);
    unsigned status = exchange->outcome == HTTP_ANSWERED ? (unsigned)exchange->status : 0;
    http_exchange_free(exchange);
    http_headers_clear(&request.headers);
    buffer_clear(&target);
    return status;
}

static enum MHD_Result handle(void *context, struct MHD_Connection *connection, const char *path,
                              const char *method, const char *version, const char *upload, size_t *length,
                              void **state)
{
    struct forwarded *forwarded = *state;
    (void)version;
    if (!forwarded->begun) {
        forwarded->begun = true;
        return MHD_YES;
    }
    if (*length) {
        buffer_append(&forwarded->body, upload, *length);
        *length = 0;
        return MHD_YES;
    }
    bool ours = strncmp(path, PREFIX "/", strlen(PREFIX "/")) == 0;
    unsigned status = ours ? forward(context, connection, path, method, forwarded) : MHD_HTTP_NOT_FOUND;
    if (!status)
        return MHD_NO;
    struct MHD_Response *response = MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
    enum MHD_Result queued = MHD_queue_response(connection, status, response);
    MHD_destroy_response(response);
    return queued;
}

static void finish(void *context, struct MHD_Connection *connection, void **state,
                   enum MHD_RequestTerminationCode code)
{
    struct forwarded *forwarded = *state;
    (void)context, (void)connection, (void)code;
    if (!forwarded)
        return;
    buffer_clear(&forwarded->body);
    free(forwarded->query);
    free(forwarded);
}

static void proxy_start(struct proxy *proxy, const char *upstream)
{
    struct error error = {0};
    char *url = string_format("http://%s:%d", upstream, LISTENER_PORT);
    proxy->upstream = http_client_new(&(struct http_options){.base_url = url}, &error);
    cr_assert_not_null(proxy->upstream, "%s", error.text);
    proxy->daemon = MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION, 0, NULL,
                                     NULL, handle, proxy, MHD_OPTION_NOTIFY_COMPLETED, finish, NULL,
                                     MHD_OPTION_URI_LOG_CALLBACK, begin, NULL, MHD_OPTION_END);
    cr_assert_not_null(proxy->daemon);
    proxy->url = string_format("http://127.0.0.1:%u" PREFIX "/",
                               MHD_get_daemon_info(proxy->daemon, MHD_DAEMON_INFO_BIND_PORT)->port);
    free(url);
}

static void proxy_stop(struct proxy *proxy)
{
    MHD_stop_daemon(proxy->daemon);
    http_client_free(proxy->upstream);
    free(proxy->url);
}

/* ---- ---- */

/* An address of this process alone, so that its port is free: all of 127.0.0.0/8 is the loopback's. */
static char *own_address(void)
{
    unsigned number = (unsigned)getpid();
    return string_format("127.%u.%u.%u", 1 + (number >> 16) % 254, (number >> 8) % 256, 1 + number % 254);
}

static void examine(bool strips)
{
    static const char *const called[] = {
        "webhooks.step.called", "webhooks.task.called",    "webhooks.crew.called", "webhooks.urls.given",
        "webhooks.crew.meta",   "webhooks.receivers.fail", "human.urls.crew",      "human.urls.forgotten"};
    char *address = own_address();
    struct proxy proxy = {.strips = strips};
    struct rig rig;
    proxy_start(&proxy, address);
    rig_run(&(struct rig_options){.reference = {.human_task = "planning_task"},
                                  .globs = {"webhooks.*", "human.*"},
                                  .more = {.run = {.listen_port = LISTENER_PORT, .listen_url = proxy.url}},
                                  .listen_address = address},
            &rig);
    proxy_stop(&proxy);
    char *failures = rig_failures(&rig);
    cr_expect_eq(rig.exit, RUN_CONFORMS, "%s", failures);
    for (size_t i = 0; i < sizeof called / sizeof *called; i++)
        cr_expect_eq(rig_verdict(&rig, called[i]), MODEL_PASSED, "%s", called[i]);
    free(failures);
    free(address);
    rig_clear(&rig);
}

Test(prefix, of_a_callback_url_may_be_kept_by_its_proxy)
{
    examine(false);
}

Test(prefix, of_a_callback_url_may_be_stripped_by_its_proxy)
{
    examine(true);
}

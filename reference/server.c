#include "reference/server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reference/address.h"
#include "reference/behaviour.h"

enum { BODY_MAXIMUM = 1 << 20, IDLE_SECONDS = 60, CONNECTION_MEMORY = 32 << 10, DEFAULT_SECOND = 1000 };

/* ---- Requests, in the daemon's thread ---- */

static void *request_begin(void *context, const char *uri, struct MHD_Connection *connection)
{
    struct request *request = memory_new(sizeof *request);
    request->server = context;
    request->connection = connection;
    request->uri = arena_string(&request->arena, uri);
    buffer_init(&request->body, request->server->body_maximum);
    buffer_init(&request->answer.text, BUFFER_UNBOUNDED);
    return request;
}

static void request_end(void *context, struct MHD_Connection *connection, void **state,
                        enum MHD_RequestTerminationCode code)
{
    struct request *request = *state;
    (void)context;
    (void)connection;
    (void)code;
    if (request == NULL) {
        return;
    }
    answer_clear(&request->answer);
    buffer_clear(&request->body);
    json_document_free(request->document);
    arena_clear(&request->arena);
    free(request);
    *state = NULL;
}

/* The path behind the server's prefix, or NULL where it has another. */
static const char *path_behind_prefix(struct request *request, const char *path)
{
    const char *prefix = request->server->prefix;
    size_t length = strlen(prefix);
    /* an escaped NUL would hide what stands behind it */
    bool whole = strstr(request->uri, "%00") == NULL;
    return whole && strncmp(path, prefix, length) == 0 ? arena_string(&request->arena, path + length) : NULL;
}

/* Tells the relay in what shape this goes out. */
static void response_tag(const struct request *request, struct MHD_Response *response)
{
    size_t index = 0;
    if (behaviour_wire(request, &index)) {
        bool head = strcmp(request->method, "HEAD") == 0 || request->answer.status == 204;
        char tag[WIRE_TAG_SIZE];
        snprintf(tag, sizeof tag, "%zu%s", index, head ? " HEAD" : "");
        MHD_add_response_header(response, WIRE_TAG, tag);
    }
}

static struct MHD_Response *response_of(const struct request *request)
{
    const struct answer *answer = &request->answer;
    struct buffer text;
    size_t length = 0;
    buffer_init(&text, BUFFER_UNBOUNDED);
    if (answer->body != NULL) {
        json_write(&text, answer->body, JSON_COMPACT);
    } else {
        buffer_append(&text, answer->text.data, answer->text.length);
    }
    char *bytes = buffer_take(&text, &length);
    struct MHD_Response *response =
        memory_require(MHD_create_response_from_buffer(length, bytes, MHD_RESPMEM_MUST_FREE));
    if (answer->media_type != NULL) {
        MHD_add_response_header(response, "Content-Type", answer->media_type);
    }
    for (size_t i = 0; i < answer->header_count; i++) {
        MHD_add_response_header(response, answer->headers[i].name, answer->headers[i].value);
    }
    response_tag(request, response);
    return response;
}

static void request_log(const struct request *request)
{
    const struct reference_server *server = request->server;
    if (server->log != NULL) {
        char *line = string_format("%s %s %u", request->method, request->uri, request->answer.status);
        server->log(server->log_context, line);
        free(line);
    }
}

static enum MHD_Result request_send(struct request *request)
{
    request_log(request);
    if (request->answer.hang_up) {
        return MHD_NO;
    }
    struct MHD_Response *response = response_of(request);
    enum MHD_Result result = MHD_queue_response(request->connection, request->answer.status, response);
    MHD_destroy_response(response);
    return result;
}

/* ---- Answers that wait for their time ---- */

static void suspended_remove(struct reference_server *server, struct request *request)
{
    struct request **link = &server->suspended;
    while (*link != NULL && *link != request) {
        link = &(*link)->next;
    }
    if (*link != NULL) {
        *link = request->next;
    }
}

static void request_wake(struct reference_server *server, void *subject, size_t detail)
{
    struct request *request = subject;
    (void)detail;
    suspended_remove(server, request);
    MHD_resume_connection(request->connection);
}

static void request_suspend(struct request *request)
{
    struct reference_server *server = request->server;
    request->suspended = true;
    request->next = server->suspended;
    server->suspended = request;
    MHD_suspend_connection(request->connection);
    if (server->engine.manual) {
        engine_pass(server, request->answer.delay);
    }
    engine_after(server, request->answer.delay, request_wake, request, 0);
}

/* Once the engine has stopped: a daemon cannot end while connections are suspended. */
static void suspended_wake_all(struct reference_server *server)
{
    while (server->suspended != NULL) {
        request_wake(server, server->suspended, 0);
    }
}

static enum MHD_Result request_ready(struct request *request, const char *path, const char *method)
{
    struct reference_server *server = request->server;
    pthread_mutex_lock(&server->lock);
    request->method = arena_string(&request->arena, method);
    request->path = path_behind_prefix(request, path);
    request_answer(request);
    bool later = request->answer.delay > 0;
    if (later) {
        request_suspend(request);
    }
    pthread_mutex_unlock(&server->lock);
    return later ? MHD_YES : request_send(request);
}

static enum MHD_Result handle(void *context, struct MHD_Connection *connection, const char *path,
                              const char *method, const char *version, const char *upload,
                              size_t *upload_size, void **state)
{
    struct request *request = *state;
    (void)context;
    (void)connection;
    (void)version;
    if (request->method == NULL && !request->begun) {
        request->begun = true;
        return MHD_YES;
    }
    if (*upload_size > 0) {
        request->oversized |= !buffer_append(&request->body, upload, *upload_size);
        *upload_size = 0;
        return MHD_YES;
    }
    return request->suspended ? request_send(request) : request_ready(request, path, method);
}

/* ---- Starting ---- */

static bool revision_read(struct reference_server *server, const char *revision, struct error *error)
{
    if (revision != NULL && strcmp(revision, "2025-10") != 0 && strcmp(revision, "2026-05") != 0) {
        return error_set(error, "unknown revision \"%s\", 2025-10 or 2026-05 was expected", revision);
    }
    server->status_first = revision != NULL && strcmp(revision, "2026-05") == 0;
    return true;
}

static bool options_copy(struct reference_server *server, const struct reference_options *options,
                         struct error *error)
{
    struct arena *arena = &server->arena;
    server->token = arena_string(arena, options->token != NULL ? options->token : REFERENCE_TOKEN);
    server->user_token =
        arena_string(arena, options->user_token != NULL ? options->user_token : REFERENCE_USER_TOKEN);
    server->watched = options->watched;
    server->second = options->second > 0 ? options->second : DEFAULT_SECOND;
    server->body_maximum = options->body_maximum > 0 ? options->body_maximum : BODY_MAXIMUM;
    server->engine.manual = options->manual;
    server->log = options->log;
    server->log_context = options->log_context;
    char *prefix = arena_string(arena, options->prefix != NULL ? options->prefix : "");
    size_t length = strlen(prefix);
    while (length > 0 && prefix[length - 1] == '/') {
        prefix[--length] = '\0';
    }
    if (length > 0 && *prefix != '/') {
        return error_set(error, "the path prefix \"%s\" does not begin with a slash", prefix);
    }
    server->prefix = prefix;
    if (!revision_read(server, options->revision, error) || !crew_copy(server, options, error) ||
        !behaviour_find(server, options->faults, options->variants, error)) {
        return false;
    }
    behaviour_crew(server);
    return true;
}

static bool daemon_start(struct reference_server *server, const struct reference_options *options,
                         const char *bind, uint16_t port, uint16_t *bound, struct error *error)
{
    struct sockaddr_storage address;
    bool six = false;
    if (!address_read(bind, port, &address, &six, error)) {
        return false;
    }
    bool tls = options->certificate != NULL;
    /* In its epoll mode libmicrohttpd misses an end that comes together with the last bytes. */
    unsigned flags = MHD_USE_POLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | (six ? MHD_USE_IPv6 : 0) |
                     (tls ? MHD_USE_TLS : 0);
    struct MHD_OptionItem secrets[] = {
        {tls ? MHD_OPTION_HTTPS_MEM_CERT : MHD_OPTION_END, 0, (void *)(uintptr_t)options->certificate},
        {MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)(uintptr_t)options->key},
        {MHD_OPTION_END, 0, NULL},
    };
    server->daemon = MHD_start_daemon(
        flags, port, NULL, NULL, handle, server, MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&address,
        MHD_OPTION_URI_LOG_CALLBACK, request_begin, server, MHD_OPTION_NOTIFY_COMPLETED, request_end, server,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t)CONNECTION_MEMORY, MHD_OPTION_LISTENING_ADDRESS_REUSE, 1U, MHD_OPTION_ARRAY, secrets,
        MHD_OPTION_END);
    if (server->daemon == NULL) {
        return error_set(error, "nothing can listen at %s port %u%s", bind, (unsigned)port,
                         tls ? " with this certificate and key" : "");
    }
    *bound = MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
    return true;
}

/* The relay takes the address that was asked for, and the daemon one of its own behind it. */
static bool relayed_start(struct reference_server *server, const struct reference_options *options,
                          const char *bind, uint16_t *port, struct error *error)
{
    struct relay_options relay = {
        .address = bind, .port = options->port, .shape_count = server->behaviour_count};
    if (options->certificate != NULL) {
        return error_set(error, "faults and variants of framing cannot be had behind TLS");
    }
    const struct wire_shape **shapes = arena_new(&server->arena, server->behaviour_count * sizeof *shapes);
    for (size_t i = 0; i < server->behaviour_count; i++) {
        shapes[i] = server->behaviours[i]->wire;
    }
    relay.shapes = shapes;
    return daemon_start(server, options, "127.0.0.1", 0, &relay.upstream, error) &&
           relay_start(&relay, &server->relay, port, error);
}

static bool front_start(struct reference_server *server, const struct reference_options *options,
                        struct error *error)
{
    const char *bind = options->bind != NULL ? options->bind : "127.0.0.1";
    uint16_t port = 0;
    bool started = behaviour_bends_wire(server)
                       ? relayed_start(server, options, bind, &port, error)
                       : daemon_start(server, options, bind, options->port, &port, error);
    if (started) {
        server->url = arena_format(
            &server->arena, strchr(bind, ':') != NULL ? "%s://[%s]:%u%s" : "%s://%s:%u%s",
            options->certificate != NULL ? "https" : "http", bind, (unsigned)port, server->prefix);
    }
    return started;
}

bool reference_start(const struct reference_options *options, struct reference_server **server,
                     struct error *error)
{
    static const struct reference_options defaults = {0};
    struct reference_server *made = memory_new(sizeof *made);
    if (options == NULL) {
        options = &defaults;
    }
    pthread_mutex_init(&made->lock, NULL);
    pthread_cond_init(&made->engine.settled, NULL);
    if (!options_copy(made, options, error) || !engine_start(made, error) ||
        !front_start(made, options, error)) {
        reference_stop(made);
        return false;
    }
    *server = made;
    return true;
}

void reference_stop(struct reference_server *server)
{
    if (server == NULL) {
        return;
    }
    engine_stop(server);
    relay_stop(server->relay);
    if (server->daemon != NULL) {
        suspended_wake_all(server);
        MHD_stop_daemon(server->daemon);
    }
    engine_clear(&server->engine);
    while (server->executions != NULL) {
        struct execution *execution = server->executions;
        server->executions = execution->next;
        execution_free(execution);
    }
    pthread_cond_destroy(&server->engine.settled);
    pthread_mutex_destroy(&server->lock);
    arena_clear(&server->arena);
    free(server);
}

/* ---- Looking ---- */

void reference_advance(struct reference_server *server, unsigned milliseconds)
{
    engine_advance(server, milliseconds);
}

int64_t reference_time(const struct reference_server *server)
{
    pthread_mutex_t *lock = (pthread_mutex_t *)(uintptr_t)&server->lock;
    pthread_mutex_lock(lock);
    int64_t now = engine_now(server);
    pthread_mutex_unlock(lock);
    return now;
}

const char *reference_url(const struct reference_server *server)
{
    return server->url;
}

static size_t counter_read(const struct reference_server *server, const size_t *counter)
{
    pthread_mutex_t *lock = (pthread_mutex_t *)(uintptr_t)&server->lock;
    pthread_mutex_lock(lock);
    size_t value = *counter;
    pthread_mutex_unlock(lock);
    return value;
}

size_t reference_executions_started(const struct reference_server *server)
{
    return counter_read(server, &server->started);
}

size_t reference_kickoffs_received(const struct reference_server *server)
{
    return counter_read(server, &server->kickoffs);
}

size_t reference_requests_received(const struct reference_server *server)
{
    return counter_read(server, &server->requests);
}

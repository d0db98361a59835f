#include "http/listener.h"

#include "base/buffer.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/map.h"
#include "base/memory.h"
#include "http/coding.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/queue.h>
#include <sys/socket.h>
#include <unistd.h>

/* What one sender, or all of them together, can take of this process. */
enum {
    CONNECTIONS_MAXIMUM = 256,
    CONNECTION_MEMORY = 64 * 1024, /* a request's headers have to fit into it */
    IDLE_SECONDS = 60,
    HELD_MAXIMUM = 8 * HTTP_DELIVERY_MAXIMUM /* bytes of all bodies in hand */
};

#define SLOWNESS (2 * CLOCK_SECOND)

TAILQ_HEAD(calls, call);

struct treatment {
    int status; /* 0: hangs up */
    int64_t delay;
};

static const struct treatment treatments[] = {[HTTP_BEHAVE_ACCEPT] = {200, 0},
                                              [HTTP_BEHAVE_FAIL] = {500, 0},
                                              [HTTP_BEHAVE_SLOW] = {200, SLOWNESS},
                                              [HTTP_BEHAVE_HANG_UP] = {0, 0},
                                              /* Never themselves: see treatment_of(). */
                                              [HTTP_BEHAVE_TURNS] = {0, 0},
                                              [HTTP_BEHAVE_FAIL_THEN_SLOW] = {0, 0}};

static const struct treatment unknown = {404, 0};

/* A request under way. */
struct call {
    struct http_listener *listener;
    struct MHD_Connection *connection;
    struct http_delivery delivery;
    struct buffer body;
    const struct treatment *treatment; /* NULL until the request is complete */
    bool gone;                         /* the sender went away before it could be answered */
    int64_t due;                       /* when a slow answer goes out; it is suspended until then */
    TAILQ_ENTRY(call) link;
};

struct http_listener {
    struct MHD_Daemon *daemon; /* its one thread receives, answers and reports */
    char *url;
    http_delivered delivered;
    void *context;
    size_t held;     /* bytes of bodies in hand */
    pthread_t alarm; /* a thread that wakes slow answers when they are due */
    bool has_alarm;
    pthread_mutex_t lock; /* guards all below */
    pthread_cond_t changed;
    struct calls suspended; /* in the order in which they are due */
    bool stopping;
    size_t slow;      /* answers that were put off and not reported yet */
    struct map paths; /* to a row of `treatments` */
    size_t turns;     /* of HTTP_BEHAVE_TURNS, taken so far */
    size_t failed;    /* of HTTP_BEHAVE_FAIL_THEN_SLOW, received so far */
};

/* ---- A request ---- */

/* libmicrohttpd leaves the white space behind a value. */
static enum MHD_Result copy_header(void *context, enum MHD_ValueKind kind, const char *name,
                                   const char *value)
{
    (void)kind;
    size_t length = value ? strlen(value) : 0;
    while (length && (value[length - 1] == ' ' || value[length - 1] == '\t'))
        length--;
    char *bare = memory_copy(value, length);
    http_headers_add(context, name, bare);
    free(bare);
    return MHD_YES;
}

/* Called with the target of each request before anything else is known of it; what it returns is its state from then on. */
static void *begin_call(void *context, const char *target, struct MHD_Connection *connection)
{
    const char *query = strchr(target, '?');
    struct call *call = memory_new(sizeof *call);
    call->listener = context;
    call->connection = connection;
    call->delivery.query = string_copy(query ? query + 1 : "");
    buffer_init(&call->body, HTTP_DELIVERY_MAXIMUM);
    return call;
}

/* The path of a target in absolute form too (RFC 9112, section 3.2.2). */
static const char *path_of(const char *target)
{
    bool absolute = strncasecmp(target, "http://", 7) == 0 || strncasecmp(target, "https://", 8) == 0;
    const char *path = absolute ? strchr(strstr(target, "//") + 2, '/') : target;
    return path ? path : "/";
}

static void take_head(struct call *call, const char *target, const char *method)
{
    call->delivery.method = string_copy(method);
    call->delivery.path = string_copy(path_of(target));
    MHD_get_connection_values(call->connection, MHD_HEADER_KIND, copy_header, &call->delivery.headers);
}

static void call_free(struct call *call)
{
    free((char *)call->delivery.method);
    free((char *)call->delivery.path);
    free((char *)call->delivery.query);
    http_headers_clear(&call->delivery.headers);
    buffer_clear(&call->body);
    free(call);
}

static void take_body(struct call *call, const char *bytes, size_t length)
{
    struct http_listener *listener = call->listener;
    size_t room = call->body.maximum - call->body.length;
    size_t common = HELD_MAXIMUM - listener->held;
    room = room < common ? room : common;
    size_t taken = length < room ? length : room;
    call->delivery.truncated |= taken < length;
    buffer_append(&call->body, bytes, taken);
    listener->held += taken;
}

static void note_end(struct call *call)
{
    call->delivery.wall = clock_wall();
    call->delivery.received = clock_now();
}

/* Has the sender closed its end? One that only stopped sending looks the same; it is rare, and taken for gone. */
static bool is_gone(struct call *call)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(call->connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    char byte;
    ssize_t count = recv(info->connect_fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR);
}

static enum MHD_Result answer(struct call *call)
{
    if (!call->treatment->status)
        return MHD_NO;
    call->gone = is_gone(call);
    call->delivery.status = call->treatment->status;
    struct MHD_Response *response =
        memory_require(MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT));
    enum MHD_Result queued = MHD_queue_response(call->connection, (unsigned)call->delivery.status, response);
    MHD_destroy_response(response);
    return queued;
}

/* The row of the path, or of the first of its segments that is registered: what stands around it may be a proxy's. */
static const struct treatment *find_treatment(const struct http_listener *listener, const char *path)
{
    const struct treatment *found = map_find(&listener->paths, path);
    for (const char *at = strchr(path, '/'); at && !found; at = strchr(at + 1, '/')) {
        char *segment = memory_copy(at, 1 + strcspn(at + 1, "/"));
        found = map_find(&listener->paths, segment);
        free(segment);
    }
    return found;
}

static const struct treatment *treatment_of(struct http_listener *listener, const char *path)
{
    pthread_mutex_lock(&listener->lock);
    const struct treatment *found = find_treatment(listener, path);
    if (found == &treatments[HTTP_BEHAVE_TURNS])
        found = &treatments[listener->turns++ % 3 ? HTTP_BEHAVE_HANG_UP : HTTP_BEHAVE_FAIL];
    if (found == &treatments[HTTP_BEHAVE_FAIL_THEN_SLOW])
        found = &treatments[listener->failed++ ? HTTP_BEHAVE_SLOW : HTTP_BEHAVE_FAIL];
    pthread_mutex_unlock(&listener->lock);
    return found ? found : &unknown;
}

/* Once the listener is about to end nothing may be suspended, or libmicrohttpd ends the program. */
static enum MHD_Result put_off(struct call *call)
{
    struct http_listener *listener = call->listener;
    pthread_mutex_lock(&listener->lock);
    bool stopping = listener->stopping;
    if (!stopping) {
        call->due = call->delivery.received + call->treatment->delay;
        MHD_suspend_connection(call->connection);
        TAILQ_INSERT_TAIL(&listener->suspended, call, link);
        listener->slow++;
        pthread_cond_signal(&listener->changed);
    }
    pthread_mutex_unlock(&listener->lock);
    return stopping ? MHD_NO : MHD_YES;
}

static bool is_stopping(struct http_listener *listener)
{
    pthread_mutex_lock(&listener->lock);
    bool stopping = listener->stopping;
    pthread_mutex_unlock(&listener->lock);
    return stopping;
}

/* The request is complete: answers it, or puts that off. */
static enum MHD_Result treat(struct call *call)
{
    note_end(call);
    call->treatment = treatment_of(call->listener, call->delivery.path);
    call->delivery.known = call->treatment != &unknown;
    return call->treatment->delay ? put_off(call) : answer(call);
}

/* Called once with the headers, with each piece of the body, with the end, and again after a suspension. */
static enum MHD_Result handle(void *context, struct MHD_Connection *connection, const char *path,
                              const char *method, const char *version, const char *bytes, size_t *length,
                              void **state)
{
    struct call *call = *state;
    (void)context, (void)connection, (void)version;
    if (!call->delivery.method) {
        take_head(call, path, method);
        return MHD_YES;
    }
    if (*length) {
        take_body(call, bytes, *length);
        *length = 0;
        return MHD_YES;
    }
    if (!call->treatment)
        return treat(call);
    return is_stopping(call->listener) ? MHD_NO : answer(call);
}

/* The body as it is, or what stands in it under its coding: that is returned, to be freed. */
static char *take_content(struct call *call)
{
    struct http_delivery *delivery = &call->delivery;
    const char *coding = http_headers_find(&delivery->headers, "Content-Encoding");
    bool whole = coding && !delivery->cut && !delivery->truncated, truncated = false;
    delivery->body = buffer_string(&call->body);
    delivery->length = call->body.length;
    char *decoded = whole ? http_decode(coding, delivery->body, delivery->length, HTTP_DELIVERY_MAXIMUM,
                                        &delivery->length, &truncated)
                          : NULL;
    delivery->body = decoded ? decoded : delivery->body;
    delivery->truncated = delivery->truncated || truncated;
    return decoded;
}

static void finish(void *context, struct MHD_Connection *connection, void **state,
                   enum MHD_RequestTerminationCode code)
{
    struct http_listener *listener = context;
    struct call *call = *state;
    (void)connection;
    if (!call)
        return;
    *state = NULL;
    if (!call->delivery.method) {
        call_free(call);
        return;
    }
    call->delivery.cut = !call->treatment;
    if (call->delivery.cut)
        note_end(call);
    char *decoded = take_content(call);
    call->delivery.delivered =
        call->delivery.status != 0 && code == MHD_REQUEST_TERMINATED_COMPLETED_OK && !call->gone;
    call->delivery.answered = clock_now();
    listener->delivered(listener->context, &call->delivery);
    listener->held -= call->body.length;
    pthread_mutex_lock(&listener->lock);
    listener->slow -= call->due != 0;
    pthread_mutex_unlock(&listener->lock);
    free(decoded);
    call_free(call);
}

/* A NUL would end the path early: its escape stays. */
static size_t unescape(void *context, struct MHD_Connection *connection, char *text)
{
    char *to = text;
    (void)context, (void)connection;
    for (const char *from = text; *from; from++) {
        char digits[] = {from[0] == '%' ? from[1] : '\0', from[0] == '%' && from[1] ? from[2] : '\0', '\0'};
        bool escape = strspn(digits, "0123456789abcdefABCDEF") == 2 && strcmp(digits, "00") != 0;
        *to++ = escape ? (char)strtoul(digits, NULL, 16) : *from;
        from += escape ? 2 : 0;
    }
    *to = '\0';
    return (size_t)(to - text);
}

/* ---- Slow answers ---- */

/* Wakes those that are due, all of them once the listener is to end. Returns when the next one is due. */
static int64_t resume_due(struct http_listener *listener)
{
    int64_t now = listener->stopping ? INT64_MAX : clock_now();
    struct call *call;
    while ((call = TAILQ_FIRST(&listener->suspended)) != NULL && call->due <= now) {
        TAILQ_REMOVE(&listener->suspended, call, link);
        MHD_resume_connection(call->connection);
    }
    return call ? call->due : INT64_MAX;
}

static void *wake_slow(void *context)
{
    struct http_listener *listener = context;
    pthread_mutex_lock(&listener->lock);
    for (;;) {
        int64_t due = resume_due(listener);
        struct timespec at = {.tv_sec = due / CLOCK_SECOND, .tv_nsec = due % CLOCK_SECOND * 1000};
        if (listener->stopping)
            break;
        if (due == INT64_MAX)
            pthread_cond_wait(&listener->changed, &listener->lock);
        else
            pthread_cond_timedwait(&listener->changed, &listener->lock, &at);
    }
    pthread_mutex_unlock(&listener->lock);
    return NULL;
}

/* From now on no answer is put off; those that were are given up. */
static void stop_alarm(struct http_listener *listener)
{
    pthread_mutex_lock(&listener->lock);
    listener->stopping = true;
    pthread_cond_signal(&listener->changed);
    pthread_mutex_unlock(&listener->lock);
    if (listener->has_alarm)
        pthread_join(listener->alarm, NULL);
}

/* ---- Setting up ---- */

struct place {
    struct sockaddr_storage address;
    socklen_t length;
};

static bool read_address(const char *text, uint16_t port, struct place *place, struct error *error)
{
    struct sockaddr_in four = {.sin_family = AF_INET, .sin_port = htons(port)};
    struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_port = htons(port)};
    if (inet_pton(AF_INET, text, &four.sin_addr) == 1) {
        memcpy(&place->address, &four, sizeof four);
        place->length = sizeof four;
    } else if (inet_pton(AF_INET6, text, &six.sin6_addr) == 1) {
        memcpy(&place->address, &six, sizeof six);
        place->length = sizeof six;
    } else {
        return error_set(error, "\"%s\" is no numeric IPv4 or IPv6 address", text);
    }
    return true;
}

/* A listening socket, and in `place` where it really listens; -1 with an error. */
static int listening_socket(const char *text, struct place *place, struct error *error)
{
    int on = 1;
    struct sockaddr *address = (struct sockaddr *)&place->address;
    int made = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (made >= 0 && setsockopt(made, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
        bind(made, address, place->length) == 0 && listen(made, SOMAXCONN) == 0 &&
        getsockname(made, address, &place->length) == 0)
        return made;
    error_set(error, "callbacks cannot be received at %s: %s", text, strerror(errno));
    if (made >= 0)
        close(made);
    return -1;
}

/* An address that stands for all of the machine's is reached by its loopback. */
static char *url_of(const struct place *place)
{
    char text[INET6_ADDRSTRLEN] = "";
    struct sockaddr_in four;
    struct sockaddr_in6 six;
    if (place->address.ss_family == AF_INET) {
        memcpy(&four, &place->address, sizeof four);
        if (four.sin_addr.s_addr == htonl(INADDR_ANY))
            four.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        inet_ntop(AF_INET, &four.sin_addr, text, sizeof text);
        return string_format("http://%s:%u", text, ntohs(four.sin_port));
    }
    memcpy(&six, &place->address, sizeof six);
    if (IN6_IS_ADDR_UNSPECIFIED(&six.sin6_addr))
        six.sin6_addr = in6addr_loopback;
    inet_ntop(AF_INET6, &six.sin6_addr, text, sizeof text);
    return string_format("http://[%s]:%u", text, ntohs(six.sin6_port));
}

/* In its epoll mode libmicrohttpd misses that a sender left where its last bytes came together with the end. */
static bool start(struct http_listener *listener, int made)
{
    listener->daemon =
        MHD_start_daemon(MHD_USE_POLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, handle,
                         listener, MHD_OPTION_LISTEN_SOCKET, made, MHD_OPTION_NOTIFY_COMPLETED, finish,
                         listener, MHD_OPTION_UNESCAPE_CALLBACK, unescape, NULL, MHD_OPTION_URI_LOG_CALLBACK,
                         begin_call, listener, MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS_MAXIMUM,
                         MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS,
                         MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY, MHD_OPTION_END);
    listener->has_alarm =
        listener->daemon && pthread_create(&listener->alarm, NULL, wake_slow, listener) == 0;
    return listener->has_alarm;
}

static void init_lock(struct http_listener *listener)
{
    pthread_condattr_t monotonic;
    pthread_mutex_init(&listener->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&listener->changed, &monotonic);
    pthread_condattr_destroy(&monotonic);
}

struct http_listener *http_listener_new(const char *address, uint16_t port, http_delivered delivered,
                                        void *context, struct error *error)
{
    struct place place = {0};
    int made = read_address(address, port, &place, error) ? listening_socket(address, &place, error) : -1;
    if (made < 0)
        return NULL;
    struct http_listener *listener = memory_new(sizeof *listener);
    listener->delivered = delivered;
    listener->context = context;
    listener->url = url_of(&place);
    TAILQ_INIT(&listener->suspended);
    init_lock(listener);
    if (start(listener, made))
        return listener;
    error_set(error, "callbacks cannot be received at %s: %s", address, strerror(errno));
    http_listener_free(listener);
    return NULL;
}

void http_listener_free(struct http_listener *listener)
{
    if (!listener)
        return;
    stop_alarm(listener);
    if (listener->daemon)
        MHD_stop_daemon(listener->daemon);
    pthread_cond_destroy(&listener->changed);
    pthread_mutex_destroy(&listener->lock);
    map_clear(&listener->paths);
    free(listener->url);
    free(listener);
}

const char *http_listener_url(const struct http_listener *listener)
{
    return listener->url;
}

size_t http_listener_slow(struct http_listener *listener)
{
    pthread_mutex_lock(&listener->lock);
    size_t slow = listener->slow;
    pthread_mutex_unlock(&listener->lock);
    return slow;
}

void http_listener_add(struct http_listener *listener, const char *path, enum http_behaviour behaviour)
{
    pthread_mutex_lock(&listener->lock);
    map_put(&listener->paths, path, (void *)&treatments[behaviour]);
    pthread_mutex_unlock(&listener->lock);
}

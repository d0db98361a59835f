#include "reference/wire.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"
#include "reference/address.h"

enum { ANSWER_MAXIMUM = 8 << 20, PATIENCE_SECONDS = 30, BLOCK = 16 << 10 };

/* One client's connection and its twin to the server. */
struct link {
    struct link *next;
    struct relay *relay;
    pthread_t thread;
    int client, server;
    bool done;             /* its thread has nothing left to do; guarded by the relay's lock */
    struct buffer waiting; /* bytes of the server that make no whole answer yet */
};

struct relay {
    struct relay_options options;
    int listener;
    pthread_t thread;
    pthread_mutex_t lock; /* guards the list of links, and `stopping` */
    struct link *links;
    bool stopping;
};

/* ---- Sockets ---- */

static bool send_all(int socket, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t sent = send(socket, bytes, length, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) {
            continue;
        }
        if (sent <= 0) {
            return false;
        }
        bytes += sent;
        length -= (size_t)sent;
    }
    return true;
}

/* What comes, into a buffer; false at the end or on a failure. */
static bool receive_some(int socket, char *bytes, size_t size, size_t *length)
{
    ssize_t received = 0;
    do {
        received = recv(socket, bytes, size, 0);
    } while (received < 0 && errno == EINTR);
    *length = received > 0 ? (size_t)received : 0;
    return received > 0;
}

static void socket_prepare(int socket)
{
    const struct timeval patience = {.tv_sec = PATIENCE_SECONDS};
    const int on = 1;
    setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

static void socket_reset(int socket)
{
    const struct linger now = {.l_onoff = 1, .l_linger = 0};
    setsockopt(socket, SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

static int connect_upstream(uint16_t port)
{
    const struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int made = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (made >= 0 && connect(made, (const struct sockaddr *)&address, sizeof address) != 0) {
        close(made);
        return -1;
    }
    return made;
}

/* ---- Answers on their way ---- */

/* The value of a header in the head, or NULL. */
static const char *head_value(const char *head, const char *end, const char *name)
{
    size_t length = strlen(name);
    const char *line = head;
    while (line != NULL && line < end) {
        if ((size_t)(end - line) > length && strncasecmp(line, name, length) == 0 && line[length] == ':') {
            return line + length + 1;
        }
        line = memmem(line, (size_t)(end - line), "\r\n", 2);
        line = line == NULL ? NULL : line + 2;
    }
    return NULL;
}

/* An answer at the beginning of what waits; its length, 0 where it is not whole yet. */
static size_t answer_read(const struct buffer *waiting, struct wire_answer *answer, const char **tag)
{
    const char *head = waiting->data;
    const char *empty = waiting->length == 0 ? NULL : memmem(head, waiting->length, "\r\n\r\n", 4);
    if (empty == NULL) {
        return 0;
    }
    const char *end = empty + 2, *length = head_value(head, end, "Content-Length");
    bool interim = waiting->length > 9 && head[9] == '1';
    *tag = head_value(head, end, WIRE_TAG);
    const char *word = *tag == NULL ? NULL : memmem(*tag, (size_t)(end - *tag), "HEAD", 4);
    *answer = (struct wire_answer){.head = head, .head_length = (size_t)(end - head), .body = empty + 4};
    answer->head_only = interim || word != NULL;
    answer->body_length = answer->head_only || length == NULL ? 0 : strtoul(length, NULL, 10);
    size_t whole = (size_t)(answer->body - head) + answer->body_length;
    return whole <= waiting->length ? whole : 0;
}

static const struct wire_shape *shape_of(const struct relay *relay, const char *tag)
{
    size_t index = tag == NULL ? SIZE_MAX : strtoul(tag, NULL, 10);
    return index < relay->options.shape_count ? relay->options.shapes[index] : NULL;
}

static bool send_in_pieces(const struct link *link, const struct wire_shape *shape,
                           const struct buffer *bytes)
{
    size_t piece = shape->piece == 0 ? bytes->length : shape->piece;
    for (size_t at = 0; at < bytes->length; at += piece) {
        size_t length = bytes->length - at < piece ? bytes->length - at : piece;
        if (!send_all(link->client, bytes->data + at, length)) {
            return false;
        }
        if (shape->pause > 0) {
            clock_sleep_until(clock_now() + shape->pause * CLOCK_MILLISECOND);
        }
    }
    return true;
}

/* Returns whether the connection goes on. */
static bool send_in_shape(const struct link *link, const struct wire_shape *shape,
                          const struct wire_answer *answer)
{
    struct buffer bytes;
    buffer_init(&bytes, BUFFER_UNBOUNDED);
    wire_frame(&bytes, shape, answer);
    bool sent = send_in_pieces(link, shape, &bytes);
    buffer_clear(&bytes);
    if (shape->reset) {
        socket_reset(link->client);
    }
    return sent && shape->end == END_WHOLE && !shape->close && !shape->reset &&
           (shape->framing != FRAMED_BY_CLOSE || answer->head_only) && !shape->bare;
}

/* Sends every whole answer; returns whether the connection goes on. */
static bool pass_answers(struct link *link)
{
    struct buffer *waiting = &link->waiting;
    struct wire_answer answer;
    const char *tag = NULL;
    for (size_t length = answer_read(waiting, &answer, &tag); length > 0;
         length = answer_read(waiting, &answer, &tag)) {
        const struct wire_shape *shape = shape_of(link->relay, tag);
        bool on = shape == NULL ? send_all(link->client, waiting->data, length)
                                : send_in_shape(link, shape, &answer);
        memmove(waiting->data, waiting->data + length, waiting->length - length);
        waiting->length -= length;
        if (!on) {
            return false;
        }
    }
    return true;
}

static bool pass_request(const struct link *link)
{
    char bytes[BLOCK];
    size_t length = 0;
    return receive_some(link->client, bytes, sizeof bytes, &length) && send_all(link->server, bytes, length);
}

static bool pass_back(struct link *link)
{
    char bytes[BLOCK];
    size_t length = 0;
    return receive_some(link->server, bytes, sizeof bytes, &length) &&
           buffer_append(&link->waiting, bytes, length) && pass_answers(link);
}

static void link_run(struct link *link)
{
    struct pollfd sockets[] = {{.fd = link->client, .events = POLLIN},
                               {.fd = link->server, .events = POLLIN}};
    bool on = true;
    while (on) {
        int ready = poll(sockets, 2, -1);
        if (ready < 0 && errno != EINTR) {
            return;
        }
        if (ready > 0 && sockets[1].revents != 0) {
            on = pass_back(link);
        }
        if (on && ready > 0 && sockets[0].revents != 0) {
            on = pass_request(link);
        }
    }
}

/* ---- Connections ---- */

static void *link_thread(void *argument)
{
    struct link *link = argument;
    link->server = connect_upstream(link->relay->options.upstream);
    if (link->server >= 0) {
        socket_prepare(link->server);
        link_run(link);
    }
    pthread_mutex_lock(&link->relay->lock);
    close(link->client);
    if (link->server >= 0) {
        close(link->server);
    }
    link->done = true;
    pthread_mutex_unlock(&link->relay->lock);
    return NULL;
}

static void link_free(struct link *link)
{
    pthread_join(link->thread, NULL);
    buffer_clear(&link->waiting);
    free(link);
}

static void links_reap(struct relay *relay)
{
    pthread_mutex_lock(&relay->lock);
    struct link **at = &relay->links, *gone = NULL;
    while (*at != NULL) {
        struct link *link = *at;
        if (link->done) {
            *at = link->next;
            link->next = gone;
            gone = link;
        } else {
            at = &link->next;
        }
    }
    pthread_mutex_unlock(&relay->lock);
    while (gone != NULL) {
        struct link *link = gone;
        gone = link->next;
        link_free(link);
    }
}

static void link_begin(struct relay *relay, int client)
{
    struct link *link = memory_new(sizeof *link);
    *link = (struct link){.relay = relay, .client = client, .server = -1};
    buffer_init(&link->waiting, ANSWER_MAXIMUM);
    socket_prepare(client);
    pthread_mutex_lock(&relay->lock);
    bool begun = !relay->stopping && pthread_create(&link->thread, NULL, link_thread, link) == 0;
    if (begun) {
        link->next = relay->links;
        relay->links = link;
    }
    pthread_mutex_unlock(&relay->lock);
    if (!begun) {
        close(client);
        free(link);
    }
}

static void *relay_thread(void *argument)
{
    struct relay *relay = argument;
    for (;;) {
        int client = accept4(relay->listener, NULL, NULL, SOCK_CLOEXEC);
        if (client >= 0) {
            links_reap(relay);
            link_begin(relay, client);
        } else if (errno != EINTR && errno != ECONNABORTED) {
            return NULL;
        }
    }
}

/* ---- The relay ---- */

static int listen_at(const struct sockaddr_storage *address, bool six)
{
    const int on = 1;
    int made = socket(six ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (made < 0) {
        return -1;
    }
    socklen_t size = six ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in);
    setsockopt(made, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(made, (const struct sockaddr *)address, size) != 0 || listen(made, SOMAXCONN) != 0) {
        close(made);
        return -1;
    }
    return made;
}

static uint16_t port_of(int listener)
{
    struct sockaddr_storage address;
    socklen_t size = sizeof address;
    getsockname(listener, (struct sockaddr *)&address, &size);
    return ntohs(address.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)(void *)&address)->sin6_port
                                               : ((struct sockaddr_in *)(void *)&address)->sin_port);
}

bool relay_start(const struct relay_options *options, struct relay **relay, uint16_t *port,
                 struct error *error)
{
    struct sockaddr_storage address;
    bool six = false;
    if (!address_read(options->address, options->port, &address, &six, error)) {
        return false;
    }
    int listener = listen_at(&address, six);
    if (listener < 0) {
        return error_set(error, "nothing can listen at %s port %u", options->address,
                         (unsigned)options->port);
    }
    struct relay *made = memory_new(sizeof *made);
    *made = (struct relay){.options = *options, .listener = listener};
    pthread_mutex_init(&made->lock, NULL);
    if (pthread_create(&made->thread, NULL, relay_thread, made) != 0) {
        close(listener);
        pthread_mutex_destroy(&made->lock);
        free(made);
        return error_set(error, "no thread could be started for the relay");
    }
    *port = port_of(listener);
    *relay = made;
    return true;
}

void relay_stop(struct relay *relay)
{
    if (relay == NULL) {
        return;
    }
    pthread_mutex_lock(&relay->lock);
    relay->stopping = true;
    for (struct link *link = relay->links; link != NULL; link = link->next) {
        if (!link->done) {
            shutdown(link->client, SHUT_RDWR);
        }
    }
    pthread_mutex_unlock(&relay->lock);
    shutdown(relay->listener, SHUT_RDWR);
    pthread_join(relay->thread, NULL);
    close(relay->listener);
    while (relay->links != NULL) {
        struct link *link = relay->links;
        relay->links = link->next;
        link_free(link);
    }
    pthread_mutex_destroy(&relay->lock);
    free(relay);
}

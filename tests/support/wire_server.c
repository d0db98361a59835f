#include "support/wire_server.h"

#include "base/buffer.h"
#include "base/clock.h"
#include "base/memory.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

enum { SCRIPTS = 16, PATIENCE = 10 }; /* seconds */

struct message {
    char *bytes;
    size_t length;
};

struct connection {
    struct wire_server *server;
    const struct wire_step *steps;
    pthread_t thread;
    int socket;
    SSL *tls;             /* NULL: none */
    struct buffer unread; /* came, and belongs to no request yet */
    struct connection *next;
};

struct wire_server {
    int socket;
    int stop[2]; /* a pipe: readable once the server is to end */
    char *url;
    SSL_CTX *tls;
    const struct wire_step *scripts[SCRIPTS];
    size_t script_count;
    pthread_t thread;
    pthread_mutex_t lock; /* guards all below */
    pthread_cond_t changed;
    bool open; /* the gate */
    struct connection *connections;
    size_t connection_count;
    struct message *requests;
    size_t request_count, request_capacity;
};

static void require(bool done)
{
    if (!done)
        abort();
}

/* Waits until the socket is ready for `events`; false at the server's end, or after `milliseconds` (-1: never). */
static bool await(struct connection *connection, short events, int milliseconds)
{
    struct pollfd watched[] = {{connection->server->stop[0], POLLIN, 0}, {connection->socket, events, 0}};
    int ready = poll(watched, 2, milliseconds);
    return ready > 0 && !watched[0].revents;
}

static bool is_transient(struct connection *connection, ssize_t result)
{
    if (!connection->tls)
        return errno == EAGAIN || errno == EINTR;
    int kind = SSL_get_error(connection->tls, (int)result);
    return kind == SSL_ERROR_WANT_READ || kind == SSL_ERROR_WANT_WRITE;
}

static bool send_all(struct connection *connection, const char *bytes, size_t length)
{
    while (length) {
        ssize_t sent = connection->tls ? SSL_write(connection->tls, bytes, (int)length)
                                       : send(connection->socket, bytes, length, MSG_NOSIGNAL);
        if (sent > 0) {
            bytes += sent;
            length -= (size_t)sent;
        } else if (!is_transient(connection, sent) || !await(connection, POLLOUT, -1)) {
            return false;
        }
    }
    return true;
}

/* Reads some bytes more; false at the end of the connection or the server. */
static bool receive(struct connection *connection, struct buffer *into)
{
    char bytes[16 * 1024];
    for (;;) {
        ssize_t count = connection->tls ? SSL_read(connection->tls, bytes, sizeof bytes)
                                        : recv(connection->socket, bytes, sizeof bytes, 0);
        if (count > 0)
            return into ? buffer_append(into, bytes, (size_t)count) : true;
        if ((count == 0 && !connection->tls) || !is_transient(connection, count))
            return false;
        if (!await(connection, POLLIN, -1))
            return false;
    }
}

static size_t head_length(const struct buffer *bytes)
{
    const char *end = bytes->length ? memmem(bytes->data, bytes->length, "\r\n\r\n", 4) : NULL;
    return end ? (size_t)(end - bytes->data) + 4 : 0;
}

static size_t body_length(const char *head)
{
    const char *field = strcasestr(head, "\r\nContent-Length:");
    return field ? strtoull(field + 17, NULL, 10) : 0;
}

static void remember(struct connection *connection, size_t length)
{
    struct wire_server *server = connection->server;
    struct buffer *unread = &connection->unread;
    struct message request = {memory_copy(unread->data, length), length};
    memmove(unread->data, unread->data + length, unread->length - length);
    unread->length -= length;
    unread->data[unread->length] = '\0';
    pthread_mutex_lock(&server->lock);
    server->requests =
        memory_grow(server->requests, server->request_count, &server->request_capacity, sizeof request);
    server->requests[server->request_count++] = request;
    pthread_cond_broadcast(&server->changed);
    pthread_mutex_unlock(&server->lock);
}

static bool read_request(struct connection *connection, bool whole)
{
    size_t head = 0, length = 0;
    while ((head = head_length(&connection->unread)) == 0)
        if (!receive(connection, &connection->unread))
            return false;
    length = head + (whole ? body_length(connection->unread.data) : 0);
    while (connection->unread.length < length)
        if (!receive(connection, &connection->unread))
            return false;
    remember(connection, length);
    return true;
}

static bool trickle(struct connection *connection, const struct wire_step *step)
{
    for (size_t i = 0; i < step->length; i++) {
        if (!send_all(connection, (const char *)step->bytes + i, 1))
            return false;
        await(connection, 0, (int)step->milliseconds);
    }
    return true;
}

static bool flood(struct connection *connection, const struct wire_step *step)
{
    while (send_all(connection, step->bytes, step->length)) {
    }
    return false;
}

static void drain(struct connection *connection)
{
    while (receive(connection, NULL)) {
    }
}

/* A socket closed with unread bytes in it is reset, so what the peer still sends is read first. */
static void part(struct connection *connection, enum wire_verb verb)
{
    struct linger at_once = {.l_onoff = 1, .l_linger = 0};
    if (verb == WIRE_RESET) {
        setsockopt(connection->socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
        return;
    }
    if (connection->tls && verb != WIRE_CUT)
        SSL_shutdown(connection->tls);
    shutdown(connection->socket, SHUT_WR);
    SSL_free(connection->tls);
    connection->tls = NULL;
    drain(connection);
}

static void wait_at_gate(struct wire_server *server)
{
    pthread_mutex_lock(&server->lock);
    while (!server->open)
        pthread_cond_wait(&server->changed, &server->lock);
    pthread_mutex_unlock(&server->lock);
}

/* Plays one step; false where the connection is done, or the peer gone. */
static bool play(struct connection *connection, const struct wire_step *step)
{
    switch (step->verb) {
    case WIRE_READ:
    case WIRE_READ_HEAD:
        return read_request(connection, step->verb == WIRE_READ);
    case WIRE_SEND:
        return send_all(connection, step->bytes, step->length);
    case WIRE_TRICKLE:
        return trickle(connection, step);
    case WIRE_FLOOD:
        return flood(connection, step);
    case WIRE_PAUSE:
        await(connection, 0, (int)step->milliseconds);
        return true;
    case WIRE_HOLD:
        drain(connection);
        return false;
    case WIRE_GATE:
        wait_at_gate(connection->server);
        return true;
    case WIRE_AGAIN:
        return true;
    default:
        part(connection, step->verb);
        return false;
    }
}

static bool shake_hands(struct connection *connection)
{
    if (!connection->server->tls)
        return true;
    connection->tls = SSL_new(connection->server->tls);
    require(connection->tls && SSL_set_fd(connection->tls, connection->socket));
    for (;;) {
        int result = SSL_accept(connection->tls);
        if (result == 1)
            return true;
        short events = SSL_want_write(connection->tls) ? POLLOUT : POLLIN;
        if (!is_transient(connection, result) || !await(connection, events, -1))
            return false;
    }
}

static void *run_connection(void *context)
{
    struct connection *connection = context;
    const struct wire_step *step = connection->steps;
    bool going = shake_hands(connection);
    while (going && play(connection, step))
        step = step->verb == WIRE_AGAIN ? connection->steps : step + 1;
    SSL_free(connection->tls);
    buffer_clear(&connection->unread);
    close(connection->socket);
    return NULL;
}

static void take_connection(struct wire_server *server, int socket)
{
    int on = 1;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    struct connection *connection = memory_new(sizeof *connection);
    connection->server = server;
    connection->socket = socket;
    buffer_init(&connection->unread, BUFFER_UNBOUNDED);
    pthread_mutex_lock(&server->lock);
    size_t script = server->connection_count++;
    connection->steps = server->scripts[script < server->script_count ? script : server->script_count - 1];
    connection->next = server->connections;
    server->connections = connection;
    require(pthread_create(&connection->thread, NULL, run_connection, connection) == 0);
    pthread_cond_broadcast(&server->changed);
    pthread_mutex_unlock(&server->lock);
}

static void *run_server(void *context)
{
    struct wire_server *server = context;
    struct pollfd watched[] = {{server->stop[0], POLLIN, 0}, {server->socket, POLLIN, 0}};
    while (poll(watched, 2, -1) >= 0 && !watched[0].revents) {
        int socket = accept4(server->socket, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (socket >= 0)
            take_connection(server, socket);
    }
    return NULL;
}

/* A socket bound to a loopback port that the system picks. */
static int bound_socket(uint16_t *port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    int made = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    require(made >= 0 && bind(made, (struct sockaddr *)&address, sizeof address) == 0);
    require(getsockname(made, (struct sockaddr *)&address, &length) == 0);
    *port = ntohs(address.sin_port);
    return made;
}

static struct wire_server *start(const struct wire_step *steps, SSL_CTX *tls)
{
    uint16_t port = 0;
    struct wire_server *server = memory_new(sizeof *server);
    server->scripts[server->script_count++] = steps;
    server->tls = tls;
    server->socket = bound_socket(&port);
    require(listen(server->socket, SOMAXCONN) == 0 && pipe(server->stop) == 0);
    server->url = string_format("%s://127.0.0.1:%u", tls ? "https" : "http", port);
    pthread_mutex_init(&server->lock, NULL);
    pthread_cond_init(&server->changed, NULL);
    signal(SIGPIPE, SIG_IGN); /* OpenSSL writes without MSG_NOSIGNAL */
    require(pthread_create(&server->thread, NULL, run_server, server) == 0);
    return server;
}

struct wire_server *wire_server_new(const struct wire_step *steps)
{
    return start(steps, NULL);
}

static X509 *read_certificate(const char *pem)
{
    BIO *memory = BIO_new_mem_buf(pem, -1);
    X509 *certificate = PEM_read_bio_X509(memory, NULL, NULL, NULL);
    BIO_free(memory);
    return certificate;
}

static EVP_PKEY *read_key(const char *pem)
{
    BIO *memory = BIO_new_mem_buf(pem, -1);
    EVP_PKEY *key = PEM_read_bio_PrivateKey(memory, NULL, NULL, NULL);
    BIO_free(memory);
    return key;
}

struct wire_server *wire_server_new_tls(const struct wire_step *steps, const struct authority *authority,
                                        enum certificate kind)
{
    char *certificate_text = NULL, *key_text = NULL;
    authority_issue(authority, kind, &certificate_text, &key_text);
    X509 *certificate = read_certificate(certificate_text);
    EVP_PKEY *key = read_key(key_text);
    SSL_CTX *tls = SSL_CTX_new(TLS_server_method());
    require(tls && SSL_CTX_use_certificate(tls, certificate) == 1 && SSL_CTX_use_PrivateKey(tls, key) == 1);
    SSL_CTX_set_mode(tls, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    X509_free(certificate);
    EVP_PKEY_free(key);
    free(certificate_text);
    free(key_text);
    return start(steps, tls);
}

void wire_server_then(struct wire_server *server, const struct wire_step *steps)
{
    pthread_mutex_lock(&server->lock);
    require(server->script_count < SCRIPTS);
    server->scripts[server->script_count++] = steps;
    pthread_mutex_unlock(&server->lock);
}

void wire_server_open(struct wire_server *server)
{
    pthread_mutex_lock(&server->lock);
    server->open = true;
    pthread_cond_broadcast(&server->changed);
    pthread_mutex_unlock(&server->lock);
}

void wire_server_free(struct wire_server *server)
{
    if (!server)
        return;
    wire_server_open(server);
    require(write(server->stop[1], "", 1) == 1);
    pthread_join(server->thread, NULL);
    while (server->connections) {
        struct connection *connection = server->connections;
        server->connections = connection->next;
        pthread_join(connection->thread, NULL);
        free(connection);
    }
    for (size_t i = 0; i < server->request_count; i++)
        free(server->requests[i].bytes);
    free(server->requests);
    close(server->socket);
    close(server->stop[0]);
    close(server->stop[1]);
    SSL_CTX_free(server->tls);
    pthread_cond_destroy(&server->changed);
    pthread_mutex_destroy(&server->lock);
    free(server->url);
    free(server);
}

const char *wire_server_url(const struct wire_server *server)
{
    return server->url;
}

size_t wire_server_connections(struct wire_server *server)
{
    pthread_mutex_lock(&server->lock);
    size_t count = server->connection_count;
    pthread_mutex_unlock(&server->lock);
    return count;
}

size_t wire_server_requests(struct wire_server *server)
{
    pthread_mutex_lock(&server->lock);
    size_t count = server->request_count;
    pthread_mutex_unlock(&server->lock);
    return count;
}

bool wire_server_await(struct wire_server *server, size_t count)
{
    struct timespec deadline;
    clock_gettime(CLOCK_REALTIME, &deadline);
    deadline.tv_sec += PATIENCE;
    int late = 0;
    pthread_mutex_lock(&server->lock);
    while (server->request_count < count && !late)
        late = pthread_cond_timedwait(&server->changed, &server->lock, &deadline);
    bool enough = server->request_count >= count;
    pthread_mutex_unlock(&server->lock);
    return enough;
}

const char *wire_server_request(struct wire_server *server, size_t index, size_t *length)
{
    pthread_mutex_lock(&server->lock);
    struct message request =
        index < server->request_count ? server->requests[index] : (struct message){NULL, 0};
    pthread_mutex_unlock(&server->lock);
    if (length)
        *length = request.length;
    return request.bytes;
}

char *wire_dead_url(void)
{
    uint16_t port = 0;
    bound_socket(&port);
    return string_format("http://127.0.0.1:%u", port);
}

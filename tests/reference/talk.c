#include "talk.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <linux/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/memory.h"

enum { UUID = 36, PATIENCE = 20 /* seconds */, KNOWN_IDS = 512 };

/* ---- Sending ---- */

void talk_add(struct talk *talk, const char *method, const char *path, const char *authorization,
              const char *headers, const char *body, size_t length)
{
    if (talk->out.maximum == 0) {
        buffer_init(&talk->out, BUFFER_UNBOUNDED);
    }
    buffer_format(&talk->out, "%s %s HTTP/1.1\r\nHost: crew\r\n%s", method, path, headers);
    if (authorization != NULL) {
        buffer_format(&talk->out, "Authorization: %s\r\n", authorization);
    }
    if (body != NULL) {
        buffer_format(&talk->out, "Content-Length: %zu\r\n", length);
    }
    buffer_text(&talk->out, "\r\n");
    buffer_append(&talk->out, body, body == NULL ? 0 : length);
    talk->requests++;
}

/* The last request asks for the connection's end, so that all that is to come has come then. */
static void talk_close(struct talk *talk)
{
    talk_add(talk, "GET", "/", NULL, "Connection: close\r\n", NULL, 0);
}

static int connect_to(const struct reference_server *server)
{
    const char *port = strrchr(reference_url(server), ':') + 1;
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)strtoul(port, NULL, 10)),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int made = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const struct timeval patience = {.tv_sec = PATIENCE};
    setsockopt(made, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(made, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (made < 0 || connect(made, (struct sockaddr *)&address, sizeof address) != 0) {
        abort();
    }
    return made;
}

static void send_all(int socket, const struct buffer *bytes)
{
    for (size_t at = 0; at < bytes->length;) {
        ssize_t sent = send(socket, bytes->data + at, bytes->length - at, MSG_NOSIGNAL);
        if (sent <= 0) {
            return;
        }
        at += (size_t)sent;
    }
}

static void receive_all(int socket, struct buffer *bytes)
{
    char block[16 << 10];
    for (ssize_t received = 1; received > 0;) {
        received = recv(socket, block, sizeof block, 0);
        buffer_append(bytes, block, received > 0 ? (size_t)received : 0);
    }
}

unsigned talk_send(struct talk *talk, const struct reference_server *server, struct buffer *text)
{
    struct tcp_info info = {0};
    socklen_t size = sizeof info;
    talk_close(talk);
    int socket = connect_to(server);
    send_all(socket, &talk->out);
    receive_all(socket, text);
    getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size);
    close(socket);
    buffer_char(text, '\n');
    buffer_clear(&talk->out);
    *talk = (struct talk){0};
    return info.tcpi_data_segs_in;
}

/* ---- Putting aside what differs each time ---- */

static bool is_uuid(const char *text, size_t length)
{
    for (size_t i = 0; i < UUID && length >= UUID; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? text[i] != '-' : !isxdigit((unsigned char)text[i])) {
            return false;
        }
    }
    return length >= UUID;
}

void talk_find_id(const char *text, size_t length, char id[37])
{
    *id = '\0';
    for (size_t i = 0; i < length; i++) {
        if (is_uuid(text + i, length - i)) {
            memcpy(id, text + i, UUID);
            id[UUID] = '\0';
            return;
        }
    }
}

/* Is this the value of a Date field, which lasts until the end of the line? */
static bool is_date(const char *text, size_t at)
{
    return at >= 2 && text[at - 1] == '\n' && strncasecmp(text + at, "date:", 5) == 0;
}

struct known {
    char ids[KNOWN_IDS][UUID + 1];
    size_t count;
};

static size_t known_index(struct known *known, const char *id)
{
    size_t index = 0;
    while (index < known->count && strncasecmp(known->ids[index], id, UUID) != 0) {
        index++;
    }
    if (index == known->count && index < KNOWN_IDS) {
        memcpy(known->ids[known->count++], id, UUID);
    }
    return index;
}

static void put_id(struct buffer *text, struct known *known, const char *id)
{
    bool capitals = false;
    for (size_t i = 0; i < UUID; i++) {
        capitals |= isupper((unsigned char)id[i]) != 0;
    }
    buffer_format(text, "<%s %zu v%c>", capitals ? "ID" : "id", known_index(known, id), id[14]);
}

char *talk_mask(const char *bytes)
{
    char *masked = string_copy(bytes);
    size_t length = strlen(masked);
    for (size_t at = 0; at < length; at++) {
        if (is_uuid(masked + at, length - at)) {
            memset(masked + at, '?', UUID);
        }
    }
    return masked;
}

void talk_normalise(struct buffer *text, const char *bytes, size_t length)
{
    struct known *known = memory_new(sizeof *known);
    for (size_t at = 0; at < length;) {
        if (is_uuid(bytes + at, length - at)) {
            put_id(text, known, bytes + at);
            at += UUID;
        } else if (is_date(bytes, at)) {
            buffer_append(text, bytes + at, 5);
            at += strcspn(bytes + at, "\r");
        } else {
            buffer_char(text, bytes[at++]);
        }
    }
    free(known);
}

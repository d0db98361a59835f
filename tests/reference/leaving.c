/* Clients that leave with their last byte: the connection ends at once, and not when it has been idle for long. */
#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "client.h"

enum { PATIENCE = 20 /* seconds */ };

static int connect_to(const struct reference_server *server)
{
    const char *port = strrchr(reference_url(server), ':') + 1;
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)strtoul(port, NULL, 10)),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    const struct timeval patience = {.tv_sec = PATIENCE};
    int made = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    cr_assert_geq(made, 0);
    setsockopt(made, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    cr_assert_eq(connect(made, (struct sockaddr *)&address, sizeof address), 0);
    return made;
}

/* Sends the bytes and the end of all sending in one segment. Returns how many bytes came before the server's own end; -1
 * where that did not come. */
static ssize_t leave_with(const struct reference_server *server, const char *bytes)
{
    int made = connect_to(server), on = 1;
    char block[4096];
    ssize_t all = 0, got = 1;
    setsockopt(made, IPPROTO_TCP, TCP_CORK, &on, sizeof on);
    cr_assert_eq(send(made, bytes, strlen(bytes), MSG_NOSIGNAL), (ssize_t)strlen(bytes));
    shutdown(made, SHUT_WR);
    while (got > 0) {
        got = recv(made, block, sizeof block, 0);
        all += got > 0 ? got : 0;
    }
    close(made);
    return got == 0 ? all : -1;
}

Test(reference, ends_with_those_who_leave)
{
    static const struct {
        const char *bytes;
        bool answered;
    } rows[] = {
        {"GET /inputs HTTP/1.1\r\nHost: crew\r\n\r\n", true},
        {"POST /resume HTTP/1.1\r\nHost: crew\r\nContent-Length: 2\r\n\r\n{}", true},
        {"POST /resume HTTP/1.1\r\nHost: crew\r\nContent-Length: 20\r\n\r\n{}", false},
        {"GET /inputs HTTP/1.1\r\nHost: cr", false},
    };
    struct reference_server *server = server_start(NULL);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ssize_t got = leave_with(server, rows[i].bytes);
        cr_expect_geq(got, rows[i].answered ? 100 : 0, "%s: %zd", rows[i].bytes, got);
    }
    reference_stop(server);
}

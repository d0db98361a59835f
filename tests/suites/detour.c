#include "detour.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/memory.h"

enum { PAIRS = 64, LOOK = 20 /* milliseconds */ };

/* Two ends of a connection that is passed on: 2 n is the caller's, 2 n + 1 the server's. */
struct detour {
    uint16_t port, upstream;
    atomic_bool away, over;
    pthread_t thread;
    int listener; /* -1: it is away */
    int ends[2 * PAIRS];
};

static struct sockaddr_in place(uint16_t port)
{
    return (struct sockaddr_in){
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}

static int open_listener(uint16_t port)
{
    int on = 1, made = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = place(port);
    setsockopt(made, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    cr_assert_eq(bind(made, (struct sockaddr *)&address, sizeof address), 0);
    cr_assert_eq(listen(made, SOMAXCONN), 0);
    return made;
}

static void drop(struct detour *detour, size_t pair)
{
    for (size_t i = 2 * pair; i < 2 * pair + 2; i++) {
        if (detour->ends[i] >= 0)
            close(detour->ends[i]);
        detour->ends[i] = -1;
    }
}

static void take(struct detour *detour)
{
    size_t pair = 0;
    int caller = accept(detour->listener, NULL, NULL), server = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = place(detour->upstream);
    while (pair < PAIRS && detour->ends[2 * pair] >= 0)
        pair++;
    if (caller < 0 || pair == PAIRS || connect(server, (struct sockaddr *)&address, sizeof address) != 0) {
        close(caller);
        close(server);
        return;
    }
    detour->ends[2 * pair] = caller;
    detour->ends[2 * pair + 1] = server;
}

static void pass_on(struct detour *detour, size_t end)
{
    char piece[16 * 1024];
    ssize_t count = read(detour->ends[end], piece, sizeof piece);
    if (count <= 0 || send(detour->ends[end ^ 1], piece, (size_t)count, MSG_NOSIGNAL) != count)
        drop(detour, end / 2);
}

/* Is it there, if it should be? */
static void settle(struct detour *detour)
{
    bool away = atomic_load(&detour->away);
    if (away && detour->listener >= 0) {
        close(detour->listener);
        detour->listener = -1;
        for (size_t i = 0; i < PAIRS; i++)
            drop(detour, i);
    } else if (!away && detour->listener < 0) {
        detour->listener = open_listener(detour->port);
    }
}

static void *run(void *context)
{
    struct detour *detour = context;
    while (!atomic_load(&detour->over)) {
        struct pollfd polled[2 * PAIRS + 1];
        settle(detour);
        for (size_t i = 0; i < 2 * PAIRS; i++)
            polled[i] = (struct pollfd){.fd = detour->ends[i], .events = POLLIN};
        polled[2 * PAIRS] = (struct pollfd){.fd = detour->listener, .events = POLLIN};
        if (poll(polled, 2 * PAIRS + 1, LOOK) <= 0)
            continue;
        for (size_t i = 0; i < 2 * PAIRS; i++)
            if (polled[i].revents && detour->ends[i] >= 0)
                pass_on(detour, i);
        if (polled[2 * PAIRS].revents)
            take(detour);
    }
    return NULL;
}

struct detour *detour_start(uint16_t upstream)
{
    struct detour *detour = memory_new(sizeof *detour);
    struct sockaddr_in address = {0};
    socklen_t length = sizeof address;
    detour->upstream = upstream;
    detour->listener = open_listener(0);
    cr_assert_eq(getsockname(detour->listener, (struct sockaddr *)&address, &length), 0);
    detour->port = ntohs(address.sin_port);
    for (size_t i = 0; i < 2 * PAIRS; i++)
        detour->ends[i] = -1;
    cr_assert_eq(pthread_create(&detour->thread, NULL, run, detour), 0);
    return detour;
}

uint16_t detour_port(const struct detour *detour)
{
    return detour->port;
}

void detour_leave(struct detour *detour)
{
    atomic_store(&detour->away, true);
}

void detour_return(struct detour *detour)
{
    atomic_store(&detour->away, false);
}

void detour_stop(struct detour *detour)
{
    atomic_store(&detour->over, true);
    pthread_join(detour->thread, NULL);
    detour_leave(detour);
    settle(detour);
    free(detour);
}

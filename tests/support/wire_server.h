/* A server that plays a script of raw bytes on every connection, and remembers what it was sent. */
#ifndef CREWCHECK_SUPPORT_WIRE_SERVER_H
#define CREWCHECK_SUPPORT_WIRE_SERVER_H

#include "support/authority.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum wire_verb {
    WIRE_END,       /* as WIRE_CLOSE */
    WIRE_READ,      /* reads a whole request, its body by Content-Length */
    WIRE_READ_HEAD, /* reads a request up to the end of its headers at least */
    WIRE_SEND,      /* sends the bytes at once */
    WIRE_TRICKLE,   /* sends them one by one, `milliseconds` apart */
    WIRE_FLOOD,     /* sends them again and again until the peer leaves */
    WIRE_PAUSE,     /* waits for `milliseconds` */
    WIRE_HOLD,      /* waits until the peer leaves */
    WIRE_GATE,      /* waits for wire_server_open() */
    WIRE_CLOSE,     /* closes in order: all that was sent arrives */
    WIRE_CUT,       /* the same without TLS's word of farewell */
    WIRE_RESET,     /* resets the connection */
    WIRE_AGAIN      /* goes back to the first step */
};

struct wire_step {
    enum wire_verb verb;
    const void *bytes; /* borrowed while the server lives */
    size_t length;     /* of the bytes */
    unsigned milliseconds;
};

/* Steps, as initialisers; TEXT is a string literal. */
#define WIRE_DO(what)                                                                                        \
    {                                                                                                        \
        .verb = what                                                                                         \
    }
#define WIRE_TEXT(text)                                                                                      \
    {                                                                                                        \
        .verb = WIRE_SEND, .bytes = text, .length = sizeof(text) - 1                                         \
    }
#define WIRE_FLOOD_TEXT(text)                                                                                \
    {                                                                                                        \
        .verb = WIRE_FLOOD, .bytes = text, .length = sizeof(text) - 1                                        \
    }
#define WIRE_TRICKLE_TEXT(text, apart)                                                                       \
    {                                                                                                        \
        .verb = WIRE_TRICKLE, .bytes = text, .length = sizeof(text) - 1, .milliseconds = apart               \
    }
#define WIRE_WAIT(time)                                                                                      \
    {                                                                                                        \
        .verb = WIRE_PAUSE, .milliseconds = time                                                             \
    }

struct wire_server;

/* Listens on a loopback port that the system picks and plays `steps` (up to WIRE_END; borrowed) on every
 * connection, each in a thread of its own. It cannot fail: the test program ends instead. */
struct wire_server *wire_server_new(const struct wire_step *steps);

/* The same behind TLS. */
struct wire_server *wire_server_new_tls(const struct wire_step *steps, const struct authority *authority,
                                        enum certificate kind);

/* Later connections play these: the second the first call's, and so on; the last script stays. Before the
 * first connection only. */
void wire_server_then(struct wire_server *server, const struct wire_step *steps);

/* Lets all pass who wait, or come to wait, at a WIRE_GATE. */
void wire_server_open(struct wire_server *server);

/* Ends all connections and releases. NULL is allowed. */
void wire_server_free(struct wire_server *server);

/* "http://127.0.0.1:PORT", or https. Borrowed. */
const char *wire_server_url(const struct wire_server *server);

/* How many connections were taken, and how many requests were read, so far. */
size_t wire_server_connections(struct wire_server *server);
size_t wire_server_requests(struct wire_server *server);

/* Waits until at least `count` requests were read; false where they did not come within ten seconds. */
bool wire_server_await(struct wire_server *server, size_t count);

/* The request that was read as number `index` (from 0), NUL-terminated, or NULL. Borrowed until the server is
 * freed. `length` may be NULL. */
const char *wire_server_request(struct wire_server *server, size_t index, size_t *length);

/* A URL of a loopback port at which nothing listens; to be freed. The port stays taken until the process ends, so
 * that nobody else comes to listen there. */
char *wire_dead_url(void);

#endif

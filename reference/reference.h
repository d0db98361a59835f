/* The bundled crew deployment: all four operations of the AMP contract, on libmicrohttpd, with executions that take
 * steps in time, call webhooks and wait for a human. It keeps the contract, unless it is started with faults, each of
 * which breaks one promise; variants keep the contract in an unusual way. It is written from the contract's words
 * and shares no code with what examines it.
 *
 * Any number of servers may run in one process, each with two threads of its own (a third, and one more for each open
 * connection, where a fault or variant of framing puts a byte relay in front). All functions are thread-safe. */
#ifndef CREWCHECK_REFERENCE_REFERENCE_H
#define CREWCHECK_REFERENCE_REFERENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct reference_server;

/* The tokens of a server that was told none. */
#define REFERENCE_TOKEN      "bundled-organization-token"
#define REFERENCE_USER_TOKEN "bundled-user-token"

struct reference_task {
    const char *name;  /* the task_id, unique in the crew */
    const char *agent; /* the name of the agent that runs it */
};

/* Zero-initialised, these describe the default crew on a free port of 127.0.0.1. Everything is copied. */
struct reference_options {
    const char *bind; /* an IPv4 or IPv6 address in figures; NULL: 127.0.0.1 */
    uint16_t port;    /* 0: a free one */
    const char *
        revision; /* "2025-10" (GET /{kickoff_id}/status), "2026-05" (GET /status/{kickoff_id}); NULL: the first */
    const char *prefix; /* the path before every operation's, as "/crews/travel"; NULL: none */

    const char *token;      /* the organization's; NULL: REFERENCE_TOKEN */
    const char *user_token; /* a user's: may look, not kick off or resume; NULL: REFERENCE_USER_TOKEN */

    const char *const
        *inputs; /* names of the required inputs, ended by NULL; NULL: budget, interests, duration */
    const struct reference_task *tasks;
    size_t task_count;      /* 0: three tasks */
    const char *human_task; /* the name of the task that waits for human feedback; NULL: none */
    unsigned steps;         /* of each task; 0: two */
    unsigned step_duration; /* in milliseconds; 0: 30 */

    size_t body_maximum; /* bytes that a request's body may have; 0: one mebibyte */

    unsigned second; /* milliseconds that faults and variants take for a second; 0: 1000 */
    bool manual;     /* executions' time stands still but for reference_advance() */
    /* A task ends only once it was seen, if somebody looks in time: the first by two requests for the status, by one the
     * second, the one behind the human's, and any that is done again. So whoever follows an execution sees it run,
     * however busy the machine is. */
    bool watched;

    const char *certificate; /* PEM text of a certificate chain: HTTPS; NULL: HTTP */
    const char *key;         /* PEM text of its private key */

    const char *const *faults;   /* names, ended by NULL; NULL: none */
    const char *const *variants; /* likewise */

    /* Called after each answer with one line, "POST /kickoff 200", without a newline; from the server's thread.
     * NULL: nobody listens. */
    void (*log)(void *context, const char *line);
    void *log_context;
};

/* Starts a server, which answers when this returns. On failure (an unknown fault, an address in use, a bad key)
 * returns false and sets `error`. `options` may be NULL for the defaults. */
bool reference_start(const struct reference_options *options, struct reference_server **server,
                     struct error *error) __attribute__((warn_unused_result));

/* Stops and releases it, executions and callbacks under way included. Accepts NULL. */
void reference_stop(struct reference_server *server);

/* The base URL, prefix included and without a slash at its end. Borrowed. */
const char *reference_url(const struct reference_server *server);

/* What has happened so far. A kickoff counts as received when its body was read whole, whatever the answer. */
size_t reference_executions_started(const struct reference_server *server);
size_t reference_kickoffs_received(const struct reference_server *server);
size_t reference_requests_received(const struct reference_server *server);

/* Of a server with manual time: lets milliseconds go by, and waits until what was due in them has happened and every
 * receiver of a callback has answered. An answer that is slow lets time go by, too. */
void reference_advance(struct reference_server *server, unsigned milliseconds);

/* What time it is for executions, in microseconds. */
int64_t reference_time(const struct reference_server *server);

/* ---- What can be switched ---- */

struct reference_switch {
    const char *name;
    const char *description; /* one line: what the deployment then does */
    bool human;              /* it shows on a crew with human input only */
    bool wide;               /* a fault that many promises at once fall to */
};

/* The fault or variant at `index`, in the order of their tables; NULL past the last. Static. */
const struct reference_switch *reference_fault(size_t index);
const struct reference_switch *reference_variant(size_t index);

/* Does a fault show only where nobody listens for callbacks, so that their URLs lead nowhere? `about` is one of the above. */
bool reference_is_unheard(const struct reference_switch *about);

#endif

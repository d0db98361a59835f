/* Executions followed to their end: one thread, any number of them. What to send next is told by a script; what came
 * of it stands in a history, which is immutable once the script has ended it. */
#ifndef CREWCHECK_FOLLOW_FOLLOW_H
#define CREWCHECK_FOLLOW_FOLLOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/memory.h"
#include "http/exchange.h"
#include "http/listener.h"
#include "http/loop.h"
#include "json/json.h"

enum follow_kind {
    FOLLOW_START,   /* the request that starts the execution */
    FOLLOW_POLL,    /* its status is asked */
    FOLLOW_RESUME,  /* it is told to go on */
    FOLLOW_PROBE,   /* a request beside the execution's life: a violation, an unknown id */
    FOLLOW_CALLBACK /* the listener was called */
};

/* A callback as the history keeps it; its texts live in the history. */
struct follow_delivery {
    const char *kind, *method, *path;
    const char *url; /* the one that was given and called: with what the caller added to its path */
    struct http_headers headers; /* owned by the history */
    const char *body;
    size_t length;
    bool truncated, cut, delivered;
    int status; /* what was answered; 0: nothing */
    int64_t received, answered;
};

/* A delivery as the callback of that kind at that URL. Everything is borrowed, its headers too. */
struct follow_delivery follow_delivery_of(const struct http_delivery *delivery, const char *kind, const char *url);

/* Something that happened, in the order in which it became known. */
struct follow_event {
    enum follow_kind kind;
    const char *label;     /* the script's word for the request, or the callback's kind */
    const char *operation; /* operationId of the request, or NULL */
    int64_t sent, at;   /* when the request went out (a callback: when it arrived), when the event was complete */
    const struct http_exchange *exchange;   /* without the answer's body, which is below; NULL for callbacks */
    const struct follow_delivery *callback;       /* NULL for exchanges */
    struct json_object *asked; /* the request's body where that is strict JSON, else NULL; borrowed */
    /* Of the answer or the callback where it is strict JSON, else NULL; borrowed. What comes again byte for
     * byte shares the tree of what came before. */
    struct json_object *body;
    bool json;                /* the body is strict JSON (`body` may be NULL for null) */
    size_t number;            /* of the exchange or callback in the record */
};

/* About how many bytes the histories of one follower keep in all. What comes beyond is told to the observer alone: of an
 * answer the event stays, without its body, and a callback leaves none. Small answers are kept all the same, so that
 * whoever is under way can come to an end. */
#define FOLLOW_KEPT_MAXIMUM ((size_t)256 * 1024 * 1024)
#define FOLLOW_SMALL        ((size_t)64 * 1024)

/* How many callbacks of one kind a history keeps. What comes beyond leaves no event, and wakes nobody: a deployment that
 * calls without end is judged by the first of its calls. */
enum { FOLLOW_CALLS_MAXIMUM = 5000 };

/* Callbacks of a kind. */
struct follow_calls {
    const char *kind;
    size_t kept, left_out; /* beyond FOLLOW_CALLS_MAXIMUM */
};

struct follow_history {
    struct arena arena;
    struct follow_event *events;
    size_t count, capacity;
    const char *name;    /* of the scenario */
    const char *ending;  /* why it ended: the script's own word; NULL while it goes on */
    bool interrupted;    /* the run is ended before the script was: whatever still waits is to be let go */
    bool refused;        /* the budget had no execution left for it */
    struct follow_calls *calls; /* that came, by their kinds */
    size_t calls_count, calls_capacity;
    bool full;           /* something that came is not kept, for it was too much: see FOLLOW_KEPT_MAXIMUM */
    bool beyond;         /* a poll was answered by a body that is beyond what is read: json_limits_strange */
    int64_t began, ended;
};

/* The last event of a kind (and label, unless NULL) before `before` (count for all), or NULL. */
const struct follow_event *follow_last(const struct follow_history *history, enum follow_kind kind, const char *label);
const struct follow_event *follow_first(const struct follow_history *history, enum follow_kind kind, const char *label);

/* How many callbacks of the kind came that are not kept, for there were too many. */
size_t follow_left_out(const struct follow_history *history, const char *kind);

enum follow_step {
    FOLLOW_WAIT, /* until the given time, or the next event */
    FOLLOW_SEND, /* one request; the script is asked again at once, and again when the answer is there */
    FOLLOW_END   /* nothing more happens: the history is complete */
};

struct follow_action {
    enum follow_step step;
    int64_t until;              /* of FOLLOW_WAIT: monotonic; INT64_MAX: only an event ends it */
    enum follow_kind kind;      /* of FOLLOW_SEND */
    const char *label;           /* this and the request's texts live as long as the script's context */
    const char *operation;       /* operationId of the request, for the observer; or NULL */
    struct http_request request;
    bool spends;                 /* accepted, it starts an execution */
    unsigned provoked;           /* for the observer: what it may be answered that is not documented */
    const char *ending;         /* of FOLLOW_END */
};

/* What is to be done next. Called on the follower's thread after every event and at the end of every wait. */
typedef struct follow_action follow_next(void *context, const struct follow_history *history, int64_t now);

struct follow_script {
    const char *name;
    follow_next *next;
    void *context;
};

/* What the follower tells its owner, on its own thread. */
struct follow_observer {
    void *context;
    /* An answer came; returns the exchange's number in the record. The follower keeps the exchange. */
    size_t (*answered)(void *context, const struct follow_script *script, const struct follow_action *action,
                       const struct http_exchange *exchange);
    size_t (*called)(void *context, const struct follow_script *script, const struct follow_delivery *delivery);
    /* May a request that starts an execution go out? Where not, *later tells whether it is worth asking again. */
    bool (*may_start)(void *context, bool *later);
    /* The history is complete, and stays as long as the follower. */
    void (*ended)(void *context, const struct follow_script *script, const struct follow_history *history);
};

struct follower;

/* Follows executions in `loop`'s thread. `loop`, both clients and `observer` are borrowed; `cleanup` sends what is sent
 * after follower_wind_down() (it may be the same client). */
struct follower *follower_new(struct http_loop *loop, struct http_client *client, struct http_client *cleanup,
                              const struct follow_observer *observer);

/* After the loop has stopped. Releases the histories too. Accepts NULL. */
void follower_free(struct follower *follower);

/* Follows one more execution; the script is copied, its context borrowed until it has ended. From any thread. */
void follower_add(struct follower *follower, const struct follow_script *script);

/* Hands over a copy of what the listener received under `url` for the execution of the script called `name`. From any
 * thread. */
void follower_deliver(struct follower *follower, const char *name, const char *kind, const char *url,
                      const struct http_delivery *delivery);

/* Ends all that is under way: each script is asked once more with `interrupted` set, so that it can let go of what still
 * waits, and then after every event until it says FOLLOW_END. From any thread. */
void follower_wind_down(struct follower *follower);

#endif

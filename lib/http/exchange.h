/* One HTTP exchange: a request, and what came back or why nothing did. */
#ifndef CREWCHECK_HTTP_EXCHANGE_H
#define CREWCHECK_HTTP_EXCHANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Of a list's fields, name and value lie in one block, which begins with the name. */
struct http_header {
    char *name;
    char *value; /* in requests NULL means: do not send this field, even where the client has a default for it */
};

/* A list of header fields; order and repetition are kept. Zero-initialised, it is empty and ready. */
struct http_headers {
    struct http_header *items;
    size_t count, capacity;
};

/* Appends a copy. `value` may be NULL (see above). */
void http_headers_add(struct http_headers *headers, const char *name, const char *value);

/* The same of pieces of a text. */
void http_headers_add_pieces(struct http_headers *headers, const char *name, size_t name_length, const char *value,
                             size_t value_length);

/* The value of the first field called `name` (RFC 9110, 5.1: case does not matter), or NULL. Borrowed. */
const char *http_headers_find(const struct http_headers *headers, const char *name);

/* Steps through the fields called `name`: start with *at = 0; NULL at the end. Borrowed. */
const char *http_headers_next(const struct http_headers *headers, const char *name, size_t *at);

/* Appends a copy of each of `from`, which may be NULL. */
void http_headers_copy(struct http_headers *to, const struct http_headers *from);

/* Releases everything; the list is empty and ready again. */
void http_headers_clear(struct http_headers *headers);

/* A request as a caller asks for it. All pointers are borrowed during the call that takes it. */
struct http_request {
    const char *method;          /* any token (RFC 9110, 5.6.2) */
    const char *target;          /* "/path?query" below the client's base URL, sent byte for byte, or a URL */
    struct http_headers headers; /* Host, Content-Length and the client's own fields need not be given */
    const char *body;            /* NULL: none; any method may have one */
    size_t length;               /* of the body */
    const char *case_id;         /* sent as X-Crewcheck-Case; NULL: the field is not sent */
    int64_t timeout;             /* of the whole exchange, in microseconds; 0: the client's */
    bool fresh; /* on a connection of its own: sent once, never again by the library (kickoff and resume) */
};

enum http_outcome {
    HTTP_ANSWERED,   /* a complete HTTP answer, whatever its status */
    HTTP_UNSENDABLE, /* the request itself cannot be sent, such as a header field with a line break */
    HTTP_UNRESOLVED, /* the host's name has no address */
    HTTP_UNREACHABLE, /* no connection: refused, no route, no connection before the time-out, refused by a proxy */
    HTTP_TLS_REFUSED, /* connected, but no TLS session: a certificate that does not verify, a failed handshake */
    HTTP_SILENT,      /* connected, and not a byte of an answer before the time-out */
    HTTP_TIMED_OUT, /* the answer had begun and was not complete at the time-out */
    HTTP_TOO_LARGE, /* more than the bounds below */
    HTTP_CANCELLED, /* ended by http_client_cancel() or http_loop_stop() */
    HTTP_EMPTY,     /* connected, then closed before the first line of an answer was whole */
    HTTP_RESET,     /* connected, then reset before it */
    HTTP_CUT,       /* closed or reset amid the answer */
    HTTP_GARBLED, /* no HTTP/1.x answer: HTTP/0.9, broken header lines, a content coding that does not decode */
    HTTP_FALSE_LENGTH /* fewer or more bytes than Content-Length says, several lengths that differ, broken chunks */
};

/* How far an exchange can be judged. */
enum http_class {
    HTTP_COMPLETE, /* there is an answer to judge */
    HTTP_FAILED,   /* the target is wrong: it connected and did not speak HTTP to the end */
    HTTP_ERRORED   /* nothing can be said of the target */
};

enum http_class http_outcome_class(enum http_outcome outcome);

/* The outcome's stable word for records: "answered", "false-length", … */
const char *http_outcome_name(enum http_outcome outcome);

enum {
    HTTP_BODY_MAXIMUM = 64 * 1024 * 1024, /* bytes of a body, decoded */
    HTTP_HEADERS_MAXIMUM = 256 * 1024, /* bytes of all header lines of one answer, interim answers included */
    HTTP_HEADERS_COUNT = 1000          /* fields of one answer */
};

/* Immutable once http_client_send() or a loop has handed it out, and counted: several threads may read it. */
struct http_exchange {
    struct http_request
        request; /* as sent: its own copies; headers include the client's, not Host or Content-Length */
    char *url;   /* where it was sent */

    enum http_outcome outcome;
    char *
        reason; /* one sentence without a full stop: why there is no complete answer; "" where there is one */
    bool reached;    /* something of the request may have reached the server; false is a sure refusal */
    size_t uploaded; /* bytes of the request's body that were handed to the network */

    int status;  /* 0 where no status line came */
    int version; /* 10 or 11 for HTTP/1.0 and HTTP/1.1; 0 where no status line came */
    struct http_headers
        headers;   /* of the final answer, in the order they came, white space around values cut */
    char *body;    /* decoded of Content-Encoding, never NULL, a NUL behind it; what came until the end */
    size_t length; /* of the body */

    int64_t wall;       /* time of day when it began (base/clock.h) */
    int64_t started;    /* monotonic time when it began */
    int64_t connected;  /* microseconds since it began; -1: never; 0: on a connection that stood already */
    int64_t first_byte; /* likewise, of the answer */
    int64_t ended;      /* likewise */

    unsigned attempt;         /* 1, or more where http_client_send() or a loop sent it again */
    unsigned refusals;        /* earlier attempts that were answered 429, or 503 with Retry-After */
    unsigned gateway_retries; /* earlier attempts that were answered 502, 504 or a bare 503 */
    bool exhausted; /* still refused for its rate when no further attempt was due: cannot be judged */

    int64_t number; /* given by who watches the target's attempts (http/client.h); 0: nobody did */

    _Atomic unsigned references;
};

/* The outcome's class; HTTP_ERRORED too where `exhausted`. */
enum http_class http_exchange_class(const struct http_exchange *exchange);

/* Why the exchange is not complete, as one sentence for people without a full stop; "" where it is. Borrowed. */
const char *http_exchange_reason(const struct http_exchange *exchange);

/* A new exchange with a copy of `request`: answered, no status, empty body. For the client, and for tests and
 * readers that make exchanges without a network; fields may be set until it is shared. */
struct http_exchange *http_exchange_new(const struct http_request *request);

/* Replaces the body by a copy. Only before the exchange is shared. */
void http_exchange_set_body(struct http_exchange *exchange, const void *bytes, size_t length);

/* One more owner. Returns the same exchange. */
struct http_exchange *http_exchange_keep(const struct http_exchange *exchange);

/* One owner less; the last one releases it. NULL is allowed. */
void http_exchange_free(struct http_exchange *exchange);

#endif

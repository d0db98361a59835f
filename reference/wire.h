/* A byte relay in front of a server: passes requests on as they are, and frames answers in the way that the server
 * asks for. What a good server can not send, the relay can. */
#ifndef CREWCHECK_REFERENCE_WIRE_H
#define CREWCHECK_REFERENCE_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"

enum wire_names { NAMES_AS_THEY_ARE, NAMES_LOWER, NAMES_UPPER, NAMES_MIXED };
enum wire_framing { FRAMED_BY_LENGTH, FRAMED_BY_CHUNKS, FRAMED_BY_CLOSE };
enum wire_end { END_WHOLE, END_BEFORE, END_IN_STATUS_LINE, END_IN_HEAD, END_AFTER_HEAD, END_IN_BODY };

/* How answers are framed. Zero-initialised, as the server sent them. */
struct wire_shape {
    unsigned operations, occasions; /* of the answers that it concerns; 0: any */

    const char *before;       /* bytes before the status line */
    const char *version;      /* in place of HTTP/1.1 */
    const char *reason;       /* in place of the reason phrase */
    const char *status_line;  /* in place of the whole line, its end included */
    const char *first, *last; /* header lines before and behind the others, each with its end */
    enum wire_names names;    /* the letters of header names */
    const char *colon;        /* in place of ": " */
    bool bare;                /* the body alone, as in HTTP/0.9 */

    enum wire_framing framing;
    int length_error;      /* added to the length that is told */
    size_t chunk;          /* bytes of a chunk; 0: the whole body in one */
    const char *size_text; /* in place of each chunk's size */
    const char *extension; /* behind each chunk's size */
    const char *trailer;   /* lines behind the last chunk */
    bool no_last_chunk;
    const char *after; /* bytes behind the body */

    enum wire_end end; /* where the answer stops: the connection is closed then */
    bool reset;        /* reset, where it is closed */
    bool close;        /* the connection is closed behind the answer, without a word before */
    size_t piece;      /* bytes of a piece; 0: all at once */
    unsigned pause;    /* milliseconds between pieces */
};

/* An answer as the server sent it. */
struct wire_answer {
    const char *head; /* status line and header lines, each with its end, without the empty line */
    size_t head_length;
    const char *body;
    size_t body_length;
    bool head_only; /* it answers HEAD, or has a status that no body follows */
};

/* Appends the answer in the shape. Where the shape ends it early, that is as far as it goes (frame.c). */
void wire_frame(struct buffer *out, const struct wire_shape *shape, const struct wire_answer *answer);

/* The header by which the server asks for a shape: its index, and "HEAD" where no body follows. It does not go out. */
#define WIRE_TAG "X-Relay-Shape"
enum { WIRE_TAG_SIZE = 32 };

struct relay;

struct relay_options {
    const char *address;                    /* in figures */
    uint16_t port;                          /* 0: a free one */
    uint16_t upstream;                      /* the server's port on 127.0.0.1 */
    const struct wire_shape *const *shapes; /* by index; borrowed */
    size_t shape_count;
};

/* Listens, and passes on. *port is the one that it got. Each connection has a thread. */
bool relay_start(const struct relay_options *options, struct relay **relay, uint16_t *port,
                 struct error *error) __attribute__((warn_unused_result));

/* Cuts all connections and releases. Accepts NULL. */
void relay_stop(struct relay *relay);

#endif

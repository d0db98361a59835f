/* Targets that mean no good: what each says on the wire, and what is true of it. */
#ifndef CREWCHECK_HOSTILE_ROWS_H
#define CREWCHECK_HOSTILE_ROWS_H

#include "base/buffer.h"
#include "http/exchange.h"
#include "support/wire_server.h"

enum { HOSTILE_STEPS = 6 };

struct hostile_row {
    const char *name;
    struct wire_step steps[HOSTILE_STEPS];
    void (*build)(
        struct buffer *answer); /* where there are no steps: reads the request, sends this, closes */
    enum http_outcome outcome;
    const char
        *says; /* a part of the reason; of an answer: of its one finding's title, NULL where it has none */
    const char *told;   /* what the program tells of it instead; NULL: the same */
    bool beyond;        /* the answer is complete and more than is judged; `says` is a part of why */
    bool exhausted;     /* the answer refuses the request for its rate, and none of its attempts is left */
    bool waits;         /* nobody ends it but the time-out */
    unsigned mebibytes; /* that it may take; 0: 32 */
    enum certificate kind;
    bool tls;
};

extern const struct hostile_row hostile_rows[];
extern const size_t hostile_row_count;

/* A server that plays `before` (or NULL) on the first connection, and the row on all others. `text` takes what was built for it and has to outlive the server; `authority` is for
 * rows behind TLS. */
struct wire_server *hostile_serve(const struct hostile_row *row, struct buffer *text,
                                  struct wire_step steps[HOSTILE_STEPS], const struct authority *authority,
                                  const struct wire_step *before);

#endif

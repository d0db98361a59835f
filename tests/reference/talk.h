/* Raw bytes to a bundled deployment and back, and what is left of them once ids and dates are put aside. */
#ifndef CREWCHECK_TESTS_REFERENCE_TALK_H
#define CREWCHECK_TESTS_REFERENCE_TALK_H

#include "base/buffer.h"
#include "reference/reference.h"

/* A connection's worth of requests, sent in one go. Zero-initialised, it is empty and ready. */
struct talk {
    struct buffer out;
    size_t requests;
};

/* Appends a request; `headers` are further lines, each with its end, or "". Without `authorization` (the value) none is
 * sent. `body` may be NULL. */
void talk_add(struct talk *talk, const char *method, const char *path, const char *authorization,
              const char *headers, const char *body, size_t length);

/* Sends what was added and appends all that comes until the end of the connection. The talk is empty again. Returns the number of segments that the answer came in. */
unsigned talk_send(struct talk *talk, const struct reference_server *server, struct buffer *text);

/* The first UUID in the text, dashes or not, in `id` (room for 37); "" where there is none. */
void talk_find_id(const char *text, size_t length, char id[37]);

/* A copy without UUIDs, to be freed: for putting in order what came at the same time. */
char *talk_mask(const char *bytes);

/* Appends the bytes with each UUID by its order of appearance, letters and version, and without dates. */
void talk_normalise(struct buffer *text, const char *bytes, size_t length);

#endif

/* The header lines of an answer, read one by one as libcurl hands them over. Private to http/. */
#ifndef CREWCHECK_HTTP_ANSWER_H
#define CREWCHECK_HTTP_ANSWER_H

#include "http/exchange.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum http_place { HTTP_AT_START, HTTP_IN_FIELDS, HTTP_IN_BODY };

/* Zero-initialised, it is ready for an answer. */
struct http_answer {
    enum http_place place;
    int status, version;         /* as in struct http_exchange; of the answer in hand, interim ones too */
    struct http_headers headers; /* likewise */
    size_t bytes;                /* of all lines so far, interim answers and trailers included */
    size_t fields;               /* of the answer in hand, trailers included */
    enum http_outcome fault;     /* HTTP_ANSWERED while nothing is wrong */
    const char *detail;          /* what is wrong, in words; a constant */
};

/* Reads one line with its line break; false where the answer is wrong or too large: `fault` says how. */
bool http_answer_line(struct http_answer *answer, const char *line, size_t length);

enum http_length { HTTP_LENGTH_NONE, HTTP_LENGTH_GIVEN, HTTP_LENGTH_CONFLICT };

/* What Content-Length says (RFC 9112, 6.3); NONE where Transfer-Encoding overrides it. */
enum http_length http_answer_length(const struct http_answer *answer, uint64_t *length);

void http_answer_clear(struct http_answer *answer);

#endif

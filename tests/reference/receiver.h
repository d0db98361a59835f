/* A receiver of callbacks: keeps every request and answers as it is told. */
#ifndef CREWCHECK_TESTS_REFERENCE_RECEIVER_H
#define CREWCHECK_TESTS_REFERENCE_RECEIVER_H

#include <stddef.h>
#include <stdint.h>

#include "json/json.h"

struct received {
    char path[64], query[64], method[16], type[64], authorization[128];
    char *text; /* the body as it came, NUL-terminated */
    struct json_document *document;
    struct json_object *body;
    int64_t when;
};

struct receiver;

/* Listens on a free port of loopback; answers `status` after so many milliseconds, or hangs up where that is 0. */
struct receiver *receiver_start(unsigned status, unsigned delay);
void receiver_stop(struct receiver *receiver);
const char *receiver_url(const struct receiver *receiver);

/* How many requests have come so far. */
size_t receiver_count(struct receiver *receiver);

/* Waits until so many requests to the path have come, at most five seconds, and returns how many there are. */
size_t receiver_wait(struct receiver *receiver, const char *path, size_t count);

/* The request with that index of those to the path (all where it is NULL), in order of arrival; or NULL. */
const struct received *receiver_at(struct receiver *receiver, const char *path, size_t index);

#endif

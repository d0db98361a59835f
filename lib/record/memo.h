/* Private to this folder: what a line was made to say before. The same header fields and the same answers come thousands of times
 * in a run; they are masked, hashed and escaped once. */
#ifndef CREWCHECK_RECORD_MEMO_H
#define CREWCHECK_RECORD_MEMO_H

#include <stdint.h>

#include "base/buffer.h"

/* What is said of `bytes`, borrowed, depends on these alone. */
struct memo_key {
    char kind;        /* the caller's: "h" for a header field, and so on */
    uint64_t version; /* of what is secret: redact_version() */
    const char *name; /* never NULL */
    const char *bytes;
    size_t length;
};

enum { MEMO_PLACES = 64, MEMO_MAXIMUM = 1024 };

/* The last that was kept in a place; another that falls there takes it over. */
struct memo_entry {
    uint64_t version;
    char kind;
    size_t name_length, length;
    struct buffer asked; /* name and bytes */
    struct buffer said;
};

/* Of one thread at a time. */
struct memo {
    struct memo_entry places[MEMO_PLACES];
};

void memo_init(struct memo *memo);
void memo_clear(struct memo *memo);

/* Appends what was said of the key, or returns false. */
bool memo_recall(const struct memo *memo, const struct memo_key *key, struct buffer *out);

/* Keeps a copy of `said`, unless there is more than MEMO_MAXIMUM bytes of it, or of what it was said of. */
void memo_keep(struct memo *memo, const struct memo_key *key, const char *said, size_t length);

#endif

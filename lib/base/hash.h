/* SHA-256 (FIPS 180-4) and base64 (RFC 4648), by libcrypto. */
#ifndef CREWCHECK_BASE_HASH_H
#define CREWCHECK_BASE_HASH_H

#include <stdbool.h>
#include <stddef.h>

enum { SHA256_TEXT = 65 };

/* Writes the digest as 64 lower-case hexadecimal digits and a NUL. */
void sha256_text(const void *bytes, size_t length, char out[SHA256_TEXT]);

/* For many digests: what libcrypto looks up and allocates for one is kept for the next, which else costs more than hashing
 * a short body. Of one thread at a time. */
struct hasher;

struct hasher *hasher_new(void);
void hasher_free(struct hasher *hasher); /* accepts NULL */
void hasher_sha256_text(struct hasher *hasher, const void *bytes, size_t length, char out[SHA256_TEXT]);

struct buffer;

/* Appends the base64 of the bytes, padded, without line breaks. */
void base64_encode(const void *bytes, size_t length, struct buffer *out);

/* Appends what the base64 `text` stands for; false where it is none. */
bool base64_decode(const char *text, size_t length, struct buffer *out);

#endif

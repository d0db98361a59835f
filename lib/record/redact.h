/* Secrets, and how they are kept out of everything that is written down.
 *
 * A secret is found in each form in which a value can travel: as it is, percent-encoded, JSON-escaped, as
 * base64 or base64url at any alignment, as hexadecimal digits, and those within one another up to three deep.
 * What is found is replaced by the secret's label. The time taken is linear in the text. Thread-safe. */
#ifndef CREWCHECK_RECORD_REDACT_H
#define CREWCHECK_RECORD_REDACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"

/* A secret under this length is masked in header fields only: elsewhere it would be found in ordinary words. */
enum { REDACT_MINIMUM = 8 };

#define REDACT_TOKEN           "[token]"
#define REDACT_TOKEN_TRUNCATED "[token, truncated]"

struct redact;

struct redact *redact_new(void);
void redact_free(struct redact *redact); /* accepts NULL */

/* From now on `secret` is written as `label` (both copied). NULL and "" are ignored; a secret added twice keeps
 * its first label. Where two secrets begin alike, the longer one is recognised. */
void redact_add(struct redact *redact, const char *secret, const char *label);

/* Adds a token and the first half of it, which cases send as a wrong one: REDACT_TOKEN and
 * REDACT_TOKEN_TRUNCATED. */
void redact_add_token(struct redact *redact, const char *token);

/* Appends the bytes to `out`, masked. `cut` says that the text was shortened at its end: then a secret's
 * beginning is masked there too. So it always is before an ellipsis ("…" or "..."). */
void redact_bytes(struct redact *redact, const char *bytes, size_t length, bool cut, struct buffer *out);

/* The masked bytes where they lie: `bytes` themselves where there is nothing to mask, else what is put into `scratch` in the
 * place of what it held. *length becomes theirs. Borrowed from either. */
const char *redact_view(struct redact *redact, const char *bytes, size_t *length, bool cut, struct buffer *scratch);

/* Changes with every secret that is added: what was masked before may have to be masked anew. */
uint64_t redact_version(const struct redact *redact);

/* Would redact_bytes() change anything? */
bool redact_finds(struct redact *redact, const char *bytes, size_t length);

/* As redact_bytes(), for a header field's value. Credentials (Authorization, Proxy-Authorization) keep their scheme and
 * show a label for the rest, whatever it is; short secrets are masked as whole words. */
void redact_header(struct redact *redact, const char *name, const char *value, size_t length,
                   struct buffer *out);

/* The same for a URL; its user information is masked whole. */
void redact_url(struct redact *redact, const char *url, size_t length, struct buffer *out);

#endif

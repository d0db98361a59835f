/* Compresses a body, as servers and clients may. */
#ifndef CREWCHECK_REFERENCE_PACK_H
#define CREWCHECK_REFERENCE_PACK_H

#include <stddef.h>

/* zlib's format, which HTTP calls deflate, and gzip's. */
enum pack_format { PACK_DEFLATE, PACK_GZIP };

/* The bytes and their number, NULL where it failed; free() it. */
char *pack_text(enum pack_format format, const char *text, size_t length, size_t *packed);

#endif

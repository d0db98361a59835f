/* Content codings of what is received (RFC 9110, section 8.4.1). */
#ifndef CREWCHECK_HTTP_CODING_H
#define CREWCHECK_HTTP_CODING_H

#include <stdbool.h>
#include <stddef.h>

/* What stands in `bytes` under that coding: gzip, x-gzip or deflate, the latter in zlib's format. A NUL behind it; free() it.
 * At most `maximum` bytes of it: *truncated, where there were more. NULL where the coding is another, or the bytes are not
 * coded so. */
char *http_decode(const char *coding, const char *bytes, size_t length, size_t maximum, size_t *decoded,
                  bool *truncated);

#endif

/* Private to lib/schema: `pattern`, an ECMA 262 regular expression, by way of PCRE2. */
#ifndef CREWCHECK_SCHEMA_PATTERN_H
#define CREWCHECK_SCHEMA_PATTERN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"

struct schema_pattern;

/* Compiles the expression; returns NULL and appends the reason to `why` where it is none or not supported. */
struct schema_pattern *schema_pattern_compile(const char *text, size_t length, struct buffer *why);
void schema_pattern_free(struct schema_pattern *pattern); /* accepts NULL */

enum schema_match { SCHEMA_MATCH_NO, SCHEMA_MATCH_YES, SCHEMA_MATCH_GIVEN_UP };

/* Is the expression found anywhere in the subject? Given up, always after the same number of steps, where it
 * would take too long, or where the matches that share `spent` (it starts at 0) have together. Thread-safe. */
enum schema_match schema_pattern_match(const struct schema_pattern *pattern, const char *text, size_t length,
                                       uint64_t *spent);

/* ecma.c: rewrites an ECMA 262 expression (21.2.1 with Annex B) as PCRE2 reads it under the options of pattern.c.
 * False, with the reason in `why`, for what only Perl knows. */
bool schema_pattern_translate(const char *text, size_t length, struct buffer *out, struct buffer *why);

#endif

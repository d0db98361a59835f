/* Small questions about text: UTF-8, globs, the nearest known word. */
#ifndef CREWCHECK_BASE_TEXT_H
#define CREWCHECK_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Decodes one UTF-8 sequence (RFC 3629: shortest form, no surrogates, at most U+10FFFF). Returns its length
 * in bytes, or 0 where the bytes are none; `code` may be NULL. */
size_t text_decode(const char *bytes, size_t length, uint32_t *code);

/* Writes the UTF-8 of `code` (a scalar value) to `bytes` (room for 4) and returns its length. */
size_t text_encode(uint32_t code, char *bytes);

bool text_is_utf8(const char *bytes, size_t length);

/* The number of code points of valid UTF-8. */
size_t text_length(const char *bytes, size_t length);

/* Does `text` match `glob`? `*` stands for any run of characters and `?` for one; everything else, `[`
 * too, stands for itself. The empty glob matches the empty text only. */
bool text_glob(const char *glob, const char *text);

/* The word of `words` (ended by NULL) that is nearest to `text` by edit distance, or NULL where none is
 * near enough to be what was meant. */
const char *text_nearest(const char *text, const char *const *words);

#endif

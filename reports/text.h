/* Private to this folder: what a target said, and everything else, made fit to be shown. */
#ifndef CREWCHECK_REPORTS_TEXT_H
#define CREWCHECK_REPORTS_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"

/* Appends the bytes as UTF-8 that every reader may have: what is no UTF-8 as \xFF, control characters as \x1b,
 * characters that change the direction of text, stay unseen or are none as \u{202e}, and what a build server would
 * take for an order (::error::, ##[…) begins with \x3a or \x23. With `lines`, line feeds and tabs stay what they are;
 * else they are written \n and \t. */
void text_show(struct buffer *out, const char *bytes, size_t length, bool lines);

/* The same for a string on one line. */
void text_show_line(struct buffer *out, const char *text);

/* The columns that valid UTF-8 takes on a terminal: combining characters take none, wide ones two. */
size_t text_columns(const char *text, size_t length);

/* The most bytes of valid UTF-8 that take at most `columns`. */
size_t text_fit(const char *text, size_t length, size_t columns);

/* Appends a text that has been shown already as XML character data, or as a quoted attribute's value: `&<>"` as
 * entities; line feeds and tabs as &#10; and &#9; with `attribute`. */
void text_xml(struct buffer *out, const char *text, size_t length, bool attribute);

/* Appends `number` with a comma before every third digit: 5,242,880. */
void text_number(struct buffer *out, int64_t number);

/* Appends a duration of microseconds for a person: "0.213 s", "12.4 s", "3 min 5 s". */
void text_duration(struct buffer *out, int64_t duration);

/* Appends `text` cut to `maximum` bytes at a character's end, with an ellipsis where something is missing. */
void text_cut(struct buffer *out, const char *text, size_t length, size_t maximum);

#endif

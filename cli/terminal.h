/* What the terminal is like, and writing to standard output. */
#ifndef CREWCHECK_CLI_TERMINAL_H
#define CREWCHECK_CLI_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/error.h"

bool terminal_is(int descriptor);

/* Columns, at least 40; 80 where it is no terminal. */
size_t terminal_width(int descriptor);

/* Colours are for terminals that have them, unless NO_COLOR is set (https://no-color.org) or `refused`. */
bool terminal_has_colours(int descriptor, bool refused);

/* Writes everything. False where the reader has gone or the disk is full; a reader that has gone sets no `error`. */
bool terminal_write(int descriptor, const struct buffer *text, struct error *error);

/* Makes text for people safe to be shown: control characters other than line breaks, and bytes that are no UTF-8,
 * become '?'. Whatever documents and bodies say may be in it. */
void terminal_make_safe(struct buffer *text);

/* One line to standard error: "crewcheck: …", and under it the excerpt where there is one. */
void terminal_complain(const struct error *error);

#endif

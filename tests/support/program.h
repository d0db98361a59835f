/* Runs a program as a person would, and looks at what it says. */
#ifndef CREWCHECK_SUPPORT_PROGRAM_H
#define CREWCHECK_SUPPORT_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>

struct program;

/* Starts `words[0]` with the words up to NULL. Its environment is PATH and HOME of ours and, up to NULL, the
 * "NAME=value" of `environment` (or NULL); its standard input is `input`, or empty where that is NULL. It cannot fail:
 * the test program ends instead. */
struct program *program_start(const char *const *words, const char *const *environment, const char *input);

/* Waits until standard output holds `text`; false where it ended without, or half a minute passed. */
bool program_await(struct program *program, const char *text);

void program_signal(struct program *program, int signal);

/* Waits for its end and returns its exit status, 128 and the signal's number where one ended it. After five minutes it
 * is killed, and the status is -1. */
int program_finish(struct program *program);

/* What it wrote so far; NUL-terminated, borrowed until the next call. */
const char *program_output(struct program *program);
const char *program_errors(struct program *program);

void program_free(struct program *program); /* kills it where it has not been finished; accepts NULL */

#endif

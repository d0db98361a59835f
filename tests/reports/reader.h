/* Programs that read our reports. */
#ifndef CREWCHECK_TESTS_REPORTS_READER_H
#define CREWCHECK_TESTS_REPORTS_READER_H

#include <stddef.h>

/* Writes the bytes to a file and runs `command`, a shell's, in which $F is that file. Returns the exit code; *said (may
 * be NULL; else free() it) is what the program wrote to both of its outputs. */
int reader_run(const char *command, const char *bytes, size_t length, char **said);

/* The same, for a command that prints one number. */
long reader_number(const char *command, const char *bytes, size_t length);

#endif

/* A deployment of library.yaml on loopback: it keeps its contract, but for the one promise that it is told to break. */
#ifndef CREWCHECK_TESTS_SUITES_LIBRARY_H
#define CREWCHECK_TESTS_SUITES_LIBRARY_H

#include <stddef.h>

#define LIBRARY_KEY "library-key-7d1f9c2a"

struct library;

/* `fault`: NULL, or one of the names that library_faults() lists. */
struct library *library_start(const char *fault);
const char *library_url(const struct library *library);
size_t library_additions(const struct library *library); /* shelves that were added or removed */
void library_stop(struct library *library);

/* Their names, ended by NULL. */
const char *const *library_faults(void);

#endif

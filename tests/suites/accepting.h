/* A deployment that accepts everything: whatever is asked, it is answered 200, and every POST of a body to /kickoff starts
 * an execution, which is complete at once. */
#ifndef CREWCHECK_TESTS_SUITES_ACCEPTING_H
#define CREWCHECK_TESTS_SUITES_ACCEPTING_H

#include <stddef.h>

struct accepting;

struct accepting *accepting_start(void);
const char *accepting_url(const struct accepting *server);
size_t accepting_started(const struct accepting *server); /* executions */
size_t accepting_requests(const struct accepting *server);
void accepting_stop(struct accepting *server);

#endif

/* Passes connections on to a server of this machine, and can be gone for a while: a deployment that is restarted without
 * forgetting anything looks like this from outside. */
#ifndef CREWCHECK_TESTS_SUITES_DETOUR_H
#define CREWCHECK_TESTS_SUITES_DETOUR_H

#include <stdint.h>

struct detour;

/* Listens on a free port of 127.0.0.1. It cannot fail: the test ends instead. */
struct detour *detour_start(uint16_t upstream);
uint16_t detour_port(const struct detour *detour);

/* Refuses connections, and drops those that there are; and takes them again, on the same port. */
void detour_leave(struct detour *detour);
void detour_return(struct detour *detour);

void detour_stop(struct detour *detour);

#endif

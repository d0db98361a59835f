/* Kickoffs that must be refused, and that give URLs of our own: whoever calls these has begun an execution all the same. */
#ifndef CREWCHECK_SUITES_TRAPS_H
#define CREWCHECK_SUITES_TRAPS_H

#include "suites/crew.h"

/* Sends a kickoff as run_send() does, with webhook URLs that lead to a trap, where there is a listener. The request's body
 * is an object, as bytes. */
const struct run_answer *traps_send(struct run_exam *exam, const struct run_request *kickoff);

/* The case of what came to them all. */
void traps_examine(struct run_exam *exam, const void *data);

#endif

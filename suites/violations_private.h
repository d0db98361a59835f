/* Private to the violations: what those of parameters and those of bodies have in common. */
#ifndef CREWCHECK_SUITES_VIOLATIONS_PRIVATE_H
#define CREWCHECK_SUITES_VIOLATIONS_PRIVATE_H

#include "suites/request.h"
#include "suites/violations.h"

/* Where the list's texts live. */
struct arena *violations_arena(struct violations *list);

const char *violations_id(struct arena *arena, const struct contract_operation *operation, const char *place,
                          const char *rule);

/* Appends it where no other has its id. */
void violations_add(struct violations *list, const struct violation *violation);

/* violations_body.c: appends those of the request's body in its media type; and with a crew, which makes further requests,
 * what only other alternatives of a oneOf or anyOf have. */
void violations_add_bodies(struct violations *list, const struct request *request, const struct crew *crew);

#endif

/* What a user's token may do. */
#ifndef CREWCHECK_SUITES_AUTH_USER_H
#define CREWCHECK_SUITES_AUTH_USER_H

#include "suites/suites.h"

/* Appends the cases of CREWCHECK_USER_TOKEN, of a contract that describes a crew. */
void auth_add_user(struct run_plan *plan, const struct crew *crew);

#endif

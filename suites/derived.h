/* What is derived for the operations of the contract, kept for all the suites that ask for it. */
#ifndef CREWCHECK_SUITES_DERIVED_H
#define CREWCHECK_SUITES_DERIVED_H

#include "suites/odd.h"
#include "suites/violations.h"

struct derived;

struct derived *derived_new(const struct contract *contract); /* which is borrowed */
void derived_free(struct derived *derived);                   /* accepts NULL */

/* Drops what is kept: more is known of the crew now. */
void derived_forget(struct derived *derived);

/* What violations_of_operation() makes of an operation of the documented contract. Borrowed: it stands until suites_plan()
 * is called again. For whoever plans: not to be called from several threads. */
const struct violations *derived_violations(const struct crew *crew,
                                            const struct contract_operation *operation);

/* What odd_items_of_kickoff() makes, likewise. */
const struct odd_items *derived_odd_items(const struct crew *crew);

#endif

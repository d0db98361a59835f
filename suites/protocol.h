/* What lies beside the contract and must do no harm. */
#ifndef CREWCHECK_SUITES_PROTOCOL_H
#define CREWCHECK_SUITES_PROTOCOL_H

#include "suites/suites.h"

/* What an answer may be. */
struct harmless {
    bool success;         /* a 2xx */
    bool not_implemented; /* a 501 */
};

/* A finding for an answer that is a success where none is allowed, or a failure of the server's own. */
void protocol_expect(struct run_exam *exam, const struct run_answer *answer, struct harmless allowed);

/* What no template of the contract matches, by however many segments it goes beyond them; it ends with `rest`. */
const char *protocol_unknown_path(struct arena *arena, const struct contract *contract, const char *rest);

/* robustness.c: other media types, large and deep bodies, a client that takes no JSON. */
void protocol_add_robustness(struct run_plan *plan, const struct crew *crew);

/* oddities.c: the finer points of formats. */
void protocol_add_oddities(struct run_plan *plan, const struct crew *crew);

#endif

/* One exchange held against one operation of the contract. */
#ifndef CREWCHECK_JUDGE_JUDGE_H
#define CREWCHECK_JUDGE_JUDGE_H

#include <stdbool.h>

#include "contract/contract.h"
#include "http/exchange.h"
#include "judge/finding.h"

/* The two compiled contracts that tell the levels apart: the level of a finding is that of the first that refuses. */
struct judge {
    const struct contract *binding;
    const struct contract *documented;
};

/* What of a response could be examined. */
enum judge_aspect { JUDGE_MEDIA_TYPE, JUDGE_JSON, JUDGE_SCHEMA, JUDGE_HEADERS, JUDGE_ASPECTS };

const char *judge_aspect_word(enum judge_aspect aspect); /* "media-type", "json", "schema", "headers" */

/* Statuses that HTTP itself gives a server, and that a request may provoke without the contract documenting them. */
enum judge_provoked {
    JUDGE_PROVOKES_405 = 1,
    JUDGE_PROVOKES_413 = 2,
    JUDGE_PROVOKES_414 = 4,
    JUDGE_PROVOKES_415 = 8,
    JUDGE_PROVOKES_429 = 16, /* every request may be one too many */
    JUDGE_PROVOKES_431 = 32,
    JUDGE_PROVOKES_503 = 64,
    JUDGE_PROVOKES_406 = 128,
    JUDGE_PROVOKES_403 = 256 /* who asks may be known, and yet not be let in */
};

/* What became of one exchange. The findings of each aspect stand apart, for each is a case of its own. */
struct judgement {
    const struct contract_operation *operation; /* of the documented contract; NULL: nothing was judged */
    const struct contract_response *response;   /* NULL: no answer, or an undocumented one */
    bool answered;                              /* a complete answer came */
    bool undocumented;                          /* it has a status that the operation does not document */
    bool examined[JUDGE_ASPECTS];
    struct finding_list findings[JUDGE_ASPECTS];
    struct finding_list undocumented_findings;
    char *beyond; /* why a complete answer could not be judged: its body is beyond what is read; else NULL; owned */
    struct json_document *body; /* the response's body where it is strict JSON, else NULL; owned */
};

/* Judges a response. `operation_id` names the operation in both contracts; `provoked` is a set of judge_provoked.
 * An exchange without an answer is not examined here: its sender's own expectation fails. */
void judge_response(const struct judge *judge, const char *operation_id, const struct http_exchange *exchange,
                    unsigned provoked, struct judgement *judgement);

void judgement_clear(struct judgement *judgement); /* accepts a zeroed one */

/* Judges a JSON body against a schema of both contracts (either schema may be NULL: everything holds there). Appends
 * findings with aspect "schema". */
void judge_body(const struct judge *judge, const struct schema *binding, const struct schema *documented,
                const struct json_object *body, enum schema_direction direction, struct finding_list *findings);

/* The words at a pointer of the documented contract, copied into the arena. */
struct finding_basis judge_basis(const struct judge *judge, const char *pointer, struct arena *arena);

#endif

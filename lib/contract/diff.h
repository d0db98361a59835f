/* What changed from one contract to another, for those who call the API. Prose and examples are left aside. */
#ifndef CREWCHECK_CONTRACT_DIFF_H
#define CREWCHECK_CONTRACT_DIFF_H

#include "contract/contract.h"

enum contract_effect {
    CONTRACT_BREAKING,   /* a client written for the old contract may fail or lose something */
    CONTRACT_COMPATIBLE, /* it goes on as before; there is more to use or less to fear */
    CONTRACT_NEUTRAL     /* nothing that goes over the wire is different */
};

/* Where one side of a change stands. */
struct contract_spot {
    const char *pointer; /* NULL: this side has nothing of it */
    const char *file;    /* "" where that is not known */
    unsigned line, column;
};

struct contract_change {
    enum contract_effect effect;
    const char *rule;      /* a slug: "operation-moved", "property-removed" */
    const char *operation; /* its id, in the new contract where it is there; NULL: of the whole document */
    const char *place; /* in the operation: "request body, application/json, /meta"; "" is the operation */
    const char *text;  /* one sentence without a full stop */
    struct contract_spot before, after;
};

struct contract_diff {
    struct arena arena;              /* owns all texts */
    struct contract_change *changes; /* those of the document first, then operation by operation */
    size_t count, capacity;
    size_t effects[3]; /* how many of each */
};

/* Compares. Operations are the same where their operationId is, else where method and path are. `diff` is to be
 * cleared by contract_diff_clear(); neither contract is needed any more by then. */
void contract_diff(const struct contract *before, const struct contract *after, struct contract_diff *diff);
void contract_diff_clear(struct contract_diff *diff); /* accepts a zeroed one */

/* "breaking", "compatible", "neutral". */
const char *contract_effect_word(enum contract_effect effect);

#endif

/* Callbacks: what a deployment sends to a URL that an exchange gave it, held against the contract's callback whose
 * expression came to that URL. */
#ifndef CREWCHECK_JUDGE_CALL_H
#define CREWCHECK_JUDGE_CALL_H

#include "judge/expression.h"
#include "judge/judge.h"

/* A request that a deployment sent. Everything is borrowed. */
struct judge_call {
    const char *method;
    const char *url; /* the one that it was given, and what it added to that */
    const struct http_headers *headers;
    const char *body;
    size_t length;
    bool whole; /* nothing of the body is missing */
};

enum judge_call_aspect {
    JUDGE_CALL_METHOD,
    JUDGE_CALL_MEDIA_TYPE,
    JUDGE_CALL_JSON,
    JUDGE_CALL_SCHEMA,
    JUDGE_CALL_ASPECTS
};

const char *judge_call_word(enum judge_call_aspect aspect); /* "method", "media-type", "json", "schema" */

struct call_judgement {
    const struct contract_callback *callback;   /* of the documented contract; NULL: none has that URL */
    const struct contract_operation *operation; /* what it documents for the call's method, or its first */
    bool examined[JUDGE_CALL_ASPECTS];
    struct finding_list findings[JUDGE_CALL_ASPECTS];
    struct json_document *body; /* where it is strict JSON, else NULL; owned */
};

/* The callback of the cause's operation whose expression comes to `url` for its exchange, or NULL: there is none, or no
 * operation. */
const struct contract_callback *judge_callback_find(const struct judge_cause *cause, const char *url);

/* Judges a call that `cause`, of an operation of the documented contract, provoked. `occasions` names what the body was
 * sent upon ("meta-given"), ended by NULL; NULL: nothing particular. */
void judge_call(const struct judge *judge, const struct judge_cause *cause, const struct judge_call *call,
                const char *const *occasions, struct call_judgement *judgement);

void call_judgement_clear(struct call_judgement *judgement); /* accepts a zeroed one */

#endif

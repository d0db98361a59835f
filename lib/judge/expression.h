/* Runtime expressions (3.0.3, "Runtime Expressions"): what the URL of a callback comes to for one exchange. */
#ifndef CREWCHECK_JUDGE_EXPRESSION_H
#define CREWCHECK_JUDGE_EXPRESSION_H

#include "contract/contract.h"
#include "http/exchange.h"
#include "json/json.h"

/* The exchange that expressions are held against. Everything is borrowed. */
struct judge_cause {
    const struct contract_operation *operation; /* for $request.path; NULL: there is none */
    const struct http_exchange *exchange;
    struct json_object *asked; /* the request's body, for pointers into it; NULL: it is no JSON */
};

/* What `text` comes to: an expression by itself ("$request.query.url"), or any text with expressions in braces
 * ("{$request.body#/url}/done"). NULL where a part of the exchange is named that it does not have, that is null, an array or an object, or that no
 * expression names. free() it. */
char *judge_expand(const char *text, const struct judge_cause *cause);

#endif

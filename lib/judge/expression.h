/* Runtime expressions (3.0.3, "Runtime Expressions"): what the URL of a callback comes to for one exchange. */
#ifndef CREWCHECK_JUDGE_EXPRESSION_H
#define CREWCHECK_JUDGE_EXPRESSION_H

#include "contract/contract.h"
#include "http/exchange.h"

/* What `text` comes to: an expression by itself ("$request.query.url"), or any text with expressions in braces
 * ("{$request.body#/url}/done"). `operation` is that of the exchange, for $request.path; NULL: there is none.
 * NULL where a part of the exchange is named that it does not have, that is null, an array or an object, or that no
 * expression names. free() it. */
char *judge_expand(const char *text, const struct contract_operation *operation,
                   const struct http_exchange *exchange);

#endif

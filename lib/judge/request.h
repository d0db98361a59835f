/* A request held against its operation: what a client may send. */
#ifndef CREWCHECK_JUDGE_REQUEST_H
#define CREWCHECK_JUDGE_REQUEST_H

#include "judge/judge.h"

/* Judges the request of an exchange against an operation of the documented contract: its parameters in path, query and
 * header and cookie, its media type and its body. `path` is the request's, below the base URL and without its query.
 * Appends findings of place "request". Credentials, and cookies that are missing, are not judged: recordings commonly
 * leave them out. */
void judge_request(const struct judge *judge, const struct contract_operation *operation, const char *path,
                   const struct http_exchange *exchange, struct finding_list *findings);

#endif

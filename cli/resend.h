/* Recorded requests made sendable again, and answers as records have them. */
#ifndef CREWCHECK_CLI_RESEND_H
#define CREWCHECK_CLI_RESEND_H

#include <stdbool.h>

#include "http/exchange.h"
#include "json/json.h"
#include "record/record.h"

struct resend {
    const char *recorded, *base;    /* the target's URL then, and now */
    const char *token, *user_token; /* that stand for what is masked; or NULL */
};

/* Makes a request of a recorded one: {method, url, headers, body}. Its texts live in the arena, its headers are to be
 * cleared. False where the record does not have all of it. */
bool resend_request(const struct resend *resend, const struct json_object *recorded, struct arena *arena,
                    struct http_request *request);

/* {status, headers, body}, masked; NULL where no status came. Owned by the caller. */
struct json_object *resend_response(struct record *record, const struct http_exchange *exchange);

#endif

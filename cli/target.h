/* Which deployment is examined, and with which tokens. */
#ifndef CREWCHECK_CLI_TARGET_H
#define CREWCHECK_CLI_TARGET_H

#include <stdbool.h>

#include "base/error.h"
#include "contract/contract.h"
#include "record/redact.h"
#include "reference/reference.h"

struct target {
    const char *url;   /* borrowed from the options, the environment or the server */
    const char *label; /* for reports: the URL, or "bundled" */
    bool bundled;
    char *token, *user_token;        /* or NULL */
    struct reference_server *server; /* the bundled deployment, or NULL */
};

/* Decides by --target, CREWCHECK_TARGET, CREWCHECK_TOKEN, CREWCHECK_USER_TOKEN and CI, and starts the bundled deployment
 * where that is meant. `url` and `token_file` may be NULL. To be released by target_clear() in any case. */
bool target_choose(struct target *target, const char *url, const char *token_file,
                   const struct contract *contract, struct error *error) __attribute__((warn_unused_result));
/* The same where nothing is going to be sent: nothing is started either, and a target may be missing. */
bool target_rehearse(struct target *target, const char *url, const char *token_file, struct error *error)
    __attribute__((warn_unused_result));

void target_clear(struct target *target);

/* What must never be written down. */
void target_hide(const struct target *target, struct redact *redact);

#endif

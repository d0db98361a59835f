/* crewcheck run --dry-run: the plan, and what it may cost at the worst. */
#ifndef CREWCHECK_CLI_DRY_RUN_H
#define CREWCHECK_CLI_DRY_RUN_H

#include "record/redact.h"
#include "suites/examine.h"

/* Prints it to standard output, with the secrets masked. */
bool dry_run_print(const struct examine_options *options, struct redact *redact, struct error *error)
    __attribute__((warn_unused_result));

#endif

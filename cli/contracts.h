/* The contract that a command was told, at both levels. */
#ifndef CREWCHECK_CLI_CONTRACTS_H
#define CREWCHECK_CLI_CONTRACTS_H

#include <stdbool.h>

#include "base/error.h"
#include "cli/options.h"
#include "contract/contract.h"
#include "judge/judge.h"

struct contract_options {
    const char *spec;
    struct option_list overlays;
    bool plain;
};

/* The rows of every command that loads one. */
extern const struct option contract_rows[3];

struct contracts {
    struct contract *binding, *documented;
    const char *name; /* a shipped one's in full, else the file's */
};

/* Loads both. What is shipped is read by its name, all else as a file. The shipped overlays are applied to contracts
 * that describe a crew, as far as their targets exist there. */
bool contracts_load(const struct contract_options *options, struct contracts *contracts, struct error *error)
    __attribute__((warn_unused_result));

/* A contract_reader: what is shipped is read by its name, all else as a file; `context` is ignored. */
bool contracts_read(void *context, const char *name, struct buffer *out, struct error *error);

/* The name that a document is cited by: a shipped one's in full, else as it is. NULL, with `error` set and the nearest
 * name in it, where it is neither shipped nor a file. */
const char *contracts_name(const char *name, struct error *error) __attribute__((warn_unused_result));

/* Says on standard error what of a contract is not heeded: keywords and fields that OpenAPI does not have. A `bare`
 * schema may have the words by which JSON Schema identifies itself. */
void contracts_tell(const struct contract *contract, bool bare);

struct judge contracts_judge(const struct contracts *contracts); /* borrows them */
void contracts_clear(struct contracts *contracts);

#endif

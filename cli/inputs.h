/* The user's values for the crew's inputs. */
#ifndef CREWCHECK_CLI_INPUTS_H
#define CREWCHECK_CLI_INPUTS_H

#include "base/error.h"
#include "contract/contract.h"
#include "json/json.h"

/* Reads them, an object in JSON or YAML, and holds each against what the contract says of a kickoff's inputs. NULL with
 * `error` set, and the place in it, where a kickoff could not carry them. */
struct json_document *inputs_read(const char *path, const struct contract *contract, struct error *error)
    __attribute__((warn_unused_result));

#endif

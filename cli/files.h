/* What a command reads beside the contract. */
#ifndef CREWCHECK_CLI_FILES_H
#define CREWCHECK_CLI_FILES_H

#include "base/buffer.h"
#include "base/error.h"
#include "json/json.h"

/* Appends a file, "-" being standard input. */
bool files_read(const char *path, struct buffer *out, struct error *error)
    __attribute__((warn_unused_result));

/* Reads a file whose root is an object, in JSON or YAML. NULL with `error` set; `what` names it in the complaint. */
struct json_document *files_object(const char *path, const char *what, struct error *error)
    __attribute__((warn_unused_result));

#endif

/* The file that may set every option of a command, as the command line does. */
#ifndef CREWCHECK_CLI_CONFIGURATION_H
#define CREWCHECK_CLI_CONFIGURATION_H

#include "cli/options.h"

/* Reads the file that --config names among the words, else the command's own in the working directory, where it has
 * one and it exists. *document is NULL where there is nothing to read. */
bool configuration_load(const struct command *command, const struct option_input *input,
                        struct json_document **document, struct error *error)
    __attribute__((warn_unused_result));

#endif

/* The commands, one file each. Adding one: its file, a line here, a row in commands.c. */
#ifndef CREWCHECK_CLI_COMMANDS_H
#define CREWCHECK_CLI_COMMANDS_H

#include "cli/options.h"

extern const struct command command_run;
extern const struct command command_list;
extern const struct command command_serve;
extern const struct command command_report;

/* The command of that name; NULL with `error` set, and the nearest name in it. */
const struct command *commands_find(const char *name, struct error *error);

#endif

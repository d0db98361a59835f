/* The commands, one file each. Adding one: its file, a line here, a row in commands.c. */
#ifndef CREWCHECK_CLI_COMMANDS_H
#define CREWCHECK_CLI_COMMANDS_H

#include "cli/options.h"

/* What the commands that examine no deployment end with. */
enum { EXIT_NOTHING = 0, EXIT_FOUND = 1, EXIT_BAD_USAGE = 2 };

extern const struct command command_run;
extern const struct command command_list;
extern const struct command command_selftest;
extern const struct command command_serve;
extern const struct command command_completion;
extern const struct command command_manual;
extern const struct command command_report;
extern const struct command command_compare;
extern const struct command command_check;
extern const struct command command_replay;
extern const struct command command_lint;
extern const struct command command_diff;
extern const struct command command_validate;
extern const struct command command_spec;

/* The command of that name; NULL with `error` set, and the nearest name in it. */
const struct command *commands_find(const char *name, struct error *error);

#endif

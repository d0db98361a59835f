#include "cli/commands.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* clang-format off: one a line, so that lines of different hands do not meet */
const struct command *const commands[] = {
    &command_run,
    &command_list,
    &command_report,
    &command_compare,
    &command_check,
    &command_replay,
    &command_lint,
    &command_diff,
    &command_validate,
    &command_spec,
    &command_selftest,
    &command_serve,
    &command_completion,
    &command_manual,
    NULL,
};
/* clang-format on */

const struct command *commands_find(const char *name, struct error *error)
{
    struct option_list names = {0};
    for (const struct command *const *command = commands; *command; command++) {
        if (strcmp((*command)->name, name) == 0) {
            option_list_clear(&names);
            return *command;
        }
        option_list_add(&names, (*command)->name);
    }
    option_list_add(&names, NULL);
    const char *nearest = text_nearest(name, names.items);
    error_set(error, "unknown command \"%s\"%s%s%s (see crewcheck --help)", name,
              nearest ? ", perhaps \"" : "", nearest ? nearest : "", nearest ? "\"" : "");
    option_list_clear(&names);
    return NULL;
}

/* crewcheck: finds the command, reads its options, performs it. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "cli/commands.h"
#include "cli/configuration.h"
#include "cli/terminal.h"
#include "run/run.h"

static int print(struct buffer *text, int descriptor, int status)
{
    struct error error = {0};
    bool written = terminal_write(descriptor, text, &error);
    if (error.set)
        terminal_complain(&error);
    buffer_clear(text);
    return written ? status : RUN_BAD_USAGE;
}

static int print_overview(int descriptor, int status)
{
    struct buffer text;
    buffer_init(&text, BUFFER_UNBOUNDED);
    options_overview(&text, 80);
    return print(&text, descriptor, status);
}

static int print_help(const struct command *command)
{
    struct buffer text;
    buffer_init(&text, BUFFER_UNBOUNDED);
    options_help(command, &text, 80);
    return print(&text, STDOUT_FILENO, RUN_CONFORMS);
}

static int print_version(void)
{
    struct buffer text;
    buffer_init(&text, BUFFER_UNBOUNDED);
    buffer_text(&text, "crewcheck " CREWCHECK_VERSION "\n");
    return print(&text, STDOUT_FILENO, RUN_CONFORMS);
}

static int complain(const struct error *error)
{
    terminal_complain(error);
    return RUN_BAD_USAGE;
}

static int perform(const struct command *command, int count, char **words)
{
    struct error error = {0};
    struct option_list arguments = {0};
    struct option_input input = {.count = count, .words = words, .given = json_object_new_object()};
    void *values = memory_new(command->values_size);
    struct json_document *configuration = NULL;
    bool read = configuration_load(command, &input, &configuration, &error);
    input.configuration = configuration ? json_document_root(configuration) : NULL;
    enum option_outcome outcome = options_parse(command, &input, values, &arguments, &error);
    if (!read && outcome == OPTIONS_READY)
        outcome = OPTIONS_WRONG;
    int status = outcome == OPTIONS_HELP    ? print_help(command)
                 : outcome == OPTIONS_WRONG ? complain(&error)
                                            : command->perform(command, values, &arguments, input.given);
    options_clear(command, values);
    option_list_clear(&arguments);
    json_object_put(input.given);
    json_document_free(configuration);
    free(values);
    return status;
}

/* "crewcheck help" and "crewcheck help COMMAND". */
static int help(int count, char **words)
{
    struct error error = {0};
    if (count == 0)
        return print_overview(STDOUT_FILENO, RUN_CONFORMS);
    const struct command *command = commands_find(words[0], &error);
    return command ? print_help(command) : complain(&error);
}

int main(int count, char **words)
{
    struct error error = {0};
    /* A reader that goes away, of a socket or of standard output, is an error to be handled where it is written to. */
    signal(SIGPIPE, SIG_IGN);
    if (count < 2)
        return print_overview(STDERR_FILENO, RUN_BAD_USAGE);
    if (strcmp(words[1], "--help") == 0 || strcmp(words[1], "-h") == 0)
        return print_overview(STDOUT_FILENO, RUN_CONFORMS);
    if (strcmp(words[1], "--version") == 0)
        return print_version();
    if (strcmp(words[1], "help") == 0)
        return help(count - 2, words + 2);
    const struct command *command = commands_find(words[1], &error);
    return command ? perform(command, count - 2, words + 2) : complain(&error);
}

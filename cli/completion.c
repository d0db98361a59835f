/* crewcheck completion: what a shell needs to complete command lines, from the option tables. */
#include <string.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/terminal.h"
#include "run/run.h"

static const char *const shells[] = {"bash", "zsh"};

/* ---- Bash ---- */

static void print_command_names(struct buffer *out)
{
    for (const struct command *const *command = commands; *command; command++)
        buffer_format(out, "%s ", (*command)->name);
    buffer_text(out, "help --help --version");
}

static void print_words(const struct option *row, struct buffer *out)
{
    for (const char *const *word = row->words; *word; word++)
        buffer_format(out, "%s%s", word == row->words ? "" : " ", *word);
}

/* What follows an option: words, a file, or nothing that could be known. */
static void print_bash_argument(const struct command *command, const struct option *row, struct buffer *out)
{
    buffer_format(out, "        %s:--%s) ", command->name, row->name);
    if (row->words) {
        buffer_text(out, "COMPREPLY=($(compgen -W '");
        print_words(row, out);
        buffer_text(out, "' -- \"$word\")); return ;;\n");
    } else {
        buffer_text(out, row->file ? "COMPREPLY=($(compgen -f -- \"$word\")); return ;;\n" : "return ;;\n");
    }
}

static void print_bash_options(const struct command *command, struct buffer *out)
{
    struct option row;
    buffer_format(out, "        %s) options='--help", command->name);
    for (size_t at = 0; options_next(command, &at, &row);)
        buffer_format(out, " --%s", row.name);
    buffer_text(out, "' ;;\n");
}

static void print_bash(struct buffer *out)
{
    struct option row;
    buffer_text(out,
                "# Completion of crewcheck for bash. To be sourced, or to be put into\n"
                "# ~/.local/share/bash-completion/completions/crewcheck\n"
                "_crewcheck() {\n"
                "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} options=\n"
                "    COMPREPLY=()\n"
                "    if [ \"$COMP_CWORD\" = 1 ]; then\n"
                "        COMPREPLY=($(compgen -W '");
    print_command_names(out);
    buffer_text(out, "' -- \"$word\"))\n"
                     "        return\n"
                     "    fi\n"
                     "    case ${COMP_WORDS[1]}:$before in\n");
    for (const struct command *const *command = commands; *command; command++)
        for (size_t at = 0; options_next(*command, &at, &row);)
            if (row.kind != OPTION_FLAG)
                print_bash_argument(*command, &row, out);
    buffer_text(out, "    esac\n"
                     "    case ${COMP_WORDS[1]} in\n");
    for (const struct command *const *command = commands; *command; command++)
        print_bash_options(*command, out);
    buffer_text(out, "    esac\n"
                     "    case $word in\n"
                     "        -*) COMPREPLY=($(compgen -W \"$options\" -- \"$word\")) ;;\n"
                     "        *) COMPREPLY=($(compgen -f -- \"$word\")) ;;\n"
                     "    esac\n"
                     "}\n"
                     "complete -o filenames -F _crewcheck crewcheck\n");
}

/* ---- Zsh ---- */

/* The text up to its first full stop or semicolon, without what zsh reads in a description. */
static void print_zsh_text(const char *text, struct buffer *out)
{
    for (; *text && !(strchr(".;:", *text) && (!text[1] || text[1] == ' ')); text++) {
        if (strchr("[]:\\", *text))
            buffer_char(out, '\\');
        if (*text == '\'')
            buffer_text(out, "'\\'");
        buffer_char(out, *text);
    }
}

static void print_zsh_option(const struct option *row, struct buffer *out)
{
    bool many = row->kind == OPTION_LIST;
    buffer_format(out, "            '%s--%s%s[%s", many ? "*" : "", row->name, row->argument ? "=" : "",
                  row->lead ? row->lead : "");
    print_zsh_text(row->help, out);
    buffer_char(out, ']');
    if (row->argument) {
        buffer_char(out, ':');
        print_zsh_text(row->argument, out);
        buffer_char(out, ':');
    }
    if (row->words) {
        buffer_char(out, '(');
        print_words(row, out);
        buffer_char(out, ')');
    } else if (row->file) {
        buffer_text(out, "_files");
    }
    buffer_text(out, "' \\\n");
}

static void print_zsh_command(const struct command *command, struct buffer *out)
{
    struct option row;
    buffer_format(out, "        %s)\n            _arguments '--help[Explain the command]' \\\n",
                  command->name);
    for (size_t at = 0; options_next(command, &at, &row);)
        print_zsh_option(&row, out);
    buffer_text(out, "            '*:file:_files' ;;\n");
}

static void print_zsh(struct buffer *out)
{
    buffer_text(out, "#compdef crewcheck\n"
                     "# Completion of crewcheck for zsh: a file called _crewcheck in a folder of $fpath.\n"
                     "_crewcheck() {\n"
                     "    local -a commands=(\n");
    for (const struct command *const *command = commands; *command; command++) {
        buffer_format(out, "        '%s:", (*command)->name);
        print_zsh_text((*command)->summary, out);
        buffer_text(out, "'\n");
    }
    buffer_text(out, "    )\n"
                     "    if (( CURRENT == 2 )); then\n"
                     "        _describe command commands\n"
                     "        return\n"
                     "    fi\n"
                     "    local command=$words[2]\n"
                     "    shift words\n"
                     "    (( CURRENT-- ))\n"
                     "    case $command in\n");
    for (const struct command *const *command = commands; *command; command++)
        print_zsh_command(*command, out);
    buffer_text(out, "    esac\n"
                     "}\n"
                     "_crewcheck \"$@\"\n");
}

/* ---- The command ---- */

static int perform(const struct command *command, void *values, const struct option_list *arguments,
                   struct json_object *given)
{
    static void (*const print[])(struct buffer * out) = {print_bash, print_zsh};
    (void)command;
    (void)values;
    (void)given;
    struct error error = {0};
    struct buffer out;
    bool written = false;
    buffer_init(&out, BUFFER_UNBOUNDED);
    for (size_t i = 0; i < sizeof shells / sizeof *shells; i++)
        if (strcmp(arguments->items[0], shells[i]) == 0)
            print[i](&out);
    if (out.length)
        written = terminal_write(STDOUT_FILENO, &out, &error);
    else
        error_set(&error, "there is no completion for \"%s\": bash and zsh have one", arguments->items[0]);
    if (error.set)
        terminal_complain(&error);
    buffer_clear(&out);
    return written ? RUN_CONFORMS : RUN_BAD_USAGE;
}

static const struct option_set sets[] = {{0}};

const struct command command_completion = {
    .name = "completion",
    .summary = "print what completes command lines in bash or zsh",
    .synopsis = "bash|zsh",
    .about = "Prints the completion of crewcheck's commands and options for a shell.",
    .examples = "  crewcheck completion bash\n"
                "      For ~/.local/share/bash-completion/completions/crewcheck.\n"
                "  crewcheck completion zsh\n"
                "      For a file _crewcheck in a folder of $fpath.\n",
    .options = sets,
    .values_size = 1,
    .least_arguments = 1,
    .most_arguments = 1,
    .perform = perform};

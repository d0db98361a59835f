/* crewcheck manual: the page of man(1), from the option tables. */
#include <string.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/terminal.h"
#include "run/run.h"

struct entry {
    const char *name, *text;
};

static const struct entry statuses[] = {
    {"0", "The deployment conforms."},
    {"1", "At least one failure."},
    {"2", "Bad usage, configuration or contract, told before the first request."},
    {"3", "Nothing could be judged, or not everything."},
    {"130", "Interrupted; the record and the reports stand."},
};

static const struct entry variables[] = {
    {"CREWCHECK_TARGET", "The deployment's base URL, where --target gives none."},
    {"CREWCHECK_TOKEN", "The organization's token."},
    {"CREWCHECK_USER_TOKEN", "A user's token, for the cases that need one."},
    {"CI", "Set, a run without a target is refused instead of examining the bundled deployment."},
    {"NO_COLOR", "Set, there are no colours."},
    {"http_proxy, https_proxy, no_proxy", "As curl(1) takes them; never used for this machine."},
};

static const struct entry files[] = {
    {"crewcheck.yaml",
     "In the working directory: options of crewcheck run by their names. The command line wins."},
};

/* Without what roff would read as its own. */
static void print_escaped(const char *text, size_t length, struct buffer *out)
{
    static const char *const escapes[] = {['\\'] = "\\e", ['-'] = "\\-", ['\''] = "\\(aq", ['"'] = "\\(dq"};
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)text[i];
        if (byte < sizeof escapes / sizeof *escapes && escapes[byte])
            buffer_text(out, escapes[byte]);
        else
            buffer_char(out, text[i]);
    }
}

static void print_text(const char *text, struct buffer *out)
{
    while (*text) {
        size_t length = strcspn(text, "\n");
        buffer_text(out, !length ? ".PP" : *text == '.' ? "\\&" : "");
        print_escaped(text, length, out);
        buffer_char(out, '\n');
        text += length + (text[length] != '\0');
    }
}

/* What stands after a request, in quotes where `quoted`. */
static void print_request(const char *request, const char *text, struct buffer *out)
{
    buffer_format(out, "%s \"", request);
    print_escaped(text, strlen(text), out);
    buffer_text(out, "\"\n");
}

static void print_entries(const char *heading, const struct entry *entries, size_t count, struct buffer *out)
{
    buffer_format(out, ".SH %s\n", heading);
    for (size_t i = 0; i < count; i++) {
        buffer_text(out, ".TP\n");
        print_request(".B", entries[i].name, out);
        print_text(entries[i].text, out);
    }
}

static void print_option(const struct option *row, struct buffer *out)
{
    buffer_text(out, ".TP\n\\fB\\-\\-");
    print_escaped(row->name, strlen(row->name), out);
    buffer_format(out, "\\fR%s%s%s\n", row->argument ? " \\fI" : "", row->argument ? row->argument : "",
                  row->argument ? "\\fR" : "");
    struct buffer text;
    buffer_init(&text, BUFFER_UNBOUNDED);
    buffer_format(&text, "%s%s%s", row->lead ? row->lead : "", row->help, row->lead ? "." : "");
    if (row->fallback)
        buffer_format(&text, " (default %s)", row->fallback);
    print_text(buffer_string(&text), out);
    buffer_clear(&text);
}

static void print_examples(const char *examples, struct buffer *out)
{
    buffer_text(out, ".PP\nExamples:\n.PP\n.nf\n");
    print_text(examples, out);
    buffer_text(out, ".fi\n");
}

static void print_command(const struct command *command, struct buffer *out)
{
    struct option row;
    buffer_format(out, ".SS crewcheck %s%s%s\n", command->name, *command->synopsis ? " " : "", command->synopsis);
    print_text(command->about, out);
    for (size_t at = 0; options_next(command, &at, &row);) {
        if (row.group) {
            buffer_text(out, ".PP\n");
            print_request(".I", row.group, out);
        }
        print_option(&row, out);
    }
    print_examples(command->examples, out);
}

static void print_page(struct buffer *out)
{
    buffer_text(out, ".TH CREWCHECK 1 \"\" \"crewcheck " CREWCHECK_VERSION "\" \"User Commands\"\n"
                     ".SH NAME\n"
                     "crewcheck \\- contract conformance suite for the CrewAI AMP REST API\n"
                     ".SH SYNOPSIS\n"
                     ".B crewcheck\n"
                     ".I COMMAND\n"
                     "[\\fIOPTION\\fR...]\n"
                     ".SH DESCRIPTION\n"
                     "Examines a deployed crew against the contract of the CrewAI AMP REST API:\n"
                     "it fires valid and invalid requests, judges every answer, follows executions\n"
                     "to their end and reports.\n"
                     ".PP\n"
                     "Any other OpenAPI 3.0 document (\\fB\\-\\-spec\\fR) is examined for what can be derived from it:\n"
                     "valid requests and odd values are taken, a request that breaks any one constraint is\n"
                     "refused, and so is one without the right credentials; every answer is as documented.\n"
                     ".SH COMMANDS\n");
    for (const struct command *const *command = commands; *command; command++)
        print_command(*command, out);
    print_entries("EXIT STATUS", statuses, sizeof statuses / sizeof *statuses, out);
    print_entries("ENVIRONMENT", variables, sizeof variables / sizeof *variables, out);
    print_entries("FILES", files, sizeof files / sizeof *files, out);
}

static int perform(const struct command *command, void *values, const struct option_list *arguments,
                   struct json_object *given)
{
    (void)command;
    (void)values;
    (void)arguments;
    (void)given;
    struct error error = {0};
    struct buffer out;
    buffer_init(&out, BUFFER_UNBOUNDED);
    print_page(&out);
    bool written = terminal_write(STDOUT_FILENO, &out, &error);
    if (error.set)
        terminal_complain(&error);
    buffer_clear(&out);
    return written ? RUN_CONFORMS : RUN_BAD_USAGE;
}

static const struct option_set sets[] = {{0}};

const struct command command_manual = {
    .name = "manual",
    .summary = "print the manual page",
    .synopsis = "",
    .about = "Prints the page for man(1): every command and option, as --help has them.",
    .examples = "  crewcheck manual > crewcheck.1\n"
                "      To be read by man ./crewcheck.1.\n",
    .options = sets,
    .values_size = 1,
    .most_arguments = 0,
    .perform = perform};

#include "cli/options.h"

#include <string.h>

#include "base/text.h"

static void pad(struct buffer *out, size_t from, size_t to)
{
    for (; from < to; from++)
        buffer_char(out, ' ');
}

void options_wrap(struct buffer *out, const char *text, size_t indent, size_t at, size_t width)
{
    while (*text) {
        size_t length = strcspn(text, " \n");
        size_t columns = text_length(text, length);
        if (at > indent && at + 1 + columns > width) {
            buffer_char(out, '\n');
            at = 0;
        } else if (at > indent) {
            buffer_char(out, ' ');
            at++;
        }
        pad(out, at, indent);
        at = (at < indent ? indent : at) + columns;
        buffer_append(out, text, length);
        text += length;
        if (*text == '\n') {
            buffer_char(out, '\n');
            at = 0;
        }
        text += *text != '\0';
    }
    buffer_char(out, '\n');
}

/* Each line of the text wrapped by itself; an empty line stays one. */
static void print_paragraphs(struct buffer *out, const char *text, size_t width)
{
    options_wrap(out, text, 0, 0, width);
}

static void print_option(const struct option *option, struct buffer *out, size_t width)
{
    enum { COLUMN = 30 };
    size_t start = out->length;
    buffer_format(out, "  --%s%s%s", option->name, option->argument ? " " : "",
                  option->argument ? option->argument : "");
    size_t at = text_length(out->data + start, out->length - start);
    if (at + 2 > COLUMN) {
        buffer_char(out, '\n');
        at = 0;
    }
    pad(out, at, COLUMN);
    struct buffer text;
    buffer_init(&text, BUFFER_UNBOUNDED);
    buffer_format(&text, "%s%s%s", option->lead ? option->lead : "", option->help, option->lead ? "." : "");
    if (option->fallback)
        buffer_format(&text, " (default %s)", option->fallback);
    options_wrap(out, buffer_string(&text), COLUMN, COLUMN, width);
    buffer_clear(&text);
}

void options_help(const struct command *command, struct buffer *out, size_t width)
{
    buffer_format(out, "Usage: crewcheck %s%s%s\n\n", command->name, *command->synopsis ? " " : "",
                  command->synopsis);
    print_paragraphs(out, command->about, width);
    struct option row;
    for (size_t at = 0; options_next(command, &at, &row);) {
        if (row.group)
            buffer_format(out, "\n%s\n", row.group);
        print_option(&row, out, width);
    }
    if (command->examples)
        buffer_format(out, "\nExamples\n%s", command->examples);
}

void options_overview(struct buffer *out, size_t width)
{
    print_paragraphs(
        out,
        "crewcheck examines a deployed crew against the contract of the CrewAI AMP REST API: it fires "
        "valid and invalid requests, judges every answer, follows executions to their end and reports.\n"
        "\nUsage: crewcheck COMMAND [OPTION…]\n\nCommands",
        width);
    for (const struct command *const *command = commands; *command; command++) {
        size_t start = out->length;
        buffer_format(out, "  %-12s", (*command)->name);
        options_wrap(out, (*command)->summary, 14, out->length - start, width);
    }
    buffer_char(out, '\n');
    print_paragraphs(
        out,
        "crewcheck COMMAND --help explains a command. Exit status: 0 conforms, 1 a failure, 2 bad usage, "
        "configuration or contract, 3 could not be judged, 130 interrupted.",
        width);
}

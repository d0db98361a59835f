/* What people read is true: the pages of --help, and the README. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "cli/commands.h"

enum { WIDTH = 80 };

static struct buffer page_of(const struct command *command)
{
    struct buffer page;
    buffer_init(&page, BUFFER_UNBOUNDED);
    options_help(command, &page, WIDTH);
    return page;
}

static void expect_narrow(const char *name, const char *page)
{
    for (const char *line = page; *line; line += line[strcspn(line, "\n")] != '\0') {
        size_t length = strcspn(line, "\n");
        cr_expect_leq(text_length(line, length), WIDTH, "%s: %.*s", name, (int)length, line);
        cr_expect(length == 0 || line[length - 1] != ' ', "%s: a space ends \"%.*s\"", name, (int)length,
                  line);
        line += length;
    }
}

Test(documents, help_is_a_page_of_80_columns)
{
    for (const struct command *const *command = commands; *command; command++) {
        struct buffer page = page_of(*command);
        expect_narrow((*command)->name, buffer_string(&page));
        cr_expect_not_null((*command)->examples, "%s has no examples", (*command)->name);
        buffer_clear(&page);
    }
    struct buffer overview;
    buffer_init(&overview, BUFFER_UNBOUNDED);
    options_overview(&overview, WIDTH);
    expect_narrow("--help", buffer_string(&overview));
    for (const struct command *const *command = commands; *command; command++)
        cr_expect(strstr(buffer_string(&overview), (*command)->summary));
    buffer_clear(&overview);
}

static bool is_sentence(const char *text)
{
    size_t length = strlen(text);
    return length > 2 && (text[length - 1] == '.' || text[length - 1] == ';');
}

Test(documents, every_option_is_explained_once)
{
    for (const struct command *const *command = commands; *command; command++) {
        struct option row, other;
        for (size_t at = 0; options_next(*command, &at, &row);) {
            size_t same = 0;
            cr_expect(row.lead || is_sentence(row.help), "%s --%s", (*command)->name, row.name);
            cr_expect_eq(row.kind == OPTION_FLAG, row.argument == NULL, "%s --%s", (*command)->name,
                         row.name);
            for (size_t next = 0; options_next(*command, &next, &other);)
                same += strcmp(other.name, row.name) == 0;
            cr_expect_eq(same, 1, "%s has --%s %zu times", (*command)->name, row.name, same);
        }
    }
}

/* ---- Command lines in texts ---- */

/* Splits a line as a shell does, as far as examples go: words between spaces, with single quotes. In place. */
static void split(char *line, struct option_list *words)
{
    while (*line) {
        line += strspn(line, " ");
        bool quoted = *line == '\'';
        line += quoted;
        size_t length = strcspn(line, quoted ? "'" : " ");
        bool last = !line[length];
        line[length] = '\0';
        if (*line || quoted)
            option_list_add(words, line);
        line += length + !last;
    }
}

/* Is it `crewcheck COMMAND …` in words that the command takes? Variables before it and a path are passed over. */
static void expect_valid(const char *from, const char *line)
{
    char *copy = string_copy(line);
    copy[strcspn(copy, "#>|")] = '\0';
    struct option_list words = {0}, arguments = {0};
    struct error error = {0};
    split(copy, &words);
    size_t first = 0;
    while (first < words.count && strchr(words.items[first], '='))
        first++;
    const struct command *command =
        first + 1 < words.count ? commands_find(words.items[first + 1], &error) : NULL;
    cr_expect_not_null(command, "%s: \"%s\": %s", from, line, error.text);
    if (command) {
        void *values = memory_new(command->values_size);
        struct option_input input = {.count = (int)(words.count - first - 2),
                                     .words = (char **)(uintptr_t)words.items + first + 2};
        enum option_outcome outcome = options_parse(command, &input, values, &arguments, &error);
        cr_expect_eq(outcome, OPTIONS_READY, "%s: \"%s\": %s", from, line, error.text);
        options_clear(command, values);
        free(values);
    }
    option_list_clear(&words);
    option_list_clear(&arguments);
    free(copy);
}

/* Is it a command line of ours? What only mentions the name is none. */
static bool is_command_line(const char *line)
{
    const char *at = strstr(line, "crewcheck ");
    return at && (at == line || at[-1] == ' ' || at[-1] == '/') && !strstr(line, "export ");
}

static size_t expect_all_valid(const char *from, const char *text, const char *indent)
{
    size_t count = 0;
    for (const char *line = text; *line;) {
        size_t length = strcspn(line, "\n");
        char *one = memory_copy(line, length);
        bool shallow = strncmp(one, indent, strlen(indent)) == 0 && one[strlen(indent)] != ' ';
        if (shallow && is_command_line(one)) {
            expect_valid(from, one);
            count++;
        }
        free(one);
        line += length + (line[length] != '\0');
    }
    return count;
}

Test(documents, examples_of_help_are_valid)
{
    for (const struct command *const *command = commands; *command; command++)
        cr_expect_gt(expect_all_valid((*command)->name, (*command)->examples, "  "), 0, "%s",
                     (*command)->name);
}

static struct buffer readme(void)
{
    struct buffer text;
    buffer_init(&text, BUFFER_UNBOUNDED);
    cr_assert(buffer_read_file(&text, TEST_ROOT "/README.md"));
    return text;
}

/* Calls `each` with the lines of the README's ```sh blocks, joined where one ends with a backslash. */
static size_t check_shell_blocks(const char *text)
{
    size_t count = 0;
    for (const char *block = strstr(text, "```sh\n"); block; block = strstr(block, "```sh\n")) {
        block += strlen("```sh\n");
        const char *end = strstr(block, "```");
        cr_assert_not_null(end, "a block of the README does not end");
        char *lines = memory_copy(block, (size_t)(end - block));
        for (char *at = strstr(lines, "\\\n"); at; at = strstr(at, "\\\n"))
            at[0] = at[1] = ' ';
        count += expect_all_valid("README.md", lines, "");
        free(lines);
        block = end + 3;
    }
    return count;
}

Test(documents, commands_of_the_readme_are_valid)
{
    struct buffer text = readme();
    cr_expect_gt(check_shell_blocks(buffer_string(&text)), 0);
    buffer_clear(&text);
}

static bool any_command_has(const char *name, size_t length)
{
    if (strncmp(name, "help", length) == 0 || strncmp(name, "version", length) == 0)
        return true;
    for (const struct command *const *command = commands; *command; command++) {
        struct option row;
        for (size_t at = 0; options_next(*command, &at, &row);)
            if (strlen(row.name) == length && strncmp(row.name, name, length) == 0)
                return true;
    }
    return false;
}

Test(documents, options_that_the_readme_names_exist)
{
    struct buffer text = readme();
    for (const char *at = strstr(buffer_string(&text), "`--"); at; at = strstr(at, "`--")) {
        at += 3;
        size_t length = strspn(at, "abcdefghijklmnopqrstuvwxyz-");
        cr_expect(length == 0 || any_command_has(at, length), "README.md names --%.*s", (int)length, at);
    }
    buffer_clear(&text);
}

Test(documents, the_readme_names_every_command)
{
    struct buffer text = readme();
    for (const struct command *const *command = commands; *command; command++) {
        char *name = string_format("crewcheck %s", (*command)->name);
        cr_expect(strstr(buffer_string(&text), name), "README.md does not name %s", name);
        free(name);
    }
    buffer_clear(&text);
}

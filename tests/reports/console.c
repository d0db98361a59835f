#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

#include "hostile.h"
#include "reports/text.h"

/* The page of a record that has something of everything. */
Test(console, demo)
{
    struct fixture fixture = fixture_read(TEST_DATA "/data/demo.ndjson");
    struct buffer expected;
    buffer_init(&expected, BUFFER_UNBOUNDED);
    cr_assert(buffer_read_file(&expected, TEST_DATA "/data/demo.console.txt"));
    char *text = fixture_report(&fixture, report_console, NULL, NULL);
    cr_expect_str_eq(text, buffer_string(&expected));
    free(text);
    buffer_clear(&expected);
    fixture_close(&fixture);
}

static void expect_columns(const char *text, size_t width)
{
    for (const char *line = text; *line;) {
        size_t length = strcspn(line, "\n");
        bool command = strstr(line, "curl ") || strstr(line, "crewcheck run") || strstr(line, "#/");
        cr_expect(text_columns(line, length) <= width || command, "%.*s", (int)length, line);
        line += length + (line[length] == '\n');
    }
}

Test(console, fits_a_terminal_and_harms_none)
{
    struct fixture fixture = hostile_open(NULL, true);
    static const size_t widths[] = {68, 80, 200};
    for (size_t i = 0; i < 3; i++) {
        struct report_options options = {.width = widths[i]};
        size_t length = 0;
        char *text = fixture_report(&fixture, report_console, &options, &length);
        expect_harmless(text, length);
        expect_columns(text, widths[i]);
        cr_expect(strstr(text, "8 cases: 2 passed, 3 failed (1 waived), 1 errored, 2 skipped") ||
                  widths[i] == 40);
        cr_expect_lt(length, 100000);
        free(text);
    }
    fixture_close(&fixture);
}

Test(console, colour_only_where_it_is_asked_for)
{
    struct fixture fixture = fixture_read(TEST_DATA "/data/demo.ndjson");
    struct report_options options = {.colour = true};
    char *plain = fixture_report(&fixture, report_console, NULL, NULL),
         *coloured = fixture_report(&fixture, report_console, &options, NULL);
    cr_expect_null(strchr(plain, '\x1b'));
    size_t kept = 0;
    for (char *at = coloured; *at; at++) {
        if (*at == '\x1b')
            at = strchr(at, 'm');
        else
            coloured[kept++] = *at;
    }
    coloured[kept] = '\0';
    cr_expect_str_eq(coloured, plain, "colour changes nothing else");
    free(plain);
    free(coloured);
    fixture_close(&fixture);
}

Test(console, quiet_tells_findings_and_verdict)
{
    struct fixture fixture = fixture_read(TEST_DATA "/data/demo.ndjson");
    struct report_options options = {.quiet = true};
    char *text = fixture_report(&fixture, report_console, &options, NULL);
    cr_expect(strstr(text, "FAILED  status.answers.200.schema\n"));
    cr_expect(strstr(text, "resume.unknown"));
    cr_expect_null(strstr(text, "\nSkipped"));
    cr_expect_null(strstr(text, "\nExecutions"));
    free(text);
    fixture_close(&fixture);
}

/* What a shell would make of the commands is what was sent. */
Test(console, commands_are_for_a_shell)
{
    struct fixture fixture = fixture_read(TEST_DATA "/data/demo.ndjson");
    char *text = fixture_report(&fixture, report_console, NULL, NULL);
    cr_expect(strstr(text,
                     "-H \"Authorization: Bearer $CREWCHECK_TOKEN\" -H 'Content-Type: application/json' "
                     "--data-raw '{\"inputs\":{\"to'\n"));
    cr_expect(strstr(text, " --callback-listen 127.0.0.1:0 --case "
                           "'kickoff.reject.inputs.*.type-number'\n"));
    free(text);
    fixture_close(&fixture);
}

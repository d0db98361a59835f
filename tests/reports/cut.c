/* A record that is cut off anywhere, or written by somebody else, still makes every report. */
#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "hostile.h"

static void write_file(const char *path, const char *bytes, size_t length)
{
    FILE *file = fopen(path, "w");
    cr_assert(file);
    cr_assert_eq(fwrite(bytes, 1, length, file), length);
    fclose(file);
}

static void expect_reports(const char *path, size_t length)
{
    struct fixture fixture = fixture_read(path);
    for (const struct report_format *format = report_formats; format->name; format++) {
        size_t size = 0;
        char *text = fixture_report(&fixture, format->write, NULL, &size);
        cr_expect_gt(size, 50, "%s at %zu", format->name, length);
        free(text);
    }
    char *text = fixture_report(&fixture, report_console, NULL, NULL);
    cr_expect_null(strstr(text, "PASSED"), "a run that was cut off is no success (at %zu)", length);
    free(text);
    fixture_close(&fixture);
}

Test(cut, every_report_of_every_beginning, .timeout = 110)
{
    char path[] = "/tmp/crewcheck-cut-XXXXXX";
    struct buffer text;
    buffer_init(&text, BUFFER_UNBOUNDED);
    cr_assert(buffer_read_file(&text, TEST_DATA "/data/demo.ndjson"));
    close(mkstemp(path));
    size_t first = strcspn(text.data, "\n") + 1;
    for (size_t length = first; length < text.length; length += 131) {
        write_file(path, text.data, length);
        expect_reports(path, length);
    }
    unlink(path);
    buffer_clear(&text);
}

/* ---- Records of other shapes ---- */

/* A copy of `text` with `instead` in each place of `what`; free() it. */
static char *replaced(const char *text, const char *what, const char *instead)
{
    struct buffer out;
    buffer_init(&out, BUFFER_UNBOUNDED);
    for (const char *found = NULL; (found = strstr(text, what)) != NULL; text = found + strlen(what)) {
        buffer_append(&out, text, (size_t)(found - text));
        buffer_text(&out, instead);
    }
    buffer_text(&out, text);
    return buffer_take(&out, NULL);
}

static void write_reports_of(const char *record)
{
    char path[] = "/tmp/crewcheck-odd-XXXXXX";
    close(mkstemp(path));
    write_file(path, record, strlen(record));
    struct fixture fixture = fixture_read(path);
    for (const struct report_format *format = report_formats; format->name; format++) {
        char *text = fixture_report(&fixture, format->write, NULL, NULL);
        cr_expect_null(strstr(text, "; touch /tmp"), "%s", format->name);
        free(text);
    }
    free(fixture_report(&fixture, report_console, NULL, NULL));
    fixture_close(&fixture);
    unlink(path);
}

#define TYPE     "[\"Content-Type\",\"application/json\"]"
#define ACCEPT   "[\"Accept\",\"application/json\"]"
#define INPUTS   "\"inputs\":\"my inputs.yaml\""
#define COMMANDS "\"inputs; touch /tmp/x\":true,\"seed\":[{\"$(date)\":1}]"

Test(cut, every_report_of_fields_and_options_that_are_none)
{
    static const char *const shapes[] = {"3,null,\"a\",{\"a\":1}", "[],[\"a\"],[1,2],[null,null]",
                                         "[\"Content-Type\",7],[\"a\",\"b\",\"c\"]", "[[\"a\",\"b\"]]"};
    struct buffer text;
    buffer_init(&text, BUFFER_UNBOUNDED);
    cr_assert(buffer_read_file(&text, TEST_DATA "/data/demo.ndjson"));
    char *options = replaced(buffer_string(&text), INPUTS, COMMANDS);
    cr_assert_str_neq(options, buffer_string(&text));
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        char *types = replaced(options, TYPE, shapes[i]), *record = replaced(types, ACCEPT, shapes[i]);
        cr_assert_str_neq(record, types);
        write_reports_of(record);
        free(record);
        free(types);
    }
    free(options);
    buffer_clear(&text);
}

/* A record that is cut off anywhere still makes every report. */
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

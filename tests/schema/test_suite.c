/* Schemas with valid and invalid instances, as data: ours beside this file, and the official suite where
 * JSON_SCHEMA_TEST_SUITE names a folder of it. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "suite.h"

static void run(const char *folder)
{
    struct suite_counts counts = {0};
    struct error error = {0};
    struct buffer log;
    buffer_init(&log, BUFFER_UNBOUNDED);
    bool fine = suite_run_folder(folder, &counts, &log, &error);
    cr_expect(fine, "%s", error.text);
    cr_expect(counts.failed == 0, "%s", buffer_string(&log));
    cr_expect(counts.passed > 0);
    buffer_clear(&log);
}

Test(suite, ours)
{
    run(TEST_DATA "/data");
}

Test(suite, official)
{
    const char *folder = getenv("JSON_SCHEMA_TEST_SUITE");
    if (!folder)
        cr_skip_test("JSON_SCHEMA_TEST_SUITE names no folder");
    run(folder);
}

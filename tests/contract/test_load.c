/* Documents and what they come to, as data: each folder of data/ holds root.yaml and expected.txt, and binding.txt for
 * the other level; each document of refused/ has its error beside it. */
#include <criterion/criterion.h>

#include <stdlib.h>
#include <unistd.h>

#include "dump.h"
#include "expected.h"

static void examine_level(const char *folder, enum contract_level level, const char *expected)
{
    struct buffer out;
    buffer_init(&out, BUFFER_UNBOUNDED);
    dump_folder(folder, level, &out);
    expected_agree(folder, expected, &out);
    buffer_clear(&out);
}

static void examine_folder(const char *parent, const char *name)
{
    char *folder = string_format("%s/%s", parent, name);
    char *overlay = string_format("%s/overlay-1.yaml", folder);
    examine_level(folder, CONTRACT_DOCUMENTED, "expected");
    if (access(overlay, R_OK) == 0)
        examine_level(folder, CONTRACT_BINDING, "binding");
    free(overlay);
    free(folder);
}

Test(load, says_what_is_expected)
{
    expected_each(TEST_DATA "/data", expected_is_visible, examine_folder);
}

static void examine_refused(const char *folder, const char *name)
{
    struct buffer out;
    struct error error = {0};
    buffer_init(&out, BUFFER_UNBOUNDED);
    cr_expect_not(load_file(folder, name, &error), "%s is not refused", name);
    error_print(&error, &out);
    expected_agree(folder, name, &out);
    buffer_clear(&out);
}

Test(load, refuses_and_says_why)
{
    expected_each(TEST_DATA "/refused", expected_is_document, examine_refused);
}

/* Documents and what they come to, as data: each folder of data/ holds root.yaml and expected.txt, each document of
 * refused/ has its error beside it. */
#include <criterion/criterion.h>

#include "dump.h"
#include "expected.h"

static void examine_folder(const char *parent, const char *name)
{
    char *folder = string_format("%s/%s", parent, name);
    struct buffer out;
    buffer_init(&out, BUFFER_UNBOUNDED);
    dump_folder(folder, CONTRACT_DOCUMENTED, &out);
    expected_agree(folder, "expected", &out);
    buffer_clear(&out);
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

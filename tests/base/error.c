#include <criterion/criterion.h>

#include "base/buffer.h"
#include "base/error.h"

Test(error, the_first_one_wins_and_points_at_its_place)
{
    struct error error = {0};
    const char *document = "one: 1\ntwo:\t[\nthree: 3\n";
    cr_assert_not(error_set_at(&error, "a.yaml", 2, 6, document, 23, "a list that is never closed"));
    cr_assert_not(error_set(&error, "something later"));
    struct buffer out;
    buffer_init(&out, BUFFER_UNBOUNDED);
    error_print(&error, &out);
    cr_assert_str_eq(buffer_string(&out), "a.yaml:2:6: a list that is never closed\n"
                                          "  2 | two: [\n"
                                          "    |      ^\n");
    buffer_clear(&out);
}

Test(error, a_plain_one_has_no_place)
{
    struct error error = {0};
    error_set(&error, "no %s", "luck");
    error_set(NULL, "goes nowhere");
    struct buffer out;
    buffer_init(&out, BUFFER_UNBOUNDED);
    error_print(&error, &out);
    cr_assert_str_eq(buffer_string(&out), "no luck\n");
    buffer_clear(&out);
}

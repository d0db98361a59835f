#include <criterion/criterion.h>

#include "json/number.h"

Test(number, compares_exactly)
{
    static const struct {
        const char *a, *b;
        int order;
    } pairs[] = {
        {"1", "1.0", 0}, {"1e2", "100", 0}, {"-0", "0", 0}, {"0e9999999999999999999", "0", 0},
        {"9007199254740993", "9007199254740992", 1}, {"0.1", "0.10000000000000000001", -1},
        {"-2", "-1", -1}, {"-1", "1", -1}, {"1e1000000000", "9e999999999", 1},
        {"1e100000000000000000000", "10e99999999999999999999", 0}, {"1e-100000000000000000000", "0", 1},
        {"-1e100000000000000000000", "-1e100000000000000000001", 1},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        cr_expect_eq(json_number_compare(pairs[i].a, pairs[i].b), pairs[i].order, "%s %s", pairs[i].a, pairs[i].b);
        cr_expect_eq(json_number_compare(pairs[i].b, pairs[i].a), -pairs[i].order, "%s %s", pairs[i].b, pairs[i].a);
    }
}

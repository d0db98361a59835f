#include <criterion/criterion.h>

#include <stdio.h>

#include "base/map.h"

Test(map, keeps_a_thousand_keys_apart)
{
    static int values[1000];
    struct map map = {0};
    char key[16];
    cr_assert_null(map_find(&map, "0"));
    for (int i = 0; i < 1000; i++) {
        snprintf(key, sizeof key, "%d", i);
        cr_assert_null(map_put(&map, key, &values[i]));
    }
    for (int i = 0; i < 1000; i++) {
        snprintf(key, sizeof key, "%d", i);
        cr_assert_eq(map_find(&map, key), &values[i]);
    }
    cr_assert_null(map_find(&map, "1000"));
    cr_assert_eq(map_put(&map, "7", &values[8]), &values[7]);
    size_t at = 0, seen = 0;
    const char *name = NULL;
    void *value = NULL;
    while (map_next(&map, &at, &name, &value))
        seen++;
    cr_assert_eq(seen, 1000);
    map_clear(&map);
}

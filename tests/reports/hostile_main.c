/* hostile_record FILE: writes the hostile record down, for ci/readers.sh. */
#include <stdio.h>

#include "hostile.h"

int main(int count, char **words)
{
    if (count != 2) {
        fputs("usage: hostile_record FILE\n", stderr);
        return 2;
    }
    struct fixture fixture = hostile_open(words[1], true);
    fixture_close(&fixture);
    return 0;
}

#include "reference/behaviour.h"

const struct behaviour variant_table[] = {
    {.about = {NULL, NULL, false, false}},
};

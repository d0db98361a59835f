#include "reference/behaviour.h"

const struct behaviour fault_life_table[] = {
    {.about = {NULL, NULL, false, false}},
};

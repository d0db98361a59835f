#include "reference/behaviour.h"

const struct behaviour fault_wire_table[] = {
    {.about = {NULL, NULL, false, false}},
};

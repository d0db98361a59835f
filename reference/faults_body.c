#include "reference/behaviour.h"

const struct behaviour fault_body_table[] = {
    {.about = {NULL, NULL, false, false}},
};

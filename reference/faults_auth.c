#include "reference/behaviour.h"

const struct behaviour fault_auth_table[] = {
    {.about = {NULL, NULL, false, false}},
};

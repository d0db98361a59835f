#include "reference/behaviour.h"

const struct behaviour fault_answer_table[] = {
    {.about = {NULL, NULL, false, false}},
};

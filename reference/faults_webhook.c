#include "reference/behaviour.h"

const struct behaviour fault_webhook_table[] = {
    {.about = {NULL, NULL, false, false}},
};

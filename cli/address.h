/* ADDR:PORT as people write it: "127.0.0.1:8080", "[::1]:0", "0.0.0.0". */
#ifndef CREWCHECK_CLI_ADDRESS_H
#define CREWCHECK_CLI_ADDRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

struct address {
    char *host;    /* in figures */
    uint16_t port; /* 0: a free one */
};

bool address_parse(const char *text, struct address *address, struct error *error)
    __attribute__((warn_unused_result));
void address_clear(struct address *address);

#endif

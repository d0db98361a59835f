/* Addresses in figures. */
#ifndef CREWCHECK_REFERENCE_ADDRESS_H
#define CREWCHECK_REFERENCE_ADDRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#include "base/error.h"

/* Reads an IPv4 or IPv6 address in figures (*six says which) and puts the port to it. */
bool address_read(const char *text, uint16_t port, struct sockaddr_storage *address, bool *six,
                  struct error *error);

#endif

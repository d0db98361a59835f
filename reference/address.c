#include "reference/address.h"

#include <arpa/inet.h>
#include <string.h>

bool address_read(const char *text, uint16_t port, struct sockaddr_storage *address, bool *six,
                  struct error *error)
{
    struct sockaddr_in *four = (struct sockaddr_in *)(void *)address;
    struct sockaddr_in6 *long_one = (struct sockaddr_in6 *)(void *)address;
    memset(address, 0, sizeof *address);
    *six = inet_pton(AF_INET6, text, &long_one->sin6_addr) == 1;
    if (*six) {
        long_one->sin6_family = AF_INET6;
        long_one->sin6_port = htons(port);
        return true;
    }
    four->sin_family = AF_INET;
    four->sin_port = htons(port);
    if (inet_pton(AF_INET, text, &four->sin_addr) != 1) {
        return error_set(error, "\"%s\" is no address in figures to listen at", text);
    }
    return true;
}

#include "cli/address.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* The host's length in `text`, brackets included, and where the port begins (at the end: none is given). */
static size_t split(const char *text, const char **port)
{
    const char *bracket = *text == '[' ? strchr(text, ']') : NULL;
    const char *colon = strrchr(bracket ? bracket : text, ':');
    /* Several colons without brackets are an IPv6 address without a port. */
    bool bare = !bracket && colon && strchr(text, ':') != colon;
    size_t length = colon && !bare ? (size_t)(colon - text) : strlen(text);
    *port = text[length] ? text + length + 1 : text + length;
    return length;
}

static bool is_address(const char *host)
{
    unsigned char bytes[16];
    return inet_pton(AF_INET, host, bytes) == 1 || inet_pton(AF_INET6, host, bytes) == 1;
}

bool address_parse(const char *text, struct address *address, struct error *error)
{
    const char *port = NULL;
    char *end = NULL;
    size_t length = split(text, &port);
    bool bracketed = length >= 2 && text[0] == '[' && text[length - 1] == ']';
    char *host = bracketed ? memory_copy(text + 1, length - 2) : memory_copy(text, length);
    unsigned long number = strtoul(port, &end, 10);
    if (is_address(host) && !*end && number <= UINT16_MAX && *port != '-' && *port != '+' && *port != ' ') {
        *address = (struct address){host, (uint16_t)number};
        return true;
    }
    free(host);
    return error_set(error, "\"%s\" is no address to listen on: 127.0.0.1:8080, or [::1]:0 for a free port",
                     text);
}

void address_clear(struct address *address)
{
    free(address->host);
    *address = (struct address){0};
}

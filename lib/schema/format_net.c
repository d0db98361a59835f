/* Formats that a library knows. */
#include "schema/format.h"

#include <arpa/inet.h>
#include <string.h>

#include <uriparser/Uri.h>

/* inet_pton() takes dotted decimal without leading zeros, and RFC 4291 text without zones: just the formats. */
static bool is_address(int family, const char *text, size_t length)
{
    char copy[INET6_ADDRSTRLEN];
    unsigned char address[sizeof(struct in6_addr)];
    if (length >= sizeof copy || memchr(text, '\0', length))
        return false;
    memcpy(copy, text, length);
    copy[length] = '\0';
    return inet_pton(family, copy, address) == 1;
}

bool schema_is_ipv4(const char *text, size_t length)
{
    return is_address(AF_INET, text, length);
}

bool schema_is_ipv6(const char *text, size_t length)
{
    return is_address(AF_INET6, text, length);
}

/* RFC 3986, section 3: a URI has a scheme; without one it is a relative reference. */
bool schema_is_uri(const char *text, size_t length)
{
    UriUriA uri;
    const char *fault = NULL;
    if (uriParseSingleUriExA(&uri, text, text + length, &fault) != URI_SUCCESS)
        return false;
    bool absolute = uri.scheme.first != NULL;
    uriFreeUriMembersA(&uri);
    return absolute;
}

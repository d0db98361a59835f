#include <string.h>

#include "reference/server.h"

#define LETTERS     "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
#define DIGITS      "0123456789"
#define HEXADECIMAL "0123456789ABCDEFabcdef"

static bool is_of(char character, const char *set)
{
    return character != '\0' && strchr(set, character) != NULL;
}

/* The length of the scheme (section 3.1), 0 where there is none. */
static size_t uri_scheme(const char *uri, size_t length)
{
    if (length == 0 || !is_of(uri[0], LETTERS)) {
        return 0;
    }
    size_t at = 1;
    while (at < length && is_of(uri[at], LETTERS DIGITS "+-.")) {
        at++;
    }
    return at < length && uri[at] == ':' ? at : 0;
}

static bool has_white_space(const char *uri, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if ((unsigned char)uri[i] <= ' ' || uri[i] == 0x7f) {
            return true;
        }
    }
    return false;
}

/* Unreserved and reserved characters and whole percent escapes; brackets belong to a host. */
static bool uri_spelled(const char *text, size_t length, const char *extra)
{
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '%') {
            if (length - i < 3 || !is_of(text[i + 1], HEXADECIMAL) || !is_of(text[i + 2], HEXADECIMAL)) {
                return false;
            }
        } else if (!is_of(text[i], LETTERS DIGITS "-._~!$&'()*+,;=:@/?") && !is_of(text[i], extra)) {
            return false;
        }
    }
    return true;
}

/* [ userinfo "@" ] host [ ":" port ] (section 3.2). */
static bool uri_authority(const char *text, size_t length)
{
    const char *end = text + length, *at = memchr(text, '@', length);
    if (at != NULL) {
        if (!uri_spelled(text, (size_t)(at - text), "")) {
            return false;
        }
        text = at + 1;
    }
    if (memchr(text, '@', (size_t)(end - text)) != NULL) {
        return false;
    }
    const char *host = text;
    if (text < end && *text == '[') {
        const char *close = memchr(text, ']', (size_t)(end - text));
        if (close == NULL || close == text + 1) {
            return false;
        }
        host = close + 1;
        text = text + 1;
        if (!uri_spelled(text, (size_t)(close - text), "") || (host < end && *host != ':')) {
            return false;
        }
    }
    const char *colon = memchr(host, ':', (size_t)(end - host));
    const char *port = colon == NULL ? end : colon + 1;
    for (const char *digit = port; digit < end; digit++) {
        if (!is_of(*digit, DIGITS)) {
            return false;
        }
    }
    return uri_spelled(host, (size_t)(end - host), "");
}

static bool uri_keeps_grammar(const char *uri, size_t length)
{
    const char *fragment = memchr(uri, '#', length);
    size_t main = fragment == NULL ? length : (size_t)(fragment - uri);
    if (fragment != NULL && !uri_spelled(fragment + 1, length - main - 1, "")) {
        return false;
    }
    if (main < 2 || strncmp(uri, "//", 2) != 0) {
        return uri_spelled(uri, main, "");
    }
    size_t authority = 0;
    while (2 + authority < main && !is_of(uri[2 + authority], "/?")) {
        authority++;
    }
    return uri_authority(uri + 2, authority) && uri_spelled(uri + 2 + authority, main - 2 - authority, "");
}

enum uri_verdict uri_judge(const char *uri, size_t length)
{
    size_t scheme = uri_scheme(uri, length);
    if (has_white_space(uri, length)) {
        return URI_SPACE;
    }
    if (scheme == 0) {
        return URI_NO_SCHEME;
    }
    return uri_keeps_grammar(uri + scheme + 1, length - scheme - 1) ? URI_GOOD : URI_DOUBTFUL;
}

/* Odd URIs that lead where the plain ones led. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "suites/odd.h"

static const char user_info[] = "user:secret@", mapped[] = "[::ffff:127.0.0.1]", plain_host[] = "127.0.0.1",
                  nobody[] = "[2001:db8::1]", nowhere[] = ".invalid", steps[] = "/a%20b/%C3%A9",
                  default_port[] = ":8443", query[] = "?a=%26&b", fragment[] = "#part";

/* The parts of scheme://authority/path?query#fragment; each but the scheme may be empty. */
struct parts {
    char *scheme, *user, *host, *port, *path, *query, *fragment;
};

static char *cut(const char *from, const char *to)
{
    return memory_copy(from, (size_t)(to - from));
}

static bool split(const char *url, struct parts *parts)
{
    const char *slashes = strstr(url, "://");
    if (!slashes)
        return false;
    const char *authority = slashes + 3, *path = authority + strcspn(authority, "/?#");
    const char *at = memchr(authority, '@', (size_t)(path - authority)), *host = at ? at + 1 : authority;
    const char *bracket = *host == '[' ? memchr(host, ']', (size_t)(path - host)) : NULL;
    const char *from = bracket ? bracket : host, *colon = memchr(from, ':', (size_t)(path - from));
    const char *behind = path + strcspn(path, "?#"), *end = behind + strcspn(behind, "#");
    *parts = (struct parts){cut(url, authority),
                            cut(authority, host),
                            cut(host, colon ? colon : path),
                            cut(colon ? colon : path, path),
                            cut(path, behind),
                            cut(behind, end),
                            string_copy(end)};
    return true;
}

static void clear(struct parts *parts)
{
    char *texts[] = {parts->scheme, parts->user,  parts->host,    parts->port,
                     parts->path,   parts->query, parts->fragment};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        free(texts[i]);
}

static void set(char **part, const char *text)
{
    free(*part);
    *part = string_copy(text);
}

static char *join(const struct parts *parts)
{
    return string_format("%s%s%s%s%s%s%s", parts->scheme, parts->user, parts->host, parts->port, parts->path,
                         parts->query, parts->fragment);
}

/* ---- One way each: made, and seen ---- */

static bool add_user(struct parts *parts)
{
    set(&parts->user, user_info);
    return true;
}

static bool has_user(const struct parts *parts)
{
    return *parts->user;
}

static bool add_port(struct parts *parts)
{
    if (!*parts->port)
        set(&parts->port, default_port);
    return true;
}

static bool has_port(const struct parts *parts)
{
    return *parts->port;
}

/* A character of the path is written as an escape, so that it names the same place. */
static bool add_escapes(struct parts *parts)
{
    bool plain = parts->path[0] == '/' && parts->path[1] > ' ' && parts->path[1] != '%';
    char *path = plain ? string_format("/%%%02X%s", (unsigned)(unsigned char)parts->path[1], parts->path + 2)
                       : string_format("%s%s", parts->path, steps);
    free(parts->path);
    parts->path = path;
    return true;
}

static bool has_escapes(const struct parts *parts)
{
    return strchr(parts->path, '%');
}

/* Of this machine, an address of the other family that leads here; of nowhere, one that leads nowhere too. */
static bool use_address(struct parts *parts)
{
    size_t length = strlen(parts->host), end = strlen(nowhere);
    if (strcmp(parts->host, plain_host) == 0)
        set(&parts->host, mapped);
    else if (length > end && strcmp(parts->host + length - end, nowhere) == 0)
        set(&parts->host, nobody);
    return *parts->host == '[';
}

static bool has_address(const struct parts *parts)
{
    return *parts->host == '[';
}

static bool add_query(struct parts *parts)
{
    if (!*parts->query)
        set(&parts->query, query);
    return true;
}

static bool has_query(const struct parts *parts)
{
    return *parts->query;
}

static bool add_fragment(struct parts *parts)
{
    set(&parts->fragment, fragment);
    return true;
}

static bool has_fragment(const struct parts *parts)
{
    return *parts->fragment;
}

static const struct {
    const char *rule;
    bool (*make)(struct parts *parts);
    bool (*is)(const struct parts *parts);
} ways[] = {
    {"uri-user-info", add_user, has_user},     {"uri-port", add_port, has_port},
    {"uri-escapes", add_escapes, has_escapes}, {"uri-ipv6-host", use_address, has_address},
    {"uri-query", add_query, has_query},       {"uri-fragment", add_fragment, has_fragment},
};

char *odd_uri_make(const char *url, const char *rule)
{
    struct parts parts;
    char *made = NULL;
    if (!split(url, &parts))
        return NULL;
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        if (strcmp(ways[i].rule, rule) == 0 && ways[i].make(&parts))
            made = join(&parts);
    clear(&parts);
    return made;
}

bool odd_uri_is(const char *url, const char *rule)
{
    struct parts parts;
    bool is = false;
    if (!split(url, &parts))
        return false;
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        is = is || (strcmp(ways[i].rule, rule) == 0 && ways[i].is(&parts));
    clear(&parts);
    return is;
}

static int digit(char c)
{
    static const char digits[] = "0123456789abcdef";
    const char *found = c ? strchr(digits, c >= 'A' && c <= 'F' ? c + ('a' - 'A') : c) : NULL;
    return found ? (int)(found - digits) : -1;
}

/* In place. */
static void decode(char *text)
{
    char *out = text;
    for (const char *at = text; *at; at++) {
        bool escape = *at == '%' && digit(at[1]) >= 0 && digit(at[2]) >= 0;
        *out++ = escape ? (char)(digit(at[1]) * 16 + digit(at[2])) : *at;
        at += escape ? 2 : 0;
    }
    *out = '\0';
}

char *odd_uri_plain(const char *url)
{
    struct parts parts;
    if (!split(url, &parts))
        return string_copy(url);
    set(&parts.user, "");
    set(&parts.fragment, "");
    decode(parts.path);
    if (strcmp(parts.host, mapped) == 0)
        set(&parts.host, plain_host);
    char *plain = join(&parts);
    clear(&parts);
    return plain;
}

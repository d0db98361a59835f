#include "cli/headers.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "base/text.h"

#define AT(member) offsetof(struct connection_options, member)

const struct option connection_rows[3] = {
    {.name = "header",
     .kind = OPTION_LIST,
     .argument = "NAME:VALUE",
     .help = "Send this header field with every request. May be given several times.",
     .offset = AT(headers),
     .secret = true},
    {.name = "cacert",
     .kind = OPTION_TEXT,
     .argument = "FILE",
     .help = "Trust the certificates in this PEM file instead of the system's.",
     .offset = AT(ca_file),
     .file = true},
    {.name = "insecure",
     .kind = OPTION_FLAG,
     .help = "Do not verify the target's certificate.",
     .offset = AT(insecure)},
};

static const char *const own_fields[] = {"Authorization",     "Content-Type", "Content-Length",
                                         "Transfer-Encoding", "Host",         "X-Crewcheck-Case",
                                         "Connection",        "Accept"};

/* RFC 9110, 5.6.2 */
static bool is_token(const char *text, size_t length)
{
    static const char others[] = "!#$%&'*+-.^_`|~0123456789";
    for (size_t i = 0; i < length; i++)
        if (!strchr(others, text[i]) && !((text[i] | 0x20) >= 'a' && (text[i] | 0x20) <= 'z'))
            return false;
    return length > 0;
}

static bool is_value(const char *text)
{
    for (; *text; text++)
        if (((unsigned char)*text < ' ' && *text != '\t') || *text == 0x7f)
            return false;
    return true;
}

static bool check_own(const char *name, struct error *error)
{
    for (size_t i = 0; i < sizeof own_fields / sizeof *own_fields; i++)
        if (strcasecmp(own_fields[i], name) == 0)
            return error_set(error, "--header cannot set %s: cases set it by their own rules%s",
                             own_fields[i], i == 0 ? " (tokens come by CREWCHECK_TOKEN)" : "");
    return true;
}

static bool parse(const char *text, struct http_headers *headers, struct error *error)
{
    size_t length = strcspn(text, ":");
    const char *value = text[length] ? text + length + 1 : NULL;
    if (!value || !is_token(text, length) || !is_value(value))
        return error_set(error, "--header takes NAME:VALUE, such as X-Tenant:blue");
    value += strspn(value, " \t");
    char *name = memory_copy(text, length);
    bool fine = check_own(name, error);
    if (fine)
        http_headers_add(headers, name, value);
    free(name);
    return fine;
}

bool headers_parse(const struct option_list *texts, struct http_headers *headers, struct error *error)
{
    for (size_t i = 0; i < texts->count; i++)
        if (!parse(texts->items[i], headers, error))
            return false;
    return true;
}

static bool is_secret(const char *name)
{
    static const char *const words[] = {"*auth*",   "*cookie*",  "*key*",       "*pass*",
                                        "*secret*", "*session*", "*signature*", "*token*"};
    char *lower = string_copy(name);
    bool secret = false;
    for (char *at = lower; *at; at++)
        *at |= *at >= 'A' && *at <= 'Z' ? 0x20 : 0;
    for (size_t i = 0; i < sizeof words / sizeof *words && !secret; i++)
        secret = text_glob(words[i], lower);
    free(lower);
    return secret;
}

void headers_hide(const struct http_headers *headers, struct redact *redact)
{
    for (size_t i = 0; i < headers->count; i++)
        if (is_secret(headers->items[i].name))
            redact_add(redact, headers->items[i].value, "[header]");
}

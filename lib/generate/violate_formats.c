/* Values that break a format plainly; its finer points are in format_oddities.c. */
#include <stdlib.h>
#include <string.h>

#include "generate/tree.h"
#include "generate/violate.h"

enum { TEXTS = 3 };

static const struct {
    const char *format, *title;
    const char *texts[TEXTS]; /* the first that breaks nothing else */
} texts[] = {
    {"uuid", "a string that is no UUID", {"not-a-uuid", "6f1c2a9e-3b5d-4e7f-8a90-1b2c3d4e5f6g"}},
    {"date", "a string that is no date", {"not-a-date", "2025-13-41", "31.10.2025"}},
    {"date-time", "a string that is no date and time", {"not-a-time", "2025-13-41T25:61:00Z", "2025-10-31"}},
    {"email", "a string that is no e-mail address", {"not-an-address", "person@", "@crewcheck.invalid"}},
    {"hostname", "a string that is no host name", {"not a host name", "-crewcheck-.invalid"}},
    {"ipv4", "a string that is no IPv4 address", {"not-an-address", "192.0.2.333", "192.0.2"}},
    {"ipv6", "a string that is no IPv6 address", {"not-an-address", "2001:db8:::1", "2001:dg8::1"}},
    {"byte", "a string that is no base64", {"not base64!", "Y3Jld2NoZWN", "*"}},
};

static const struct {
    const char *format, *title;
    const char *numbers[TEXTS];
} numbers[] = {
    {"int32", "an integer beyond 32 bits", {"2147483648", "-2147483649", "4294967296"}},
    {"int64", "an integer beyond 64 bits", {"9223372036854775808", "18446744073709551615"}},
    {"float", "a number beyond a float", {"1e39", "-1e39"}},
};

static struct offer offer_of(struct search *search, const struct schema *schema, const char *detail,
                             const char *title)
{
    return (struct offer){.schema = schema,
                          .keyword = "format",
                          .rule = arena_format(&search->list->arena, "format-%s%s", schema->format, detail),
                          .title = title};
}

/* What a URI must have to be one at all: RFC 3986, section 3. */
static void break_uri(struct search *search, const struct site *site, const struct schema *schema)
{
    const char *uri = tree_text(site->value, NULL), *colon = strchr(uri, ':');
    const char *rest = colon ? colon + 1 + strspn(colon + 1, "/") : uri;
    char *relative = string_format("%s", *rest ? rest : "crewcheck"),
         *spaced = string_format("%s with a space", uri);
    size_t host = strcspn(relative, "/?#");
    /* A port would make the host a scheme. */
    bool found = !memchr(relative, ':', host) &&
                 search_offer_text(search, site,
                                   offer_of(search, schema, "-scheme", "a URI without its scheme"), relative);
    found = found ||
            search_offer_text(search, site, offer_of(search, schema, "-scheme", "a URI without its scheme"),
                              "crewcheck.invalid/callback");
    search_drop_unless(search, found);
    found = search_offer_text(search, site, offer_of(search, schema, "-space", "a URI with a space in it"),
                              spaced) ||
            search_offer_text(search, site, offer_of(search, schema, "-space", "a URI with a space in it"),
                              "https://crewcheck.invalid/a b");
    search_drop_unless(search, found);
    search_offer_text(search, site, offer_of(search, schema, "-empty", "an empty string instead of a URI"),
                      "");
    free(relative);
    free(spaced);
}

static void break_text(struct search *search, const struct site *site, const struct schema *schema)
{
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        bool found = false;
        if (strcmp(texts[i].format, schema->format) != 0)
            continue;
        for (size_t j = 0; j < TEXTS && texts[i].texts[j] && !found; j++)
            found = search_offer_text(search, site, offer_of(search, schema, "", texts[i].title),
                                      texts[i].texts[j]);
        search_drop_unless(search, found);
    }
    if (strcmp(schema->format, "uri") == 0)
        break_uri(search, site, schema);
}

static void break_number(struct search *search, const struct site *site, const struct schema *schema)
{
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        bool found = false;
        if (strcmp(numbers[i].format, schema->format) != 0)
            continue;
        for (size_t j = 0; j < TEXTS && numbers[i].numbers[j] && !found; j++)
            found = search_offer_number(search, site, offer_of(search, schema, "", numbers[i].title),
                                        numbers[i].numbers[j]);
        search_drop_unless(search, found);
    }
}

void violate_formats(struct search *search, const struct site *site, const struct schema *schema)
{
    if (schema->format && json_is(site->value, json_type_string))
        break_text(search, site, schema);
    else if (schema->format && tree_is_number(site->value))
        break_number(search, site, schema);
}

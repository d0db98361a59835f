/* The finer points of formats, where readers differ: whatever a deployment makes of them, it must not fail. */
#include <string.h>

#include "generate/edit.h"
#include "generate/tree.h"

static const struct oddity {
    const char *format, *rule, *title, *text;
} oddities[] = {
    {"uri", "uri-bad-escape", "a URI with a bad percent escape", "https://crewcheck.invalid/%zz"},
    {"uri", "uri-bad-port", "a URI with a port that is none", "https://crewcheck.invalid:99999999/"},
    {"uri", "uri-non-ascii", "a URI with characters beyond ASCII",
     "https://crewcheck.invalid/\xc3\xa9\xf0\x9f\x9a\xa2"},
    {"uri", "uri-no-host", "a URI without a host", "https:///callback"},
    {"uri", "uri-brackets", "a URI with an open bracket for a host", "https://[crewcheck/"},
    {"uuid", "uuid-braces", "a UUID in braces", "{6f1c2a9e-3b5d-4e7f-8a90-1b2c3d4e5f60}"},
    {"uuid", "uuid-urn", "a UUID as a URN", "urn:uuid:6f1c2a9e-3b5d-4e7f-8a90-1b2c3d4e5f60"},
    {"uuid", "uuid-no-hyphens", "a UUID without hyphens", "6f1c2a9e3b5d4e7f8a901b2c3d4e5f60"},
    {"uuid", "uuid-upper-case", "a UUID in upper case", "6F1C2A9E-3B5D-4E7F-8A90-1B2C3D4E5F60"},
    {"date", "date-no-hyphens", "a date without hyphens", "20251031"},
    {"date", "date-with-time", "a date with a time behind it", "2025-10-31T08:30:00Z"},
    {"date-time", "date-time-space", "a date and time with a space between", "2025-10-31 08:30:00Z"},
    {"date-time", "date-time-no-offset", "a date and time without an offset", "2025-10-31T08:30:00"},
    {"date-time", "date-time-leap-second", "a leap second", "2016-12-31T23:59:60Z"},
    {"date-time", "date-time-24", "the hour 24", "2025-10-31T24:00:00Z"},
    {"email", "email-quoted", "an e-mail address with quotes", "\"a b\"@crewcheck.invalid"},
    {"email", "email-non-ascii", "an e-mail address beyond ASCII", "p\xc3\xa9rson@crewcheck.invalid"},
    {"hostname", "hostname-final-dot", "a host name with a dot at its end", "crewcheck.invalid."},
    {"hostname", "hostname-underscore", "a host name with an underscore", "crew_check.invalid"},
    {"ipv4", "ipv4-zeros", "an IPv4 address with leading zeros", "192.000.002.001"},
    {"ipv6", "ipv6-zone", "an IPv6 address with a zone", "fe80::1%eth0"},
    {"ipv6", "ipv6-mapped", "an IPv4 address as an IPv6 one", "::ffff:192.0.2.1"},
    {"byte", "byte-url", "base64 of the other alphabet", "-_-_"},
    {"byte", "byte-no-padding", "base64 without its padding", "Y3Jld2NoZWNrcw"},
};

struct hunt {
    struct generate_edits *list;
};

static void look(void *context, const struct walk_site *site)
{
    struct hunt *hunt = context;
    if (!json_is(site->value, json_type_string))
        return;
    for (size_t i = 0; i < site->view->count; i++)
        for (size_t j = 0; j < sizeof oddities / sizeof *oddities; j++) {
            const char *format = site->view->items[i].schema->format;
            const struct oddity *oddity = &oddities[j];
            if (!format || strcmp(format, oddity->format) != 0 ||
                edit_is_known(hunt->list, site->place, oddity->rule))
                continue;
            edit_add(hunt->list, &(struct generate_edit){.rule = oddity->rule,
                                                         .place = site->place,
                                                         .title = oddity->title,
                                                         .pointer = site->pointer,
                                                         .value = tree_string(oddity->text)});
        }
}

void generate_format_oddities(const struct schema *schema, const struct json_object *base,
                              const struct generate_options *options, struct generate_edits *list)
{
    struct hunt hunt = {list};
    walk_values(schema, base, options, look, &hunt);
}

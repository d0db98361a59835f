#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "generate/make.h"
#include "generate/pattern.h"
#include "generate/tree.h"

enum { LENGTH_MOST = 1000000 };

struct lengths {
    size_t minimum, maximum; /* in code points */
};

static struct lengths lengths_of(const struct schema_list *all)
{
    struct lengths lengths = {0, SIZE_MAX};
    for (size_t i = 0; i < all->count; i++) {
        const struct schema *schema = all->items[i];
        lengths.minimum = schema->min_length > lengths.minimum ? schema->min_length : lengths.minimum;
        lengths.maximum = schema->max_length < lengths.maximum ? schema->max_length : lengths.maximum;
    }
    return lengths;
}

static bool try_text(const struct maker *maker, const struct wish *wish, const char *text,
                     struct json_object **out)
{
    return maker_accept(maker, wish, tree_string(text), out);
}

/* ---- Formats ---- */

/* A number that is the same for the same variation, any without. */
static unsigned long draw(struct maker *maker)
{
    return maker->random ? (unsigned long)random_next(maker->random) : maker->variation;
}

static char *make_uuid(struct maker *maker)
{
    unsigned long high = maker->random ? draw(maker) : 0x6f1c2a9e3b5dUL;
    return string_format("%08lx-%04lx-4e7f-8a90-%012lx", high >> 16 & 0xffffffff, high & 0xffff,
                         (0x1b2c3d4e5f60UL + draw(maker)) & 0xffffffffffffUL);
}

static char *make_date(struct maker *maker)
{
    unsigned long n = draw(maker);
    return string_format("%04lu-%02lu-%02lu", 2025 + n / 336 % 50, n / 28 % 12 + 1, n % 28 + 1);
}

static char *make_date_time(struct maker *maker)
{
    unsigned long n = draw(maker);
    return string_format("2025-10-%02lluT%02lu:%02lu:%02luZ", (unsigned long long)n / 86400 % 28 + 1,
                         n / 3600 % 24, n / 60 % 60, n % 60);
}

static char *make_email(struct maker *maker)
{
    return string_format("person%lu@crewcheck.invalid", draw(maker) % 1000);
}

static char *make_hostname(struct maker *maker)
{
    return string_format("host%lu.crewcheck.invalid", draw(maker) % 1000);
}

/* RFC 5737 and RFC 3849: addresses for documentation, nobody's. */
static char *make_ipv4(struct maker *maker)
{
    return string_format("192.0.2.%lu", draw(maker) % 254 + 1);
}

static char *make_ipv6(struct maker *maker)
{
    return string_format("2001:db8::%lx", draw(maker) % 0xfffe + 1);
}

static char *make_byte(struct maker *maker)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    unsigned long n = draw(maker);
    return string_format("Y3Jld2No%c%c%c%c", letters[n % 52], letters[n / 52 % 52], letters[n / 2704 % 52],
                         'A');
}

static const struct {
    const char *name;
    char *(*make)(struct maker *maker);
} formats[] = {
    {"uuid", make_uuid},         {"date", make_date}, {"date-time", make_date_time}, {"email", make_email},
    {"hostname", make_hostname}, {"ipv4", make_ipv4}, {"ipv6", make_ipv6},           {"byte", make_byte},
};

static bool is_uri_format(const char *format)
{
    return strcmp(format, "uri") == 0 || strcmp(format, "url") == 0 || strcmp(format, "iri") == 0 ||
           strcmp(format, "uri-reference") == 0;
}

static bool make_of_format(struct maker *maker, const struct wish *wish, const char *format,
                           struct json_object **out)
{
    char *text = is_uri_format(format) ? maker_uri(maker, wish->name) : NULL;
    for (size_t i = 0; i < sizeof formats / sizeof *formats && !text; i++)
        if (strcmp(format, formats[i].name) == 0)
            text = formats[i].make(maker);
    bool made = text && try_text(maker, wish, text, out);
    free(text);
    return made;
}

/* ---- Patterns ---- */

/* The plainest texts first, then random ones, ever longer. */
static bool make_of_pattern(struct maker *maker, const struct wish *wish, const char *expression,
                            const struct lengths *lengths, struct json_object **out)
{
    enum { PLAIN = 12, TRIES = 240 };
    struct pattern pattern = {0};
    struct random own = {0x5eed + maker->variation};
    struct buffer text;
    bool made = false, parsed = pattern_parse(&pattern, expression);
    size_t room = lengths->minimum + 8 < LENGTH_MOST ? lengths->minimum + 8 : 8;
    buffer_init(&text, LENGTH_MOST);
    for (size_t i = 0; parsed && !made && i < TRIES; i++) {
        bool plain = i < PLAIN && !maker->random;
        struct pattern_wishes wishes = {.random = plain           ? NULL
                                                  : maker->random ? maker->random
                                                                  : &own,
                                        .extra = plain ? (i < 8 ? i : lengths->minimum + i - 8)
                                                       : 1 + i * room / TRIES,
                                        .variation = maker->variation};
        buffer_reset(&text);
        made = pattern_make(&pattern, &wishes, &text) && try_text(maker, wish, buffer_string(&text), out);
    }
    buffer_clear(&text);
    pattern_clear(&pattern);
    return made;
}

/* ---- Anything else ---- */

static void append_random(struct maker *maker, struct buffer *text)
{
    static const struct {
        uint32_t first, last;
    } blocks[] = {{'a', 'z'}, {' ', '~'}, {0xc0, 0xff}, {0x3b1, 0x3c9}, {0x4e00, 0x4eff}, {0x1f600, 0x1f64f}};
    /* Mostly letters: what is odd about a text is better seen when it is seldom. */
    size_t kind = random_below(maker->random, 4) ? 0 : (size_t)random_below(maker->random, 6);
    uint32_t code = blocks[kind].first +
                    (uint32_t)random_below(maker->random, blocks[kind].last - blocks[kind].first + 1);
    char bytes[4];
    buffer_append(text, bytes, text_encode(code, bytes));
}

static void fill_random(struct maker *maker, const struct lengths *lengths, struct buffer *text)
{
    size_t most = lengths->minimum + maker->size;
    most = most > lengths->maximum ? lengths->maximum : most;
    size_t length = lengths->minimum + (size_t)random_below(maker->random, most - lengths->minimum + 1);
    for (size_t i = 0; i < length; i++)
        append_random(maker, text);
}

/* Named after its place; told apart by a number where it must differ from others. */
static void fill_plain(const struct maker *maker, const struct wish *wish, const struct lengths *lengths,
                       struct buffer *text)
{
    char number[24] = "";
    if (maker->variation)
        snprintf(number, sizeof number, "%u", maker->variation);
    size_t digits = strlen(number), room = lengths->maximum > digits ? lengths->maximum - digits : 0;
    const char *words = *wish->name ? wish->name : "text";
    size_t length = 0;
    for (const char *at = words; *at && length < room; length++) {
        size_t size = text_decode(at, strlen(at), NULL);
        size = size ? size : 1;
        buffer_append(text, at, size);
        at += size;
    }
    buffer_text(text, number);
    for (length += digits; length < lengths->minimum; length++)
        buffer_char(text, 'x');
}

bool maker_make_string(struct maker *maker, const struct wish *wish, const struct schema_list *all,
                       struct json_object **out)
{
    struct lengths lengths = lengths_of(all);
    if (lengths.minimum > LENGTH_MOST || lengths.minimum > lengths.maximum)
        return false;
    for (size_t i = 0; i < all->count; i++)
        if (all->items[i]->format && make_of_format(maker, wish, all->items[i]->format, out))
            return true;
    for (size_t i = 0; i < all->count; i++)
        if (all->items[i]->pattern_text &&
            make_of_pattern(maker, wish, all->items[i]->pattern_text, &lengths, out))
            return true;
    struct buffer text;
    buffer_init(&text, BUFFER_UNBOUNDED);
    if (maker->random)
        fill_random(maker, &lengths, &text);
    else
        fill_plain(maker, wish, &lengths, &text);
    bool made = try_text(maker, wish, buffer_string(&text), out);
    buffer_clear(&text);
    return made;
}

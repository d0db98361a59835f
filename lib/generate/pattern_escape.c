#include <string.h>

#include "base/text.h"
#include "generate/pattern.h"

void pattern_add_range(struct pattern_node *set, uint32_t first, uint32_t last)
{
    set->ranges = memory_grow(set->ranges, set->range_count, &set->range_capacity, sizeof *set->ranges);
    set->ranges[set->range_count++] = (struct pattern_range){first, last};
}

enum { LAST = 0x10ffff, RANGES = 6 };

/* A few characters of each class are enough: a text is made of them, not recognised. */
static const struct {
    char letter;
    struct pattern_range ranges[RANGES]; /* ended by 0, 0 */
} classes[] = {
    {'d', {{'0', '9'}}},
    {'D', {{' ', '/'}, {':', LAST}}},
    {'w', {{'a', 'z'}, {'A', 'Z'}, {'0', '9'}, {'_', '_'}}},
    {'W', {{' ', '/'}, {':', '@'}, {'[', '^'}, {'{', '~'}}},
    {'s', {{' ', ' '}, {'\t', '\r'}}},
    {'S', {{'!', 0x1fff}, {0x3001, LAST}}},
};

static const struct {
    char letter;
    uint32_t code;
} controls[] = {{'f', '\f'}, {'n', '\n'}, {'r', '\r'}, {'t', '\t'}, {'v', '\v'}, {'0', 0}};

static const struct {
    const char *name;
    struct pattern_range ranges[RANGES];
} properties[] = {
    {"L", {{'a', 'z'}, {'A', 'Z'}, {0xe0, 0xf6}, {0x3b1, 0x3c9}}},
    {"Letter", {{'a', 'z'}, {'A', 'Z'}, {0xe0, 0xf6}, {0x3b1, 0x3c9}}},
    {"Alphabetic", {{'a', 'z'}, {'A', 'Z'}, {0xe0, 0xf6}}},
    {"Ll", {{'a', 'z'}, {0xe0, 0xf6}}},
    {"Lowercase_Letter", {{'a', 'z'}, {0xe0, 0xf6}}},
    {"Lu", {{'A', 'Z'}, {0xc0, 0xd6}}},
    {"Uppercase_Letter", {{'A', 'Z'}, {0xc0, 0xd6}}},
    {"Lo", {{0x4e00, 0x4e20}, {0x5d0, 0x5ea}}},
    {"N", {{'0', '9'}}},
    {"Number", {{'0', '9'}}},
    {"Nd", {{'0', '9'}}},
    {"Decimal_Number", {{'0', '9'}}},
    {"P", {{'!', '#'}, {'%', '*'}, {',', '/'}, {':', ';'}}},
    {"Punctuation", {{'!', '#'}, {'%', '*'}, {',', '/'}, {':', ';'}}},
    {"Pd", {{'-', '-'}}},
    {"S", {{'$', '$'}, {'+', '+'}, {'<', '>'}}},
    {"Symbol", {{'$', '$'}, {'+', '+'}, {'<', '>'}}},
    {"Sc", {{'$', '$'}, {0x20ac, 0x20ac}}},
    {"Z", {{' ', ' '}}},
    {"Zs", {{' ', ' '}}},
    {"M", {{0x300, 0x310}}},
    {"Greek", {{0x3b1, 0x3c9}}},
    {"Cyrillic", {{0x430, 0x44f}}},
    {"Latin", {{'a', 'z'}, {'A', 'Z'}}},
    {"Han", {{0x4e00, 0x4e20}}},
    {"Hebrew", {{0x5d0, 0x5ea}}},
    {"Arabic", {{0x627, 0x64a}}},
    {"Hiragana", {{0x3041, 0x3096}}},
    {"Katakana", {{0x30a1, 0x30fa}}},
};

static void add_ranges(struct pattern_node *set, const struct pattern_range *ranges)
{
    for (size_t i = 0; i < RANGES && ranges[i].last; i++)
        pattern_add_range(set, ranges[i].first, ranges[i].last);
}

static bool read_hexadecimal(const char *text, size_t count, uint32_t *code)
{
    static const char digits[] = "0123456789abcdef";
    *code = 0;
    for (size_t i = 0; i < count; i++) {
        const char *found = text[i] ? strchr(digits, text[i] | 0x20) : NULL;
        if (!found || *code > LAST)
            return false;
        *code = *code * 16 + (uint32_t)(found - digits);
    }
    return count > 0;
}

/* Behind "u": four digits, perhaps two halves of a pair, or braces. Returns the length, 0 for the letter itself. */
static size_t read_unicode(const char *text, uint32_t *code)
{
    uint32_t low = 0;
    if (*text == '{') {
        size_t length = strcspn(text, "}");
        return read_hexadecimal(text + 1, length - 1, code) && *code <= LAST ? length + 1 : 0;
    }
    if (!read_hexadecimal(text, 4, code))
        return 0;
    bool pair = *code >= 0xd800 && *code <= 0xdbff && text[4] == '\\' && text[5] == 'u' &&
                read_hexadecimal(text + 6, 4, &low) && low >= 0xdc00 && low <= 0xdfff;
    if (pair)
        *code = 0x10000 + ((*code - 0xd800) << 10) + (low - 0xdc00);
    return pair ? 10 : 4;
}

/* Behind "p" or "P": a property in braces. */
static size_t read_property(struct pattern_node *set, const char *text, bool negated)
{
    size_t length = strcspn(text, "}");
    if (*text != '{' || text[length] != '}')
        return 0;
    const char *name = memchr(text, '=', length), *end = text + length;
    name = name ? name + 1 : text + 1;
    if (negated) {
        add_ranges(set, (const struct pattern_range[RANGES]){{' ', ' '}, {'-', '-'}, {'0', '9'}, {'a', 'z'}});
        return length + 1;
    }
    for (size_t i = 0; i < sizeof properties / sizeof *properties; i++)
        if (strlen(properties[i].name) == (size_t)(end - name) &&
            memcmp(properties[i].name, name, (size_t)(end - name)) == 0)
            add_ranges(set, properties[i].ranges);
    return set->range_count ? length + 1 : 0;
}

static size_t single(struct pattern_node *set, uint32_t value, uint32_t *code, size_t length)
{
    pattern_add_range(set, value, value);
    *code = value;
    return length;
}

size_t pattern_escape(struct pattern_node *set, const char *escape, bool in_class, uint32_t *code)
{
    uint32_t value = 0;
    *code = PATTERN_MANY;
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
        if (*escape == classes[i].letter) {
            add_ranges(set, classes[i].ranges);
            return 1;
        }
    for (size_t i = 0; i < sizeof controls / sizeof *controls; i++)
        if (*escape == controls[i].letter)
            return single(set, controls[i].code, code, 1);
    if (*escape == 'p' || *escape == 'P') {
        size_t length = read_property(set, escape + 1, *escape == 'P');
        return length ? length + 1 : 0;
    }
    if (*escape == 'c' && escape[1])
        return single(set, (uint32_t)escape[1] & 31, code, 2);
    if (*escape == 'x' && read_hexadecimal(escape + 1, 2, &value))
        return single(set, value, code, 3);
    size_t length = *escape == 'u' ? read_unicode(escape + 1, &value) : 0;
    if (length)
        return single(set, value, code, length + 1);
    if (in_class && *escape == 'b')
        return single(set, '\b', code, 1);
    length = text_decode(escape, strlen(escape), &value);
    return length ? single(set, value, code, length) : 0;
}

/* ECMA 262 writes some things as PCRE2 does not, and knows less. What both spell alike is copied. */
#include "schema/pattern.h"

#include <stdint.h>
#include <string.h>

struct translation {
    const char *at, *end;
    struct buffer *out, *why;
    bool in_class;
    bool repeated; /* the last thing was a quantifier */
};

/* WhiteSpace and LineTerminator of ECMA 262 (12.2, 12.3), and everything else, as ranges for a class. */
#define SPACES                                                                                               \
    "\\x{9}-\\x{d}\\x{20}\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}"   \
    "\\x{feff}"
#define NO_SPACES                                                                                            \
    "\\x{0}-\\x{8}\\x{e}-\\x{1f}\\x{21}-\\x{9f}\\x{a1}-\\x{167f}\\x{1681}-\\x{1fff}\\x{200b}-\\x{2027}"      \
    "\\x{202a}-\\x{202e}\\x{2030}-\\x{205e}\\x{2060}-\\x{2fff}\\x{3001}-\\x{d7ff}\\x{e000}-\\x{fefe}"        \
    "\\x{ff00}-\\x{10ffff}"

/* General categories whose long names PCRE2 does not know (ECMA 262, table "General_Category values"). */
static const struct {
    const char *longer, *name;
} categories[] = {
    {"Cased_Letter", "L&"},
    {"Close_Punctuation", "Pe"},
    {"Connector_Punctuation", "Pc"},
    {"Control", "Cc"},
    {"Currency_Symbol", "Sc"},
    {"Dash_Punctuation", "Pd"},
    {"Decimal_Number", "Nd"},
    {"Enclosing_Mark", "Me"},
    {"Final_Punctuation", "Pf"},
    {"Format", "Cf"},
    {"Initial_Punctuation", "Pi"},
    {"LC", "L&"},
    {"Letter", "L"},
    {"Letter_Number", "Nl"},
    {"Line_Separator", "Zl"},
    {"Lowercase_Letter", "Ll"},
    {"Mark", "M"},
    {"Math_Symbol", "Sm"},
    {"Modifier_Letter", "Lm"},
    {"Modifier_Symbol", "Sk"},
    {"Nonspacing_Mark", "Mn"},
    {"Number", "N"},
    {"Open_Punctuation", "Ps"},
    {"Other", "C"},
    {"Other_Letter", "Lo"},
    {"Other_Number", "No"},
    {"Other_Punctuation", "Po"},
    {"Other_Symbol", "So"},
    {"Paragraph_Separator", "Zp"},
    {"Private_Use", "Co"},
    {"Punctuation", "P"},
    {"Separator", "Z"},
    {"Space_Separator", "Zs"},
    {"Spacing_Mark", "Mc"},
    {"Symbol", "S"},
    {"Titlecase_Letter", "Lt"},
    {"Unassigned", "Cn"},
    {"Uppercase_Letter", "Lu"},
    {"digit", "Nd"},
    {"punct", "P"},
};

static bool refuse(struct translation *translation, const char *what, size_t length, const char *reason)
{
    buffer_format(translation->why, "%.*s %s", (int)length, what, reason);
    return false;
}

static size_t rest(const struct translation *translation)
{
    return (size_t)(translation->end - translation->at);
}

static bool begins(const struct translation *translation, const char *text)
{
    return rest(translation) >= strlen(text) && memcmp(translation->at, text, strlen(text)) == 0;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static int hexadecimal(char c)
{
    static const char digits[] = "0123456789abcdef";
    const char *found = c ? strchr(digits, c >= 'A' && c <= 'F' ? c + ('a' - 'A') : c) : NULL;
    return found ? (int)(found - digits) : -1;
}

/* Reads exactly `count` hexadecimal digits, or leaves everything as it was. */
static bool read_hexadecimal(struct translation *translation, size_t count, uint32_t *code)
{
    if (rest(translation) < count)
        return false;
    *code = 0;
    for (size_t i = 0; i < count; i++) {
        int digit = hexadecimal(translation->at[i]);
        if (digit < 0)
            return false;
        *code = *code * 16 + (uint32_t)digit;
    }
    translation->at += count;
    return true;
}

/* \u{…}: any number of digits up to U+10FFFF. */
static bool read_braced(struct translation *translation, uint32_t *code)
{
    const char *close = memchr(translation->at, '}', rest(translation));
    if (!begins(translation, "{") || !close || close - translation->at > 9)
        return false;
    const char *start = translation->at++;
    if (read_hexadecimal(translation, (size_t)(close - start) - 1, code) && *code <= 0x10ffff &&
        close > start + 1) {
        translation->at = close + 1;
        return true;
    }
    translation->at = start;
    return false;
}

/* A character outside the basic plane may be written as its two UTF-16 halves. */
static bool read_low_half(struct translation *translation, uint32_t *code)
{
    const char *start = translation->at;
    uint32_t low = 0;
    if (begins(translation, "\\u")) {
        translation->at += 2;
        if (read_hexadecimal(translation, 4, &low) && low >= 0xdc00 && low <= 0xdfff) {
            *code = 0x10000 + ((*code - 0xd800) << 10) + (low - 0xdc00);
            return true;
        }
    }
    translation->at = start;
    return false;
}

static bool put_code(struct translation *translation, uint32_t code)
{
    buffer_format(translation->out, "\\x{%x}", (unsigned)code);
    return true;
}

static bool unicode_escape(struct translation *translation)
{
    uint32_t code = 0;
    if (!read_hexadecimal(translation, 4, &code) && !read_braced(translation, &code))
        return buffer_char(translation->out, 'u');
    if (code >= 0xd800 && code <= 0xdbff)
        read_low_half(translation, &code);
    if (code >= 0xd800 && code <= 0xdfff)
        return refuse(translation, "\\u", 2, "must not name half of a surrogate pair");
    return put_code(translation, code);
}

static bool byte_escape(struct translation *translation)
{
    uint32_t code = 0;
    return read_hexadecimal(translation, 2, &code) ? put_code(translation, code)
                                                   : buffer_char(translation->out, 'x');
}

static bool control_escape(struct translation *translation)
{
    char letter = rest(translation) ? *translation->at : '\0';
    if (!((letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z')))
        return refuse(translation, "\\c", 2, "must be followed by a letter");
    translation->at++;
    return put_code(translation, (uint32_t)letter & 31);
}

static bool spaces_escape(struct translation *translation, const char *ranges)
{
    buffer_format(translation->out, translation->in_class ? "%s" : "[%s]", ranges);
    return true;
}

/* \p{…} and \P{…}: general categories by their short names, scripts as they are. */
static bool property_escape(struct translation *translation, char letter)
{
    const char *close = memchr(translation->at, '}', rest(translation));
    if (!begins(translation, "{") || !close)
        return refuse(translation, "\\p", 2, "must be followed by a property in braces");
    translation->at++;
    static const char *const prefixes[] = {"gc=", "General_Category="};
    for (size_t i = 0; i < 2; i++)
        if (begins(translation, prefixes[i]))
            translation->at += strlen(prefixes[i]);
    const char *name = translation->at;
    size_t length = close > name ? (size_t)(close - name) : 0;
    for (size_t i = 0; i < sizeof categories / sizeof *categories; i++) {
        if (strlen(categories[i].longer) == length && memcmp(categories[i].longer, name, length) == 0) {
            name = categories[i].name;
            length = strlen(name);
            break;
        }
    }
    translation->at = close + 1;
    return buffer_format(translation->out, "\\%c{%.*s}", letter, (int)length, name);
}

static bool letter_escape(struct translation *translation, char letter)
{
    switch (letter) {
    case 's':
        return spaces_escape(translation, SPACES);
    case 'S':
        return spaces_escape(translation, NO_SPACES);
    case 'v':
        return put_code(translation, '\v');
    case 'c':
        return control_escape(translation);
    case 'x':
        return byte_escape(translation);
    case 'u':
        return unicode_escape(translation);
    case 'p':
    case 'P':
        return property_escape(translation, letter);
    default:
        break;
    }
    char escape[] = {'\\', letter, '\0'};
    if (!strchr("bBdDfknrtwW", letter))
        return refuse(translation, escape, 2, "is no escape of ECMA 262");
    return buffer_text(translation->out, escape);
}

static bool translate_escape(struct translation *translation)
{
    translation->at++;
    if (rest(translation) == 0)
        return refuse(translation, "\\", 1, "stands at the end");
    char next = *translation->at++;
    if ((next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z'))
        return letter_escape(translation, next);
    if (next == '0' && (rest(translation) == 0 || !is_digit(*translation->at)))
        return put_code(translation, 0);
    /* Digits are back references; other ASCII stands for itself, and what is not ASCII needs no backslash. */
    if ((unsigned char)next < 0x80 && next != '_')
        buffer_char(translation->out, '\\');
    return buffer_char(translation->out, next);
}

/* Of what begins with "(?", ECMA 262 knows groups without number, looking ahead and behind, and names. */
static bool translate_group(struct translation *translation)
{
    static const char *const known[] = {"(?:", "(?=", "(?!", "(?<"};
    bool special = begins(translation, "(?") || begins(translation, "(*");
    for (size_t i = 0; special && i < 4; i++)
        if (begins(translation, known[i]))
            special = false;
    if (special)
        return refuse(translation, translation->at, rest(translation) < 3 ? rest(translation) : 3,
                      "begins no group of ECMA 262");
    size_t length = begins(translation, "(?") ? 3 : 1;
    buffer_append(translation->out, translation->at, length);
    translation->at += length;
    return true;
}

/* The length of a quantifier, 0 where there is none: a brace that counts nothing stands for itself. */
static size_t quantifier_length(const struct translation *translation)
{
    const char *at = translation->at, *end = translation->end;
    if (*at == '*' || *at == '+' || *at == '?')
        return 1;
    if (*at != '{' || ++at == end || !is_digit(*at))
        return 0;
    while (at < end && is_digit(*at))
        at++;
    if (at < end && *at == ',')
        at++;
    while (at < end && is_digit(*at))
        at++;
    return at < end && *at == '}' ? (size_t)(at + 1 - translation->at) : 0;
}

static bool translate_quantifier(struct translation *translation, size_t length)
{
    if (translation->repeated)
        return refuse(translation, translation->at, length, "repeats what is repeated already");
    buffer_append(translation->out, translation->at, length);
    translation->at += length;
    if (begins(translation, "?")) {
        buffer_char(translation->out, '?');
        translation->at++;
    }
    translation->repeated = true;
    return true;
}

static bool translate_in_class(struct translation *translation)
{
    char c = *translation->at++;
    /* PCRE2 would begin a POSIX class. */
    if (c == '[')
        buffer_char(translation->out, '\\');
    translation->in_class = c != ']';
    return buffer_char(translation->out, c);
}

static bool translate_outside(struct translation *translation)
{
    size_t quantifier = quantifier_length(translation);
    if (quantifier)
        return translate_quantifier(translation, quantifier);
    translation->repeated = false;
    char c = *translation->at;
    if (c == '(')
        return translate_group(translation);
    translation->at++;
    if (c == '.')
        return buffer_text(translation->out, "[^\\n\\r\\x{2028}\\x{2029}]");
    if (c == '{')
        return buffer_text(translation->out, "\\{");
    buffer_char(translation->out, c);
    if (c == '[') {
        translation->in_class = true;
        if (begins(translation, "^")) {
            buffer_char(translation->out, '^');
            translation->at++;
        }
    }
    return true;
}

bool schema_pattern_translate(const char *text, size_t length, struct buffer *out, struct buffer *why)
{
    struct translation translation = {.at = text, .end = text + length, .out = out, .why = why};
    while (rest(&translation) > 0) {
        bool fine;
        if (*translation.at == '\\') {
            translation.repeated = false;
            fine = translate_escape(&translation);
        } else if (translation.in_class) {
            fine = translate_in_class(&translation);
        } else {
            fine = translate_outside(&translation);
        }
        if (!fine)
            return false;
    }
    return true;
}

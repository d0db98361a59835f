#include "yaml/scalar.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define DIGITS "0123456789"

/* The words of the core schema and what they mean. */
static const struct {
    const char *word;
    enum yaml_kind kind;
} words[] = {
    {"", YAML_KIND_NULL},           {"~", YAML_KIND_NULL},          {"null", YAML_KIND_NULL},
    {"Null", YAML_KIND_NULL},       {"NULL", YAML_KIND_NULL},       {"true", YAML_KIND_BOOLEAN},
    {"True", YAML_KIND_BOOLEAN},    {"TRUE", YAML_KIND_BOOLEAN},    {"false", YAML_KIND_BOOLEAN},
    {"False", YAML_KIND_BOOLEAN},   {"FALSE", YAML_KIND_BOOLEAN},   {".nan", YAML_KIND_NO_NUMBER},
    {".NaN", YAML_KIND_NO_NUMBER},  {".NAN", YAML_KIND_NO_NUMBER},  {".inf", YAML_KIND_NO_NUMBER},
    {".Inf", YAML_KIND_NO_NUMBER},  {".INF", YAML_KIND_NO_NUMBER},  {"-.inf", YAML_KIND_NO_NUMBER},
    {"-.Inf", YAML_KIND_NO_NUMBER}, {"-.INF", YAML_KIND_NO_NUMBER}, {"+.inf", YAML_KIND_NO_NUMBER},
    {"+.Inf", YAML_KIND_NO_NUMBER}, {"+.INF", YAML_KIND_NO_NUMBER},
};

enum { WORD_LONGEST = 5 };

static bool is_sign(char character)
{
    return character == '-' || character == '+';
}

/* The base of an integer's digits, which begin at *digits. */
static int base_of(const char *text, const char **digits)
{
    bool prefixed = text[0] == '0' && (text[1] == 'o' || text[1] == 'x');
    *digits = text + (prefixed ? 2 : is_sign(*text) ? 1 : 0);
    return !prefixed ? 10 : text[1] == 'o' ? 8 : 16;
}

static bool is_integer(const char *text, size_t length)
{
    const char *digits = NULL;
    int base = base_of(text, &digits);
    size_t count = strspn(digits, base == 8 ? "01234567" : base == 10 ? DIGITS : DIGITS "abcdefABCDEF");
    return count && digits + count == text + length;
}

static bool is_float(const char *text, size_t length)
{
    const char *at = text + is_sign(*text);
    size_t whole = strspn(at, DIGITS), fraction = 0;
    at += whole;
    if (*at == '.') {
        fraction = strspn(++at, DIGITS);
        at += fraction;
    }
    if (!whole && !fraction)
        return false;
    if (*at == 'e' || *at == 'E') {
        at++;
        at += is_sign(*at);
        size_t exponent = strspn(at, DIGITS);
        if (!exponent)
            return false;
        at += exponent;
    }
    return at == text + length;
}

enum yaml_kind yaml_scalar_kind(const char *text, size_t length)
{
    for (size_t i = 0; length <= WORD_LONGEST && i < sizeof words / sizeof *words; i++)
        if (strlen(words[i].word) == length && !memcmp(words[i].word, text, length))
            return words[i].kind;
    if (!strchr(DIGITS "+-.", *text))
        return YAML_KIND_STRING;
    return is_integer(text, length) ? YAML_KIND_INTEGER
           : is_float(text, length) ? YAML_KIND_FLOAT
                                    : YAML_KIND_STRING;
}

/* A number in base 10: JSON wants neither '+', nor zeros in front, nor a point without digits on both sides. */
static void write_decimal(const char *text, struct buffer *out)
{
    if (*text == '-')
        buffer_char(out, '-');
    text += is_sign(*text);
    while (text[0] == '0' && text[1] >= '0' && text[1] <= '9')
        text++;
    size_t whole = strspn(text, DIGITS);
    buffer_append(out, whole ? text : "0", whole ? whole : 1);
    text += whole;
    if (*text == '.') {
        size_t fraction = strspn(text + 1, DIGITS);
        if (fraction)
            buffer_append(out, text, fraction + 1);
        text += fraction + 1;
    }
    buffer_text(out, text);
}

bool yaml_scalar_number(const char *text, struct buffer *out)
{
    const char *digits = NULL;
    int base = base_of(text, &digits);
    if (base == 10) {
        write_decimal(text, out);
        return true;
    }
    errno = 0;
    unsigned long long value = strtoull(digits, NULL, base);
    buffer_format(out, "%llu", value);
    return !errno;
}

#include "json/decimal.h"

#include <gmp.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "json/big.h"

static bool is_digit(char character)
{
    return character >= '0' && character <= '9';
}

static void parse_exponent(const char *at, struct decimal *decimal)
{
    if (*at == 'e' || *at == 'E')
        at++;
    decimal->exponent_negative = *at == '-';
    if (*at == '-' || *at == '+')
        at++;
    while (*at == '0')
        at++;
    decimal->exponent = at;
    decimal->exponent_length = strlen(at);
}

struct decimal decimal_parse(const char *text)
{
    struct decimal decimal = {.negative = *text == '-'};
    size_t digits = 0; /* since the first that counts */
    bool behind_point = false;
    const char *at = text + decimal.negative;
    for (; is_digit(*at) || *at == '.'; at++) {
        if (*at == '.') {
            behind_point = true;
            continue;
        }
        if (!decimal.digits && *at != '0')
            decimal.digits = at;
        if (decimal.digits)
            digits++;
        if (*at != '0')
            decimal.count = digits;
        if (decimal.digits && !behind_point)
            decimal.shift++;
        else if (!decimal.digits && behind_point)
            decimal.shift--;
    }
    parse_exponent(at, &decimal);
    return decimal;
}

enum { DIGITS_OF_WORD = 18 };

bool decimal_point(const struct decimal *decimal, int64_t *point)
{
    int64_t exponent = 0;
    if (decimal->exponent_length > DIGITS_OF_WORD)
        return false;
    for (size_t i = 0; i < decimal->exponent_length; i++)
        exponent = exponent * 10 + (decimal->exponent[i] - '0');
    *point = decimal->shift + (decimal->exponent_negative ? -exponent : exponent);
    return true;
}

void big_point(mpz_t point, const struct decimal *decimal)
{
    if (!decimal->exponent_length || mpz_set_str(point, decimal->exponent, 10))
        mpz_set_ui(point, 0);
    if (decimal->exponent_negative)
        mpz_neg(point, point);
    if (decimal->shift < 0)
        mpz_sub_ui(point, point, (unsigned long)-decimal->shift);
    else
        mpz_add_ui(point, point, (unsigned long)decimal->shift);
}

/* ---- The canonical spelling ---- */

/* Appends digits `from` to `to` (exclusive) of D. */
static void write_digits(struct buffer *out, const struct decimal *decimal, size_t from, size_t to)
{
    const char *point = strchr(decimal->digits, '.');
    size_t whole = point ? (size_t)(point - decimal->digits) : to;
    if (from < whole)
        buffer_append(out, decimal->digits + from, (to < whole ? to : whole) - from);
    if (to > whole)
        buffer_append(out, decimal->digits + 1 + (from > whole ? from : whole), to - (from > whole ? from : whole));
}

static void write_zeros(struct buffer *out, int64_t count)
{
    while (count-- > 0)
        buffer_char(out, '0');
}

/* Appends point - 1 with its sign. */
static void write_exponent(struct buffer *out, const struct decimal *decimal)
{
    int64_t small = 0;
    if (decimal_point(decimal, &small)) {
        buffer_format(out, "e%+lld", (long long)small - 1);
        return;
    }
    mpz_t point;
    mpz_init(point);
    big_point(point, decimal);
    mpz_sub_ui(point, point, 1);
    char *text = memory_new(mpz_sizeinbase(point, 10) + 2);
    mpz_get_str(text, 10, point);
    buffer_text(out, *text == '-' ? "e" : "e+");
    buffer_text(out, text);
    free(text);
    mpz_clear(point);
}

enum { PLAIN_BEFORE_POINT = 21, PLAIN_BEHIND_POINT = 6 };

void json_decimal_write(struct buffer *out, const char *number)
{
    struct decimal decimal = decimal_parse(number);
    int64_t point = 0;
    if (!decimal.digits) {
        buffer_char(out, '0');
        return;
    }
    if (decimal.negative)
        buffer_char(out, '-');
    bool plain = decimal_point(&decimal, &point) && point <= PLAIN_BEFORE_POINT && point > -PLAIN_BEHIND_POINT;
    size_t before = plain ? (point > 0 ? (size_t)point : 0) : 1;
    if (before > decimal.count)
        before = decimal.count;
    write_digits(out, &decimal, 0, before);
    if (plain)
        write_zeros(out, before ? point - (int64_t)decimal.count : 1);
    if (before < decimal.count) {
        buffer_char(out, '.');
        if (plain)
            write_zeros(out, -point);
        write_digits(out, &decimal, before, decimal.count);
    }
    if (!plain)
        write_exponent(out, &decimal);
}

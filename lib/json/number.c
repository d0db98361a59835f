#include "json/number.h"

#include <gmp.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json/big.h"
#include "json/json.h"

/* The shortest of three precisions that reads back as the same double. */
static const char *double_text(double value, char scratch[40])
{
    if (isnan(value) || isinf(value))
        return isnan(value) ? "0" : value > 0 ? "1e999" : "-1e999";
    for (int precision = 15; precision <= 17; precision++) {
        snprintf(scratch, 40, "%.*g", precision, value);
        if (strtod(scratch, NULL) == value)
            break;
    }
    return scratch;
}

const char *json_number_text(const struct json_object *node, char scratch[40])
{
    const struct json_origin *origin = json_origin_of(node);
    if (origin && origin->number)
        return origin->number;
    if (json_is(node, json_type_double))
        return double_text(json_object_get_double(node), scratch);
    int64_t small = json_object_get_int64(node);
    uint64_t large = json_object_get_uint64(node);
    if (large > INT64_MAX)
        snprintf(scratch, 40, "%llu", (unsigned long long)large);
    else
        snprintf(scratch, 40, "%lld", (long long)small);
    return scratch;
}

/* ---- Order ---- */

static int sign_of(int64_t value)
{
    return (value > 0) - (value < 0);
}

static int compare_big_points(const struct decimal *a, const struct decimal *b)
{
    mpz_t left, right;
    mpz_inits(left, right, NULL);
    big_point(left, a);
    big_point(right, b);
    int order = mpz_cmp(left, right);
    mpz_clears(left, right, NULL);
    return order;
}

static int compare_points(const struct decimal *a, const struct decimal *b)
{
    int64_t left = 0, right = 0;
    if (decimal_point(a, &left) && decimal_point(b, &right))
        return (left > right) - (left < right);
    return compare_big_points(a, b);
}

static int compare_digits(const struct decimal *a, const struct decimal *b)
{
    const char *left = a->digits, *right = b->digits;
    size_t shorter = a->count < b->count ? a->count : b->count;
    for (size_t i = 0; i < shorter; i++, left++, right++) {
        left += *left == '.';
        right += *right == '.';
        if (*left != *right)
            return *left < *right ? -1 : 1;
    }
    return (a->count > b->count) - (a->count < b->count);
}

int json_number_compare(const char *a, const char *b)
{
    struct decimal left = decimal_parse(a), right = decimal_parse(b);
    int left_sign = !left.digits ? 0 : left.negative ? -1 : 1;
    int right_sign = !right.digits ? 0 : right.negative ? -1 : 1;
    if (left_sign != right_sign || !left_sign)
        return sign_of(left_sign - right_sign);
    int order = compare_points(&left, &right);
    if (!order)
        order = compare_digits(&left, &right);
    return left_sign * sign_of(order);
}

bool json_number_is_integer(const char *number)
{
    struct decimal decimal = decimal_parse(number);
    int64_t point = 0;
    if (!decimal.digits)
        return true;
    /* No text has so many digits that they could make up for an exponent of 18 or more. */
    if (!decimal_point(&decimal, &point))
        return !decimal.exponent_negative;
    return point >= (int64_t)decimal.count;
}

/* ---- Multiples ----
 *
 * With A and B the digits as whole numbers, neither ending in 0, the quotient is A/B × 10^k. For k < 0 it is
 * whole only if 10 divided A. For k >= 0 it is whole if B divides A × 10^k, and a k above the number of twos
 * and fives in B changes nothing, so that k never grows beyond four times the digits of B. */

/* The exponent of the last digit of `a` less that of `b`, at most `most`; -1 for all below zero. */
static int64_t power_between(const struct decimal *a, const struct decimal *b, int64_t most)
{
    mpz_t left, right;
    mpz_inits(left, right, NULL);
    big_point(left, a);
    big_point(right, b);
    mpz_sub(left, left, right);
    mpz_sub_ui(left, left, a->count);
    mpz_add_ui(left, left, b->count);
    int64_t power = mpz_sgn(left) < 0 ? -1 : mpz_cmp_si(left, most) > 0 ? most : mpz_get_si(left);
    mpz_clears(left, right, NULL);
    return power;
}

static int64_t capped_power(const struct decimal *a, const struct decimal *b, int64_t most)
{
    int64_t left = 0, right = 0;
    if (!decimal_point(a, &left) || !decimal_point(b, &right))
        return power_between(a, b, most);
    int64_t power = (left - (int64_t)a->count) - (right - (int64_t)b->count);
    return power < 0 ? -1 : power > most ? most : power;
}

enum { DIGITS_OF_WORD = 18 }; /* ten times such a number still fits 64 bits */

static uint64_t remainder_of(const struct decimal *a, uint64_t divisor)
{
    uint64_t rest = 0;
    const char *at = a->digits;
    for (size_t i = 0; i < a->count; i++, at++) {
        at += *at == '.';
        rest = (rest * 10 + (uint64_t)(*at - '0')) % divisor;
    }
    return rest;
}

static bool is_small_multiple(const struct decimal *a, const struct decimal *b, int64_t power)
{
    uint64_t divisor = remainder_of(b, UINT64_MAX);
    uint64_t rest = remainder_of(a, divisor);
    while (rest && power-- > 0)
        rest = rest * 10 % divisor;
    return !rest;
}

static void set_digits(mpz_t number, const struct decimal *decimal)
{
    char *digits = memory_new(decimal->count + 1);
    const char *at = decimal->digits;
    for (size_t i = 0; i < decimal->count; i++, at++) {
        at += *at == '.';
        digits[i] = *at;
    }
    mpz_set_str(number, digits, 10);
    free(digits);
}

static bool is_big_multiple(const struct decimal *a, const struct decimal *b, int64_t power)
{
    mpz_t dividend, divisor, ten;
    mpz_inits(dividend, divisor, ten, NULL);
    set_digits(dividend, a);
    set_digits(divisor, b);
    mpz_set_ui(ten, 10);
    mpz_powm_ui(ten, ten, (unsigned long)power, divisor);
    mpz_mul(dividend, dividend, ten);
    bool divisible = mpz_divisible_p(dividend, divisor);
    mpz_clears(dividend, divisor, ten, NULL);
    return divisible;
}

bool json_number_is_multiple(const char *number, const char *divisor)
{
    struct decimal a = decimal_parse(number), b = decimal_parse(divisor);
    if (!a.digits || !b.digits)
        return !a.digits;
    int64_t power = capped_power(&a, &b, 4 * (int64_t)b.count);
    if (power < 0)
        return false;
    return b.count <= DIGITS_OF_WORD ? is_small_multiple(&a, &b, power) : is_big_multiple(&a, &b, power);
}

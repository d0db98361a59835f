/* A JSON number taken apart, without evaluating it. Private to this folder. */
#ifndef CREWCHECK_JSON_DECIMAL_H
#define CREWCHECK_JSON_DECIMAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"

/* The value is 0.D × 10^(shift + exponent), where D are the digits from the first to the last that is not zero. */
struct decimal {
    bool negative;
    const char *digits; /* the first digit of D; a '.' may stand between them. NULL for zero */
    size_t count;       /* of the digits of D */
    int64_t shift;
    bool exponent_negative;
    const char *exponent; /* its digits without leading zeros, up to the end of the text; perhaps a million */
    size_t exponent_length;
};

/* `text` is of the JSON number grammar and outlives the result. */
struct decimal decimal_parse(const char *text);

/* Sets *point to shift + exponent; false where that is beyond about 10^18. */
bool decimal_point(const struct decimal *decimal, int64_t *point);

/* Appends the one spelling that all texts of the same value share: as RFC 8785, section 3.2.2.3, yet with all
 * digits instead of a double's. */
void json_decimal_write(struct buffer *out, const char *number);

#endif

/* What needs more than machine words. Private to this folder. */
#ifndef CREWCHECK_JSON_BIG_H
#define CREWCHECK_JSON_BIG_H

#include <gmp.h>

#include "json/decimal.h"

/* Sets `point` to shift + exponent, at any size. */
void big_point(mpz_t point, const struct decimal *decimal);

#endif

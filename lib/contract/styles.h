/* Parameters as they travel, undone: arrays and objects in the styles of the Parameter Object (OpenAPI 3.0.3, "Style
 * Values", "Style Examples"). */
#ifndef CREWCHECK_CONTRACT_STYLES_H
#define CREWCHECK_CONTRACT_STYLES_H

#include "contract/contract.h"

enum contract_reading {
    CONTRACT_READ_ABSENT,  /* it is not there */
    CONTRACT_READ_VALID,   /* some reading of the text keeps the schema */
    CONTRACT_READ_INVALID, /* none does */
    CONTRACT_READ_UNCLEAR  /* the specification does not say how such a value is spelled, or not in one way */
};

/* Is it an array or an object by its schema's own type, and nothing else, so that its style tells how it is spelled? */
bool contract_style_is_compound(const struct contract_parameter *parameter);

/* Holds what a request has for such a parameter against its schema. `text`: of a path and a header, the value; of a query,
 * the whole query without its question mark; of a cookie, the whole Cookie field. `escaped`: percent escapes stand in it
 * still. Each item may be read as a string or as the number, boolean or null that it spells, and separators that are escaped
 * may count as such. */
enum contract_reading contract_style_judge(const struct contract_parameter *parameter, const char *text,
                                           bool escaped);

#endif

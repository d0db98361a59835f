/* Arithmetic on JSON numbers by their text, exact at any size: an exponent of a billion costs no memory. */
#ifndef CREWCHECK_JSON_NUMBER_H
#define CREWCHECK_JSON_NUMBER_H

#include <stdbool.h>

struct json_object;

/* The JSON text of a number node: as read, else as json-c holds it. `scratch` has room for 40 bytes. */
const char *json_number_text(const struct json_object *node, char scratch[40]);

/* Each takes texts of the JSON number grammar (RFC 8259, section 6). */
int json_number_compare(const char *a, const char *b); /* -1, 0 or 1 */
bool json_number_is_integer(const char *number);       /* by value: 1.0 and 1e2 are */
bool json_number_is_multiple(const char *number, const char *divisor); /* of a divisor above zero */

#endif

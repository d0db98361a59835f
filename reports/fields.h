/* Header fields as records keep them: an array of pairs, name and value. */
#ifndef CREWCHECK_REPORTS_FIELDS_H
#define CREWCHECK_REPORTS_FIELDS_H

#include <stdbool.h>
#include <stddef.h>

#include "json/json.h"

/* The next field from *at on, which starts at 0; false behind the last one. What is no pair of strings is passed over, for a
 * record may come from anybody; `headers` may be anything, NULL too. Texts are borrowed. */
bool fields_next(const struct json_object *headers, size_t *at, const char **name, const char **value);

/* The value of the first of that name, in any case; NULL: there is none. */
const char *fields_find(const struct json_object *headers, const char *name);

#endif

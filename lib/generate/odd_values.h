/* Private to lib/generate: the odd values, one row each. */
#ifndef CREWCHECK_GENERATE_ODD_VALUES_H
#define CREWCHECK_GENERATE_ODD_VALUES_H

#include "json/json.h"

struct odd_value {
    const char *rule, *title;
    const char *key;  /* of the member that holds it; NULL: one that is named after the rule */
    const char *text; /* NULL: made by `make` */
    struct json_object *(*make)(void);
};

extern const struct odd_value odd_strings[], odd_keys[], odd_free[], odd_uris[];
extern const size_t odd_string_count, odd_key_count, odd_free_count, odd_uri_count;

/* The value itself; it belongs to the caller. */
struct json_object *odd_make(const struct odd_value *odd);

/* The text cut, or made longer, to a number of code points. */
struct json_object *odd_resize(const char *text, size_t length);

#endif

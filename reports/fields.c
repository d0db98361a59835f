#include "reports/fields.h"

#include <strings.h>

#include "json/json.h"

static const char *text_at(const struct json_object *pair, size_t index)
{
    struct json_object *text = json_object_array_get_idx(pair, index);
    return json_is(text, json_type_string) ? json_object_get_string(text) : NULL;
}

bool fields_next(const struct json_object *headers, size_t *at, const char **name, const char **value)
{
    size_t count = json_is(headers, json_type_array) ? json_object_array_length(headers) : 0;
    while (*at < count) {
        struct json_object *pair = json_object_array_get_idx(headers, (*at)++);
        bool is_pair = json_is(pair, json_type_array) && json_object_array_length(pair) == 2;
        *name = is_pair ? text_at(pair, 0) : NULL;
        *value = is_pair ? text_at(pair, 1) : NULL;
        if (*name && *value)
            return true;
    }
    return false;
}

const char *fields_find(const struct json_object *headers, const char *name)
{
    size_t at = 0;
    const char *found = NULL, *value = NULL;
    while (fields_next(headers, &at, &found, &value))
        if (strcasecmp(found, name) == 0)
            return value;
    return NULL;
}

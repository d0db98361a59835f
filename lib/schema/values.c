/* The keywords that concern one value and not what is inside it. */
#include "schema/check.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "json/number.h"

/* json-c's readers take nodes that are not const, and do not change them. */
static struct json_object *loose(const struct json_object *node)
{
    return (struct json_object *)(uintptr_t)node;
}

/* Integers are numbers without a fractional part, 1.0 and 1e2 too. 3.0.3 says "without a fraction or exponent part";
 * but JSON's readers do not keep the spelling, so a deployment cannot be held to it. */
static bool number_is(unsigned types, const struct json_object *node)
{
    if (types & SCHEMA_TYPE_NUMBER)
        return true;
    char scratch[40];
    return (types & SCHEMA_TYPE_INTEGER) && json_number_is_integer(json_number_text(node, scratch));
}

bool schema_holds_type(const struct schema_compiled *compiled, const struct json_object *node)
{
    unsigned types = compiled->schema.types;
    switch (json_object_get_type(node)) {
    case json_type_null:
        return types & SCHEMA_TYPE_NULL;
    case json_type_boolean:
        return types & SCHEMA_TYPE_BOOLEAN;
    case json_type_int:
        return types & (SCHEMA_TYPE_INTEGER | SCHEMA_TYPE_NUMBER);
    case json_type_double:
        return number_is(types, node);
    case json_type_string:
        return types & SCHEMA_TYPE_STRING;
    case json_type_array:
        return types & SCHEMA_TYPE_ARRAY;
    default:
        return types & SCHEMA_TYPE_OBJECT;
    }
}

static const char *text_of(const struct json_object *node, size_t *length)
{
    *length = (size_t)json_object_get_string_len(node);
    return json_object_get_string(loose(node));
}

static bool same_text(const struct json_object *a, const struct json_object *b)
{
    size_t a_length, b_length;
    const char *a_text = text_of(a, &a_length), *b_text = text_of(b, &b_length);
    return a_length == b_length && memcmp(a_text, b_text, a_length) == 0;
}

bool schema_holds_enum(const struct schema_compiled *compiled, const struct json_object *node)
{
    const struct json_object *values = compiled->schema.enumeration;
    if (!values)
        return true;
    bool is_string = json_is(node, json_type_string);
    size_t count = json_object_array_length(values);
    for (size_t i = 0; i < count; i++) {
        const struct json_object *value = json_object_array_get_idx(values, i);
        if (is_string ? json_is(value, json_type_string) && same_text(value, node) : json_equal(value, node))
            return true;
    }
    return false;
}

/* A code point takes one to four bytes, so that most lengths need no counting. */
bool schema_holds_min_length(const struct schema_compiled *compiled, const struct json_object *node)
{
    size_t length, minimum = compiled->schema.min_length;
    const char *text = text_of(node, &length);
    if (length < minimum)
        return false;
    return length / 4 >= minimum || text_length(text, length) >= minimum;
}

bool schema_holds_max_length(const struct schema_compiled *compiled, const struct json_object *node)
{
    size_t length, maximum = compiled->schema.max_length;
    const char *text = text_of(node, &length);
    return length <= maximum || text_length(text, length) <= maximum;
}

enum schema_match schema_matches(struct schema_check *check, const struct schema_compiled *compiled,
                                 const struct json_object *node)
{
    size_t length;
    const char *text = text_of(node, &length);
    const struct schema_pattern *pattern = compiled->schema.pattern;
    return pattern ? schema_pattern_match(pattern, text, length, &check->matching) : SCHEMA_MATCH_YES;
}

bool schema_holds_text_format(const struct schema_compiled *compiled, const struct json_object *node)
{
    size_t length;
    const char *text = text_of(node, &length);
    const struct schema_format *format = compiled->known_format;
    return !format || !format->text_holds || format->text_holds(text, length);
}

/* Doubles round without changing the order: where the nearest doubles differ, so do the numbers. */
static int compare(const struct json_object *node, const struct schema_bound *bound)
{
    if (bound->is_whole && json_is(node, json_type_int)) {
        int64_t whole = json_object_get_int64(node);
        if (whole != INT64_MAX)
            return (whole > bound->whole) - (whole < bound->whole);
    }
    double real = json_object_get_double(node);
    if (real < bound->real || real > bound->real)
        return real < bound->real ? -1 : 1;
    char scratch[40];
    return json_number_compare(json_number_text(node, scratch), bound->text);
}

bool schema_holds_minimum(const struct schema_compiled *compiled, const struct json_object *node)
{
    if (!compiled->minimum.text)
        return true;
    int order = compare(node, &compiled->minimum);
    return order > 0 || (order == 0 && !compiled->schema.exclusive_minimum);
}

bool schema_holds_maximum(const struct schema_compiled *compiled, const struct json_object *node)
{
    if (!compiled->maximum.text)
        return true;
    int order = compare(node, &compiled->maximum);
    return order < 0 || (order == 0 && !compiled->schema.exclusive_maximum);
}

bool schema_holds_multiple_of(const struct schema_compiled *compiled, const struct json_object *node)
{
    const struct schema_bound *divisor = &compiled->multiple_of;
    if (!divisor->text)
        return true;
    if (divisor->is_whole && json_is(node, json_type_int)) {
        int64_t whole = json_object_get_int64(node);
        if (whole != INT64_MAX)
            return whole % divisor->whole == 0;
    }
    char scratch[40];
    return json_number_is_multiple(json_number_text(node, scratch), divisor->text);
}

bool schema_holds_number_format(const struct schema_compiled *compiled, const struct json_object *node)
{
    const struct schema_format *format = compiled->known_format;
    char scratch[40];
    return !format || !format->number_holds || format->number_holds(json_number_text(node, scratch));
}

bool schema_holds_min_items(const struct schema_compiled *compiled, const struct json_object *node)
{
    return json_object_array_length(node) >= compiled->schema.min_items;
}

bool schema_holds_max_items(const struct schema_compiled *compiled, const struct json_object *node)
{
    return json_object_array_length(node) <= compiled->schema.max_items;
}

bool schema_holds_min_properties(const struct schema_compiled *compiled, const struct json_object *node)
{
    return (size_t)json_object_object_length(node) >= compiled->schema.min_properties;
}

bool schema_holds_max_properties(const struct schema_compiled *compiled, const struct json_object *node)
{
    return (size_t)json_object_object_length(node) <= compiled->schema.max_properties;
}

static bool pairwise_unique(const struct json_object *array, size_t count)
{
    for (size_t i = 1; i < count; i++)
        for (size_t j = 0; j < i; j++)
            if (json_equal(json_object_array_get_idx(array, i), json_object_array_get_idx(array, j)))
                return false;
    return true;
}

struct piece {
    const char *text;
    size_t length;
};

static int compare_pieces(const void *a, const void *b)
{
    const struct piece *left = a, *right = b;
    if (left->length != right->length)
        return left->length < right->length ? -1 : 1;
    return memcmp(left->text, right->text, left->length);
}

/* Equal values have equal canonical text; sorted, equal texts are neighbours. Unlike a hash, no hostile choice of
 * values makes this quadratic. */
static bool sorted_unique(const struct json_object *array, size_t count)
{
    struct buffer texts;
    buffer_init(&texts, BUFFER_UNBOUNDED);
    struct piece *pieces = memory_new(count * sizeof *pieces);
    for (size_t i = 0; i < count; i++) {
        size_t start = texts.length;
        json_write(&texts, json_object_array_get_idx(array, i), JSON_CANONICAL);
        pieces[i].length = texts.length - start;
    }
    size_t start = 0;
    for (size_t i = 0; i < count; start += pieces[i++].length)
        pieces[i].text = texts.data + start;
    qsort(pieces, count, sizeof *pieces, compare_pieces);
    bool unique = true;
    for (size_t i = 1; unique && i < count; i++)
        unique = compare_pieces(&pieces[i - 1], &pieces[i]) != 0;
    free(pieces);
    buffer_clear(&texts);
    return unique;
}

bool schema_holds_unique_items(const struct schema_compiled *compiled, const struct json_object *node)
{
    enum { FEW = 16 };
    if (!compiled->schema.unique_items)
        return true;
    size_t count = json_object_array_length(node);
    return count <= FEW ? pairwise_unique(node, count) : sorted_unique(node, count);
}

#include <string.h>

#include "json/document.h"
#include "json/number.h"

const struct json_origin *json_origin_of(const struct json_object *node)
{
    return node ? json_object_get_userdata((struct json_object *)node) : NULL;
}

/* The entry of a member, null ones too. */
static struct lh_entry *find_entry(const struct json_object *object, const char *key)
{
    if (!json_object_is_type(object, json_type_object))
        return NULL;
    return lh_table_lookup_entry(json_object_get_object(object), key);
}

bool json_key_place(const struct json_object *object, const char *key, const struct json_source **source,
                    struct json_place *place)
{
    const struct json_origin *origin = json_origin_of(object);
    const struct lh_entry *wanted = find_entry(object, key);
    if (!wanted || !origin || !origin->keys)
        return false;
    size_t index = 0;
    for (const struct lh_entry *entry = lh_table_head(json_object_get_object(object)); entry != wanted;
         entry = lh_entry_next(entry))
        index++;
    if (!origin->keys[index].line)
        return false;
    *source = origin->key_sources ? origin->key_sources[index] : origin->source;
    *place = origin->keys[index];
    return true;
}

void json_set_origin(struct json_document *document, struct json_object *node, const struct json_origin *origin)
{
    if (!node)
        return;
    struct arena *arena = json_document_arena(document);
    struct json_origin *copy = (void *)arena_copy(arena, origin, sizeof *origin);
    copy->number = arena_string(arena, origin->number);
    size_t count = json_object_is_type(node, json_type_object) ? (size_t)json_object_object_length(node) : 0;
    if (origin->keys && count)
        copy->keys = (void *)arena_copy(arena, origin->keys, count * sizeof *origin->keys);
    if (origin->key_sources && count)
        copy->key_sources = (void *)arena_copy(arena, origin->key_sources, count * sizeof *origin->key_sources);
    json_object_set_userdata(node, copy, NULL);
}

/* ---- Copies ---- */

/* json-c has one type for signed and unsigned integers; each of its getters clamps the other's. */
static struct json_object *copy_integer(const struct json_object *node)
{
    int64_t small = json_object_get_int64(node);
    uint64_t large = json_object_get_uint64(node);
    return large > INT64_MAX ? json_object_new_uint64(large) : json_object_new_int64(small);
}

static struct json_object *copy_scalar(const struct json_object *node)
{
    switch (json_object_get_type(node)) {
    case json_type_boolean:
        return json_object_new_boolean(json_object_get_boolean(node));
    case json_type_int:
        return copy_integer(node);
    case json_type_double:
        return json_object_new_double(json_object_get_double(node));
    default:
        return json_object_new_string_len(json_object_get_string((struct json_object *)node),
                                          json_object_get_string_len(node));
    }
}

static struct json_object *copy_object(const struct json_object *node)
{
    struct json_object *copy = memory_require(json_object_new_object());
    struct lh_entry *entry = NULL;
    lh_foreach (json_object_get_object(node), entry)
        if (json_object_object_add_ex(copy, lh_entry_k(entry), json_copy(lh_entry_v(entry)), JSON_C_OBJECT_ADD_KEY_IS_NEW))
            memory_require(NULL);
    return copy;
}

static struct json_object *copy_array(const struct json_object *node)
{
    size_t count = json_object_array_length(node);
    struct json_object *copy = memory_require(json_object_new_array_ext(count ? (int)count : 1));
    for (size_t i = 0; i < count; i++)
        if (json_object_array_add(copy, json_copy(json_object_array_get_idx(node, i))))
            memory_require(NULL);
    return copy;
}

struct json_object *json_copy(const struct json_object *node)
{
    if (!node)
        return NULL;
    json_type type = json_object_get_type(node);
    struct json_object *copy = type == json_type_object  ? copy_object(node)
                               : type == json_type_array ? copy_array(node)
                                                         : memory_require(copy_scalar(node));
    json_object_set_userdata(copy, (void *)json_origin_of(node), NULL);
    return copy;
}

/* ---- Looking ---- */

bool json_is(const struct json_object *node, json_type type)
{
    return json_object_is_type(node, type);
}

bool json_has(const struct json_object *object, const char *key)
{
    return find_entry(object, key);
}

struct json_object *json_member(const struct json_object *object, const char *key)
{
    struct lh_entry *entry = find_entry(object, key);
    return entry ? lh_entry_v(entry) : NULL;
}

static struct json_object *member_of_type(const struct json_object *object, const char *key, json_type type)
{
    struct json_object *member = json_member(object, key);
    return json_is(member, type) ? member : NULL;
}

const char *json_member_string(const struct json_object *object, const char *key)
{
    return json_object_get_string(member_of_type(object, key, json_type_string));
}

struct json_object *json_member_object(const struct json_object *object, const char *key)
{
    return member_of_type(object, key, json_type_object);
}

struct json_object *json_member_array(const struct json_object *object, const char *key)
{
    return member_of_type(object, key, json_type_array);
}

bool json_member_bool(const struct json_object *object, const char *key, bool fallback)
{
    struct json_object *member = member_of_type(object, key, json_type_boolean);
    return member ? json_object_get_boolean(member) : fallback;
}

int64_t json_member_int(const struct json_object *object, const char *key, int64_t fallback)
{
    struct json_object *member = member_of_type(object, key, json_type_int);
    return member ? json_object_get_int64(member) : fallback;
}

const char *json_type_word(const struct json_object *node)
{
    static const char *const words[] = {
        [json_type_null] = "null",     [json_type_boolean] = "boolean", [json_type_int] = "integer",
        [json_type_double] = "number", [json_type_object] = "object",   [json_type_array] = "array",
        [json_type_string] = "string",
    };
    json_type type = json_object_get_type(node);
    char scratch[40];
    if (type == json_type_double && json_number_is_integer(json_number_text(node, scratch)))
        type = json_type_int;
    return words[type];
}

/* ---- Equality ---- */

static bool equal_numbers(const struct json_object *a, const struct json_object *b)
{
    char scratch_a[40], scratch_b[40];
    if (json_is(a, json_type_int) && json_is(b, json_type_int))
        return json_object_get_int64(a) == json_object_get_int64(b) &&
               json_object_get_uint64(a) == json_object_get_uint64(b);
    return !json_number_compare(json_number_text(a, scratch_a), json_number_text(b, scratch_b));
}

static bool equal_strings(const struct json_object *a, const struct json_object *b)
{
    int length = json_object_get_string_len(a);
    return length == json_object_get_string_len(b) &&
           !memcmp(json_object_get_string((struct json_object *)a), json_object_get_string((struct json_object *)b),
                   (size_t)length);
}

static bool equal_objects(const struct json_object *a, const struct json_object *b)
{
    if (json_object_object_length(a) != json_object_object_length(b))
        return false;
    struct lh_entry *entry = NULL;
    lh_foreach (json_object_get_object(a), entry) {
        const struct lh_entry *other = find_entry(b, lh_entry_k(entry));
        if (!other || !json_equal(lh_entry_v(entry), lh_entry_v(other)))
            return false;
    }
    return true;
}

static bool equal_arrays(const struct json_object *a, const struct json_object *b)
{
    size_t count = json_object_array_length(a);
    if (count != json_object_array_length(b))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!json_equal(json_object_array_get_idx(a, i), json_object_array_get_idx(b, i)))
            return false;
    return true;
}

static bool is_number(json_type type)
{
    return type == json_type_int || type == json_type_double;
}

bool json_equal(const struct json_object *a, const struct json_object *b)
{
    if (a == b)
        return true;
    json_type type = json_object_get_type(a), other = json_object_get_type(b);
    if (is_number(type) && is_number(other))
        return equal_numbers(a, b);
    if (type != other)
        return false;
    switch (type) {
    case json_type_boolean:
        return json_object_get_boolean(a) == json_object_get_boolean(b);
    case json_type_string:
        return equal_strings(a, b);
    case json_type_object:
        return equal_objects(a, b);
    case json_type_array:
        return equal_arrays(a, b);
    default:
        return true;
    }
}

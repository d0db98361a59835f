/* The smallest instance that still fails: by leaving out, and by putting simpler values in the place of others. Each step
 * makes the instance's text shorter, or earlier in the alphabet at the same length, so that there is an end. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "generate/generate.h"
#include "generate/tree.h"

struct pointers {
    char **items;
    size_t count, capacity;
};

static void collect(const struct json_object *node, struct buffer *pointer, struct pointers *pointers)
{
    size_t length = pointer->length;
    struct lh_entry *at = NULL;
    const char *name = NULL;
    struct json_object *value = NULL;
    pointers->items =
        memory_grow(pointers->items, pointers->count, &pointers->capacity, sizeof *pointers->items);
    pointers->items[pointers->count++] = string_copy(buffer_string(pointer));
    while (json_is(node, json_type_object) && tree_next_member(node, &at, &name, &value)) {
        json_pointer_push(pointer, name);
        collect(value, pointer, pointers);
        pointer->data[pointer->length = length] = '\0';
    }
    for (size_t i = 0; json_is(node, json_type_array) && i < json_object_array_length(node); i++) {
        json_pointer_push_index(pointer, i);
        collect(json_object_array_get_idx(node, i), pointer, pointers);
        pointer->data[pointer->length = length] = '\0';
    }
}

static void clear(struct pointers *pointers)
{
    for (size_t i = 0; i < pointers->count; i++)
        free(pointers->items[i]);
    free(pointers->items);
}

/* ---- Simpler values ---- */

/* The first or the second half of a text, in code points. */
static struct json_object *half_text(const char *text, bool second)
{
    size_t length = strlen(text), half = text_length(text, length) / 2, offset = 0;
    for (size_t i = 0; i < half; i++) {
        size_t size = text_decode(text + offset, length - offset, NULL);
        offset += size ? size : 1;
    }
    char *part = second ? string_copy(text + offset) : memory_copy(text, offset);
    struct json_object *node = tree_string(part);
    free(part);
    return node;
}

static struct json_object *half_array(const struct json_object *array, bool second)
{
    size_t count = json_object_array_length(array), half = count / 2;
    struct json_object *part = json_object_new_array();
    for (size_t i = second ? half : 0; i < (second ? count : half); i++)
        json_object_array_add(part, json_copy(json_object_array_get_idx(array, i)));
    return part;
}

static struct json_object *plain_letters(const char *text)
{
    size_t length = text_length(text, strlen(text));
    char *letters = memory_new(length + 1);
    memset(letters, 'a', length);
    struct json_object *node = tree_string(letters);
    free(letters);
    return node;
}

/* The step-th simpler value; false where there is none. */
static bool simplify(const struct json_object *value, unsigned step, struct json_object **simpler)
{
    *simpler = NULL;
    switch (json_object_get_type(value)) {
    case json_type_object:
        *simpler = step ? NULL : json_object_new_object();
        return step == 0;
    case json_type_array:
        *simpler = step == 0 ? json_object_new_array() : step < 3 ? half_array(value, step == 2) : NULL;
        return step < 3;
    case json_type_string: {
        const char *text = tree_text(value, NULL);
        *simpler = step == 0   ? tree_string("")
                   : step < 3  ? half_text(text, step == 2)
                   : step == 3 ? plain_letters(text)
                               : NULL;
        return step < 4;
    }
    case json_type_int:
    case json_type_double: {
        double real = json_object_get_double(value);
        *simpler = step == 0   ? json_object_new_int(0)
                   : step == 1 ? json_object_new_int(1)
                   : step == 2 ? json_object_new_int64(real > -1e15 && real < 1e15 ? (int64_t)(real / 2) : 0)
                   : step == 3 ? json_object_new_int64(real > -1e15 && real < 1e15 ? (int64_t)real : 0)
                               : NULL;
        return step < 4;
    }
    default:
        return false;
    }
}

/* ---- Steps ---- */

static bool is_smaller(const struct json_object *candidate, const struct json_object *current)
{
    char *new_text = json_text(candidate, JSON_COMPACT), *old_text = json_text(current, JSON_COMPACT);
    size_t new_length = strlen(new_text), old_length = strlen(old_text);
    bool smaller = new_length < old_length || (new_length == old_length && strcmp(new_text, old_text) < 0);
    free(new_text);
    free(old_text);
    return smaller;
}

struct shrinking {
    const struct generate_shrinking *wanted;
    struct json_object *current;
    unsigned tries;
};

/* Takes the candidate in every case. True where it still fails: it is the current one then. */
static bool try(struct shrinking *shrinking, struct json_object *candidate)
{
    const struct generate_shrinking *wanted = shrinking->wanted;
    bool worth = shrinking->tries && is_smaller(candidate, shrinking->current) &&
                 schema_is_valid(wanted->schema, candidate, wanted->direction) == wanted->valid;
    shrinking->tries -= worth;
    if (worth && wanted->fails(wanted->context, candidate)) {
        json_object_put(shrinking->current);
        shrinking->current = candidate;
        return true;
    }
    json_object_put(candidate);
    return false;
}

static bool try_at(struct shrinking *shrinking, const char *pointer)
{
    struct json_object *value = NULL, *simpler = NULL;
    struct json_object *without = json_copy(shrinking->current);
    if (tree_remove(&without, pointer)) {
        if (try(shrinking, without))
            return true;
    } else {
        json_object_put(without);
    }
    if (!json_pointer_find(shrinking->current, pointer, &value))
        return false;
    for (unsigned step = 0; shrinking->tries && simplify(value, step, &simpler); step++) {
        struct json_object *candidate = json_copy(shrinking->current);
        tree_put(&candidate, pointer, simpler);
        if (try(shrinking, candidate))
            return true;
    }
    return false;
}

static bool take_a_step(struct shrinking *shrinking)
{
    struct pointers pointers = {0};
    struct buffer pointer;
    bool smaller = false;
    buffer_init(&pointer, BUFFER_UNBOUNDED);
    buffer_text(&pointer, "");
    collect(shrinking->current, &pointer, &pointers);
    for (size_t i = 0; i < pointers.count && !smaller && shrinking->tries; i++)
        smaller = try_at(shrinking, pointers.items[i]);
    clear(&pointers);
    buffer_clear(&pointer);
    return smaller;
}

struct json_object *generate_shrink(const struct json_object *instance,
                                    const struct generate_shrinking *shrinking)
{
    struct shrinking under_way = {shrinking, json_copy(instance), shrinking->tries};
    while (under_way.tries && take_a_step(&under_way))
        ;
    return under_way.current;
}

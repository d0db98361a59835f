#include "generate/tree.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "json/number.h"

/* The token behind the pointer's last slash, unescaped; free() it. */
static char *last_token(const char *slash)
{
    char *token = string_copy(slash + 1), *out = token;
    for (const char *at = token; *at; at++) {
        bool escaped = at[0] == '~' && (at[1] == '0' || at[1] == '1');
        *out++ = !escaped ? *at : at[1] == '0' ? '~' : '/';
        at += escaped;
    }
    *out = '\0';
    return token;
}

static bool read_index(const char *token, size_t *index)
{
    if (!*token || strspn(token, "0123456789") != strlen(token) || strlen(token) > 9)
        return false;
    *index = (size_t)strtoul(token, NULL, 10);
    return true;
}

/* Finds the object or array that the pointer's last token speaks of; free() the token. */
static bool find_parent(struct json_object *root, const char *pointer, struct json_object **parent,
                        char **token)
{
    const char *slash = strrchr(pointer, '/');
    if (!slash)
        return false;
    char *outer = memory_copy(pointer, (size_t)(slash - pointer));
    bool found = json_pointer_find(root, outer, parent) && *parent;
    free(outer);
    if (found)
        *token = last_token(slash);
    return found;
}

static bool put_into(struct json_object *parent, const char *token, struct json_object *value)
{
    size_t index = 0;
    if (json_is(parent, json_type_object))
        return json_object_object_add(parent, token, value) == 0;
    return json_is(parent, json_type_array) && read_index(token, &index) &&
           index <= json_object_array_length(parent) && json_object_array_put_idx(parent, index, value) == 0;
}

bool tree_put(struct json_object **root, const char *pointer, struct json_object *value)
{
    if (!*pointer) {
        json_object_put(*root);
        *root = value;
        return true;
    }
    struct json_object *parent = NULL;
    char *token = NULL;
    bool done = find_parent(*root, pointer, &parent, &token) && put_into(parent, token, value);
    if (!done)
        json_object_put(value);
    free(token);
    return done;
}

bool tree_remove(struct json_object **root, const char *pointer)
{
    struct json_object *parent = NULL;
    char *token = NULL;
    size_t index = 0;
    bool done = false;
    if (!find_parent(*root, pointer, &parent, &token))
        return false;
    if (json_has(parent, token)) {
        json_object_object_del(parent, token);
        done = true;
    } else if (json_is(parent, json_type_array) && read_index(token, &index)) {
        done = index < json_object_array_length(parent) && json_object_array_del_idx(parent, index, 1) == 0;
    }
    free(token);
    return done;
}

const char *tree_text(const struct json_object *node, size_t *length)
{
    if (length)
        *length = (size_t)json_object_get_string_len(node);
    return json_object_get_string((struct json_object *)(uintptr_t)node);
}

struct json_object *tree_string(const char *text)
{
    return memory_require(json_object_new_string(text));
}

bool tree_is_number(const struct json_object *node)
{
    return json_is(node, json_type_int) || json_is(node, json_type_double);
}

bool tree_next_member(const struct json_object *object, struct lh_entry **at, const char **name,
                      struct json_object **value)
{
    *at = *at ? lh_entry_next(*at) : lh_table_head(json_object_get_object(object));
    if (!*at)
        return false;
    *name = lh_entry_k(*at);
    *value = lh_entry_v(*at);
    return true;
}

bool tree_is_inside(const char *pointer, const char *outer)
{
    size_t length = strlen(outer);
    return strncmp(pointer, outer, length) == 0 && (pointer[length] == '\0' || pointer[length] == '/');
}

static struct json_object *whole_number(const char *text)
{
    errno = 0;
    char *end = NULL;
    long long small = strtoll(text, &end, 10);
    if (*end)
        return NULL;
    if (errno == 0)
        return memory_require(json_object_new_int64(small));
    errno = 0;
    unsigned long long large = *text == '-' ? 0 : strtoull(text, NULL, 10);
    return large && errno == 0 ? memory_require(json_object_new_uint64(large)) : NULL;
}

struct json_object *tree_number(const char *text)
{
    struct json_object *number = whole_number(text);
    double real = number ? 0 : strtod(text, NULL);
    if (number || !isfinite(real))
        return number;
    number = memory_require(json_object_new_double(real));
    char scratch[40];
    if (json_number_compare(json_number_text(number, scratch), text) == 0)
        return number;
    json_object_put(number);
    return NULL;
}

#include <stdlib.h>
#include <string.h>

#include "reference/behaviour.h"

/* A place in a tree that can be written: the root, a member or an item. */
struct slot {
    struct json_object **root;  /* or */
    struct json_object *parent; /* an object or an array */
    const char *key;
    size_t index;
};

static bool slot_is_array(const struct slot *slot)
{
    return json_is(slot->parent, json_type_array);
}

static struct json_object *slot_value(const struct slot *slot)
{
    if (slot->root != NULL) {
        return *slot->root;
    }
    return slot_is_array(slot) ? json_object_array_get_idx(slot->parent, slot->index)
                               : json_member(slot->parent, slot->key);
}

/* Puts `value` (owned) in the slot and releases what stood there. */
static void slot_put(const struct slot *slot, struct json_object *value)
{
    if (slot->root != NULL) {
        json_object_put(*slot->root);
        *slot->root = value;
    } else if (slot_is_array(slot)) {
        json_object_array_put_idx(slot->parent, slot->index, value);
    } else {
        json_object_object_add(slot->parent, slot->key, value);
    }
}

/* json-c hangs a text of its own on fractions, where an origin is looked for. */
static void value_forget_texts(struct json_object *value)
{
    if (json_is(value, json_type_double)) {
        json_object_set_serializer(value, NULL, NULL, NULL);
    } else if (json_is(value, json_type_array)) {
        for (size_t i = 0; i < json_object_array_length(value); i++) {
            value_forget_texts(json_object_array_get_idx(value, i));
        }
    } else if (json_is(value, json_type_object)) {
        json_object_object_foreach(value, key, member)
        {
            (void)key;
            value_forget_texts(member);
        }
    }
}

/* The values of the tables are our own: json-c reads them well enough, and leaves no origins behind. */
static struct json_object *value_parse(const char *text)
{
    struct json_object *value = json_tokener_parse(text);
    value_forget_texts(value);
    return value;
}

static struct json_object *value_as_text(const struct json_object *value)
{
    char *text = json_text(value, JSON_COMPACT);
    struct json_object *string = json_string(text);
    free(text);
    return string;
}

static void slot_remove(const struct slot *slot)
{
    if (slot->root != NULL) {
        slot_put(slot, NULL);
    } else if (slot_is_array(slot)) {
        json_object_array_del_idx(slot->parent, slot->index, 1);
    } else {
        json_object_object_del(slot->parent, slot->key);
    }
}

static void slot_edit(const struct slot *slot, const struct edit *edit)
{
    struct json_object *value = slot_value(slot);
    switch (edit->kind) {
    case EDIT_REMOVE:
        slot_remove(slot);
        break;
    case EDIT_SET:
        slot_put(slot, value_parse(edit->value));
        break;
    case EDIT_TO_STRING:
        slot_put(slot, value_as_text(value));
        break;
    case EDIT_WRAP: {
        struct json_object *array = json_object_new_array();
        json_object_array_add(array, json_copy(value));
        slot_put(slot, array);
        break;
    }
    case EDIT_RENAME:
        json_object_object_add(slot->parent, edit->value, json_copy(value));
        slot_remove(slot);
        break;
    default:
        break;
    }
}

static void walk(const struct slot *slot, const char *pointer, const struct edit *edit);

/* Goes on at one child; `rest` is the pointer behind it. */
static void walk_child(struct json_object *parent, const char *key, size_t index, const char *rest,
                       const struct edit *edit)
{
    struct slot child = {NULL, parent, key, index};
    bool there =
        json_is(parent, json_type_array) ? index < json_object_array_length(parent) : json_has(parent, key);
    if (there || (*rest == '\0' && edit->kind == EDIT_SET && json_is(parent, json_type_object))) {
        walk(&child, rest, edit);
    }
}

static void walk_all(struct json_object *parent, const char *rest, const struct edit *edit)
{
    if (json_is(parent, json_type_array)) {
        for (size_t i = json_object_array_length(parent); i-- > 0;) {
            walk_child(parent, NULL, i, rest, edit);
        }
    } else if (json_is(parent, json_type_object)) {
        json_object_object_foreach(parent, key, value)
        {
            (void)value;
            walk_child(parent, key, 0, rest, edit);
        }
    }
}

static void walk(const struct slot *slot, const char *pointer, const struct edit *edit)
{
    if (*pointer == '\0') {
        slot_edit(slot, edit);
        return;
    }
    struct json_object *parent = slot_value(slot);
    size_t length = strcspn(pointer + 1, "/");
    char *key = memory_copy(pointer + 1, length);
    if (strcmp(key, "*") == 0) {
        walk_all(parent, pointer + 1 + length, edit);
    } else if (parent != NULL) {
        walk_child(parent, key, (size_t)strtoul(key, NULL, 10), pointer + 1 + length, edit);
    }
    free(key);
}

static void edit_lift(struct json_object **root, const char *pointer)
{
    struct json_object *found = NULL;
    if (json_pointer_find(*root, pointer, &found)) {
        found = json_copy(found);
        json_object_put(*root);
        *root = found;
    }
}

bool edit_value(struct json_object **root, const struct edit *edit)
{
    struct slot slot = {.root = root};
    const char *pointer = edit->pointer == NULL ? "" : edit->pointer;
    switch (edit->kind) {
    case EDIT_LIFT:
        edit_lift(root, pointer);
        return true;
    case EDIT_REMOVE:
    case EDIT_SET:
    case EDIT_TO_STRING:
    case EDIT_RENAME:
    case EDIT_WRAP:
        walk(&slot, pointer, edit);
        return true;
    default:
        return false;
    }
}

/* ---- Texts ---- */

static void text_replace(struct buffer *text, const char *what, const char *with)
{
    struct buffer made;
    buffer_init(&made, BUFFER_UNBOUNDED);
    const char *at = buffer_string(text), *end = at + text->length, *found = NULL;
    for (;;) {
        found = memmem(at, (size_t)(end - at), what, strlen(what));
        if (found == NULL) {
            break;
        }
        buffer_append(&made, at, (size_t)(found - at));
        buffer_text(&made, with);
        at = found + strlen(what);
    }
    buffer_append(&made, at, (size_t)(end - at));
    buffer_clear(text);
    *text = made;
}

static void text_prefix(struct buffer *text, const char *prefix)
{
    struct buffer made;
    buffer_init(&made, BUFFER_UNBOUNDED);
    buffer_text(&made, prefix);
    buffer_append(&made, buffer_string(text), text->length);
    buffer_clear(text);
    *text = made;
}

bool edit_text(struct buffer *text, const struct edit *edit)
{
    switch (edit->kind) {
    case EDIT_TEXT:
        buffer_reset(text);
        buffer_text(text, edit->value);
        return true;
    case EDIT_CUT:
        text->length /= 2;
        return true;
    case EDIT_PREFIX:
        text_prefix(text, edit->value);
        return true;
    case EDIT_SUFFIX:
        buffer_text(text, edit->value);
        return true;
    case EDIT_REPLACE:
        text_replace(text, edit->pointer, edit->value);
        return true;
    default:
        return false;
    }
}

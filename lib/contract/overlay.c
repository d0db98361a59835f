#include "contract/overlay.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "contract/overlay_private.h"

static struct json_place place_of(const struct json_object *object, const char *member)
{
    const struct json_source *source = NULL;
    struct json_place place = {1, 1, 0};
    const struct json_origin *origin = json_origin_of(member ? json_member(object, member) : object);
    if (origin)
        return origin->place;
    if (member)
        json_key_place(object, member, &source, &place);
    return place;
}

bool overlay_fault(const struct overlay *overlay, const struct json_object *object, const char *member,
                   const char *format, ...)
{
    char text[sizeof overlay->error->text];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return json_document_fault(overlay->document, overlay->error, place_of(object, member), "%s", text);
}

/* ---- Targets ---- */

/* Where byte `offset` of the target stands, where the document has the target as it is; else the target's start. */
static struct json_place target_place(const struct overlay *overlay, const struct json_object *action,
                                      size_t offset)
{
    const char *target = json_member_string(action, "target");
    const struct json_source *source = json_document_source(overlay->document);
    struct json_place place = place_of(action, "target");
    size_t quote = strchr("'\"", source->text[place.offset]) && source->text[place.offset];
    if (strncmp(source->text + place.offset + quote, target, strlen(target)) != 0)
        return place;
    place.column += (unsigned)(quote + text_length(target, offset));
    place.offset += quote + offset;
    return place;
}

static const struct jsonpath *parse_target(const struct overlay *overlay, const struct json_object *action,
                                           struct arena *arena)
{
    struct error error = {0};
    size_t offset = 0;
    const struct jsonpath *path =
        jsonpath_parse(json_member_string(action, "target"), arena, &offset, &error);
    if (!path)
        json_document_fault(overlay->document, overlay->error, target_place(overlay, action, offset), "%s",
                            error.text);
    return path;
}

/* The key of an object that was probably meant by `name`, or NULL. */
static const char *nearest_key(const struct json_object *object, const char *name)
{
    if (!name || !json_is(object, json_type_object))
        return NULL;
    size_t count = (size_t)json_object_object_length(object), at = 0;
    const char **names = memory_new((count + 1) * sizeof *names);
    struct lh_entry *entry = NULL;
    lh_foreach(json_object_get_object(object), entry) names[at++] = lh_entry_k(entry);
    const char *nearest = text_nearest(name, names);
    free(names);
    return nearest;
}

/* Names the first segment that matches nothing. */
static bool fault_unmatched(const struct overlay *overlay, const struct json_object *action,
                            const struct jsonpath *path)
{
    struct json_object *root = json_document_root(overlay->target);
    struct jsonpath_matches before = {0};
    size_t index = jsonpath_segments(path);
    while (!before.count && index-- > 0)
        if (!jsonpath_select(path, index, root, &before))
            break;
    struct jsonpath_part part = jsonpath_segment(path, index);
    const char *nearest = nearest_key(before.count ? before.items[0].node : NULL, part.name);
    const char *name = json_document_source(overlay->target)->name;
    int length = part.length < JSON_SHORT ? (int)part.length : JSON_SHORT;
    struct json_place place = target_place(overlay, action, part.offset);
    json_document_fault(overlay->document, overlay->error, place, "'%.*s' matches nothing in %s%s%s%s",
                        length, part.text, name, nearest ? "; did you mean \"" : "", nearest ? nearest : "",
                        nearest ? "\"?" : "");
    jsonpath_matches_clear(&before);
    return false;
}

/* ---- Actions ---- */

static int compare_nodes(const void *left, const void *right)
{
    const struct jsonpath_match *a = left, *b = right;
    return ((uintptr_t)a->node > (uintptr_t)b->node) - ((uintptr_t)a->node < (uintptr_t)b->node);
}

/* Before any change: a change may be the end of a scalar that was matched, too. */
static bool check_matches(const struct overlay *overlay, const struct json_object *action,
                          const struct jsonpath_matches *matches)
{
    for (size_t i = 0; i < matches->count; i++) {
        const struct json_object *node = matches->items[i].node;
        if (!json_is(node, json_type_object) && !json_is(node, json_type_array))
            return overlay_fault(
                overlay, action, "target",
                "the target matches a value of type %s; expected objects or arrays: the object that "
                "has the value, for instance",
                json_type_word(node));
    }
    return true;
}

/* A path may select a node twice; it is updated once. */
static bool update_all(struct overlay *overlay, const struct json_object *action,
                       struct jsonpath_matches *matches)
{
    if (!check_matches(overlay, action, matches))
        return false;
    qsort(matches->items, matches->count, sizeof *matches->items, compare_nodes);
    for (size_t i = 0; i < matches->count; i++) {
        if (i && !compare_nodes(&matches->items[i], &matches->items[i - 1]))
            continue;
        if (!overlay_update(overlay, action, &matches->items[i]))
            return false;
    }
    return true;
}

static bool change(struct overlay *overlay, const struct json_object *action, const struct jsonpath *path,
                   struct jsonpath_matches *matches)
{
    if (!jsonpath_select(path, SIZE_MAX, json_document_root(overlay->target), matches))
        return overlay_fault(overlay, action, "target",
                             "to find what the target matches would take too long");
    if (!matches->count)
        return overlay->lenient || fault_unmatched(overlay, action, path);
    if (json_member_bool(action, "remove", false))
        return overlay_remove(overlay, action, matches);
    return !json_has(action, "update") || update_all(overlay, action, matches);
}

static bool apply_action(struct overlay *overlay, const struct json_object *action)
{
    struct arena arena = {0};
    struct jsonpath_matches matches = {0};
    const struct jsonpath *path = parse_target(overlay, action, &arena);
    bool applied = path && change(overlay, action, path, &matches);
    jsonpath_matches_clear(&matches);
    arena_clear(&arena);
    return applied;
}

static bool is_taken(const struct json_object *action, enum contract_level level)
{
    const char *wanted = json_member_string(action, "x-level");
    return level == CONTRACT_DOCUMENTED || !wanted || !strcmp(wanted, "must");
}

bool overlay_apply(struct json_document *document, const struct json_document *overlay_document,
                   enum contract_level level, bool lenient, struct error *error)
{
    struct overlay overlay = {
        .target = document, .document = overlay_document, .lenient = lenient, .error = error};
    if (!overlay_check(overlay_document, error))
        return false;
    const struct json_object *actions = json_member(json_document_root(overlay_document), "actions");
    for (size_t i = 0; i < json_object_array_length(actions); i++) {
        const struct json_object *action = json_object_array_get_idx(actions, i);
        if (is_taken(action, level) && !apply_action(&overlay, action))
            return false;
    }
    return true;
}

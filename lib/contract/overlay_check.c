/* What an overlay document may say: Overlay 1.0, "Schema". */
#include <string.h>

#include "base/text.h"
#include "contract/overlay_private.h"

struct field {
    const char *name;
    json_type type; /* json_type_null: any */
    bool required;
};

enum { FIELDS_MOST = 6 };

struct object_kind {
    const char *title;
    struct field fields[FIELDS_MOST]; /* ended by a row without name */
};

static const struct object_kind overlay_object = {
    "an overlay",
    {{"overlay", json_type_string, true},
     {"info", json_type_object, true},
     {"extends", json_type_string, false},
     {"actions", json_type_array, true}},
};

static const struct object_kind info_object = {
    "an overlay's info",
    {{"title", json_type_string, true}, {"version", json_type_string, true}},
};

static const struct object_kind action_object = {
    "an action",
    {{"target", json_type_string, true},
     {"description", json_type_string, false},
     {"update", json_type_null, false},
     {"remove", json_type_boolean, false}},
};

static const struct field *find_field(const struct object_kind *kind, const char *name)
{
    for (const struct field *field = kind->fields; field->name; field++)
        if (!strcmp(field->name, name))
            return field;
    return NULL;
}

static bool check_type(const struct overlay *overlay, const struct json_object *object,
                       const struct field *field)
{
    static const char *const words[] = {
        [json_type_boolean] = "true or false",
        [json_type_object] = "an object",
        [json_type_array] = "an array",
        [json_type_string] = "a string",
    };
    const struct json_object *value = json_member(object, field->name);
    if (field->type == json_type_null || json_is(value, field->type))
        return true;
    const char *advice =
        field->type == json_type_string && json_is(value, json_type_double) ? " in quotes" : "";
    return overlay_fault(overlay, object, field->name, "\"%s\" is %s%s; expected %s%s", field->name,
                         json_is(value, json_type_null) ? "" : "of type ", json_type_word(value),
                         words[field->type], advice);
}

static bool check_name(const struct overlay *overlay, const struct json_object *object,
                       const struct object_kind *kind, const char *name)
{
    const char *names[FIELDS_MOST] = {NULL};
    const struct field *field = find_field(kind, name);
    if (field)
        return check_type(overlay, object, field);
    if (!strncmp(name, "x-", 2))
        return true;
    for (size_t i = 0; kind->fields[i].name; i++)
        names[i] = kind->fields[i].name;
    const char *nearest = text_nearest(name, names);
    const struct json_source *source = NULL;
    struct json_place place = {1, 1, 0};
    char shown[JSON_SHORT];
    json_key_place(object, name, &source, &place);
    return json_document_fault(
        overlay->document, overlay->error, place, "%s has no member \"%s\"; expected %s%s%s", kind->title,
        json_shorten(name, shown), nearest ? "\"" : "the specification's, or one that begins with x-",
        nearest ? nearest : "", nearest ? "\"" : "");
}

static bool check_object(const struct overlay *overlay, const struct json_object *object,
                         const struct object_kind *kind)
{
    struct lh_entry *entry = NULL;
    lh_foreach(json_object_get_object(object),
               entry) if (!check_name(overlay, object, kind, lh_entry_k(entry))) return false;
    for (const struct field *field = kind->fields; field->name; field++)
        if (field->required && !json_has(object, field->name))
            return overlay_fault(overlay, object, NULL, "the member \"%s\" is missing; %s has one",
                                 field->name, kind->title);
    return true;
}

static bool check_level(const struct overlay *overlay, const struct json_object *action)
{
    const char *level = json_member_string(action, "x-level");
    if (!json_has(action, "x-level") || (level && (!strcmp(level, "must") || !strcmp(level, "should"))))
        return true;
    return overlay_fault(overlay, action, "x-level", "expected the level must or should");
}

static bool check_action(const struct overlay *overlay, const struct json_object *actions, size_t index)
{
    const struct json_object *action = json_object_array_get_idx(actions, index);
    if (!json_is(action, json_type_object))
        return overlay_fault(overlay, action ? action : actions, NULL,
                             "an action is an object; item %zu is %s", index, json_type_word(action));
    return check_object(overlay, action, &action_object) && check_level(overlay, action);
}

/* The patch version makes no difference ("Versions"). */
static bool check_version(const struct overlay *overlay, const struct json_object *root)
{
    const char *version = json_member_string(root, "overlay");
    const char *patch = version + strlen("1.0.");
    if (!strncmp(version, "1.0.", strlen("1.0.")) && *patch && !patch[strspn(patch, "0123456789")])
        return true;
    char shown[JSON_SHORT];
    return overlay_fault(overlay, root, "overlay", "the version \"%s\" is not known; expected 1.0.0",
                         json_shorten(version, shown));
}

bool overlay_check(const struct json_document *document, struct error *error)
{
    struct overlay overlay = {.document = document, .error = error};
    struct json_object *root = json_document_root(document), *actions = json_member(root, "actions");
    if (!json_is(root, json_type_object))
        return json_document_fault(document, error, (struct json_place){1, 1, 0},
                                   "an overlay is an object, not %s", json_type_word(root));
    if (!check_object(&overlay, root, &overlay_object) || !check_version(&overlay, root) ||
        !check_object(&overlay, json_member(root, "info"), &info_object))
        return false;
    if (!json_object_array_length(actions))
        return overlay_fault(&overlay, root, "actions", "expected at least one action");
    for (size_t i = 0; i < json_object_array_length(actions); i++)
        if (!check_action(&overlay, actions, i))
            return false;
    return true;
}

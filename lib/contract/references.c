/* What a `$ref` leads to (OpenAPI 3.0.3, "Reference Object"; RFC 6901; RFC 3986, section 5). */
#include "contract/store.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

enum { HOPS_MOST = 1000 };

/* ---- Steps ---- */

struct contract_place contract_member(struct contract_store *store, struct contract_place place,
                                      const char *key)
{
    struct contract_place member = {.node = json_member(place.node, key)};
    if (json_has(place.node, key)) {
        struct buffer pointer;
        buffer_init(&pointer, BUFFER_UNBOUNDED);
        buffer_text(&pointer, place.pointer);
        json_pointer_push(&pointer, key);
        member.pointer = arena_copy(&store->arena, pointer.data, pointer.length);
        buffer_clear(&pointer);
    }
    return member;
}

struct contract_place contract_item(struct contract_store *store, struct contract_place place, size_t index)
{
    return (struct contract_place){.node = json_object_array_get_idx(place.node, index),
                                   .pointer = arena_format(&store->arena, "%s/%zu", place.pointer, index)};
}

/* ---- One reference ---- */

/* Sets the error at the reference. */
static bool fault(struct error *error, const struct json_object *reference, const char *text)
{
    const struct json_source *source = NULL;
    struct json_place place = {0};
    if (!json_key_place(reference, "$ref", &source, &place))
        return error_set(error, "%s", text);
    return error_set_at(error, source->name, place.line, place.column, source->text, source->length, "%s",
                        text);
}

static int hex_value(char digit)
{
    return isdigit((unsigned char)digit) ? digit - '0' : tolower((unsigned char)digit) - 'a' + 10;
}

/* Decodes percent escapes; false where one is none. */
static bool decode(const char *text, size_t length, struct buffer *out)
{
    for (size_t i = 0; i < length; i++) {
        bool escape = text[i] == '%';
        if (escape && (length - i < 3 || !isxdigit((unsigned char)text[i + 1]) ||
                       !isxdigit((unsigned char)text[i + 2])))
            return false;
        buffer_char(out, escape ? (char)(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2])) : text[i]);
        i += escape ? 2 : 0;
    }
    return strlen(buffer_string(out)) == out->length;
}

static bool is_absolute(const char *name)
{
    size_t scheme = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.");
    return name[0] == '/' || (scheme > 1 && name[scheme] == ':');
}

/* The document of a reference that names one: relative to the folder of the document that it stands in. */
static struct contract_document *other_document(struct contract_store *store,
                                                const struct contract_document *from, const char *file,
                                                struct error *error)
{
    const char *slash = is_absolute(file) ? NULL : strrchr(from->name, '/');
    size_t folder = slash ? (size_t)(slash - from->name) + 1 : 0;
    char *name = string_format("%.*s%s", (int)folder, from->name, file);
    struct contract_document *document = contract_document_demand(store, name, error);
    free(name);
    return document;
}

enum { NAMES_MOST = 1000 };

/* The member's name nearest to `token`, or NULL; among very many, nobody looks. */
static const char *nearest_member(const struct json_object *node, const char *token)
{
    if (!json_is(node, json_type_object) || json_object_object_length(node) > NAMES_MOST)
        return NULL;
    size_t count = 0;
    const char **names = memory_new(((size_t)json_object_object_length(node) + 1) * sizeof *names);
    struct lh_entry *entry = NULL;
    lh_foreach(json_object_get_object(node), entry) names[count++] = lh_entry_k(entry);
    const char *nearest = text_nearest(token, names);
    free(names);
    return nearest;
}

/* Says how far a pointer that leads nowhere goes. */
static void explain_nowhere(const struct contract_document *document, const char *text, char *fragment,
                            const struct json_object *reference, struct error *error)
{
    struct json_object *node = NULL;
    char *slash = NULL;
    do {
        char *last = strrchr(fragment, '/');
        if (slash)
            *slash = '/';
        slash = last;
        *slash = '\0';
        /* What was cut off stays readable behind the NUL. */
    } while (!json_pointer_find(document->root, fragment, &node));
    const char *token = slash + 1;
    const char *nearest = nearest_member(node, token);
    const char *hint = json_has(node, "$ref") ? ", which is a reference itself," : "";
    char *message = string_format("the reference %s leads nowhere: #%s%s has no \"%.*s\"%s%s%s", text,
                                  fragment, hint, (int)strcspn(token, "/"), token,
                                  nearest ? ", perhaps \"" : "", nearest ? nearest : "", nearest ? "\"" : "");
    fault(error, reference, message);
    free(message);
}

static bool point_into(struct contract_store *store, const struct contract_document *document,
                       struct buffer *fragment, const struct json_object *reference,
                       struct contract_place *place, struct error *error)
{
    const char *text = json_member_string(reference, "$ref");
    const char *pointer = buffer_string(fragment);
    if (*pointer != '\0' && *pointer != '/') {
        char *message =
            string_format("the reference %s names no place: behind # stands a JSON pointer, as in "
                          "#/components/schemas/Name",
                          text);
        fault(error, reference, message);
        free(message);
        return false;
    }
    if (!json_pointer_find(document->root, pointer, &place->node)) {
        if (error)
            explain_nowhere(document, text, fragment->data, reference, error);
        return false;
    }
    bool root = document == store->documents[0];
    place->pointer = arena_format(&store->arena, "%s#%s", root ? "" : document->name, pointer);
    return true;
}

/* The document that the part before `#` names, the same one where that is empty. */
static struct contract_document *named_document(struct contract_store *store,
                                                const struct json_object *reference, struct error *error)
{
    const char *text = json_member_string(reference, "$ref");
    struct contract_document *from = contract_document_of(store, reference);
    size_t length = strcspn(text, "#");
    if (length == 0)
        return from;
    struct buffer file;
    buffer_init(&file, BUFFER_UNBOUNDED);
    struct error reason = {0};
    struct contract_document *document = NULL;
    if (!decode(text, length, &file))
        error_set(&reason, "the reference %s has a percent sign that escapes nothing", text);
    else
        document = other_document(store, from, buffer_string(&file), &reason);
    /* What is wrong inside the other document has its own place. */
    if (!document && !reason.source[0])
        fault(error, reference, reason.text);
    else if (!document && error && !error->set)
        *error = reason;
    buffer_clear(&file);
    return document;
}

static bool resolve(struct contract_store *store, const struct json_object *reference,
                    struct contract_place *place, struct error *error)
{
    const char *text = json_member_string(reference, "$ref");
    struct contract_document *document = named_document(store, reference, error);
    if (!document)
        return false;
    const char *hash = strchr(text, '#');
    const char *fragment = hash ? hash + 1 : "";
    struct buffer decoded;
    buffer_init(&decoded, BUFFER_UNBOUNDED);
    bool found = decode(fragment, strlen(fragment), &decoded);
    if (found)
        found = point_into(store, document, &decoded, reference, place, error);
    else
        fault(error, reference, "the reference has a percent sign that escapes nothing");
    buffer_clear(&decoded);
    return found;
}

bool contract_resolve(void *context, struct json_object *reference, struct json_object **target,
                      const char **pointer, struct error *error)
{
    struct contract_store *store = context;
    const struct contract_document *from = contract_document_of(store, reference);
    char *key = string_format("%p %s", (const void *)from, json_member_string(reference, "$ref"));
    struct contract_place *known = map_find(&store->references, key);
    struct contract_place place = {0};
    if (!known && resolve(store, reference, &place, error)) {
        known = arena_new(&store->arena, sizeof *known);
        *known = place;
        map_put(&store->references, key, known);
    }
    free(key);
    if (!known)
        return false;
    *target = known->node;
    if (pointer)
        *pointer = known->pointer;
    return true;
}

/* ---- Chains ---- */

bool contract_follow(struct contract_store *store, struct contract_place *place, struct error *error)
{
    for (int hops = 0; json_is(place->node, json_type_object) && json_has(place->node, "$ref"); hops++) {
        if (!json_member_string(place->node, "$ref"))
            return fault(error, place->node, "a $ref must be a string");
        if (hops == HOPS_MOST)
            return fault(error, place->node, "the reference leads back to itself: nothing stands at its end");
        if (!contract_resolve(store, place->node, &place->node, &place->pointer, error))
            return false;
    }
    return true;
}

struct contract_place contract_followed(struct contract_store *store, struct contract_place place)
{
    bool followed = contract_follow(store, &place, NULL);
    return followed ? place : (struct contract_place){.pointer = place.pointer};
}

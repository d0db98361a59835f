/* A form as it arrives: what is sent as a text may be taken for the number, boolean or null that it spells, and what is
 * empty for nothing. Wrong is what is so however it is taken. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "generate/generate.h"
#include "schema/model.h"
#include "suites/form.h"
#include "suites/request.h"

/* A text somewhere in the form, and what it spells. */
struct leaf {
    char *pointer;
    struct json_document *spelled; /* NULL: nothing but itself */
};

struct arrival {
    const struct contract_media *media;
    const char *fault;          /* where it lies */
    struct json_object *tree;   /* what arrives, its texts as texts */
    struct json_object *fuller; /* the same without members that are empty texts */
    struct leaf *leaves;
    size_t count, capacity;
    bool unclear;
};

static bool is_scalar(const struct json_object *value)
{
    return !json_is(value, json_type_array) && !json_is(value, json_type_object);
}

/* ---- Arriving ---- */

/* Numbers' digits live in the document. */
static struct json_document *spelling_of(const char *text)
{
    struct json_document *document = json_read("text", text, strlen(text), NULL, NULL);
    struct json_object *root = document ? json_document_root(document) : NULL;
    bool plain = document && is_scalar(root) && !json_is(root, json_type_string);
    if (!plain) {
        json_document_free(document);
        document = NULL;
    }
    return document;
}

static struct json_object *text_at(struct arrival *arrival, const struct buffer *pointer,
                                   const struct json_object *value)
{
    char *text = generate_parameter_text(value);
    struct json_object *node = json_object_new_string(text);
    arrival->leaves =
        memory_grow(arrival->leaves, arrival->count, &arrival->capacity, sizeof *arrival->leaves);
    arrival->leaves[arrival->count++] = (struct leaf){string_copy(buffer_string(pointer)), spelling_of(text)};
    free(text);
    return node;
}

/* Where items stand in one text, what is in them must be taken for no separator. */
static bool can_be_joined(const struct json_object *value)
{
    char *text = generate_parameter_text(value);
    bool can = *text && !strpbrk(text, ", |+%&=\t");
    free(text);
    return can;
}

static struct json_object *item_at(struct arrival *arrival, struct buffer *pointer, const char *token,
                                   const struct json_object *value, const struct form_member *member)
{
    size_t length = pointer->length;
    bool parts = member->way == FORM_EACH, joined = !parts && !member->parameter.explode;
    struct json_object *node = NULL;
    json_pointer_push(pointer, token);
    if (is_scalar(value))
        node = text_at(arrival, pointer, value);
    else if (parts && json_is(value, json_type_object))
        node = json_copy(value);
    else
        arrival->unclear = true;
    bool deep = member->parameter.style == CONTRACT_STYLE_DEEP_OBJECT;
    bool empty = json_is(value, json_type_string) && !json_object_get_string_len(value);
    if (!value || empty || (joined && !deep && is_scalar(value) && !can_be_joined(value)))
        arrival->unclear = true;
    pointer->data[pointer->length = length] = '\0';
    return node;
}

static bool is_of(const char *fault, const struct buffer *member)
{
    return strncmp(fault, buffer_string(member), member->length) == 0 &&
           strchr("/", fault[member->length]) != NULL;
}

/* An array without an item is not there, and what stands in its place is its only item: neither can be told apart. */
static struct json_object *array_at(struct arrival *arrival, struct buffer *pointer,
                                    const struct json_object *value, const struct form_member *member)
{
    bool array = json_is(value, json_type_array);
    size_t count = array ? json_object_array_length(value) : 1;
    struct json_object *node = count ? json_object_new_array() : NULL;
    arrival->unclear = arrival->unclear || ((!count || !array) && is_of(arrival->fault, pointer));
    for (size_t i = 0; i < count; i++) {
        char index[24];
        snprintf(index, sizeof index, "%zu", i);
        const struct json_object *item = array ? json_object_array_get_idx(value, i) : value;
        json_object_array_add(node, item_at(arrival, pointer, index, item, member));
    }
    return node;
}

static struct json_object *object_at(struct arrival *arrival, struct buffer *pointer,
                                     const struct json_object *value, const struct form_member *member)
{
    struct json_object *object = (struct json_object *)(uintptr_t)value, *node = NULL;
    if (!json_is(value, json_type_object) || !json_object_object_length(object)) {
        arrival->unclear = true;
        return NULL;
    }
    json_object_object_foreach(object, name, inner)
    {
        struct json_object *made = item_at(arrival, pointer, name, inner, member);
        node = node ? node : json_object_new_object();
        json_object_object_add(node, name, made);
        arrival->unclear = arrival->unclear || strpbrk(name, "[],&=%+ ");
    }
    return node;
}

static struct json_object *styled_at(struct arrival *arrival, struct buffer *pointer,
                                     const struct json_object *value, const struct form_member *member)
{
    if (json_is(value, json_type_object) != !member->array)
        arrival->unclear = true;
    return member->array ? array_at(arrival, pointer, value, member)
                         : object_at(arrival, pointer, value, member);
}

static struct json_object *member_at(struct arrival *arrival, struct buffer *pointer, const char *name,
                                     const struct json_object *value)
{
    const struct form_member member = form_member_of(arrival->media, name, value);
    switch (member.way) {
    case FORM_EACH:
        return array_at(arrival, pointer, value, &member);
    case FORM_STYLED:
        return styled_at(arrival, pointer, value, &member);
    case FORM_JSON:
        return json_copy(value);
    case FORM_TEXT:
        if (is_scalar(value) && !(member.loose && is_of(arrival->fault, pointer)))
            return text_at(arrival, pointer, value);
        break;
    case FORM_UNCLEAR:
        break;
    }
    arrival->unclear = arrival->unclear || is_of(arrival->fault, pointer);
    return json_copy(value);
}

static void arrive(struct arrival *arrival, const struct json_object *form)
{
    struct json_object *object = (struct json_object *)(uintptr_t)form;
    arrival->tree = json_object_new_object();
    arrival->fuller = json_object_new_object();
    json_object_object_foreach(object, name, value)
    {
        struct buffer pointer;
        buffer_init(&pointer, BUFFER_UNBOUNDED);
        json_pointer_push(&pointer, name);
        struct json_object *node = member_at(arrival, &pointer, name, value);
        bool empty = json_is(node, json_type_string) && !json_object_get_string_len(node);
        if (node)
            json_object_object_add(arrival->tree, name, json_copy(node));
        if (node && !empty)
            json_object_object_add(arrival->fuller, name, json_copy(node));
        json_object_put(node);
        buffer_clear(&pointer);
    }
}

/* ---- Reading ---- */

static size_t count_contradictions(const struct arrival *arrival, const struct json_object *tree,
                                   const struct generate_edit *const *edits, size_t count)
{
    struct json_object *read = generate_apply(tree, edits, count);
    size_t found = schema_count(arrival->media->schema, read, SCHEMA_REQUEST);
    json_object_put(read);
    return found;
}

/* Takes each text in turn for what it spells, and keeps what leaves less to be said against the whole; then all. */
static bool some_reading_holds(const struct arrival *arrival, const struct json_object *tree)
{
    struct generate_edit *edits = memory_new((arrival->count + 1) * sizeof *edits);
    const struct generate_edit **chosen = memory_new((arrival->count + 1) * sizeof *chosen),
                               **every = memory_new((arrival->count + 1) * sizeof *every);
    size_t kept = 0, all = 0, least = count_contradictions(arrival, tree, NULL, 0);
    for (size_t i = 0; i < arrival->count && least; i++) {
        const struct leaf *leaf = &arrival->leaves[i];
        if (!leaf->spelled)
            continue;
        edits[i].pointer = leaf->pointer;
        edits[i].value = json_document_root(leaf->spelled);
        every[all++] = chosen[kept] = &edits[i];
        size_t found = count_contradictions(arrival, tree, chosen, kept + 1);
        kept += found < least;
        least = found < least ? found : least;
    }
    bool holds = !least || (all && !count_contradictions(arrival, tree, every, all));
    free(edits);
    free(chosen);
    free(every);
    return holds;
}

bool form_is_surely_wrong(const struct contract_media *media, const struct json_object *form,
                          const char *pointer)
{
    struct arrival arrival = {.media = media, .fault = pointer};
    if (!json_is(form, json_type_object))
        return false;
    arrive(&arrival, form);
    bool wrong = !arrival.unclear && !some_reading_holds(&arrival, arrival.tree) &&
                 !some_reading_holds(&arrival, arrival.fuller);
    for (size_t i = 0; i < arrival.count; i++) {
        free(arrival.leaves[i].pointer);
        json_document_free(arrival.leaves[i].spelled);
    }
    free(arrival.leaves);
    json_object_put(arrival.tree);
    json_object_put(arrival.fuller);
    return wrong;
}

bool form_is_told_in_json(const struct contract_media *media, const struct json_object *form,
                          const char *pointer)
{
    struct json_object *object = (struct json_object *)(uintptr_t)form;
    bool told = false;
    if (!json_is(form, json_type_object))
        return false;
    json_object_object_foreach(object, name, value)
    {
        struct buffer at;
        buffer_init(&at, BUFFER_UNBOUNDED);
        json_pointer_push(&at, name);
        enum form_way way = form_member_of(media, name, value).way;
        const char *below = is_of(pointer, &at) ? pointer + at.length : NULL;
        bool in_item = below && *below && strchr(below + 1, '/');
        told = told || (below && (way == FORM_JSON || (way == FORM_EACH && in_item)));
        buffer_clear(&at);
    }
    return told;
}

/* Holds a document against the shapes of OpenAPI 3.0.3. What references lead to waits in a list, so that chains of
 * them cost no stack. */
#include "contract/shapes.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "contract/store.h"

/* What a reference leads to, and what it must be. */
struct target {
    struct contract_place place;
    const struct shape *shape;
};

struct structure {
    struct contract_store *store;
    struct buffer path; /* where the node being checked stands */
    struct target *targets;
    size_t count, capacity;
};

static void visit_object(struct structure *structure, const struct json_object *node,
                         const struct shape *shape);

/* ---- Notes ---- */

static void note(struct structure *structure, enum contract_severity severity, const char *rule,
                 const char *member, const char *format, va_list arguments)
{
    char text[sizeof((struct error *)0)->text];
    vsnprintf(text, sizeof text, format, arguments);
    size_t length = structure->path.length;
    if (member)
        json_pointer_push(&structure->path, member);
    contract_note(structure->store, severity, rule, buffer_string(&structure->path), "%s", text);
    structure->path.length = length;
    structure->path.data[length] = '\0';
}

void structure_refuse(struct structure *structure, const char *rule, const char *member, const char *format,
                      ...)
{
    va_list arguments;
    va_start(arguments, format);
    note(structure, CONTRACT_REFUSED, rule, member, format, arguments);
    va_end(arguments);
}

void structure_break(struct structure *structure, const char *rule, const char *member, const char *format,
                     ...)
{
    va_list arguments;
    va_start(arguments, format);
    note(structure, CONTRACT_BROKEN, rule, member, format, arguments);
    va_end(arguments);
}

static void doubt(struct structure *structure, const char *rule, const char *member, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    note(structure, CONTRACT_DOUBTFUL, rule, member, format, arguments);
    va_end(arguments);
}

/* The last token of the path: what the node is called where it stands. */
static const char *own_name(const struct structure *structure)
{
    const char *slash = strrchr(buffer_string(&structure->path), '/');
    return slash ? slash + 1 : "the document";
}

void structure_describe(struct structure *structure, const struct json_object *node)
{
    struct contract_store *store = structure->store;
    store->described = memory_grow(store->described, store->described_count, &store->described_capacity,
                                   sizeof *store->described);
    store->described[store->described_count++] = (struct contract_place){
        .node = (struct json_object *)(uintptr_t)node,
        .pointer = arena_string(&store->arena, buffer_string(&structure->path)),
    };
}

/* ---- References ---- */

/* True the first time that a node is to be checked against a shape. */
static bool enter(struct structure *structure, const struct json_object *node, const struct shape *shape)
{
    char key[48];
    snprintf(key, sizeof key, "%p %p", (const void *)node, (const void *)shape);
    return !map_put(&structure->store->checked, key, structure);
}

static void note_siblings(struct structure *structure, const struct json_object *node)
{
    struct lh_entry *entry = NULL;
    lh_foreach(json_object_get_object(node), entry)
    {
        const char *name = lh_entry_k(entry);
        if (strcmp(name, "$ref") != 0 && strncmp(name, "x-", 2) != 0)
            doubt(structure, "ignored-sibling", name,
                  "\"%s\" is ignored: beside a $ref nothing else counts in OpenAPI 3.0", name);
    }
}

static void visit_reference(struct structure *structure, struct json_object *node, const struct shape *shape)
{
    struct contract_place place = {.node = node};
    struct error error = {0};
    if (!shape->keeps_siblings)
        note_siblings(structure, node);
    if (!contract_follow(structure->store, &place, &error)) {
        contract_note_error(structure->store, "reference", buffer_string(&structure->path), &error);
        return;
    }
    structure->targets =
        memory_grow(structure->targets, structure->count, &structure->capacity, sizeof *structure->targets);
    structure->targets[structure->count++] = (struct target){.place = place, .shape = shape};
}

/* ---- Fields ---- */

static void malformed(struct structure *structure, const struct json_object *value,
                      const struct shape_field *field)
{
    static const char *const words[] = {
        [json_type_null] = "null",       [json_type_boolean] = "a boolean", [json_type_int] = "a number",
        [json_type_double] = "a number", [json_type_object] = "an object",  [json_type_array] = "an array",
        [json_type_string] = "a string",
    };
    const char *found = words[json_object_get_type(value)];
    const char *expected = shape_field_words(field);
    if (field->kind == FIELD_PROSE)
        structure_break(structure, "malformed", NULL, "%s must be %s, this is %s", own_name(structure),
                        expected, found);
    else
        structure_refuse(structure, "malformed", NULL, "%s must be %s, this is %s", own_name(structure),
                         expected, found);
}

static void check_texts(struct structure *structure, const struct json_object *value,
                        const struct shape_field *field)
{
    bool fine = json_is(value, json_type_array);
    for (size_t i = 0; fine && i < json_object_array_length(value); i++)
        fine = json_is(json_object_array_get_idx(value, i), json_type_string);
    if (!fine)
        malformed(structure, value, field);
}

static void visit_schema(struct structure *structure, struct json_object *value)
{
    struct error error = {0};
    const char *pointer = buffer_string(&structure->path);
    if (!schema_compile(structure->store->set, value, pointer, &error))
        contract_note_error(structure->store, "schema", pointer, &error);
}

static void visit_shaped(struct structure *structure, struct json_object *value,
                         const struct shape_field *field)
{
    bool text = json_is(json_member(value, "$ref"), json_type_string);
    bool reference = text || (json_has(value, "$ref") && (field->flags & FIELD_REFERABLE));
    if (!json_is(value, json_type_object)) {
        malformed(structure, value, field);
    } else if (reference && !(field->flags & FIELD_REFERABLE)) {
        structure_refuse(
            structure, "reference", "$ref",
            "OpenAPI 3.0 has no reference in the place of %s: write it out here, with references inside",
            field->shape->title);
    } else {
        if (reference)
            visit_reference(structure, value, field->shape);
        if ((!reference || field->shape->keeps_siblings) && enter(structure, value, field->shape))
            visit_object(structure, value, field->shape);
    }
}

static void visit_list(struct structure *structure, struct json_object *value,
                       const struct shape_field *field)
{
    if (!json_is(value, json_type_array)) {
        malformed(structure, value, field);
        return;
    }
    struct shape_field item = *field;
    item.kind = FIELD_OBJECT;
    size_t length = structure->path.length;
    for (size_t i = 0; i < json_object_array_length(value); i++) {
        json_pointer_push_index(&structure->path, i);
        visit_shaped(structure, json_object_array_get_idx(value, i), &item);
        structure->path.length = length;
    }
    structure->path.data[length] = '\0';
}

static void visit_field(struct structure *structure, struct json_object *value,
                        const struct shape_field *field)
{
    switch (field->kind) {
    case FIELD_ANY:
        break;
    case FIELD_PROSE:
    case FIELD_TEXT:
        if (!json_is(value, json_type_string))
            malformed(structure, value, field);
        break;
    case FIELD_FLAG:
        if (!json_is(value, json_type_boolean))
            malformed(structure, value, field);
        break;
    case FIELD_TEXTS:
        check_texts(structure, value, field);
        break;
    case FIELD_SCHEMA:
        visit_schema(structure, value);
        break;
    case FIELD_OBJECT:
        visit_shaped(structure, value, field);
        break;
    case FIELD_LIST:
        visit_list(structure, value, field);
        break;
    }
}

/* ---- Objects ---- */

static const struct shape_field *find_field(const struct shape *shape, const char *name)
{
    for (size_t i = 0; i < shape->field_count; i++) {
        if (strcmp(shape->fields[i].name, name) == 0)
            return &shape->fields[i];
    }
    return NULL;
}

static void note_unknown(struct structure *structure, const struct shape *shape, const char *name)
{
    const char **names = memory_new((shape->field_count + 1) * sizeof *names);
    for (size_t i = 0; i < shape->field_count; i++)
        names[i] = shape->fields[i].name;
    const char *nearest = text_nearest(name, names);
    structure_break(structure, "unknown-field", name, "%s has no field \"%s\"%s%s%s", shape->title, name,
                    nearest ? ", perhaps \"" : ", it is not heeded", nearest ? nearest : "",
                    nearest ? "\" is meant" : "");
    free(names);
}

static void check_name(struct structure *structure, const struct shape *shape, const char *name)
{
    const char *fault = shape->name_fault ? shape->name_fault(name) : NULL;
    if (fault && shape->vital_names)
        structure_refuse(structure, "name", name, "\"%s\" in %s %s", name, shape->title, fault);
    else if (fault)
        structure_break(structure, "name", name, "\"%s\" in %s %s", name, shape->title, fault);
}

static void visit_member(struct structure *structure, const struct shape *shape, const char *name,
                         struct json_object *value)
{
    if (contract_notes_full(structure->store))
        return;
    const struct shape_field *field = find_field(shape, name);
    bool extension = !field && shape->extensible && strncmp(name, "x-", 2) == 0;
    bool reference = shape->keeps_siblings && strcmp(name, "$ref") == 0;
    if (extension || reference)
        return;
    if (!field && !shape->members) {
        note_unknown(structure, shape, name);
        return;
    }
    if (!field)
        check_name(structure, shape, name);
    size_t length = structure->path.length;
    json_pointer_push(&structure->path, name);
    visit_field(structure, value, field ? field : shape->members);
    structure->path.length = length;
    structure->path.data[length] = '\0';
}

static void check_missing(struct structure *structure, const struct json_object *node,
                          const struct shape *shape)
{
    for (size_t i = 0; i < shape->field_count; i++) {
        const struct shape_field *field = &shape->fields[i];
        if (!(field->flags & (FIELD_REQUIRED | FIELD_VITAL)) || json_has(node, field->name))
            continue;
        if (field->flags & FIELD_VITAL)
            structure_refuse(structure, "missing-field", NULL, "%s must have \"%s\", %s", shape->title,
                             field->name, shape_field_words(field));
        else
            structure_break(structure, "missing-field", NULL, "%s must have \"%s\", %s", shape->title,
                            field->name, shape_field_words(field));
    }
}

static void visit_object(struct structure *structure, const struct json_object *node,
                         const struct shape *shape)
{
    struct lh_entry *entry = NULL;
    lh_foreach(json_object_get_object(node), entry)
        visit_member(structure, shape, lh_entry_k(entry), lh_entry_v(entry));
    check_missing(structure, node, shape);
    if (shape->check)
        shape->check(structure, node);
}

/* What references led to; it may lead further. */
static void visit_targets(struct structure *structure)
{
    for (size_t i = 0; i < structure->count; i++) {
        struct target target = structure->targets[i];
        const struct shape_field field = {.kind = FIELD_OBJECT, .shape = target.shape};
        buffer_reset(&structure->path);
        buffer_text(&structure->path, target.place.pointer);
        visit_shaped(structure, target.place.node, &field);
    }
}

void contract_check_structure(struct contract_store *store)
{
    struct structure structure = {.store = store};
    buffer_init(&structure.path, BUFFER_UNBOUNDED);
    buffer_text(&structure.path, "#");
    visit_object(&structure, store->documents[0]->root, &shape_document);
    visit_targets(&structure);
    buffer_clear(&structure.path);
    free(structure.targets);
}

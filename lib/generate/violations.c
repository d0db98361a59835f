#include <stdlib.h>
#include <string.h>

#include "generate/tree.h"
#include "generate/violate.h"

typedef void family(struct search *search, const struct site *site, const struct schema *schema);

static family *const families[] = {violate_structure, violate_type,    violate_enum,   violate_strings,
                                   violate_formats,   violate_numbers, violate_arrays, violate_junctions};

static void visit(struct search *search, const struct generate_view *view, const struct json_object *value,
                  const struct site *outer);

static void visit_member(struct search *search, const struct site *site, const char *name,
                         const struct json_object *value)
{
    struct generate_view view = {0};
    size_t pointer_length = search->pointer.length, place_length = search->place.length;
    bool named = generate_view_add_member(&view, site->view, name, value, search->options->direction);
    json_pointer_push(&search->pointer, name);
    if (named)
        generate_place_push(&search->place, name);
    else
        buffer_text(&search->place, place_length ? ".*" : "*");
    visit(search, &view, value, site);
    search->pointer.data[search->pointer.length = pointer_length] = '\0';
    search->place.data[search->place.length = place_length] = '\0';
    generate_view_clear(&view);
}

static void visit_item(struct search *search, const struct site *site, size_t index)
{
    const struct json_object *value = json_object_array_get_idx(site->value, index);
    struct generate_view view = {0};
    size_t pointer_length = search->pointer.length, place_length = search->place.length;
    generate_view_add_item(&view, site->view, value, search->options->direction);
    json_pointer_push_index(&search->pointer, index);
    buffer_text(&search->place, place_length ? ".[]" : "[]");
    visit(search, &view, value, site);
    search->pointer.data[search->pointer.length = pointer_length] = '\0';
    search->place.data[search->place.length = place_length] = '\0';
    generate_view_clear(&view);
}

static void visit(struct search *search, const struct generate_view *view, const struct json_object *value,
                  const struct site *outer)
{
    struct site site = {view, value, search->pointer.length, outer};
    for (size_t i = 0; i < view->count; i++)
        for (size_t j = 0; j < sizeof families / sizeof *families; j++)
            families[j](search, &site, view->items[i].schema);
    struct lh_entry *at = NULL;
    const char *name = NULL;
    struct json_object *member = NULL;
    while (json_is(value, json_type_object) && tree_next_member(value, &at, &name, &member))
        visit_member(search, &site, name, member);
    for (size_t i = 0; json_is(value, json_type_array) && i < json_object_array_length(value); i++)
        visit_item(search, &site, i);
}

/* A base that is not valid proves nothing of what is changed in it. */
static bool refuse_base(const struct schema *schema, const struct json_object *base,
                        enum schema_direction direction, struct error *error)
{
    struct schema_report report;
    schema_report_init(&report);
    report.maximum = 1;
    bool valid = schema_validate(schema, base, direction, &report);
    if (!valid) {
        const struct schema_violation *first = &report.violations[0];
        error_set(error, "the instance to start from is not valid: %s at \"%s\", not %s", first->found,
                  first->instance, first->expected);
    }
    schema_report_clear(&report);
    return !valid;
}

static bool derive(const struct schema *schema, const struct json_object *base,
                   const struct generate_options *options, bool textual, struct generate_violations *list,
                   struct error *error)
{
    if (refuse_base(schema, base, options->direction, error))
        return false;
    struct search search = {
        .schema = schema, .base = base, .options = options, .list = list, .textual = textual};
    struct generate_view view = {0};
    buffer_init(&search.pointer, BUFFER_UNBOUNDED);
    buffer_init(&search.place, BUFFER_UNBOUNDED);
    buffer_text(&search.pointer, "");
    buffer_text(&search.place, options->root ? options->root : "");
    generate_view_add(&view, schema, base, options->direction);
    visit(&search, &view, base, NULL);
    generate_view_clear(&view);
    buffer_clear(&search.pointer);
    buffer_clear(&search.place);
    return true;
}

bool generate_violations(const struct schema *schema, const struct json_object *base,
                         const struct generate_options *options, struct generate_violations *list,
                         struct error *error)
{
    return derive(schema, base, options, false, list, error);
}

void generate_violations_clear(struct generate_violations *list)
{
    for (size_t i = 0; i < list->count; i++)
        json_object_put(list->items[i].instance);
    free(list->items);
    arena_clear(&list->arena);
    *list = (struct generate_violations){0};
}

/* ---- Parameters ---- */

char *generate_parameter_text(const struct json_object *value)
{
    if (json_is(value, json_type_string))
        return string_copy(tree_text(value, NULL));
    return json_text(value, JSON_COMPACT);
}

/* Does some reading of the text make it valid: as a string, or as the number, boolean or null that it spells? */
static bool is_readable(const struct schema *schema, const char *text, enum schema_direction direction)
{
    struct json_object *string = tree_string(text);
    bool valid = schema_is_valid(schema, string, direction);
    json_object_put(string);
    struct json_document *document = valid ? NULL : json_read("text", text, strlen(text), NULL, NULL);
    struct json_object *root = document ? json_document_root(document) : NULL;
    bool scalar = document && !json_is(root, json_type_object) && !json_is(root, json_type_array);
    valid = valid || (scalar && schema_is_valid(schema, root, direction));
    json_document_free(document);
    return valid;
}

static bool is_scalar(const struct json_object *value)
{
    return !json_is(value, json_type_object) && !json_is(value, json_type_array);
}

/* Keeps of what was derived since `from` what is a fault as text too. */
static void keep_texts(const struct schema *schema, enum schema_direction direction,
                       struct generate_violations *list, size_t from)
{
    size_t kept = from;
    for (size_t i = from; i < list->count; i++) {
        struct generate_violation *item = &list->items[i];
        char *text = is_scalar(item->instance) ? generate_parameter_text(item->instance) : NULL;
        bool fault = text && *text && !is_readable(schema, text, direction);
        if (fault)
            item->text = arena_string(&list->arena, text);
        else
            json_object_put(item->instance);
        if (fault)
            list->items[kept++] = *item;
        free(text);
    }
    list->count = kept;
}

bool generate_parameter_violations(const struct schema *schema, const struct json_object *base,
                                   const struct generate_options *options, struct generate_violations *list,
                                   struct error *error)
{
    size_t from = list->count;
    if (!derive(schema, base, options, true, list, error))
        return false;
    keep_texts(schema, options->direction, list, from);
    return true;
}

static bool is_flat(const struct json_object *value)
{
    struct lh_entry *at = NULL;
    const char *name = NULL;
    struct json_object *member = NULL;
    bool flat = !is_scalar(value);
    while (flat && json_is(value, json_type_object) && tree_next_member(value, &at, &name, &member))
        flat = member && is_scalar(member);
    for (size_t i = 0; flat && json_is(value, json_type_array) && i < json_object_array_length(value); i++) {
        member = json_object_array_get_idx(value, i);
        flat = member && is_scalar(member);
    }
    return flat;
}

/* Keeps of what was derived since `from` what is still of that type and, where it is asked for, flat. */
static void keep_compounds(struct generate_violations *list, size_t from, enum json_type type, bool flat)
{
    size_t kept = from;
    for (size_t i = from; i < list->count; i++) {
        struct json_object *instance = list->items[i].instance;
        if (json_is(instance, type) && (!flat || is_flat(instance)))
            list->items[kept++] = list->items[i];
        else
            json_object_put(instance);
    }
    list->count = kept;
}

bool generate_styled_violations(const struct schema *schema, const struct json_object *base,
                                const struct generate_options *options, struct generate_violations *list,
                                struct error *error)
{
    size_t from = list->count;
    enum json_type type = json_is(base, json_type_array) ? json_type_array : json_type_object;
    if (!derive(schema, base, options, true, list, error))
        return false;
    keep_compounds(list, from, type, true);
    return true;
}

bool generate_form_violations(const struct schema *schema, const struct json_object *base,
                              const struct generate_options *options, struct generate_violations *list,
                              struct error *error)
{
    size_t from = list->count;
    if (!derive(schema, base, options, true, list, error))
        return false;
    keep_compounds(list, from, json_type_object, false);
    return true;
}

/* All that is wrong with an instance, keyword by keyword, in words. */
#include "schema/explain.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

enum { DEFAULT_MAXIMUM = 100, NAMES_SAID = 12 };

void schema_report_init(struct schema_report *report)
{
    *report = (struct schema_report){0};
}

void schema_report_clear(struct schema_report *report)
{
    arena_clear(&report->arena);
    free(report->violations);
    *report = (struct schema_report){0};
}

void schema_report_add(struct schema_report *report, const struct schema_violation *violation)
{
    if (report->count >= (report->maximum ? report->maximum : DEFAULT_MAXIMUM)) {
        report->dropped++;
        return;
    }
    report->violations =
        memory_grow(report->violations, report->count, &report->capacity, sizeof *report->violations);
    struct schema_violation *copy = &report->violations[report->count++];
    struct arena *arena = &report->arena;
    *copy = *violation;
    copy->keyword = arena_string(arena, violation->keyword);
    copy->instance = arena_string(arena, violation->instance);
    copy->pointer = arena_string(arena, violation->pointer);
    copy->expected = arena_string(arena, violation->expected);
    copy->found = arena_string(arena, violation->found);
    copy->note = arena_string(arena, violation->note);
}

void schema_complain(struct explanation *explanation, const struct schema_complaint *complaint)
{
    const struct schema *schema = &complaint->schema->schema;
    struct buffer pointer;
    buffer_init(&pointer, BUFFER_UNBOUNDED);
    buffer_text(&pointer, schema->pointer);
    json_pointer_push(&pointer, complaint->keyword);
    struct schema_violation violation = {
        .keyword = complaint->keyword,
        .instance = buffer_string(&explanation->path),
        .pointer = buffer_string(&pointer),
        .expected = complaint->expected,
        .found = complaint->found,
        .note = complaint->note,
    };
    const struct json_origin *origin = json_origin_of(schema->node);
    if (!json_key_place(schema->node, complaint->keyword, &violation.source, &violation.place) && origin) {
        violation.source = origin->source;
        violation.place = origin->place;
    }
    schema_report_add(explanation->report, &violation);
    buffer_clear(&pointer);
}

/* ---- Keywords on one value ---- */

static void say_enum(struct buffer *out, const struct schema_compiled *schema)
{
    schema_say_values(out, schema->schema.enumeration);
}

static void say_count(struct buffer *out, const char *bound, size_t count, const char *one, const char *many)
{
    buffer_format(out, "%s %zu %s", bound, count, count == 1 ? one : many);
}

static void say_min_length(struct buffer *out, const struct schema_compiled *schema)
{
    say_count(out, "at least", schema->schema.min_length, "character", "characters");
}

static void say_max_length(struct buffer *out, const struct schema_compiled *schema)
{
    say_count(out, "at most", schema->schema.max_length, "character", "characters");
}

static void say_min_items(struct buffer *out, const struct schema_compiled *schema)
{
    say_count(out, "at least", schema->schema.min_items, "item", "items");
}

static void say_max_items(struct buffer *out, const struct schema_compiled *schema)
{
    say_count(out, "at most", schema->schema.max_items, "item", "items");
}

static void say_min_properties(struct buffer *out, const struct schema_compiled *schema)
{
    say_count(out, "at least", schema->schema.min_properties, "property", "properties");
}

static void say_max_properties(struct buffer *out, const struct schema_compiled *schema)
{
    say_count(out, "at most", schema->schema.max_properties, "property", "properties");
}

static void say_unique(struct buffer *out, const struct schema_compiled *schema)
{
    (void)schema;
    buffer_text(out, "items that are all different");
}

static void say_format(struct buffer *out, const struct schema_compiled *schema)
{
    buffer_text(out, schema->known_format->words);
}

static void say_minimum(struct buffer *out, const struct schema_compiled *schema)
{
    buffer_format(out, "%s %s", schema->schema.exclusive_minimum ? "more than" : "at least",
                  schema->minimum.text);
}

static void say_maximum(struct buffer *out, const struct schema_compiled *schema)
{
    buffer_format(out, "%s %s", schema->schema.exclusive_maximum ? "less than" : "at most",
                  schema->maximum.text);
}

static void say_multiple(struct buffer *out, const struct schema_compiled *schema)
{
    buffer_format(out, "a multiple of %s", schema->multiple_of.text);
}

enum { NUMBERS = SCHEMA_TYPE_INTEGER | SCHEMA_TYPE_NUMBER };

static const struct value_keyword {
    const char *name;
    unsigned types; /* that it is about */
    bool (*holds)(const struct schema_compiled *schema, const struct json_object *node);
    void (*say)(struct buffer *out, const struct schema_compiled *schema);
} value_keywords[] = {
    {"enum", SCHEMA_TYPE_ANY, schema_holds_enum, say_enum},
    {"minLength", SCHEMA_TYPE_STRING, schema_holds_min_length, say_min_length},
    {"maxLength", SCHEMA_TYPE_STRING, schema_holds_max_length, say_max_length},
    {"format", SCHEMA_TYPE_STRING, schema_holds_text_format, say_format},
    {"minimum", NUMBERS, schema_holds_minimum, say_minimum},
    {"maximum", NUMBERS, schema_holds_maximum, say_maximum},
    {"multipleOf", NUMBERS, schema_holds_multiple_of, say_multiple},
    {"format", NUMBERS, schema_holds_number_format, say_format},
    {"minItems", SCHEMA_TYPE_ARRAY, schema_holds_min_items, say_min_items},
    {"maxItems", SCHEMA_TYPE_ARRAY, schema_holds_max_items, say_max_items},
    {"uniqueItems", SCHEMA_TYPE_ARRAY, schema_holds_unique_items, say_unique},
    {"minProperties", SCHEMA_TYPE_OBJECT, schema_holds_min_properties, say_min_properties},
    {"maxProperties", SCHEMA_TYPE_OBJECT, schema_holds_max_properties, say_max_properties},
};

/* The first two items that are equal, where they stand near the beginning. */
static void note_equal_items(struct buffer *note, const struct json_object *array)
{
    enum { NEAR = 1000 };
    size_t count = json_object_array_length(array);
    for (size_t i = 1; i < count && i < NEAR; i++)
        for (size_t j = 0; j < i; j++)
            if (json_equal(json_object_array_get_idx(array, i), json_object_array_get_idx(array, j))) {
                buffer_format(note, "items %zu and %zu are equal", j, i);
                return;
            }
}

static void complain_value(struct explanation *explanation, const struct schema_compiled *schema,
                           const struct value_keyword *keyword, const struct json_object *node)
{
    struct buffer expected, found, note;
    buffer_init(&expected, BUFFER_UNBOUNDED);
    buffer_init(&found, BUFFER_UNBOUNDED);
    buffer_init(&note, BUFFER_UNBOUNDED);
    keyword->say(&expected, schema);
    schema_say_found(&found, node);
    if (keyword->holds == schema_holds_unique_items)
        note_equal_items(&note, node);
    schema_complain(explanation,
                    &(struct schema_complaint){.schema = schema,
                                               .keyword = keyword->name,
                                               .expected = buffer_string(&expected),
                                               .found = buffer_string(&found),
                                               .note = note.length ? buffer_string(&note) : NULL});
    buffer_clear(&expected);
    buffer_clear(&found);
    buffer_clear(&note);
}

/* A match that was given up is not the same as none, and is said. */
static void explain_pattern(struct explanation *explanation, const struct schema_compiled *schema,
                            const struct json_object *node)
{
    enum schema_match match = schema_matches(&explanation->check, schema, node);
    if (match == SCHEMA_MATCH_YES)
        return;
    struct buffer expected, found;
    buffer_init(&expected, BUFFER_UNBOUNDED);
    buffer_init(&found, BUFFER_UNBOUNDED);
    buffer_format(&expected, "a string that matches /%s/", schema->schema.pattern_text);
    schema_say_found(&found, node);
    schema_complain(explanation,
                    &(struct schema_complaint){.schema = schema,
                                               .keyword = "pattern",
                                               .expected = buffer_string(&expected),
                                               .found = buffer_string(&found),
                                               .note = match == SCHEMA_MATCH_GIVEN_UP
                                                           ? "matching took too long and was given up"
                                                           : NULL});
    buffer_clear(&expected);
    buffer_clear(&found);
}

static void explain_value(struct explanation *explanation, const struct schema_compiled *schema,
                          const struct json_object *node)
{
    unsigned type = schema_type_bit(node);
    for (size_t i = 0; i < sizeof value_keywords / sizeof *value_keywords; i++) {
        const struct value_keyword *keyword = &value_keywords[i];
        if ((keyword->types & type) && !keyword->holds(schema, node))
            complain_value(explanation, schema, keyword, node);
    }
    if (json_is(node, json_type_string))
        explain_pattern(explanation, schema, node);
}

static void explain_type(struct explanation *explanation, const struct schema_compiled *schema,
                         const struct json_object *node)
{
    struct buffer expected, found;
    buffer_init(&expected, BUFFER_UNBOUNDED);
    buffer_init(&found, BUFFER_UNBOUNDED);
    schema_say_types(&expected, schema->schema.types);
    schema_say_found(&found, node);
    schema_complain(explanation, &(struct schema_complaint){.schema = schema,
                                                            .keyword = "type",
                                                            .expected = buffer_string(&expected),
                                                            .found = buffer_string(&found)});
    buffer_clear(&expected);
    buffer_clear(&found);
}

/* ---- Objects ---- */

/* The member of `node` that no property is named after and that comes near to `name`: perhaps a slip. */
static void note_slip(struct buffer *note, const struct schema_compiled *schema,
                      const struct json_object *node, const char *name)
{
    size_t count = 0;
    const char **names = memory_new(((size_t)json_object_object_length(node) + 1) * sizeof *names);
    json_object_object_foreach((struct json_object *)(uintptr_t)node, key, value)
    {
        (void)value;
        if (!schema_find_member(schema, key, strlen(key)))
            names[count++] = key;
    }
    const char *slip = text_nearest(name, names);
    if (slip) {
        schema_say_quoted(note, slip);
        buffer_text(note, " comes near");
    }
    free(names);
}

static void complain_absence(struct explanation *explanation, const struct schema_compiled *schema,
                             const struct json_object *node, const char *name)
{
    struct buffer expected, found, note;
    buffer_init(&expected, BUFFER_UNBOUNDED);
    buffer_init(&found, BUFFER_UNBOUNDED);
    buffer_init(&note, BUFFER_UNBOUNDED);
    buffer_text(&expected, "the property ");
    schema_say_quoted(&expected, name);
    buffer_text(&found, "no property ");
    schema_say_quoted(&found, name);
    note_slip(&note, schema, node, name);
    schema_complain(explanation,
                    &(struct schema_complaint){.schema = schema,
                                               .keyword = "required",
                                               .expected = buffer_string(&expected),
                                               .found = buffer_string(&found),
                                               .note = note.length ? buffer_string(&note) : NULL});
    buffer_clear(&expected);
    buffer_clear(&found);
    buffer_clear(&note);
}

static void explain_absences(struct explanation *explanation, const struct schema_scope *scope,
                             const struct json_object *node)
{
    enum schema_direction direction = explanation->check.direction;
    const struct schema_compiled *schema = scope->schema;
    for (size_t i = 0; i < schema->schema.required_count; i++) {
        const char *name = schema->schema.required[i];
        const struct schema_member *member = schema_find_member(schema, name, strlen(name));
        if (member->required[direction] && !json_has(node, name) &&
            (direction == SCHEMA_EITHER || !schema_exempts(scope, name, direction)))
            complain_absence(explanation, schema, node, name);
    }
}

static void complain_surplus(struct explanation *explanation, const struct schema_compiled *schema,
                             const char *name)
{
    struct buffer expected, found;
    buffer_init(&expected, BUFFER_UNBOUNDED);
    buffer_init(&found, BUFFER_UNBOUNDED);
    size_t count = schema->schema.property_count;
    buffer_text(&expected, count ? "no property but " : "no property");
    for (size_t i = 0; i < count && i < NAMES_SAID; i++) {
        buffer_text(&expected, i ? ", " : "");
        schema_say_quoted(&expected, schema->schema.properties[i].name);
    }
    if (count > NAMES_SAID)
        buffer_format(&expected, " and %zu more", count - NAMES_SAID);
    buffer_text(&found, "the property ");
    schema_say_quoted(&found, name);
    schema_complain(explanation, &(struct schema_complaint){.schema = schema,
                                                            .keyword = "additionalProperties",
                                                            .expected = buffer_string(&expected),
                                                            .found = buffer_string(&found)});
    buffer_clear(&expected);
    buffer_clear(&found);
}

static void complain_direction(struct explanation *explanation, const struct schema *property)
{
    bool request = explanation->check.direction == SCHEMA_REQUEST;
    schema_complain(explanation,
                    &(struct schema_complaint){.schema = schema_compiled_of(property),
                                               .keyword = request ? "readOnly" : "writeOnly",
                                               .expected = request ? "no such property in a request"
                                                                   : "no such property in a response",
                                               .found = "the property"});
}

static void explain_member(struct explanation *explanation, const struct schema_compiled *schema,
                           const char *name, const struct json_object *value)
{
    const struct schema_member *member = schema_find_member(schema, name, strlen(name));
    const struct schema *below = member && member->schema ? member->schema : schema->schema.additional;
    size_t length = explanation->path.length;
    json_pointer_push(&explanation->path, name);
    if (member && member->forbidden[explanation->check.direction])
        complain_direction(explanation, member->schema);
    else if (below)
        schema_explain(explanation, below, value, NULL);
    else if (schema->schema.additional_forbidden)
        complain_surplus(explanation, schema, name);
    explanation->path.length = length;
    explanation->path.data[length] = '\0';
}

static void explain_object(struct explanation *explanation, const struct schema_scope *scope,
                           const struct json_object *node)
{
    explain_absences(explanation, scope, node);
    json_object_object_foreach((struct json_object *)(uintptr_t)node, name, value)
        explain_member(explanation, scope->schema, name, value);
}

static void explain_items(struct explanation *explanation, const struct schema *items,
                          const struct json_object *node)
{
    size_t count = json_object_array_length(node), length = explanation->path.length;
    for (size_t i = 0; i < count; i++) {
        json_pointer_push_index(&explanation->path, i);
        schema_explain(explanation, items, json_object_array_get_idx(node, i), NULL);
        explanation->path.length = length;
        explanation->path.data[length] = '\0';
    }
}

/* ---- Combinators ---- */

static void explain_not(struct explanation *explanation, const struct schema_scope *scope,
                        const struct json_object *node)
{
    const struct schema *schema = &scope->schema->schema;
    if (!schema->not_schema || !schema_holds(&explanation->check, schema->not_schema, node, scope))
        return;
    struct buffer expected, found;
    buffer_init(&expected, BUFFER_UNBOUNDED);
    buffer_init(&found, BUFFER_UNBOUNDED);
    buffer_text(&expected, "anything but ");
    schema_say_name(&expected, schema->not_schema);
    schema_say_found(&found, node);
    schema_complain(explanation, &(struct schema_complaint){.schema = scope->schema,
                                                            .keyword = "not",
                                                            .expected = buffer_string(&expected),
                                                            .found = buffer_string(&found)});
    buffer_clear(&expected);
    buffer_clear(&found);
}

static void explain_combined(struct explanation *explanation, const struct schema_scope *scope,
                             const struct json_object *node)
{
    const struct schema *schema = &scope->schema->schema;
    for (size_t i = 0; i < schema->all_of_count; i++)
        schema_explain(explanation, schema->all_of[i], node, scope);
    if (schema->any_of)
        schema_explain_branches(explanation, scope, node, "anyOf", schema->any_of, schema->any_of_count);
    if (schema->one_of)
        schema_explain_branches(explanation, scope, node, "oneOf", schema->one_of, schema->one_of_count);
    explain_not(explanation, scope, node);
    const struct schema *kind = schema_choose_kind(schema, node, scope);
    if (kind)
        schema_explain(explanation, kind, node, scope);
}

void schema_explain(struct explanation *explanation, const struct schema *schema,
                    const struct json_object *node, const struct schema_scope *outer)
{
    const struct schema_compiled *compiled = schema_compiled_of(schema);
    const struct schema_scope scope = {.schema = compiled, .outer = outer};
    if (schema_enter(&explanation->check)) {
        /* Of the wrong type, nothing else is worth saying. */
        if (!schema_holds_type(compiled, node)) {
            explain_type(explanation, compiled, node);
        } else {
            explain_value(explanation, compiled, node);
            if (json_is(node, json_type_object))
                explain_object(explanation, &scope, node);
            if (schema->items && json_is(node, json_type_array))
                explain_items(explanation, schema->items, node);
            explain_combined(explanation, &scope, node);
        }
    }
    schema_leave(&explanation->check);
}

/* No lawful document comes here: it says why an instance was refused that nothing contradicts. */
static void complain_exhausted(struct explanation *explanation, const struct schema *schema)
{
    buffer_reset(&explanation->path);
    schema_complain(explanation, &(struct schema_complaint){
                                     .schema = schema_compiled_of(schema),
                                     .keyword = "",
                                     .expected = "an instance that can be judged",
                                     .found = "one that is nested too deeply or takes too many steps"});
}

bool schema_validate(const struct schema *schema, const struct json_object *instance,
                     enum schema_direction direction, struct schema_report *report)
{
    if (schema_is_valid(schema, instance, direction))
        return true;
    struct explanation explanation = {.check = {.direction = direction}, .report = report};
    size_t before = report->count + report->dropped;
    buffer_init(&explanation.path, BUFFER_UNBOUNDED);
    schema_explain(&explanation, schema, instance, NULL);
    if (report->count + report->dropped == before)
        complain_exhausted(&explanation, schema);
    buffer_clear(&explanation.path);
    return false;
}

size_t schema_count(const struct schema *schema, const struct json_object *instance,
                    enum schema_direction direction)
{
    struct schema_report report;
    schema_report_init(&report);
    schema_validate(schema, instance, direction, &report);
    size_t count = report.count + report.dropped;
    schema_report_clear(&report);
    return count;
}

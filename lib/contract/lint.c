/* The rules in a table, and the rows that come of them. */
#include "contract/examine.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS_OF_A_RULE = 50 };

struct rule {
    struct contract_lint_rule about;
    void (*examine)(struct lint *lint); /* NULL: found when the document is loaded */
};

static const struct rule rules[] = {
    /* Found by loading. */
    {{"document", "the document cannot be read, or is not of OpenAPI 3.0"}, NULL},
    {{"reference", "a $ref leads nowhere, leads back to itself, or stands where none is allowed"}, NULL},
    {{"malformed", "a field has a value of another type"}, NULL},
    {{"missing-field", "a field that OpenAPI asks for is missing"}, NULL},
    {{"unknown-field", "OpenAPI has no such field there"}, NULL},
    {{"unknown-keyword", "a schema has a keyword that OpenAPI 3.0 does not have, so that it is not heeded"},
     NULL},
    {{"exclusive-fields", "two fields stand side by side that exclude each other"}, NULL},
    {{"misplaced-field", "a field counts only where it does not stand"}, NULL},
    {{"name", "a path, a status, a media type or a component has a name that it cannot have"}, NULL},
    {{"value", "a field has a word that it cannot have"}, NULL},
    {{"content", "a parameter's content has none or several media types"}, NULL},
    {{"schema", "a schema cannot be used: malformed, without end, or leading nowhere"}, NULL},
    {{"duplicate-path", "two paths mean the same"}, NULL},
    {{"duplicate-parameter", "a parameter stands twice in one list"}, NULL},
    {{"path-item", "an operation stands beside a $ref and in what that leads to"}, NULL},
    {{"path-parameter", "a path parameter is not marked as required"}, NULL},
    {{"security", "a security requirement names no scheme"}, NULL},
    /* Examined here. */
    {{"duplicate-operation-id", "an operationId names several operations"}, lint_operation_ids},
    {{"ignored-sibling", "something stands beside a $ref, where it is ignored"}, lint_sibling},
    {{"example", "an example breaks its own schema"}, lint_examples},
    {{"default", "a default breaks its own schema"}, lint_defaults},
    {{"enum", "a value of an enum breaks its own schema, or stands there twice"}, lint_enums},
    {{"ambiguous-one-of", "one body can match two branches of a oneOf"}, lint_one_of},
    {{"discriminator", "a branch does not require the property that is to tell it from others"},
     lint_discriminator},
    {{"type", "a schema states properties or items and no type, so that other types pass"}, lint_type},
    {{"array-items", "an array does not say what its items are"}, lint_array_items},
    {{"idle-keyword", "a keyword never applies to values of the schema's type"}, lint_idle_keyword},
    {{"bounds", "a minimum is above its maximum, so that nothing can hold"}, lint_bounds},
    {{"required-name", "a required property is not described, and its name is near one that is"},
     lint_required_name},
    {{"nullable", "nullable stands where it has no effect"}, lint_nullable},
    {{"direction", "a property is readOnly and writeOnly at once"}, lint_direction},
    {{"format", "a format is unknown, so that nothing is held against it"}, lint_format},
    {{"response-required", "a response requires no property, so that {} is a right answer"},
     lint_response_required},
    {{"path-template", "the parameters of a path and of its template differ"}, lint_path_parameters},
    {{"paths", "two paths can match one request, or a path has no operation"}, lint_paths},
    {{"success", "an operation describes no success"}, lint_success},
    {{"body", "a body stands where HTTP has none"}, lint_bodies},
    {{"ignored-header", "a header is described that OpenAPI tells to ignore"}, lint_headers},
    {{"server", "a server's URL and its variables differ"}, lint_servers},
    {{"link", "a link leads to no operation"}, lint_links},
    {{"unused", "a component is used by no operation"}, lint_unused},
};

const struct contract_lint_rule *contract_lint_rule_at(size_t index)
{
    return index < sizeof rules / sizeof *rules ? &rules[index].about : NULL;
}

/* ---- Rows ---- */

/* The row to be filled, or NULL where there are too many of the rule. */
static struct contract_lint_row *add(struct lint *lint, const char *rule, enum contract_lint_level level)
{
    struct contract_lint *out = lint->out;
    size_t *count = map_find(&lint->counts, rule);
    if (!count) {
        count = arena_new(&out->arena, sizeof *count);
        map_put(&lint->counts, rule, count);
    }
    ++*(level == CONTRACT_LINT_ERROR ? &out->errors : &out->warnings);
    if (++*count > ROWS_OF_A_RULE)
        return NULL;
    out->rows = memory_grow(out->rows, out->count, &out->capacity, sizeof *out->rows);
    struct contract_lint_row *row = &out->rows[out->count++];
    *row = (struct contract_lint_row){
        .rule = rule, .level = level, .file = "", .pointer = "", .text = "", .excerpt = ""};
    return row;
}

/* The line of an error's excerpt, made safe as error_print() shows it. */
static void place_row(struct lint *lint, struct contract_lint_row *row, const struct json_source *source,
                      unsigned line, unsigned column)
{
    struct error error = {0};
    error_set_at(&error, source->name, line, column, source->text, source->length, "-");
    row->file = arena_string(&lint->out->arena, source->name);
    row->line = line;
    row->column = column;
    row->excerpt = arena_string(&lint->out->arena, error.excerpt);
    row->caret = error.caret;
}

void lint_report(struct lint *lint, enum contract_lint_level level, const char *pointer, const char *format,
                 ...)
{
    struct contract_lint_row *row = add(lint, lint->rule, level);
    if (!row)
        return;
    char text[sizeof((struct error *)0)->text];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    row->text = arena_string(&lint->out->arena, text);
    row->pointer = arena_string(&lint->out->arena, pointer);
    const struct json_source *source = NULL;
    struct json_place place = {0};
    if (contract_place_of(lint->store, pointer, &source, &place))
        place_row(lint, row, source, place.line, place.column);
}

static const char *text_of(struct lint *lint, const char *text)
{
    return text ? arena_string(&lint->out->arena, text) : "";
}

static void excerpt_row(struct lint *lint, struct contract_lint_row *row, const struct error *error)
{
    row->excerpt = text_of(lint, error->excerpt);
    row->caret = error->caret;
}

/* What loading found. */
static void take_note(struct lint *lint, const struct contract_noted *noted)
{
    bool doubtful = noted->severity == CONTRACT_DOUBTFUL;
    struct contract_lint_row *row =
        add(lint, noted->note.rule, doubtful ? CONTRACT_LINT_WARNING : CONTRACT_LINT_ERROR);
    if (!row)
        return;
    row->text = text_of(lint, noted->note.text);
    row->pointer = text_of(lint, noted->note.pointer);
    row->file = text_of(lint, noted->note.source);
    row->line = noted->note.line;
    row->column = noted->note.column;
    if (noted->error)
        excerpt_row(lint, row, noted->error);
    else if (noted->origin)
        place_row(lint, row, noted->origin, noted->note.line, noted->note.column);
}

static void take_error(struct lint *lint, const struct error *error)
{
    struct contract_lint_row *row = add(lint, "document", CONTRACT_LINT_ERROR);
    row->text = text_of(lint, error->text);
    row->file = text_of(lint, error->source);
    row->line = error->line;
    row->column = error->column;
    excerpt_row(lint, row, error);
}

static int compare_rows(const void *left, const void *right)
{
    const struct contract_lint_row *a = left, *b = right;
    int files = strcmp(a->file, b->file);
    if (files)
        return files;
    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    if (a->column != b->column)
        return a->column < b->column ? -1 : 1;
    int named = strcmp(a->rule, b->rule);
    return named ? named : strcmp(a->text, b->text);
}

/* One row more for what was left out of a rule. */
static void say_more(struct lint *lint, const char *rule)
{
    struct contract_lint *out = lint->out;
    const size_t *count = map_find(&lint->counts, rule);
    if (!count || *count <= ROWS_OF_A_RULE)
        return;
    out->rows = memory_grow(out->rows, out->count, &out->capacity, sizeof *out->rows);
    out->rows[out->count] =
        (struct contract_lint_row){.rule = rule,
                                   .level = CONTRACT_LINT_WARNING,
                                   .file = out->rows[0].file,
                                   .pointer = "",
                                   .text = arena_format(&out->arena, "%zu more of the rule %s are left out",
                                                        *count - ROWS_OF_A_RULE, rule),
                                   .excerpt = ""};
    out->count++;
}

static void finish(struct lint *lint)
{
    if (lint->out->count > 0)
        qsort(lint->out->rows, lint->out->count, sizeof *lint->out->rows, compare_rows);
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        say_more(lint, rules[i].about.name);
}

/* ---- Examining ---- */

const char *lint_below(struct lint *lint, const char *pointer, const char *member)
{
    struct buffer below;
    buffer_init(&below, BUFFER_UNBOUNDED);
    buffer_text(&below, pointer);
    json_pointer_push(&below, member);
    const char *text = arena_string(&lint->out->arena, buffer_string(&below));
    buffer_clear(&below);
    return text;
}

bool lint_says(const struct schema *schema, const char *keyword)
{
    return json_has(schema->node, keyword);
}

void lint_each_schema(struct lint *lint, void (*examine)(struct lint *lint, const struct schema *schema))
{
    for (size_t i = 0; i < schema_set_count(lint->store->set); i++)
        examine(lint, schema_set_at(lint->store->set, i));
}

void lint_each_operation(struct lint *lint,
                         void (*examine)(struct lint *lint, const struct contract_operation *operation))
{
    for (size_t i = 0; i < lint->contract->operation_count; i++)
        examine(lint, &lint->contract->operations[i]);
}

static void examine(struct lint *lint)
{
    struct contract_store *store = lint->store;
    for (size_t i = 0; i < store->note_count; i++)
        take_note(lint, &store->notes[i]);
    for (size_t i = 0; store->refused == 0 && i < sizeof rules / sizeof *rules; i++) {
        lint->rule = rules[i].about.name;
        if (rules[i].examine)
            rules[i].examine(lint);
    }
}

void contract_lint(const struct contract_request *request, struct contract_lint *out)
{
    struct lint lint = {.out = out};
    struct error error = {0};
    *out = (struct contract_lint){0};
    lint.store = contract_read(request, &error);
    if (lint.store) {
        lint.contract = &lint.store->contract;
        examine(&lint);
    } else {
        take_error(&lint, &error);
    }
    finish(&lint);
    map_clear(&lint.counts);
    contract_store_free(lint.store);
}

void contract_lint_clear(struct contract_lint *lint)
{
    free(lint->rows);
    arena_clear(&lint->arena);
    *lint = (struct contract_lint){0};
}

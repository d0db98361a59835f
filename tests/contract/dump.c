#include "dump.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "contract/lint.h"
#include "schema/model.h"

static void dump_schema(const struct schema *schema, struct buffer *out)
{
    static const char *const types[] = {"null", "boolean", "integer", "number", "string", "array", "object"};
    if (!schema) {
        buffer_text(out, " anything");
        return;
    }
    unsigned known = schema->types;
    buffer_char(out, ' ');
    for (size_t i = 0; known != SCHEMA_TYPE_ANY && i < sizeof types / sizeof *types; i++)
        if (known & (1u << i))
            buffer_format(out, "%s ", types[i]);
    buffer_format(out, "@ %s", schema->pointer);
}

static void dump_examples(const struct contract_example *examples, size_t count, struct buffer *out)
{
    for (size_t i = 0; i < count; i++) {
        char *text = json_text(examples[i].value, JSON_COMPACT);
        buffer_format(out, "      example %s %s @ %s\n", examples[i].name ? examples[i].name : "-", text,
                      examples[i].pointer);
        free(text);
    }
}

static void dump_media(const struct contract_media *media, size_t count, struct buffer *out)
{
    for (size_t i = 0; i < count; i++) {
        buffer_format(out, "    %s", media[i].type);
        dump_schema(media[i].schema, out);
        buffer_char(out, '\n');
        dump_examples(media[i].examples, media[i].example_count, out);
        for (size_t j = 0; j < media[i].occasion_count; j++) {
            buffer_format(out, "      on %s", media[i].occasions[j].name);
            dump_schema(contract_media_occasion(&media[i], media[i].occasions[j].name), out);
            buffer_char(out, '\n');
        }
    }
}

static void dump_parameter(const struct contract_parameter *parameter, const char *kind, struct buffer *out)
{
    static const char *const places[] = {"path", "query", "header", "cookie"};
    static const char *const styles[] = {"simple",         "label",         "matrix",    "form",
                                         "spaceDelimited", "pipeDelimited", "deepObject"};
    buffer_format(out, "%s %s %s, %s%s%s%s%s%s", kind, places[parameter->in], parameter->name,
                  styles[parameter->style], parameter->explode ? ", explode" : "",
                  parameter->required ? ", required" : "", parameter->deprecated ? ", deprecated" : "",
                  parameter->allow_reserved ? ", reserved" : "",
                  parameter->allow_empty_value ? ", empty" : "");
    if (parameter->media)
        buffer_format(out, ", as %s", parameter->media->type);
    dump_schema(parameter->media ? parameter->media->schema : parameter->schema, out);
    buffer_format(out, " @ %s\n", parameter->pointer);
    dump_examples(parameter->examples, parameter->example_count, out);
}

static void dump_security(const struct contract_operation *operation, struct buffer *out)
{
    static const char *const kinds[] = {"bearer", "basic", "key", "other"};
    for (size_t i = 0; i < operation->security_count; i++) {
        buffer_text(out, "  security");
        const struct contract_requirement *requirement = &operation->security[i];
        for (size_t j = 0; j < requirement->scheme_count; j++) {
            const struct contract_scheme *scheme = requirement->schemes[j];
            buffer_format(out, "%s %s (%s%s%s)", j ? " and" : "", scheme->name, kinds[scheme->kind],
                          scheme->parameter ? " " : "", scheme->parameter ? scheme->parameter : "");
        }
        buffer_text(out, requirement->scheme_count ? "\n" : " none\n");
    }
}

static void dump_responses(const struct contract_operation *operation, struct buffer *out)
{
    for (size_t i = 0; i < operation->response_count; i++) {
        const struct contract_response *response = &operation->responses[i];
        buffer_format(out, "  %s @ %s", response->status, response->pointer);
        if (strcmp(response->pointer, response->place) != 0)
            buffer_format(out, " listed at %s", response->place);
        buffer_char(out, '\n');
        for (size_t j = 0; j < response->header_count; j++)
            dump_parameter(&response->headers[j], "   ", out);
        dump_media(response->media, response->media_count, out);
    }
}

static void dump_operation(const struct contract_operation *operation, int depth, struct buffer *out);

static void dump_callbacks(const struct contract_operation *operation, int depth, struct buffer *out)
{
    for (size_t i = 0; i < operation->callback_count; i++) {
        const struct contract_callback *callback = &operation->callbacks[i];
        buffer_format(out, "  calls back %s %s @ %s\n", callback->name, callback->expression,
                      callback->pointer);
        for (size_t j = 0; depth < 2 && j < callback->operation_count; j++)
            dump_operation(&callback->operations[j], depth + 1, out);
    }
}

static void dump_operation(const struct contract_operation *operation, int depth, struct buffer *out)
{
    buffer_format(out, "%s %s (%s%s%s) @ %s\n", operation->method, operation->path,
                  operation->named ? "" : "unnamed: ", operation->id,
                  operation->deprecated ? ", deprecated" : "", operation->pointer);
    dump_security(operation, out);
    for (size_t i = 0; i < operation->parameter_count; i++)
        dump_parameter(&operation->parameters[i], " ", out);
    if (operation->body) {
        buffer_format(out, "  body%s @ %s\n", operation->body->required ? ", required" : "",
                      operation->body->pointer);
        dump_media(operation->body->media, operation->body->media_count, out);
    }
    dump_responses(operation, out);
    dump_callbacks(operation, depth, out);
}

static void dump_notes(const struct contract *contract, struct buffer *out)
{
    for (size_t i = 0; i < contract->note_count; i++) {
        const struct contract_note *note = &contract->notes[i];
        buffer_format(out, "%s %s: %s:%u:%u: %s @ %s\n", note->broken ? "broken" : "doubtful", note->rule,
                      note->source ? note->source : "-", note->line, note->column, note->text, note->pointer);
    }
}

void dump_contract(const struct contract *contract, struct buffer *out)
{
    buffer_format(out, "%s, %s %s, from", contract->openapi, contract->title, contract->version);
    for (size_t i = 0; i < contract->source_count; i++)
        buffer_format(out, " %s", contract->sources[i]);
    buffer_format(out, "\nsum %s\n", contract->sha256);
    for (size_t i = 0; i < contract->operation_count; i++)
        dump_operation(&contract->operations[i], 0, out);
    for (size_t i = 0; i < contract->schema_count; i++) {
        buffer_format(out, "schema %s", contract->schemas[i].name);
        dump_schema(contract->schemas[i].schema, out);
        buffer_format(out, " @ %s\n", contract->schemas[i].pointer);
    }
    dump_notes(contract, out);
}

/* ---- Folders ---- */

static bool read_beside(void *context, const char *name, struct buffer *out, struct error *error)
{
    char *path =
        strstr(name, "://") ? string_copy(name) : string_format("%s/%s", (const char *)context, name);
    bool remote = strstr(name, "://"), read = contract_read_file(NULL, path, out, remote ? error : NULL);
    free(path);
    return read || error_set(error, "%s is not there", name);
}

static bool holds(const char *folder, const char *name)
{
    char *path = string_format("%s/%s", folder, name);
    bool there = access(path, R_OK) == 0;
    free(path);
    return there;
}

void dump_lint(const char *folder, const char *name, struct buffer *out)
{
    struct contract_request request = {
        .document = name,
        .level = CONTRACT_DOCUMENTED,
        .read = read_beside,
        .context = (void *)(uintptr_t)folder,
    };
    struct contract_lint lint;
    contract_lint(&request, &lint);
    for (size_t i = 0; i < lint.count; i++) {
        const struct contract_lint_row *row = &lint.rows[i];
        buffer_format(out, "%s:%u:%u: %s %s: %s\n  %s\n", row->file, row->line, row->column,
                      row->level == CONTRACT_LINT_ERROR ? "error" : "warning", row->rule, row->text,
                      row->pointer);
    }
    buffer_format(out, "%zu errors, %zu warnings\n", lint.errors, lint.warnings);
    contract_lint_clear(&lint);
}

bool load_file(const char *folder, const char *name, struct error *error)
{
    struct contract_request request = {
        .document = name,
        .level = CONTRACT_DOCUMENTED,
        .read = read_beside,
        .context = (void *)(uintptr_t)folder,
    };
    struct contract *contract = contract_load(&request, error);
    bool loaded = contract != NULL;
    contract_free(contract);
    return loaded;
}

void dump_folder(const char *folder, enum contract_level level, struct buffer *out)
{
    static const char *const names[] = {"overlay-1.yaml", "overlay-2.yaml"};
    size_t count = 0;
    while (count < sizeof names / sizeof *names && holds(folder, names[count]))
        count++;
    struct contract_request request = {
        .document = holds(folder, "root.yaml") ? "root.yaml" : "root.json",
        .overlays = names,
        .overlay_count = count,
        .level = level,
        .read = read_beside,
        .context = (void *)(uintptr_t)folder,
    };
    struct error error = {0};
    struct contract *contract = contract_load(&request, &error);
    if (contract)
        dump_contract(contract, out);
    else
        error_print(&error, out);
    contract_free(contract);
}

/* What is wrong or doubtful in a contract, collected while it is loaded. */
#include "contract/store.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { NOTES_MOST = 2000, REFUSALS_MOST = 200 };

bool contract_notes_full(const struct contract_store *store)
{
    return store->refused >= REFUSALS_MOST;
}

static struct contract_noted *add(struct contract_store *store, enum contract_severity severity,
                                  const char *rule, const char *pointer)
{
    bool refused = severity == CONTRACT_REFUSED;
    if (store->note_count >= NOTES_MOST + REFUSALS_MOST || (refused && store->refused >= REFUSALS_MOST) ||
        (!refused && store->note_count - store->refused >= NOTES_MOST))
        return NULL;
    store->notes = memory_grow(store->notes, store->note_count, &store->note_capacity, sizeof *store->notes);
    struct contract_noted *noted = &store->notes[store->note_count++];
    *noted = (struct contract_noted){.severity = severity};
    noted->note.rule = rule;
    noted->note.broken = severity != CONTRACT_DOUBTFUL;
    noted->note.pointer = arena_string(&store->arena, pointer);
    store->refused += refused;
    return noted;
}

bool contract_place_of(const struct contract_store *store, const char *pointer,
                       const struct json_source **source, struct json_place *place)
{
    const char *inner = NULL;
    const struct contract_document *document = contract_document_at(store, pointer, &inner);
    char *path = document ? string_copy(inner) : NULL;
    bool found = false;
    while (path && !found) {
        found = json_pointer_place(document->root, path, source, place);
        char *slash = strrchr(path, '/');
        if (!slash)
            break;
        *slash = '\0';
    }
    free(path);
    return found;
}

void contract_note(struct contract_store *store, enum contract_severity severity, const char *rule,
                   const char *pointer, const char *format, ...)
{
    struct contract_noted *noted = add(store, severity, rule, pointer);
    if (!noted)
        return;
    char text[sizeof((struct error *)0)->text];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    noted->note.text = arena_string(&store->arena, text);
    const struct json_source *source = NULL;
    struct json_place place = {0};
    if (contract_place_of(store, pointer, &source, &place)) {
        noted->note.source = source->name;
        noted->note.line = place.line;
        noted->note.column = place.column;
        noted->origin = source;
    }
}

static bool is_known(const struct contract_store *store, const struct error *error)
{
    for (size_t i = 0; i < store->note_count; i++) {
        const struct error *known = store->notes[i].error;
        if (known && known->line == error->line && known->column == error->column &&
            strcmp(known->text, error->text) == 0 && strcmp(known->source, error->source) == 0)
            return true;
    }
    return false;
}

void contract_note_error(struct contract_store *store, const char *rule, const char *pointer,
                         const struct error *error)
{
    struct contract_noted *noted =
        is_known(store, error) ? NULL : add(store, CONTRACT_REFUSED, rule, pointer);
    if (!noted)
        return;
    const struct error *copy = (const void *)arena_copy(&store->arena, error, sizeof *error);
    noted->error = copy;
    noted->note.text = copy->text;
    noted->note.source = copy->source[0] ? copy->source : NULL;
    noted->note.line = copy->line;
    noted->note.column = copy->column;
}

bool contract_refusal(const struct contract_store *store, struct error *error)
{
    for (size_t i = 0; i < store->note_count; i++) {
        const struct contract_noted *noted = &store->notes[i];
        if (noted->severity != CONTRACT_REFUSED)
            continue;
        if (noted->error && error && !error->set)
            *error = *noted->error;
        const struct json_source *source = noted->origin;
        if (!source)
            return error_set(error, "%s", noted->note.text);
        return error_set_at(error, source->name, noted->note.line, noted->note.column, source->text,
                            source->length, "%s", noted->note.text);
    }
    return true;
}

static void note_unknown(struct contract_store *store, const struct schema_unknown *unknown)
{
    struct contract_noted *noted = add(store, CONTRACT_BROKEN, "unknown-keyword", unknown->pointer);
    if (!noted)
        return;
    noted->note.text = arena_format(
        &store->arena, "a schema of OpenAPI 3.0 has no keyword \"%s\", it is not heeded", unknown->keyword);
    noted->note.source = unknown->source ? unknown->source->name : NULL;
    noted->note.line = unknown->place.line;
    noted->note.column = unknown->place.column;
}

void contract_notes_finish(struct contract_store *store)
{
    size_t count = 0;
    const struct schema_unknown *unknown = schema_set_unknown(store->set, &count);
    for (size_t i = 0; i < count; i++)
        note_unknown(store, &unknown[i]);
    struct contract_note *notes = arena_new(&store->arena, (store->note_count + 1) * sizeof *notes);
    for (size_t i = 0; i < store->note_count; i++)
        notes[i] = store->notes[i].note;
    store->contract.notes = notes;
    store->contract.note_count = store->note_count;
}

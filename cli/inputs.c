#include "cli/inputs.h"

#include <stdlib.h>
#include <string.h>

#include "cli/files.h"
#include "schema/schema.h"
#include "suites/crew.h"
#include "suites/request.h"

/* What every kickoff carries, and what a case can be named after. */
enum { BYTES_MOST = 1024 * 1024, NAME_MOST = 256 };

struct reading {
    struct json_object *given;
    const struct schema *schema; /* of a kickoff's body; NULL: the contract does not describe it */
    struct error *error;
};

static bool refuse(const struct reading *reading, const char *name, const char *text)
{
    const struct json_source *source = NULL;
    struct json_place place = {0};
    if (!json_key_place(reading->given, name, &source, &place))
        return error_set(reading->error, "%s", text);
    return error_set_at(reading->error, source->name, place.line, place.column, source->text, source->length,
                        "%s", text);
}

/* What a user of YAML most often meant by a value that is none. */
static char *hint_of(const struct json_object *value)
{
    bool scalar = json_is(value, json_type_int) || json_is(value, json_type_double) ||
                  json_is(value, json_type_boolean);
    char *text = scalar ? json_text(value, JSON_COMPACT) : string_copy("");
    char *hint = scalar ? string_format(" (as a string: \"%s\")", text) : string_copy("");
    free(text);
    return hint;
}

static bool refuse_value(const struct reading *reading, const char *name, const struct json_object *value,
                         const struct schema_violation *violation)
{
    char *hint = hint_of(value);
    const char *type = json_is(value, json_type_boolean) ? "the boolean " : "";
    char *text = string_format("the input \"%s\" must be %s, not %s%s%s", name, violation->expected, type,
                               violation->found, hint);
    refuse(reading, name, text);
    free(text);
    free(hint);
    return false;
}

/* Other members of the body are none of the user's business. */
static const struct schema_violation *find_violation(const struct schema_report *report)
{
    static const char inside[] = "/inputs";
    for (size_t i = 0; i < report->count; i++)
        if (strncmp(report->violations[i].instance, inside, sizeof inside - 1) == 0)
            return &report->violations[i];
    return NULL;
}

/* The value alone in a kickoff's inputs, or all of them where `name` is NULL. */
static bool check(const struct reading *reading, const char *name, const struct json_object *value)
{
    struct json_object *body = json_object_new_object(),
                       *inputs = name ? json_object_new_object() : json_copy(value);
    struct schema_report report;
    if (name)
        json_object_object_add(inputs, name, json_copy(value));
    json_object_object_add(body, "inputs", inputs);
    schema_report_init(&report);
    schema_validate(reading->schema, body, SCHEMA_REQUEST, &report);
    const struct schema_violation *violation = find_violation(&report);
    if (violation && name)
        refuse_value(reading, name, value, violation);
    else if (violation)
        error_set(reading->error, "the crew's inputs: expected %s, found %s", violation->expected,
                  violation->found);
    schema_report_clear(&report);
    json_object_put(body);
    return !violation;
}

static bool check_values(const struct reading *reading)
{
    json_object_object_foreach(reading->given, name, value)
    {
        if (strlen(name) > NAME_MOST)
            return refuse(reading, name, "the name of an input has 256 bytes at most");
        if (reading->schema && !check(reading, name, value))
            return false;
    }
    return !reading->schema || check(reading, NULL, reading->given);
}

static bool check_size(const struct reading *reading, const struct json_source *source)
{
    int count = json_object_object_length(reading->given);
    if (source->length > BYTES_MOST)
        return error_set(reading->error,
                         "%s: the crew's inputs are %zu bytes, and every kickoff carries them: 1 MiB at most",
                         source->name, source->length);
    return count <= CREW_INPUTS_MOST ||
           error_set(reading->error, "%s: %d inputs, and a kickoff brings %d at most", source->name, count,
                     CREW_INPUTS_MOST);
}

static const struct schema *schema_of(const struct contract *contract)
{
    const struct contract_operation *kickoff = contract_operation_by_id(contract, CREW_KICKOFF);
    const struct contract_media *media = kickoff ? request_json_media(kickoff) : NULL;
    return media ? media->schema : NULL;
}

struct json_document *inputs_read(const char *path, const struct contract *contract, struct error *error)
{
    struct json_document *document = files_object(path, "the crew's inputs", error);
    if (!document)
        return NULL;
    struct reading reading = {json_document_root(document), schema_of(contract), error};
    if (check_size(&reading, json_document_source(document)) && check_values(&reading))
        return document;
    json_document_free(document);
    return NULL;
}

#include "suite.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "json/json.h"
#include "schema/schema.h"

/* ---- What OpenAPI 3.0.3 has no words for ----
 *
 * A group is left out where its schema, or one inside it, says something that the Schema Object cannot say:
 *   - a keyword that it does not have: patternProperties, dependencies, additionalItems, definitions, id, $schema,
 *     $comment and whatever else is not in the table below ("x-" aside);
 *   - `type` as an array, and the type "null": 3.0.3 has one type, and `nullable`;
 *   - `items` as an array: 3.0.3 has one schema for all items;
 *   - a $ref that leaves the document, for the suite's server is not there;
 *   - a `default` that is not of its schema's type: "the value MUST conform to the defined type".
 * A missing word is no such thing: `type: array` without `items` breaks 3.0.3, yet `items: {}` says the same.
 *
 * What both have and differ in:
 *   - format: both ask nothing of values of other types; formats that 3.0.3 does not name, ipv4 or uri, are an "open
 *     value" in it and mean what JSON Schema says;
 *   - exclusiveMinimum and exclusiveMaximum are booleans in both;
 *   - siblings of a $ref are ignored in both;
 *   - integer: draft 4 leaves 1.0 open, we take it, for JSON's readers do not tell it from 1;
 *   - null in an enum, in an instance and in a schema without a type is a value as any other in both. */
static const char *const words[] = {
    "additionalProperties",
    "allOf",
    "anyOf",
    "default",
    "deprecated",
    "description",
    "discriminator",
    "enum",
    "example",
    "format",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "externalDocs",
    "items",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minItems",
    "minLength",
    "minimum",
    "not",
    "minProperties",
    "multipleOf",
    "nullable",
    "oneOf",
    "pattern",
    "readOnly",
    "properties",
    "required",
    "title",
    "type",
    "writeOnly",
    "xml",
    "uniqueItems",
};

static const char *left_out(const struct json_object *schema);

static bool is_word(const char *keyword)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i], keyword) == 0)
            return true;
    return strncmp(keyword, "x-", 2) == 0;
}

static bool is_of_type(const struct json_object *value, const char *type)
{
    const char *word = json_type_word(value);
    return strcmp(word, type) == 0 || (strcmp(word, "integer") == 0 && strcmp(type, "number") == 0);
}

static const char *left_out_all(const struct json_object *schemas)
{
    const char *reason = NULL;
    if (json_is(schemas, json_type_array)) {
        for (size_t i = 0; !reason && i < json_object_array_length(schemas); i++)
            reason = left_out(json_object_array_get_idx(schemas, i));
    } else if (json_is(schemas, json_type_object)) {
        json_object_object_foreach((struct json_object *)schemas, name, schema)
        {
            (void)name;
            reason = reason ? reason : left_out(schema);
        }
    }
    return reason;
}

static const char *left_out_value(const struct json_object *schema, const char *keyword)
{
    const struct json_object *value = json_member(schema, keyword);
    const char *type = json_member_string(schema, "type");
    if (strcmp(keyword, "type") == 0)
        return !type ? "several types" : strcmp(type, "null") == 0 ? "the type null" : NULL;
    if (strcmp(keyword, "default") == 0)
        return type && !is_of_type(value, type) ? "a default of another type" : NULL;
    if (strcmp(keyword, "items") == 0 && json_is(value, json_type_array))
        return "items as an array";
    if (strcmp(keyword, "items") == 0 || strcmp(keyword, "not") == 0)
        return left_out(value);
    if (strcmp(keyword, "additionalProperties") == 0)
        return json_is(value, json_type_object) ? left_out(value) : NULL;
    static const char *const lists[] = {"properties", "allOf", "anyOf", "oneOf"};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        if (strcmp(keyword, lists[i]) == 0)
            return left_out_all(value);
    return NULL;
}

/* Why a schema cannot be said in OpenAPI 3.0.3, or NULL. */
static const char *left_out(const struct json_object *schema)
{
    const char *reference = json_member_string(schema, "$ref"), *reason = NULL;
    if (reference)
        return reference[0] == '#' ? NULL : "a reference to elsewhere";
    if (!json_is(schema, json_type_object))
        return "a schema that is no object";
    json_object_object_foreach((struct json_object *)schema, keyword, value)
    {
        (void)value;
        if (!reason)
            reason = is_word(keyword) ? left_out_value(schema, keyword) : keyword;
    }
    return reason;
}

/* ---- Running ---- */

struct run {
    const char *path;
    struct json_object *group;
    struct suite_counts *counts;
    struct buffer *log;
};

/* "#/…" within the group's schema, as the suite means it, or else within the group, for "components". */
static bool resolve(void *context, struct json_object *reference, struct json_object **target,
                    const char **pointer, struct error *error)
{
    const struct run *run = context;
    const char *text = json_member_string(reference, "$ref");
    *pointer = text;
    if (text[0] == '#' && (json_pointer_find(json_member(run->group, "schema"), text + 1, target) ||
                           json_pointer_find(run->group, text + 1, target)))
        return true;
    return error_set(error, "there is no %s", text);
}

static void fail(struct run *run, const struct json_object *test, const char *what, const char *value)
{
    run->counts->failed++;
    buffer_format(run->log, "FAILED %s: %s: %s: %s%s\n", run->path,
                  json_member_string(run->group, "description"),
                  test ? json_member_string(test, "description") : "the schema", what, value);
}

static bool says(const struct json_object *wanted, const char *key, const char *text)
{
    const char *expected = json_member_string(wanted, key);
    return !expected || (text && strcmp(expected, text) == 0);
}

static bool is_wanted(const struct schema_violation *violation, const struct json_object *wanted)
{
    unsigned line = (unsigned)json_member_int(wanted, "line", violation->place.line);
    return line == violation->place.line && says(wanted, "keyword", violation->keyword) &&
           says(wanted, "instance", violation->instance) && says(wanted, "pointer", violation->pointer) &&
           says(wanted, "expected", violation->expected) && says(wanted, "found", violation->found) &&
           says(wanted, "note", violation->note);
}

static void print_report(struct buffer *out, const struct schema_report *report)
{
    for (size_t i = 0; i < report->count; i++) {
        const struct schema_violation *violation = &report->violations[i];
        buffer_format(out, "\n    %s at \"%s\" by %s on line %u: expected %s, found %s%s%s",
                      violation->keyword, violation->instance, violation->pointer, violation->place.line,
                      violation->expected, violation->found, violation->note ? "; note: " : "",
                      violation->note ? violation->note : "");
    }
}

static bool reports(const struct schema_report *report, const struct json_object *wanted)
{
    if (!wanted)
        return true;
    if (json_object_array_length(wanted) != report->count)
        return false;
    for (size_t i = 0; i < report->count; i++)
        if (!is_wanted(&report->violations[i], json_object_array_get_idx(wanted, i)))
            return false;
    return true;
}

static enum schema_direction direction_of(const struct json_object *test)
{
    const char *word = json_member_string(test, "direction");
    if (!word)
        return SCHEMA_EITHER;
    return strcmp(word, "request") == 0 ? SCHEMA_REQUEST : SCHEMA_RESPONSE;
}

static void run_test(struct run *run, const struct schema *schema, const struct json_object *test)
{
    const struct json_object *data = json_member(test, "data");
    bool valid = json_member_bool(test, "valid", false);
    struct schema_report report;
    schema_report_init(&report);
    bool quick = schema_is_valid(schema, data, direction_of(test));
    bool thorough = schema_validate(schema, data, direction_of(test), &report);
    struct buffer words_said;
    buffer_init(&words_said, BUFFER_UNBOUNDED);
    print_report(&words_said, &report);
    if (quick != valid)
        fail(run, test, "is_valid should have been ", valid ? "true" : "false");
    else if (thorough != valid || (report.count == 0) != valid)
        fail(run, test, "is_valid and validate differ", buffer_string(&words_said));
    else if (!reports(&report, json_member_array(test, "violations")))
        fail(run, test, "the report is another: ", buffer_string(&words_said));
    else
        run->counts->passed++;
    buffer_clear(&words_said);
    schema_report_clear(&report);
}

/* A schema that the compiler must refuse, for the reason that begins so, and on that line. */
static void run_refusal(struct run *run, const char *refusal)
{
    struct error error = {0};
    struct schema_set *set = schema_set_new(resolve, run);
    unsigned line = (unsigned)json_member_int(run->group, "line", 0);
    if (schema_compile(set, json_member(run->group, "schema"), "#/schema", &error))
        fail(run, NULL, "it should have been refused: ", refusal);
    else if (strncmp(error.text, refusal, strlen(refusal)) != 0)
        fail(run, NULL, "it is refused for another reason: ", error.text);
    else if (line && line != error.line)
        fail(run, NULL, "it is refused on another line: ", error.excerpt);
    else
        run->counts->passed++;
    schema_set_free(set);
}

static void run_group(struct run *run)
{
    if (json_member_string(run->group, "refused")) {
        run_refusal(run, json_member_string(run->group, "refused"));
        return;
    }
    const struct json_object *tests = json_member(run->group, "tests");
    struct json_object *node = json_member(run->group, "schema");
    size_t count = json_object_array_length(tests);
    const char *reason = left_out(node);
    if (reason) {
        run->counts->left_out += count;
        buffer_format(run->log, "left out %s: %s: %s\n", run->path,
                      json_member_string(run->group, "description"), reason);
        return;
    }
    struct error error = {0};
    struct schema_set *set = schema_set_new(resolve, run);
    const struct schema *schema = schema_compile(set, node, "#/schema", &error);
    for (size_t i = 0; i < count; i++) {
        if (schema)
            run_test(run, schema, json_object_array_get_idx(tests, i));
        else
            fail(run, NULL, error.text, "");
    }
    schema_set_free(set);
}

bool suite_run_file(const char *path, struct suite_counts *counts, struct buffer *log, struct error *error)
{
    struct buffer text;
    buffer_init(&text, BUFFER_UNBOUNDED);
    struct json_document *document = NULL;
    if (buffer_read_file(&text, path))
        document = json_read(path, buffer_string(&text), text.length, NULL, error);
    else
        error_set(error, "%s: %s", path, strerror(errno));
    if (document) {
        struct json_object *groups = json_document_root(document);
        for (size_t i = 0; i < json_object_array_length(groups); i++) {
            struct run run = {
                .path = path, .group = json_object_array_get_idx(groups, i), .counts = counts, .log = log};
            run_group(&run);
        }
    }
    bool fine = document != NULL;
    json_document_free(document);
    buffer_clear(&text);
    return fine;
}

static int is_json(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);
    return length > 5 && strcmp(entry->d_name + length - 5, ".json") == 0;
}

bool suite_run_folder(const char *folder, struct suite_counts *counts, struct buffer *log,
                      struct error *error)
{
    struct dirent **entries = NULL;
    int count = scandir(folder, &entries, is_json, alphasort);
    if (count < 0)
        return error_set(error, "%s: %s", folder, strerror(errno));
    bool fine = count > 0 || error_set(error, "%s: no .json file", folder);
    for (int i = 0; i < count; i++) {
        char *path = string_format("%s/%s", folder, entries[i]->d_name);
        fine = suite_run_file(path, counts, log, error) && fine;
        free(path);
        free(entries[i]);
    }
    free(entries);
    return fine;
}

/* crewcheck validate: saved bodies against the contract or a bare schema. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "cli/bodies.h"
#include "cli/commands.h"
#include "cli/contracts.h"
#include "cli/terminal.h"

struct validate_values {
    struct contract_options contract;
    const char *operation, *callback, *media_type, *schema, *level;
    long status;
    bool json;
};

#define AT(member) offsetof(struct validate_values, member)

static const char *const levels[] = {"must", "should", NULL};

static const struct option validate_rows[] = {
    {.group = "What bodies are held against",
     .name = "operation",
     .kind = OPTION_TEXT,
     .argument = "ID",
     .help =
         "An operation of the contract, by its operationId: the body of its request, unless --status or --callback "
         "says otherwise.",
     .offset = AT(operation)},
    {.name = "status",
     .kind = OPTION_COUNT,
     .argument = "CODE",
     .help = "The answer of the operation with this status.",
     .offset = AT(status),
     .least = 100,
     .most = 599},
    {.name = "callback",
     .kind = OPTION_TEXT,
     .argument = "NAME",
     .help = "What this callback of the operation brings, such as taskWebhookUrl.",
     .offset = AT(callback)},
    {.name = "media-type",
     .kind = OPTION_TEXT,
     .argument = "TYPE",
     .help = "Of several media types, this one.",
     .offset = AT(media_type)},
    {.name = "schema",
     .kind = OPTION_TEXT,
     .argument = "FILE",
     .help =
         "A bare schema, in the words of OpenAPI 3.0, in JSON or YAML; FILE#/pointer names one inside a document. No "
         "contract is needed then.",
     .offset = AT(schema),
     .file = true},
    {.group = "Verdict",
     .name = "level",
     .kind = OPTION_TEXT,
     .argument = "LEVEL",
     .help = "must: only what binds counts. should: what is documented counts, too.",
     .offset = AT(level),
     .fallback = "should",
     .words = levels},
    {.name = "json", .kind = OPTION_FLAG, .help = "An array of objects, for machines.", .offset = AT(json)},
};

static const struct option_set sets[] = {
    OPTION_SET(validate_rows, 0), OPTION_SET(contract_rows, AT(contract)), {0}};

/* ---- The schema of an operation ---- */

static const struct contract_operation *find_operation(const struct contract *contract, const char *id,
                                                       struct error *error)
{
    const struct contract_operation *operation = contract_operation_by_id(contract, id);
    if (operation)
        return operation;
    struct option_list ids = {0};
    for (size_t i = 0; i < contract->operation_count; i++)
        option_list_add(&ids, contract->operations[i].id);
    option_list_add(&ids, NULL);
    const char *nearest = text_nearest(id, ids.items);
    error_set(error, "the contract has no operation \"%s\"%s%s%s", id, nearest ? ", perhaps \"" : "",
              nearest ? nearest : "", nearest ? "\"" : "");
    option_list_clear(&ids);
    return NULL;
}

/* The callback's own operation. */
static const struct contract_operation *find_callback(const struct contract_operation *operation,
                                                      const char *name, struct error *error)
{
    struct option_list names = {0};
    for (size_t i = 0; i < operation->callback_count; i++) {
        const struct contract_callback *callback = &operation->callbacks[i];
        if (strcmp(callback->name, name) == 0 && callback->operation_count > 0) {
            option_list_clear(&names);
            return &callback->operations[0];
        }
        option_list_add(&names, callback->name);
    }
    option_list_add(&names, NULL);
    const char *nearest = text_nearest(name, names.items);
    error_set(error, "%s has no callback \"%s\"%s%s%s", operation->id, name, nearest ? ", perhaps \"" : "",
              nearest ? nearest : "", nearest ? "\"" : "");
    option_list_clear(&names);
    return NULL;
}

struct content {
    const struct contract_media *list;
    size_t count;
    const char *what; /* "answer 200", "request" */
};

static const struct contract_media *choose_media(const struct content *content, const char *type)
{
    const struct contract_media *named =
        contract_media_find(content->list, content->count, type ? type : "application/json");
    for (size_t i = 0; !type && !named && i < content->count; i++)
        named = contract_media_is_json(content->list[i].type) ? &content->list[i] : NULL;
    return named;
}

static bool find_answer(const struct contract_operation *operation, long status, struct content *content,
                        struct error *error)
{
    const struct contract_response *response = contract_response_find(operation, (int)status);
    if (response) {
        *content = (struct content){response->media, response->media_count, "answer"};
        return true;
    }
    struct buffer words;
    buffer_init(&words, 400);
    for (size_t i = 0; i < operation->response_count; i++)
        buffer_format(&words, "%s%s", i ? ", " : "", operation->responses[i].status);
    error_set(error, "%s documents no answer %ld, only %s", operation->id, status, buffer_string(&words));
    buffer_clear(&words);
    return false;
}

/* The schema that the options name, in one of the two contracts. */
static const struct schema *find_schema(const struct validate_values *values, const struct contract *contract,
                                        struct error *error)
{
    struct content content = {.what = "request"};
    const struct contract_operation *operation = find_operation(contract, values->operation, error);
    if (operation && values->callback)
        operation = find_callback(operation, values->callback, error);
    if (!operation || (values->status && !find_answer(operation, values->status, &content, error)))
        return NULL;
    if (!values->status && operation->body)
        content = (struct content){operation->body->media, operation->body->media_count, "request"};
    const struct contract_media *media = choose_media(&content, values->media_type);
    if (!media || !contract_media_is_json(media->type) || !media->schema) {
        error_set(error, "%s documents no schema of %s for its %s", operation->id,
                  values->media_type ? values->media_type : "JSON", content.what);
        return NULL;
    }
    return media->schema;
}

/* ---- A bare schema ---- */

/* The name of a file as a reference spells it, up to a pointer that follows it. */
static void escape_name(struct buffer *out, const char *name)
{
    static const char plain[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/:@!$&'()*+,;=";
    const char *pointer = strstr(name, "#/");
    for (const char *at = name; *at && at != pointer; at++) {
        if (strchr(plain, *at))
            buffer_char(out, *at);
        else
            buffer_format(out, "%%%02X", (unsigned)(unsigned char)*at);
    }
    buffer_text(out, pointer ? pointer : "");
}

static const char wrapper[] = "the schema";

/* A document that holds the schema as its only component; all else is read as files are. */
static bool read_wrapped(void *context, const char *name, struct buffer *out, struct error *error)
{
    if (strcmp(name, wrapper) != 0)
        return contracts_read(NULL, name, out, error);
    struct buffer reference;
    buffer_init(&reference, BUFFER_UNBOUNDED);
    escape_name(&reference, context);
    buffer_text(out,
                "{\"openapi\": \"3.0.3\", \"info\": {\"title\": \"\", \"version\": \"\"}, \"paths\": {}, "
                "\"components\": {\"schemas\": {\"Schema\": {\"$ref\": ");
    json_write_string(out, reference.data, reference.length);
    buffer_text(out, "}}}}");
    buffer_clear(&reference);
    return true;
}

static struct contract *load_schema(const char *path, struct error *error)
{
    const struct contract_request request = {.document = wrapper,
                                             .level = CONTRACT_DOCUMENTED,
                                             .read = read_wrapped,
                                             .context = (void *)(uintptr_t)path};
    struct error reason = {0};
    struct contract *contract = contract_load(&request, &reason);
    /* A place in the wrapper is none that anyone can look up. */
    if (!contract && strcmp(reason.source, wrapper) == 0)
        error_set(error, "%s", reason.text);
    else if (!contract)
        *error = reason;
    return contract;
}

/* ---- The command ---- */

static bool check_options(const struct validate_values *values, struct error *error)
{
    if (!values->operation && !values->schema)
        return error_set(error,
                         "what are the bodies to be held against? Give --operation ID or --schema FILE");
    if (values->operation && values->schema)
        return error_set(error, "--operation and --schema exclude each other");
    if (values->schema && (values->status || values->callback || values->media_type))
        return error_set(error, "--%s needs --operation",
                         values->status     ? "status"
                         : values->callback ? "callback"
                                            : "media-type");
    if (values->status && values->callback)
        return error_set(error, "--status and --callback exclude each other");
    return true;
}

/* Fills in what bodies are held against. */
static bool prepare(const struct validate_values *values, struct bodies *bodies, struct contracts *contracts,
                    struct error *error)
{
    if (values->schema) {
        contracts->documented = load_schema(values->schema, error);
        bodies->binding = contracts->documented ? contract_schema(contracts->documented, "Schema") : NULL;
        if (contracts->documented)
            contracts_tell(contracts->documented, true);
        return bodies->binding;
    }
    if (!contracts_load(&values->contract, contracts, error))
        return false;
    bodies->judge = contracts_judge(contracts);
    bodies->binding = find_schema(values, contracts->binding, error);
    bodies->documented = bodies->binding ? find_schema(values, contracts->documented, error) : NULL;
    bool answer = values->status != 0;
    bodies->direction = values->callback ? SCHEMA_EITHER : answer ? SCHEMA_RESPONSE : SCHEMA_REQUEST;
    return bodies->documented;
}

static bool examine(const struct option_list *arguments, struct bodies *bodies, struct error *error)
{
    bool fine = true;
    for (size_t i = 0; fine && i < arguments->count; i++)
        fine = bodies_examine(bodies, arguments->items[i], error);
    if (bodies->list && fine) {
        json_write(&bodies->text, bodies->list, JSON_INDENTED);
        buffer_char(&bodies->text, '\n');
    }
    return fine;
}

static int perform(const struct command *command, void *of_validate, const struct option_list *arguments,
                   struct json_object *given)
{
    (void)command;
    (void)given;
    const struct validate_values *values = of_validate;
    struct error error = {0};
    struct contracts contracts = {0};
    struct bodies bodies = {.must = strcmp(values->level, "must") == 0,
                            .list = values->json ? json_object_new_array() : NULL};
    buffer_init(&bodies.text, BUFFER_UNBOUNDED);
    bool fine = check_options(values, &error) && prepare(values, &bodies, &contracts, &error) &&
                examine(arguments, &bodies, &error);
    terminal_make_safe(&bodies.text);
    fine = terminal_write(STDOUT_FILENO, &bodies.text, &error) && fine;
    if (error.set)
        terminal_complain(&error);
    buffer_clear(&bodies.text);
    json_object_put(bodies.list);
    contracts_clear(&contracts);
    return !fine ? EXIT_BAD_USAGE : bodies.invalid > 0 ? EXIT_FOUND : EXIT_NOTHING;
}

const struct command command_validate = {
    .name = "validate",
    .summary = "hold saved bodies against the contract or a schema",
    .synopsis = "[OPTION…] BODY…",
    .about =
        "Reads JSON bodies from files (- is standard input) and holds each against the schema that the contract has "
        "for an operation's request, for one of its answers, or for a callback; or against a schema of yours. "
        "Every contradiction is told, with its place in the body and in the contract.\n"
        "\n"
        "Exit status: 0 where all bodies are valid, 1 where one is not, malformed JSON included, 2 where the "
        "schema or a file cannot be read.",
    .examples = "  crewcheck validate --operation getExecutionStatus --status 200 status.json\n"
                "      A saved answer against the AMP contract.\n"
                "  crewcheck validate --operation startCrewExecution --callback taskWebhookUrl -\n"
                "      What a webhook received, from standard input.\n"
                "  crewcheck validate --schema order.schema.json --json order-1.json order-2.json\n"
                "      Bodies of any kind against a bare schema, for machines.\n",
    .options = sets,
    .values_size = sizeof(struct validate_values),
    .least_arguments = 1,
    .most_arguments = -1,
    .perform = perform};

#include "judge/request.h"

#include <stdlib.h>
#include <string.h>

#include "contract/styles.h"
#include "judge/parts.h"

struct bench {
    const struct judge *judge;
    const struct contract_operation *operation;
    const struct http_exchange *exchange;
    struct finding_list *findings;
    struct arena scratch;
};

static void emit(struct bench *bench, const char *aspect, const char *pointer, const char *title,
                 const char *expected, const char *found)
{
    struct finding finding = {.level = LEVEL_MUST,
                              .aspect = aspect,
                              .title = title,
                              .expected = expected,
                              .found = found,
                              .place = "request",
                              .basis = judge_basis(bench->judge, pointer, &bench->scratch)};
    finding_emit(bench->findings, &finding);
}

/* ---- Parameters ---- */

/* Is the text valid as a string, or as the JSON scalar that it spells? */
static bool text_holds(const struct schema *schema, const char *text)
{
    struct json_object *string = json_object_new_string(text);
    bool holds = schema_is_valid(schema, string, SCHEMA_REQUEST);
    json_object_put(string);
    struct json_document *scalar = holds ? NULL : json_read("a parameter", text, strlen(text), NULL, NULL);
    if (scalar)
        holds = schema_is_valid(schema, json_document_root(scalar), SCHEMA_REQUEST);
    json_document_free(scalar);
    return holds;
}

static bool is_plain(const struct contract_parameter *parameter)
{
    struct json_object *schema = json_member_object(parameter->node, "schema");
    const char *type = json_member_string(schema, "type");
    return parameter->schema && type && strcmp(type, "array") != 0 && strcmp(type, "object") != 0;
}

static int hexadecimal(char digit)
{
    return digit >= '0' && digit <= '9'   ? digit - '0'
           : digit >= 'a' && digit <= 'f' ? digit - 'a' + 10
           : digit >= 'A' && digit <= 'F' ? digit - 'A' + 10
                                          : -1;
}

static const char *decoded(struct bench *bench, const char *text, size_t length)
{
    char *out = arena_copy(&bench->scratch, text, length);
    size_t kept = 0;
    for (size_t i = 0; i < length; i++) {
        bool escaped = text[i] == '%' && i + 2 < length && hexadecimal(text[i + 1]) >= 0 &&
                       hexadecimal(text[i + 2]) >= 0;
        out[kept++] = escaped          ? (char)(hexadecimal(text[i + 1]) * 16 + hexadecimal(text[i + 2]))
                      : text[i] == '+' ? ' '
                                       : text[i];
        i += escaped ? 2 : 0;
    }
    out[kept] = '\0';
    return out;
}

/* The first value of that name in the query, or NULL. */
static const char *query_value(struct bench *bench, const char *name)
{
    const char *query = strchr(bench->exchange->url, '?');
    for (const char *at = query ? query + 1 : ""; *at && *at != '#';) {
        size_t length = strcspn(at, "&#"), end = strcspn(at, "=&#");
        if (strcmp(decoded(bench, at, end), name) == 0)
            return end < length ? decoded(bench, at + end + 1, length - end - 1) : "";
        at += length + (at[length] == '&');
    }
    return NULL;
}

static const char *path_value(const struct contract_path_match *match, const char *name)
{
    for (size_t i = 0; i < match->count; i++)
        if (strcmp(match->values[i].name, name) == 0)
            return match->values[i].value;
    return NULL;
}

/* The cookie of that name, where one field holds them all; or NULL. */
static const char *cookie_value(struct bench *bench, const char *name)
{
    const char *at = http_headers_find(&bench->exchange->request.headers, "Cookie");
    size_t length = strlen(name);
    while (at && *at) {
        at += strspn(at, "; ");
        size_t end = strcspn(at, ";");
        if (end > length && strncmp(at, name, length) == 0 && at[length] == '=')
            return decoded(bench, at + length + 1, end - length - 1);
        at += end;
    }
    return NULL;
}

static const char *value_of(struct bench *bench, const struct contract_parameter *parameter,
                            const struct contract_path_match *match)
{
    if (parameter->in == CONTRACT_IN_PATH)
        return path_value(match, parameter->name);
    if (parameter->in == CONTRACT_IN_QUERY)
        return query_value(bench, parameter->name);
    if (parameter->in == CONTRACT_IN_COOKIE)
        return cookie_value(bench, parameter->name);
    return http_headers_find(&bench->exchange->request.headers, parameter->name);
}

/* An array or an object: in a query it may be spelled by several names, in a cookie its escapes are undone once it is split. */
static enum contract_reading read_compound(struct bench *bench, const struct contract_parameter *parameter,
                                           const struct contract_path_match *match)
{
    bool query = parameter->in == CONTRACT_IN_QUERY;
    const char *whole = strchr(bench->exchange->url, '?');
    bool cookie = parameter->in == CONTRACT_IN_COOKIE;
    const char *text = query ? (whole ? arena_copy(&bench->scratch, whole + 1, strcspn(whole + 1, "#")) : "")
                       : cookie ? http_headers_find(&bench->exchange->request.headers, "Cookie")
                                : value_of(bench, parameter, match);
    return text ? contract_style_judge(parameter, text, query || cookie) : CONTRACT_READ_ABSENT;
}

static void lament_absence(struct bench *bench, const struct contract_parameter *parameter)
{
    struct arena *scratch = &bench->scratch;
    /* Whoever records traffic may have left its cookies out. */
    if (parameter->required && parameter->in != CONTRACT_IN_COOKIE)
        emit(bench, "parameter", parameter->pointer,
             arena_format(scratch, "the request lacks the parameter %s", parameter->name),
             arena_format(scratch, "a parameter %s", parameter->name), "none");
}

static void lament_value(struct bench *bench, const struct contract_parameter *parameter, const char *found)
{
    emit(bench, "parameter", parameter->pointer,
         arena_format(&bench->scratch, "the parameter %s has a value that the contract forbids",
                      parameter->name),
         "a value that keeps its schema", found);
}

static void judge_compound(struct bench *bench, const struct contract_parameter *parameter,
                           const struct contract_path_match *match)
{
    enum contract_reading reading = read_compound(bench, parameter, match);
    const char *value = value_of(bench, parameter, match);
    if (reading == CONTRACT_READ_ABSENT)
        lament_absence(bench, parameter);
    else if (reading == CONTRACT_READ_INVALID)
        lament_value(bench, parameter,
                     parameter->in == CONTRACT_IN_COOKIE ? "another" /* a cookie may be a secret */
                     : value                             ? arena_format(&bench->scratch, "\"%s\"", value)
                                                         : "what the query holds for it");
}

static void judge_parameter(struct bench *bench, const struct contract_parameter *parameter,
                            const struct contract_path_match *match)
{
    if (contract_style_is_compound(parameter)) {
        judge_compound(bench, parameter, match);
        return;
    }
    const char *value = value_of(bench, parameter, match);
    if (!value)
        lament_absence(bench, parameter);
    else if (is_plain(parameter) && !text_holds(parameter->schema, value))
        lament_value(bench, parameter,
                     parameter->in == CONTRACT_IN_COOKIE ? "another" /* a cookie may be a secret */
                                                         : arena_format(&bench->scratch, "\"%s\"", value));
}

static void judge_parameters(struct bench *bench, const char *path)
{
    struct contract_path_match match = {0};
    contract_operation_match(bench->judge->documented, bench->operation->method, path, &match);
    for (size_t i = 0; i < bench->operation->parameter_count; i++)
        judge_parameter(bench, &bench->operation->parameters[i], &match);
    contract_path_match_clear(&match);
}

/* ---- The body ---- */

static void judge_schema(struct bench *bench, const struct contract_media *media,
                         const struct json_document *body)
{
    const struct contract_operation *twin =
        contract_operation_by_id(bench->judge->binding, bench->operation->id);
    const struct contract_media *binding =
        twin && twin->body ? contract_media_find(twin->body->media, twin->body->media_count, media->type)
                           : NULL;
    size_t first = bench->findings->count;
    judge_body(bench->judge, binding ? binding->schema : NULL, media->schema, json_document_root(body),
               SCHEMA_REQUEST, bench->findings);
    for (size_t i = first; i < bench->findings->count; i++)
        bench->findings->items[i].place = "request";
}

static void judge_json(struct bench *bench, const struct contract_media *media)
{
    struct error error = {0};
    const struct http_request *request = &bench->exchange->request;
    struct json_document *body =
        json_read("the request's body", request->body, request->length, NULL, &error);
    if (body)
        judge_schema(bench, media, body);
    else
        emit(
            bench, "json", media->pointer, "the request's body is not JSON", "a JSON text (RFC 8259)",
            arena_format(&bench->scratch, "at line %u, column %u: %s", error.line, error.column, error.text));
    json_document_free(body);
}

static void judge_content(struct bench *bench)
{
    const struct contract_body *body = bench->operation->body;
    const struct http_request *request = &bench->exchange->request;
    const char *type = http_headers_find(&request->headers, "Content-Type");
    struct arena *scratch = &bench->scratch;
    if (!body)
        return;
    if (!request->length) {
        if (body->required)
            emit(bench, "expectation", body->pointer, "the request lacks its body", "a body", "none");
        return;
    }
    const struct contract_media *media = contract_media_find(body->media, body->media_count, type);
    if (!media)
        emit(bench, "media-type", body->pointer,
             "the request's body has another media type than the contract documents",
             arena_format(scratch, "Content-Type: %s",
                          judge_media_words(body->media, body->media_count, scratch)),
             type ? arena_format(scratch, "Content-Type: %s", type) : "no Content-Type");
    else if (contract_media_is_json(type))
        judge_json(bench, media);
}

void judge_request(const struct judge *judge, const struct contract_operation *operation, const char *path,
                   const struct http_exchange *exchange, struct finding_list *findings)
{
    struct bench bench = {.judge = judge, .operation = operation, .exchange = exchange, .findings = findings};
    judge_parameters(&bench, path);
    judge_content(&bench);
    arena_clear(&bench.scratch);
}

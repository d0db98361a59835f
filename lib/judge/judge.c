#include "judge/judge.h"

#include <stdlib.h>
#include <string.h>

#include "judge/parts.h"

const char *judge_aspect_word(enum judge_aspect aspect)
{
    static const char *const words[] = {"media-type", "json", "schema", "headers"};
    return words[aspect];
}

struct finding_basis judge_basis(const struct judge *judge, const char *pointer, struct arena *arena)
{
    struct finding_basis basis = {.pointer = pointer};
    struct contract_words words;
    if (pointer && contract_find(judge->documented, pointer, &words)) {
        basis.source = words.source;
        basis.line = words.line;
        basis.column = words.column;
        basis.words = arena_copy(arena, words.text, words.length);
    }
    return basis;
}

/* What is being judged, on its way through the aspects. */
struct bench {
    const struct judge *judge;
    const struct http_exchange *exchange;
    const struct contract_operation *operation;
    const struct contract_response *binding; /* the same response of the binding contract, NULL: not there */
    struct judgement *out;
    struct arena scratch;
};

static void emit(struct bench *bench, struct finding_list *list, const char *aspect, const char *pointer,
                 const char *title, const char *expected, const char *found)
{
    struct finding finding = {.level = LEVEL_MUST,
                              .aspect = aspect,
                              .title = title,
                              .expected = expected,
                              .found = found,
                              .basis = judge_basis(bench->judge, pointer, &bench->scratch)};
    finding_emit(list, &finding);
}

static bool provoked_status(int status, unsigned provoked)
{
    static const struct {
        int status;
        unsigned flag;
    } rows[] = {{403, JUDGE_PROVOKES_403}, {405, JUDGE_PROVOKES_405}, {406, JUDGE_PROVOKES_406}, {413, JUDGE_PROVOKES_413},
                {414, JUDGE_PROVOKES_414}, {415, JUDGE_PROVOKES_415}, {429, JUDGE_PROVOKES_429},
                {431, JUDGE_PROVOKES_431}, {503, JUDGE_PROVOKES_503}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].status == status)
            return provoked & rows[i].flag;
    return false;
}

static void judge_undocumented(struct bench *bench)
{
    struct arena *scratch = &bench->scratch;
    struct buffer statuses;
    buffer_init(&statuses, 1024);
    for (size_t i = 0; i < bench->operation->response_count; i++)
        buffer_format(&statuses, "%s%s", i ? ", " : "", bench->operation->responses[i].status);
    const char *pointer = arena_format(scratch, "%s/responses", bench->operation->pointer);
    bench->out->undocumented = true;
    emit(bench, &bench->out->undocumented_findings, "status", pointer,
         arena_format(scratch, "%s %s was answered with the undocumented status %d", bench->operation->method,
                      bench->operation->path, bench->exchange->status),
         arena_format(scratch, "one of the statuses %s", buffer_string(&statuses)),
         arena_format(scratch, "status %d", bench->exchange->status));
    buffer_clear(&statuses);
}

/* NULL where the body cannot be judged further. */
static const struct contract_media *judge_media_type(struct bench *bench)
{
    const struct contract_response *response = bench->out->response;
    const char *type = http_headers_find(&bench->exchange->headers, "Content-Type");
    const struct contract_media *media = contract_media_find(response->media, response->media_count, type);
    struct finding_list *list = &bench->out->findings[JUDGE_MEDIA_TYPE];
    bench->out->examined[JUDGE_MEDIA_TYPE] = true;
    if (media)
        return media;
    const char *pointer = arena_format(&bench->scratch, "%s/content", response->pointer);
    if (type)
        emit(bench, list, "media-type", pointer, "the body has another media type than the contract documents",
             arena_format(&bench->scratch, "Content-Type: %s", judge_media_words(response->media, response->media_count, &bench->scratch)),
             arena_format(&bench->scratch, "Content-Type: %s", type));
    else
        emit(bench, list, "media-type", pointer, "the answer does not say the media type of its body",
             arena_format(&bench->scratch, "Content-Type: %s", judge_media_words(response->media, response->media_count, &bench->scratch)),
             bench->exchange->length ? "no Content-Type" : "no Content-Type and an empty body");
    /* A JSON body without its label is judged all the same: one cause is one finding, but only where it is one. */
    const struct contract_media *only = response->media_count == 1 ? &response->media[0] : NULL;
    return only && !type && bench->exchange->length && contract_media_is_json(only->type) ? only : NULL;
}

/* Reads the body strictly; false where it is no JSON. */
static bool judge_json(struct bench *bench, const struct contract_media *media)
{
    struct error error = {0};
    bool exceeded = false;
    struct json_limits limits = json_limits_strange;
    limits.exceeded = &exceeded;
    bench->out->body =
        json_read("the response's body", bench->exchange->body, bench->exchange->length, &limits, &error);
    if (exceeded) {
        bench->out->beyond = string_format("the answer's body cannot be judged: %s", error.text);
        return false;
    }
    bench->out->examined[JUDGE_JSON] = true;
    if (bench->out->body) {
        judge_doubts(bench->judge, bench->out->body, media->pointer, &bench->out->findings[JUDGE_JSON]);
        return true;
    }
    emit(bench, &bench->out->findings[JUDGE_JSON], "json", media->pointer, "the body is not JSON",
         "a JSON text (RFC 8259)",
         bench->exchange->length ? arena_format(&bench->scratch, "at line %u, column %u: %s", error.line, error.column,
                                                error.text)
                                 : "an empty body");
    return false;
}

static void judge_schema(struct bench *bench, const struct contract_media *media)
{
    const struct contract_media *binding =
        bench->binding ? contract_media_find(bench->binding->media, bench->binding->media_count, media->type) : NULL;
    bench->out->examined[JUDGE_SCHEMA] = true;
    judge_body(bench->judge, binding ? binding->schema : NULL, media->schema, json_document_root(bench->out->body),
               SCHEMA_RESPONSE, &bench->out->findings[JUDGE_SCHEMA]);
}

/* Is a field's text valid as a string, or as the JSON scalar that it spells? */
static bool text_holds(const struct schema *schema, const char *text)
{
    struct json_object *string = json_object_new_string(text);
    bool holds = schema_is_valid(schema, string, SCHEMA_RESPONSE);
    json_object_put(string);
    struct json_document *scalar = holds ? NULL : json_read("a header field", text, strlen(text), NULL, NULL);
    if (scalar)
        holds = schema_is_valid(schema, json_document_root(scalar), SCHEMA_RESPONSE);
    json_document_free(scalar);
    return holds;
}

static void judge_header(struct bench *bench, const struct contract_parameter *header)
{
    const char *value = http_headers_find(&bench->exchange->headers, header->name);
    struct finding_list *list = &bench->out->findings[JUDGE_HEADERS];
    bench->out->examined[JUDGE_HEADERS] = true;
    if (!value) {
        if (header->required)
            emit(bench, list, "header", header->pointer,
                 arena_format(&bench->scratch, "the header field %s is missing", header->name),
                 arena_format(&bench->scratch, "a header field %s", header->name), "none");
        return;
    }
    if (!header->schema || text_holds(header->schema, value))
        return;
    emit(bench, list, "header", header->pointer,
         arena_format(&bench->scratch, "the header field %s has a value that the contract forbids", header->name),
         "a value that keeps its schema", arena_format(&bench->scratch, "%s: %s", header->name, value));
}

static void judge_answer(struct bench *bench)
{
    const struct contract_response *response = bench->out->response;
    for (size_t i = 0; i < response->header_count; i++)
        judge_header(bench, &response->headers[i]);
    bool bodiless = strcmp(bench->exchange->request.method, "HEAD") == 0 || !response->media_count;
    const struct contract_media *media = bodiless ? NULL : judge_media_type(bench);
    const char *type = http_headers_find(&bench->exchange->headers, "Content-Type");
    if (media && contract_media_is_json(type ? type : media->type) && judge_json(bench, media))
        judge_schema(bench, media);
}

void judge_response(const struct judge *judge, const char *operation_id, const struct http_exchange *exchange,
                    unsigned provoked, struct judgement *judgement)
{
    *judgement = (struct judgement){.operation = contract_operation_by_id(judge->documented, operation_id)};
    if (!judgement->operation || http_exchange_class(exchange) != HTTP_COMPLETE)
        return;
    judgement->answered = true;
    struct bench bench = {.judge = judge, .exchange = exchange, .operation = judgement->operation, .out = judgement};
    const struct contract_operation *binding = contract_operation_by_id(judge->binding, operation_id);
    bench.binding = binding ? contract_response_find(binding, exchange->status) : NULL;
    judgement->response = contract_response_find(judgement->operation, exchange->status);
    if (judgement->response)
        judge_answer(&bench);
    else if (!provoked_status(exchange->status, provoked))
        judge_undocumented(&bench);
    arena_clear(&bench.scratch);
}

void judgement_clear(struct judgement *judgement)
{
    for (size_t i = 0; i < JUDGE_ASPECTS; i++)
        finding_list_clear(&judgement->findings[i]);
    finding_list_clear(&judgement->undocumented_findings);
    json_document_free(judgement->body);
    free(judgement->beyond);
    *judgement = (struct judgement){0};
}

#include "judge/call.h"

#include <stdlib.h>
#include <string.h>

#include "judge/parts.h"

const char *judge_call_word(enum judge_call_aspect aspect)
{
    static const char *const words[] = {"method", "media-type", "json", "schema"};
    return words[aspect];
}

/* ---- Which callback it is ---- */

/* What the expression comes to may be all of the URL, or that without its query, which no listener is asked to keep. */
static bool comes_to(const char *expanded, const char *url)
{
    size_t length = strcspn(expanded, "?#");
    return strcmp(expanded, url) == 0 || (strncmp(expanded, url, length) == 0 && !url[length]);
}

const struct contract_callback *judge_callback_find(const struct judge_cause *cause, const char *url)
{
    const struct contract_operation *operation = cause->operation;
    for (size_t i = 0; operation && i < operation->callback_count; i++) {
        char *expanded = judge_expand(operation->callbacks[i].expression, cause);
        bool found = expanded && comes_to(expanded, url);
        free(expanded);
        if (found)
            return &operation->callbacks[i];
    }
    return NULL;
}

static const struct contract_operation *find_operation(const struct contract_callback *callback,
                                                       const char *method)
{
    for (size_t i = 0; callback && i < callback->operation_count; i++)
        if (strcmp(callback->operations[i].method, method) == 0)
            return &callback->operations[i];
    return NULL;
}

/* The same operation of the binding contract, or NULL. */
static const struct contract_operation *binding_operation(const struct judge *judge, const char *operation_id,
                                                          const struct contract_callback *callback,
                                                          const char *method)
{
    const struct contract_operation *parent = contract_operation_by_id(judge->binding, operation_id);
    for (size_t i = 0; parent && i < parent->callback_count; i++) {
        const struct contract_callback *other = &parent->callbacks[i];
        if (strcmp(other->name, callback->name) == 0 && strcmp(other->expression, callback->expression) == 0)
            return find_operation(other, method);
    }
    return NULL;
}

/* ---- What is wrong with it ---- */

/* A call on its way through the aspects. */
struct hearing {
    const struct judge *judge;
    const struct judge_call *call;
    const struct contract_body *documented, *binding; /* NULL: no body is described */
    const char *const *occasions;
    struct call_judgement *out;
    struct arena scratch;
};

static void emit(struct hearing *hearing, enum judge_call_aspect aspect, const char *pointer,
                 const char *title, const char *expected, const char *found)
{
    struct finding finding = {.level = LEVEL_MUST,
                              .aspect = judge_call_word(aspect),
                              .title = title,
                              .expected = expected,
                              .found = found,
                              .basis = judge_basis(hearing->judge, pointer, &hearing->scratch)};
    finding_emit(&hearing->out->findings[aspect], &finding);
}

static void judge_method(struct hearing *hearing)
{
    const struct contract_callback *callback = hearing->out->callback;
    const char *method = hearing->call->method, *words = "";
    hearing->out->examined[JUDGE_CALL_METHOD] = true;
    if (find_operation(callback, method))
        return;
    for (size_t i = 0; i < callback->operation_count; i++)
        words =
            arena_format(&hearing->scratch, "%s%s%s", words, i ? " or " : "", callback->operations[i].method);
    emit(hearing, JUDGE_CALL_METHOD, callback->pointer,
         arena_format(&hearing->scratch, "the callback %s came by %s instead of %s", callback->name, method,
                      words),
         words, method);
}

/* NULL where the body cannot be judged further. */
static const struct contract_media *judge_media_type(struct hearing *hearing)
{
    const struct contract_body *body = hearing->documented;
    const char *type = http_headers_find(hearing->call->headers, "Content-Type");
    const struct contract_media *media = contract_media_find(body->media, body->media_count, type);
    const char *words = judge_media_words(body->media, body->media_count, &hearing->scratch);
    hearing->out->examined[JUDGE_CALL_MEDIA_TYPE] = true;
    if (media)
        return media;
    emit(hearing, JUDGE_CALL_MEDIA_TYPE, arena_format(&hearing->scratch, "%s/content", body->pointer),
         type ? "the callback has another media type than the contract documents"
              : "the callback does not say the media type of its body",
         arena_format(&hearing->scratch, "Content-Type: %s", words),
         type ? arena_format(&hearing->scratch, "Content-Type: %s", type) : "no Content-Type");
    /* One cause is one finding, yet a JSON body without its label is judged all the same. */
    bool unlabelled = !type && hearing->call->length && body->media_count == 1;
    return unlabelled && contract_media_is_json(body->media[0].type) ? &body->media[0] : NULL;
}

/* Reads the body strictly; false where it is no JSON. */
static bool judge_json(struct hearing *hearing, const struct contract_media *media)
{
    const struct judge_call *call = hearing->call;
    struct error error = {0};
    bool exceeded = false;
    struct json_limits limits = json_limits_strange;
    limits.exceeded = &exceeded;
    hearing->out->body = json_read("the callback's body", call->body, call->length, &limits, &error);
    /* A body that is beyond what is read is not known to be wrong. */
    if (exceeded)
        return false;
    hearing->out->examined[JUDGE_CALL_JSON] = true;
    if (hearing->out->body) {
        judge_doubts(hearing->judge, hearing->out->body, media->pointer,
                     &hearing->out->findings[JUDGE_CALL_JSON]);
        return true;
    }
    emit(hearing, JUDGE_CALL_JSON, media->pointer, "the callback's body is not JSON",
         "a JSON text (RFC 8259)",
         call->length ? arena_format(&hearing->scratch, "at line %u, column %u: %s", error.line, error.column,
                                     error.text)
                      : "an empty body");
    return false;
}

static void judge_schema(struct hearing *hearing, const struct contract_media *media)
{
    const struct contract_body *binding = hearing->binding;
    const struct contract_media *other =
        binding ? contract_media_find(binding->media, binding->media_count, media->type) : NULL;
    struct finding_list *findings = &hearing->out->findings[JUDGE_CALL_SCHEMA];
    const struct json_object *body = json_document_root(hearing->out->body);
    hearing->out->examined[JUDGE_CALL_SCHEMA] = true;
    judge_body(hearing->judge, other ? other->schema : NULL, media->schema, body, SCHEMA_REQUEST, findings);
    for (const char *const *name = hearing->occasions; name && *name; name++)
        judge_body(hearing->judge, other ? contract_media_occasion(other, *name) : NULL,
                   contract_media_occasion(media, *name), body, SCHEMA_REQUEST, findings);
}

static void judge_all(struct hearing *hearing)
{
    judge_method(hearing);
    const struct contract_media *media =
        hearing->documented && hearing->call->whole ? judge_media_type(hearing) : NULL;
    const char *type = http_headers_find(hearing->call->headers, "Content-Type");
    if (media && contract_media_is_json(type ? type : media->type) && judge_json(hearing, media))
        judge_schema(hearing, media);
}

void judge_call(const struct judge *judge, const struct judge_cause *cause, const struct judge_call *call,
                const char *const *occasions, struct call_judgement *judgement)
{
    *judgement = (struct call_judgement){0};
    judgement->callback = judge_callback_find(cause, call->url);
    if (!judgement->callback || !judgement->callback->operation_count)
        return;
    const struct contract_operation *operation = find_operation(judgement->callback, call->method);
    judgement->operation = operation ? operation : &judgement->callback->operations[0];
    const struct contract_operation *binding =
        binding_operation(judge, cause->operation->id, judgement->callback, judgement->operation->method);
    struct hearing hearing = {.judge = judge,
                              .call = call,
                              .documented = judgement->operation->body,
                              .binding = binding ? binding->body : NULL,
                              .occasions = occasions,
                              .out = judgement};
    judge_all(&hearing);
    arena_clear(&hearing.scratch);
}

void call_judgement_clear(struct call_judgement *judgement)
{
    for (size_t i = 0; i < JUDGE_CALL_ASPECTS; i++)
        finding_list_clear(&judgement->findings[i]);
    json_document_free(judgement->body);
    *judgement = (struct call_judgement){0};
}

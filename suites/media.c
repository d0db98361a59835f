/* The media types of an operation's body: which of them requests are written in, and under which place their cases stand. */
#include <stdlib.h>
#include <string.h>

#include "generate/generate.h"
#include "suites/request.h"

const struct contract_media *request_json_media(const struct contract_operation *operation)
{
    const struct contract_body *body = operation->body;
    const struct contract_media *plain =
        body ? contract_media_find(body->media, body->media_count, "application/json") : NULL;
    for (size_t i = 0; body && !plain && i < body->media_count; i++)
        if (contract_media_is_json(body->media[i].type))
            plain = &body->media[i];
    return plain;
}

const struct contract_media *request_first_media(const struct contract_operation *operation)
{
    const struct contract_body *body = operation->body;
    const struct contract_media *json = request_json_media(operation), *first = NULL;
    bool unsaid = json && !json->schema && body->required;
    for (size_t i = 0; body && (!json || unsaid) && !first && i < body->media_count; i++)
        if (request_encodes(&body->media[i]))
            first = &body->media[i];
    return first ? first : json;
}

/* What a request of that media type would be taken for by whoever ignores its parameters. */
static const struct contract_media *taken_for(const struct contract_operation *operation,
                                              const struct contract_media *media)
{
    const char *type = request_content_type(media) ? request_content_type(media) : "application/json";
    char *plain = memory_copy(type, strcspn(type, "; "));
    const struct contract_media *found =
        contract_media_find(operation->body->media, operation->body->media_count, plain);
    free(plain);
    return found;
}

const char *request_unwritten(const struct contract_operation *operation, const struct contract_media *media)
{
    if (!request_encodes(media))
        return media->schema || strstr(media->type, "xml")
                   ? "crewcheck writes no bodies of this media type with such a schema"
                   : "the contract does not say what a body of this media type holds";
    return taken_for(operation, media) == media
               ? NULL
               : "a body of this media type is taken for one of another, which is examined";
}

const struct contract_media *request_next_media(const struct contract_operation *operation,
                                                const struct contract_media *after)
{
    const struct contract_body *body = operation->body;
    const struct contract_media *first = request_first_media(operation);
    for (size_t i = after ? (size_t)(after - body->media) + 1 : 0; body && i < body->media_count; i++)
        if (&body->media[i] != first)
            return &body->media[i];
    return NULL;
}

const struct contract_media *request_media(const struct request *request)
{
    return request->other_media ? request->other_media : request->media;
}

const char *request_body_root(struct arena *arena, const struct contract_operation *operation,
                              const struct contract_media *media)
{
    struct buffer root;
    if (!media || media == request_first_media(operation))
        return NULL;
    buffer_init(&root, BUFFER_UNBOUNDED);
    buffer_text(&root, "body");
    generate_place_push(&root, media->type);
    const char *kept = arena_string(arena, buffer_string(&root));
    buffer_clear(&root);
    return kept;
}

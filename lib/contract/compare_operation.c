/* One operation before and after: where it is, what it takes, what it answers, whom it calls back. */
#include "contract/compare.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- Bodies ---- */

static const struct contract_media *media_named(const struct contract_media *media, size_t count,
                                                const char *type)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(media[i].type, type) == 0)
            return &media[i];
    }
    return NULL;
}

struct medias {
    const struct contract_media *list;
    size_t count;
};

/* Media types that one side alone has. */
static void compare_lone_media(struct comparison *comparison, const struct medias medias[2], size_t side)
{
    for (size_t i = 0; i < medias[side].count; i++) {
        const struct contract_media *media = &medias[side].list[i];
        const char *const pointers[2] = {side == 0 ? media->pointer : NULL,
                                         side == 1 ? media->pointer : NULL};
        if (media_named(medias[1 - side].list, medias[1 - side].count, media->type))
            continue;
        compare_add(comparison, side == 0 ? CONTRACT_BREAKING : CONTRACT_COMPATIBLE,
                    side == 0 ? "media-type-removed" : "media-type-added", pointers,
                    "the media type %s is %s", media->type, side == 0 ? "gone" : "new");
    }
}

static void compare_media(struct comparison *comparison, const struct medias medias[2], enum travel travel)
{
    compare_lone_media(comparison, medias, 0);
    for (size_t i = 0; i < medias[0].count; i++) {
        const struct contract_media *before = &medias[0].list[i];
        const struct contract_media *after = media_named(medias[1].list, medias[1].count, before->type);
        if (!after)
            continue;
        const struct schema *const schemas[2] = {before->schema, after->schema};
        const char *const pointers[2] = {before->pointer, after->pointer};
        size_t mark = compare_enter(comparison, "%s", before->type);
        compare_schemas(comparison, schemas, pointers, travel);
        compare_leave(comparison, mark);
    }
    compare_lone_media(comparison, medias, 1);
}

static enum travel request_travel(const struct comparison *comparison)
{
    return comparison->hosts ? TRAVEL_IN : TRAVEL_OUT;
}

static enum travel response_travel(const struct comparison *comparison)
{
    return comparison->hosts ? TRAVEL_OUT : TRAVEL_IN;
}

/* A body that one side alone has. */
static void compare_lone_body(struct comparison *comparison, const struct contract_body *const bodies[2])
{
    const char *const pointers[2] = {bodies[0] ? bodies[0]->pointer : NULL,
                                     bodies[1] ? bodies[1]->pointer : NULL};
    if (bodies[0])
        compare_add(comparison, CONTRACT_BREAKING, "body-removed", pointers, "the request body is gone");
    else
        compare_add(comparison,
                    bodies[1]->required && !comparison->hosts ? CONTRACT_BREAKING : CONTRACT_COMPATIBLE,
                    "body-added", pointers, "a request body is new, %s",
                    bodies[1]->required ? "and required" : "and not required");
}

static void compare_bodies(struct comparison *comparison,
                           const struct contract_operation *const operations[2])
{
    const struct contract_body *const bodies[2] = {operations[0]->body, operations[1]->body};
    if (!bodies[0] || !bodies[1]) {
        if (bodies[0] || bodies[1])
            compare_lone_body(comparison, bodies);
        return;
    }
    const char *const pointers[2] = {bodies[0]->pointer, bodies[1]->pointer};
    const struct medias medias[2] = {{bodies[0]->media, bodies[0]->media_count},
                                     {bodies[1]->media, bodies[1]->media_count}};
    size_t mark = compare_enter(comparison, "request body");
    if (bodies[0]->required != bodies[1]->required)
        compare_add(
            comparison,
            compare_effect(request_travel(comparison), bodies[1]->required ? SHIFT_NARROWED : SHIFT_WIDENED),
            "body-required", pointers, "the body is %s",
            bodies[1]->required ? "required now" : "no longer required");
    compare_media(comparison, medias, request_travel(comparison));
    compare_leave(comparison, mark);
}

/* ---- Responses ---- */

static const struct contract_response *response_named(const struct contract_operation *operation,
                                                      const char *status)
{
    for (size_t i = 0; i < operation->response_count; i++) {
        if (strcmp(operation->responses[i].status, status) == 0)
            return &operation->responses[i];
    }
    return NULL;
}

/* A client knows what to do with a status that it was not told of, by its class (RFC 9110, section 15), and does not
 * miss a failure that no longer comes. */
static void compare_lone_response(struct comparison *comparison, const struct contract_response *response,
                                  size_t side)
{
    const char *const pointers[2] = {side == 0 ? response->place : NULL, side == 1 ? response->place : NULL};
    bool success = response->status[0] == '2';
    compare_add(comparison, success && side == 0 ? CONTRACT_BREAKING : CONTRACT_COMPATIBLE,
                side == 0 ? "response-removed" : "response-added", pointers, "the answer %s is %s",
                response->status, side == 0 ? "no longer described" : "new");
}

static void compare_response(struct comparison *comparison,
                             const struct contract_response *const responses[2])
{
    const struct medias medias[2] = {{responses[0]->media, responses[0]->media_count},
                                     {responses[1]->media, responses[1]->media_count}};
    size_t mark = compare_enter(comparison, "answer %s", responses[0]->status);
    compare_headers(comparison, responses, response_travel(comparison));
    compare_media(comparison, medias, response_travel(comparison));
    compare_leave(comparison, mark);
}

static void compare_responses(struct comparison *comparison,
                              const struct contract_operation *const operations[2])
{
    for (size_t i = 0; i < operations[0]->response_count; i++) {
        const struct contract_response *before = &operations[0]->responses[i];
        const struct contract_response *const pair[2] = {before,
                                                         response_named(operations[1], before->status)};
        if (pair[1])
            compare_response(comparison, pair);
        else
            compare_lone_response(comparison, before, 0);
    }
    for (size_t i = 0; i < operations[1]->response_count; i++) {
        const struct contract_response *after = &operations[1]->responses[i];
        if (!response_named(operations[0], after->status))
            compare_lone_response(comparison, after, 1);
    }
}

/* ---- Callbacks ---- */

static const struct contract_callback *callback_like(const struct contract_operation *operation,
                                                     const struct contract_callback *callback, bool exactly)
{
    for (size_t i = 0; i < operation->callback_count; i++) {
        const struct contract_callback *other = &operation->callbacks[i];
        if (strcmp(other->name, callback->name) == 0 &&
            (!exactly || strcmp(other->expression, callback->expression) == 0))
            return other;
    }
    return NULL;
}

static void compare_lone_callback(struct comparison *comparison, const struct contract_callback *callback,
                                  size_t side)
{
    const char *const pointers[2] = {side == 0 ? callback->pointer : NULL,
                                     side == 1 ? callback->pointer : NULL};
    compare_add(comparison, side == 0 ? CONTRACT_BREAKING : CONTRACT_COMPATIBLE,
                side == 0 ? "callback-removed" : "callback-added", pointers, "the callback %s to %s is %s",
                callback->name, callback->expression, side == 0 ? "gone" : "new");
}

static const struct contract_operation *method_of(const struct contract_callback *callback,
                                                  const char *method)
{
    for (size_t i = 0; i < callback->operation_count; i++) {
        if (strcmp(callback->operations[i].method, method) == 0)
            return &callback->operations[i];
    }
    return NULL;
}

/* A callback may have callbacks, even itself. */
static bool enter_pair(struct comparison *comparison, const struct contract_operation *const pair[2])
{
    char key[64];
    snprintf(key, sizeof key, "%p %p", (const void *)pair[0], (const void *)pair[1]);
    return !map_put(&comparison->callbacks, key, comparison);
}

static void compare_called(struct comparison *comparison, const struct contract_callback *const callbacks[2])
{
    for (size_t i = 0; i < callbacks[0]->operation_count; i++) {
        const struct contract_operation *before = &callbacks[0]->operations[i];
        const struct contract_operation *const pair[2] = {before, method_of(callbacks[1], before->method)};
        const char *const pointers[2] = {before->pointer, NULL};
        if (!pair[1])
            compare_add(comparison, CONTRACT_BREAKING, "callback-removed", pointers, "no %s is sent any more",
                        before->method);
        else if (enter_pair(comparison, pair))
            compare_operations(comparison, pair);
    }
    for (size_t i = 0; i < callbacks[1]->operation_count; i++) {
        const struct contract_operation *after = &callbacks[1]->operations[i];
        const char *const pointers[2] = {NULL, after->pointer};
        if (!method_of(callbacks[0], after->method))
            compare_add(comparison, CONTRACT_COMPATIBLE, "callback-added", pointers, "a %s is sent, too",
                        after->method);
    }
}

static void compare_callback(struct comparison *comparison,
                             const struct contract_callback *const callbacks[2])
{
    const char *const pointers[2] = {callbacks[0]->pointer, callbacks[1]->pointer};
    size_t mark = compare_enter(comparison, "callback %s", callbacks[0]->name);
    if (strcmp(callbacks[0]->expression, callbacks[1]->expression) != 0)
        compare_add(comparison, CONTRACT_BREAKING, "callback-moved", pointers, "it goes to %s, it went to %s",
                    callbacks[1]->expression, callbacks[0]->expression);
    comparison->hosts = !comparison->hosts;
    compare_called(comparison, callbacks);
    comparison->hosts = !comparison->hosts;
    compare_leave(comparison, mark);
}

/* The partner of a callback: of the same name and expression, else of the same name and itself without partner. */
static const struct contract_callback *callback_partner(const struct contract_operation *others,
                                                        const struct contract_operation *own,
                                                        const struct contract_callback *callback)
{
    const struct contract_callback *exact = callback_like(others, callback, true);
    const struct contract_callback *near = exact ? NULL : callback_like(others, callback, false);
    bool taken = near && callback_like(own, near, true);
    return exact ? exact : taken ? NULL : near;
}

static void compare_callbacks(struct comparison *comparison,
                              const struct contract_operation *const operations[2])
{
    for (size_t i = 0; i < operations[0]->callback_count; i++) {
        const struct contract_callback *before = &operations[0]->callbacks[i];
        const struct contract_callback *const pair[2] = {
            before, callback_partner(operations[1], operations[0], before)};
        if (pair[1])
            compare_callback(comparison, pair);
        else
            compare_lone_callback(comparison, before, 0);
    }
    for (size_t i = 0; i < operations[1]->callback_count; i++) {
        const struct contract_callback *after = &operations[1]->callbacks[i];
        if (!callback_partner(operations[0], operations[1], after))
            compare_lone_callback(comparison, after, 1);
    }
}

/* ---- The operation itself ---- */

/* The path with its parameters' names left out: names do not travel. */
static char *wire_path(const char *path)
{
    struct buffer out;
    buffer_init(&out, BUFFER_UNBOUNDED);
    for (; *path; path++) {
        buffer_char(&out, *path);
        if (*path == '{')
            path += strcspn(path, "}") - 1;
    }
    return buffer_take(&out, NULL);
}

static void compare_address(struct comparison *comparison,
                            const struct contract_operation *const operations[2])
{
    const struct contract_operation *before = operations[0], *after = operations[1];
    const char *const pointers[2] = {before->pointer, after->pointer};
    char *paths[2] = {wire_path(before->path), wire_path(after->path)};
    if (strcmp(before->method, after->method) != 0 || strcmp(paths[0], paths[1]) != 0)
        compare_add(comparison, CONTRACT_BREAKING, "operation-moved", pointers, "moved from %s %s to %s %s",
                    before->method, before->path, after->method, after->path);
    free(paths[0]);
    free(paths[1]);
}

static void compare_marks(struct comparison *comparison, const struct contract_operation *const operations[2])
{
    const char *const pointers[2] = {operations[0]->pointer, operations[1]->pointer};
    if (operations[0]->named && operations[1]->named && strcmp(operations[0]->id, operations[1]->id) != 0)
        compare_add(comparison, CONTRACT_NEUTRAL, "operation-renamed", pointers,
                    "the operationId %s became %s", operations[0]->id, operations[1]->id);
    if (operations[0]->deprecated != operations[1]->deprecated)
        compare_add(comparison, CONTRACT_NEUTRAL, "deprecated", pointers, "the operation is %s",
                    operations[1]->deprecated ? "deprecated now" : "no longer deprecated");
}

void compare_operations(struct comparison *comparison, const struct contract_operation *const operations[2])
{
    if (!comparison->hosts) {
        compare_address(comparison, operations);
        compare_marks(comparison, operations);
        compare_security(comparison, operations);
    }
    compare_parameters(comparison, operations);
    compare_bodies(comparison, operations);
    compare_responses(comparison, operations);
    compare_callbacks(comparison, operations);
}

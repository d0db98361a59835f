/* Builds a document's tree from a stream of values, without recursion: the same duplicates, limits and origins
 * whatever the notation. For the readers of this folder and of lib/yaml. */
#ifndef CREWCHECK_JSON_BUILDER_H
#define CREWCHECK_JSON_BUILDER_H

#include "json/document.h"

/* A value that waits for the end of the array or object it stands in. */
struct json_pending {
    const char *key; /* NULL in an array and at the root */
    struct json_place key_place;
    struct json_object *node;
};

/* An array or object that is not yet ended. */
struct json_frame {
    bool is_object;
    size_t first; /* of its values among the pending */
    struct json_place place;
};

enum { JSON_PENDING_FEW = 32, JSON_FRAMES_FEW = 16 };

/* Is not to be moved once it was initialised: the arrays begin inside. */
struct json_builder {
    struct json_document *document;
    struct json_limits limits;
    struct error *error;
    struct json_pending *pending;
    size_t count, capacity;
    struct json_frame *frames;
    size_t depth, frame_capacity;
    size_t nodes;
    const char *key; /* of the next value */
    struct json_place key_place;
    struct json_pending few_pending[JSON_PENDING_FEW];
    struct json_frame few_frames[JSON_FRAMES_FEW];
};

/* `limits` may be NULL. */
void json_builder_init(struct json_builder *builder, struct json_document *document,
                       const struct json_limits *limits, struct error *error);

/* Releases what was not taken. */
void json_builder_clear(struct json_builder *builder);

/* Inside an object, each value's key comes before it; `key` is borrowed from the document. */
void json_builder_key(struct json_builder *builder, const char *key, struct json_place place);

/* Adds a scalar, which is taken in every case; NULL is null. False where a limit is passed. */
bool json_builder_add(struct json_builder *builder, struct json_object *node, struct json_place place);

/* The same with its key, and without limits: what lib/yaml merges into an object. */
void json_builder_append(struct json_builder *builder, struct json_pending pending);

bool json_builder_open(struct json_builder *builder, bool is_object, struct json_place place);

/* Ends the innermost array or object. False where equal keys are errors and there are some. */
bool json_builder_close(struct json_builder *builder);

bool json_builder_inside_object(const struct json_builder *builder);

/* Hands the finished root to the document. */
void json_builder_finish(struct json_builder *builder);

#endif

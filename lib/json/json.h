/* Strict JSON (RFC 8259) read into json-c trees that remember where each node was read, and written from them.
 *
 * Everything that is odd about json-c stays in this folder. The rest of the program uses json-c's own
 * constructors and iterators through this header, with three rules:
 *   - JSON null is the NULL pointer: ask json_has() or json_object_object_get_ex() whether a member exists.
 *   - A document's tree is immutable once read and belongs to the document: never json_object_get() or
 *     json_object_put() a node of it, never serialise it with json-c (json_write() does not touch it).
 *   - Trees that are built by hand belong to whoever built them and are released by json_object_put(). */
#ifndef CREWCHECK_JSON_JSON_H
#define CREWCHECK_JSON_JSON_H

#include <stdbool.h>
#include <stddef.h>

#include <json-c/json.h>
#include <json-c/json_visit.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/memory.h"

/* ---- Where a node was read ---- */

/* A text that nodes were read from; borrowed by them, owned by its document. */
struct json_source {
    const char *name; /* as it is to be cited: a path, "crewai-amp", "response body" */
    const char *text;
    size_t length;
};

/* A position in a source. */
struct json_place {
    unsigned line, column; /* 1-based, the column in code points */
    size_t offset;         /* 0-based, in bytes */
};

/* A node's userdata. */
struct json_origin {
    const struct json_source *source;
    struct json_place place;       /* of the node's first character */
    const char *number;            /* a number's text as read, NULL for others */
    const struct json_place *keys; /* an object's keys in the order of its members, else NULL */
    /* the sources of those keys where an overlay brought some of them, else NULL: all are of `source` */
    const struct json_source *const *key_sources;
};

/* The origin of a node, or NULL for NULL and for nodes that were not read from a document. */
const struct json_origin *json_origin_of(const struct json_object *node);

/* Where the member `key` of `object` stands: its key's place. False where it is not known. */
bool json_key_place(const struct json_object *object, const char *key, const struct json_source **source,
                    struct json_place *place);

/* ---- Reading ---- */

/* What is lawful by RFC 8259's grammar and still doubtful: reported at level should. */
enum json_doubt_kind {
    JSON_DOUBT_DUPLICATE_KEY, /* section 4: "SHOULD be unique"; the last one is kept */
    JSON_DOUBT_LONE_SURROGATE /* section 8.2: an escape that is half a character; read as U+FFFD */
};

struct json_doubt {
    enum json_doubt_kind kind;
    struct json_place place;
    const char *text; /* the key, or the escape; borrowed from the document */
};

struct json_limits {
    unsigned depth;       /* nesting; 0: 512 */
    size_t nodes;         /* values in all; 0: unbounded */
    bool doubts_are_errors; /* refuse duplicate keys and lone surrogates (contract documents) */
    bool *exceeded;         /* where not NULL: set to true where a limit, and no fault of the text, ended the reading */
};

/* For what comes from a stranger: a text within them takes at most some 500 MB, a million members less. */
extern const struct json_limits json_limits_strange;

struct json_document; /* a source, its tree and its doubts */

/* Reads one JSON text. `text` is copied and may hold any bytes; `name` is copied too. `limits` may be NULL.
 * On failure returns NULL and sets `error` with the place of the first fault and what was expected. */
struct json_document *json_read(const char *name, const char *text, size_t length,
                                const struct json_limits *limits, struct error *error);

void json_document_free(struct json_document *document); /* accepts NULL */

struct json_object *json_document_root(const struct json_document *document); /* NULL for the text `null` */
const struct json_source *json_document_source(const struct json_document *document);

/* About how many bytes of memory it takes: its text, its tree, and the places of both. */
size_t json_document_weight(const struct json_document *document);
const struct json_doubt *json_document_doubts(const struct json_document *document, size_t *count);

/* ---- Building documents from other notations (lib/yaml) ---- */

/* An empty document over a copy of `text`. Nodes made below live in it. */
struct json_document *json_document_new(const char *name, const char *text, size_t length);
struct arena *json_document_arena(struct json_document *document);
void json_document_set_root(struct json_document *document, struct json_object *root); /* takes the root */

/* Makes a number node from its JSON text: an int64, else a uint64, else a double (perhaps infinite); the
 * text is kept in the origin, and comparisons use it. */
struct json_object *json_number_node(struct json_document *document, const char *text, struct json_place place);

/* Gives a node its origin: copied into the document. NULL nodes are ignored. */
void json_set_origin(struct json_document *document, struct json_object *node, const struct json_origin *origin);

/* A deep copy whose nodes keep the origins of the original; the origins' documents must outlive it. Release it
 * by json_object_put(). */
struct json_object *json_copy(const struct json_object *node);

/* ---- Looking ---- */

bool json_is(const struct json_object *node, json_type type); /* NULL is json_type_null */
bool json_has(const struct json_object *object, const char *key);

/* The member, or NULL where `object` is no object, has none, or it is null. Borrowed. */
struct json_object *json_member(const struct json_object *object, const char *key);

/* The member where it is of that type, else NULL (or the fallback). Borrowed. */
const char *json_member_string(const struct json_object *object, const char *key);
struct json_object *json_member_object(const struct json_object *object, const char *key);
struct json_object *json_member_array(const struct json_object *object, const char *key);
bool json_member_bool(const struct json_object *object, const char *key, bool fallback);
int64_t json_member_int(const struct json_object *object, const char *key, int64_t fallback);

/* The name of a node's JSON type: "null", "boolean", "integer", "number", "string", "array", "object". A number
 * without a fractional part, 1.0 and 1e2 too, is an integer. */
const char *json_type_word(const struct json_object *node);

/* Equal as JSON values: numbers by value (1 equals 1.0), objects without regard to order. */
bool json_equal(const struct json_object *a, const struct json_object *b);

/* ---- Pointers (RFC 6901) ---- */

/* Finds the node at `pointer`; true where it exists, *node may then be NULL for null. */
bool json_pointer_find(struct json_object *root, const char *pointer, struct json_object **node);

/* Appends "/" and the escaped token. */
void json_pointer_push(struct buffer *pointer, const char *token);
void json_pointer_push_index(struct buffer *pointer, size_t index);

/* The place of the node at `pointer`: a member's key, else the node itself. */
bool json_pointer_place(struct json_object *root, const char *pointer, const struct json_source **source,
                        struct json_place *place);

/* ---- Writing ---- */

enum json_layout {
    JSON_COMPACT,   /* on one line */
    JSON_INDENTED,  /* two spaces a level */
    JSON_CANONICAL  /* compact, members sorted by key, numbers normalised: equal values, equal text */
};

/* Appends the node's text: UTF-8 as it is, control characters escaped, numbers by their original text where
 * they have one. Never touches the node, so several threads may write one tree. */
void json_write(struct buffer *out, const struct json_object *node, enum json_layout layout);

/* The same as a new string; free() it. */
char *json_text(const struct json_object *node, enum json_layout layout);

/* Appends a JSON string literal. Invalid UTF-8 is replaced by U+FFFD. */
void json_write_string(struct buffer *out, const char *text, size_t length);

#endif

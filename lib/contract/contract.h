/* The OpenAPI 3.0.3 document that deployments are held against: read with its overlays and the files it refers
 * to, its references followed, its schemas compiled. Immutable once loaded: any number of threads may read it.
 *
 * Every pointer below is borrowed from the contract and lives as long as it does. A text called `pointer` names
 * a place as "#/paths/~1kickoff/post" in the root document, as "other.yaml#/…" in one it refers to. References
 * are followed before anything is stored: a response that stands under components has its pointer there. */
#ifndef CREWCHECK_CONTRACT_CONTRACT_H
#define CREWCHECK_CONTRACT_CONTRACT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/hash.h"
#include "base/memory.h"
#include "json/json.h"
#include "schema/schema.h"

/* ---- Loading ---- */

/* What tells the levels apart: an overlay action may carry `x-level: must` or `x-level: should`. */
enum contract_level {
    CONTRACT_BINDING,   /* the document with those actions that bind: `must`, and all without x-level */
    CONTRACT_DOCUMENTED /* the document with every action */
};

/* Appends the text of the document `name` to `out`. Returns false and sets `error` where there is none.
 *
 * The names: the root's and the overlays' as the request spells them, and for a reference, what it says up to
 * its `#`, percent-decoded, joined to the folder of the document that it stands in: "other.yaml" in
 * "specs/api.yaml" is "specs/other.yaml". A reference that an overlay brings counts as standing in the root. */
typedef bool contract_reader(void *context, const char *name, struct buffer *out, struct error *error);

/* Reads a file of this machine, up to 256 MiB; `context` is ignored. */
bool contract_read_file(void *context, const char *name, struct buffer *out, struct error *error);

struct contract_request {
    const char *document;        /* the root document's name */
    const char *const *overlays; /* OpenAPI Overlay 1.0 documents, applied in this order; NULL for none */
    size_t overlay_count;
    /* The first so many of them apply as far as their targets exist in the document; of the others, a target that
     * matches nothing is an error. */
    size_t lenient_count;
    enum contract_level level;
    contract_reader *read; /* NULL: contract_read_file() */
    void *context;         /* for `read`, borrowed during the call */
};

/* Loads and compiles. Returns NULL and sets `error`, with the place and what to write instead, where a document
 * cannot be read, is not of OpenAPI 3.0.x, or breaks its rules in a way that would leave a verdict in doubt. */
struct contract *contract_load(const struct contract_request *request, struct error *error);

void contract_free(struct contract *contract); /* accepts NULL */

/* ---- What a contract says ---- */

/* An example beside a schema: a value of the Example Object or of the `example` keyword. */
struct contract_example {
    const char *name; /* its key under `examples`, or NULL for `example` */
    const char *pointer;
    struct json_object *value; /* NULL is null */
};

/* A schema that a body keeps besides its own where it was sent on that occasion: what overlays state under
 * `x-occasions` of a media type ("missing-input", "task-under-way", "meta-given"). */
struct contract_occasion {
    const char *name;
    const struct schema *schema;
    const char *pointer;
};

/* A Media Type Object. */
struct contract_media {
    const char *type;            /* as written: "application/json", or a range with a star for its subtype */
    const struct schema *schema; /* NULL where none is given: anything holds */
    const char *pointer;
    struct json_object *node;
    const struct contract_example *examples; /* those whose value stands in the document */
    size_t example_count;
    const struct contract_occasion *occasions;
    size_t occasion_count;
};

enum contract_in { CONTRACT_IN_PATH, CONTRACT_IN_QUERY, CONTRACT_IN_HEADER, CONTRACT_IN_COOKIE };

enum contract_style {
    CONTRACT_STYLE_SIMPLE,
    CONTRACT_STYLE_LABEL,
    CONTRACT_STYLE_MATRIX,
    CONTRACT_STYLE_FORM,
    CONTRACT_STYLE_SPACE_DELIMITED,
    CONTRACT_STYLE_PIPE_DELIMITED,
    CONTRACT_STYLE_DEEP_OBJECT
};

/* A Parameter Object, of the path item or of the operation (whose own win), or a Header Object. The headers Accept,
 * Content-Type and Authorization are left out, as the specification tells; so is Content-Type of a response. */
struct contract_parameter {
    const char *name;
    enum contract_in in;
    bool required, deprecated, allow_empty_value, allow_reserved, explode;
    enum contract_style style;
    const struct schema *schema;        /* or NULL */
    const struct contract_media *media; /* of `content`, which stands in the place of a schema; or NULL */
    const char *pointer;
    struct json_object *node;
    const struct contract_example *examples;
    size_t example_count;
};

/* A Request Body Object. */
struct contract_body {
    bool required;
    const struct contract_media *media;
    size_t media_count;
    const char *pointer;
    struct json_object *node;
};

/* A Response Object. */
struct contract_response {
    const char *status; /* "200", "4XX", "default" */
    const char *description;
    const struct contract_media *media;
    size_t media_count; /* 0: no body is documented */
    const struct contract_parameter *headers;
    size_t header_count;
    const char *pointer; /* where the response itself stands, a `$ref` followed */
    const char *place;   /* where the operation lists it: "#/paths/…/responses/401" */
    struct json_object *node;
};

enum contract_scheme_kind {
    CONTRACT_SCHEME_BEARER,
    CONTRACT_SCHEME_BASIC,
    CONTRACT_SCHEME_API_KEY,
    CONTRACT_SCHEME_OTHER /* other HTTP schemes, OAuth 2 and OpenID Connect: sent by the user's own headers */
};

/* A Security Scheme Object. */
struct contract_scheme {
    const char *name; /* its key under components */
    enum contract_scheme_kind kind;
    enum contract_in in;   /* of an API key */
    const char *parameter; /* the header, query parameter or cookie of an API key; NULL for others */
    const char *pointer;
    struct json_object *node;
};

/* One way to be let in: all of its schemes together. None: anonymous. */
struct contract_requirement {
    const struct contract_scheme *const *schemes;
    size_t scheme_count;
};

struct contract_operation;

/* One expression of a Callback Object. */
struct contract_callback {
    const char *name;                            /* its key under `callbacks`: "taskWebhook" */
    const char *expression;                      /* its URL: "{$request.body#/taskWebhookUrl}" */
    const struct contract_operation *operations; /* their path is the expression */
    size_t operation_count;
    const char *pointer;
};

/* An Operation Object. */
struct contract_operation {
    const char *id;                    /* operationId; "GET /path" where none is given, or another has it */
    bool named;                        /* the id is the operationId */
    const char *method;                /* in upper case */
    const char *path;                  /* the template: "/{kickoff_id}/status" */
    const char *summary, *description; /* or NULL */
    bool deprecated;
    const char *pointer;
    struct json_object *node;
    const struct contract_parameter *parameters;
    size_t parameter_count;
    const struct contract_body *body; /* or NULL */
    const struct contract_response *responses;
    size_t response_count;
    const struct contract_requirement *security; /* alternatives; none: no credentials are asked for */
    size_t security_count;
    const struct contract_callback *callbacks;
    size_t callback_count;
};

/* A Schema Object under components. */
struct contract_component {
    const char *name;
    const char *pointer;
    const struct schema *schema;
};

/* What 3.0.3 does not allow or this program does not know, and what leaves no verdict in doubt: an unknown keyword
 * or field, a missing description. Never passed over in silence: whoever loads a contract shows these. */
struct contract_note {
    const char *rule;    /* a slug: "unknown-keyword", "missing-field" */
    bool broken;         /* 3.0.3 says MUST (NOT), or the keyword is not heeded; else it is merely doubtful */
    const char *pointer; /* where it stands */
    const char *source;  /* the document's name */
    unsigned line, column;
    const char *text; /* one sentence without a full stop */
};

struct contract {
    const char *title;
    const char *version; /* of the API: info.version */
    const char *openapi; /* "3.0.3" */
    enum contract_level level;
    /* Of all texts that were read, one after the other: `cat` them in the order of the sources. Overlays and what
     * they refer to count whatever their level, so that it is the same for both levels. */
    char sha256[SHA256_TEXT];
    const char *const *sources; /* the names of those texts: the root, the overlays, the others by name */
    size_t source_count;
    struct json_object *root;                    /* the root document with its overlays */
    const struct contract_operation *operations; /* in the document's order */
    size_t operation_count;
    const struct contract_component *schemas; /* components/schemas of the root document */
    size_t schema_count;
    const struct contract_note *notes;
    size_t note_count;
    struct contract_store *store; /* private */
};

/* ---- Looking ---- */

/* The operation of that id, or NULL. Callbacks' operations are not among them. */
const struct contract_operation *contract_operation_by_id(const struct contract *contract, const char *id);

/* What a path's template parameters stand for, percent-decoded. */
struct contract_path_value {
    const char *name;
    const char *value;
};

struct contract_path_match {
    struct arena arena; /* owns the values */
    struct contract_path_value *values;
    size_t count;
};

/* The operation that `method` and `path` (as on the request line, without query or fragment) mean: of several
 * templates that match the path, the one that is concrete at the first segment where they differ (3.0.3, "Path
 * Templating Matching"). NULL where no template matches or the one that does lacks the method; a NULL method takes
 * any. `match` may be NULL; else it is filled, and to be released by contract_path_match_clear(). */
const struct contract_operation *contract_operation_match(const struct contract *contract, const char *method,
                                                          const char *path,
                                                          struct contract_path_match *match);

/* Does `path` match the template of this one operation? Then `match` is filled as above. */
bool contract_path_matches(const struct contract_operation *operation, const char *path,
                           struct contract_path_match *match);
void contract_path_match_clear(struct contract_path_match *match); /* accepts a zeroed one */

/* The response documented for a status code: by the code itself, else by its range ("4XX"), else by "default";
 * NULL where there is none. */
const struct contract_response *contract_response_find(const struct contract_operation *operation,
                                                       int status);

/* The media type that a Content-Type value means: parameters and case are ignored, the most specific key wins:
 * the very value, then the type itself, then a range of its subtypes, then the range of everything. NULL where none does, or
 * `content_type` is NULL. */
const struct contract_media *contract_media_find(const struct contract_media *media, size_t count,
                                                 const char *content_type);

/* Is it JSON: application/json or a type with the suffix +json, in any case, with any parameters? NULL is not. */
bool contract_media_is_json(const char *content_type);

/* The schema of that occasion, or NULL where the media type states none. */
const struct schema *contract_media_occasion(const struct contract_media *media, const char *name);

const struct contract_parameter *contract_parameter_find(const struct contract_operation *operation,
                                                         enum contract_in in, const char *name);

/* The compiled schema of that name under components, or NULL. */
const struct schema *contract_schema(const struct contract *contract, const char *name);

/* A place of the contract, to be cited. */
struct contract_words {
    struct json_object *node; /* NULL is null */
    const char *source;       /* the document's name */
    unsigned line, column;
    const char *text; /* the line that stands there, without its indentation; borrowed, not NUL-terminated */
    size_t length;
};

/* What stands at `pointer`, as this header spells pointers. `words` may be NULL. False where nothing does. */
bool contract_find(const struct contract *contract, const char *pointer, struct contract_words *words);

#endif

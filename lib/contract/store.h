/* Private to lib/contract: what a contract owns, and what is known while it is being loaded. */
#ifndef CREWCHECK_CONTRACT_STORE_H
#define CREWCHECK_CONTRACT_STORE_H

#include "base/map.h"
#include "contract/contract.h"

/* A node and where it stands. */
struct contract_place {
    struct json_object *node;
    const char *pointer; /* lives in the store */
};

/* Decodes percent escapes, and "+" as a space where `plus`; what is no escape stays as it is (match.c). */
char *contract_decode(struct arena *arena, const char *text, size_t length, bool plus);

/* ---- Documents (documents.c) ---- */

struct contract_document {
    const char *name; /* as it is read and cited */
    const char *key;  /* the name with "." and ".." resolved: equal for the same document */
    struct json_document *json;
    struct json_object *root;
};

/* The contract's operations by what they are looked for. Those of one path stand side by side: the first one stands for all. */
struct contract_index {
    struct map ids;                              /* operationId → operation */
    struct map plain;                            /* path without parameters → its first operation */
    const struct contract_operation **templates; /* the first operation of each path with parameters */
    size_t template_count;
};

struct contract_store {
    struct contract contract;
    struct contract_index index;
    struct arena arena;
    struct schema_set *set;
    struct contract_document **documents; /* the root first, the others as they were referred to */
    size_t document_count, document_capacity;
    struct json_document **overlays;
    size_t overlay_count;
    struct map references; /* of struct contract_place, by document and text */
    struct map checked;    /* nodes that references may lead to, by address and shape */
    struct map callbacks;  /* path items of callbacks that are built, by address and expression */
    struct contract_callback **waiting; /* whose operations are still to be built */
    size_t waiting_count, waiting_capacity;
    const struct contract_scheme *schemes;
    size_t scheme_count;
    const struct contract_requirement *security; /* of the document */
    size_t security_count;
    struct contract_place *described; /* Media Type, Parameter and Header Objects, each once */
    size_t described_count, described_capacity;
    struct contract_noted *notes;
    size_t note_count, note_capacity;
    size_t refused; /* notes that refuse the document */
    contract_reader *read;
    void *context;
};

/* Reads the document `name`, or finds it among those that were read. Returns NULL and sets `error`. */
struct contract_document *contract_document_demand(struct contract_store *store, const char *name,
                                                   struct error *error);

/* Reads the overlay `name` and keeps it. Returns NULL and sets `error`. */
struct json_document *contract_overlay_read(struct contract_store *store, const char *name,
                                            struct error *error);

/* The document that a node counts as standing in: the root for what overlays brought. */
struct contract_document *contract_document_of(const struct contract_store *store,
                                               const struct json_object *node);

/* Splits "#/a" or "other.yaml#/a" into its document and the JSON pointer; NULL where no document has that name. */
struct contract_document *contract_document_at(const struct contract_store *store, const char *pointer,
                                               const char **inner);

/* Fills `sources` and `sha256` of the contract. */
void contract_documents_sum(struct contract_store *store);

void contract_documents_free(struct contract_store *store);

/* ---- Places and references (references.c) ---- */

struct contract_place contract_member(struct contract_store *store, struct contract_place place,
                                      const char *key);
struct contract_place contract_item(struct contract_store *store, struct contract_place place, size_t index);

/* Follows `$ref` until something else stands at the place. Returns false and sets `error`. */
bool contract_follow(struct contract_store *store, struct contract_place *place, struct error *error);

/* The same where the structure was checked already, so that it cannot fail. */
struct contract_place contract_followed(struct contract_store *store, struct contract_place place);

/* A schema_resolver; `context` is the store. */
bool contract_resolve(void *context, struct json_object *reference, struct json_object **target,
                      const char **pointer, struct error *error);

/* ---- Notes (notes.c) ---- */

enum contract_severity {
    CONTRACT_REFUSED, /* the document is not loaded */
    CONTRACT_BROKEN,
    CONTRACT_DOUBTFUL
};

struct contract_noted {
    struct contract_note note;
    enum contract_severity severity;
    const struct json_source *origin; /* of the note's place, where the document is at hand */
    const struct error *error;        /* that the note was made from, or NULL */
};

/* Notes what is wrong at `pointer`, which need not outlive the call. */
void contract_note(struct contract_store *store, enum contract_severity severity, const char *rule,
                   const char *pointer, const char *format, ...) __attribute__((format(printf, 5, 6)));

/* Has so much refused the document that nobody reads on? */
bool contract_notes_full(const struct contract_store *store);

/* Refuses the document for what `error` says; `pointer` is where it was met. */
void contract_note_error(struct contract_store *store, const char *rule, const char *pointer,
                         const struct error *error);

/* Where the key of what stands at a pointer stands; where nothing does, what is around it. */
bool contract_place_of(const struct contract_store *store, const char *pointer,
                       const struct json_source **source, struct json_place *place);

/* Sets `error` to what refused the document first. */
bool contract_refusal(const struct contract_store *store, struct error *error);

/* Notes the keywords that the compiler did not know, and fills `notes` of the contract. */
void contract_notes_finish(struct contract_store *store);

/* ---- Loading, a file each ---- */

/* load.c: as contract_load(), yet a document that was read and then refused is returned with its notes alone. */
struct contract_store *contract_read(const struct contract_request *request, struct error *error);
void contract_store_free(struct contract_store *store); /* accepts NULL */

/* layers.c: reads the overlays and applies them to the root document. */
bool contract_apply_overlays(struct contract_store *store, const struct contract_request *request,
                             struct error *error);

/* structure.c: holds every object that the document reaches against the shape that 3.0.3 gives it, follows every
 * reference and compiles every schema; whatever is wrong is noted. */
void contract_check_structure(struct contract_store *store);

/* What follows reads checked documents. */
void contract_read_schemes(struct contract_store *store);
void contract_read_security(struct contract_store *store, struct contract_operation *operation);
void contract_read_operations(struct contract_store *store);
void contract_read_components(struct contract_store *store);

/* operations.c: the operations of the path item at `place`, in the document's order; `path` is their path. */
const struct contract_operation *contract_read_path_item(struct contract_store *store,
                                                         struct contract_place place, const char *path,
                                                         size_t *count);

/* parameters.c */
void contract_read_parameters(struct contract_store *store, const struct contract_place *lists, size_t count,
                              struct contract_operation *operation);
void contract_read_headers(struct contract_store *store, struct contract_place headers,
                           struct contract_response *response);

/* bodies.c */
const struct contract_media *contract_read_content(struct contract_store *store,
                                                   struct contract_place content, size_t *count);
const struct contract_example *contract_read_examples(struct contract_store *store,
                                                      struct contract_place owner, size_t *count);
const struct schema *contract_read_schema(struct contract_store *store, struct contract_place owner);
const struct contract_body *contract_read_body(struct contract_store *store, struct contract_place place);
const struct contract_response *contract_read_responses(struct contract_store *store,
                                                        struct contract_place responses, size_t *count);

/* callbacks.c: callbacks without their operations, which contract_build_callbacks() adds to all of them. */
const struct contract_callback *contract_read_callbacks(struct contract_store *store,
                                                        struct contract_place callbacks, size_t *count);
void contract_build_callbacks(struct contract_store *store);

/* The operations of an entry of the store's `callbacks`. */
const struct contract_operation *contract_built_callback(const void *built, size_t *count);

#endif

/* Faults and variants: rows of tables, each with the points at which it bends the deployment. A row needs nothing
 * outside itself: what data can say stands in `auth`, `violation` and `edits`, the rest in functions beside it. */
#ifndef CREWCHECK_REFERENCE_BEHAVIOUR_H
#define CREWCHECK_REFERENCE_BEHAVIOUR_H

#include "reference/webhook.h"

/* What becomes of a body that breaks its schema in one way. */
enum outcome { OUTCOME_REFUSED, OUTCOME_ACCEPTED, OUTCOME_CRASH };

/* One way to break a body: of `operations`, at `place` ("" the whole, "meta", "inputs.*", as the validator names
 * it), by `kind`: "missing", "null", "boolean", "number", "string", "array", "object", "format", "doubtful"; of the
 * whole also "empty", "malformed" and "encoding"; of "inputs" also "crew", an input that the crew requires. */
struct violation {
    unsigned operations;
    const char *place, *kind;
    enum outcome outcome;
};

/* What an edit does to the value at its pointer; a pointer segment `*` stands for every item or member. */
enum edit_kind {
    EDIT_NONE,
    EDIT_REMOVE,
    EDIT_SET,      /* to the JSON text `value`; adds the last member where there is none */
    EDIT_TO_STRING, /* a number or any value becomes its text */
    EDIT_RENAME,   /* the member gets the name `value` */
    EDIT_WRAP,     /* becomes the only item of an array */
    EDIT_STATUS,   /* the answer's status code becomes `value` */
    EDIT_MEDIA_TYPE, /* Content-Type becomes `value`, or goes where that is NULL */
    EDIT_TEXT,     /* the whole body becomes the text `value` */
    EDIT_CUT,      /* the whole body loses its second half */
    EDIT_HEADER    /* adds the header `pointer` with the value `value` */
};

struct edit {
    unsigned operations; /* 0: any */
    unsigned occasions;
    const char *pointer; /* JSON pointer; NULL where the kind needs none */
    enum edit_kind kind;
    const char *value;
};

struct wire_shape;

struct behaviour {
    struct reference_switch about;
    struct {
        unsigned operations, credentials; /* let in as the organization */
    } auth;
    struct violation violation;
    struct edit edits[4];

    /* before anything else; may answer */
    void (*request)(struct request *request);
    /* on every answer, after the edits */
    void (*answer)(struct request *request, struct answer *answer);
    /* on a new execution, before it begins */
    void (*plan)(struct execution *execution);
    /* on a resume that would be taken; true where it has answered in its own way */
    bool (*resume)(struct request *request, struct execution *execution, size_t task, bool approve);
    /* on the URLs after a resume */
    void (*urls)(struct execution *execution, const struct callback_urls *before);
    /* on every callback, after the edits, before it is sent */
    void (*deliver)(struct delivery *delivery);
    /* on the end of one: the receiver's status, 0 for none, and how long it took in microseconds */
    void (*delivered)(struct delivery *delivery, long status, int64_t took);
    /* on the wire: how answers are framed */
    const struct wire_shape *wire;
    bool body_first; /* the body is checked before the token */
};

/* The tables, each ended by a row without a name. */
extern const struct behaviour fault_auth_table[], fault_body_table[], fault_answer_table[], fault_life_table[],
    fault_webhook_table[], fault_wire_table[];
extern const struct behaviour variant_table[];

/* Finds the rows of the names; false and an error with the nearest known name where one is unknown. */
bool behaviour_find(struct reference_server *server, const char *const *faults, const char *const *variants,
                    struct error *error);

/* Each asks every behaviour that is switched on. */
enum outcome behaviour_outcome(const struct request *request, const char *place, const char *kind);
bool behaviour_lets_in(const struct request *request, enum credential credential);
bool behaviour_body_first(const struct request *request);
void behaviour_request(struct request *request);
void behaviour_answer(struct request *request);
void behaviour_plan(struct execution *execution);
bool behaviour_resume(struct request *request, struct execution *execution, size_t task, bool approve);
void behaviour_urls(struct execution *execution, const struct callback_urls *before);
void behaviour_deliver(struct delivery *delivery);
void behaviour_delivered(struct delivery *delivery, long status, int64_t took);

/* Changes the value at `pointer` in *root by one of the kinds that concern values (edit.c). */
void edit_apply(struct json_object **root, const struct edit *edit);

#endif

/* Faults and variants: rows of tables, each with the points at which it bends the deployment. A row needs nothing
 * outside itself: what data can say stands in its fields, the rest in functions beside it. */
#ifndef CREWCHECK_REFERENCE_BEHAVIOUR_H
#define CREWCHECK_REFERENCE_BEHAVIOUR_H

#include "reference/trait.h"
#include "reference/webhook.h"
#include "reference/wire.h"

/* What becomes of a body that breaks its schema in one way, or is unusual in one. */
enum outcome {
    OUTCOME_REFUSED,
    OUTCOME_ACCEPTED,
    OUTCOME_CRASH,        /* 500 */
    OUTCOME_CONFLICT,     /* 409 */
    OUTCOME_UNPROCESSABLE /* 422 */
};

/* One way to break a body: of `operations`, at `place` ("" the whole, "meta", as the validator names it; "inputs.*" is
 * an input that the crew does not ask for, "inputs.crew" one that it does, "*" any place), by `kind`: "missing",
 * "null", "boolean", "number", "string", "array", "object"; of a format "format", of URIs also "space", "blank" and
 * "doubtful". Of the whole also "empty", "encoding", "list" (an array that is not empty), and what is no JSON: "words",
 * "cut", "comma", "control", "behind", "deep". Of "inputs.crew" also "last", the crew's last input being missing, and
 * "all". */
struct violation {
    unsigned operations;
    const char *place, *kind;
    enum outcome outcome;
};

enum body_check { BODY_UNREAD, BODY_SYNTAX, BODY_SCHEMA };

/* Methods as bits. */
enum method {
    METHOD_GET = 1,
    METHOD_HEAD = 2,
    METHOD_POST = 4,
    METHOD_PUT = 8,
    METHOD_PATCH = 16,
    METHOD_DELETE = 32,
    METHOD_OPTIONS = 64,
    METHOD_OTHER = 128
};

/* What an edit does to the value at its pointer; a pointer segment `*` stands for every item or member. */
enum edit_kind {
    EDIT_NONE,
    EDIT_REMOVE,
    EDIT_SET,       /* to the JSON text `value`; adds the last member where there is none */
    EDIT_TO_STRING, /* a number or any value becomes its text */
    EDIT_RENAME,    /* the member gets the name `value` */
    EDIT_WRAP,      /* becomes the only item of an array */
    EDIT_LIFT,      /* takes the place of the whole */

    EDIT_STATUS,     /* the answer's status code becomes `value` */
    EDIT_MEDIA_TYPE, /* Content-Type becomes `value`, or goes where that is NULL */
    EDIT_HEADER,     /* adds the header `pointer` with the value `value` */

    EDIT_TEXT,   /* the whole body becomes the text `value` */
    EDIT_CUT,    /* the whole body loses its second half */
    EDIT_PREFIX, /* `value` before the body's text */
    EDIT_SUFFIX, /* behind it */
    EDIT_REPLACE /* each `pointer` in the text becomes `value` */
};

struct edit {
    unsigned operations; /* 0: any */
    unsigned occasions;
    const char *pointer; /* JSON pointer; NULL where the kind needs none */
    enum edit_kind kind;
    const char *value;
    unsigned credentials; /* of the request that is answered; 0: any */
};

struct behaviour {
    struct reference_switch about; /* comes first: reference_is_unheard() */
    bool unheard;
    struct {
        unsigned operations, credentials; /* let in as the organization */
    } auth;
    struct violation violation;
    struct {
        unsigned operations;
        enum trait trait;
        enum outcome outcome;
        const char *place; /* "inputs" or "meta"; NULL: any */
    } odd;
    struct {
        unsigned operations, methods; /* what the operation does not know is answered with */
        unsigned status;              /* this */
    } method;
    struct edit edits[4];

    /* on the crew, before the server answers */
    void (*crew)(struct reference_server *server);
    /* before anything else; may answer */
    void (*request)(struct request *request);
    /* on every answer, after the edits */
    void (*answer)(struct request *request, struct answer *answer);
    /* on a new execution, before it begins */
    void (*plan)(struct execution *execution);
    /* on a status that is asked for, before it is looked at */
    void (*poll)(struct request *request);
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
    enum body_check before_token; /* how far the body is checked before the token */
};

/* The tables, each ended by a row without a name. */
extern const struct behaviour fault_auth_table[], fault_kickoff_table[], fault_resume_table[],
    fault_value_table[], fault_protocol_table[], fault_success_table[], fault_status_table[],
    fault_refusal_table[], fault_crash_table[], fault_life_table[], fault_human_table[],
    fault_webhook_table[], fault_payload_table[], fault_wire_table[];
extern const struct behaviour variant_table[], variant_body_table[], variant_life_table[],
    variant_wire_table[];

/* Finds the rows of the names; false and an error with the nearest known name where one is unknown. */
bool behaviour_find(struct reference_server *server, const char *const *faults, const char *const *variants,
                    struct error *error);

/* Each asks every behaviour that is switched on. */
void behaviour_crew(struct reference_server *server);
enum outcome behaviour_outcome(const struct request *request, const char *place, const char *kind);
bool behaviour_lets_in(const struct request *request, enum credential credential);
enum body_check behaviour_before_token(const struct request *request);
bool behaviour_wire(const struct request *request,
                    size_t *index); /* of the row whose shape the answer gets */
bool behaviour_bends_wire(const struct reference_server *server);
unsigned behaviour_method(const struct request *request); /* 0: the plain 405 */
void behaviour_request(struct request *request);
void behaviour_plan(struct execution *execution);
void behaviour_poll(struct request *request);
bool behaviour_resume(struct request *request, struct execution *execution, size_t task, bool approve);
void behaviour_urls(struct execution *execution, const struct callback_urls *before);
void behaviour_delivered(struct delivery *delivery, long status, int64_t took);

/* Does nothing that is unusual in the body stop it? Else it is answered (bend.c). What breaks a format is looked at before
 * the body is `valid`, all else after. */
bool behaviour_body(struct request *request, bool valid);
void behaviour_answer(struct request *request);
void behaviour_deliver(struct delivery *delivery);

/* Answers 500 in the contract's shape. */
void answer_crash(struct request *request);

/* Gives the answer's body as text, for what works on bytes. */
void answer_flatten(struct answer *answer);

/* Changes the value at `pointer` in *root by one of the kinds that concern values; true where it is of those. */
bool edit_value(struct json_object **root, const struct edit *edit);

/* The same of a body's text. */
bool edit_text(struct buffer *text, const struct edit *edit);

#define EACH_BEHAVIOUR(server, row)                                                                          \
    for (size_t row##_index = 0; row##_index < (server)->behaviour_count; row##_index++)                     \
        for (const struct behaviour *row = (server)->behaviours[row##_index]; row != NULL; row = NULL)

#endif

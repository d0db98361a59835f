/* A valid request to an operation of any contract, part by part, so that one part can be changed and the rest stays right. */
#ifndef CREWCHECK_SUITES_REQUEST_H
#define CREWCHECK_SUITES_REQUEST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "contract/contract.h"
#include "run/run.h"
#include "suites/crew.h"

/* A parameter and what is sent for it. */
struct request_part {
    const struct contract_parameter *parameter;
    struct json_object *value; /* valid; owned; NULL is null */
    const char
        *text; /* sent instead, before any escaping: a parameter that is no array and no object; or NULL */
    const char *raw; /* sent instead, as it is; or NULL */
    bool left_out;   /* all but path parameters can be */
};

struct request { /* zero-initialised, it is empty */
    const struct contract_operation *operation;
    struct request_part *parts;
    size_t part_count;
    const struct contract_media *media;       /* of a JSON body; NULL: none is sent */
    struct json_object *body;                 /* owned */
    const struct contract_media *other_media; /* of a body that is no JSON; else NULL */
    struct json_object *other_body; /* what it is encoded from: a form's members, or a text; owned */
};

/* Makes a valid request: a crew's operations as crew.h makes them, others of the contract's examples and of made-up
 * values; path parameters and those that are required are sent, the others are there and left out. `branch`: see
 * generate_options. False, with `error` set, where some part cannot be made. Clear it in every case. */
bool request_make(struct request *request, const struct crew *crew,
                  const struct contract_operation *operation, size_t branch, struct error *error)
    __attribute__((warn_unused_result));

/* The same with a body of that media type, one of the operation's; NULL: its first. A crew's operation has the first alone. */
bool request_make_as(struct request *request, const struct crew *crew,
                     const struct contract_operation *operation, const struct contract_media *media,
                     size_t branch, struct error *error) __attribute__((warn_unused_result));

void request_clear(struct request *request);

/* Puts what nobody knows into the place of each path parameter that its schema lets be so. */
void request_name_unknown(struct request *request, const struct crew *crew);

/* The operation, path, header fields and body for run_send(). What is made lives in the arena, the body as long as the
 * request. */
struct run_request request_write(const struct request *request, struct arena *arena);

/* media.c: the media type of an operation's bodies that is JSON, application/json before others; or NULL. */
const struct contract_media *request_json_media(const struct contract_operation *operation);

/* The media type that an operation's requests are written in where one is enough: JSON, else the first that can be
 * written; or NULL. */
const struct contract_media *request_first_media(const struct contract_operation *operation);

/* The other media types of its body, one after the other: that behind `after` (NULL: the first of them), or NULL. */
const struct contract_media *request_next_media(const struct contract_operation *operation,
                                                const struct contract_media *after);

/* Why no requests of the operation are written in that media type, one of the other ones; NULL: they are. */
const char *request_unwritten(const struct contract_operation *operation, const struct contract_media *media);

/* What the request's body is written in, or NULL. */
const struct contract_media *request_media(const struct request *request);

/* The place of the whole body in ids, "body.application%2Fxml": of the operation's first media type (NULL is that) NULL,
 * for "body". Lives in the arena. */
const char *request_body_root(struct arena *arena, const struct contract_operation *operation,
                              const struct contract_media *media);

/* places.c: how a part is sent: "path.id", "query.limit". Lives in the arena. */
const char *request_place(const struct contract_parameter *parameter, struct arena *arena);

/* A place in words: "inputs", "a value of inputs", "the query parameter limit". May live in the arena. */
const char *request_place_words(struct arena *arena, const char *place);

/* Can the text travel in this parameter's place at all? */
bool request_can_carry(const struct contract_parameter *parameter, const char *text);

/* The schema of a parameter's value, or NULL. */
const struct schema *request_schema(const struct contract_parameter *parameter);

/* serialise.c: appends a parameter's value in its style (OpenAPI 3.0.3, "Style Values"); of a query or cookie with its
 * name, behind no separator. */
void request_serialise(const struct request_part *part, struct buffer *out);

/* The body's bytes, or NULL where none is sent. They live in the arena. */
const char *request_body(const struct request *request, struct arena *arena, size_t *length);

/* encode.c: can a body of that media type be made: JSON, a form, or what is one text? */
bool request_encodes(const struct contract_media *media);
bool request_is_form(const struct contract_media *media);

/* Appends a value as such a body. */
void request_encode(const struct contract_media *media, const struct json_object *value, struct buffer *out);

/* The Content-Type of such a body; NULL: application/json. */
const char *request_content_type(const struct contract_media *media);

#endif

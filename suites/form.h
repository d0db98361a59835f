/* Private to the encoding of forms: how each member travels, and what can be told from it where it arrives. */
#ifndef CREWCHECK_SUITES_FORM_H
#define CREWCHECK_SUITES_FORM_H

#include "contract/contract.h"

enum form_way {
    FORM_TEXT,   /* a text, which may be a number's or a boolean's */
    FORM_JSON,   /* a JSON text */
    FORM_EACH,   /* in multipart: an array, each item a part */
    FORM_STYLED, /* an array or an object in a style of the Parameter Object */
    FORM_UNCLEAR /* in one of several ways */
};

struct form_member {
    enum form_way way;
    bool array;                          /* where it is styled: an array, else an object */
    bool loose;                          /* where it is a text: it may as well be the only item of a list */
    struct contract_parameter parameter; /* that says how it is spelled, where it is styled */
    const char *type;                    /* the media type of its part, or NULL */
};

/* `media`: a form, URL-encoded or multipart, or NULL: URL-encoded without a word of how. `value` is the member's own. */
struct form_member form_member_of(const struct contract_media *media, const char *name,
                                  const struct json_object *value);

bool form_is_multipart(const struct contract_media *media);

/* The form without members of which it is unclear how they travel; release it. Equal to `form` where all are clear. */
struct json_object *form_clear_part(const struct contract_media *media, const struct json_object *form);

/* Is the form wrong in every reading of how it is sent? `pointer` is where its fault lies. */
bool form_is_surely_wrong(const struct contract_media *media, const struct json_object *form,
                          const char *pointer);

/* Does what stands there travel as JSON, which tells a number from the text that spells it? */
bool form_is_told_in_json(const struct contract_media *media, const struct json_object *form,
                          const char *pointer);

#endif

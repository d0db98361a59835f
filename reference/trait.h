/* What is unusual about a valid body: the values on which a careless deployment stumbles. */
#ifndef CREWCHECK_REFERENCE_TRAIT_H
#define CREWCHECK_REFERENCE_TRAIT_H

#include <stdbool.h>

#include "json/json.h"

enum trait {
    TRAIT_NONE,
    /* of any string in it */
    TRAIT_EMPTY,     /* "" */
    TRAIT_LONG,      /* 8 KiB or more */
    TRAIT_NOT_ASCII, /* beyond ASCII, within the basic plane */
    TRAIT_ASTRAL,    /* beyond the basic plane */
    TRAIT_RIGHT_TO_LEFT,
    TRAIT_COMBINING,
    TRAIT_NUMERIC, /* looks like a number */
    TRAIT_JSON,    /* looks like JSON */
    TRAIT_MARKUP,  /* has angle brackets */
    TRAIT_QUOTE,   /* has a quotation mark or an apostrophe */
    TRAIT_CONTROL, /* has control characters */
    TRAIT_LINES,   /* has a line break */
    TRAIT_PERCENT, /* has a percent sign */
    TRAIT_BRACES,  /* has {braces} like a template */
    TRAIT_APOSTROPHE,
    TRAIT_NULL_WORD,    /* is the word null */
    TRAIT_OUTER_SPACES, /* begins or ends with a space */
    /* of a key within inputs or meta */
    TRAIT_KEY_DOT,
    TRAIT_KEY_SPACE,
    TRAIT_KEY_SLASH,
    TRAIT_KEY_NOT_ASCII,
    TRAIT_KEY_EMPTY,
    /* of a webhook's URL */
    TRAIT_URI_USER,
    TRAIT_URI_PORT,
    TRAIT_URI_ESCAPE, /* in its path */
    TRAIT_URI_SIX, /* an IPv6 address for a host */
    TRAIT_URI_FRAGMENT,
    TRAIT_URI_QUERY,
    TRAIT_URI_BAD_ESCAPE,
    TRAIT_URI_BAD_PORT,
    TRAIT_URI_NOT_ASCII,
    TRAIT_URI_NO_HOST,
    TRAIT_URI_OPEN_BRACKET,
    /* of execution_id */
    TRAIT_UUID_DRESSED,  /* in braces, or as a URN */
    TRAIT_UUID_BARE,     /* without hyphens */
    TRAIT_UUID_CAPITALS, /* in upper case */
    /* of the whole */
    TRAIT_UNKNOWN_PROPERTY, /* on the first level */
    TRAIT_DEEP,             /* 16 levels or more */
    TRAIT_LARGE_NUMBER,     /* beyond 32 bits */
    TRAIT_NEGATIVE,         /* a number below zero */
    TRAIT_FRACTION,         /* a number that is no integer */
    TRAIT_NULL,             /* a null somewhere below meta */
    TRAIT_NULL_MEMBER,      /* a null for a member of meta itself */
    TRAIT_FALSE,
    TRAIT_EMPTY_ARRAY,
    TRAIT_EMPTY_OBJECT, /* within inputs or meta */
    TRAIT_MANY_INPUTS   /* more than 16 */
};

/* Can a body with this trait keep its schema? */
bool trait_is_valid(enum trait trait);

/* Has the body, an object, the trait? With `place`, "inputs" or "meta": has it the trait there? It need not keep its
 * schema. */
bool trait_has(const struct json_object *body, enum trait trait, const char *place);

#endif

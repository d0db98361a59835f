/* Values that are valid and unusual, on which the deployment stumbles, or which it refuses for no reason that the
 * contract gives. */
#include "reference/behaviour.h"

#define CRASHES(name, words, what)                                                                           \
    {                                                                                                        \
        .about = {name, words, false, false}, .odd = { OPERATION_KICKOFF, what, OUTCOME_CRASH }              \
    }
#define REFUSES(name, words, what)                                                                           \
    {                                                                                                        \
        .about = {name, words, false, false}, .odd = { OPERATION_KICKOFF, what, OUTCOME_REFUSED }            \
    }

#define RESUME_CRASHES(name, words, what)                                                                    \
    {                                                                                                        \
        .about = {name, words, false, false}, .odd = { OPERATION_RESUME, what, OUTCOME_CRASH }               \
    }

const struct behaviour fault_value_table[] = {
    CRASHES("crashes-on-empty-string", "a kickoff with an empty string is a 500", TRAIT_EMPTY),
    CRASHES("crashes-on-long-string", "a kickoff with a string of 8 KiB is a 500", TRAIT_LONG),
    CRASHES("crashes-on-accents", "a kickoff with letters beyond ASCII is a 500", TRAIT_NOT_ASCII),
    CRASHES("crashes-on-emoji", "a kickoff with characters beyond the basic plane is a 500", TRAIT_ASTRAL),
    CRASHES("crashes-on-right-to-left", "a kickoff with Hebrew or Arabic text is a 500", TRAIT_RIGHT_TO_LEFT),
    CRASHES("crashes-on-combining-marks", "a kickoff with combining marks is a 500", TRAIT_COMBINING),
    CRASHES("crashes-on-numeric-string", "a kickoff with a string that looks like a number is a 500",
            TRAIT_NUMERIC),
    CRASHES("crashes-on-json-string", "a kickoff with a string that looks like JSON is a 500", TRAIT_JSON),
    CRASHES("crashes-on-markup", "a kickoff with markup in a string is a 500", TRAIT_MARKUP),
    CRASHES("crashes-on-quotes", "a kickoff with quotation marks in a string is a 500", TRAIT_QUOTE),
    CRASHES("crashes-on-control-characters", "a kickoff with escaped control characters is a 500",
            TRAIT_CONTROL),
    CRASHES("crashes-on-line-breaks", "a kickoff with a line break in a string is a 500", TRAIT_LINES),
    CRASHES("crashes-on-percent-sign", "a kickoff with a percent sign in a string is a 500", TRAIT_PERCENT),
    CRASHES("crashes-on-braces", "a kickoff with braces like a template's in a string is a 500",
            TRAIT_BRACES),
    CRASHES("crashes-on-dotted-key", "a kickoff with a dot in a key is a 500", TRAIT_KEY_DOT),
    CRASHES("crashes-on-key-with-space", "a kickoff with a space in a key is a 500", TRAIT_KEY_SPACE),
    CRASHES("crashes-on-accented-key", "a kickoff with a key beyond ASCII is a 500", TRAIT_KEY_NOT_ASCII),
    CRASHES("crashes-on-empty-key", "a kickoff with an empty key is a 500", TRAIT_KEY_EMPTY),
    CRASHES("crashes-on-uri-user", "a kickoff with a user in a webhook's URL is a 500", TRAIT_URI_USER),
    CRASHES("crashes-on-uri-port", "a kickoff with a port in a webhook's URL is a 500", TRAIT_URI_PORT),
    CRASHES("crashes-on-uri-escape", "a kickoff with a percent escape in a webhook's URL is a 500",
            TRAIT_URI_ESCAPE),
    CRASHES("crashes-on-uri-of-ipv6", "a kickoff with an IPv6 address in a webhook's URL is a 500",
            TRAIT_URI_SIX),
    CRASHES("crashes-on-uri-fragment", "a kickoff with a fragment in a webhook's URL is a 500",
            TRAIT_URI_FRAGMENT),
    CRASHES("crashes-on-uri-query", "a kickoff with a query in a webhook's URL is a 500", TRAIT_URI_QUERY),
    CRASHES("crashes-on-unknown-property", "a kickoff with a property that it does not know is a 500",
            TRAIT_UNKNOWN_PROPERTY),
    CRASHES("crashes-on-deep-meta", "a kickoff with 16 levels of meta is a 500", TRAIT_DEEP),
    CRASHES("crashes-on-large-number", "a kickoff with a number beyond 32 bits in meta is a 500",
            TRAIT_LARGE_NUMBER),
    CRASHES("crashes-on-fraction", "a kickoff with a fraction in meta is a 500", TRAIT_FRACTION),
    CRASHES("crashes-on-null-in-meta", "a kickoff with a null in meta is a 500", TRAIT_NULL),
    CRASHES("crashes-on-empty-meta", "a kickoff with an empty meta is a 500", TRAIT_EMPTY_META),

    REFUSES("refuses-empty-string", "a kickoff with an empty string is refused", TRAIT_EMPTY),
    REFUSES("refuses-long-string", "a kickoff with a string of 8 KiB is refused", TRAIT_LONG),
    REFUSES("refuses-emoji", "a kickoff with characters beyond the basic plane is refused", TRAIT_ASTRAL),
    REFUSES("refuses-markup", "a kickoff with markup in a string is refused", TRAIT_MARKUP),
    REFUSES("refuses-unknown-property", "a kickoff with a property that it does not know is refused",
            TRAIT_UNKNOWN_PROPERTY),
    REFUSES("refuses-deep-meta", "a kickoff with 16 levels of meta is refused", TRAIT_DEEP),
    REFUSES("refuses-uri-of-ipv6", "a kickoff with an IPv6 address in a webhook's URL is refused",
            TRAIT_URI_SIX),

    CRASHES("crashes-on-uri-bad-escape", "a kickoff with a bad percent escape in a webhook's URL is a 500",
            TRAIT_URI_BAD_ESCAPE),
    CRASHES("crashes-on-uri-bad-port", "a kickoff with a port beyond 65535 in a webhook's URL is a 500",
            TRAIT_URI_BAD_PORT),
    CRASHES("crashes-on-uri-beyond-ascii", "a kickoff with letters beyond ASCII in a webhook's URL is a 500",
            TRAIT_URI_NOT_ASCII),
    CRASHES("crashes-on-uri-without-host", "a kickoff with a webhook's URL without a host is a 500",
            TRAIT_URI_NO_HOST),
    CRASHES("crashes-on-uri-open-bracket", "a kickoff with an open bracket in a webhook's URL is a 500",
            TRAIT_URI_OPEN_BRACKET),

    RESUME_CRASHES("resume-crashes-on-uri-bad-escape",
                   "a resume with a bad percent escape in a webhook's URL is a 500", TRAIT_URI_BAD_ESCAPE),
    RESUME_CRASHES("resume-crashes-on-uri-bad-port",
                   "a resume with a port beyond 65535 in a webhook's URL is a 500", TRAIT_URI_BAD_PORT),
    RESUME_CRASHES("resume-crashes-on-uri-beyond-ascii",
                   "a resume with letters beyond ASCII in a webhook's URL is a 500", TRAIT_URI_NOT_ASCII),
    RESUME_CRASHES("resume-crashes-on-uri-without-host",
                   "a resume with a webhook's URL without a host is a 500", TRAIT_URI_NO_HOST),
    RESUME_CRASHES("resume-crashes-on-uri-open-bracket",
                   "a resume with an open bracket in a webhook's URL is a 500", TRAIT_URI_OPEN_BRACKET),
    RESUME_CRASHES("resume-crashes-on-dressed-uuid", "a resume with a UUID in braces or as a URN is a 500",
                   TRAIT_UUID_DRESSED),
    RESUME_CRASHES("resume-crashes-on-bare-uuid", "a resume with a UUID without hyphens is a 500",
                   TRAIT_UUID_BARE),
    RESUME_CRASHES("resume-crashes-on-uuid-in-capitals", "a resume with a UUID in upper case is a 500",
                   TRAIT_UUID_CAPITALS),
    {.about = {"resume-crashes-on-unknown-property",
               "a resume with a property that it does not know is a 500", true, false},
     .odd = {OPERATION_RESUME, TRAIT_UNKNOWN_PROPERTY, OUTCOME_CRASH}},
    {.about = {"resume-crashes-on-empty-feedback", "a resume with an empty feedback is a 500", true, false},
     .odd = {OPERATION_RESUME, TRAIT_EMPTY, OUTCOME_CRASH}},
    {.about = {"resume-crashes-on-emoji", "a resume with characters beyond the basic plane is a 500", true,
               false},
     .odd = {OPERATION_RESUME, TRAIT_ASTRAL, OUTCOME_CRASH}},
    {.about = {NULL, NULL, false, false}},
};

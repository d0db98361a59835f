/* Private to this folder: the part of a body that a finding is about, in a few lines. */
#ifndef CREWCHECK_REPORTS_EXCERPT_H
#define CREWCHECK_REPORTS_EXCERPT_H

#include <stdbool.h>
#include <stddef.h>

#include "json/json.h"

struct excerpt {
    char *text; /* shown (reports/text.h), lines parted by '\n', none at the end; free() it */
    size_t first_marked, marked; /* which of the lines are the contradicting place; `marked` 0: none */
};

enum excerpt_mark {
    EXCERPT_NOTHING,
    EXCERPT_POINTER, /* what the JSON pointer names, or the nearest place around it that exists */
    EXCERPT_FAULT    /* where the text ceases to be JSON */
};

/* `body` as record_body() made it; NULL: there is none. A JSON body is shown indented. At most `lines` lines. */
struct excerpt excerpt_make(const struct json_object *body, enum excerpt_mark mark, const char *pointer,
                            size_t lines);

#endif

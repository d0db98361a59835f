/* Private to the library: what a request is, what is checked of it, and what is done to it by mischief. */
#ifndef CREWCHECK_TESTS_SUITES_LIBRARY_CHECKS_H
#define CREWCHECK_TESTS_SUITES_LIBRARY_CHECKS_H

#include <microhttpd.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "base/buffer.h"
#include "json/json.h"
#include "library.h"

struct library {
    struct MHD_Daemon *daemon;
    char *url;
    const char *fault;
    atomic_size_t additions;
};

struct call {
    struct library *library;
    struct MHD_Connection *connection;
    const char *method, *path;
    struct buffer upload;
    struct json_document *document; /* of the body, where it is JSON */
    struct json_object *body;
};

struct reply {
    unsigned status;
    const char *type, *body; /* NULL: none */
    bool totals;
};

typedef bool holds(const struct call *call);

struct check {
    const char *fault; /* under which it is not made */
    holds *holds;
};

/* Breaks a promise to requests that were found right. */
struct mischief {
    const char *fault;
    holds *unless; /* what it leaves alone; NULL: it meets every request that was found right */
    struct reply reply;
};

#define REASON "{\"reason\":\"It is not as it should be.\"}"
#define JSON   "application/json"
#define SHELF  "{\"id\":7,\"name\":\"Seven\",\"width\":80,\"note\":null,\"tags\":[\"a\"]}"
#define BAD                                                                                                  \
    {                                                                                                        \
        400, JSON, REASON, false                                                                             \
    }
#define BROKEN                                                                                               \
    {                                                                                                        \
        500, JSON, REASON, false                                                                             \
    }

/* Is this the promise that is broken? */
bool library_is_broken(const struct call *call, const char *fault);

const char *library_field(const struct call *call, const char *name);
const char *library_cookie(const struct call *call, const char *name);

/* What checks are made of. The value of a member of a form is decoded; free() it. NULL where there is none. */
bool library_is_integer(const char *text);
bool library_is_listed(const char *text, size_t length, const char *const *list);
bool library_body_is_object(const struct call *call);
bool library_is_type(const struct call *call, const char *name, enum json_type type);
char *library_form_value(const struct call *call, const char *name);

/* Ended by a row without a fault. */
extern const struct check library_loan_checks[], library_cover_checks[], library_motto_checks[],
    library_list_checks[], library_add_checks[], library_shelf_checks[], library_find_checks[],
    library_note_checks[];
extern const struct mischief library_list_mischief[], library_add_mischief[], library_find_mischief[],
    library_lend_mischief[], library_motto_mischief[], library_note_mischief[], library_no_mischief[];

#endif

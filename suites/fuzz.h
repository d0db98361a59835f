/* Requests made at random from an operation's schemas: some valid, some with one fault. */
#ifndef CREWCHECK_SUITES_FUZZ_H
#define CREWCHECK_SUITES_FUZZ_H

#include "suites/request.h"
#include "suites/suites.h"

struct fuzz_request { /* zero-initialised, it is empty */
    struct arena arena;
    struct request request;
    bool valid;
    struct json_object
        *pins; /* members of the body that stay as they are: the crew's inputs, an unknown id; or NULL */
    /* Of an invalid one: */
    struct request_part *fault; /* the parameter at fault; NULL: the body is */
    const char *title;          /* "POST /kickoff refuses a number instead of an object as meta" */
    const char *basis;          /* pointer of the constraint that it breaks */
    const char *statuses;       /* that refuse it rightly: "400 422" */
};

/* Makes the number-th (from 1) random request to the operation: a pure function of the crew's seed and inputs, the operation
 * and these. It carries the inputs of the crew, and names an execution that nobody knows. False, with `error` set, where the
 * schemas leave nothing to vary, or nothing to break. Clear it in every case. */
bool fuzz_make(struct fuzz_request *fuzz, const struct crew *crew, const struct contract_operation *operation,
               bool valid, size_t number, struct error *error) __attribute__((warn_unused_result));
void fuzz_clear(struct fuzz_request *fuzz);

/* Does `body` carry what of the pins the request's own body does? */
bool fuzz_carries(const struct fuzz_request *fuzz, const struct json_object *body);

/* Can the value be sent for the parameter so that any server reads it as it is meant? */
bool fuzz_can_carry(const struct contract_parameter *parameter, const struct json_object *value);

/* Does the parameter keep its value, for a request with another one might change something that exists? */
bool fuzz_is_fixed(const struct fuzz_request *fuzz, const struct request_part *part);

/* ---- Smaller ones that fail in the same way: fuzz_shrink.c ---- */

enum fuzz_kind {
    FUZZ_FINE,
    FUZZ_NOTHING, /* the answer proves nothing */
    FUZZ_TAKEN,   /* though it is invalid, or names what nobody knows */
    FUZZ_REFUSED, /* though it is valid, or by a wrong status */
    FUZZ_CRASHED  /* a 5xx, or no whole answer */
};

/* What the answer says of the request. */
enum fuzz_kind fuzz_judge(const struct fuzz_request *fuzz, const struct crew *crew,
                          const struct run_answer *answer);

/* Sends smaller requests as long as they fail in the same way as `answer` does, within the budget and a limit. Leaves the
 * smallest in *fuzz and returns its answer: at worst the one it was given. */
const struct run_answer *fuzz_shrink(struct fuzz_request *fuzz, struct run_exam *exam,
                                     const struct run_answer *answer);

/* The request as run_send() takes it; its texts live in the arena. */
struct run_request fuzz_write(const struct fuzz_request *fuzz, const struct crew *crew, struct arena *arena);

#endif

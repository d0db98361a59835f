/* Private to lib/contract: what the parts of diff share. Of each pair, 0 is the old side and 1 the new one. */
#ifndef CREWCHECK_CONTRACT_COMPARE_H
#define CREWCHECK_CONTRACT_COMPARE_H

#include "base/map.h"
#include "contract/diff.h"
#include "contract/store.h"
#include "schema/model.h"

/* Which way a value travels, seen from the client. */
enum travel { TRAVEL_OUT, TRAVEL_IN };

/* What became of the set of values that are allowed. */
enum shift { SHIFT_NARROWED, SHIFT_WIDENED, SHIFT_ALTERED };

struct comparison {
    const struct contract *sides[2];
    struct contract_diff *out;
    const char *operation;
    struct buffer place; /* in the operation, in words */
    bool hosts;          /* inside a callback: the client answers and the deployment calls */
    unsigned muted;      /* above 0, changes are counted and not kept */
    size_t found;        /* changes, kept or not */
    struct map seen;     /* pairs that were compared already in the body at hand, with what came of it */
    struct map
        callbacks; /* pairs of callbacks' operations that were compared already in the operation at hand */
};

/* Adds a change at the present place. A pointer is NULL where that side has nothing. */
void compare_add(struct comparison *comparison, enum contract_effect effect, const char *rule,
                 const char *const pointers[2], const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* The effect of a shift on what travels this way. */
enum contract_effect compare_effect(enum travel travel, enum shift shift);

/* "#/a" and a member of what stands there, in the arena of the changes. */
const char *compare_below(struct comparison *comparison, const char *pointer, const char *member);

/* Steps into and out of a place; `mark` is what compare_enter() returned. */
size_t compare_enter(struct comparison *comparison, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void compare_leave(struct comparison *comparison, size_t mark);

/* compare_operation.c */
void compare_operations(struct comparison *comparison, const struct contract_operation *const operations[2]);

/* compare_security.c */
void compare_security(struct comparison *comparison, const struct contract_operation *const operations[2]);

/* compare_parameters.c; `travel` is that of the parameter's value. */
void compare_parameters(struct comparison *comparison, const struct contract_operation *const operations[2]);
void compare_headers(struct comparison *comparison, const struct contract_response *const responses[2],
                     enum travel travel);

/* compare_schema.c: what a value must be; NULL is anything. `pointers` are where it is described. */
void compare_schemas(struct comparison *comparison, const struct schema *const schemas[2],
                     const char *const pointers[2], enum travel travel);

#endif

/* Waivers: known failures that do not fail the gate, each for a reason and until a day. They keep a gate usable only as
 * long as they are true: one that is stale, expired, or names no case fails it. */
#ifndef CREWCHECK_RUN_WAIVERS_H
#define CREWCHECK_RUN_WAIVERS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "json/json.h"

struct waivers;

/* `today` is "2026-12-31", in UTC. */
struct waivers *waivers_new(const char *today);
void waivers_free(struct waivers *waivers); /* accepts NULL */

/* Adds those of a document, {waivers: [{case, [pointer], reason, until}…]}: `case` is an id or a glob of ids, `pointer`
 * that of the place in a body, or of one around it, that alone is waived, `until` the last day. False with `error` set,
 * place and nearest name in it, where the document says anything else. */
bool waivers_read(struct waivers *waivers, const struct json_document *document, struct error *error)
    __attribute__((warn_unused_result));

/* Adds one that is never stale nor expired: the case failed in the run that this one is compared with. */
void waivers_add_known(struct waivers *waivers, const char *case_id, const char *reason);

/* Tells that there is a case of this id, selected or not: before the first case is examined. A waiver whose name is an
 * id means that case alone; all others are globs. */
void waivers_expect(struct waivers *waivers, const char *case_id);

/* The reason why this finding is waived (`pointer` NULL: it points into no body), or NULL. Thread-safe. */
const char *waivers_find(struct waivers *waivers, const char *case_id, const char *pointer);

/* What became of the cases, for judging the waivers. */
struct waivers_case {
    const char *id;
    bool ran; /* it passed or failed */
};

/* What fails the gate beside the cases. */
struct waivers_fault {
    const char *kind;    /* "stale-waiver", "expired-waiver", "unmatched-waiver" */
    const char *case_id; /* as the waiver names it */
    char *text, *hint;   /* a sentence each; owned by the list */
};

struct waivers_faults {
    struct waivers_fault *items;
    size_t count, capacity;
};

/* Judges the waivers once all cases are examined; `cases` are all that the run knows, those too that were not selected.
 * A waiver is stale where all of its cases ran and it was not needed; it is judged expired only where one of its cases
 * ran. */
void waivers_judge(const struct waivers *waivers, const struct waivers_case *cases, size_t count,
                   struct waivers_faults *faults);
void waivers_faults_clear(struct waivers_faults *faults);

#endif

/* One target examined whole: asked whether it answers and what its crew needs; its cases planned, selected, examined and
 * summed up in a record. What `crewcheck run` does, for any caller. */
#ifndef CREWCHECK_SUITES_EXAMINE_H
#define CREWCHECK_SUITES_EXAMINE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "json/json.h"
#include "record/record.h"
#include "run/run.h"
#include "suites/crew.h"
#include "suites/select.h"

/* Borrowed, with all that it points to, as long as the examination lives. */
struct examine_options {
    struct run_options run;
    struct selection selection;
    struct json_object *inputs; /* the user's values for the crew's inputs, an object, or NULL */
    bool token_in_query;        /* send the token in a query too: it lands in access logs */
    size_t large_body;          /* bytes of the body that is too large for any crew; 0: 8 MiB */
    const char *human_task;     /* that waits for a human's feedback; NULL: to be found out */
    size_t fuzz;                /* random requests of each kind and operation, made from the run's seed; 0: none */
    int64_t callback_timeout;   /* microseconds */
    bool bundled;               /* the target is the deployment that crewcheck brings along */
    /* What the record's first line says beside: */
    const char *version;
    const char *contract;        /* the name that it was asked for by */
    struct json_object *options; /* those that were given, by name; or NULL */
};

struct examination;

/* Makes ready; nothing is sent and nothing written. NULL with `error` set for a target that cannot be reached by any
 * request, and for a selection without a case. */
struct examination *examine_new(const struct examine_options *options, struct error *error)
    __attribute__((warn_unused_result));

void examine_free(struct examination *examination); /* accepts NULL */

/* Does it all, once, and writes it to the record, which is borrowed. Where the outcome has a cause of its own (no answer,
 * a refused token, a selection that matches none of this crew's cases), `problem` says it in one sentence. */
enum run_exit examine_perform(struct examination *examination, struct record *record, struct error *problem);

/* What the suites know of a crew before it is asked. To be released by crew_clear(). */
void examine_init_crew(struct crew *crew, const struct examine_options *options);

struct traffic;

/* The same for exchanges that were made elsewhere (suites/traffic.h): nothing is sent. */
enum run_exit examine_traffic(struct examination *examination, struct record *record, struct traffic *traffic,
                              struct error *problem);

/* Ends it early: from any thread, not from a signal handler. */
void examine_interrupt(struct examination *examination);

#endif

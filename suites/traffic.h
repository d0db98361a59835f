/* Traffic that was recorded elsewhere, held against the contract: every answer as in a run, and every request too. */
#ifndef CREWCHECK_SUITES_TRAFFIC_H
#define CREWCHECK_SUITES_TRAFFIC_H

#include "run/run.h"
#include "suites/crew.h"

/* Exchanges that match an operation. */
struct traffic {
    struct traffic_item {
        struct http_exchange *exchange; /* owned */
        const struct contract_operation *operation;
        char *path; /* below the base URL, without the query; owned */
        size_t number;
    } * items;
    size_t count, capacity;
};

/* Takes the exchange over where it matches an operation below `base` ("https://x.example/crew"; NULL: whatever the
 * host, from the root); else releases it and returns false. */
bool traffic_take(struct traffic *traffic, const struct contract *contract, const char *base,
                  struct http_exchange *exchange);
void traffic_clear(struct traffic *traffic);

/* Appends the cases that traffic can tell something of: those of answers, and one of the requests of each operation. */
void traffic_plan(struct run_plan *plan, const struct crew *crew);

/* Writes the exchanges down and counts what their answers are. To be done before the plan is examined, with `traffic` as
 * the run's facts. */
void traffic_record(struct traffic *traffic, struct run *run);

#endif

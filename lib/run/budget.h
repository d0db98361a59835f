/* The budget: how many executions a run may start. A charge is reserved before a request that could be accepted goes
 * out, and comes back only on a sure refusal. Thread-safe. */
#ifndef CREWCHECK_RUN_BUDGET_H
#define CREWCHECK_RUN_BUDGET_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

enum budget_settlement {
    BUDGET_RETURNED, /* a complete 4xx, or never connected: nothing was started */
    BUDGET_STARTED,  /* accepted: an execution runs */
    BUDGET_PRESUMED  /* unknown: the request may have been accepted */
};

struct budget {
    pthread_mutex_t lock;
    pthread_cond_t settled;
    size_t maximum;
    size_t reserved, started, presumed;
    bool closed; /* nothing more may be reserved */
};

void budget_init(struct budget *budget, size_t maximum);
void budget_clear(struct budget *budget);

/* Reserves one charge. Where all that is left is reserved by others, waits until they settle. False where what is
 * started or presumed started has reached the maximum, or the budget was closed. */
bool budget_reserve(struct budget *budget) __attribute__((warn_unused_result));

/* The same, leaving so many charges to others. */
bool budget_reserve_sparing(struct budget *budget, size_t spare) __attribute__((warn_unused_result));

/* The same, without waiting: false also where the rest is reserved by others; *later tells that it may come back. */
bool budget_try(struct budget *budget, bool *later) __attribute__((warn_unused_result));

void budget_settle(struct budget *budget, enum budget_settlement settlement);

/* Wakes whoever waits: nothing more is given out. */
void budget_close(struct budget *budget);

#endif

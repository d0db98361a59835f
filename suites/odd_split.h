/* A group that was refused is split until each culprit is named. */
#ifndef CREWCHECK_SUITES_ODD_SPLIT_H
#define CREWCHECK_SUITES_ODD_SPLIT_H

#include <stddef.h>

enum odd_outcome {
    ODD_UNDECIDED, /* not tried: the budget is spent, or nothing was answered */
    ODD_TAKEN,
    ODD_REFUSED, /* a 4xx */
    ODD_CRASHED  /* a 5xx, or an answer that broke off */
};

struct odd_verdict {
    enum odd_outcome outcome;
    int status;          /* 0: the answer broke off */
    const char *silence; /* then why, else NULL; borrowed */
    size_t exchange;     /* number in the record, of the answer that shows it */
};

/* Sends these members of the group together. */
typedef struct odd_verdict odd_try(void *context, const size_t *members, size_t count);

/* Splits the group of `count` members, which was refused as `group` tells, and sets the verdict of each. Where one half is
 * taken, the other is at fault and not sent again, until one is left: it is sent alone, for it may be taken so; where that
 * cannot be, it shares the verdict of the last group that it was refused with. */
void odd_split(size_t count, struct odd_verdict group, odd_try *try, void *context,
               struct odd_verdict *verdicts);

#endif

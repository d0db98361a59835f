/* HAR (HTTP Archive 1.2) as browsers, proxies and crewcheck itself write it. */
#ifndef CREWCHECK_CLI_HAR_H
#define CREWCHECK_CLI_HAR_H

#include "base/error.h"
#include "http/exchange.h"
#include "record/redact.h"

/* What became of the entries of a file. */
struct har_counts {
    size_t entries;
    size_t unanswered; /* without an answer, or only told to be unchanged: passed over */
    size_t bodiless;   /* whose body was not recorded: passed over */
};

/* Reads a file and hands over each exchange that can be judged. Credentials that it meets are added to `redact`, and
 * cookies are left out. False with `error` set where it is no HAR. */
bool har_read(const char *path, struct redact *redact,
              void (*take)(void *context, struct http_exchange *exchange), void *context,
              struct har_counts *counts, struct error *error) __attribute__((warn_unused_result));

#endif

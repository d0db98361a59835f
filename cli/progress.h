/* The line on a terminal that tells how far a run has come. */
#ifndef CREWCHECK_CLI_PROGRESS_H
#define CREWCHECK_CLI_PROGRESS_H

#include "run/run.h"

struct progress;

/* Draws on standard error until it is ended; NULL where that is no terminal. */
struct progress *progress_begin(void);

/* A run_options.progress; `context` is the struct progress. From any thread. */
void progress_tell(void *context, const struct run_progress *progress);

/* Wipes the line. Accepts NULL. */
void progress_end(struct progress *progress);

#endif

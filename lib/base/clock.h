/* Time. Durations and points of monotonic time are microseconds in an int64_t. */
#ifndef CREWCHECK_BASE_CLOCK_H
#define CREWCHECK_BASE_CLOCK_H

#include <stdint.h>

#define CLOCK_SECOND INT64_C(1000000)
#define CLOCK_MILLISECOND INT64_C(1000)

/* Monotonic time. */
int64_t clock_now(void);

/* Time of day, since 1970-01-01T00:00:00Z. */
int64_t clock_wall(void);

enum { CLOCK_TEXT = 32 };

/* Writes a time of day as RFC 3339 in UTC with milliseconds, "2026-11-24T08:30:00.125Z". */
void clock_text(int64_t wall, char out[CLOCK_TEXT]);

/* Sleeps until the given point of monotonic time; returns early on a signal. */
void clock_sleep_until(int64_t when);

#endif

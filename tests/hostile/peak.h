/* How much memory this process has had resident. */
#ifndef CREWCHECK_HOSTILE_PEAK_H
#define CREWCHECK_HOSTILE_PEAK_H

/* Forgets the peak so far. Returns the kibibytes that are resident now, -1 where the system does not tell. */
long peak_forget(void);

/* The most kibibytes that were resident since. */
long peak_read(void);

/* How many times as much the sanitizers take, roughly: they keep shadows of memory, and what was freed. */
#if defined __SANITIZE_THREAD__
#define PEAK_FACTOR 8
#elif defined __SANITIZE_ADDRESS__
#define PEAK_FACTOR 4
#else
#define PEAK_FACTOR 1
#endif

#endif

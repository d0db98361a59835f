/* Random numbers: secret ones from the system, and a seeded stream that is the same on every machine. */
#ifndef CREWCHECK_BASE_RANDOM_H
#define CREWCHECK_BASE_RANDOM_H

#include <stddef.h>
#include <stdint.h>

/* Fills `bytes` from the system's secure source. */
void random_secret(void *bytes, size_t length);

enum { RANDOM_UUID = 37 };

/* Writes a version 4 UUID (RFC 9562) in lower case. */
void random_uuid(char out[RANDOM_UUID]);

/* A SplitMix64 stream; set `state` to the seed. */
struct random {
    uint64_t state;
};

uint64_t random_next(struct random *random);

/* A number from 0 to `bound` - 1; 0 for a bound of 0. */
uint64_t random_below(struct random *random, uint64_t bound);

#endif

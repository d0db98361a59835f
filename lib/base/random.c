#include "base/random.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>

void random_secret(void *bytes, size_t length)
{
    char *at = bytes;
    while (length) {
        ssize_t got = getrandom(at, length, 0);
        if (got < 0)
            continue; /* interrupted before the pool was ready */
        at += got;
        length -= (size_t)got;
    }
}

void random_uuid(char out[RANDOM_UUID])
{
    unsigned char b[16];
    random_secret(b, sizeof b);
    b[6] = (unsigned char)((b[6] & 0x0f) | 0x40);
    b[8] = (unsigned char)((b[8] & 0x3f) | 0x80);
    snprintf(out, RANDOM_UUID, "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", b[0], b[1], b[2],
             b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13], b[14], b[15]);
}

uint64_t random_next(struct random *random)
{
    uint64_t z = random->state += 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
}

uint64_t random_below(struct random *random, uint64_t bound)
{
    return bound ? random_next(random) % bound : 0;
}

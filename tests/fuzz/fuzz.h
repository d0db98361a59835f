/* What the fuzz targets share. */
#ifndef CREWCHECK_TESTS_FUZZ_H
#define CREWCHECK_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

#include "json/json.h"

/* One input, as libFuzzer gives it; returns 0. Each target defines it. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the program, loudly, where a property that every input keeps does not hold. */
#define FUZZ_REQUIRE(holds)                                                                                  \
    do {                                                                                                     \
        if (!(holds))                                                                                        \
            fuzz_fail(#holds, __FILE__, __LINE__);                                                           \
    } while (0)

void fuzz_fail(const char *what, const char *file, int line) __attribute__((noreturn));

/* Requires that what was read is written as a JSON text that is read as the same value. */
void fuzz_require_round_trip(const struct json_object *node);

/* Requires that a refusal has a place inside the text, and a reason. */
void fuzz_require_place(const struct error *error, const char *text, size_t length);

#endif

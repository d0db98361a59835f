/* Bodies that an operation must refuse whatever else the request is: they can never start anything. */
#ifndef CREWCHECK_SUITES_REFUSED_H
#define CREWCHECK_SUITES_REFUSED_H

#include "suites/crew.h"

struct refused {
    const char *bytes;
    size_t length;
};

/* A short one; false where none is known. */
bool refused_make(const struct crew *crew, const struct contract_operation *operation, struct arena *arena,
                  struct refused *refused);

/* The same with `size` bytes in all, and one that is nested `levels` deep. `shorter` is of refused_make(). */
struct refused refused_make_large(const struct refused *shorter, size_t size, struct arena *arena);
struct refused refused_make_deep(const struct contract_operation *operation, size_t levels,
                                 struct arena *arena);

#endif

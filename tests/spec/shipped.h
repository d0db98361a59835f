/* The shipped documents, read and loaded. */
#ifndef CREWCHECK_TESTS_SPEC_SHIPPED_H
#define CREWCHECK_TESTS_SPEC_SHIPPED_H

#include "contract/contract.h"

/* A contract_reader of shipped documents. */
bool shipped_read(void *context, const char *name, struct buffer *out, struct error *error);

/* The tree of one shipped document; the test fails where it cannot be read. */
struct json_document *shipped_document(const char *name);

/* A shipped revision with `count` overlays; the test fails where it cannot be loaded. */
struct contract *shipped_contract(const char *revision, const char *const *overlays, size_t count,
                                  enum contract_level level);

#endif

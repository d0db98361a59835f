/* Runs files in the form of the JSON Schema test suite (draft 4) against the validator.
 *
 * A file is an array of groups: {"description", "schema", "tests": [{"description", "data", "valid"}]}. Our own files
 * may add to a group "components", to be referred to, and to a test "direction" ("request" or "response") and
 * "violations": what the report must say, in order, each with those of keyword, instance, pointer, line, expected,
 * found and note that matter. Where a group has "refused" in the place of tests, the compiler refuses its schema with
 * an error that begins so, on the group's "line". */
#ifndef CREWCHECK_TESTS_SCHEMA_SUITE_H
#define CREWCHECK_TESTS_SCHEMA_SUITE_H

#include "base/buffer.h"
#include "base/error.h"

struct suite_counts {
    size_t passed, failed, left_out;
};

/* Runs one file and adds to the counts; a line for each failure, and for each group that is left out the reason,
 * goes to `log`. False where the file cannot be read. */
bool suite_run_file(const char *path, struct suite_counts *counts, struct buffer *log, struct error *error);

/* Runs every .json file of a folder, by name. */
bool suite_run_folder(const char *folder, struct suite_counts *counts, struct buffer *log,
                      struct error *error);

#endif

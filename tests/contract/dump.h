/* A contract in lines of text, for comparison with what is expected. */
#ifndef CREWCHECK_TESTS_CONTRACT_DUMP_H
#define CREWCHECK_TESTS_CONTRACT_DUMP_H

#include "contract/contract.h"

void dump_contract(const struct contract *contract, struct buffer *out);

/* Loads "root.yaml" (or root.json) of a folder with the overlays "overlay.yaml" or "overlay-1.yaml" and on that it
 * holds, and appends its lines, or how it was refused. Documents are named as in the folder. */
void dump_folder(const char *folder, enum contract_level level, struct buffer *out);

/* Appends the rows of lint for one document of a folder. */
void dump_lint(const char *folder, const char *name, struct buffer *out);

/* Loads one document of a folder. */
bool load_file(const char *folder, const char *name, struct error *error);

#endif

/* The table that embed.cmake writes; private to this folder. */
#ifndef CREWCHECK_SPEC_TABLE_H
#define CREWCHECK_SPEC_TABLE_H

#include "spec/spec.h"

extern const struct spec_document spec_table[];
extern const size_t spec_table_count;

#endif

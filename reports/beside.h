/* Two answers side by side. */
#ifndef CREWCHECK_REPORTS_BESIDE_H
#define CREWCHECK_REPORTS_BESIDE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "json/json.h"

/* An answer as records have it. */
struct beside_answer {
    const char *title;                  /* "then, 2026-11-24T08:30:00Z" */
    const struct json_object *response; /* {status, headers, body}, or NULL: none came */
    const char *outcome;                /* why, where none came */
};

/* Appends both in two columns; lines that differ have a mark between them. Returns whether any does. */
bool beside_write(struct buffer *out, const struct beside_answer *left, const struct beside_answer *right,
                  bool colour, size_t width);

#endif

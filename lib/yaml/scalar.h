/* What a plain scalar means by the YAML 1.2 core schema (section 10.3.2). Private to this folder. */
#ifndef CREWCHECK_YAML_SCALAR_H
#define CREWCHECK_YAML_SCALAR_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"

enum yaml_kind {
    YAML_KIND_STRING,
    YAML_KIND_NULL,
    YAML_KIND_BOOLEAN,
    YAML_KIND_INTEGER,
    YAML_KIND_FLOAT,
    YAML_KIND_NO_NUMBER /* infinity and not-a-number, for which JSON has no word */
};

/* `text` ends with a NUL, which may stand inside it too. */
enum yaml_kind yaml_scalar_kind(const char *text, size_t length);

/* Appends the JSON number that `text`, an integer or a float, stands for. False where it is written in base 8 or 16
 * and does not fit 64 bits. */
bool yaml_scalar_number(const char *text, struct buffer *out);

#endif

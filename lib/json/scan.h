/* The scalars of a JSON text, and the words for what was found in the wrong place. Private to this folder. */
#ifndef CREWCHECK_JSON_SCAN_H
#define CREWCHECK_JSON_SCAN_H

#include "json/builder.h"

struct json_scanner {
    struct json_document *document;
    struct json_builder builder;
    const char *at, *end; /* a NUL stands at the end */
    /* Of the current line: its number, and the address from which a column is a difference. Characters of
     * several bytes move `base` on, so that columns cost no second pass. */
    unsigned line;
    const char *base;
    char *scratch; /* a string that has escapes, without them */
    size_t scratch_length, scratch_capacity;
    struct error *error;
};

struct json_place json_scan_place(const struct json_scanner *scanner);

void json_scan_space(struct json_scanner *scanner);

/* Reads what stands behind an opening quote, up to and with the closing one. The bytes are borrowed until the
 * next string. */
bool json_scan_string(struct json_scanner *scanner, const char **bytes, size_t *length);

/* Reads a number, which begins here. */
bool json_scan_number(struct json_scanner *scanner, struct json_object **node);

/* Sets the error "expected …, found …" for what stands here; returns false. */
bool json_scan_unexpected(struct json_scanner *scanner, const char *expected);

#endif

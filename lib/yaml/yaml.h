/* YAML 1.2 (core schema), read through libyaml's events into the same trees as JSON.
 *
 * Plain scalars are resolved by the core schema: null ~ true false (three cases each), integers in base 10, 0o
 * and 0x, floats; .inf and .nan are refused, for JSON has no word for them. Everything else is a string: `no`,
 * `0777` reads as the integer 777, dates are strings. Merge keys ("<<") follow the YAML 1.1 merge type. Duplicate
 * keys, keys that are no scalars, several documents in one stream, unknown tags and aliases to an enclosing node
 * are refused. Aliases share no nodes: each is a copy, and all nodes together are bounded. */
#ifndef CREWCHECK_YAML_YAML_H
#define CREWCHECK_YAML_YAML_H

#include "json/json.h"

/* Reads one document. Arguments and result as json_read(). */
struct json_document *yaml_read(const char *name, const char *text, size_t length,
                                const struct json_limits *limits, struct error *error);

/* Reads a JSON text as JSON and anything else as YAML: JSON where the name ends in ".json" or the first
 * character after white space is '{' or '['. */
struct json_document *yaml_read_any(const char *name, const char *text, size_t length,
                                    const struct json_limits *limits, struct error *error);

/* Appends the tree (NULL is null) as a document in block style, a string of several lines as a literal block. What
 * yaml_read() makes of it is equal; `out` is unbounded. */
void yaml_write(struct buffer *out, const struct json_object *node);

#endif

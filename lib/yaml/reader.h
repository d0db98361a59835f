/* The parts of the YAML reader. Private to this folder. */
#ifndef CREWCHECK_YAML_READER_H
#define CREWCHECK_YAML_READER_H

#include <yaml.h>

#include "base/map.h"
#include "json/builder.h"

/* ---- Places ----
 *
 * libyaml counts in code points from behind a byte order mark, and takes for line breaks what YAML 1.2 does not; a
 * mark's `index` alone is used here. */

struct yaml_cursor {
    const char *start, *at, *end;
    size_t index; /* of `at`, in code points */
    unsigned line, column;
};

/* The place of the code point `index`. Cheap where indexes never decrease. */
struct json_place yaml_cursor_place(struct yaml_cursor *cursor, size_t index);

/* ---- The text ---- */

/* Is it UTF-8 that YAML allows (1.2, section 5.1)? `prepared` (unbounded) stays empty where libyaml may read the text
 * as it is; else it gets the text for libyaml, in which others stand for the characters that end a line in YAML 1.1
 * alone. */
bool yaml_text_prepare(const struct json_document *document, struct yaml_cursor *cursor,
                       struct buffer *prepared, struct error *error);

/* Puts those characters back, in place; returns the new length. */
size_t yaml_text_restore(char *text, size_t length);

/* ---- libyaml's complaints ---- */

/* Sets the error that says what libyaml found, and what was expected; returns false. */
bool yaml_problem_fault(const yaml_parser_t *parser, const struct json_document *document,
                        struct yaml_cursor *cursor, struct error *error);

/* ---- Merge keys ---- */

/* The key "<<" of a mapping that waits for its end: known by its address. */
extern const char yaml_merge_key[];

/* Values that left the tree and are needed until the document is read: anchors may stand in them. */
struct yaml_retired {
    struct json_object **nodes;
    size_t count, capacity;
};

/* Replaces the merge key among the members of the innermost mapping, if there is one, by the members that it
 * brings (https://yaml.org/type/merge.html). */
bool yaml_merge(struct json_builder *builder, struct yaml_retired *retired);

#endif

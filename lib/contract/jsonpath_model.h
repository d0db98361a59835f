/* A parsed JSONPath. Private to jsonpath*.c. */
#ifndef CREWCHECK_CONTRACT_JSONPATH_MODEL_H
#define CREWCHECK_CONTRACT_JSONPATH_MODEL_H

#include "contract/jsonpath.h"

enum jsonpath_select { JSONPATH_NAME, JSONPATH_INDEX, JSONPATH_WILDCARD, JSONPATH_FILTER };

struct jsonpath_selector {
    enum jsonpath_select kind;
    const char *name;
    int64_t index; /* below zero: from the end */
    const struct jsonpath_test *filter;
    const struct jsonpath_selector *next;
};

struct jsonpath_segment {
    bool descendant;
    const struct jsonpath_selector *selectors;
    size_t start, length; /* in the text */
    const struct jsonpath_segment *next;
};

struct jsonpath {
    const char *text;
    bool relative; /* to the node that a filter looks at: '@' */
    bool singular; /* at most one node, by its form */
    const struct jsonpath_segment *segments;
    size_t count;
};

/* What a comparison compares (section 2.3.5.2.2). */
enum jsonpath_kind {
    JSONPATH_NOTHING, /* no such node */
    JSONPATH_NULL,
    JSONPATH_BOOLEAN,
    JSONPATH_NUMBER,
    JSONPATH_STRING,
    JSONPATH_STRUCTURE
};

struct jsonpath_value {
    enum jsonpath_kind kind;
    bool truth;
    const char *text; /* of a string, and of a number in JSON */
    size_t length;    /* of a string */
    const struct json_object *node;
    char scratch[40];
};

struct jsonpath_operand {
    const struct jsonpath *query; /* NULL: the literal */
    struct jsonpath_value literal;
};

enum jsonpath_operation {
    JSONPATH_EXISTS,
    JSONPATH_NOT,
    JSONPATH_AND,
    JSONPATH_OR,
    JSONPATH_EQUAL,
    JSONPATH_UNEQUAL,
    JSONPATH_AT_MOST,
    JSONPATH_AT_LEAST,
    JSONPATH_BELOW,
    JSONPATH_ABOVE
};

struct jsonpath_test {
    enum jsonpath_operation operation;
    const struct jsonpath_test *left, *right; /* of the logic */
    struct jsonpath_operand a, b;             /* of comparisons; an existence test has `a` alone */
};

/* ---- Parsing ---- */

struct jsonpath_parser {
    const char *text, *at;
    struct arena *arena;
    size_t *offset;
    struct error *error;
    unsigned depth; /* of parentheses and filters */
};

/* Sets the error "expected …, found …"; returns false. */
bool jsonpath_expected(struct jsonpath_parser *parser, const char *expected);

void jsonpath_blank(struct jsonpath_parser *parser);

/* Takes `token` where it stands next. */
bool jsonpath_take(struct jsonpath_parser *parser, const char *token);

/* Parses what stands behind '$' or '@'. */
const struct jsonpath *jsonpath_query(struct jsonpath_parser *parser, bool relative);

/* Parses a string in either quotes; in `name`s, U+0000 is written as json_document_key() writes it. */
bool jsonpath_string(struct jsonpath_parser *parser, bool name, const char **bytes, size_t *length);

/* Parses what stands behind '?'. NULL where it is wrong. */
const struct jsonpath_test *jsonpath_filter(struct jsonpath_parser *parser);

/* ---- Selecting ---- */

struct jsonpath_run {
    struct json_object *root;
    size_t steps; /* that are left */
};

/* Appends what the path selects, from `from` on where it is relative. False where the steps are used up. */
bool jsonpath_run(struct jsonpath_run *run, const struct jsonpath *path, size_t segments,
                  struct jsonpath_match from, struct jsonpath_matches *matches);

/* Tests a node; false also where the steps are used up. */
bool jsonpath_holds(struct jsonpath_run *run, const struct jsonpath_test *test, struct json_object *node);

#endif

/* Private to lib/generate: texts that an ECMA 262 regular expression may match. Anchors and looking around are passed
 * over: whoever asks proves each text by the validator and asks again. */
#ifndef CREWCHECK_GENERATE_PATTERN_H
#define CREWCHECK_GENERATE_PATTERN_H

#include <stdint.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "base/random.h"

enum pattern_kind {
    PATTERN_NOTHING, /* an anchor, or what is passed over */
    PATTERN_SET,     /* one character */
    PATTERN_SEQUENCE,
    PATTERN_CHOICE,
    PATTERN_REPEAT,
    PATTERN_GROUP, /* a numbered one */
    PATTERN_BACK   /* what a group of that number was */
};

struct pattern_range {
    uint32_t first, last;
};

struct pattern_node {
    enum pattern_kind kind;
    struct pattern_range *ranges; /* of a set */
    size_t range_count, range_capacity;
    bool negated;
    struct pattern_node **children;
    size_t child_count, child_capacity;
    size_t minimum, maximum; /* of a repeat; SIZE_MAX: no end */
    size_t number;           /* of a group, from 1 */
};

struct pattern { /* zero-initialised, it is empty */
    struct arena arena;
    struct pattern_node *root;
    struct pattern_node **nodes; /* all of them */
    size_t node_count, node_capacity;
    size_t groups;
};

/* False where the expression is not understood. Clear it in every case. */
bool pattern_parse(struct pattern *pattern, const char *text);
void pattern_clear(struct pattern *pattern);

/* pattern_escape.c: adds what an escape stands for to a set; `escape` is behind the backslash. Returns its length, or 0
 * for what is none. Sets *code to the one character that it is, or to PATTERN_MANY. */
#define PATTERN_MANY UINT32_MAX
size_t pattern_escape(struct pattern_node *set, const char *escape, bool in_class, uint32_t *code);
void pattern_add_range(struct pattern_node *set, uint32_t first, uint32_t last);

struct pattern_wishes {
    struct random *random; /* NULL: the plainest choice */
    size_t extra;          /* how often more than it must something is repeated: at most */
    unsigned variation;    /* without random: which of its characters stands for a set */
};

/* Appends a text; false where it became too long. */
bool pattern_make(const struct pattern *pattern, const struct pattern_wishes *wishes, struct buffer *out);

#endif

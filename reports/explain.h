/* Private to this folder: a finding taken apart for a person, the same in every format that is text. */
#ifndef CREWCHECK_REPORTS_EXPLAIN_H
#define CREWCHECK_REPORTS_EXPLAIN_H

#include <stdbool.h>
#include <stddef.h>

#include "record/model.h"

enum explain_kind {
    EXPLAIN_WORDS,    /* prose: may be wrapped */
    EXPLAIN_VERBATIM, /* lines of a body or of the contract: never wrapped, some of them marked */
    EXPLAIN_COMMAND   /* to be copied: never wrapped nor cut */
};

struct explain_part {
    const char *label; /* "sent", "got" …; "" where it goes on with the part before */
    enum explain_kind kind;
    const char *text; /* shown (reports/text.h); lines parted by '\n', none at the end */
    size_t first_marked, marked;
};

enum { EXPLAIN_PARTS = 16 };

struct explanation {
    struct arena arena; /* holds the texts */
    struct explain_part parts[EXPLAIN_PARTS];
    size_t count;
};

/* Explains a finding: what was sent, what came back, the words of the contract, expected and found, how to see it
 * again. */
void explain_finding(struct explanation *explanation, const struct model *model,
                     const struct model_target *target, const struct model_finding *finding);

void explain_clear(struct explanation *explanation);

/* "crewai-amp.yaml:12:3", "crewai-amp.yaml", or "" */
const char *explain_place(struct arena *arena, const struct model_words *words);

struct explain_style {
    size_t indent;
    size_t width; /* columns; 0: lines are not wrapped */
    bool colour;
};

/* Appends the parts, a label in a column of its own. */
void explain_print(const struct explanation *explanation, const struct explain_style *style,
                   struct buffer *out);

/* Appends words (shown already) in lines of at most `style->width` columns, each after `indent` spaces; the first
 * one goes on at column `at`. Ends with a line feed. */
void explain_wrap(struct buffer *out, const char *text, size_t indent, size_t at, size_t width);

/* ---- Colours ---- */

enum explain_ink { INK_PLAIN, INK_BOLD, INK_FAINT, INK_GOOD, INK_BAD, INK_DOUBT, INKS };

/* Appends the terminal's sequence for the ink where `colour`, else nothing. */
void explain_ink(struct buffer *out, enum explain_ink ink, bool colour);

#endif

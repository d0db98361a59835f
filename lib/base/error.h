/* An error that a caller owns and passes down. The first one set wins: what is set on the way up is
 * ignored. Plain memory, nothing to release. Its texts are safe on a terminal: control characters and bytes that are
 * no UTF-8 have become '?'. */
#ifndef CREWCHECK_BASE_ERROR_H
#define CREWCHECK_BASE_ERROR_H

#include <stdbool.h>
#include <stddef.h>

struct error {
    bool set;
    char source[256];  /* file or document name; "" where there is none */
    unsigned line;     /* 1-based; 0 where there is none */
    unsigned column;   /* 1-based, in code points */
    size_t offset;     /* of the same place, 0-based, in bytes; where a reader of a document sets the error */
    char text[768];    /* one impersonal line without a full stop: what is wrong and what was expected */
    char excerpt[256]; /* the line itself, which ends at CR, LF or both, or a part of it that has the column; or "" */
    unsigned caret;    /* where in the excerpt the column is, 1-based, in code points */
};

/* Sets text alone. Both accept a NULL error. Both return false, so that `return error_set(…)` reads well. */
bool error_set(struct error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Sets text and place. `document` (may be NULL) is the document's whole text, for the excerpt. */
bool error_set_at(struct error *error, const char *source, unsigned line, unsigned column, const char *document,
                  size_t length, const char *format, ...) __attribute__((format(printf, 7, 8)));

struct buffer;

/* Appends "source:line:column: text", and under it the excerpt with a caret where there is one. */
void error_print(const struct error *error, struct buffer *out);

#endif

/* Private to this folder: how a line comes about. */
#ifndef CREWCHECK_RECORD_RECORD_PRIVATE_H
#define CREWCHECK_RECORD_RECORD_PRIVATE_H

#include "base/hash.h"
#include "record/line.h"
#include "record/memo.h"

/* A line in the making. The record keeps it for the next one, with the memory that it has grown to. */
struct record_line {
    struct record *record;
    struct redact *redact; /* the record's */
    size_t body_maximum;   /* the record's */
    struct buffer head, members;
    struct buffer masked, text; /* scratch */
    struct hasher *hasher;
    struct memo memo;
    struct record_line *next;
};

/* Appends a comma, where something stands before. */
void line_separate(struct record_line *line);

/* Append a string literal of masked text: of any text, of a URL, of a header field's value. */
void line_string(struct record_line *line, const char *text, size_t length);
void line_url(struct record_line *line, const char *url, size_t length);
void line_field(struct record_line *line, const char *name, const char *value, size_t length);

/* A masked body, in parts. */
struct record_bytes {
    const char *bytes; /* masked, and as many as are kept; borrowed from what was masked, or from `scratch` */
    size_t kept;
    bool is_text; /* UTF-8 */
    bool truncated;
    char digest[SHA256_TEXT]; /* of all masked bytes */
};

struct record_bytes record_bytes_of(struct redact *redact, struct hasher *hasher, size_t maximum,
                                    struct buffer *scratch, const char *bytes, size_t length, bool cut);

/* Text as UTF-8: `text` itself where it is, else read as Latin-1 into `scratch`. */
const char *record_utf8(const char *text, size_t *length, struct buffer *scratch);

/* Of an open record. */
struct redact *record_redact(const struct record *record);
size_t record_body_maximum(const struct record *record);

#endif

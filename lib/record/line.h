/* One line of the record, written member by member without a tree in between: for what a run writes by the thousand. It says
 * what record_emit() would say of the same members, and is written as that writes it. */
#ifndef CREWCHECK_RECORD_LINE_H
#define CREWCHECK_RECORD_LINE_H

#include "record/record.h"

struct record_line;

/* Begins a line, which is its caller's until record_line_end(); never NULL. `target` may be NULL. Where lines of that type are
 * left out, record_wants() says so before. */
struct record_line *record_line_begin(struct record *record, const char *target, enum record_type type);

/* When a line is on the file, where they stand in the order in which they were ended. */
enum record_haste {
    RECORD_NOW, /* when record_line_end() returns */
    RECORD_SOON /* then too, unless another thread is writing at that moment, which takes the line along: for what can be
                 * missed where a run is killed amid that write */
};

/* Ends the line and takes it back. */
void record_line_end(struct record_line *line, enum record_haste haste);

/* Each adds a member to the object in hand. Keys are the caller's own words, which need no escapes and are never masked. A
 * text that is NULL adds nothing. */
void record_line_text(struct record_line *line, const char *key, const char *text);
void record_line_number(struct record_line *line, const char *key, int64_t number);
void record_line_url(struct record_line *line, const char *url);                             /* "url" */
void record_line_body(struct record_line *line, const char *bytes, size_t length, bool cut); /* "body" */

/* A member that is an object: what is added until record_line_close() is its members. */
void record_line_open(struct record_line *line, const char *key);
void record_line_close(struct record_line *line);

/* The member "headers": its fields stand between these two. */
void record_line_open_headers(struct record_line *line);
void record_line_header(struct record_line *line, const char *name, const char *value);
void record_line_close_headers(struct record_line *line);

#endif

/* The one growable buffer: bodies, logs and reports all use it. Its maximum is given when it is made. */
#ifndef CREWCHECK_BASE_BUFFER_H
#define CREWCHECK_BASE_BUFFER_H

#include <stdbool.h>
#include <stdint.h>
#include <stddef.h>

struct buffer {
    char *data;    /* NUL-terminated once anything was appended; NULL before */
    size_t length; /* without the NUL */
    size_t capacity;
    size_t maximum;
    bool full; /* something did not fit: nothing more is appended, what was there stays */
};

#define BUFFER_UNBOUNDED (SIZE_MAX / 2)

/* An empty buffer that will hold at most `maximum` bytes. Nothing is allocated yet. */
void buffer_init(struct buffer *buffer, size_t maximum);

/* Releases the content; the buffer is empty and ready again, with the same maximum. */
void buffer_clear(struct buffer *buffer);

/* Empties the buffer and keeps its memory. */
void buffer_reset(struct buffer *buffer);

/* Each appends what fits whole, or nothing, in which case the buffer is `full` and false is returned.
 * The result may be ignored and `full` read once at the end. */
bool buffer_append(struct buffer *buffer, const void *bytes, size_t length);
bool buffer_text(struct buffer *buffer, const char *text);
bool buffer_char(struct buffer *buffer, char character);
bool buffer_number(struct buffer *buffer, int64_t number); /* in decimal digits */
bool buffer_format(struct buffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Hands over the content (never NULL, NUL-terminated; free() it); `length` may be NULL. */
char *buffer_take(struct buffer *buffer, size_t *length);

/* The content as a string; "" when empty. Borrowed until the next append. */
const char *buffer_string(const struct buffer *buffer);

/* Appends a whole file. False with errno set when it cannot be read; EFBIG when it does not fit. */
bool buffer_read_file(struct buffer *buffer, const char *path) __attribute__((warn_unused_result));

#endif

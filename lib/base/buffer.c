#include "base/buffer.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

void buffer_init(struct buffer *buffer, size_t maximum)
{
    *buffer = (struct buffer){.maximum = maximum < BUFFER_UNBOUNDED ? maximum : BUFFER_UNBOUNDED};
}

void buffer_clear(struct buffer *buffer)
{
    free(buffer->data);
    buffer_init(buffer, buffer->maximum);
}

void buffer_reset(struct buffer *buffer)
{
    buffer->length = 0;
    buffer->full = false;
    if (buffer->data)
        buffer->data[0] = '\0';
}

/* Makes room for `length` more bytes and the NUL, or marks the buffer full. */
static bool reserve(struct buffer *buffer, size_t length)
{
    if (buffer->full || length > buffer->maximum - buffer->length) {
        buffer->full = true;
        return false;
    }
    size_t wanted = buffer->length + length + 1;
    if (wanted <= buffer->capacity)
        return true;
    size_t capacity = buffer->capacity ? buffer->capacity * 2 : 64;
    if (capacity < wanted)
        capacity = wanted;
    size_t room = 0;
    buffer->data = memory_grow(buffer->data, capacity - 1, &room, 1);
    buffer->capacity = room;
    return true;
}

bool buffer_append(struct buffer *buffer, const void *bytes, size_t length)
{
    if (!reserve(buffer, length))
        return false;
    if (length)
        memcpy(buffer->data + buffer->length, bytes, length);
    buffer->length += length;
    buffer->data[buffer->length] = '\0';
    return true;
}

bool buffer_text(struct buffer *buffer, const char *text)
{
    return buffer_append(buffer, text, strlen(text));
}

bool buffer_char(struct buffer *buffer, char character)
{
    return buffer_append(buffer, &character, 1);
}

bool buffer_number(struct buffer *buffer, int64_t number)
{
    char digits[20];
    size_t at = sizeof digits;
    uint64_t rest = number < 0 ? -(uint64_t)number : (uint64_t)number;
    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest);
    if (number < 0)
        digits[--at] = '-';
    return buffer_append(buffer, digits + at, sizeof digits - at);
}

bool buffer_format(struct buffer *buffer, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    bool fits = length >= 0 && reserve(buffer, (size_t)length);
    if (fits) {
        vsnprintf(buffer->data + buffer->length, (size_t)length + 1, format, again);
        buffer->length += (size_t)length;
    }
    va_end(again);
    return fits;
}

char *buffer_take(struct buffer *buffer, size_t *length)
{
    if (length)
        *length = buffer->length;
    char *data = buffer->data ? buffer->data : memory_copy(NULL, 0);
    buffer_init(buffer, buffer->maximum);
    return data;
}

const char *buffer_string(const struct buffer *buffer)
{
    return buffer->data ? buffer->data : "";
}

bool buffer_read_file(struct buffer *buffer, const char *path)
{
    FILE *file = fopen(path, "rbe");
    if (!file)
        return false;
    char chunk[16384];
    size_t got = 0;
    bool fits = true;
    while (fits && (got = fread(chunk, 1, sizeof chunk, file)) > 0)
        fits = buffer_append(buffer, chunk, got);
    int failure = fits ? (ferror(file) ? (errno ? errno : EIO) : 0) : EFBIG;
    fclose(file);
    errno = failure;
    return failure == 0;
}

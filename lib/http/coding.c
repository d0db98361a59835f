#include "http/coding.h"

#include "base/buffer.h"

#include <stdint.h>
#include <stdlib.h>
#include <strings.h>
#include <zlib.h>

enum { PIECE = 16 * 1024, GZIP_WINDOW = MAX_WBITS + 16 };

static const struct {
    const char *name;
    int window;
} codings[] = {{"gzip", GZIP_WINDOW}, {"x-gzip", GZIP_WINDOW}, {"deflate", MAX_WBITS}};

static int window_of(const char *coding)
{
    for (size_t i = 0; i < sizeof codings / sizeof *codings; i++)
        if (strcasecmp(codings[i].name, coding) == 0)
            return codings[i].window;
    return 0;
}

/* Up to the stream's end, or to what the buffer takes; the last answer of zlib. */
static int inflate_all(z_stream *stream, struct buffer *text, bool *truncated)
{
    char piece[PIECE];
    int code = Z_OK;
    while (code == Z_OK && !*truncated) {
        stream->next_out = (Bytef *)piece;
        stream->avail_out = sizeof piece;
        code = inflate(stream, Z_NO_FLUSH);
        size_t made = sizeof piece - stream->avail_out, room = text->maximum - text->length;
        *truncated = made > room;
        buffer_append(text, piece, made < room ? made : room);
    }
    return code;
}

char *http_decode(const char *coding, const char *bytes, size_t length, size_t maximum, size_t *decoded,
                  bool *truncated)
{
    z_stream stream = {.next_in = (Bytef *)(uintptr_t)bytes, .avail_in = (uInt)length};
    struct buffer text;
    int window = window_of(coding);
    if (!window || inflateInit2(&stream, window) != Z_OK)
        return NULL;
    buffer_init(&text, maximum);
    *truncated = false;
    bool whole = inflate_all(&stream, &text, truncated) == Z_STREAM_END && stream.avail_in == 0;
    inflateEnd(&stream);
    if (!whole && !*truncated) {
        buffer_clear(&text);
        return NULL;
    }
    return buffer_take(&text, decoded);
}

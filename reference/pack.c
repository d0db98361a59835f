#include "reference/pack.h"

#include <stdint.h>
#include <zlib.h>

#include "base/memory.h"

char *pack_text(enum pack_format format, const char *text, size_t length, size_t *packed)
{
    z_stream stream = {0};
    int window = format == PACK_GZIP ? MAX_WBITS + 16 : MAX_WBITS;
    size_t room = compressBound((uLong)length) + 64;
    if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        return NULL;
    }
    char *bytes = memory_new(room);
    stream.next_in = (Bytef *)(uintptr_t)text;
    stream.avail_in = (uInt)length;
    stream.next_out = (Bytef *)bytes;
    stream.avail_out = (uInt)room;
    deflate(&stream, Z_FINISH);
    *packed = room - stream.avail_out;
    deflateEnd(&stream);
    return bytes;
}

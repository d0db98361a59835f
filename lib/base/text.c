#include "base/text.h"

#include <string.h>
#include <strings.h>

size_t text_decode(const char *bytes, size_t length, uint32_t *code)
{
    const unsigned char *at = (const unsigned char *)bytes;
    if (!length)
        return 0;
    size_t size = at[0] < 0x80 ? 1 : at[0] < 0xc2 ? 0 : at[0] < 0xe0 ? 2 : at[0] < 0xf0 ? 3 : at[0] < 0xf5 ? 4 : 0;
    if (!size || size > length)
        return 0;
    static const unsigned char first_mask[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    uint32_t value = at[0] & first_mask[size];
    for (size_t i = 1; i < size; i++) {
        if ((at[i] & 0xc0) != 0x80)
            return 0;
        value = value << 6 | (at[i] & 0x3f);
    }
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    if (value < least[size] || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff))
        return 0;
    if (code)
        *code = value;
    return size;
}

size_t text_encode(uint32_t code, char *bytes)
{
    if (code < 0x80) {
        bytes[0] = (char)code;
        return 1;
    }
    size_t size = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    static const unsigned char lead[] = {0, 0, 0xc0, 0xe0, 0xf0};
    for (size_t i = size; i-- > 1; code >>= 6)
        bytes[i] = (char)(0x80 | (code & 0x3f));
    bytes[0] = (char)(lead[size] | code);
    return size;
}

/* Eight bytes at once, for most texts are ASCII. */
static bool is_ascii(const char *bytes)
{
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    return !(word & UINT64_C(0x8080808080808080));
}

bool text_is_utf8(const char *bytes, size_t length)
{
    while (length) {
        size_t size = length >= 8 && is_ascii(bytes) ? 8 : 0;
        if (!size)
            size = (unsigned char)*bytes < 0x80 ? 1 : text_decode(bytes, length, NULL);
        if (!size)
            return false;
        bytes += size;
        length -= size;
    }
    return true;
}

size_t text_length(const char *bytes, size_t length)
{
    size_t count = 0;
    for (size_t i = 0; i < length; i++)
        count += ((unsigned char)bytes[i] & 0xc0) != 0x80;
    return count;
}

bool text_glob(const char *glob, const char *text)
{
    const char *star = NULL, *resume = NULL;
    while (*text) {
        if (*glob == '*') {
            star = glob++;
            resume = text;
        } else if (*glob == '?' || *glob == *text) {
            glob++;
            text++;
        } else if (star) {
            glob = star + 1;
            text = ++resume;
        } else {
            return false;
        }
    }
    while (*glob == '*')
        glob++;
    return !*glob;
}

enum { LONGEST_WORD = 96 };

static size_t edit_distance(const char *a, const char *b)
{
    size_t row[LONGEST_WORD + 1];
    size_t width = strlen(b);
    for (size_t j = 0; j <= width; j++)
        row[j] = j;
    for (size_t i = 1; a[i - 1]; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= width; j++) {
            size_t above = row[j];
            size_t cost = diagonal + (strncasecmp(&a[i - 1], &b[j - 1], 1) != 0);
            size_t gap = (above < row[j - 1] ? above : row[j - 1]) + 1;
            row[j] = cost < gap ? cost : gap;
            diagonal = above;
        }
    }
    return row[width];
}

const char *text_nearest(const char *text, const char *const *words)
{
    const char *nearest = NULL;
    size_t length = strlen(text);
    if (length > LONGEST_WORD)
        return NULL;
    size_t least = length / 3 + 2;
    for (; *words; words++) {
        if (strlen(*words) > LONGEST_WORD)
            continue;
        size_t distance = edit_distance(text, *words);
        if (distance < least && distance < strlen(*words)) {
            least = distance;
            nearest = *words;
        }
    }
    return nearest;
}

#include "record/patterns.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"

/* How deep encodings may lie in one another, and how many bytes one may become in each. */
enum { DEPTH = 3, EXPANSION = 6 };

static uint32_t hash(const char *bytes)
{
    uint64_t word = 0;
    memcpy(&word, bytes, sizeof word);
    return (uint32_t)((word * UINT64_C(0x9E3779B97F4A7C15)) >> (64 - PATTERN_HASH_BITS));
}

/* Of so many places where a pattern may begin, the first PATTERN_MINIMUM bytes behind each share one run of PATTERN_GRAM. */
enum { STRIDE = PATTERN_MINIMUM - PATTERN_GRAM + 1 };

static uint32_t gram(const char *bytes)
{
    uint32_t word = 0;
    memcpy(&word, bytes, sizeof word);
    return (word * UINT32_C(0x9E3779B1)) >> (32 - PATTERN_GRAM_BITS);
}

static void take_grams(struct patterns *patterns, const char *bytes)
{
    for (size_t i = 0; i < STRIDE; i++) {
        uint32_t at = gram(bytes + i);
        patterns->grams[at / 64] |= UINT64_C(1) << at % 64;
    }
}

static bool has_gram(const struct patterns *patterns, const char *bytes)
{
    uint32_t at = gram(bytes);
    return patterns->grams[at / 64] >> at % 64 & 1;
}

void patterns_take(struct patterns *patterns, char *bytes, size_t length, const char *label)
{
    bool known = length < PATTERN_MINIMUM;
    for (size_t i = 0; i < patterns->count && !known; i++) {
        const struct pattern *other = &patterns->items[i];
        known = other->length == length && memcmp(other->bytes, bytes, length) == 0;
    }
    if (known) {
        free(bytes);
        return;
    }
    uint32_t *head = &patterns->heads[hash(bytes)];
    patterns->items =
        memory_grow(patterns->items, patterns->count, &patterns->capacity, sizeof *patterns->items);
    patterns->items[patterns->count++] =
        (struct pattern){.bytes = bytes, .length = length, .label = label, .next = *head};
    *head = (uint32_t)patterns->count;
    take_grams(patterns, bytes);
    if (length > patterns->longest)
        patterns->longest = length;
}

void patterns_clear(struct patterns *patterns)
{
    for (size_t i = 0; i < patterns->count; i++)
        free(patterns->items[i].bytes);
    free(patterns->items);
    *patterns = (struct patterns){0};
}

size_t patterns_reach(const struct patterns *patterns)
{
    return patterns->longest * EXPANSION * EXPANSION * EXPANSION;
}

/* ---- Views: what a text says once it is decoded ---- */

struct view {
    const char *text;
    size_t length;
    const uint32_t
        *from; /* for each byte, and for the end, where it begins in the original; NULL: the same place */
};

struct decoded {
    char *text;
    uint32_t *from;
    size_t length;
};

static int digit(char character)
{
    if (character >= '0' && character <= '9')
        return character - '0';
    if (character >= 'a' && character <= 'f')
        return character - 'a' + 10;
    return character >= 'A' && character <= 'F' ? character - 'A' + 10 : -1;
}

static bool number(const char *text, size_t digits, uint32_t *value)
{
    *value = 0;
    for (size_t i = 0; i < digits; i++) {
        int next = digit(text[i]);
        if (next < 0)
            return false;
        *value = *value << 4 | (uint32_t)next;
    }
    return true;
}

/* Both decode one escape at `text`: they return how much of it they read, 0 where it is none. */
typedef size_t decoder(const char *text, size_t length, char out[4], size_t *written);

static size_t decode_percent(const char *text, size_t length, char out[4], size_t *written)
{
    uint32_t code = 0;
    if (length < 3 || !number(text + 1, 2, &code))
        return 0;
    out[0] = (char)code;
    *written = 1;
    return 3;
}

static size_t decode_unicode(const char *text, size_t length, char out[4], size_t *written)
{
    uint32_t code = 0, low = 0;
    if (length < 6 || !number(text + 2, 4, &code))
        return 0;
    bool pair = code >= 0xD800 && code < 0xDC00 && length >= 12 && text[6] == '\\' && text[7] == 'u' &&
                number(text + 8, 4, &low) && low >= 0xDC00 && low < 0xE000;
    if (pair)
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
    else if (code >= 0xD800 && code < 0xE000)
        code = 0xFFFD;
    *written = text_encode(code, out);
    return pair ? 12 : 6;
}

static size_t decode_json(const char *text, size_t length, char out[4], size_t *written)
{
    static const char escapes[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
    if (length < 2)
        return 0;
    if (text[1] == 'u')
        return decode_unicode(text, length, out, written);
    const char *escape = text[1] ? strchr(escapes, text[1]) : NULL;
    if (!escape)
        return 0;
    out[0] = meanings[escape - escapes];
    *written = 1;
    return 2;
}

static const struct encoding {
    char mark;
    decoder *decode;
} encodings[] = {{'%', decode_percent}, {'\\', decode_json}};

/* What has nothing to decode in it, most of all texts, goes over in whole stretches. */
static void copy_plain(const struct view *view, size_t at, size_t length, struct decoded *out)
{
    memcpy(out->text + out->length, view->text + at, length);
    uint32_t *from = out->from + out->length;
    if (view->from)
        memcpy(from, view->from + at, length * sizeof *from);
    else
        for (size_t i = 0; i < length; i++)
            from[i] = (uint32_t)(at + i);
    out->length += length;
}

/* The bytes that one escape stands for. */
static void copy_decoded(const struct view *view, size_t at, const char *bytes, size_t count,
                         struct decoded *out)
{
    for (size_t i = 0; i < count; i++) {
        out->from[out->length] = view->from ? view->from[at] : (uint32_t)at;
        out->text[out->length++] = bytes[i];
    }
}

/* Decodes a whole view; false where there was nothing to decode. */
static bool decode(const struct view *view, const struct encoding *encoding, struct decoded *out)
{
    if (!memchr(view->text, encoding->mark, view->length))
        return false;
    *out =
        (struct decoded){memory_new(view->length + 4), memory_new((view->length + 5) * sizeof(uint32_t)), 0};
    bool any = false;
    for (size_t at = 0; at < view->length;) {
        const char *mark = memchr(view->text + at, encoding->mark, view->length - at);
        size_t plain = mark ? (size_t)(mark - view->text) - at : view->length - at, written = 1;
        copy_plain(view, at, plain, out);
        at += plain;
        if (at == view->length)
            break;
        char bytes[4] = {encoding->mark};
        size_t read = encoding->decode(view->text + at, view->length - at, bytes, &written);
        copy_decoded(view, at, bytes, written, out);
        any = any || read;
        at += read ? read : 1;
    }
    out->from[out->length] = view->from ? view->from[view->length] : (uint32_t)view->length;
    return any;
}

static void decoded_clear(struct decoded *decoded)
{
    free(decoded->text);
    free(decoded->from);
    *decoded = (struct decoded){0};
}

/* ---- The search in one view ---- */

static size_t common(const char *a, const char *b, size_t length)
{
    size_t i = 0;
    while (i < length && a[i] == b[i])
        i++;
    return i;
}

static bool ellipsis(const char *text, size_t length)
{
    return length >= 3 && (memcmp(text, "...", 3) == 0 || memcmp(text, "\xE2\x80\xA6", 3) == 0);
}

/* The longest stretch at `text` that is a pattern, or the beginning of one where the text was shortened. */
static size_t match(const struct patterns *patterns, const char *text, size_t length, bool cut,
                    const char **label)
{
    size_t best = 0;
    for (uint32_t next = patterns->heads[hash(text)]; next; next = patterns->items[next - 1].next) {
        const struct pattern *pattern = &patterns->items[next - 1];
        size_t room = pattern->length < length ? pattern->length : length;
        size_t same = common(text, pattern->bytes, room);
        bool shortened =
            same >= PATTERN_MINIMUM && ((cut && same == length) || ellipsis(text + same, length - same));
        if ((same == pattern->length || shortened) && same > best) {
            best = same;
            *label = pattern->label;
        }
    }
    return best;
}

static size_t origin(const struct view *view, size_t at)
{
    return view->from ? view->from[at] : at;
}

/* The end, in the original, of the character that ends at `at`: several bytes may come of one escape. */
static size_t origin_end(const struct view *view, size_t at)
{
    size_t last = origin(view, at - 1);
    while (at < view->length && origin(view, at) == last)
        at++;
    return origin(view, at);
}

/* The first place from `at` on where a pattern may begin; the view's length where there is none. */
static size_t next_start(const struct patterns *patterns, const struct view *view, size_t at)
{
    for (; at + PATTERN_MINIMUM <= view->length; at += STRIDE) {
        if (!has_gram(patterns, view->text + at + STRIDE - 1))
            continue;
        for (size_t i = at; i < at + STRIDE && i + PATTERN_MINIMUM <= view->length; i++)
            if (patterns->heads[hash(view->text + i)])
                return i;
    }
    return view->length;
}

static void search(const struct patterns *patterns, const struct view *view, size_t limit, bool cut,
                   struct ranges *ranges)
{
    size_t step = 0;
    for (size_t at = next_start(patterns, view, 0); at < view->length;
         at = next_start(patterns, view, at + step)) {
        const char *label = NULL;
        size_t length = match(patterns, view->text + at, view->length - at, cut, &label);
        step = length ? length : 1;
        if (!length)
            continue;
        if (origin(view, at) >= limit)
            return;
        ranges->items = memory_grow(ranges->items, ranges->count, &ranges->capacity, sizeof *ranges->items);
        ranges->items[ranges->count++] =
            (struct range){origin(view, at), origin_end(view, at + length), label};
    }
}

static void search_views(const struct patterns *patterns, const struct view *view, size_t limit, bool cut,
                         int depth, struct ranges *ranges)
{
    search(patterns, view, limit, cut, ranges);
    if (depth == DEPTH)
        return;
    for (size_t i = 0; i < sizeof encodings / sizeof *encodings; i++) {
        struct decoded decoded = {0};
        if (decode(view, &encodings[i], &decoded)) {
            struct view inner = {decoded.text, decoded.length, decoded.from};
            search_views(patterns, &inner, limit, cut, depth + 1, ranges);
        }
        decoded_clear(&decoded);
    }
}

static int compare(const void *a, const void *b)
{
    const struct range *left = a, *right = b;
    if (left->start != right->start)
        return left->start < right->start ? -1 : 1;
    return left->end > right->end ? -1 : left->end < right->end;
}

void patterns_find(const struct patterns *patterns, const char *text, size_t length, size_t limit, bool cut,
                   struct ranges *ranges)
{
    struct view view = {text, length, NULL};
    size_t before = ranges->count;
    search_views(patterns, &view, limit, cut, 0, ranges);
    if (ranges->count > before)
        qsort(ranges->items + before, ranges->count - before, sizeof *ranges->items, compare);
}

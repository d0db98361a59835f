#include "reports/text.h"

#include <string.h>

#include "base/text.h"

struct span {
    uint32_t first, last;
};

static bool is_within(uint32_t code, const struct span *spans, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (code >= spans[i].first && code <= spans[i].last)
            return true;
    return false;
}

/* Directions, invisible characters, line and paragraph separators, private tags: Unicode's Default_Ignorable and
 * Bidi_Control as far as a reader could be deceived by them. */
static bool is_deceptive(uint32_t code)
{
    static const struct span spans[] = {
        {0xAD, 0xAD},     {0x61C, 0x61C},   {0x115F, 0x1160},  {0x180B, 0x180F}, {0x200B, 0x200C},
        {0x200E, 0x200F}, {0x2028, 0x202E}, {0x2060, 0x206F},  {0x3164, 0x3164}, {0xFEFF, 0xFEFF},
        {0xFFA0, 0xFFA0}, {0xFFF0, 0xFFFB}, {0xE0000, 0xE0FFF}};
    return is_within(code, spans, sizeof spans / sizeof *spans);
}

static bool is_noncharacter(uint32_t code)
{
    return (code & 0xFFFE) == 0xFFFE || (code >= 0xFDD0 && code <= 0xFDEF);
}

static void show_code(struct buffer *out, uint32_t code, const char *bytes, size_t length, bool lines)
{
    if (code == '\n' || code == '\t')
        buffer_text(out, lines ? (code == '\n' ? "\n" : "\t") : (code == '\n' ? "\\n" : "\\t"));
    else if (code == '\r')
        buffer_text(out, "\\r");
    else if (code < 0x20 || code == 0x7F)
        buffer_format(out, "\\x%02x", (unsigned)code);
    else if ((code >= 0x80 && code < 0xA0) || is_deceptive(code) || is_noncharacter(code))
        buffer_format(out, "\\u{%x}", (unsigned)code);
    else
        buffer_append(out, bytes, length);
}

/* Build servers act upon words in what a step prints: "::error::", "##[error]", "##teamcity[", "##vso[". */
static bool is_order(const char *bytes, size_t at, size_t length)
{
    if (length - at < 3 || bytes[at] != bytes[at + 1])
        return false;
    char next = bytes[at + 2];
    bool begins = at == 0 || bytes[at - 1] == ' ' || bytes[at - 1] == '\n' || bytes[at - 1] == '\t';
    return (bytes[at] == '#' && (next == '[' || (next >= 'a' && next <= 'z'))) ||
           (bytes[at] == ':' && begins && next >= 'a' && next <= 'z');
}

void text_show(struct buffer *out, const char *bytes, size_t length, bool lines)
{
    for (size_t at = 0; at < length;) {
        uint32_t code = 0;
        size_t size = text_decode(bytes + at, length - at, &code);
        if (size == 1 && is_order(bytes, at, length))
            buffer_format(out, "\\x%02x", (unsigned)code);
        else if (size)
            show_code(out, code, bytes + at, size, lines);
        else
            buffer_format(out, "\\x%02x", (unsigned char)bytes[at]);
        at += size ? size : 1;
    }
}

void text_show_line(struct buffer *out, const char *text)
{
    text_show(out, text, strlen(text), false);
}

static size_t columns_of(uint32_t code)
{
    static const struct span combining[] = {
        {0x300, 0x36F},   {0x483, 0x489},   {0x591, 0x5BD},   {0x610, 0x61A},   {0x64B, 0x65F},
        {0x900, 0x902},   {0x93C, 0x93C},   {0x941, 0x948},   {0xE31, 0xE31},   {0xE34, 0xE3A},
        {0xE47, 0xE4E},   {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF}, {0x200D, 0x200D}, {0x20D0, 0x20FF},
        {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}};
    static const struct span wide[] = {
        {0x1100, 0x115F},   {0x2E80, 0x303E},   {0x3041, 0xA4CF},  {0xA960, 0xA97C}, {0xAC00, 0xD7A3},
        {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},  {0xFFE0, 0xFFE6}, {0x1F300, 0x1F64F},
        {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD}};
    if (code < 0x300)
        return 1;
    if (is_within(code, combining, sizeof combining / sizeof *combining))
        return 0;
    return is_within(code, wide, sizeof wide / sizeof *wide) ? 2 : 1;
}

size_t text_fit(const char *text, size_t length, size_t columns)
{
    size_t at = 0, used = 0;
    while (at < length) {
        uint32_t code = 0;
        size_t size = text_decode(text + at, length - at, &code);
        used += columns_of(code);
        if (used > columns)
            return at;
        at += size ? size : 1;
    }
    return at;
}

size_t text_columns(const char *text, size_t length)
{
    size_t columns = 0;
    for (size_t at = 0; at < length;) {
        uint32_t code = 0;
        size_t size = text_decode(text + at, length - at, &code);
        columns += columns_of(code);
        at += size ? size : 1;
    }
    return columns;
}

void text_xml(struct buffer *out, const char *text, size_t length, bool attribute)
{
    for (size_t i = 0; i < length; i++)
        switch (text[i]) {
        case '&':
            buffer_text(out, "&amp;");
            break;
        case '<':
            buffer_text(out, "&lt;");
            break;
        case '>':
            buffer_text(out, "&gt;");
            break;
        case '"':
            buffer_text(out, attribute ? "&quot;" : "\"");
            break;
        case '\n':
        case '\t':
            if (attribute)
                buffer_format(out, "&#%d;", text[i]);
            else
                buffer_char(out, text[i]);
            break;
        default:
            buffer_char(out, text[i]);
        }
}

void text_number(struct buffer *out, int64_t number)
{
    uint64_t rest = number < 0 ? (uint64_t)-number : (uint64_t)number, power = 1;
    if (number < 0)
        buffer_char(out, '-');
    while (rest / power >= 1000)
        power *= 1000;
    buffer_format(out, "%llu", (unsigned long long)(rest / power));
    for (; power > 1; power /= 1000)
        buffer_format(out, ",%03llu", (unsigned long long)(rest % power / (power / 1000)));
}

void text_duration(struct buffer *out, int64_t duration)
{
    double seconds = (double)(duration < 0 ? 0 : duration) / 1e6;
    if (seconds < 10)
        buffer_format(out, "%.3f s", seconds);
    else if (seconds < 60)
        buffer_format(out, "%.1f s", seconds);
    else
        buffer_format(out, "%d min %d s", (int)(seconds / 60), (int)seconds % 60);
}

void text_cut(struct buffer *out, const char *text, size_t length, size_t maximum)
{
    size_t end = length;
    if (length > maximum)
        for (end = maximum; end > 0 && ((unsigned char)text[end] & 0xC0) == 0x80;)
            end--;
    buffer_append(out, text, end);
    if (end < length)
        buffer_text(out, "\xE2\x80\xA6");
}

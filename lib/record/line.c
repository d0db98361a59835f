#include "record/record_private.h"

#include <string.h>

#include "base/text.h"

/* ---- Punctuation ---- */

void line_separate(struct record_line *line)
{
    const struct buffer *out = &line->members;
    char last = out->length ? out->data[out->length - 1] : '\0';
    if (last != '{' && last != '[')
        buffer_char(&line->members, ',');
}

static void put_key(struct record_line *line, const char *key)
{
    line_separate(line);
    buffer_char(&line->members, '"');
    buffer_text(&line->members, key);
    buffer_append(&line->members, "\":", 2);
}

void record_line_open(struct record_line *line, const char *key)
{
    put_key(line, key);
    buffer_char(&line->members, '{');
}

void record_line_close(struct record_line *line)
{
    buffer_char(&line->members, '}');
}

void record_line_open_headers(struct record_line *line)
{
    put_key(line, "headers");
    buffer_char(&line->members, '[');
}

void record_line_close_headers(struct record_line *line)
{
    buffer_char(&line->members, ']');
}

/* ---- Masked strings ---- */

void line_string(struct record_line *line, const char *text, size_t length)
{
    const char *masked = redact_view(line->redact, text, &length, false, &line->masked);
    json_write_string(&line->members, masked, length);
}

static void put_masked(struct record_line *line)
{
    json_write_string(&line->members, buffer_string(&line->masked), line->masked.length);
}

void line_url(struct record_line *line, const char *url, size_t length)
{
    buffer_reset(&line->masked);
    redact_url(line->redact, url, length, &line->masked);
    put_masked(line);
}

void line_field(struct record_line *line, const char *name, const char *value, size_t length)
{
    buffer_reset(&line->masked);
    redact_header(line->redact, name, value, length, &line->masked);
    put_masked(line);
}

/* ---- Members ---- */

/* What stands in the line from `from` on was said of the key. */
static void keep(struct record_line *line, const struct memo_key *key, size_t from)
{
    memo_keep(&line->memo, key, line->members.data + from, line->members.length - from);
}

void record_line_text(struct record_line *line, const char *key, const char *text)
{
    if (!text)
        return;
    put_key(line, key);
    struct memo_key asked = {'s', redact_version(line->redact), "", text, strlen(text)};
    if (memo_recall(&line->memo, &asked, &line->members))
        return;
    size_t from = line->members.length;
    line_string(line, text, asked.length);
    keep(line, &asked, from);
}

void record_line_number(struct record_line *line, const char *key, int64_t number)
{
    put_key(line, key);
    buffer_number(&line->members, number);
}

void record_line_url(struct record_line *line, const char *url)
{
    put_key(line, "url");
    line_url(line, url, strlen(url));
}

const char *record_utf8(const char *text, size_t *length, struct buffer *scratch)
{
    if (text_is_utf8(text, *length))
        return text;
    buffer_reset(scratch);
    for (size_t i = 0; i < *length; i++) {
        char bytes[4];
        buffer_append(scratch, bytes, text_encode((unsigned char)text[i], bytes));
    }
    *length = scratch->length;
    return buffer_string(scratch);
}

static void put_header(struct record_line *line, const char *name, const char *value)
{
    size_t length = strlen(name);
    buffer_char(&line->members, '[');
    const char *text = record_utf8(name, &length, &line->text);
    line_string(line, text, length);
    buffer_char(&line->members, ',');
    length = strlen(value);
    text = record_utf8(value, &length, &line->text);
    line_field(line, name, text, length);
    buffer_char(&line->members, ']');
}

void record_line_header(struct record_line *line, const char *name, const char *value)
{
    struct memo_key key = {'h', redact_version(line->redact), name, value, strlen(value)};
    line_separate(line);
    if (memo_recall(&line->memo, &key, &line->members))
        return;
    size_t from = line->members.length;
    put_header(line, name, value);
    keep(line, &key, from);
}

/* ---- Bodies ---- */

/* Shortens UTF-8 to at most `maximum` bytes without splitting a character. */
static size_t shortened(const char *bytes, size_t length, size_t maximum)
{
    if (length <= maximum)
        return length;
    size_t end = maximum;
    while (end > 0 && maximum - end < 3 && ((unsigned char)bytes[end] & 0xC0) == 0x80)
        end--;
    return end;
}

struct record_bytes record_bytes_of(struct redact *redact, struct hasher *hasher, size_t maximum,
                                    struct buffer *scratch, const char *bytes, size_t length, bool cut)
{
    struct record_bytes parts = {.bytes = redact_view(redact, bytes, &length, cut, scratch)};
    hasher_sha256_text(hasher, parts.bytes, length, parts.digest);
    parts.kept = shortened(parts.bytes, length, maximum);
    parts.is_text = text_is_utf8(parts.bytes, parts.kept);
    parts.truncated = cut || parts.kept < length;
    return parts;
}

static void put_content(struct record_line *line, const struct record_bytes *parts)
{
    put_key(line, parts->is_text ? "text" : "base64");
    if (parts->is_text) {
        json_write_string(&line->members, parts->bytes, parts->kept);
        return;
    }
    buffer_char(&line->members, '"');
    base64_encode(parts->bytes, parts->kept, &line->members);
    buffer_char(&line->members, '"');
}

static void put_body(struct record_line *line, const char *bytes, size_t length, bool cut)
{
    struct record_bytes parts =
        record_bytes_of(line->redact, line->hasher, line->body_maximum, &line->masked, bytes, length, cut);
    buffer_char(&line->members, '{');
    put_content(line, &parts);
    record_line_number(line, "length", (int64_t)length);
    put_key(line, "sha256");
    json_write_string(&line->members, parts.digest, strlen(parts.digest));
    if (parts.truncated) {
        put_key(line, "truncated");
        buffer_text(&line->members, "true");
    }
    record_line_close(line);
}

void record_line_body(struct record_line *line, const char *bytes, size_t length, bool cut)
{
    struct memo_key key = {'b', redact_version(line->redact), cut ? "cut" : "", bytes, length};
    put_key(line, "body");
    if (memo_recall(&line->memo, &key, &line->members))
        return;
    size_t from = line->members.length;
    put_body(line, bytes, length, cut);
    keep(line, &key, from);
}

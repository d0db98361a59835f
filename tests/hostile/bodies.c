#include "bodies.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/memory.h"
#include "base/random.h"

enum { MEBIBYTE = 1024 * 1024, MANY = 100000, MILLION = 1000000, BOMB = 80 * MEBIBYTE };

/* Puts the head before what has been built as a body; `fields` are further header lines. */
static void finish(struct buffer *answer, const char *fields)
{
    size_t length = 0;
    char *body = buffer_take(answer, &length);
    buffer_format(answer,
                  "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n%s\r\n",
                  length, fields);
    buffer_append(answer, body, length);
    free(body);
}

static void repeat(struct buffer *answer, const char *text, size_t times)
{
    for (size_t i = 0; i < times; i++)
        buffer_text(answer, text);
}

/* ---- Headers ---- */

void build_many_headers(struct buffer *answer)
{
    buffer_text(answer, "HTTP/1.1 200 OK\r\n");
    repeat(answer, "A:\r\n", MANY);
    buffer_text(answer, "\r\n{}");
}

void build_long_media_type(struct buffer *answer)
{
    buffer_text(answer, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: text/");
    repeat(answer, "plain", 90 * 1024 / 5);
    buffer_text(answer, "\r\n\r\n{}");
}

/* ---- Codings ---- */

enum { GZIP_WINDOW = 15 + 16, GZIP_MEMORY = 9 };

/* Appends the gzip of `length` bytes that `next` gives, or of zeros where it is NULL. */
static void gzip(struct buffer *out, const char *next, size_t length)
{
    static char zeros[MEBIBYTE];
    unsigned char packed[16 * 1024];
    z_stream stream = {0};
    int state = deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, GZIP_WINDOW, GZIP_MEMORY, Z_DEFAULT_STRATEGY);
    for (size_t left = length; state == Z_OK;) {
        if (!stream.avail_in && left) {
            stream.avail_in = (unsigned)(left < MEBIBYTE ? left : MEBIBYTE);
            stream.next_in = (unsigned char *)(next ? next + (length - left) : zeros);
            left -= stream.avail_in;
        }
        stream.next_out = packed;
        stream.avail_out = sizeof packed;
        state = deflate(&stream, left || stream.avail_in ? Z_NO_FLUSH : Z_FINISH);
        buffer_append(out, packed, sizeof packed - stream.avail_out);
    }
    deflateEnd(&stream);
}

void build_gzip_bomb(struct buffer *answer)
{
    gzip(answer, NULL, BOMB);
    finish(answer, "Content-Encoding: gzip\r\n");
}

void build_double_bomb(struct buffer *answer)
{
    struct buffer inner;
    buffer_init(&inner, BUFFER_UNBOUNDED);
    gzip(&inner, NULL, BOMB);
    gzip(answer, inner.data, inner.length);
    buffer_clear(&inner);
    finish(answer, "Content-Encoding: gzip, gzip\r\n");
}

void build_many_codings(struct buffer *answer)
{
    struct buffer fields;
    buffer_init(&fields, BUFFER_UNBOUNDED);
    buffer_text(&fields, "Content-Encoding: gzip");
    repeat(&fields, ", gzip", 1000);
    buffer_text(&fields, "\r\n");
    gzip(answer, "{}", 2);
    finish(answer, buffer_string(&fields));
    buffer_clear(&fields);
}

void build_cut_gzip(struct buffer *answer)
{
    gzip(answer, "{\"inputs\":[]}", 13);
    answer->length -= 12;
    finish(answer, "Content-Encoding: gzip\r\n");
}

/* ---- Noise ---- */

void build_noise(struct buffer *answer)
{
    struct random random = {.state = 2026};
    for (size_t i = 0; i < MANY; i++)
        buffer_char(answer, (char)random_next(&random));
}

/* ---- JSON ---- */

/* Values of a further property are lawful, whatever they are. */
static void nest(struct buffer *answer, size_t levels)
{
    buffer_text(answer, "{\"inputs\":[],\"deep\":");
    repeat(answer, "[", levels);
    repeat(answer, "]", levels);
    buffer_text(answer, "}");
    finish(answer, "");
}

void build_nesting(struct buffer *answer)
{
    nest(answer, 500);
}

void build_deep_nesting(struct buffer *answer)
{
    nest(answer, MANY);
}

void build_open_brackets(struct buffer *answer)
{
    repeat(answer, "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", MILLION);
    finish(answer, "");
}

void build_many_keys(struct buffer *answer)
{
    buffer_text(answer, "{\"inputs\":[]");
    for (int i = 0; i < MILLION; i++)
        buffer_format(answer, ",\"k%d\":%d", i, i);
    buffer_text(answer, "}");
    finish(answer, "");
}

void build_many_objects(struct buffer *answer)
{
    buffer_text(answer, "{\"inputs\":[{}");
    repeat(answer, ",{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}", MILLION / 10);
    buffer_text(answer, "]}");
    finish(answer, "");
}

void build_equal_keys(struct buffer *answer)
{
    buffer_text(answer, "{\"inputs\":[],\"a\":0");
    repeat(answer, ",\"a\":1", MANY);
    buffer_text(answer, "}");
    finish(answer, "");
}

void build_lone_surrogates(struct buffer *answer)
{
    buffer_text(answer, "{\"inputs\":[\"");
    repeat(answer, "\\ud800", MANY);
    buffer_text(answer, "\"]}");
    finish(answer, "");
}

void build_violations(struct buffer *answer)
{
    buffer_text(answer, "{\"inputs\":[0");
    repeat(answer, ",1", MANY);
    buffer_text(answer, "]}");
    finish(answer, "");
}

void build_long_number(struct buffer *answer)
{
    buffer_text(answer, "{\"inputs\":[],\"n\":-");
    repeat(answer, "1234567890", MILLION / 10);
    buffer_text(answer, ".5}");
    finish(answer, "");
}

void build_long_exponent(struct buffer *answer)
{
    buffer_text(answer, "{\"inputs\":[],\"n\":1e");
    repeat(answer, "9", MILLION);
    buffer_text(answer, "}");
    finish(answer, "");
}

void build_long_string(struct buffer *answer)
{
    buffer_text(answer, "{\"inputs\":\"");
    repeat(answer, "0123456789", 8 * MEBIBYTE / 10);
    buffer_text(answer, "\"}");
    finish(answer, "");
}

void build_long_key(struct buffer *answer)
{
    buffer_text(answer, "{\"inputs\":[],\"");
    repeat(answer, "0123456789", 8 * MEBIBYTE / 10);
    buffer_text(answer, "\":1}");
    finish(answer, "");
}

void build_bad_text(struct buffer *answer)
{
    buffer_text(answer, "{\"inputs\":[\"\xff\xfe\xc0\x80\"]}");
    finish(answer, "");
}

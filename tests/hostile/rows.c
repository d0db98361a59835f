#include "rows.h"

#include <stdlib.h>
#include <string.h>

#include "bodies.h"

#define OK      "HTTP/1.1 200 OK\r\n"
#define JSON    OK "Content-Type: application/json\r\n"
#define CHUNKED JSON "Transfer-Encoding: chunked\r\n\r\n"
#define BODY    "{\"inputs\":[]}"
#define X64     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
#define X1K     X64 X64 X64 X64 X64 X64 X64 X64 X64 X64 X64 X64 X64 X64 X64 X64

/* Filled where a row is played. */
static char filler[256 * 1024];

/* What a server does before and after its answer. */
#define SEND(text)                                                                                           \
    {                                                                                                        \
        WIRE_DO(WIRE_READ), WIRE_TEXT(text)                                                                  \
    }
#define SEND_HOLD(text)                                                                                      \
    {                                                                                                        \
        WIRE_DO(WIRE_READ), WIRE_TEXT(text), WIRE_DO(WIRE_HOLD)                                              \
    }
#define SEND_FLOOD(text, again)                                                                              \
    {                                                                                                        \
        WIRE_DO(WIRE_READ), WIRE_TEXT(text), WIRE_FLOOD_TEXT(again)                                          \
    }
#define SEND_FILLER(text)                                                                                    \
    {                                                                                                        \
        WIRE_DO(WIRE_READ), WIRE_TEXT(text),                                                                 \
        {                                                                                                    \
            .verb = WIRE_FLOOD, .bytes = filler, .length = sizeof filler                                     \
        }                                                                                                    \
    }
#define SEND_DRIP(text, drops)                                                                               \
    {                                                                                                        \
        WIRE_DO(WIRE_READ), WIRE_TEXT(text), WIRE_TRICKLE_TEXT(drops, 1000), WIRE_DO(WIRE_HOLD)              \
    }

const struct hostile_row hostile_rows[] = {
    /* Answers that never end */
    {"a body without end", SEND_FILLER(JSON "\r\n"), .outcome = HTTP_TOO_LARGE,
     .says = "the body is longer than 67108864 bytes", .mebibytes = 110},
    {"chunks without end", SEND_FLOOD(CHUNKED, "400\r\n" X1K "\r\n"), .outcome = HTTP_TOO_LARGE,
     .says = "the body is longer than 67108864 bytes", .mebibytes = 110},
    {"a body said to be of 4 GiB", SEND_FILLER(JSON "Content-Length: 4294967296\r\n\r\n"),
     .outcome = HTTP_TOO_LARGE, .says = "the body is longer than 67108864 bytes", .mebibytes = 110},
    {"headers without end", SEND_FLOOD(OK, "X-Filler: x\r\n"), .outcome = HTTP_TOO_LARGE, .says = "header"},
    {"a header line without end", SEND_FLOOD(OK "X-Filler: ", X1K), .outcome = HTTP_TOO_LARGE,
     .says = "header line"},
    {"a status line without end", SEND_FLOOD("HTTP/1.1 200 ", X1K), .outcome = HTTP_TOO_LARGE,
     .says = "header line"},
    {"interim answers without end", SEND_FLOOD("", "HTTP/1.1 103 Early Hints\r\nX: y\r\n\r\n"),
     .outcome = HTTP_TOO_LARGE, .says = "header"},
    {"trailers without end", SEND_FLOOD(CHUNKED "d\r\n" BODY "\r\n0\r\n", "X-Filler: x\r\n"),
     .outcome = HTTP_TOO_LARGE, .says = "header"},
    {"chunk extensions without end", SEND_FLOOD(CHUNKED "d;a=", X1K), .outcome = HTTP_TIMED_OUT,
     .says = "not complete within", .waits = true},
    {"100,000 headers", .build = build_many_headers, .outcome = HTTP_TOO_LARGE, .says = "header"},
    {"a byte a second", SEND_DRIP("", JSON "\r\n" BODY), .outcome = HTTP_TIMED_OUT,
     .says = "before its headers had ended", .waits = true},
    {"a byte of the body a second", SEND_DRIP(JSON "Content-Length: 13\r\n\r\n", BODY),
     .outcome = HTTP_TIMED_OUT, .says = "of the 13 bytes of its body", .waits = true},
    {"silence", SEND_HOLD(""), .outcome = HTTP_SILENT, .says = "not a byte of an answer", .waits = true},
    {"a body that stops", SEND_HOLD(JSON "Content-Length: 13\r\n\r\n{"), .outcome = HTTP_TIMED_OUT,
     .says = "after 1 of the 13 bytes", .waits = true},

    /* False lengths */
    {"a body longer than said", SEND(JSON "Content-Length: 13\r\n\r\n" BODY BODY),
     .outcome = HTTP_FALSE_LENGTH, .says = "more bytes"},
    {"a body shorter than said", SEND(JSON "Content-Length: 14\r\n\r\n" BODY), .outcome = HTTP_FALSE_LENGTH,
     .says = "after 13 of the 14"},
    {"a length beyond 64 bits", SEND(JSON "Content-Length: 18446744073709551616\r\n\r\n" BODY),
     .outcome = HTTP_FALSE_LENGTH, .says = "bytes"},
    {"two lengths", SEND(JSON "Content-Length: 13\r\nContent-Length: 5\r\n\r\n" BODY),
     .outcome = HTTP_FALSE_LENGTH, .says = "differ"},
    {"a chunk longer than said", SEND(CHUNKED "1\r\n" BODY "\r\n0\r\n\r\n"), .outcome = HTTP_FALSE_LENGTH,
     .says = "chunks are broken"},
    {"a chunk size beyond 64 bits", SEND(CHUNKED "fffffffffffffffff\r\n" BODY), .outcome = HTTP_FALSE_LENGTH,
     .says = "chunks are broken"},
    {"a chunk of 8 EiB", SEND(CHUNKED "7fffffffffffffff\r\n" BODY), .outcome = HTTP_CUT,
     .says = "after 13 bytes"},
    {"a negative chunk", SEND(CHUNKED "-1\r\n" BODY), .outcome = HTTP_FALSE_LENGTH,
     .says = "chunks are broken"},

    /* Codings */
    {"a gzip bomb", .build = build_gzip_bomb, .outcome = HTTP_TOO_LARGE,
     .says = "the body is longer than 67108864 bytes", .mebibytes = 110},
    {"a gzip bomb in gzip", .build = build_double_bomb, .outcome = HTTP_TOO_LARGE,
     .says = "the body is longer than 67108864 bytes", .mebibytes = 110},
    {"codings without end", .build = build_many_codings, .outcome = HTTP_GARBLED, .says = "encoded"},
    {"gzip that breaks off", .build = build_cut_gzip, .outcome = HTTP_ANSWERED, .says = "is not JSON"},
    {"gzip that is none", SEND(JSON "Content-Encoding: gzip\r\nContent-Length: 13\r\n\r\n" BODY),
     .outcome = HTTP_GARBLED, .says = "not encoded"},

    /* Redirects */
    {"a redirect to itself", SEND("HTTP/1.1 302 Found\r\nLocation: /inputs\r\nContent-Length: 0\r\n\r\n"),
     .outcome = HTTP_ANSWERED, .says = "undocumented status 302",
     .told = "GET /inputs was redirected to /inputs"},
    {"a redirect to an address of its own kind",
     SEND("HTTP/1.1 301 Moved\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n"),
     .outcome = HTTP_ANSWERED, .says = "undocumented status 301",
     .told = "GET /inputs was redirected to file:///etc/passwd"},
    {"307 for ever", SEND("HTTP/1.1 307 X\r\nLocation: ?again\r\nContent-Length: 0\r\n\r\n"),
     .outcome = HTTP_ANSWERED, .says = "undocumented status 307",
     .told = "GET /inputs was redirected to ?again"},

    /* Refusals */
    {"refused until the end of time",
     SEND("HTTP/1.1 429 X\r\nRetry-After: 99999999999999999999\r\nContent-Length: 0\r\n\r\n"),
     .outcome = HTTP_ANSWERED, .says = NULL, .exhausted = true},

    /* What is no HTTP/1.x */
    {"HTTP/0.9", SEND("<html><body>hello</body></html>\n"), .outcome = HTTP_GARBLED, .says = "HTTP/0.9"},
    {"noise", .build = build_noise, .outcome = HTTP_GARBLED, .says = "not HTTP/1.x"},
    {"HTTP/2 frames", SEND("\0\0\x12\x04\0\0\0\0\0\0\x03\0\0\0\x64"), .outcome = HTTP_GARBLED,
     .says = "not HTTP/1.x"},
    {"a mail server", SEND_HOLD("220 mail.example ESMTP\r\n"), .outcome = HTTP_GARBLED,
     .says = "not HTTP/1.x"},
    {"a TLS record in plain text", SEND("\x15\x03\x01\0\x02\x02\x16"), .outcome = HTTP_GARBLED,
     .says = "not HTTP/1.x"},
    {"a NUL in a header", SEND(OK "X: a\0b\r\n\r\n" BODY), .outcome = HTTP_GARBLED, .says = "Nul"},
    {"a switch of protocols", SEND_HOLD("HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n"),
     .outcome = HTTP_GARBLED, .says = "nobody asked"},

    /* Bodies that are hard to read */
    {"500 levels", .build = build_nesting, .outcome = HTTP_ANSWERED, .says = NULL},
    {"100,000 levels", .build = build_deep_nesting, .outcome = HTTP_ANSWERED, .says = "nested deeper than",
     .beyond = true},
    {"30 MiB of levels without an end", .build = build_open_brackets, .outcome = HTTP_ANSWERED,
     .says = "nested deeper than", .beyond = true, .mebibytes = 110},
    {"a million keys", .build = build_many_keys, .outcome = HTTP_ANSWERED, .says = NULL, .mebibytes = 350},
    {"1.5 million empty objects", .build = build_many_objects, .outcome = HTTP_ANSWERED,
     .says = "more than 1200000 values", .beyond = true, .mebibytes = 400},
    {"100,000 equal keys", .build = build_equal_keys, .outcome = HTTP_ANSWERED, .says = "a key occurs twice",
     .mebibytes = 80},
    {"100,000 lone surrogates", .build = build_lone_surrogates, .outcome = HTTP_ANSWERED,
     .says = "half a surrogate pair", .mebibytes = 32},
    {"100,000 violations", .build = build_violations, .outcome = HTTP_ANSWERED, .says = "expected a string",
     .mebibytes = 80},
    {"a number of a million digits", .build = build_long_number, .outcome = HTTP_ANSWERED, .says = NULL},
    {"an exponent of a million digits", .build = build_long_exponent, .outcome = HTTP_ANSWERED, .says = NULL},
    {"a string of 8 MiB", .build = build_long_string, .outcome = HTTP_ANSWERED, .says = "expected an array",
     .mebibytes = 64},
    {"a key of 8 MiB", .build = build_long_key, .outcome = HTTP_ANSWERED, .says = NULL, .mebibytes = 64},
    {"bytes that are no text", .build = build_bad_text, .outcome = HTTP_ANSWERED, .says = "is not JSON"},
    {"a NUL behind the body", SEND(JSON "Content-Length: 14\r\n\r\n" BODY "\0"), .outcome = HTTP_ANSWERED,
     .says = "is not JSON"},
    {"a media type of 90 KiB", .build = build_long_media_type, .outcome = HTTP_ANSWERED,
     .says = "another media type"},
    {"a status of 999", SEND("HTTP/1.1 999 X\r\nContent-Length: 0\r\n\r\n"), .outcome = HTTP_ANSWERED,
     .says = "undocumented status 999"},

    /* TLS */
    {"an expired certificate", SEND(JSON "\r\n" BODY), .outcome = HTTP_TLS_REFUSED, .says = "expired",
     .tls = true, .kind = CERTIFICATE_EXPIRED},
    {"a self-signed certificate", SEND(JSON "\r\n" BODY), .outcome = HTTP_TLS_REFUSED, .says = "self",
     .tls = true, .kind = CERTIFICATE_SELF_SIGNED},
    {"a certificate for another name", SEND(JSON "\r\n" BODY), .outcome = HTTP_TLS_REFUSED, .says = "name",
     .tls = true, .kind = CERTIFICATE_WRONG_NAME},
    {"a body without end behind TLS", SEND_FILLER(JSON "\r\n"), .outcome = HTTP_TOO_LARGE,
     .says = "the body is longer than 67108864 bytes", .mebibytes = 110, .tls = true},
    {"a length cut behind TLS",
     {WIRE_DO(WIRE_READ), WIRE_TEXT(JSON "Content-Length: 14\r\n\r\n" BODY), WIRE_DO(WIRE_CUT)},
     .outcome = HTTP_FALSE_LENGTH,
     .says = "after 13 of the 14",
     .tls = true},
    {"a body cut behind TLS",
     {WIRE_DO(WIRE_READ), WIRE_TEXT(JSON "\r\n{\"inputs\":"), WIRE_DO(WIRE_CUT)},
     .outcome = HTTP_ANSWERED,
     .says = "is not JSON",
     .tls = true},
};

const size_t hostile_row_count = sizeof hostile_rows / sizeof *hostile_rows;

struct wire_server *hostile_serve(const struct hostile_row *row, struct buffer *text,
                                  struct wire_step steps[HOSTILE_STEPS], const struct authority *authority,
                                  const struct wire_step *before)
{
    memcpy(steps, row->steps, sizeof row->steps);
    if (!filler[0]) /* once: servers that are under way send it */
        memset(filler, 'x', sizeof filler);
    buffer_init(text, BUFFER_UNBOUNDED);
    if (row->build) {
        row->build(text);
        steps[0] = (struct wire_step)WIRE_DO(WIRE_READ);
        steps[1] = (struct wire_step){.verb = WIRE_SEND, .bytes = text->data, .length = text->length};
        steps[2] = (struct wire_step)WIRE_DO(WIRE_END);
    }
    const struct wire_step *first = before ? before : steps;
    struct wire_server *server =
        row->tls ? wire_server_new_tls(first, authority, row->kind) : wire_server_new(first);
    if (before)
        wire_server_then(server, steps);
    return server;
}

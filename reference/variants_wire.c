/* Lawful ways to frame answers. */

#include "reference/behaviour.h"

#define FRAMED(name, words, ...)                                                                             \
    {                                                                                                        \
        .about = {name, words, false, false}, .wire = &(const struct wire_shape)                             \
        {                                                                                                    \
            __VA_ARGS__                                                                                      \
        }                                                                                                    \
    }
#define CLOSING .close = true, .last = "Connection: close\r\n"

#define EIGHT(text) text text text text text text text text
#define LONG_VALUE  EIGHT(EIGHT("0123456789abcdefghijklmnopqrstuvwxyz0123456789; "))

const struct behaviour variant_wire_table[] = {
    FRAMED("header-names-lower", "header names are in lower case", .names = NAMES_LOWER),
    FRAMED("header-names-upper", "header names are in upper case", .names = NAMES_UPPER),
    FRAMED("header-names-mixed", "header names are in mixed case", .names = NAMES_MIXED),
    FRAMED("no-space-after-colon", "header values follow their colon at once", .colon = ":"),
    FRAMED("white-space-after-colon", "header values follow a tab and spaces", .colon = ":\t  "),
    FRAMED("http-1.0", "answers are HTTP/1.0 and close the connection", .version = "HTTP/1.0", CLOSING),
    FRAMED("http-1.0-without-length", "answers are HTTP/1.0 and end with the connection",
           .version = "HTTP/1.0", .framing = FRAMED_BY_CLOSE),
    FRAMED("closes-with-notice", "the connection is closed behind each answer, which says so", CLOSING),
    FRAMED("closes-without-notice", "the connection is closed behind each answer, as an idle one may be",
           .close = true),
    FRAMED("ended-by-close", "bodies end with the connection", .framing = FRAMED_BY_CLOSE,
           .last = "Connection: close\r\n"),
    FRAMED("chunked", "bodies come in one chunk", .framing = FRAMED_BY_CHUNKS),
    FRAMED("chunks-of-one-byte", "bodies come in chunks of a byte", .framing = FRAMED_BY_CHUNKS, .chunk = 1),
    FRAMED("chunk-extensions", "chunks have extensions and a trailer", .framing = FRAMED_BY_CHUNKS,
           .chunk = 32, .extension = ";name=\"a b\";flag", .first = "Trailer: X-Checksum\r\n",
           .trailer = "X-Checksum: 17\r\n"),
    FRAMED("byte-by-byte", "answers come in pieces of a few bytes", .piece = 29, .pause = 1),
    FRAMED("no-reason", "status lines have an empty reason phrase", .reason = ""),
    FRAMED("odd-reason", "status lines have a reason phrase of their own",
           .reason = "Everything \xE2\x80\x94 as it were: fine, 500 times"),
    FRAMED("continue-first", "answers follow a 100 that nobody asked for",
           .before = "HTTP/1.1 100 Continue\r\n\r\n"),
    FRAMED(
        "hints-first", "answers follow a 102 and a 103",
        .before =
            "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n"),
    FRAMED("further-headers", "answers have further header fields",
           .last =
               "Server: gunicorn\r\nX-Request-Id: 5f1c\r\nVia: 1.1 vegur, 1.1 varnish\r\nSet-Cookie: a=b; "
               "HttpOnly\r\nSet-Cookie: c=d\r\nStrict-Transport-Security: max-age=63072000\r\nX-Empty:\r\n"),
    FRAMED("long-header", "answers have a header field of three kilobytes",
           .last = "X-Trace: " LONG_VALUE "\r\n"),
    {.about = {NULL, NULL, false, false}},
};

/* Answers that are no whole HTTP: lengths that lie, connections that end early, heads that are none. Each concerns the
 * answers of one occasion alone. */
#include "reference/behaviour.h"

#define BENT(name, words, ...)                                                                               \
    {                                                                                                        \
        .about = {name, words, false, false}, .wire = &(const struct wire_shape)                             \
        {                                                                                                    \
            __VA_ARGS__                                                                                      \
        }                                                                                                    \
    }
/* A value of which the process dies: nothing is answered. */
#define DIES(name, words, operation, what, hard)                                                             \
    {                                                                                                        \
        .about = {name, words, false, false}, .odd = {operation, what, OUTCOME_CRASH, NULL},                 \
        .wire = &(const struct wire_shape)                                                                   \
        {                                                                                                    \
            .operations = operation, .occasions = ON_CRASH, .end = END_BEFORE, .reset = hard                 \
        }                                                                                                    \
    }
#define REFUSED .operations = OPERATION_KICKOFF, .occasions = ON_NO_INPUTS
#define RESUME  .operations = OPERATION_RESUME, .occasions = ON_UNKNOWN

const struct behaviour fault_wire_table[] = {
    BENT("length-too-large", "a kickoff without inputs is told with a Content-Length beyond the body's",
         REFUSED, .length_error = 7, .close = true),
    BENT("length-too-small", "resuming an unknown execution is told with a Content-Length below the body's",
         RESUME, .length_error = -7),
    BENT("two-lengths", "a kickoff without inputs is told with two Content-Lengths that differ", REFUSED,
         .last = "Content-Length: 3\r\n"),
    BENT("length-no-number", "resuming an unknown execution is told with a Content-Length that is no number",
         RESUME, .framing = FRAMED_BY_CLOSE, .last = "Content-Length: many\r\n"),
    BENT("chunk-size-lies", "resuming an unknown execution is told in chunks of false sizes", RESUME,
         .framing = FRAMED_BY_CHUNKS, .size_text = "3"),
    BENT("chunk-size-no-number", "a kickoff without inputs is told in chunks whose size is no number",
         REFUSED, .framing = FRAMED_BY_CHUNKS, .size_text = "zz"),
    BENT("last-chunk-missing", "a kickoff without inputs is told without the last chunk", REFUSED,
         .framing = FRAMED_BY_CHUNKS, .chunk = 16, .no_last_chunk = true, .close = true),
    BENT("called-chunked-and-plain",
         "resuming an unknown execution is told in a body that is called chunked and is not", RESUME,
         .framing = FRAMED_BY_CLOSE, .last = "Transfer-Encoding: chunked\r\n"),
    BENT("called-gzip-and-plain",
         "resuming an unknown execution is told in a body that is called gzip and is not", RESUME,
         .last = "Content-Encoding: gzip\r\n"),
    BENT("nothing-at-all", "the connection is closed where all inputs are missing", REFUSED,
         .end = END_BEFORE),
    BENT("reset", "the connection is reset where an execution to resume is unknown", RESUME,
         .end = END_BEFORE, .reset = true),
    BENT("cut-in-status-line",
         "the connection is closed in the status line where an execution to resume is unknown", RESUME,
         .end = END_IN_STATUS_LINE),
    BENT("cut-in-head", "the connection is closed in the head where all inputs are missing", REFUSED,
         .end = END_IN_HEAD),
    BENT("cut-after-head", "the connection is closed after the head where an execution to resume is unknown",
         RESUME, .end = END_AFTER_HEAD),
    BENT("cut-in-body", "the connection is closed in the body where an execution to resume is unknown",
         RESUME, .end = END_IN_BODY),
    BENT("reset-in-body", "the connection is reset in the body where an execution to resume is unknown",
         RESUME, .end = END_IN_BODY, .reset = true),
    BENT("garbage-first", "there is garbage before the status line where all inputs are missing", REFUSED,
         .before = "\x16\x03\x01 garbage\r\n"),
    BENT("body-alone", "resuming an unknown execution is told without a head, as in HTTP/0.9", RESUME,
         .bare = true),
    BENT("status-line-of-another-protocol",
         "resuming an unknown execution is told with the status line of RTSP", RESUME,
         .status_line = "RTSP/1.0 404 Not Found\r\n"),
    BENT("status-no-number", "a kickoff without inputs is told with a status that is no number", REFUSED,
         .status_line = "HTTP/1.1 WAT Unprocessable\r\n"),
    BENT("header-without-colon", "resuming an unknown execution is told with a header line that has no colon",
         RESUME, .last = "this is no header line\r\n"),
    BENT("kickoff-cut-in-body", "the connection is closed in the body of every kickoff that is taken",
         .operations = OPERATION_KICKOFF, .occasions = ON_KICKOFF, .end = END_IN_BODY),
    DIES("dies-of-deep-meta", "the connection is closed without an answer to 16 levels of meta",
         OPERATION_KICKOFF, TRAIT_DEEP, false),
    DIES("dies-of-long-feedback", "the connection is reset without an answer to a feedback of 8 KiB",
         OPERATION_RESUME, TRAIT_LONG, true),
    {.about = {NULL, NULL, false, false}},
};

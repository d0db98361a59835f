/* The event log of a run: one JSON object a line, written as things happen, with every secret masked. Reports
 * are views of it (record/model.h); a run that is killed leaves a log that reads up to the cut. What may have started or
 * changed something stands there before anything else happens; a GET and a verdict may be missing where the run is killed
 * amid another line's write(2), which they wait to go along with.
 *
 * Every line begins with
 *   type     one of the types below
 *   run      the run's id
 *   target   the target's label; absent where a line concerns the run as a whole
 *   seq      1, 2, 3 … within the run, in the order of the file
 *   t        microseconds of the monotonic clock (base/clock.h) when it was written
 * and goes on with the members of its type. All other times are points of that same clock, all durations are
 * microseconds; the run line ties the clock to the time of day. Members in brackets may be absent, and so may
 * null. Readers ignore members that they do not know. reports/record.schema.json states the same for machines.
 *
 *   run        version         of crewcheck
 *              started         RFC 3339; belongs to this line's t
 *              options         object: the options that were given, by name
 *              seed            integer
 *              level           "must" or "should": what the gate counts
 *              [shard]         "2/5"
 *              contract        {name, sha256, title, version, sources: [name…],
 *                              [operations]: [{id, method, path, responses: [{status, media: [type…]}…]}…]}
 *   target     url, bundled    bundled: the deployment that crewcheck brings along, not one of yours
 *              [traffic]       true: nothing was sent, traffic that was recorded elsewhere was judged
 *   case       id, suite, title, level
 *              [basis]         {[operation], pointer, [source], [line], [words]}: where the contract promises it
 *              [covers]        {operation, [status], [media], [constraint]}: the documented response, or the
 *                              constraint of a request, that a verdict on this case examines
 *   exchange   n               1, 2, 3 … within the run: record_number()
 *              [case]          or another name, where no case asked ("preflight", "scenario.rich"), or where it asked
 *                              once more: "kickoff.fuzz.valid.3.smaller"
 *              [operation], [execution]
 *              attempt         1, and more where it was tried again
 *              request         {method, url, headers: [[name, value]…], [body]}
 *              outcome         "answered", or what came in the answer's place, a word of http/: "refused" …
 *              [detail]        the transport error in words
 *              [response]      {status, [version], headers, [body]}
 *              started, [first_byte], ended
 *   callback   execution       the scenario whose URL was called (it may come before there is a kickoff id)
 *              kind            "step", "task", "crew", "human-input" or "unknown"
 *              n               1, 2, 3 … as exchanges have it, from the same numbers
 *              method, path, headers, [body]
 *              answered        the status that we answered, 0: the connection was closed without one
 *              started, ended
 *   execution  execution       the kickoff id; "" while none is known
 *              scenario        "rich", "bare", "odd", or the case that started it unwillingly
 *              phase           "started", "possibly-started", "running", "waiting", "resumed", "completed",
 *                              "error", "timed-out", "gone" or "left"
 *              [exchange]      n of the exchange, or callback, that showed it
 *              [status], [task], [completed_tasks], [total_tasks]
 *              [detail]        of "waiting" how that became known, of "resumed" "approved" or "rejected"
 *                              Of polls that tell the same, one after the other, the first alone has a line. Each
 *                              request of an execution names it as its case, "scenario.rich", so that its timeline is:
 *                              these lines, those exchanges, and the callbacks of the same scenario
 *   charge     operation       "reserve", "return" or "spend"
 *              [case], [reason], count
 *              spent, cap      executions known or presumed started so far, and the most that may be
 *   finding    case, level
 *              aspect          what kind of promise: "status", "media-type", "json", "schema", "header",
 *                              "transport", "history", "callback", "expectation" …
 *              title           the contradiction in one line
 *              expected, found in words, each complete in itself
 *              [note]          more: the branch that was meant, the likely cause, what to run instead
 *              [place]         "request", "response" or "callback": whose body `body_pointer` points into
 *              [body_pointer]  JSON pointer of the contradicting place; "" is the whole body
 *              [contract]      {pointer, [source], [line], [column], [words]}: the words contradicted
 *              [exchange]      n of the first exchange or callback that shows it
 *              [execution]     kickoff id
 *              [more]          how many further exchanges show the same
 *   verdict    case, verdict   "passed", "failed", "errored" or "skipped"
 *              [reason]        why errored or skipped; the same words for the same reason
 *              duration, findings
 *              [waived]        the waiver's reason: the failure does not fail the gate
 *   summary    exit            the exit code
 *              counts          {passed, failed, errored, skipped, waived}; waived ones are among the failed
 *              executions      {started, possibly, cap}
 *              duration
 *              [interrupted]   true: the run ended before its plan did
 *              [problem]       one sentence, where the run ended for a reason of its own
 *              [gate]          [{kind, [case], text, hint}…]: what fails the gate beside the cases, such as the
 *                              kinds "stale-waiver", "expired-waiver" and "unmatched-waiver" */
#ifndef CREWCHECK_RECORD_RECORD_H
#define CREWCHECK_RECORD_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "json/json.h"
#include "record/redact.h"

enum record_type {
    RECORD_RUN,
    RECORD_TARGET,
    RECORD_CASE,
    RECORD_EXCHANGE,
    RECORD_CALLBACK,
    RECORD_EXECUTION,
    RECORD_CHARGE,
    RECORD_FINDING,
    RECORD_VERDICT,
    RECORD_SUMMARY
};

/* "run", "target" … */
const char *record_type_name(enum record_type type);

struct record_options {
    const char *path; /* the file to write; NULL: none, the record can only be read back through its handle */
    bool append;      /* keep what the file holds; else it is emptied */
    const char *run;  /* the run's id; NULL: a random UUID */
    struct redact
        *redact; /* borrowed; secrets may be added while the record is open; NULL: nothing is masked */
    unsigned left_out; /* types whose lines are not written: a bit each, 1u << RECORD_EXCHANGE … */
    size_t body_maximum; /* bytes of a body that are kept; 0: 1 MiB */
};

struct record;

/* Opens a record. Returns NULL and sets `error` where the file cannot be written. */
struct record *record_open(const struct record_options *options, struct error *error);

/* Closes it. Returns false and sets `error` where any line could not be written. Accepts NULL. */
bool record_close(struct record *record, struct error *error);

const char *record_run(const struct record *record);

/* Are lines of that type written? Where they are not, their fields need not be made. */
bool record_wants(const struct record *record, enum record_type type);

/* The next number for an exchange or a callback. Thread-safe. */
int64_t record_number(struct record *record);

/* Writes one line: `fields`, an object that is taken over, after the members that every line has. `target` may be
 * NULL. All texts and keys are masked on the way out; members named "headers" and "url" by the rules for those.
 * It is on the file, whole, before this returns: by a write(2) of its own, or by one together with lines of other threads.
 * A failure to write is kept for record_close(). Thread-safe. */
void record_emit(struct record *record, const char *target, enum record_type type,
                 struct json_object *fields);

/* A body, to be put into `fields`: {text, or base64 where it is no UTF-8, length, sha256, [truncated: true]}.
 * `length` is that of the body as it travelled, `sha256` that of the masked bytes in full. `cut`: the transport
 * kept only this beginning of a longer body. Owned by the caller. */
struct json_object *record_body(struct record *record, const char *bytes, size_t length, bool cut);

/* Appends [name, value] to an array of headers; what is no UTF-8 is read as Latin-1. */
void record_header(struct json_object *headers, const char *name, const char *value);

/* A descriptor for pread(2) that sees what this run has written, and at which offset that begins. Borrowed. */
int record_descriptor(const struct record *record, int64_t *start);

#endif

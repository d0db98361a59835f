/* What one or several records say, ready for reports: runs, their targets, and for each target its suites, cases,
 * findings, exchanges and executions.
 *
 * A record that was cut off reads up to the cut; what follows a cut (records joined one after the other) is read
 * too. Shards of one run (the same contract, target and number of shards) become one target. A case without a
 * verdict counts as skipped, for the run ended before it was judged.
 *
 * Everything lives in the model and is borrowed from it. Texts are never NULL but "" where the record has none,
 * unless said otherwise. Times are microseconds since the start of their run. */
#ifndef CREWCHECK_RECORD_MODEL_H
#define CREWCHECK_RECORD_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/memory.h"
#include "json/json.h"

struct record;

enum model_verdict { MODEL_PASSED, MODEL_FAILED, MODEL_ERRORED, MODEL_SKIPPED, MODEL_VERDICTS };

/* "passed", "failed" … */
const char *model_verdict_name(enum model_verdict verdict);

struct model_counts {
    size_t by[MODEL_VERDICTS];
    size_t waived; /* among the failed */
    size_t total;
};

/* One line on one execution of a crew. */
struct model_event {
    int64_t time;
    const char *phase; /* as the record has it: "started", "waiting" … */
    const char *status, *task, *detail;
    int64_t completed_tasks, total_tasks; /* -1 where not told */
    int64_t exchange;                     /* 0: none */
};

struct model_execution {
    const char *id; /* the kickoff id; "" where none became known */
    const char *scenario;
    const struct model_run *run;
    struct model_event *events;
    size_t count, capacity;
    struct model_exchange **exchanges; /* its requests and callbacks, in the order of their beginnings */
    size_t exchange_count, exchange_capacity;
};

/* A request and what came of it, or a callback that came in. What takes room stays in the record: model_load(). */
struct model_exchange {
    int64_t number;
    bool is_callback;
    const char *case_id, *operation, *execution;
    const char *kind; /* of a callback: "step", "task" … */
    const char *method, *url;
    const char *outcome, *detail;
    int64_t attempt;
    int64_t status;                     /* of the response, or of our answer to a callback; 0: none */
    int64_t started, first_byte, ended; /* first_byte -1: none came */
    const struct model_run *run;
    size_t source; /* private: where its line stands */
    int64_t offset;
    size_t length;
};

/* Words of the contract. */
struct model_words {
    const char *operation, *pointer, *source, *words;
    int64_t line, column; /* 0: not known */
};

struct model_finding {
    const char *case_id, *level, *aspect, *title, *expected, *found, *note;
    const char *place;        /* "request", "response", "callback", or "" */
    const char *body_pointer; /* NULL where the finding points to no body */
    struct model_words contract;
    const struct model_exchange *exchange; /* or NULL */
    const char *execution;
    int64_t more;
};

/* The part of the contract that a case examines; `operation` "" where it names none. */
struct model_covers {
    const char *operation, *status, *media, *constraint;
};

struct model_case {
    const char *id, *suite, *title, *level;
    struct model_words basis;
    struct model_covers covers;
    enum model_verdict verdict;
    bool judged; /* a verdict was written */
    bool below;  /* only findings below the run's level: it counts as passed, and its verdict here says so */
    const char *reason, *waived;
    int64_t duration, ended; /* ended: when the verdict was written */
    struct model_finding **findings;
    size_t finding_count, finding_capacity;
    struct model_exchange **exchanges; /* that it caused, by their number */
    size_t exchange_count, exchange_capacity;
};

struct model_suite {
    const char *name;
    struct model_case **cases; /* as planned */
    size_t count, capacity;
    struct model_counts counts;
    int64_t duration;
};

/* A response that an operation documents. */
struct model_response {
    const char *status;
    const char *media; /* its media types: "application/json, text/plain"; "" for none */
};

struct model_operation {
    const char *id, *method, *path;
    struct model_response *responses;
    size_t count;
};

struct model_contract {
    const char *name, *sha256, *title, *version;
    struct model_operation *operations;
    size_t operation_count;
};

/* What fails the gate beside the cases: a stale waiver and the like. */
struct model_gate {
    const char *kind, *case_id, *text, *hint;
};

struct model_run {
    const char *id, *version, *started, *level, *shard;
    int64_t wall; /* the time of day when it started, as clock_wall() has it */
    int64_t seed;
    struct model_contract contract;
    struct json_object *options; /* object or NULL */
    bool finished;               /* a summary was written */
    bool interrupted;
    int64_t exit, duration;
    const char *problem;
    struct model_gate *gate;
    size_t gate_count;
    int64_t executions_started, executions_possibly, executions_cap; /* cap -1: not told */
    int64_t origin, last_seq;                                        /* private */
};

struct model_target {
    const struct model_run *run; /* the first, where shards were joined */
    const char *label, *url;
    bool bundled;
    bool traffic; /* recorded elsewhere; the label names the file */
    struct model_suite **suites;
    size_t suite_count, suite_capacity;
    struct model_case **cases;
    size_t case_count, case_capacity;
    struct model_exchange **exchanges;
    size_t exchange_count, exchange_capacity;
    struct model_execution **executions;
    size_t execution_count, execution_capacity;
    struct model_counts counts;
    struct model_index *index; /* private */
};

struct model {
    struct model_run **runs;
    size_t run_count, run_capacity;
    struct model_target **targets;
    size_t target_count, target_capacity;
    struct model_counts counts; /* of all targets */
    size_t unreadable;          /* lines that were cut off or are no lines of a record */
    struct arena arena;
    struct model_sources *sources; /* private */
};

struct model *model_new(void);
void model_free(struct model *model); /* accepts NULL */

/* Adds a record from a file, "-" being standard input. Returns false and sets `error` where it cannot be read
 * or has no line of a record. Call model_finish() after the last one. */
bool model_read_file(struct model *model, const char *path, struct error *error);

/* Adds what the open record's run has written so far. The record must stay open as long as the model lives. */
bool model_read_record(struct model *model, const struct record *record, struct error *error);

/* Joins shards and counts. Nothing is read any more afterwards. */
void model_finish(struct model *model);

/* The line of an exchange or a callback, whole. Returns NULL and sets `error` where it cannot be read any more.
 * Release it by json_document_free(). */
struct json_document *model_load(const struct model *model, const struct model_exchange *exchange,
                                 struct error *error);

/* The bytes of a body as record_body() made it, appended to `out`; false where there is none (NULL too). */
bool model_body_bytes(const struct json_object *body, struct buffer *out);

/* The case of that id, or NULL. */
struct model_case *model_case_find(const struct model_target *target, const char *id);

/* The exchange or callback of that number, or NULL. */
const struct model_exchange *model_exchange_find(const struct model_target *target, int64_t number);

/* The exit code of all runs together: what a run wrote; for one that was killed 1 where a failure is not waived,
 * else 3. The first that is neither 0, 1 nor 3 wins, then 1, then 3. 3 for a model without runs. */
int model_exit(const struct model *model);

#endif

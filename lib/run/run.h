/* A run: the cases of a plan examined against one target. Knows cases, scenarios, verdicts and the budget; what a
 * crew is, only the suites know. */
#ifndef CREWCHECK_RUN_RUN_H
#define CREWCHECK_RUN_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "contract/contract.h"
#include "follow/follow.h"
#include "http/client.h"
#include "http/exchange.h"
#include "http/listener.h"
#include "judge/finding.h"
#include "judge/judge.h"
#include "record/record.h"
#include "run/budget.h"
#include "run/waivers.h"

struct run;
struct run_request;
struct run_exam; /* one case being examined, on one thread */

/* ---- Cases ---- */

enum run_cost {
    RUN_READS,   /* cannot change anything */
    RUN_CHANGES, /* might change something where it is accepted, yet starts no execution */
    RUN_REFUSED,  /* must be refused; starts an execution where it is accepted all the same */
    RUN_STARTS    /* starts an execution */
};

/* Where the contract says so. */
struct run_basis {
    const char *operation; /* an operationId, or NULL where `pointer` is of the whole document */
    const char *pointer;   /* inside the operation ("/responses/200"; "" is the whole), or "#/components/…" */
};

typedef void run_examine(struct run_exam *exam, const void *data);

/* One promise to be examined. A row of a suite's table, or derived. */
struct run_case {
    const char *suite;
    const char *id;    /* stable slug: "<suite>.<…>.<place>.<rule>" */
    const char *title; /* the obligation, in words that a crew's owner understands */
    enum finding_level level;
    struct run_basis basis;
    enum run_cost cost;
    const char *scenario; /* NULL: a short case. Else the scenario whose ended history it reads: run_history() */
    const char *const *asks; /* operationIds that it asks for besides, ended by NULL; or NULL */
    const char *also;     /* a second scenario that it needs: run_history_of(); or NULL */
    /* Of a short case that was skipped: examined once more over the history of this scenario, where that runs for the sake
     * of others. The skip stands unless this finds something or says run_take_back(). */
    const char *second_scenario;
    run_examine *second;
    bool both; /* the second time not only where it was skipped */
    /* Of a short case: examined when the scenarios have ended, so that it takes nothing of their budget; those that start an
     * execution come last, one after the other. Its `second` has no scenario: it is called for one case after the other, in the
     * order of the plan. */
    bool late;
    run_examine *examine; /* NULL: an answers case, judged from all responses of its operation */
    const void *data;     /* for `examine` */
    bool whole;           /* examined when all others were: of everything that was answered, run_sighted() */
    bool always;          /* an option of its own asks for it: no selection leaves it out */
    bool supporting;      /* not selected itself: its requests give selected answers cases something to judge */
    /* Of an answers case: */
    const char *status; /* "200", "4XX", "default"; NULL: undocumented ones */
    enum judge_aspect aspect;
};

/* An execution that a run starts once, on first need, and follows to its end; or, of a contract that knows none, one request
 * and what is called upon it. */
struct run_scenario {
    const char *name;
    const char *starts;      /* operationId of the request that starts it */
    const char *const *then; /* those that follow, ended by NULL */
    /* Makes the script that follows it; called once, before the first case. The script's context lives in `arena`. */
    bool (*begin)(struct run *run, void *facts, struct arena *arena, struct follow_script *script,
                  struct error *reason);
    bool free;               /* its request starts no execution: no charge is taken */
};

struct run_plan {
    struct arena arena;      /* owns derived cases */
    struct run_case *cases;
    size_t count, capacity;
    const struct run_scenario *scenarios;
    size_t scenario_count;
    /* The operationId of which it turns out only in a scenario how it is to be asked: its short cases wait until a script
     * says run_decide(), or no scenario runs. NULL: none. */
    const char *undecided;
    /* Makes the script that lets go of an execution which a case started against its will. Called on the follower's
     * thread. NULL: nobody needs to. */
    void (*release)(struct run *run, void *facts, struct arena *arena, const char *kickoff_id,
                    struct follow_script *script);
};

void run_plan_add(struct run_plan *plan, const struct run_case *row); /* copies the row, borrows its texts */
void run_plan_clear(struct run_plan *plan);

/* Keeps the cases that match one of the suites (none: all) and one of the globs (none: all). Returns how many. Where
 * answers cases are among them and no case that sends their operations anything, those that do stay as supporting ones. */
size_t run_plan_select(struct run_plan *plan, const char *const *suites, size_t suite_count, const char *const *globs,
                       size_t glob_count);

/* ---- A run ---- */

/* Bytes of an execution's id. A longer one is taken for none: it would stand in the path of every request after it. */
enum { RUN_ID_MAXIMUM = 4096 };

/* How far a run has come. */
struct run_progress {
    size_t done, total, failed; /* cases */
    size_t asked, asking;       /* of them that send requests of their own: examined, and in all; they take the time */
    size_t executions;          /* followed at present */
    const char *doing;          /* the case that was judged last; "" while only executions are awaited */
};

struct run_options {
    struct judge judge;
    /* How to reach the target; `seen` is set by the run, which makes its own clients. */
    struct http_options http;
    /* Where the target's callbacks come in: an address to bind and the base URL that the target knows it by. A NULL
     * address: there is no listener. */
    const char *listen_address;
    uint16_t listen_port;
    const char *listen_url; /* NULL: the listener's own */
    const char *target; /* the label that every line of the record carries */
    const char *token, *user_token; /* NULL: none */
    long workers;
    size_t maximum_executions;
    enum finding_level level; /* what the counts take for a failure: findings of this level and above */
    const char *const *require; /* globs: a case that matches one may not be skipped */
    size_t require_count;
    struct waivers *waivers; /* known failures, or NULL */
    bool read_only;
    bool shuffle;
    uint64_t seed;
    int64_t execution_timeout; /* microseconds */
    int64_t maximum_response_time; /* 0: off */
    void (*progress)(void *context, const struct run_progress *progress); /* or NULL; any thread */
    void *progress_context;
};

/* Makes ready to reach the target; nothing is sent. Options and what they point to are borrowed. NULL with `error` set
 * where the target's URL, a certificate file or the listener's address will not do. */
struct run *run_new(const struct run_options *options, struct error *error) __attribute__((warn_unused_result));
void run_free(struct run *run); /* accepts NULL */

/* Where everything is written from now on: before the first request. Borrowed. */
void run_record_in(struct run *run, struct record *record);

/* Examines every case of the plan. `facts` is what the suites know of the target, passed through to cases and scenarios.
 * Returns false where the run was interrupted. Cases, exchanges, findings, verdicts and charges are in the record. */
bool run_examine_all(struct run *run, const struct run_plan *plan, void *facts);

/* A request that a plan would send. */
struct run_rehearsed {
    const char *case_id; /* or "scenario.rich" */
    const char *method, *target; /* below the target's base URL; of what follows in a scenario, the template */
    bool starts;         /* it starts an execution where it is accepted */
};

/* Goes through the plan against nobody, as if everything were accepted: tells each request that would be sent, and returns
 * how many executions it would start, the cap left aside. Nothing touches the network or a record; of the options, the
 * target may be missing. */
size_t run_rehearse(const struct run_options *options, const struct run_plan *plan, void *facts,
                    void (*hear)(void *context, const struct run_rehearsed *request), void *context);

bool run_is_rehearsal(const struct run *run);

/* Writes the plan's cases to the record where none is going to be examined: they count as skipped. */
void run_leave_all(struct run *run, const struct run_plan *plan);

/* Sends one request outside of any case: it is recorded and judged like all others, never charged. The caller frees the
 * exchange. For finding out, before the first case, whether the target answers at all. */
struct http_exchange *run_ask(struct run *run, const struct run_request *request);

/* Records an exchange that was made elsewhere, judges its answer against the operation and counts it for the cases of
 * answers. Returns its number in the record. */
size_t run_take(struct run *run, const struct http_exchange *exchange, const char *operation);

/* Ends the run early: from any thread, not from a signal handler. */
void run_interrupt(struct run *run);
bool run_is_interrupted(const struct run *run);

struct run_counts {
    size_t passed, failed, errored, skipped;
    size_t waived;            /* among the failed: they do not fail the gate */
    size_t faults;            /* what fails the gate beside the cases */
    size_t started, presumed; /* executions */
    bool interrupted;
};

struct run_counts run_counts(const struct run *run);

/* Did the case of that id pass or fail? False for one that the plan does not have. */
bool run_has_judged(const struct run *run, const char *case_id);

/* The outcomes of a run as exit codes. */
enum run_exit {
    RUN_CONFORMS = 0,
    RUN_HAS_FAILURES = 1,
    RUN_BAD_USAGE = 2, /* known before the first request */
    RUN_UNJUDGED = 3,  /* no failure, and a case that could not be judged, or none that was */
    RUN_INTERRUPTED = 130
};

enum run_exit run_exit_of(const struct run_counts *counts);

/* ---- For the functions that examine ---- */

/* A token goes where the operation's security scheme has it: a bearer's or a basic Authorization, an API key's header,
 * query or cookie; a bearer's where the contract names no such scheme. */
enum run_credentials { RUN_TOKEN, RUN_USER_TOKEN, RUN_NO_TOKEN, RUN_AUTHORIZATION, RUN_OTHER_TOKEN };

/* The scheme that a token is sent by: of the first alternative that asks for one token alone; NULL without any. */
const struct contract_scheme *run_scheme_of(const struct contract_operation *operation);

struct run_field { /* of a header; a list of them is ended by one without a name */
    const char *name, *value;
};

struct run_request {
    const char *name; /* that the record and X-Crewcheck-Case have it by; NULL: the case's id */
    const char *operation; /* operationId: its method and path, and the answer is judged against it. NULL: none */
    const char *method;    /* NULL: the operation's */
    const char *path;      /* below the target's base URL; NULL: the operation's template */
    const char *path_value; /* what stands for the template's only parameter, sent as it is; NULL: none */
    enum run_credentials credentials;
    const char *authorization; /* of RUN_AUTHORIZATION: the whole value */
    const char *token;         /* of RUN_OTHER_TOKEN */
    const struct run_field *fields; /* more header fields; or NULL */
    const char *content_type;  /* NULL: application/json where there is a body; "": the field is not sent */
    const char *accept;        /* NULL: application/json */
    const char *body;          /* NULL: none */
    size_t length;
    struct json_object *json; /* written as the body; borrowed; instead of `body` */
    bool spends;              /* accepted, it starts an execution: a charge is reserved */
    bool modest;              /* which is not the last one: that is left to requests that must be refused */
    bool changes;             /* accepted, it might change something else: not sent where nothing but reading is wanted */
    unsigned provoked;        /* judge_provoked */
    bool trial; /* what comes of it may not be this case's fault: an answer that broke off is returned, without a finding */
};

struct run_answer {
    const struct http_exchange *exchange;
    struct judgement judgement;
    size_t number; /* in the record */
};

/* Sends a request and waits. NULL where there is no complete answer: the case's verdict then says why (failed for a
 * target that does not speak HTTP to the end, errored where it could not be asked, skipped for the budget). The answer
 * lives as long as the exam. Every answer is judged and counted for the `answers` cases. */
const struct run_answer *run_send(struct run_exam *exam, const struct run_request *request);

/* The first answer that the exam has got; NULL: none. */
const struct run_answer *run_answered(const struct run_exam *exam);

/* Is the status one of these: "200", "400 422", "4xx"? And they in words: "400 or 422", in the arena. */
bool run_status_among(int status, const char *statuses);
const char *run_statuses_in_words(struct arena *arena, const char *statuses);

/* Is the answer's status one of these? "200", "400 422", "4xx"; a finding where it is not, or where it broke off. */
bool run_expect_status(struct run_exam *exam, const struct run_answer *answer, const char *statuses);

/* A finding that binds nobody where a gateway had to be tried again before the answer came; of run_send() it is made
 * anyhow. */
bool run_expect_first_try(struct run_exam *exam, const struct http_exchange *exchange, size_t number);

/* A finding of this case; a zero basis becomes the case's own, the level likewise. */
void run_fail(struct run_exam *exam, const struct run_answer *answer, const struct finding *finding);

/* Why nothing more is sent to the operation, or to the target as a whole (`operation` NULL): three requests in a row brought
 * no answer that can be judged (silence, a time-out, refusals for their rate until none was due), and for RUN_PATIENCE no other did.
 * NULL: it is asked. Lives as long as the run. From any thread. */
#define RUN_PATIENCE (20 * CLOCK_SECOND)
const char *run_gave_up(struct run *run, const char *operation);

/* The verdicts that are no findings; the first one stays, a finding wins over both. */
void run_skip(struct run_exam *exam, const char *format, ...) __attribute__((format(printf, 2, 3)));
void run_errored(struct run_exam *exam, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Why the case could not be judged so far, or NULL; borrowed. */
const char *run_trouble(const struct run_exam *exam);

const struct run_case *run_case_of(const struct run_exam *exam);
const struct follow_history *run_history(const struct run_exam *exam); /* of the case's scenario */

/* Of a scenario of that name, for a case that reads a history; NULL where it did not run or not to its end. */
const struct follow_history *run_history_of(const struct run_exam *exam, const char *scenario);

/* Makes a case that was skipped examined, so that it passes unless there is a finding. */
void run_take_back(struct run_exam *exam);

/* Is a case of that id to be examined in this run? */
bool run_has_case(const struct run *run, const char *id);
struct arena *run_arena(struct run_exam *exam); /* dies with the exam */
void *run_facts(struct run_exam *exam);

/* What is looked for in every answer. */
enum run_sight {
    RUN_SIGHT_TOKEN, /* a token of ours, in whatever form, in an answer or a callback */
    RUN_SIGHT_SLOW,  /* an answer that took longer than --max-response-time */
    RUN_SIGHTS
};

struct run_sighting {
    size_t count;      /* 0: none */
    size_t exchange;   /* number in the record: of the first, or the slowest */
    const char *where; /* of a token: the header field, or "the answer's body" */
    int64_t worst;     /* microseconds, of the slowest answer */
};

/* Sets *sighting and returns how many answers were looked at. For cases that are `whole`. */
size_t run_sighted(const struct run_exam *exam, enum run_sight sight, struct run_sighting *sighting);

/* A URL of the run's listener, for the scenario's script: calls to it come as events of this kind. NULL where there is
 * no listener. Lives as long as the run. */
const char *run_callback_url(struct run *run, const char *scenario, const char *kind, enum http_behaviour behaviour);

/* Is there a call to a slow receiver that no history tells of yet? */
bool run_is_called(const struct run *run);

/* A URL of the run's listener for a request that must be refused: nobody has a reason to call it. NULL where there is no
 * listener. Lives as long as the run. One whose request was not surely refused is released: its calls say nothing. */
const char *run_trap_new(struct run *run);
void run_trap_release(struct run *run, const char *url);

struct run_traps {
    size_t set;    /* and not released */
    size_t calls;  /* POSTs that came to them */
    size_t number; /* of the first one, in the record */
    bool heard;    /* some call has come to some URL of the run: the listener can be reached */
};

/* What has come of the traps so far. For cases that are `whole`. */
struct run_traps run_trapped(const struct run_exam *exam);

/* A template with its one parameter replaced by `value`, which is sent as it is. Lives in the arena. */
const char *run_fill_path(struct arena *arena, const char *template, const char *value);

/* What goes over the wire for a request. Its header fields are to be cleared, all else lives in the arena. */
struct http_request run_build_request(struct run *run, const struct run_request *request, const char *case_id,
                                      struct arena *arena);

/* The header fields of a scenario's requests: the token, Accept, and Content-Type where there is a body. Borrowed. */
const struct http_headers *run_scenario_headers(struct run *run, bool with_body);

/* What became of an execution, as the record's execution lines have it. Texts may be NULL where they are not known. */
struct run_note {
    const char *scenario, *kickoff_id, *phase;
    size_t exchange; /* that showed it; 0: none did */
    const char *status, *task, *detail;
    bool progress; /* both numbers were told */
    int64_t completed_tasks, total_tasks;
};

void run_note_execution(struct run *run, const struct run_note *note);

/* A fact that makes cases pointless, known only while the run goes on: all cases that match the glob and are not yet
 * examined are skipped with this reason. */
void run_rule_out(struct run *run, const char *glob, const char *reason);

/* The same for the cases whose basis is in that operation, but for those that match `except` (or NULL). */
void run_rule_out_operation(struct run *run, const char *operation, const char *except, const char *reason);

/* Are short cases still examined, or more executions followed than so many? Histories are read when neither is so. */
bool run_is_busy(struct run *run, size_t executions);

/* It has turned out how the plan's undecided operation is to be asked. */
void run_decide(struct run *run);
struct run *run_of(struct run_exam *exam);
const struct run_options *run_settings(const struct run *run);

#endif

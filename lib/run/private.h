/* What the files of lib/run share. */
#ifndef CREWCHECK_RUN_PRIVATE_H
#define CREWCHECK_RUN_PRIVATE_H

#include <pthread.h>
#include <stdatomic.h>

#include "base/map.h"
#include "record/redact.h"
#include "run/run.h"

#define RUN_WAS_INTERRUPTED "interrupted before it was examined"
#define RUN_BUDGET_IS_SPENT "the budget of %zu executions is spent (--max-executions)"

enum run_verdict { RUN_PENDING, RUN_PASSED, RUN_FAILED, RUN_ERRORED, RUN_SKIPPED };

/* What became of a case. Written by the thread that examines it, under the run's lock. */
struct outcome {
    enum run_verdict verdict;
    char *reason;
    size_t must, should; /* findings of each level */
    char *waived;        /* why its failure does not fail the gate; NULL: it does */
};

/* All responses of one operation and status, one aspect of them; or the undocumented ones. */
struct tally {
    char *status; /* NULL: undocumented ones */
    enum judge_aspect aspect;
    size_t examined, contradicting; /* exchanges */
    struct finding_list findings;   /* distinct ones, each with its first exchange */
    size_t *more;                   /* beside the findings: how many further exchanges show the same */
    size_t more_capacity;
};

/* Those of one operation. */
struct tally_list {
    struct tally **items;
    size_t count, capacity;
};

/* By the glob of an id, else by the operation of the basis and the glob of what is excepted (or NULL). */
struct rule_out {
    char *glob, *operation, *except, *reason;
};

/* With a target, or with one operation of it. The reason, once there is one, stays. */
struct patience {
    int64_t last;   /* when an answer came that could be judged; before, when the first request went out */
    size_t in_vain; /* requests since that brought nothing */
    char *reason;   /* why no more are sent; NULL: they are */
};

/* A path of the listener and what it stands for. */
struct doorway {
    char *scenario, *kind, *url; /* without a scenario, it is a trap */
    bool released;
    size_t calls, number; /* that came, and of a trap the first one's number in the record */
};

struct run {
    struct run_options options;
    struct record *record;
    const struct run_plan *plan;
    struct map cases; /* id → the plan's case */
    void *facts;
    struct budget budget;
    /* Of a rehearsal: nothing is sent, this is told instead. */
    void (*rehearsal)(void *context, const struct run_rehearsed *request);
    void *rehearsal_context;
    size_t rehearsed; /* executions */
    struct http_client *client, *cleanup;
    struct http_headers plain_headers, body_headers; /* of scenarios' requests, without and with a body */
    struct redact *tokens; /* to be found in answers; NULL: none */
    struct http_listener *listener;
    struct http_loop *loop;
    pthread_t loop_thread;
    struct arena scripts; /* what scenarios allocate */
    struct follower *follower;

    pthread_mutex_t lock; /* guards all below */
    pthread_cond_t changed;
    struct outcome *outcomes; /* beside the plan's cases */
    size_t *order;            /* in which short cases are taken */
    size_t next, next_undecided, next_late;
    struct run_exam **postponed; /* beside the plan's cases: skipped, and to be examined once more */
    bool decided;
    struct tally_list *tallies; /* beside the documented contract's operations; NULL: none yet */
    size_t tally_count;
    struct run_sighting sights[RUN_SIGHTS];
    size_t looked_at; /* answers */
    struct arena sight_texts;
    struct rule_out *rules;
    size_t rule_count, rule_capacity;
    struct patience patience; /* with the target */
    struct map patiences;     /* operationId → struct patience */
    struct map doorways; /* path → struct doorway */
    const struct follow_history **histories; /* beside the plan's scenarios; NULL while under way */
    char **unavailable;                      /* beside them: why a scenario did not begin */
    size_t running;                          /* scenarios under way */
    size_t done, total, failed;              /* cases that were selected */
    size_t asked, asking;                    /* of all cases those that send requests of their own */
    atomic_bool interrupted;
    atomic_bool gave_up; /* with the target, or with any operation of it */
};

struct run_exam {
    struct run *run;
    const struct run_case *row;
    const struct follow_history *history;
    struct arena arena;
    struct finding_list findings;
    bool logged; /* the findings are in the record */
    enum run_verdict verdict; /* RUN_PENDING until something is said */
    char *reason;
    struct run_answer **answers;
    size_t answer_count, answer_capacity;
    int64_t began;
};

/* run.c */
void run_know_cases(struct run *run); /* once there is a plan */
void run_begin_exam(struct run *run, const struct run_case *row, struct run_exam *exam);
void run_clear_exam(struct run_exam *exam);
void run_settle_case(struct run *run, size_t index, struct run_exam *exam);

/* decide.c */
const char *run_ruled_out(struct run *run, const struct run_case *row); /* the reason, borrowed; NULL: it is not */
void run_rules_clear(struct run *run);
bool run_is_undecided(const struct run *run, const struct run_case *row);
void run_await_decision(struct run *run);

/* patience.c */
void run_heed(struct run *run, const char *operation, const struct http_exchange *exchange);
void run_patience_clear(struct run *run);

/* rehearse.c */
const struct run_answer *run_rehearse_send(struct run_exam *exam, const struct run_request *request);

/* send.c */
struct run_answer *run_keep_answer(struct run_exam *exam, struct http_exchange *exchange, size_t number);
void run_report_silence(struct run_exam *exam, const struct http_exchange *exchange, size_t number);
void run_settle_charge(struct run *run, const char *case_id, const struct http_exchange *exchange);
bool run_take_charge(struct run *run, const char *case_id, bool *later);
int64_t run_seen(void *context, const struct http_exchange *exchange);

/* answers.c */
void run_tally(struct run *run, const struct judgement *judgement, size_t number);
void run_answers_case(struct run *run, const struct run_case *row, struct run_exam *exam);
void run_tallies_clear(struct run *run);

/* sights.c */
void run_sights_init(struct run *run);
void run_sights_clear(struct run *run);
void run_look_at_answer(struct run *run, const struct http_exchange *exchange, size_t number);
void run_look_at_callback(struct run *run, const struct follow_delivery *delivery, size_t number);

/* scenarios.c */
void run_scenarios_begin(struct run *run);
void run_scenarios_await(struct run *run);
void run_scenarios_end(struct run *run);
size_t run_scenario_index(const struct run *run, const char *name); /* the plan's count where there is none */
bool run_scenario_is_needed(struct run *run, const char *scenario);
void run_release(struct run *run, const char *case_id, const char *kickoff_id);
void run_delivered(void *context, const struct http_delivery *delivery);

/* log.c */
void log_case(struct run *run, const struct run_case *row);
void log_exchange(struct run *run, const struct http_exchange *exchange, size_t number, const char *operation);
void log_callback(struct run *run, const char *scenario, const struct follow_delivery *delivery, size_t number);
void log_charge(struct run *run, const char *operation, const char *case_id, const char *reason);
void log_finding(struct run *run, const char *case_id, const struct finding *finding, size_t more);
void log_verdict(struct run *run, const struct run_case *row, const struct outcome *outcome, int64_t duration);

#endif

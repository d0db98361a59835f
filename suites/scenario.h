/* The three executions that serve every case that needs one, and what cases ask of their histories. All functions here
 * are pure; what they return is borrowed from the history, unless said otherwise. */
#ifndef CREWCHECK_SUITES_SCENARIO_H
#define CREWCHECK_SUITES_SCENARIO_H

#include "run/run.h"
#include "suites/crew.h"

/* Their names. */
#define SCENARIO_RICH "rich"
#define SCENARIO_BARE "bare"
#define SCENARIO_ODD  "odd"

/* How a script ended its history. */
#define SCENARIO_ENDED       "ended"       /* a terminal status, and all that is awaited after it */
#define SCENARIO_NOT_STARTED "not-started" /* the kickoff was refused or brought no id */
#define SCENARIO_TIMED_OUT   "timed-out"   /* no terminal status before --execution-timeout */
#define SCENARIO_LOST        "lost" /* its status was never told, is told no more, or too much was told */
#define SCENARIO_GONE        "gone" /* the target cannot be reached any more */
#define SCENARIO_HELD        "held" /* it waits for a human, and approvals have no effect */
#define SCENARIO_LEFT        "left" /* the run was interrupted */

/* Labels of the requests of a history. */
#define SCENARIO_REJECT       "reject"        /* FOLLOW_RESUME with is_approve false */
#define SCENARIO_APPROVE      "approve"       /* FOLLOW_RESUME with is_approve true */
#define SCENARIO_AGAIN        "approve-again" /* FOLLOW_PROBE: the approval that was just taken, once more */
#define SCENARIO_UNKNOWN_TASK "unknown-task"  /* FOLLOW_PROBE: an approval of a task that does not exist */
#define SCENARIO_OTHER_TASK   "other-task"    /* FOLLOW_PROBE: an approval of a task that was done before */
#define SCENARIO_RESUME_ENDED "resume-ended"  /* FOLLOW_PROBE: an approval after the end */
#define SCENARIO_BEGINNING    "beginning"     /* FOLLOW_PROBE: the status by the beginning of the id */
#define SCENARIO_OTHER_PATH   "other-path"    /* FOLLOW_PROBE: the status by another revision's path */

/* Makes the script that follows an execution which nobody wanted, until it no longer needs a human. */
void scenario_release(struct run *run, void *facts, struct arena *arena, const char *kickoff_id,
                      struct follow_script *script);

/* ---- Requests ---- */

/* A complete answer with that status? NULL is none. */
bool scenario_is_answer(const struct follow_event *event, int status);

/* Is this the status of a resume that came at the wrong time? Not only the documented 400: deployments say it otherwise. */
bool scenario_is_untimely(int status);

/* A finding, or an errored case, where the event is not an answer with one of these statuses. */
bool scenario_expect_status(struct run_exam *exam, const struct follow_event *event, const char *statuses);

/* The kickoff that was accepted, else the last one that was tried; NULL where none was answered. */
const struct follow_event *scenario_start(const struct follow_history *history);

/* The id that the kickoff was answered with, or NULL. */
const char *scenario_kickoff_id(const struct follow_history *history);

/* Do two texts name the same execution? UUIDs do not tell upper and lower case apart. NULL names none. */
bool scenario_same_id(const char *one, const char *other);

/* ---- Polls ---- */

/* The status that a poll means: "running" …; whether it says so in the contract's words, in others (`state`, as CrewAI's
 * own client reads it), or by the members that it has. A word that nobody knows is told as it is; NULL: none is told. */
const char *scenario_status(const struct follow_event *poll);
bool scenario_tells_by_state(const struct follow_event *poll);
bool scenario_is_terminal(const char *status);

/* The first poll with a terminal status, or NULL. */
const struct follow_event *scenario_end(const struct follow_history *history);

/* The tasks' results that its end tells; NULL where it tells none. */
struct json_object *scenario_results(const struct follow_history *history);

/* The n-th poll that was answered 200 with a JSON object, or NULL. */
const struct follow_event *scenario_poll(const struct follow_history *history, size_t index);

/* Reads a number of a poll's progress; false where it tells none. */
bool scenario_progress(const struct follow_event *poll, const char *name, int64_t *number);

/* Is it a gateway's word that nobody stands behind it: 502, 503 or 504? It says nothing of the execution, and is told of
 * as a status that is not documented. */
bool scenario_is_gateways(const struct http_exchange *exchange);

/* Since when no poll has had an answer, not even a broken one, or a gateway's alone; 0: the last one had, or none went
 * out. */
int64_t scenario_unanswered_since(const struct follow_history *history);

/* Why an execution that ended as SCENARIO_GONE was followed no further; NULL: it ended otherwise. */
const char *scenario_why_gone(struct arena *arena, const struct follow_history *history);

/* What such an exchange, a gateway's or one without an answer, brought instead. */
const char *scenario_why_unanswered(struct arena *arena, const struct http_exchange *exchange);

/* Was it left for reasons that say nothing of it: the target was gone, or told too much or nothing? */
bool scenario_was_cut(const struct follow_history *history);

/* Does it say that all tasks are done? */
bool scenario_has_done_all(const struct follow_event *poll);

/* How many tasks the crew has, as its result and its progress tell: they may contradict each other. */
struct scenario_tasks {
    size_t least, most;
    bool known;
};

struct scenario_tasks scenario_tasks(const struct follow_history *history);

/* ---- A human's part ---- */

/* Is a resume for a task that never waited, as far as the execution says which ones wait? Taken, it had no effect. */
bool scenario_never_waited(const struct follow_history *history, const struct follow_event *resume);

/* The first resume with that label, of a task that may have waited, which was answered 200; or NULL. */
const struct follow_event *scenario_resumed(const struct follow_history *history, const char *label);

/* Did the execution wait when this request was answered? It did where it was taken itself, or the next word was. */
bool scenario_waited_at(const struct follow_history *history, const struct follow_event *request);

/* How many rejections were taken. */
size_t scenario_rejections(const struct follow_history *history);

/* The task that is under way behind the event and was not when the event came, or NULL. */
const char *scenario_task_begun_after(const struct follow_history *history, const struct follow_event *event);

/* The word in a resume's feedback that nobody can know before: where it stands, the resume was taken. NULL: it has none. */
const char *scenario_word(struct arena *arena, const struct follow_event *resume);

/* The task that a notification of the humanInputWebhook names: the string under a name with "task" and "id" in it, at
 * any depth; or NULL. */
const char *scenario_notified_task(const struct follow_event *notification);

/* ---- Callbacks ---- */

/* The URLs that the requests of a history gave: gathered once, where many calls are asked about. */
struct scenario_given {
    const struct follow_event *request;
    const char *url; /* as a receiver sees it */
};
struct scenario_urls {
    struct scenario_given items[64];
    size_t count;
};
const struct scenario_urls *scenario_urls(struct arena *arena, const struct follow_history *history);

/* The first request that gave the URL, or NULL. The query may differ: *whole tells whether it is the same too. A callback
 * may come before the request's answer. */
const struct follow_event *scenario_giver(const struct scenario_urls *urls, const char *url, bool *whole);

/* Did the receiver answer it 2xx in time? */
bool scenario_was_taken(const struct follow_delivery *delivery);

/* The next callback of that kind ("step", "task", "crew", "human-input"; NULL: any) at or behind *at, which steps on;
 * NULL at the end. */
const struct follow_event *scenario_callback(const struct follow_history *history, const char *kind,
                                             size_t *at);

#endif

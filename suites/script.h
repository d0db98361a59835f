/* Private to the scripts: how an execution is followed. A script goes from phase to phase; each looks at what has happened
 * and says what is to be done next, or hands over to another. Everything runs on the follower's thread. */
#ifndef CREWCHECK_SUITES_SCRIPT_H
#define CREWCHECK_SUITES_SCRIPT_H

#include "suites/scenario.h"

struct script;

typedef struct follow_action script_phase(struct script *script, const struct follow_history *history,
                                          int64_t now);

/* What the scripts of a run tell one another. */
struct stage {
    const struct run *run;
    const char *status_path; /* the template that the status is asked under */
    bool path_known;         /* that was decided */
    bool first_awaited;      /* the first execution is going to be kicked off, and was not answered yet */
    bool waits;              /* the crew has been seen waiting for a human */
    bool goes_through;       /* an execution has come to its end without waiting */
    const char *human_task;  /* the task that it waited with, or that the user names; NULL: not known */
    size_t staying;          /* executions that are listened to only because other things are not over */
};

/* What a scenario does besides being started and polled. */
struct script_kind {
    bool is_first;       /* the others begin once it was kicked off */
    bool rejects;        /* the human's first word is no */
    bool probes;         /* requests that must be refused are sent while it waits */
    bool gives_again;    /* the callback URLs are given again at resume */
    bool resumes_ended;  /* after its end it is told to go on */
    bool receivers_fail; /* its callbacks are not taken */
    bool stray;          /* nobody wanted it: it is followed until it needs no human any more */
};

/* A request that must be refused while the execution waits. */
struct script_probe {
    const char *label, *body;
    size_t length;
    bool alone; /* taken, it would set the execution going: sent once all before it are answered */
    const struct auth_stranger *stranger; /* who sends it; NULL: we ourselves */
};

struct script {
    struct run *run;
    struct crew *crew;
    struct stage *stage;
    struct arena *arena;
    const struct script_kind *kind;
    const char *name;
    script_phase *phase;
    const char *ending; /* once it is known */

    /* The kickoff: bodies that are tried in this order, the next one only where one was refused. */
    const char *bodies[4];
    size_t body_count, tried;
    size_t starts;    /* kickoffs sent */
    size_t odd_count; /* of the first bodies: they carry odd values, on which a deployment may fail */
    const char *id;   /* as answered */
    int64_t began, first_until;

    /* Where callbacks go, NULL where there is no listener: given at kickoff, and at resume. */
    const char *step_url, *task_url, *crew_url;
    const char *step_again, *task_again, *crew_again;

    size_t asked;       /* requests sent after the kickoff */
    size_t polls;       /* sent */
    size_t later_polls; /* of those, after the end */
    size_t seen;        /* events of the history that were looked at */
    int64_t next_poll;
    bool looked_elsewhere;
    size_t strangers, later_strangers; /* that have asked for the status: while it goes on, and after the end */

    /* What the record knows already. */
    const char *noted_status, *noted_task;
    int64_t noted_tasks;
    int64_t untold_since; /* when the first poll went out that told no status, as all since; 0: the last one did */

    /* Standing still, and being asked whether it waits. */
    const char *task;      /* the current one, or NULL */
    const char *task_left; /* the one that was current before it, or NULL */
    int64_t task_since;
    int64_t next_ask;
    size_t asks;              /* in vain, since the task or the state changed */
    bool questioned;          /* a word was said, to whatever effect */
    const char *strange_task; /* one that /resume does not know */
    bool mute;                /* /resume answers in a way that tells nothing */
    bool hurried;             /* it was asked anew since the crew was seen waiting */

    /* A human's part. */
    const char *human_task; /* that the next word is for */
    const char *approved_task;
    size_t notices; /* notifications that were acted upon */
    bool notified;  /* and not answered yet: it surely waits */
    size_t
        polls_awaited; /* so many are to be sent before anything is said: what a waiting execution tells is seen */
    size_t approvals; /* taken, of the same task */
    bool rejected, approved;
    bool disturbed; /* a request that should have been refused may have set it going */
    struct script_probe *probes;
    size_t probe_count, probes_sent;
    bool resumed_ended, asked_by_beginning;
    bool stays, looked_last;
    int64_t leave_by;
};

/* ---- Steps (script.c) ---- */

struct follow_action script_pass(struct script *script, script_phase *next);
struct follow_action script_wait(int64_t until);
struct follow_action script_end(const char *ending);

/* A request on the execution's behalf; `text` is its body, NULL for none. */
struct follow_action script_send(struct script *script, enum follow_kind kind, const char *label,
                                 const char *operation, const char *text, size_t length);
struct follow_action script_send_json(struct script *script, enum follow_kind kind, const char *label,
                                      struct json_object *body);
struct follow_action script_ask_status(struct script *script, int64_t now);

/* Gives a request another bearer token than the run's; NULL: none. */
void script_put_token(struct script *script, struct follow_action *action, const char *token);

/* Asks for the status as the next stranger (auth_known.h) whose case is to be examined, counted by *asked. False where there
 * is none left. */
bool script_ask_as_stranger(struct script *script, size_t *asked, struct follow_action *action);

/* Is a request after the kickoff still under way? */
bool script_is_asking(const struct script *script, const struct follow_history *history);
size_t script_in_flight(const struct script *script, const struct follow_history *history);

/* A line of the record's timeline. */
void script_note(struct script *script, const char *phase, const struct follow_event *event, const char *task,
                 const char *detail);

/* Makes a script of that kind. */
struct script *script_new(struct run *run, void *facts, struct arena *arena, struct follow_script *follow,
                          const struct script_kind *kind);

/* An execution that was started elsewhere. */
void script_adopt(struct script *script, const char *kickoff_id);

/* Adds a body to try; releases the tree. */
void script_add_body(struct script *script, struct json_object *body);

/* The follower's function. */
struct follow_action script_next(void *context, const struct follow_history *history, int64_t now);

/* ---- Phases ---- */

/* phases.c */
script_phase script_kick_off, script_poll;
/* phases_human.c: says the human's next word */
script_phase script_resume;
/* phases_end.c: what follows the end; and leaving, so that nothing waits for ever */
script_phase script_look_again, script_leave;

/* Does the execution seem to wait for a human? Sets human_task. */
bool script_suspects_pause(struct script *script, const struct follow_history *history, int64_t now);

/* What a new poll tells of its tasks. */
void script_heed_task(struct script *script, const struct follow_event *poll);

/* The body of a resume; release it. */
struct json_object *script_resume_body(const struct script *script, const char *task, bool approve);

#endif

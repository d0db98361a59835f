/* Executions: tasks that take steps in time, callbacks, and the pause for a human. All with the server's lock held. */
#ifndef CREWCHECK_REFERENCE_EXECUTION_H
#define CREWCHECK_REFERENCE_EXECUTION_H

#include "reference/server.h"

enum task_state { TASK_WAITING, TASK_RUNNING, TASK_HELD, TASK_DONE };

struct task_run {
    enum task_state state;
    unsigned steps;    /* taken in this attempt */
    unsigned attempts; /* begun */
    int64_t began, ended;
    int64_t attempted;     /* when the last attempt began */
    size_t looks_before; /* the execution's looks when it began */
    bool unattended;     /* it does not wait, though a human should see it */
    char *feedback;      /* a human's, on the attempt before; or NULL */
};

enum execution_state { EXECUTION_RUNNING, EXECUTION_COMPLETED, EXECUTION_FAILED };

/* Where callbacks go; NULL: nowhere. */
struct callback_urls {
    char *step, *task, *crew, *human;
    char *human_bearer, *human_user, *human_password;
};

/* How an execution goes; variants and faults may bend it before it begins. */
struct plan {
    unsigned queued; /* milliseconds before the first task */
    unsigned steps, step_duration;
    bool overlap;        /* all tasks begin at once */
    size_t fails_at;     /* index of the task that fails; SIZE_MAX: none */
    const char *failure; /* what it says of that; NULL: that a tool did not answer */
    bool callback_on_failure;
    bool callback_per_attempt; /* a task calls back each time it ends, not once it is approved */
    bool waits;                /* it stands still while a receiver has not answered */
    bool instant;              /* over before the kickoff is answered */
    bool watched;              /* its first tasks end only once they were seen */
};

struct execution {
    struct execution *next;
    struct reference_server *server;
    char id[RANDOM_UUID];
    struct json_document *request;     /* the kickoff's body; owns inputs and meta */
    struct json_object *inputs, *meta; /* borrowed from it; may be NULL */
    struct callback_urls urls;
    struct plan plan;
    enum execution_state state;
    struct task_run *tasks; /* as many as the crew's */
    size_t completed;
    int64_t began, ended;
    char *output, *error; /* once it ended */
    char *said;           /* by a human, the last time; or NULL */
    size_t looks;         /* requests for its status, whatever they were answered with */
    size_t polls;         /* of its status */
    size_t final_polls;   /* of those, since it ended */
    size_t resumes, rejections;
    size_t task_deliveries; /* task callbacks under way */
    size_t deliveries;      /* all callbacks under way */
};

/* Registers and begins an execution of the request's body, which it takes over. */
struct execution *execution_start(struct request *request);

/* The execution with that id, upper and lower case alike, or NULL. */
struct execution *execution_find(struct reference_server *server, const char *id);

/* The crew's task of that name: its index, or task_count. */
size_t execution_task(const struct execution *execution, const char *name);

/* The task that waits for a human, or task_count. */
size_t execution_waiting(const struct execution *execution);

/* Lets the waiting task count as done. Returns true where that ended the execution. */
bool execution_approve(struct execution *execution, size_t task);

/* Runs the waiting task again with the feedback (may be NULL). */
void execution_retry(struct execution *execution, size_t task, const char *feedback);

/* Ends it with an error. */
void execution_fail(struct execution *execution, const char *error);

/* The body of its status. The caller releases it. */
struct json_object *execution_view(const struct execution *execution);

/* What the task with that index said; free() it. */
char *execution_task_output(const struct execution *execution, size_t task);

/* Reads the URLs of a kickoff or resume body, in place of those known. */
void execution_read_urls(struct execution *execution, const struct json_object *body);

/* Releases the texts, and leaves none. */
void callback_urls_clear(struct callback_urls *urls);

void execution_free(struct execution *execution);

#endif

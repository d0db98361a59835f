/* What the files of this folder share. A request is read and answered in the thread of libmicrohttpd, executions and
 * callbacks live in the engine's; both hold the server's lock while they look at anything below. */
#ifndef CREWCHECK_REFERENCE_SERVER_H
#define CREWCHECK_REFERENCE_SERVER_H

#include <microhttpd.h>
#include <pthread.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/memory.h"
#include "base/random.h"
#include "json/json.h"
#include "reference/engine.h"
#include "reference/reference.h"

struct behaviour;
struct execution;
struct relay;

/* ---- The crew, copied from the options ---- */

struct crew {
    const char **inputs;
    size_t input_count;
    struct reference_task *tasks;
    size_t task_count;
    size_t human; /* index of the task that waits for feedback; task_count: none */
    unsigned steps, step_duration;
};

struct reference_server {
    pthread_mutex_t lock;
    struct arena arena; /* all that lives as long as the server */
    const char *url, *prefix, *token, *user_token;
    bool status_first; /* GET /status/{kickoff_id} */
    struct crew crew;
    void (*log)(void *context, const char *line);
    void *log_context;

    const struct behaviour **behaviours; /* the faults and variants that are switched on */
    size_t behaviour_count;

    struct MHD_Daemon *daemon;
    struct relay *relay; /* or NULL */
    struct engine engine;
    struct request *suspended; /* requests whose answer waits for its time */

    struct execution *executions; /* the latest first */
    size_t started, kickoffs, requests;
    size_t operation_requests[16]; /* by the operation's bit */
    size_t body_maximum;           /* bytes of a request's */
    unsigned second;               /* milliseconds that faults and variants take for one */
    bool watched;                  /* executions wait to be seen running */
    size_t hits;                   /* of a fault that happens so many times */
};

/* Copy what is given in place of what the crew has (crew.c). Where a task waits for a human, one goes on doing so. */
void crew_replace_inputs(struct reference_server *server, const char *const *inputs);
void crew_replace_tasks(struct reference_server *server, const struct reference_task *tasks, size_t count);

/* Makes the crew that the options describe. */
bool crew_copy(struct reference_server *server, const struct reference_options *options, struct error *error);

/* ---- Operations and occasions: bits, so that a row can name several ---- */

enum operation {
    OPERATION_INPUTS = 1,
    OPERATION_KICKOFF = 2,
    OPERATION_STATUS = 4,
    OPERATION_RESUME = 8,
    OPERATION_NONE = 16, /* a path outside the contract */
    OPERATION_ALL = 15
};

/* What an answer or a callback says. */
enum occasion {
    ON_INPUTS = 1 << 0,
    ON_KICKOFF = 1 << 1,
    ON_RUNNING = 1 << 2,
    ON_COMPLETED = 1 << 3,
    ON_FAILED = 1 << 4,
    ON_RESUMED = 1 << 5,
    ON_UNAUTHORIZED = 1 << 6,
    ON_FORBIDDEN = 1 << 7,
    ON_INVALID = 1 << 8,        /* the body breaks its schema */
    ON_MISSING_INPUTS = 1 << 9, /* the crew requires more inputs */
    ON_UNKNOWN = 1 << 10,       /* no such execution or task */
    ON_NOT_WAITING = 1 << 11,   /* nothing to resume */
    ON_NO_PATH = 1 << 12,
    ON_NO_METHOD = 1 << 13,
    ON_TOO_LARGE = 1 << 14,
    ON_HEALTH = 1 << 15,
    ON_STEP_CALLBACK = 1 << 16,
    ON_TASK_CALLBACK = 1 << 17,
    ON_CREW_CALLBACK = 1 << 18,
    ON_HUMAN_CALLBACK = 1 << 19,
    ON_CRASH = 1 << 20,     /* a failure of its own: a fault's doing */
    ON_NO_INPUTS = 1 << 22, /* the crew requires inputs, and all are missing */
    ON_NO_UUID = 1 << 23,   /* a status is asked for by what is no UUID */
    ON_BUSY = 1 << 21,      /* refused for its rate or media type: a variant's doing */

    ON_STATUS = ON_RUNNING | ON_COMPLETED | ON_FAILED,
    ON_SUCCESS = ON_INPUTS | ON_KICKOFF | ON_STATUS | ON_RESUMED,
    ON_CALLBACK = ON_STEP_CALLBACK | ON_TASK_CALLBACK | ON_CREW_CALLBACK,
    ON_ERROR = ON_UNAUTHORIZED | ON_FORBIDDEN | ON_INVALID | ON_MISSING_INPUTS | ON_NO_INPUTS | ON_UNKNOWN |
               ON_NO_UUID | ON_NOT_WAITING,
    ON_ANSWER = ((1 << 16) - 1) | ON_CRASH | ON_BUSY | ON_NO_INPUTS | ON_NO_UUID
};

/* ---- Requests and answers ---- */

struct answer_header {
    const char *name, *value;
};

struct answer {
    unsigned status; /* 0: none yet */
    enum occasion occasion;
    const char *media_type;   /* NULL: no Content-Type */
    struct json_object *body; /* owned; NULL: `text` is sent */
    struct buffer text;
    struct answer_header headers[8];
    size_t header_count;
    unsigned delay; /* milliseconds before it goes out */
    bool hang_up;   /* the connection is closed in its place */
};

/* What a request's Authorization is. All but the first two are refused. */
enum credential {
    CREDENTIAL_ORGANIZATION = 1,
    CREDENTIAL_USER = 2,
    CREDENTIAL_MISSING = 4,
    CREDENTIAL_WRONG = 8,
    CREDENTIAL_TRUNCATED = 16,     /* the beginning of the token */
    CREDENTIAL_EXTENDED = 32,      /* the token and more */
    CREDENTIAL_OTHER_CASE = 64,    /* the token but for upper and lower case */
    CREDENTIAL_OTHER_SCHEME = 128, /* not Bearer */
    CREDENTIAL_EMPTY = 256,        /* Bearer without a token */
    CREDENTIAL_IN_QUERY = 512,     /* no header, the token as a query parameter */
    CREDENTIAL_NO_SCHEME = 1024    /* the token alone */
};

struct request {
    struct reference_server *server;
    struct MHD_Connection *connection;
    struct arena arena;
    const char *uri; /* as it came, query included */
    const char *method;
    const char *path; /* decoded, without the prefix */
    enum operation operation;
    const char *id; /* the kickoff_id of the path */
    size_t number;  /* of requests to this operation, from 1 */
    enum credential credential;
    struct buffer body;
    bool begun; /* the headers are there */
    bool oversized;
    struct json_document *document; /* the body, once read */
    struct execution *execution;    /* that it is about, once found */
    bool tolerated;                 /* the body breaks its schema and a fault lets it pass */
    struct answer answer;
    bool suspended;
    struct request *next; /* in the server's list of suspended ones */
};

/* The root of the body, NULL where it is no object. */
struct json_object *request_object(const struct request *request);

/* ---- Answering (answer.c). Each replaces the answer that stands. ---- */

void answer_json(struct request *request, unsigned status, enum occasion occasion, struct json_object *body);
void answer_text(struct request *request, unsigned status, enum occasion occasion, const char *media_type,
                 const char *text);
void answer_error(struct request *request, unsigned status, enum occasion occasion, const char *error,
                  const char *format, ...) __attribute__((format(printf, 5, 6)));
void answer_header(struct answer *answer, const char *name, const char *value);
void answer_clear(struct answer *answer);

/* Objects in one expression: json_add(json_object_new_object(), …) returns the object. */
struct json_object *json_add(struct json_object *object, const char *key, struct json_object *value);
struct json_object *json_string(const char *text); /* NULL gives null */

/* ---- The operations ---- */

/* Routes, authenticates and answers; called with the lock held, once the body is there. */
void request_answer(struct request *request);

/* Which credential the request carries (auth.c). */
enum credential auth_credential(const struct request *request);

/* Is the request allowed in? Else it is answered 401 or 403. */
bool auth_check(struct request *request);

void inputs_answer(struct request *request);
bool kickoff_check(struct request *request);
void kickoff_answer(struct request *request);
void status_answer(struct request *request);
bool resume_check(struct request *request);
void resume_answer(struct request *request);

/* ---- Bodies (validate.c) ---- */

enum shape { SHAPE_OBJECT, SHAPE_STRING, SHAPE_BOOLEAN, SHAPE_URI, SHAPE_UUID };

struct property {
    const char *name;
    bool required;
    enum shape shape;
};

/* Reads the body as a JSON object and holds it against the properties (ended by a NULL name). Answers 400 (413) and
 * returns false where it breaks them, unless a fault lets it pass. */
bool validate_body(struct request *request, const struct property *properties);

/* Reads the body as JSON text alone. Answers and returns false where it is none. */
bool validate_syntax(struct request *request);

/* Asks for one value: answers 400 and returns false where it is wrong. `place` names it to the behaviours. */
bool validate_value(struct request *request, const char *place, enum shape shape, struct json_object *value);

/* RFC 9562, section 4, in either case. */
bool uuid_is(const char *text);

enum uri_verdict { URI_GOOD, URI_DOUBTFUL, URI_NO_SCHEME, URI_SPACE };

/* RFC 3986, section 3. Doubtful: a scheme and no white space, yet not to the letter of the grammar. */
enum uri_verdict uri_judge(const char *uri, size_t length);

#endif

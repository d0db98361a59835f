/* What the suites know of the crew under test: the operations that the contract gives it, the inputs it asks for, and how
 * its requests are made. One for each target; immutable while cases run, but for what is locked. */
#ifndef CREWCHECK_SUITES_CREW_H
#define CREWCHECK_SUITES_CREW_H

#include <stdbool.h>
#include <stddef.h>

#include "base/memory.h"
#include "contract/contract.h"
#include "json/json.h"
#include "judge/judge.h"
#include "run/run.h"

/* The operationIds of the AMP contract. */
#define CREW_INPUTS  "getRequiredInputs"
#define CREW_KICKOFF "startCrewExecution"
#define CREW_STATUS  "getExecutionStatus"
#define CREW_RESUME  "resumeCrewExecution"

/* A case that is examined by a request of the script of an execution. */
#define CREW_BEGINNING_CASE "status.reject.kickoff_id.beginning"

enum { CREW_UUID_LENGTH = 36 };

/* A UUID that names no execution: made for each run. */
struct crew {
    struct judge judge;
    struct json_object *given; /* the user's inputs, an object, or NULL; borrowed */
    const char **inputs;       /* names of the inputs that the crew asks for */
    size_t input_count;
    bool inputs_known;  /* GET /inputs or the user named them; else they are the contract's examples */
    const char *absent; /* what showed, before the first case, that no crew answers here; or NULL */
    char unknown_id[37];
    char nonce[37];
    int64_t execution_timeout, callback_timeout;
    const char *human_task; /* the task that waits for a human, where the user named it; or NULL; borrowed */
    bool token_in_query;    /* the token may be sent where access logs keep it */
    size_t large_body;      /* bytes of the body that is too large for any crew */
    int64_t maximum_response_time;   /* 0: any will do */
    size_t fuzz;                     /* random requests of each kind and operation; 0: none */
    uint64_t seed;                   /* of these */
    struct fuzz_found *found;        /* what they have shown so far: suites/fuzz.c */
    struct odd_results *odd;         /* what became of odd values: suites/odd_kickoff.c */
    struct acceptances *acceptances; /* of requests to operations that are no crew's: suites/acceptance.c */
    struct derived *derived;         /* from the contract, for what is known of the crew: suites/derived.h */
    struct stage *stage;             /* what the scripts of a run tell one another: suites/script.h */
    /* An execution that does not exist was resumed. Told by one short case; read by those over histories, which come when
     * all short ones are done. */
    bool resumes_unknown;
    struct arena arena;
};

/* `given` is an object of input values or NULL. */
void crew_init(struct crew *crew, const struct judge *judge, struct json_object *given);
void crew_clear(struct crew *crew);

/* The most inputs that a kickoff brings: what is beyond, or beyond a mebibyte of names, is passed over; and the most that
 * have cases of their own. */
enum { CREW_INPUTS_MOST = 4096, CREW_INPUTS_EXAMINED = 256 };

/* Does that input have cases of its own? Not beyond the first CREW_INPUTS_EXAMINED, nor where its name is too long for a
 * case's id: it is in every kickoff all the same. */
bool crew_has_cases(const struct crew *crew, size_t input);

/* Takes the names from the body of GET /inputs; what is no list of strings is passed over. */
void crew_set_inputs(struct crew *crew, struct json_object *body);

/* Does the contract have all four operations? The crew's suites exist only then. */
bool crew_is_described(const struct contract *contract);

/* Is it one of these four, of a contract that has them all? */
bool crew_is_operation(const struct contract *contract, const struct contract_operation *operation);

/* A valid kickoff body; release it. `nonce` goes into the inputs that nobody gave a value for. With `every_property`,
 * also meta and the webhook URLs, which lead nowhere (.invalid). */
struct json_object *crew_kickoff_body(const struct crew *crew, const char *nonce, bool every_property);

/* A valid resume body for an execution; release it. */
struct json_object *crew_resume_body(const char *execution_id, const char *task_id, bool approve,
                                     const char *feedback);

/* Adds the webhook URLs to a kickoff or resume body; those that are NULL lead nowhere (.invalid). */
void crew_add_webhooks(struct json_object *body, const char *task, const char *step, const char *crew);

#endif

/* Tokens that are not asked for, or not looked at closely. */
#include <string.h>

#include "reference/behaviour.h"

/* One credential is let in at one operation. */
#define LETS_IN(name, words, operation, credential)                                                          \
    {                                                                                                        \
        .about = {name, words, false, false}, .auth = { operation, credential }                              \
    }

/* ---- Of executions that exist ---- */

/* Tells the status of one that is known before it looks at who asks. */
static void tell_known(struct request *request, enum credential credential)
{
    bool asks = request->operation == OPERATION_STATUS && strcmp(request->method, "GET") == 0;
    if (asks && auth_credential(request) == credential &&
        execution_find(request->server, request->id) != NULL) {
        status_answer(request);
    }
}

static void tell_known_without_token(struct request *request)
{
    tell_known(request, CREDENTIAL_MISSING);
}

static void tell_known_with_wrong_token(struct request *request)
{
    tell_known(request, CREDENTIAL_WRONG);
}

/* Lets an execution that waits go on before it looks at who asks. */
static void resume_waiting(struct request *request, enum credential credential)
{
    if (request->operation != OPERATION_RESUME || auth_credential(request) != credential) {
        return;
    }
    struct json_document *document =
        json_read("request body", buffer_string(&request->body), request->body.length, NULL, NULL);
    const char *id = json_member_string(json_document_root(document), "execution_id");
    struct execution *execution = id == NULL ? NULL : execution_find(request->server, id);
    bool waits = execution != NULL && execution_waiting(execution) < request->server->crew.task_count;
    json_document_free(document);
    if (waits && resume_check(request)) {
        resume_answer(request);
    }
}

static void resume_waiting_without_token(struct request *request)
{
    resume_waiting(request, CREDENTIAL_MISSING);
}

static void resume_waiting_with_wrong_token(struct request *request)
{
    resume_waiting(request, CREDENTIAL_WRONG);
}

#define KNOWN(name, words, function)                                                                         \
    {                                                                                                        \
        .about = {name, words, false, false}, .request = function                                            \
    }

const struct behaviour fault_auth_table[] = {
    LETS_IN("inputs-without-token", "GET /inputs answers without a token", OPERATION_INPUTS,
            CREDENTIAL_MISSING),
    LETS_IN("inputs-with-wrong-token", "GET /inputs takes any token", OPERATION_INPUTS, CREDENTIAL_WRONG),
    LETS_IN("inputs-with-truncated-token", "GET /inputs takes the beginning of the token", OPERATION_INPUTS,
            CREDENTIAL_TRUNCATED),
    LETS_IN("inputs-with-extended-token", "GET /inputs takes the token with more behind it", OPERATION_INPUTS,
            CREDENTIAL_EXTENDED),
    LETS_IN("inputs-with-token-in-other-case", "GET /inputs compares the token without regard to case",
            OPERATION_INPUTS, CREDENTIAL_OTHER_CASE),
    LETS_IN("inputs-with-other-scheme", "GET /inputs takes the token under any scheme", OPERATION_INPUTS,
            CREDENTIAL_OTHER_SCHEME),
    LETS_IN("inputs-with-token-alone", "GET /inputs takes the token without a scheme", OPERATION_INPUTS,
            CREDENTIAL_NO_SCHEME),
    LETS_IN("inputs-with-empty-token", "GET /inputs takes Bearer without a token", OPERATION_INPUTS,
            CREDENTIAL_EMPTY),
    LETS_IN("inputs-with-token-in-query", "GET /inputs takes the token from the query", OPERATION_INPUTS,
            CREDENTIAL_IN_QUERY),

    LETS_IN("kickoff-without-token", "POST /kickoff starts an execution without a token", OPERATION_KICKOFF,
            CREDENTIAL_MISSING),
    LETS_IN("kickoff-with-wrong-token", "POST /kickoff takes any token", OPERATION_KICKOFF, CREDENTIAL_WRONG),
    LETS_IN("kickoff-with-truncated-token", "POST /kickoff takes the beginning of the token",
            OPERATION_KICKOFF, CREDENTIAL_TRUNCATED),
    LETS_IN("kickoff-with-extended-token", "POST /kickoff takes the token with more behind it",
            OPERATION_KICKOFF, CREDENTIAL_EXTENDED),
    LETS_IN("kickoff-with-token-in-other-case", "POST /kickoff compares the token without regard to case",
            OPERATION_KICKOFF, CREDENTIAL_OTHER_CASE),
    LETS_IN("kickoff-with-other-scheme", "POST /kickoff takes the token under any scheme", OPERATION_KICKOFF,
            CREDENTIAL_OTHER_SCHEME),
    LETS_IN("kickoff-with-token-alone", "POST /kickoff takes the token without a scheme", OPERATION_KICKOFF,
            CREDENTIAL_NO_SCHEME),
    LETS_IN("kickoff-with-empty-token", "POST /kickoff takes Bearer without a token", OPERATION_KICKOFF,
            CREDENTIAL_EMPTY),
    LETS_IN("kickoff-with-token-in-query", "POST /kickoff takes the token from the query", OPERATION_KICKOFF,
            CREDENTIAL_IN_QUERY),

    LETS_IN("status-without-token", "the status answers without a token", OPERATION_STATUS,
            CREDENTIAL_MISSING),
    LETS_IN("status-with-wrong-token", "the status takes any token", OPERATION_STATUS, CREDENTIAL_WRONG),
    LETS_IN("status-with-truncated-token", "the status takes the beginning of the token", OPERATION_STATUS,
            CREDENTIAL_TRUNCATED),
    LETS_IN("status-with-extended-token", "the status takes the token with more behind it", OPERATION_STATUS,
            CREDENTIAL_EXTENDED),
    LETS_IN("status-with-token-in-other-case", "the status compares the token without regard to case",
            OPERATION_STATUS, CREDENTIAL_OTHER_CASE),
    LETS_IN("status-with-other-scheme", "the status takes the token under any scheme", OPERATION_STATUS,
            CREDENTIAL_OTHER_SCHEME),
    LETS_IN("status-with-token-alone", "the status takes the token without a scheme", OPERATION_STATUS,
            CREDENTIAL_NO_SCHEME),
    LETS_IN("status-with-empty-token", "the status takes Bearer without a token", OPERATION_STATUS,
            CREDENTIAL_EMPTY),
    LETS_IN("status-with-token-in-query", "the status takes the token from the query", OPERATION_STATUS,
            CREDENTIAL_IN_QUERY),

    LETS_IN("resume-without-token", "POST /resume answers without a token", OPERATION_RESUME,
            CREDENTIAL_MISSING),
    LETS_IN("resume-with-wrong-token", "POST /resume takes any token", OPERATION_RESUME, CREDENTIAL_WRONG),
    LETS_IN("resume-with-truncated-token", "POST /resume takes the beginning of the token", OPERATION_RESUME,
            CREDENTIAL_TRUNCATED),
    LETS_IN("resume-with-extended-token", "POST /resume takes the token with more behind it",
            OPERATION_RESUME, CREDENTIAL_EXTENDED),
    LETS_IN("resume-with-token-in-other-case", "POST /resume compares the token without regard to case",
            OPERATION_RESUME, CREDENTIAL_OTHER_CASE),
    LETS_IN("resume-with-other-scheme", "POST /resume takes the token under any scheme", OPERATION_RESUME,
            CREDENTIAL_OTHER_SCHEME),
    LETS_IN("resume-with-token-alone", "POST /resume takes the token without a scheme", OPERATION_RESUME,
            CREDENTIAL_NO_SCHEME),
    LETS_IN("resume-with-empty-token", "POST /resume takes Bearer without a token", OPERATION_RESUME,
            CREDENTIAL_EMPTY),
    LETS_IN("resume-with-token-in-query", "POST /resume takes the token from the query", OPERATION_RESUME,
            CREDENTIAL_IN_QUERY),

    KNOWN("known-status-without-token", "the status of an execution that exists is told without a token",
          tell_known_without_token),
    KNOWN("known-status-with-wrong-token", "the status of an execution that exists is told with any token",
          tell_known_with_wrong_token),

    {.about = {"waiting-resumed-without-token", "an execution that waits is resumed without a token", true,
               false},
     .request = resume_waiting_without_token},
    {.about = {"waiting-resumed-with-wrong-token", "an execution that waits is resumed with any token", true,
               false},
     .request = resume_waiting_with_wrong_token},

    {.about = {"body-before-token", "a request without a token learns what its body lacks", false, false},
     .before_token = BODY_SCHEMA},
    {.about = {NULL, NULL, false, false}},
};

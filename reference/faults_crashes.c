/* The deployment's own failures: 500s where there should be an answer, in the shapes in which they come, and gateways
 * that answer in the deployment's place. */
#include <string.h>

#include "reference/behaviour.h"

#define RAILS "<!DOCTYPE html><html><body><h1>We're sorry, but something went wrong.</h1></body></html>"
#define TRACE "Traceback (most recent call last):\n  File \"app.py\", line 17, in kickoff\n"
#define NGINX(what)                                                                                          \
    "<html><head><title>" what "</title></head><body><center><h1>" what "</h1></center></body></html>"

/* ---- Where it fails ---- */

static bool is_user(const struct request *request, enum operation operation)
{
    return request->operation == operation && auth_credential(request) == CREDENTIAL_USER;
}

static void inputs_fail_for_users(struct request *request)
{
    if (is_user(request, OPERATION_INPUTS)) {
        answer_crash(request);
    }
}

/* Ids that the database cannot cast, each of a form of its own. */
#define FAILS_ON_ID(function, condition)                                                                     \
    static void function(struct request *request)                                                            \
    {                                                                                                        \
        const char *id = request->id;                                                                        \
        if (request->credential == CREDENTIAL_ORGANIZATION && (condition)) {                                 \
            answer_crash(request);                                                                           \
        }                                                                                                    \
    }
#define HEXADECIMAL "0123456789abcdefABCDEF"
FAILS_ON_ID(status_fails_on_number, strspn(id, "0123456789") == strlen(id))
FAILS_ON_ID(status_fails_on_words, strspn(id, "abcdefghijklmnopqrstuvwxyz-") == strlen(id))
FAILS_ON_ID(status_fails_on_cut_id,
            strlen(id) < 32 && strchr(id, '-') != NULL && strspn(id, HEXADECIMAL "-") == strlen(id))
FAILS_ON_ID(status_fails_on_dressed_id, *id == '{' || strncmp(id, "urn:", 4) == 0)
FAILS_ON_ID(status_fails_on_bare_id, strlen(id) == 32 && strspn(id, HEXADECIMAL) == 32)
FAILS_ON_ID(status_fails_on_capitals, strlen(id) == 36 && strpbrk(id, "ABCDEF") != NULL)

static void status_fails_for_users(struct request *request)
{
    if (is_user(request, OPERATION_STATUS)) {
        answer_crash(request);
    }
}

/* ---- Gateways ---- */

static void gateway_answers(struct request *request, unsigned status, const char *page)
{
    answer_text(request, status, ON_CRASH, "text/html", page);
}

/* The first that is known by its token. */
static void inputs_lost_once(struct request *request)
{
    if (request->operation == OPERATION_INPUTS && auth_credential(request) == CREDENTIAL_OTHER_CASE &&
        request->server->hits++ == 0) {
        gateway_answers(request, 502, NGINX("502 Bad Gateway"));
    }
}

static void inputs_always_lost_for_users(struct request *request)
{
    if (is_user(request, OPERATION_INPUTS)) {
        gateway_answers(request, 502, NGINX("502 Bad Gateway"));
    }
}

static void polls_time_out_once(struct request *request)
{
    struct execution *execution = execution_find(request->server, request->id);
    if (execution != NULL && execution->looks == 2) {
        gateway_answers(request, 504, NGINX("504 Gateway Time-out"));
    }
}

static void invalid_kickoff_is_unavailable(struct request *request, struct answer *answer)
{
    if (answer->occasion == ON_NO_INPUTS) {
        gateway_answers(request, 503, NGINX("503 Service Temporarily Unavailable"));
    }
}

static void gateway_rewrites_unknown(struct request *request, struct answer *answer)
{
    if (answer->occasion == ON_UNKNOWN && request->operation == OPERATION_RESUME) {
        gateway_answers(request, 502, NGINX("502 Bad Gateway"));
    }
}

#define CRASH_WHERE(name, words, hook, ...)                                                                  \
    {                                                                                                        \
        .about = {name, words, false, false}, .hook, .edits = { __VA_ARGS__ }                                \
    }
#define AS_HTML                                                                                              \
    {0, ON_CRASH, NULL, EDIT_MEDIA_TYPE, "text/html", 0},                                                    \
    {                                                                                                        \
        0, ON_CRASH, NULL, EDIT_TEXT, RAILS, 0                                                               \
    }
#define AS_TRACE                                                                                             \
    {                                                                                                        \
        0, ON_CRASH, NULL, EDIT_TEXT, TRACE, 0                                                               \
    }
#define AS_DETAIL                                                                                            \
    {                                                                                                        \
        0, ON_CRASH, "", EDIT_SET, "{\"detail\": \"Internal Server Error\"}", 0                              \
    }

/* What the answer on one occasion becomes. */
#define BECOMES(name, words, operation, occasion, ...)                                                       \
    {                                                                                                        \
        .about = {name, words, false, false}, .edits = {                                                     \
            {operation, occasion, NULL, EDIT_STATUS, "500", 0},                                              \
            __VA_ARGS__                                                                                      \
        }                                                                                                    \
    }

const struct behaviour fault_crash_table[] = {
    CRASH_WHERE("inputs-500-for-users", "GET /inputs of a user is a 500", request = inputs_fail_for_users,
                {0, 0, NULL, EDIT_NONE, NULL, 0}),
    CRASH_WHERE("inputs-500-as-html", "GET /inputs of a user is a 500 in HTML",
                request = inputs_fail_for_users, AS_HTML),
    CRASH_WHERE("inputs-500-trace", "GET /inputs of a user is a 500 with a trace that is called JSON",
                request = inputs_fail_for_users, AS_TRACE),
    CRASH_WHERE("inputs-500-detail", "GET /inputs of a user is a 500 with FastAPI's detail",
                request = inputs_fail_for_users, AS_DETAIL),
    CRASH_WHERE("status-500-on-number", "the status of a number is a 500 in HTML",
                poll = status_fails_on_number, AS_HTML),
    CRASH_WHERE("status-500-on-words", "the status of a word is a 500 with a trace that is called JSON",
                poll = status_fails_on_words, AS_TRACE),
    CRASH_WHERE("status-500-on-cut-id", "the status of half a UUID is a 500 with FastAPI's detail",
                poll = status_fails_on_cut_id, AS_DETAIL),
    CRASH_WHERE("status-500-on-bare-id", "the status of a UUID without hyphens is a 500",
                poll = status_fails_on_bare_id, {0, 0, NULL, EDIT_NONE, NULL, 0}),
    CRASH_WHERE("status-500-on-dressed-id", "the status of a UUID in braces or as a URN is a 500",
                poll = status_fails_on_dressed_id, {0, 0, NULL, EDIT_NONE, NULL, 0}),
    CRASH_WHERE("status-500-on-capitals", "the status of a UUID in upper case is a 500",
                poll = status_fails_on_capitals, {0, 0, NULL, EDIT_NONE, NULL, 0}),
    CRASH_WHERE("status-500-for-users", "the status asked by a user is a 500",
                request = status_fails_for_users, {0, 0, NULL, EDIT_NONE, NULL, 0}),

    BECOMES("kickoff-500-when-inputs-missing", "a missing input is a 500", OPERATION_KICKOFF,
            ON_MISSING_INPUTS, {0, 0, NULL, EDIT_NONE, NULL, 0}),
    BECOMES("kickoff-500-as-html", "a user's kickoff is a 500 in HTML", OPERATION_KICKOFF, ON_FORBIDDEN,
            {OPERATION_KICKOFF, ON_FORBIDDEN, NULL, EDIT_MEDIA_TYPE, "text/html", 0},
            {OPERATION_KICKOFF, ON_FORBIDDEN, NULL, EDIT_TEXT, RAILS, 0}),
    BECOMES("kickoff-500-trace", "a user's kickoff is a 500 with a trace that is called JSON",
            OPERATION_KICKOFF, ON_FORBIDDEN, {OPERATION_KICKOFF, ON_FORBIDDEN, NULL, EDIT_TEXT, TRACE, 0}),
    BECOMES("kickoff-500-detail", "a user's kickoff is a 500 with FastAPI's detail", OPERATION_KICKOFF,
            ON_FORBIDDEN,
            {OPERATION_KICKOFF, ON_FORBIDDEN, "", EDIT_SET, "{\"detail\": \"Internal Server Error\"}", 0}),
    BECOMES("resume-500-when-unknown", "resuming an unknown execution is a 500", OPERATION_RESUME, ON_UNKNOWN,
            {0, 0, NULL, EDIT_NONE, NULL, 0}),
    BECOMES("resume-500-as-html", "resuming an unknown execution is a 500 in HTML", OPERATION_RESUME,
            ON_UNKNOWN, {OPERATION_RESUME, ON_UNKNOWN, NULL, EDIT_MEDIA_TYPE, "text/html", 0},
            {OPERATION_RESUME, ON_UNKNOWN, NULL, EDIT_TEXT, RAILS, 0}),
    BECOMES("resume-500-trace", "resuming an unknown execution is a 500 with a trace that is called JSON",
            OPERATION_RESUME, ON_UNKNOWN, {OPERATION_RESUME, ON_UNKNOWN, NULL, EDIT_TEXT, TRACE, 0}),
    BECOMES("resume-500-detail", "resuming an unknown execution is a 500 with FastAPI's detail",
            OPERATION_RESUME, ON_UNKNOWN,
            {OPERATION_RESUME, ON_UNKNOWN, "", EDIT_SET, "{\"detail\": \"Internal Server Error\"}", 0}),

    {.about = {"gateway-loses-inputs",
               "a gateway answers 502 to the first GET /inputs whose token has another case", false, false},
     .request = inputs_lost_once},
    {.about = {"gateway-loses-users", "a gateway answers 502 to GET /inputs of users", false, false},
     .request = inputs_always_lost_for_users},
    {.about = {"gateway-times-out-polls", "a gateway answers 504 to the second poll of an execution", false,
               false},
     .poll = polls_time_out_once},
    {.about = {"gateway-hides-missing-inputs", "a gateway answers 503 where all inputs are missing", false,
               false},
     .answer = invalid_kickoff_is_unavailable},
    {.about = {"gateway-hides-unknown", "a gateway answers 502 where an execution to resume is unknown",
               false, false},
     .answer = gateway_rewrites_unknown},
    {.about = {NULL, NULL, false, false}},
};

/* Refusals (4xx) that are not as documented: what frameworks, gateways and login pages answer in their place. */
#include <string.h>

#include "reference/behaviour.h"

/* One edit of one operation's refusal. */
#define SAYS(name, words, operation, occasion, ...)                                                          \
    {                                                                                                        \
        .about = {name, words, false, false}, .edits = { {operation, occasion, __VA_ARGS__, 0} }             \
    }

/* The body becomes a text of another media type. */
#define PAGE(name, words, operation, occasion, type, text)                                                   \
    {                                                                                                        \
        .about = {name, words, false, false}, .edits = {                                                     \
            {operation, occasion, NULL, EDIT_MEDIA_TYPE, type, 0},                                           \
            {operation, occasion, NULL, EDIT_TEXT, text, 0},                                                 \
        }                                                                                                    \
    }

/* One credential is refused by another status than 401. */
#define REFUSES_BY(name, words, operation, credential, status)                                               \
    {                                                                                                        \
        .about = {name, words, false, false}, .edits = {                                                     \
            {operation, ON_UNAUTHORIZED, NULL, EDIT_STATUS, status, credential}                              \
        }                                                                                                    \
    }

#define DETAIL(text) "{\"detail\": \"" text "\"}"

/* GET /inputs of a user is a 404, as though there was no crew: the contract documents it, and the shape with it. */
static void users_see_no_crew(struct request *request)
{
    if (request->operation == OPERATION_INPUTS && auth_credential(request) == CREDENTIAL_USER) {
        answer_error(request, 404, ON_UNKNOWN, "Not Found", "There is no crew here");
    }
}

/* Whoever has no token is sent to the page where people log in. */
static void login_page(struct request *request, struct answer *answer)
{
    if (answer->occasion == ON_UNAUTHORIZED && request->operation == OPERATION_STATUS &&
        request->credential == CREDENTIAL_MISSING) {
        answer_text(request, 302, ON_UNAUTHORIZED, "text/html", "<a href=\"/login\">found</a>");
        answer_header(answer, "Location", "/login?next=%2F");
    }
}

/* The page itself, with the status of a success. */
static void login_form(struct request *request, struct answer *answer)
{
    (void)answer;
    if (request->answer.occasion == ON_UNAUTHORIZED && request->operation == OPERATION_INPUTS &&
        request->credential == CREDENTIAL_EMPTY) {
        answer_text(request, 200, ON_UNAUTHORIZED, "text/html",
                    "<form action=\"/login\" method=\"post\"></form>");
    }
}

/* Names all inputs of the crew, be they there or not. */
static void names_all_inputs(struct request *request, struct answer *answer)
{
    const struct crew *crew = &request->server->crew;
    if (answer->occasion != ON_MISSING_INPUTS) {
        return;
    }
    struct json_object *names = json_object_new_array();
    for (size_t i = 0; i < crew->input_count; i++) {
        json_object_array_add(names, json_string(crew->inputs[i]));
    }
    struct json_object *details = json_add(json_object_new_object(), "missing_inputs", names);
    json_object_object_add(answer->body, "details", details);
}

const struct behaviour fault_refusal_table[] = {
    /* 401 */
    PAGE("inputs-401-as-html", "GET /inputs refuses a token by an HTML page", OPERATION_INPUTS,
         ON_UNAUTHORIZED, "text/html", "<html><body><h1>401 Unauthorized</h1></body></html>"),
    SAYS("inputs-401-empty", "GET /inputs refuses a token without a body", OPERATION_INPUTS, ON_UNAUTHORIZED,
         NULL, EDIT_TEXT, ""),
    SAYS("inputs-401-detail", "GET /inputs refuses a token by FastAPI's detail", OPERATION_INPUTS,
         ON_UNAUTHORIZED, "", EDIT_SET, DETAIL("Not authenticated")),
    PAGE("kickoff-401-as-text", "POST /kickoff refuses a token by a plain word", OPERATION_KICKOFF,
         ON_UNAUTHORIZED, "text/plain", "Unauthorized"),
    SAYS("kickoff-401-no-json", "POST /kickoff refuses a token by a word that is called JSON",
         OPERATION_KICKOFF, ON_UNAUTHORIZED, NULL, EDIT_TEXT, "Unauthorized"),
    SAYS("kickoff-401-lacks-message", "POST /kickoff refuses a token without a message", OPERATION_KICKOFF,
         ON_UNAUTHORIZED, "/message", EDIT_REMOVE, NULL),
    SAYS("status-401-of-no-type", "the status refuses a token without a Content-Type", OPERATION_STATUS,
         ON_UNAUTHORIZED, NULL, EDIT_MEDIA_TYPE, NULL),
    SAYS("status-401-cut", "the status refuses a token by half of its JSON", OPERATION_STATUS,
         ON_UNAUTHORIZED, NULL, EDIT_CUT, NULL),
    SAYS("status-401-lacks-error", "the status refuses a token without saying the kind of error",
         OPERATION_STATUS, ON_UNAUTHORIZED, "/error", EDIT_REMOVE, NULL),
    SAYS("resume-401-as-problem", "POST /resume refuses a token by application/problem+json",
         OPERATION_RESUME, ON_UNAUTHORIZED, NULL, EDIT_MEDIA_TYPE, "application/problem+json"),
    SAYS("resume-401-single-quotes", "POST /resume refuses a token by JSON in single quotes",
         OPERATION_RESUME, ON_UNAUTHORIZED, "\"", EDIT_REPLACE, "'"),
    SAYS("resume-401-error-object", "POST /resume refuses a token with an object for the error",
         OPERATION_RESUME, ON_UNAUTHORIZED, "/error", EDIT_SET, "{\"code\": 401}"),
    REFUSES_BY("inputs-403-without-token", "GET /inputs without a token is a 403", OPERATION_INPUTS,
               CREDENTIAL_MISSING, "403"),
    REFUSES_BY("kickoff-400-without-token", "POST /kickoff without a token is a 400", OPERATION_KICKOFF,
               CREDENTIAL_MISSING, "400"),
    REFUSES_BY("status-404-without-token", "the status without a token is a 404", OPERATION_STATUS,
               CREDENTIAL_MISSING, "404"),
    REFUSES_BY("resume-500-with-other-scheme", "POST /resume with another scheme is a 500", OPERATION_RESUME,
               CREDENTIAL_OTHER_SCHEME, "500"),
    REFUSES_BY("kickoff-500-with-empty-token", "POST /kickoff with an empty token is a 500",
               OPERATION_KICKOFF, CREDENTIAL_EMPTY, "500"),
    {.about = {"login-redirect", "a status without a token redirects to a login page", false, false},
     .answer = login_page},
    {.about = {"login-form", "GET /inputs with an empty token is answered 200 by a login page", false, false},
     .answer = login_form},

    /* users' tokens */
    PAGE("kickoff-403-as-html", "a user who may not kick off is refused by an HTML page", OPERATION_KICKOFF,
         ON_FORBIDDEN, "text/html", "<h1>403 Forbidden</h1>"),
    SAYS("resume-403-detail", "a user who may not resume is refused by FastAPI's detail", OPERATION_RESUME,
         ON_FORBIDDEN, "", EDIT_SET, DETAIL("Forbidden")),
    SAYS("resume-500-for-users", "a user who may not resume gets a 500", OPERATION_RESUME, ON_FORBIDDEN, NULL,
         EDIT_STATUS, "500"),
    SAYS("kickoff-500-for-users", "a user who may not kick off gets a 500", OPERATION_KICKOFF, ON_FORBIDDEN,
         NULL, EDIT_STATUS, "500"),
    {.about = {"inputs-404-for-users", "GET /inputs of a user is a 404", false, false},
     .request = users_see_no_crew},
    {.about = {"inputs-404-as-html", "GET /inputs of a user is a 404 in HTML", false, false},
     .request = users_see_no_crew,
     .edits = {{OPERATION_INPUTS, ON_UNKNOWN, NULL, EDIT_MEDIA_TYPE, "text/html", 0},
               {OPERATION_INPUTS, ON_UNKNOWN, NULL, EDIT_TEXT, "<h1>Not Found</h1>", 0}}},
    {.about = {"inputs-404-no-json", "GET /inputs of a user is a 404 that is no JSON", false, false},
     .request = users_see_no_crew,
     .edits = {{OPERATION_INPUTS, ON_UNKNOWN, NULL, EDIT_TEXT, "Not Found", 0}}},
    {.about = {"inputs-404-detail", "GET /inputs of a user is a 404 with FastAPI's detail", false, false},
     .request = users_see_no_crew,
     .edits = {{OPERATION_INPUTS, ON_UNKNOWN, "", EDIT_SET, DETAIL("Not Found"), 0}}},

    /* 400 */
    PAGE("kickoff-400-as-html", "an invalid kickoff is refused by an HTML page", OPERATION_KICKOFF,
         ON_INVALID, "text/html",
         "<!DOCTYPE html><html><body><pre>SyntaxError: Unexpected token</pre></body></html>"),
    SAYS("kickoff-400-trailing-comma", "an invalid kickoff is refused by JSON with a comma too many",
         OPERATION_KICKOFF, ON_INVALID, "}", EDIT_REPLACE, ",}"),
    SAYS("kickoff-400-list", "an invalid kickoff is refused by a list of errors", OPERATION_KICKOFF,
         ON_INVALID, "", EDIT_SET,
         "{\"errors\": [{\"msg\": \"Field required\", \"loc\": [\"body\", \"inputs\"]}]}"),
    SAYS("kickoff-400-error-number", "an invalid kickoff is refused with a number for the error",
         OPERATION_KICKOFF, ON_INVALID, "/error", EDIT_SET, "400"),
    PAGE("resume-400-as-text", "an invalid resume is refused by plain text", OPERATION_RESUME,
         ON_INVALID | ON_NOT_WAITING, "text/plain", "Bad Request"),
    SAYS("resume-400-not-utf8", "an invalid resume is refused by JSON in Latin-1", OPERATION_RESUME,
         ON_INVALID | ON_NOT_WAITING, "Invalid", EDIT_REPLACE, "Inv\xE1lido"),
    SAYS("resume-400-lacks-message", "an invalid resume is refused without a message", OPERATION_RESUME,
         ON_INVALID | ON_NOT_WAITING, "/message", EDIT_REMOVE, NULL),
    SAYS("resume-409-when-not-waiting", "a resume of what does not wait is a 409", OPERATION_RESUME,
         ON_NOT_WAITING, NULL, EDIT_STATUS, "409"),

    /* 404 */
    PAGE("status-404-as-html", "an unknown execution is a 404 in HTML", OPERATION_STATUS, ON_UNKNOWN,
         "text/html",
         "<html><head><title>404 Not Found</title></head><body><center>nginx</center></body></html>"),
    SAYS("status-404-no-json", "an unknown execution is a 404 of words that are called JSON",
         OPERATION_STATUS, ON_UNKNOWN, NULL, EDIT_TEXT, "404 page not found"),
    SAYS("status-404-detail", "an unknown execution is a 404 with FastAPI's detail", OPERATION_STATUS,
         ON_UNKNOWN, "", EDIT_SET, DETAIL("Not Found")),
    SAYS("status-404-error-alone", "an unknown execution is a 404 without a message", OPERATION_STATUS,
         ON_UNKNOWN, "/message", EDIT_REMOVE, NULL),
    SAYS("status-404-message-list", "an unknown execution is a 404 with a list of messages", OPERATION_STATUS,
         ON_UNKNOWN, "/message", EDIT_WRAP, NULL),
    SAYS("status-400-when-unknown", "an unknown execution is a 400", OPERATION_STATUS, ON_UNKNOWN, NULL,
         EDIT_STATUS, "400"),
    SAYS("status-410-when-unknown", "an unknown execution is a 410", OPERATION_STATUS, ON_UNKNOWN, NULL,
         EDIT_STATUS, "410"),
    SAYS("status-200-when-unknown", "an unknown execution is a 200 with an error inside", OPERATION_STATUS,
         ON_UNKNOWN, NULL, EDIT_STATUS, "200"),
    PAGE("resume-404-as-html", "resuming an unknown execution is a 404 in HTML", OPERATION_RESUME, ON_UNKNOWN,
         "text/html", "<h1>The page you were looking for doesn't exist.</h1>"),
    SAYS("resume-404-cut", "resuming an unknown execution is a 404 of half its JSON", OPERATION_RESUME,
         ON_UNKNOWN, NULL, EDIT_CUT, NULL),
    SAYS("resume-404-rails", "resuming an unknown execution is a 404 with Rails' status and error",
         OPERATION_RESUME, ON_UNKNOWN, "", EDIT_SET, "{\"status\": 404, \"error\": \"Not Found\"}"),
    SAYS("resume-400-when-unknown", "resuming an unknown execution is a 400", OPERATION_RESUME, ON_UNKNOWN,
         NULL, EDIT_STATUS, "400"),
    SAYS("resume-200-when-unknown", "resuming an unknown execution is a 200 with an error inside",
         OPERATION_RESUME, ON_UNKNOWN, NULL, EDIT_STATUS, "200"),

    /* 422 */
    SAYS("kickoff-422-detail", "a kickoff without inputs is told so by FastAPI's detail", OPERATION_KICKOFF,
         ON_NO_INPUTS, "", EDIT_SET,
         "{\"detail\": [{\"loc\": [\"body\", \"inputs\"], \"msg\": \"field required\"}]}"),
    SAYS("kickoff-422-as-problem", "missing inputs are told as application/problem+json", OPERATION_KICKOFF,
         ON_MISSING_INPUTS | ON_NO_INPUTS, NULL, EDIT_MEDIA_TYPE, "application/problem+json"),
    SAYS("kickoff-422-no-json", "missing inputs are told by a trace that is called JSON", OPERATION_KICKOFF,
         ON_NO_INPUTS, NULL, EDIT_TEXT, "KeyError: 'budget'"),
    SAYS("kickoff-422-lacks-message", "missing inputs are told without a message", OPERATION_KICKOFF,
         ON_MISSING_INPUTS | ON_NO_INPUTS, "/message", EDIT_REMOVE, NULL),
    SAYS("kickoff-422-lacks-details", "where all inputs are missing, none is named", OPERATION_KICKOFF,
         ON_NO_INPUTS, "/details", EDIT_REMOVE, NULL),
    SAYS("kickoff-422-details-list", "missing inputs are named in a list in place of an object",
         OPERATION_KICKOFF, ON_NO_INPUTS, "/details", EDIT_SET, "[\"budget\"]"),
    SAYS("kickoff-422-names-in-one-string", "missing inputs are named in one string", OPERATION_KICKOFF,
         ON_NO_INPUTS, "/details/missing_inputs", EDIT_TO_STRING, NULL),
    SAYS("kickoff-422-names-none", "a missing input is named by an empty list", OPERATION_KICKOFF,
         ON_MISSING_INPUTS, "/details/missing_inputs", EDIT_SET, "[]"),
    {.about = {"kickoff-422-names-all", "all inputs are named where one is missing", false, false},
     .answer = names_all_inputs},
    SAYS("kickoff-403-when-inputs-missing", "a kickoff without inputs is a 403", OPERATION_KICKOFF,
         ON_NO_INPUTS, NULL, EDIT_STATUS, "403"),
    {.about = {"resume-422-for-all", "a resume that cannot be is a 422, which resume does not document", true,
               false},
     .edits = {{OPERATION_RESUME, ON_INVALID | ON_NOT_WAITING, NULL, EDIT_STATUS, "422", 0}}},
    {.about = {NULL, NULL, false, false}},
};

/* Lawful ways to refuse, to route, to ask for tokens and to be slow. */
#include <string.h>
#include <strings.h>

#include "reference/behaviour.h"

enum { BUSY_EVERY = 50, SLOW_TENTH = 10 };

static const char *header_of(const struct request *request, const char *name)
{
    return MHD_lookup_connection_value(request->connection, MHD_HEADER_KIND, name);
}

/* ---- Refusals ---- */

/* The id is looked up before it is looked at. */
static void id_without_form_is_unknown(struct request *request, struct answer *answer)
{
    const char *id = json_member_string(request_object(request), "execution_id");
    if (answer->occasion == ON_INVALID && request->operation == OPERATION_RESUME && id != NULL &&
        strlen(id) != 36) {
        answer_error(request, 404, ON_UNKNOWN, "Not Found", "Execution ID not found");
    }
}

/* A body is called JSON, or there is none. */
static bool is_called_json(const struct request *request)
{
    const char *type = header_of(request, "Content-Type");
    return type == NULL || strncasecmp(type, "application/json", strlen("application/json")) == 0;
}

static void other_media_types_refused(struct request *request)
{
    if ((request->operation & (OPERATION_KICKOFF | OPERATION_RESUME)) != 0 && !is_called_json(request)) {
        answer_error(request, 415, ON_BUSY, "Unsupported Media Type", "A body is sent as application/json");
    }
}

static void no_media_type_refused(struct request *request)
{
    if ((request->operation & (OPERATION_KICKOFF | OPERATION_RESUME)) != 0 &&
        header_of(request, "Content-Type") == NULL) {
        answer_error(request, 415, ON_BUSY, "Unsupported Media Type", "It does not say what the body is");
    }
}

static void other_accepts_refused(struct request *request)
{
    const char *accept = header_of(request, "Accept");
    if (accept != NULL && strstr(accept, "json") == NULL && strstr(accept, "*/*") == NULL) {
        answer_text(request, 406, ON_BUSY, "text/plain", "application/json is what there is");
    }
}

static void errors_say_nothing(struct request *request, struct answer *answer)
{
    (void)request;
    if ((answer->occasion & ON_ERROR) != 0) {
        json_object_object_add(answer->body, "error", json_string(""));
        json_object_object_add(answer->body, "message", json_string(""));
    }
}

/* ---- Rates and speeds ---- */

static bool is_busy(const struct request *request)
{
    return request->server->requests % BUSY_EVERY == BUSY_EVERY - 1;
}

static void too_many_requests(struct request *request)
{
    if (is_busy(request)) {
        answer_error(request, 429, ON_BUSY, "Too Many Requests", "Come back in a second");
        answer_header(&request->answer, "Retry-After", "1");
    }
}

static void too_many_requests_in_html(struct request *request)
{
    if (is_busy(request)) {
        answer_text(request, 429, ON_BUSY, "text/html", "<h1>Slow down</h1>");
        answer_header(&request->answer, "Retry-After", "0");
    }
}

static void busy_for_a_second(struct request *request)
{
    if (is_busy(request)) {
        answer_text(request, 503, ON_BUSY, "text/plain", "Scaling up");
        answer_header(&request->answer, "Retry-After", "1");
    }
}

static void busy_until_a_date(struct request *request)
{
    if (is_busy(request)) {
        answer_text(request, 503, ON_BUSY, "text/plain", "Scaling up");
        answer_header(&request->answer, "Retry-After", "Tue, 24 Nov 2026 08:30:00 GMT");
    }
}

static void slow(struct request *request, struct answer *answer)
{
    answer->delay = request->server->second / SLOW_TENTH;
}

static void slow_at_times(struct request *request, struct answer *answer)
{
    answer->delay = request->server->requests % 8 == 0 ? request->server->second / 2 : 0;
}

/* ---- Paths ---- */

static bool is_unknown_path(const struct request *request)
{
    return request->operation == OPERATION_NONE && request->path != NULL && *request->path != '\0' &&
           strcmp(request->path, "/") != 0;
}

static void unknown_paths_in_html(struct request *request)
{
    if (is_unknown_path(request)) {
        answer_text(request, 404, ON_NO_PATH, "text/html; charset=UTF-8",
                    "<!doctype html><html lang=en><title>404 Not Found</title><h1>Not Found</h1>");
    }
}

static void unknown_paths_by_rails(struct request *request)
{
    if (is_unknown_path(request)) {
        answer_text(request, 404, ON_NO_PATH, "text/plain", "No route matches");
    }
}

static void unknown_paths_ask_for_token(struct request *request)
{
    if (is_unknown_path(request)) {
        answer_text(request, 401, ON_NO_PATH, "text/plain", "Unauthorized");
    }
}

static void unknown_paths_redirect(struct request *request)
{
    if (is_unknown_path(request)) {
        answer_text(request, 302, ON_NO_PATH, "text/html", "");
        answer_header(&request->answer, "Location", "/");
    }
}

static void health_in_json(struct request *request, struct answer *answer)
{
    if (answer->occasion == ON_HEALTH) {
        answer_json(request, 200, ON_HEALTH, json_add(json_object_new_object(), "status", json_string("ok")));
    }
}

static void nothing_at_the_root(struct request *request, struct answer *answer)
{
    if (answer->occasion == ON_HEALTH) {
        answer_error(request, 404, ON_HEALTH, "Not Found", "There is nothing at this path");
    }
}

/* ---- Tokens ---- */

#define WITHHELD "Only the organization may do this"

static bool is_user(const struct request *request)
{
    return request->operation != OPERATION_NONE && auth_credential(request) == CREDENTIAL_USER;
}

static void users_may_nothing(struct request *request)
{
    if (is_user(request)) {
        answer_error(request, 403, ON_FORBIDDEN, "Forbidden", WITHHELD);
    }
}

static void users_are_unknown(struct request *request)
{
    if (is_user(request)) {
        answer_error(request, 401, ON_UNAUTHORIZED, "Unauthorized", WITHHELD);
    }
}

static void challenge_is_missing(struct request *request, struct answer *answer)
{
    (void)request;
    answer->header_count = answer->occasion == ON_UNAUTHORIZED ? 0 : answer->header_count;
}

static void allow_is_missing(struct request *request, struct answer *answer)
{
    (void)request;
    answer->header_count = answer->occasion == ON_NO_METHOD ? 0 : answer->header_count;
}

#define BECOMES(name, words, operation, occasion, status)                                                    \
    {                                                                                                        \
        .about = {name, words, false, false}, .edits = {                                                     \
            {operation, occasion, NULL, EDIT_STATUS, status, 0}                                              \
        }                                                                                                    \
    }
#define REQUEST(name, words, function)                                                                       \
    {                                                                                                        \
        .about = {name, words, false, false}, .request = function                                            \
    }
#define ANSWER(name, words, function)                                                                        \
    {                                                                                                        \
        .about = {name, words, false, false}, .answer = function                                             \
    }
#define METHODS(name, words, methods, status)                                                                \
    {                                                                                                        \
        .about = {name, words, false, false}, .method = { OPERATION_ALL, methods, status }                   \
    }
enum {
    EVERY_METHOD = 255,
    NO_ONES_METHOD = METHOD_PUT | METHOD_PATCH | METHOD_DELETE | METHOD_OPTIONS | METHOD_OTHER
};

const struct behaviour variant_table[] = {
    BECOMES("invalid-is-422", "a kickoff that breaks its schema is a 422", OPERATION_KICKOFF, ON_INVALID,
            "422"),
    BECOMES("missing-inputs-are-400", "a kickoff without the crew's inputs is a 400", OPERATION_KICKOFF,
            ON_MISSING_INPUTS, "400"),
    ANSWER("malformed-id-is-404", "a resume with an execution_id that is no UUID is a 404",
           id_without_form_is_unknown),
    REQUEST("other-media-types-415", "a body that is not called JSON is a 415", other_media_types_refused),
    REQUEST("no-media-type-415", "a kickoff or a resume that names no media type, as one without a body, is a 415",
            no_media_type_refused),
    REQUEST("other-accepts-406", "a client that does not accept JSON gets a 406", other_accepts_refused),
    {.about = {"syntax-before-token", "a body that is no JSON is refused before the token is looked at",
               false, false},
     .before_token = BODY_SYNTAX},
    {.about = {"lenient-uris", "webhooks' URLs are read by a lenient parser", false, false},
     .violation = {OPERATION_KICKOFF | OPERATION_RESUME, "*", "doubtful", OUTCOME_ACCEPTED}},
    ANSWER("errors-without-words", "errors have empty strings for error and message", errors_say_nothing),

    REQUEST("rate-limit", "every fiftieth request is a 429 with Retry-After", too_many_requests),
    REQUEST("rate-limit-in-html", "every fiftieth request is a 429 in HTML that lets one come back at once",
            too_many_requests_in_html),
    REQUEST("busy", "every fiftieth request is a 503 with Retry-After", busy_for_a_second),
    REQUEST("busy-until-date", "every fiftieth request is a 503 with a date for Retry-After",
            busy_until_a_date),
    ANSWER("slow", "each answer takes a tenth of a second", slow),
    ANSWER("slow-at-times", "every eighth answer takes half a second", slow_at_times),

    REQUEST("unknown-path-html", "unknown paths are answered by an HTML page", unknown_paths_in_html),
    REQUEST("unknown-path-text", "unknown paths are answered by a line of text", unknown_paths_by_rails),
    REQUEST("unknown-path-401", "unknown paths ask for a token", unknown_paths_ask_for_token),
    REQUEST("unknown-path-redirects", "unknown paths redirect to the root", unknown_paths_redirect),
    ANSWER("health-in-json", "the root answers in JSON", health_in_json),
    ANSWER("no-health", "the root is a 404", nothing_at_the_root),
    METHODS("other-methods-404", "other methods are a 404", EVERY_METHOD, 404),
    METHODS("other-methods-501", "methods that no operation has are a 501", NO_ONES_METHOD, 501),
    METHODS("other-methods-400", "other methods are a 400", EVERY_METHOD, 400),
    ANSWER("no-allow", "a 405 does not say what is allowed", allow_is_missing),

    {.about = {"users-may-all", "a user's token may do everything", false, false},
     .auth = {OPERATION_ALL, CREDENTIAL_USER}},
    REQUEST("users-may-nothing", "a user's token is a 403 everywhere", users_may_nothing),
    REQUEST("users-unknown", "a user's token is a 401 everywhere", users_are_unknown),
    BECOMES("users-401-on-kickoff", "what a user may not do is a 401", OPERATION_KICKOFF | OPERATION_RESUME,
            ON_FORBIDDEN, "401"),
    ANSWER("no-challenge", "a 401 has no WWW-Authenticate", challenge_is_missing),
    {.about = {NULL, NULL, false, false}},
};

/* Beside the contract: paths, methods, media types and sizes that do harm. */
#include <string.h>
#include <strings.h>

#include "reference/behaviour.h"

#define METHOD(name, words, operation, methods, status)                                                      \
    {                                                                                                        \
        .about = {name, words, false, false}, .method = { operation, methods, status }                       \
    }

enum { DEEP = 5000 };

static const char *header_of(const struct request *request, const char *name)
{
    return MHD_lookup_connection_value(request->connection, MHD_HEADER_KIND, name);
}

static bool is_media_type(const struct request *request, const char *type)
{
    const char *value = header_of(request, "Content-Type");
    return value != NULL && strncasecmp(value, type, strlen(type)) == 0;
}

static bool is_unknown_path(const struct request *request)
{
    return request->operation == OPERATION_NONE && (request->path == NULL || strcmp(request->path, "/") != 0);
}

static bool is_plain_path(const struct request *request)
{
    return strchr(request->uri, '%') == NULL && strstr(request->uri, "/..") == NULL;
}

/* One page for whatever path, as the server of a single-page application has it. */
static void any_path_is_a_page(struct request *request)
{
    if (is_unknown_path(request) && is_plain_path(request)) {
        answer_text(request, 200, ON_NO_PATH, "text/html; charset=utf-8",
                    "<!doctype html><title>Crew</title><div id=\"root\"></div>");
    }
}

static void escapes_crash(struct request *request)
{
    if (is_unknown_path(request) && strchr(request->uri, '%') != NULL) {
        answer_text(request, 500, ON_CRASH, "text/html", "<h1>We're sorry, but something went wrong.</h1>");
    }
}

static void dots_crash(struct request *request)
{
    if (strstr(request->uri, "/../") != NULL) {
        answer_crash(request);
    }
}

/* A reader that is chosen by the media type and fails: of texts and forms, of what is not known, of what is not said. */
static bool is_of_family(const struct request *request, const char *const *types)
{
    for (size_t i = 0; types[i] != NULL; i++) {
        if (is_media_type(request, types[i])) {
            return true;
        }
    }
    return false;
}

static const char *const form_types[] = {"text/", "application/x-www-form-urlencoded", "multipart/", NULL};
static const char *const foreign_types[] = {"application/xml", "application/x-", NULL};

static bool is_foreign(const struct request *request)
{
    return is_of_family(request, foreign_types) && !is_of_family(request, form_types);
}

static bool is_nameless(const struct request *request)
{
    const char *type = header_of(request, "Content-Type");
    return request->body.length > 0 && (type == NULL || strchr(type, '/') == NULL);
}

static void kickoff_form_crashes(struct request *request)
{
    if (request->operation == OPERATION_KICKOFF && is_of_family(request, form_types)) {
        answer_crash(request);
    }
}

static void kickoff_foreign_crashes(struct request *request)
{
    if (request->operation == OPERATION_KICKOFF && is_foreign(request)) {
        answer_crash(request);
    }
}

static void kickoff_nameless_crashes(struct request *request)
{
    if (request->operation == OPERATION_KICKOFF && is_nameless(request)) {
        answer_crash(request);
    }
}

static void resume_form_crashes(struct request *request)
{
    if (request->operation == OPERATION_RESUME && is_of_family(request, form_types)) {
        answer_crash(request);
    }
}

static void resume_foreign_crashes(struct request *request)
{
    if (request->operation == OPERATION_RESUME && is_foreign(request)) {
        answer_crash(request);
    }
}

static void resume_nameless_crashes(struct request *request)
{
    if (request->operation == OPERATION_RESUME && is_nameless(request)) {
        answer_crash(request);
    }
}

/* A framework that finds no way to say it in the media type that the client asks for. */
static bool accepts_no_json(const struct request *request)
{
    const char *accept = header_of(request, "Accept");
    return accept != NULL && strstr(accept, "json") == NULL && strstr(accept, "*/*") == NULL;
}

static void accept_crashes_inputs(struct request *request)
{
    if (request->operation == OPERATION_INPUTS && accepts_no_json(request)) {
        answer_crash(request);
    }
}

static void accept_crashes_bodies(struct request *request)
{
    if ((request->operation & (OPERATION_KICKOFF | OPERATION_RESUME)) != 0 && accepts_no_json(request)) {
        answer_crash(request);
    }
}

static void accept_crashes_status(struct request *request)
{
    if (request->operation == OPERATION_STATUS && accepts_no_json(request)) {
        answer_crash(request);
    }
}

static void deep_crashes(struct request *request)
{
    const char *text = buffer_string(&request->body);
    if (strspn(text, "[") >= DEEP || strspn(text, "{\"a:") >= DEEP) {
        answer_crash(request);
    }
}

static void large_crashes(struct request *request)
{
    if (request->oversized) {
        answer_crash(request);
    }
}

static void large_hangs_up(struct request *request)
{
    if (request->oversized) {
        answer_crash(request);
        request->answer.hang_up = true;
    }
}

/* Escapes that stand for no text, or are none. */
static void bad_id_crashes(struct request *request)
{
    bool bad = strcasestr(request->uri, "%ff") != NULL || strcasestr(request->uri, "%zz") != NULL;
    if (request->operation == OPERATION_STATUS && bad) {
        answer_crash(request);
    }
}

static void escaped_zero_crashes(struct request *request)
{
    if (strstr(request->uri, "%00") != NULL) {
        answer_crash(request);
    }
}

/* A field that only debugging would want. */
static void tells_the_token(struct request *request, struct answer *answer)
{
    const char *given = header_of(request, "Authorization");
    if (answer->occasion == ON_UNKNOWN && given != NULL) {
        answer_header(answer, "X-Debug-Authorization", given);
    }
}

static void echoes_the_token(struct request *request, struct answer *answer)
{
    const char *given = header_of(request, "Authorization");
    if (answer->occasion == ON_INVALID && request->operation == OPERATION_KICKOFF && given != NULL) {
        char *message = arena_format(&request->arena, "The body cannot be used (request by %s)", given);
        json_object_object_add(answer->body, "message", json_string(message));
    }
}

static void inputs_tell_the_token(struct request *request, struct answer *answer)
{
    if (answer->occasion == ON_INPUTS) {
        json_object_object_add(answer->body, "token", json_string(request->server->token));
    }
}

#define REQUEST(name, words, function)                                                                       \
    {                                                                                                        \
        .about = {name, words, false, false}, .request = function                                            \
    }
#define ANSWER(name, words, function)                                                                        \
    {                                                                                                        \
        .about = {name, words, false, false}, .answer = function                                             \
    }

const struct behaviour fault_protocol_table[] = {
    METHOD("inputs-takes-put-and-post", "PUT and POST /inputs succeed", OPERATION_INPUTS,
           METHOD_PUT | METHOD_POST, 200),
    METHOD("inputs-crashes-on-patch-and-delete", "PATCH and DELETE /inputs are a 500", OPERATION_INPUTS,
           METHOD_PATCH | METHOD_DELETE, 500),
    METHOD("kickoff-takes-get-and-put", "GET and PUT /kickoff succeed", OPERATION_KICKOFF,
           METHOD_GET | METHOD_PUT, 200),
    METHOD("kickoff-crashes-on-patch-and-delete", "PATCH and DELETE /kickoff are a 500", OPERATION_KICKOFF,
           METHOD_PATCH | METHOD_DELETE, 500),
    METHOD("status-takes-post-and-put", "POST and PUT of a status succeed", OPERATION_STATUS,
           METHOD_POST | METHOD_PUT, 201),
    METHOD("status-crashes-on-patch-and-delete", "PATCH and DELETE of a status are a 500", OPERATION_STATUS,
           METHOD_PATCH | METHOD_DELETE, 500),
    METHOD("resume-takes-get-and-put", "GET and PUT /resume succeed", OPERATION_RESUME,
           METHOD_GET | METHOD_PUT, 204),
    METHOD("resume-crashes-on-patch-and-delete", "PATCH and DELETE /resume are a 500", OPERATION_RESUME,
           METHOD_PATCH | METHOD_DELETE, 500),

    METHOD("questions-crash", "OPTIONS of /inputs, of /kickoff and of a status is a 500",
           OPERATION_INPUTS | OPERATION_KICKOFF | OPERATION_STATUS, METHOD_OPTIONS, 500),
    METHOD("resume-crashes-on-options", "OPTIONS of /resume is a 500", OPERATION_RESUME, METHOD_OPTIONS, 500),

    REQUEST("any-path-is-a-page", "unknown paths are answered 200 with the page of an application",
            any_path_is_a_page),
    REQUEST("escaped-path-crashes", "an unknown path with escapes is a 500", escapes_crash),
    REQUEST("dot-segments-crash", "a path with dot segments is a 500", dots_crash),
    REQUEST("kickoff-crashes-on-forms", "a kickoff sent as text or a form is a 500", kickoff_form_crashes),
    REQUEST("kickoff-crashes-on-foreign-types", "a kickoff sent as XML or something unknown is a 500",
            kickoff_foreign_crashes),
    REQUEST("kickoff-crashes-without-type", "a kickoff sent without a media type is a 500",
            kickoff_nameless_crashes),
    REQUEST("resume-crashes-on-forms", "a resume sent as text or a form is a 500", resume_form_crashes),
    REQUEST("resume-crashes-on-foreign-types", "a resume sent as XML or something unknown is a 500",
            resume_foreign_crashes),
    REQUEST("resume-crashes-without-type", "a resume sent without a media type is a 500",
            resume_nameless_crashes),
    REQUEST("accept-crashes-inputs", "GET /inputs by a client that does not accept JSON is a 500",
            accept_crashes_inputs),
    REQUEST("accept-crashes-bodies", "a kickoff or resume by a client that does not accept JSON is a 500",
            accept_crashes_bodies),
    REQUEST("accept-crashes-status", "a status asked by a client that does not accept JSON is a 500",
            accept_crashes_status),
    REQUEST("deep-body-crashes", "a body of thousands of levels is a 500", deep_crashes),
    REQUEST("large-body-crashes", "a body that is too large is a 500", large_crashes),
    REQUEST("large-body-hangs-up", "a body that is too large is answered by hanging up", large_hangs_up),
    REQUEST("undecodable-id-crashes", "an execution id of escapes that stand for no text is a 500",
            bad_id_crashes),
    REQUEST("escaped-zero-crashes", "a path with an escaped NUL is a 500", escaped_zero_crashes),

    ANSWER("token-in-debug-header", "a 404 brings the request's token in a header", tells_the_token),
    ANSWER("token-in-error-message", "the message of a refused kickoff quotes the request's token",
           echoes_the_token),
    ANSWER("token-in-inputs", "GET /inputs tells the crew's token", inputs_tell_the_token),
    {.about = {NULL, NULL, false, false}},
};

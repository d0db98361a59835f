/* Beside the contract: paths, methods, media types and sizes that do harm. */
#include <string.h>
#include <strings.h>

#include "reference/behaviour.h"

#define METHOD(name, words, operation, methods, status)                                                      \
    {                                                                                                        \
        .about = {name, words, false, false}, .method = { operation, methods, status }                       \
    }

enum { DEEP = 5000, LARGE = 1 << 20 };

static const char *header_of(const struct request *request, const char *name)
{
    return MHD_lookup_connection_value(request->connection, MHD_HEADER_KIND, name);
}

static bool is_media_type(const struct request *request, const char *type)
{
    const char *value = header_of(request, "Content-Type");
    return value != NULL && strncasecmp(value, type, strlen(type)) == 0;
}

/* One page for whatever path, as the server of a single-page application has it. */
static void any_path_is_a_page(struct request *request)
{
    if (request->operation == OPERATION_NONE && request->path != NULL && strcmp(request->path, "/") != 0) {
        answer_text(request, 200, ON_NO_PATH, "text/html; charset=utf-8",
                    "<!doctype html><title>Crew</title><div id=\"root\"></div>");
    }
}

static void unknown_path_crashes(struct request *request)
{
    if (request->operation == OPERATION_NONE && request->path != NULL && strcmp(request->path, "/") != 0) {
        answer_text(request, 500, ON_CRASH, "text/html", "<h1>We're sorry, but something went wrong.</h1>");
    }
}

static void dots_crash(struct request *request)
{
    if (strstr(request->uri, "/../") != NULL) {
        answer_crash(request);
    }
}

static void text_crashes(struct request *request)
{
    if (request->operation == OPERATION_KICKOFF && is_media_type(request, "text/plain")) {
        answer_crash(request);
    }
}

static void form_crashes(struct request *request)
{
    if (request->operation == OPERATION_KICKOFF &&
        is_media_type(request, "application/x-www-form-urlencoded")) {
        answer_crash(request);
    }
}

static void xml_crashes(struct request *request)
{
    if (request->operation == OPERATION_KICKOFF && is_media_type(request, "application/xml")) {
        answer_crash(request);
    }
}

/* A framework that finds no way to say it in the media type that the client asks for. */
static void accept_crashes(struct request *request)
{
    const char *accept = header_of(request, "Accept");
    bool json = accept == NULL || strstr(accept, "json") != NULL || strstr(accept, "*/*") != NULL;
    if (request->operation == OPERATION_INPUTS && !json) {
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

static void bad_id_crashes(struct request *request)
{
    if (request->operation == OPERATION_STATUS && strcasestr(request->uri, "%ff") != NULL) {
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

    REQUEST("any-path-is-a-page", "unknown paths are answered 200 with the page of an application",
            any_path_is_a_page),
    REQUEST("unknown-path-crashes", "unknown paths are a 500", unknown_path_crashes),
    REQUEST("dot-segments-crash", "a path with dot segments is a 500", dots_crash),
    REQUEST("text-plain-crashes", "a kickoff sent as text/plain is a 500", text_crashes),
    REQUEST("form-crashes", "a kickoff sent as a form is a 500", form_crashes),
    REQUEST("xml-crashes", "a kickoff sent as XML is a 500", xml_crashes),
    REQUEST("accept-crashes", "a client that does not accept JSON gets a 500", accept_crashes),
    REQUEST("deep-body-crashes", "a body of thousands of levels is a 500", deep_crashes),
    REQUEST("large-body-crashes", "a body of more than a mebibyte is a 500", large_crashes),
    REQUEST("large-body-hangs-up", "a body of more than a mebibyte is answered by hanging up",
            large_hangs_up),
    REQUEST("undecodable-id-crashes", "an execution id that is not UTF-8 is a 500", bad_id_crashes),
    REQUEST("escaped-zero-crashes", "a path with an escaped NUL is a 500", escaped_zero_crashes),

    ANSWER("token-in-debug-header", "a 404 brings the request's token in a header", tells_the_token),
    ANSWER("token-in-error-message", "the message of a refused kickoff quotes the request's token",
           echoes_the_token),
    ANSWER("token-in-inputs", "GET /inputs tells the crew's token", inputs_tell_the_token),
    {.about = {NULL, NULL, false, false}},
};

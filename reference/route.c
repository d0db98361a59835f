#include <string.h>

#include "reference/behaviour.h"

struct route {
    enum operation operation;
    const char *method;
    bool (*check)(struct request *request); /* of the body; NULL: there is none */
    void (*answer)(struct request *request);
};

static const struct route routes[] = {
    {OPERATION_INPUTS, "GET", NULL, inputs_answer},
    {OPERATION_KICKOFF, "POST", kickoff_check, kickoff_answer},
    {OPERATION_STATUS, "GET", NULL, status_answer},
    {OPERATION_RESUME, "POST", resume_check, resume_answer},
};

/* Takes `/{id}/status` or `/status/{id}` apart, as the revision has it. */
static bool path_is_status(struct request *request)
{
    static const char word[] = "/status";
    const char *path = request->path;
    size_t length = strlen(path), word_length = sizeof word - 1;
    if (length <= word_length + 1) {
        return false;
    }
    const char *id = request->server->status_first ? path + word_length + 1 : path + 1;
    const char *fixed = request->server->status_first ? path : path + length - word_length;
    size_t id_length = length - word_length - 1;
    if (strncmp(fixed, word, word_length) != 0 || id[-1] != '/' || memchr(id, '/', id_length) != NULL) {
        return false;
    }
    request->id = arena_copy(&request->arena, id, id_length);
    return true;
}

static enum operation path_operation(struct request *request)
{
    const char *path = request->path;
    if (path == NULL) {
        return OPERATION_NONE;
    }
    if (strcmp(path, "/inputs") == 0) {
        return OPERATION_INPUTS;
    }
    if (strcmp(path, "/kickoff") == 0) {
        return OPERATION_KICKOFF;
    }
    if (strcmp(path, "/resume") == 0) {
        return OPERATION_RESUME;
    }
    return path_is_status(request) ? OPERATION_STATUS : OPERATION_NONE;
}

static void answer_elsewhere(struct request *request)
{
    if (request->path != NULL && (strcmp(request->path, "/") == 0 || *request->path == '\0')) {
        answer_text(request, 200, ON_HEALTH, "text/plain", "Healthy");
    } else {
        answer_error(request, 404, ON_NO_PATH, "Not Found", "There is nothing at this path");
    }
}

static bool method_fits(const struct request *request, const struct route *route)
{
    const char *method = strcmp(request->method, "HEAD") == 0 ? "GET" : request->method;
    return strcmp(method, route->method) == 0;
}

static void route_answer(struct request *request, const struct route *route)
{
    if (!method_fits(request, route)) {
        unsigned status = behaviour_method(request);
        if (status != 0) {
            answer_json(request, status, ON_NO_METHOD, json_object_new_object());
            return;
        }
        answer_error(request, 405, ON_NO_METHOD, "Method Not Allowed", "This path takes %s", route->method);
        answer_header(&request->answer, "Allow", route->method);
        return;
    }
    enum body_check before = route->check == NULL ? BODY_UNREAD : behaviour_before_token(request);
    if ((before == BODY_SYNTAX && !validate_syntax(request)) ||
        (before == BODY_SCHEMA && !route->check(request)) || !auth_check(request)) {
        return;
    }
    if (before == BODY_SCHEMA || route->check == NULL || route->check(request)) {
        route->answer(request);
    }
}

void request_answer(struct request *request)
{
    struct reference_server *server = request->server;
    request->operation = path_operation(request);
    request->number =
        ++server->operation_requests[request->operation == OPERATION_NONE ? 0 : request->operation];
    server->requests++;
    server->kickoffs += request->operation == OPERATION_KICKOFF && strcmp(request->method, "POST") == 0;
    behaviour_request(request);
    if (request->answer.status == 0) {
        const struct route *route = routes;
        const struct route *end = routes + sizeof routes / sizeof *routes;
        while (route < end && route->operation != request->operation) {
            route++;
        }
        if (route == end) {
            answer_elsewhere(request);
        } else {
            route_answer(request, route);
        }
    }
    behaviour_answer(request);
}

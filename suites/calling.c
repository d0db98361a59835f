#include "suites/calling.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "suites/request.h"
#include "suites/suites.h"

#define CALLING "calls."

/* What comes behind a call comes within this time. */
#define LINGER CLOCK_SECOND

const char *calling_name(struct arena *arena, const struct contract_operation *operation)
{
    return arena_format(arena, CALLING "%s", operation->id);
}

/* ---- Where the URLs go ---- */

/* Puts a value in the place of the pointer's, or adds it as a member of an object. False where there is no such place. */
static bool put_at(struct json_object *root, const char *pointer, const char *text)
{
    const char *slash = strrchr(pointer, '/');
    char *parent_pointer = slash ? memory_copy(pointer, (size_t)(slash - pointer)) : NULL;
    struct json_object *parent = NULL;
    bool found =
        slash && json_pointer_find(root, parent_pointer, &parent) && json_is(parent, json_type_object);
    free(parent_pointer);
    if (found)
        json_object_object_add(parent, slash + 1, json_object_new_string(text));
    return found;
}

static bool put_parameter(struct request *request, enum contract_in in, const char *name, const char *text)
{
    for (size_t i = 0; i < request->part_count; i++) {
        struct request_part *part = &request->parts[i];
        if (part->parameter->in != in || strcmp(part->parameter->name, name) != 0)
            continue;
        json_object_put(part->value);
        part->value = json_object_new_string(text);
        part->left_out = false;
        return true;
    }
    return false;
}

/* Puts the URL where the expression looks for it: in the body, the query or a header field of the request. */
static bool put_url(struct request *request, const char *expression, const char *url)
{
    static const struct {
        const char *source;
        enum contract_in in;
    } parameters[] = {{"$request.query.", CONTRACT_IN_QUERY}, {"$request.header.", CONTRACT_IN_HEADER}};
    const char body[] = "$request.body#";
    expression += *expression == '{';
    char *bare = memory_copy(expression, strcspn(expression, "}"));
    bool put = false;
    if (strncmp(bare, body, sizeof body - 1) == 0)
        put = put_at(request->other_media ? request->other_body : request->body, bare + sizeof body - 1, url);
    for (size_t i = 0; i < sizeof parameters / sizeof *parameters && !put; i++) {
        size_t length = strlen(parameters[i].source);
        put = strncmp(bare, parameters[i].source, length) == 0 &&
              put_parameter(request, parameters[i].in, bare + length, url);
    }
    free(bare);
    return put;
}

/* ---- The script: one request, then listening ---- */

struct calling {
    struct run *run;
    const char *operation;
    struct http_request request;
    struct http_headers headers; /* of the request, until it is sent */
    int64_t patience;
    bool sent;
};

static struct follow_action wait_until(int64_t when)
{
    return (struct follow_action){.step = FOLLOW_WAIT, .until = when};
}

static struct follow_action listen(const struct calling *calling, const struct follow_history *history,
                                   int64_t now)
{
    const struct follow_event *start = follow_first(history, FOLLOW_START, NULL),
                              *call = follow_last(history, FOLLOW_CALLBACK, NULL);
    if (!start)
        return wait_until(INT64_MAX);
    bool accepted = start->exchange->status / 100 == 2;
    int64_t most = start->at + calling->patience;
    int64_t until = !call ? most : (call->at < most ? call->at : most) + LINGER;
    if (accepted && now < until && !history->interrupted)
        return wait_until(until);
    return (struct follow_action){.step = FOLLOW_END, .ending = accepted ? "heard" : "refused"};
}

static struct follow_action next(void *context, const struct follow_history *history, int64_t now)
{
    struct calling *calling = context;
    if (calling->sent) {
        http_headers_clear(&calling->headers);
        return listen(calling, history, now);
    }
    calling->sent = true;
    if (history->interrupted) {
        http_headers_clear(&calling->headers);
        return (struct follow_action){.step = FOLLOW_END, .ending = "left"};
    }
    return (struct follow_action){.step = FOLLOW_SEND,
                                  .kind = FOLLOW_START,
                                  .label = "request",
                                  .operation = calling->operation,
                                  .request = calling->request};
}

/* ---- Beginnings ---- */

static bool give_urls(struct run *run, struct request *request, const char *name, struct error *reason)
{
    const struct contract_operation *operation = request->operation;
    bool given = false;
    for (size_t i = 0; i < operation->callback_count; i++) {
        const struct contract_callback *callback = &operation->callbacks[i];
        const char *url = run_callback_url(run, name, callback->name, HTTP_BEHAVE_ACCEPT);
        if (!url)
            return error_set(reason, "nobody listens for callbacks (--callback-listen)");
        given = put_url(request, callback->expression, url) || given;
    }
    return given || error_set(reason, "the request has no place for a URL that would be called");
}

static void write_request(struct calling *calling, const struct request *request, const char *case_id,
                          struct arena *arena)
{
    struct run_request written = request_write(request, arena);
    calling->request = run_build_request(calling->run, &written, case_id, arena);
    calling->request.fresh = true;
    calling->headers = calling->request.headers;
}

static bool begin(struct run *run, void *facts, struct arena *arena, struct follow_script *follow,
                  struct error *reason)
{
    const struct crew *crew = facts;
    struct request request = {0};
    const struct contract_operation *operation =
        contract_operation_by_id(crew->judge.documented, follow->name + strlen(CALLING));
    bool made =
        request_make(&request, crew, operation, 0, reason) && give_urls(run, &request, follow->name, reason);
    if (made) {
        struct calling *calling = arena_new(arena, sizeof *calling);
        *calling =
            (struct calling){.run = run, .operation = operation->id, .patience = crew->callback_timeout};
        write_request(calling, &request, arena_format(arena, "scenario.%s", follow->name), arena);
        follow->next = next;
        follow->context = calling;
    }
    request_clear(&request);
    return made;
}

const struct run_scenario *calling_scenarios(struct arena *arena, const struct contract *contract,
                                             const struct run_scenario *first, size_t *count)
{
    struct run_scenario *all = arena_new(arena, (*count + contract->operation_count + 1) * sizeof *all);
    for (size_t i = 0; i < *count; i++)
        all[i] = first[i];
    for (size_t i = 0; i < contract->operation_count; i++) {
        const struct contract_operation *operation = &contract->operations[i];
        if (operation->callback_count && !crew_is_operation(contract, operation))
            all[(*count)++] = (struct run_scenario){.name = calling_name(arena, operation),
                                                    .starts = operation->id,
                                                    .begin = begin,
                                                    .free = !suites_may_start(contract, operation)};
    }
    return all;
}

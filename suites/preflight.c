#include "suites/preflight.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "suites/protocol.h"
#include "suites/request.h"

enum { TRIES = 3 };
#define PAUSE (300 * CLOCK_MILLISECOND)
#define SLICE (30 * CLOCK_MILLISECOND)

/* In slices, so that an interruption is heard. */
static void pause_before(const struct run *run, int try)
{
    int64_t until = clock_now() + try * PAUSE;
    for (int64_t now = clock_now(); now < until && !run_is_interrupted(run); now = clock_now())
        clock_sleep_until(now + SLICE < until ? now + SLICE : until);
}

static struct http_exchange *ask(struct run *run, const struct run_request *request)
{
    struct http_exchange *exchange = NULL;
    for (int try = 0; try < TRIES; try++) {
        pause_before(run, try);
        http_exchange_free(exchange);
        exchange = run_ask(run, request);
        bool answered = http_exchange_class(exchange) == HTTP_COMPLETE || exchange->exhausted;
        if (answered || run_is_interrupted(run))
            break;
    }
    return exchange;
}

static bool refuse_token(const struct run *run, const struct http_exchange *exchange, struct error *problem)
{
    const struct run_options *options = run_settings(run);
    if (options->token)
        return error_set(problem, "%s refuses the token: GET %s was answered %d", options->http.base_url,
                         exchange->request.target, exchange->status);
    return error_set(problem, "%s asks for a token: GET %s was answered %d, and CREWCHECK_TOKEN is not set",
                     options->http.base_url, exchange->request.target, exchange->status);
}

static void take_inputs(struct crew *crew, const struct http_exchange *exchange)
{
    struct json_document *document =
        json_read("GET /inputs", exchange->body, exchange->length, &json_limits_strange, NULL);
    if (document && exchange->status == 200)
        crew_set_inputs(crew, json_document_root(document));
    json_document_free(document);
}

/* Where a redirect leads, unless it only mends the path's last slash, as some servers do of one route. */
static const char *place_elsewhere(const struct http_exchange *exchange)
{
    const char *location = http_headers_find(&exchange->headers, "Location");
    return exchange->status / 100 == 3 && location && !text_glob("*/inputs/", location) ? location : NULL;
}

static bool is_page(const struct http_exchange *exchange)
{
    const char *type = http_headers_find(&exchange->headers, "Content-Type");
    return exchange->status == 200 && type && text_glob("text/html*", type);
}

/* Do others than crews answer so: a server of other things, a gateway with nothing behind it, a page for every path? */
static bool is_strange(const struct http_exchange *exchange)
{
    return exchange->status == 404 || exchange->status == 405 || exchange->status / 100 == 5 ||
           is_page(exchange);
}

static bool is_alike(const struct http_exchange *one, const struct http_exchange *other)
{
    return http_exchange_class(other) == HTTP_COMPLETE && one->status == other->status &&
           is_page(one) == is_page(other);
}

/* A crew asks for the token at both, before it looks for anything. What is sent starts and resumes nothing. */
static bool is_all_alike(struct run *run, const struct crew *crew, const struct http_exchange *first)
{
    const struct run_request others[] = {
        {.operation = CREW_STATUS, .credentials = RUN_NO_TOKEN, .path_value = crew->unknown_id},
        {.operation = CREW_RESUME, .credentials = RUN_NO_TOKEN, .body = "[]", .length = 2},
    };
    size_t count = run_settings(run)->read_only ? 1 : sizeof others / sizeof *others;
    bool alike = true;
    for (size_t i = 0; i < count && alike; i++) {
        struct http_exchange *exchange = run_ask(run, &others[i]);
        alike = is_alike(first, exchange);
        http_exchange_free(exchange);
    }
    return alike;
}

static void look_for_crew(struct run *run, struct crew *crew, const struct http_exchange *exchange)
{
    const char *elsewhere = place_elsewhere(exchange);
    if (elsewhere)
        crew->absent = arena_format(&crew->arena, "GET /inputs was redirected to %s", elsewhere);
    else if (is_strange(exchange) && is_all_alike(run, crew, exchange))
        crew->absent = arena_format(&crew->arena, "every request was answered %d%s", exchange->status,
                                    is_page(exchange) ? " with a page of HTML" : "");
}

/* ---- Of a contract that is no crew's ---- */

enum { ROUTES_LEAST = 2, ROUTES_MOST = 4 };

/* Nothing that it names can be missing but itself. */
static bool is_plain(const struct contract_operation *operation)
{
    return strcmp(operation->method, "GET") == 0 && !strchr(operation->path, '{');
}

/* Is a valid request to the operation answered like a path that nobody has, and not as the contract says? */
static bool is_unrouted(struct run *run, const struct crew *crew, const struct contract_operation *operation,
                        const struct http_exchange *nowhere)
{
    struct arena arena = {0};
    struct request request = {0};
    struct error ignored = {0};
    bool unrouted = false;
    if (request_make(&request, crew, operation, 0, &ignored)) {
        struct run_request written = request_write(&request, &arena);
        struct http_exchange *exchange = run_ask(run, &written);
        const struct contract_response *response = contract_response_find(operation, exchange->status);
        unrouted = is_alike(nowhere, exchange) && (!response || exchange->status / 100 == 5);
        http_exchange_free(exchange);
    }
    request_clear(&request);
    arena_clear(&arena);
    return unrouted;
}

/* Is the whole contract unknown here? Where two operations that name nothing are, and none of those asked is known. */
static bool is_another_place(struct run *run, const struct crew *crew, const struct http_exchange *nowhere)
{
    const struct contract *contract = crew->judge.documented;
    size_t unrouted = 0;
    for (size_t i = 0; i < contract->operation_count && unrouted < ROUTES_MOST; i++) {
        if (!is_plain(&contract->operations[i]))
            continue;
        if (!is_unrouted(run, crew, &contract->operations[i], nowhere))
            return false;
        unrouted++;
    }
    return unrouted >= ROUTES_LEAST;
}

static bool look_for_routes(struct run *run, const struct crew *crew, struct error *problem)
{
    struct arena arena = {0};
    struct http_exchange *nowhere =
        run_ask(run, &(struct run_request){
                         .method = "GET", .path = protocol_unknown_path(&arena, crew->judge.documented, "")});
    bool strange = http_exchange_class(nowhere) == HTTP_COMPLETE && is_strange(nowhere);
    if (strange && is_another_place(run, crew, nowhere))
        error_set(
            problem,
            "%s answers %d to the contract's operations and to any other path alike: the base URL may lack a part of "
            "its path, or a gateway reaches nobody",
            run_settings(run)->http.base_url, nowhere->status);
    http_exchange_free(nowhere);
    arena_clear(&arena);
    return !problem->set;
}

static bool is_first_of_suite(const struct run_plan *plan, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (strcmp(plan->cases[i].suite, plan->cases[index].suite) == 0)
            return false;
    return true;
}

void preflight_rule_out(struct run *run, const struct crew *crew, const struct run_plan *plan)
{
    if (!crew->absent)
        return;
    char *reason = string_format("%s: no crew answers here", crew->absent);
    for (size_t i = 0; i < plan->count; i++) {
        if (strcmp(plan->cases[i].suite, "target") == 0 || !is_first_of_suite(plan, i))
            continue;
        char *glob = string_format("%s.*", plan->cases[i].suite);
        run_rule_out(run, glob, reason);
        free(glob);
    }
    free(reason);
}

bool preflight_ask(struct run *run, struct crew *crew, struct error *problem)
{
    bool described = crew_is_described(crew->judge.documented);
    struct http_exchange *exchange =
        ask(run, described ? &(struct run_request){.operation = CREW_INPUTS}
                           : &(struct run_request){.method = "GET", .path = "/"});
    bool ready = true;
    if (run_is_interrupted(run))
        ready = error_set(problem, "interrupted before the target had answered");
    else if (http_exchange_class(exchange) != HTTP_COMPLETE)
        ready = error_set(problem, "%s gives no HTTP answer: %s", run_settings(run)->http.base_url,
                          http_exchange_reason(exchange));
    else if (described && (exchange->status == 401 || exchange->status == 403))
        ready = refuse_token(run, exchange, problem);
    else if (described) {
        take_inputs(crew, exchange);
        look_for_crew(run, crew, exchange);
    } else
        ready = look_for_routes(run, crew, problem);
    http_exchange_free(exchange);
    return ready;
}

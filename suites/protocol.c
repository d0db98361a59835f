/* Paths and methods that the contract does not have. Whatever a deployment answers is right, but for a success or a failure
 * of its own. */
#include "suites/protocol.h"

#include <string.h>

#include "base/clock.h"
#include "suites/request.h"

void protocol_expect(struct run_exam *exam, const struct run_answer *answer, struct harmless allowed)
{
    int status = answer ? answer->exchange->status : 0;
    bool success = status / 100 == 2 && !allowed.success;
    bool failure = status / 100 == 5 && !(status == 501 && allowed.not_implemented);
    if (!success && !failure)
        return;
    struct arena *arena = run_arena(exam);
    run_fail(
        exam, answer,
        &(struct finding){.aspect = "status",
                          .title = arena_format(arena, "%s: answered %d", run_case_of(exam)->title, status),
                          .expected = allowed.success ? "any complete answer but a 5xx"
                                                      : "any complete answer but a 2xx or a 5xx",
                          .found = arena_format(arena, "status %d", status)});
}

struct probe {
    const char *method, *path;
    bool described; /* the contract has the path, with other methods: then 501 is a server's right word */
};

/* Whoever asks what may be asked is answered, or not. */
static bool is_question(const char *method)
{
    return strcmp(method, "OPTIONS") == 0;
}

/* A question should change nothing, yet where nothing but reading is wanted, nothing else is sent. */
static bool is_reading(const char *method)
{
    return strcmp(method, "GET") == 0;
}

static void examine(struct run_exam *exam, const void *data)
{
    const struct probe *probe = data;
    struct run_request request = {
        .method = probe->method, .path = probe->path, .changes = !is_reading(probe->method)};
    protocol_expect(
        exam, run_send(exam, &request),
        (struct harmless){.success = is_question(probe->method), .not_implemented = probe->described});
}

static const struct probe *keep(struct arena *arena, const char *method, const char *path, bool described)
{
    struct probe *probe = arena_new(arena, sizeof *probe);
    *probe = (struct probe){method, path, described};
    return probe;
}

/* ---- Paths ---- */

const char *protocol_unknown_path(struct arena *arena, const struct contract *contract, const char *rest)
{
    const char *path = arena_format(arena, "/crewcheck/no/such/path%s", rest);
    for (int i = 0; i < 16 && contract_operation_match(contract, NULL, path, NULL); i++)
        path = arena_format(arena, "/crewcheck%s", path);
    return path;
}

static void add_path(struct run_plan *plan, const char *id, const char *title, const char *path)
{
    run_plan_add(plan, &(struct run_case){.suite = "protocol",
                                          .id = id,
                                          .title = title,
                                          .level = LEVEL_MUST,
                                          .basis = {NULL, "#/paths"},
                                          .examine = examine,
                                          .data = keep(&plan->arena, "GET", path, false)});
}

static void add_paths(struct run_plan *plan, const struct contract *contract)
{
    struct arena *arena = &plan->arena;
    add_path(plan, "protocol.reject.path.unknown", "a path that the contract does not have does no harm",
             protocol_unknown_path(arena, contract, ""));
    add_path(plan, "protocol.reject.path.dots", "a path with dot segments does no harm",
             protocol_unknown_path(arena, contract, "/../crewcheck/./x"));
    add_path(plan, "protocol.reject.path.not-utf8", "a path that is not UTF-8 does no harm",
             protocol_unknown_path(arena, contract, "/%ff%fe%c3%28"));
    add_path(plan, "protocol.reject.path.bad-escape", "a path with a bad percent escape does no harm",
             protocol_unknown_path(arena, contract, "/%zz%"));
}

/* ---- Methods ---- */

static void add_method(struct run_plan *plan, const struct contract_operation *operation, const char *method,
                       const char *path)
{
    struct arena *arena = &plan->arena;
    run_plan_add(plan, &(struct run_case){.suite = "protocol",
                                          .id = arena_format(arena, "protocol.%s.%s.method-%s",
                                                             is_question(method) ? "survives" : "reject",
                                                             suites_of_operation(arena, operation), method),
                                          .title = arena_format(
                                              arena, "%s %s, which the contract does not have, does no harm",
                                              method, operation->path),
                                          .level = LEVEL_MUST,
                                          .basis = {operation->id, ""},
                                          .cost = is_reading(method) ? RUN_READS : RUN_CHANGES,
                                          .examine = examine,
                                          .data = keep(arena, method, path, true)});
}

/* The first operation of a path speaks for it. */
static bool is_first_of_path(const struct contract *contract, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (strcmp(contract->operations[i].path, contract->operations[index].path) == 0)
            return false;
    return true;
}

/* A concrete path of the operation, without its query. */
static const char *path_of(const struct crew *crew, const struct contract_operation *operation,
                           struct arena *arena)
{
    struct request request = {0};
    struct error ignored = {0};
    const char *path = NULL;
    if (request_make(&request, crew, operation, 0, &ignored)) {
        struct run_request written = request_write(&request, arena);
        path = arena_format(arena, "%.*s", (int)strcspn(written.path, "?"), written.path);
    }
    request_clear(&request);
    return path;
}

static void add_methods(struct run_plan *plan, const struct crew *crew,
                        const struct contract_operation *operation)
{
    static const char *const methods[] = {"GET", "PUT", "POST", "PATCH", "DELETE", "OPTIONS"};
    const char *path = path_of(crew, operation, &plan->arena);
    for (size_t i = 0; path && i < sizeof methods / sizeof *methods; i++)
        if (!contract_operation_match(crew->judge.documented, methods[i], path, NULL))
            add_method(plan, operation, methods[i], path);
}

/* ---- Speed ---- */

static void examine_speed(struct run_exam *exam, const void *data)
{
    (void)data;
    struct arena *arena = run_arena(exam);
    struct run_sighting slow;
    double most = (double)run_settings(run_of(exam))->maximum_response_time / (double)CLOCK_SECOND;
    if (!run_sighted(exam, RUN_SIGHT_SLOW, &slow))
        run_skip(exam, "nothing was answered");
    else if (slow.count)
        run_fail(exam, NULL,
                 &(struct finding){
                     .aspect = "time",
                     .title = arena_format(arena, "%zu answer%s took longer than %g s", slow.count,
                                           slow.count == 1 ? "" : "s", most),
                     .expected = arena_format(arena, "every answer within %g s (--max-response-time)", most),
                     .found = arena_format(arena, "%.3f s for the slowest",
                                           (double)slow.worst / (double)CLOCK_SECOND),
                     .exchange = slow.exchange});
}

static void add_speed(struct run_plan *plan)
{
    run_plan_add(plan, &(struct run_case){.suite = "protocol",
                                          .id = "protocol.answers.time",
                                          .title = "every answer comes within the time that is wanted",
                                          .level = LEVEL_MUST,
                                          .basis = {NULL, "#/paths"},
                                          .whole = true,
                                          .always = true,
                                          .examine = examine_speed});
}

void suite_protocol(struct run_plan *plan, const struct crew *crew)
{
    const struct contract *contract = crew->judge.documented;
    add_paths(plan, contract);
    for (size_t i = 0; i < contract->operation_count; i++)
        if (is_first_of_path(contract, i))
            add_methods(plan, crew, &contract->operations[i]);
    protocol_add_robustness(plan, crew);
    protocol_add_oddities(plan, crew);
    if (crew->maximum_response_time)
        add_speed(plan);
}

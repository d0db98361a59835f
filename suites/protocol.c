/* What lies beside the contract and must do no harm: unknown paths and methods, other media types, large and deep
 * bodies. Whatever a deployment answers is right, but for a success or a failure of its own (5xx). Bodies are such as
 * would be refused anyway, so that none can start an execution. */
#include <string.h>

#include "suites/suites.h"

/* Neither a success nor a failure of the server. */
static void expect_harmless(struct run_exam *exam, const struct run_answer *answer, bool success_allowed,
                            bool not_implemented_allowed)
{
    int status = answer ? answer->exchange->status : 0;
    bool success = status / 100 == 2 && !success_allowed;
    bool failure = status / 100 == 5 && !(status == 501 && not_implemented_allowed);
    if (!success && !failure)
        return;
    run_fail(exam, answer,
             &(struct finding){.aspect = "status",
                               .title = arena_format(run_arena(exam), "%s: answered %d", run_case_of(exam)->title,
                                                     status),
                               .expected = success_allowed ? "any complete answer but a 5xx"
                                                           : "any complete answer but a 2xx or a 5xx",
                               .found = arena_format(run_arena(exam), "status %d", status)});
}

/* ---- Paths and methods ---- */

static void examine_path(struct run_exam *exam, const void *data)
{
    expect_harmless(exam, run_send(exam, &(struct run_request){.method = "GET", .path = data}), false, false);
}

struct method_probe {
    const char *method, *path;
};

static void examine_method(struct run_exam *exam, const void *data)
{
    const struct method_probe *probe = data;
    expect_harmless(exam, run_send(exam, &(struct run_request){.method = probe->method, .path = probe->path}), false,
                    true);
}

/* The template with every parameter replaced by a UUID that names nothing. */
static const char *probe_path(struct arena *arena, const char *template, const char *id)
{
    const char *path = "";
    while (*template) {
        size_t plain = strcspn(template, "{");
        path = arena_format(arena, "%s%.*s", path, (int)plain, template);
        template += plain;
        const char *close = strchr(template, '}');
        if (*template && close) {
            path = arena_format(arena, "%s%s", path, id);
            template = close + 1;
        } else if (*template) {
            return arena_format(arena, "%s%s", path, template);
        }
    }
    return path;
}

static bool has_method(const struct contract *contract, const char *path, const char *method)
{
    for (size_t i = 0; i < contract->operation_count; i++)
        if (strcmp(contract->operations[i].path, path) == 0 && strcmp(contract->operations[i].method, method) == 0)
            return true;
    return false;
}

static void add_method(struct run_plan *plan, const struct crew *crew, const struct contract_operation *operation,
                       const char *method)
{
    struct method_probe *probe = arena_new(&plan->arena, sizeof *probe);
    *probe = (struct method_probe){method, probe_path(&plan->arena, operation->path, crew->unknown_id)};
    struct run_case row = {
        .suite = "protocol",
        .id = arena_format(&plan->arena, "protocol.reject.%s.method-%s", suites_of_operation(&plan->arena, operation), method),
        .title = arena_format(&plan->arena, "%s %s, which the contract does not have, does no harm", method,
                              operation->path),
        .level = LEVEL_MUST,
        .basis = {operation->id, ""},
        .examine = examine_method,
        .data = probe};
    run_plan_add(plan, &row);
}

static void add_methods(struct run_plan *plan, const struct crew *crew, const struct contract_operation *operation)
{
    static const char *const methods[] = {"GET", "PUT", "POST", "PATCH", "DELETE"};
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
        if (!has_method(crew->judge.documented, operation->path, methods[i]))
            add_method(plan, crew, operation, methods[i]);
}

/* ---- Bodies and header fields ---- */

/* No object: no operation takes it. */
static const char refused_body[] = "[\"crewcheck\"]";

static void examine_content_type(struct run_exam *exam, const void *data)
{
    struct run_request request = {.operation = CREW_KICKOFF,
                                  .content_type = data,
                                  .body = refused_body,
                                  .length = strlen(refused_body),
                                  .spends = true,
                                  .provoked = JUDGE_PROVOKES_415};
    expect_harmless(exam, run_send(exam, &request), false, false);
}

static void examine_accept(struct run_exam *exam, const void *data)
{
    struct run_request request = {
        .operation = CREW_INPUTS, .accept = data, .provoked = JUDGE_PROVOKES_406};
    expect_harmless(exam, run_send(exam, &request), true, false);
}

static void examine_deep(struct run_exam *exam, const void *data)
{
    (void)data;
    enum { LEVELS = 10000 };
    char *body = arena_new(run_arena(exam), 2 * LEVELS + 1);
    memset(body, '[', LEVELS);
    memset(body + LEVELS, ']', LEVELS);
    struct run_request request = {.operation = CREW_KICKOFF,
                                  .body = body,
                                  .length = 2 * LEVELS,
                                  .spends = true,
                                  .provoked = JUDGE_PROVOKES_413};
    expect_harmless(exam, run_send(exam, &request), false, false);
}

static void examine_large(struct run_exam *exam, const void *data)
{
    (void)data;
    enum { SIZE = 8 * 1024 * 1024 };
    char *body = arena_new(run_arena(exam), SIZE + 1);
    memset(body, 'a', SIZE);
    memcpy(body, "[\"", 2);
    memcpy(body + SIZE - 2, "\"]", 2);
    struct run_request request = {.operation = CREW_KICKOFF,
                                  .body = body,
                                  .length = SIZE,
                                  .spends = true,
                                  .provoked = JUDGE_PROVOKES_413};
    expect_harmless(exam, run_send(exam, &request), false, false);
}

static void examine_status_bytes(struct run_exam *exam, const void *data)
{
    expect_harmless(exam, run_send(exam, &(struct run_request){.operation = CREW_STATUS, .path_value = data}), false,
                    false);
}

static const struct run_case rows[] = {
    {.suite = "protocol",
     .id = "protocol.reject.path.unknown",
     .title = "a path that the contract does not have does no harm",
     .level = LEVEL_MUST,
     .basis = {NULL, "#/paths"},
     .examine = examine_path,
     .data = "/crewcheck/no/such/path"},
    {.suite = "protocol",
     .id = "protocol.reject.path.dots",
     .title = "a path with dot segments does no harm",
     .level = LEVEL_MUST,
     .basis = {NULL, "#/paths"},
     .examine = examine_path,
     .data = "/crewcheck/../crewcheck/./x"},
    {.suite = "protocol",
     .id = "protocol.survives.kickoff.content-type-text",
     .title = "a kickoff body that is called text/plain does no harm",
     .level = LEVEL_MUST,
     .basis = {CREW_KICKOFF, "/requestBody/content"},
     .cost = RUN_REFUSED,
     .examine = examine_content_type,
     .data = "text/plain"},
    {.suite = "protocol",
     .id = "protocol.survives.kickoff.content-type-form",
     .title = "a kickoff body that is called a form does no harm",
     .level = LEVEL_MUST,
     .basis = {CREW_KICKOFF, "/requestBody/content"},
     .cost = RUN_REFUSED,
     .examine = examine_content_type,
     .data = "application/x-www-form-urlencoded"},
    {.suite = "protocol",
     .id = "protocol.survives.kickoff.content-type-xml",
     .title = "a kickoff body that is called XML does no harm",
     .level = LEVEL_MUST,
     .basis = {CREW_KICKOFF, "/requestBody/content"},
     .cost = RUN_REFUSED,
     .examine = examine_content_type,
     .data = "application/xml"},
    {.suite = "protocol",
     .id = "protocol.survives.inputs.accept-xml",
     .title = "a client that accepts XML only does no harm",
     .level = LEVEL_MUST,
     .basis = {CREW_INPUTS, "/responses"},
     .examine = examine_accept,
     .data = "application/xml"},
    {.suite = "protocol",
     .id = "protocol.survives.kickoff.deep",
     .title = "a body of 10,000 levels does no harm",
     .level = LEVEL_MUST,
     .basis = {CREW_KICKOFF, "/requestBody"},
     .cost = RUN_REFUSED,
     .examine = examine_deep},
    {.suite = "protocol",
     .id = "protocol.survives.kickoff.large",
     .title = "a body of 8 MiB does no harm",
     .level = LEVEL_MUST,
     .basis = {CREW_KICKOFF, "/requestBody"},
     .cost = RUN_REFUSED,
     .examine = examine_large},
    {.suite = "protocol",
     .id = "protocol.survives.status.kickoff_id.not-utf8",
     .title = "an execution id that is not UTF-8 does no harm",
     .level = LEVEL_MUST,
     .basis = {CREW_STATUS, "/parameters/0"},
     .examine = examine_status_bytes,
     .data = "%ff%fe%c3%28"},
};

void suite_protocol(struct run_plan *plan, const struct crew *crew)
{
    const struct contract *contract = crew->judge.documented;
    bool described = crew_is_described(contract);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (described || !rows[i].basis.operation)
            run_plan_add(plan, &rows[i]);
    for (size_t i = 0; i < contract->operation_count; i++)
        add_methods(plan, crew, &contract->operations[i]);
}

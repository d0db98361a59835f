/* Who is let in: for every secured operation, requests that lack the right token. Each is otherwise valid, for a
 * deployment may look at the body first. */
#include <ctype.h>
#include <string.h>

#include "suites/suites.h"

/* The credentials of one rule, in the exam's arena; NULL: none at all. */
static const char *no_credentials(const char *token, struct arena *arena)
{
    (void)token;
    (void)arena;
    return NULL;
}

static const char *wrong_token(const char *token, struct arena *arena)
{
    (void)token;
    return arena_string(arena, "Bearer crewcheck-wrong-token-4c1f0e6b9d27");
}

static const char *half_token(const char *token, struct arena *arena)
{
    return token ? arena_format(arena, "Bearer %.*s", (int)(strlen(token) / 2), token) : NULL;
}

static const char *longer_token(const char *token, struct arena *arena)
{
    return token ? arena_format(arena, "Bearer %sx", token) : NULL;
}

static const char *other_case(const char *token, struct arena *arena)
{
    if (!token)
        return NULL;
    char *changed = arena_format(arena, "Bearer %s", token);
    bool differs = false;
    for (char *at = changed + strlen("Bearer "); *at; at++) {
        int swapped = isupper((unsigned char)*at) ? tolower((unsigned char)*at) : toupper((unsigned char)*at);
        differs = differs || swapped != (unsigned char)*at;
        *at = (char)swapped;
    }
    return differs ? changed : NULL;
}

static const char *other_scheme(const char *token, struct arena *arena)
{
    return token ? arena_format(arena, "Basic %s", token) : NULL;
}

static const char *empty_token(const char *token, struct arena *arena)
{
    (void)token;
    return arena_string(arena, "Bearer ");
}

struct rule {
    const char *name, *title;
    const char *(*credentials)(const char *token, struct arena *arena);
    bool needs_token; /* skipped where the run has none to change */
};

static const struct rule rules[] = {
    {"no-credentials", "without credentials", no_credentials, false},
    {"wrong-token", "with a wrong token", wrong_token, false},
    {"half-token", "with half of the token", half_token, true},
    {"token-and-more", "with the token and one character more", longer_token, true},
    {"token-in-other-case", "with the token in the other letter case", other_case, true},
    {"other-scheme", "with the token under another scheme than Bearer", other_scheme, true},
    {"empty-token", "with an empty token", empty_token, false},
};

/* What one derived case is about. */
struct probe {
    const struct rule *rule;
    const char *operation;
};

/* The rest of a valid request to a crew's operation. */
static struct run_request valid_request(const struct crew *crew, const char *operation, struct json_object **body)
{
    struct run_request request = {.operation = operation, .credentials = RUN_AUTHORIZATION};
    if (strcmp(operation, CREW_KICKOFF) == 0) {
        *body = crew_kickoff_body(crew, crew->nonce, false);
        request.spends = true;
    } else if (strcmp(operation, CREW_RESUME) == 0) {
        *body = crew_resume_body(crew->unknown_id, "crewcheck-unknown-task", true, "Fine.");
    } else if (strcmp(operation, CREW_STATUS) == 0) {
        request.path_value = crew->unknown_id;
    }
    request.json = *body;
    return request;
}

static void examine_rejected(struct run_exam *exam, const void *data)
{
    const struct probe *probe = data;
    struct json_object *body = NULL;
    struct run_request request = valid_request(run_facts(exam), probe->operation, &body);
    const char *token = run_settings(run_of(exam))->token;
    request.authorization = probe->rule->credentials(token, run_arena(exam));
    if (!request.authorization)
        request.credentials = RUN_NO_TOKEN;
    if (probe->rule->needs_token && !request.authorization)
        run_skip(exam, "there is no token to change (CREWCHECK_TOKEN)");
    else
        run_expect_status(exam, run_send(exam, &request), "401");
    json_object_put(body);
}

static bool is_secured(const struct contract_operation *operation)
{
    for (size_t i = 0; i < operation->security_count; i++)
        if (!operation->security[i].scheme_count)
            return false;
    return operation->security_count > 0;
}

static void add_probe(struct run_plan *plan, const struct contract_operation *operation, const struct rule *rule)
{
    struct probe *probe = arena_new(&plan->arena, sizeof *probe);
    *probe = (struct probe){rule, operation->id};
    struct run_case row = {
        .suite = "auth",
        .id = arena_format(&plan->arena, "auth.reject.%s.%s", suites_of_operation(&plan->arena, operation), rule->name),
        .title = arena_format(&plan->arena, "%s %s is refused %s", operation->method, operation->path, rule->title),
        .level = LEVEL_MUST,
        .basis = {operation->id, "/responses/401"},
        .cost = strcmp(operation->id, CREW_KICKOFF) == 0 ? RUN_REFUSED : RUN_READS,
        .examine = examine_rejected,
        .data = probe};
    run_plan_add(plan, &row);
}

void suite_auth(struct run_plan *plan, const struct crew *crew)
{
    static const char *const operations[] = {CREW_INPUTS, CREW_KICKOFF, CREW_STATUS, CREW_RESUME};
    for (size_t i = 0; i < sizeof operations / sizeof *operations; i++) {
        const struct contract_operation *operation = contract_operation_by_id(crew->judge.documented, operations[i]);
        for (size_t j = 0; operation && is_secured(operation) && j < sizeof rules / sizeof *rules; j++)
            add_probe(plan, operation, &rules[j]);
    }
}

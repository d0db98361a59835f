/* Who is let in: for every secured operation, requests that lack the right credentials. Each is otherwise valid, for a
 * deployment may look at the rest first. */
#include <ctype.h>
#include <string.h>

#include "suites/acceptance.h"
#include "suites/auth_known.h"
#include "suites/auth_user.h"
#include "suites/derived.h"
#include "suites/refused.h"
#include "suites/request.h"
#include "suites/suites.h"
#include "suites/traps.h"

/* ---- What is sent in the token's place; NULL: nothing can be made of this one ---- */

static const char *nothing(const char *token, struct arena *arena)
{
    (void)token;
    (void)arena;
    return NULL;
}

static const char *wrong_token(const char *token, struct arena *arena)
{
    (void)token;
    return arena_string(arena, "crewcheck-wrong-token-4c1f0e6b9d27");
}

static const char *half_token(const char *token, struct arena *arena)
{
    return arena_format(arena, "%.*s", (int)(strlen(token) / 2), token);
}

static const char *longer_token(const char *token, struct arena *arena)
{
    return arena_format(arena, "%sx", token);
}

static const char *other_case(const char *token, struct arena *arena)
{
    char *changed = arena_string(arena, token);
    for (char *at = changed; *at; at++)
        *at = (char)(isupper((unsigned char)*at) ? tolower((unsigned char)*at) : toupper((unsigned char)*at));
    return strcmp(changed, token) == 0 ? NULL : changed;
}

static const char *other_scheme(const char *token, struct arena *arena)
{
    return arena_format(arena, "Basic %s", token);
}

static const char *empty_token(const char *token, struct arena *arena)
{
    (void)token;
    return arena_string(arena, "");
}

static const char *same_token(const char *token, struct arena *arena)
{
    return arena_string(arena, token);
}

enum way { WAY_NONE, WAY_TOKEN, WAY_HEADER, WAY_QUERY };

struct rule {
    const char *name, *title;
    const char *(*make)(const char *token, struct arena *arena);
    enum way way;
    bool needs_token; /* skipped where the run has none to change */
};

static const struct rule rules[] = {
    {"no-credentials", "without credentials", nothing, WAY_NONE, false},
    {"wrong-token", "with a wrong token", wrong_token, WAY_TOKEN, false},
    {"half-token", "with half of the token", half_token, WAY_TOKEN, true},
    {"token-and-more", "with the token and one character more", longer_token, WAY_TOKEN, true},
    {"token-in-other-case", "with the token in the other letter case", other_case, WAY_TOKEN, true},
    {"other-scheme", "with the token under another scheme than Bearer", other_scheme, WAY_HEADER, true},
    {"no-scheme", "with the token without a scheme before it", same_token, WAY_HEADER, true},
    {"empty-token", "with an empty token", empty_token, WAY_TOKEN, false},
    {"token-in-query", "with the token in the query instead of the header", same_token, WAY_QUERY, true},
};

/* ---- Requests ---- */

/* What one case is about. */
struct probe {
    const struct rule *rule;
    struct run_request request;
    const char *statuses;
};

static const char *in_query(const char *path, const char *token, struct arena *arena)
{
    struct buffer out;
    buffer_init(&out, BUFFER_UNBOUNDED);
    buffer_format(&out, "%s%caccess_token=", path, strchr(path, '?') ? '&' : '?');
    for (const char *c = token; *c; c++)
        buffer_format(&out, isalnum((unsigned char)*c) ? "%c" : "%%%02X", (unsigned char)*c);
    const char *kept = arena_string(arena, buffer_string(&out));
    buffer_clear(&out);
    return kept;
}

static void put_credentials(struct run_request *request, const struct rule *rule, const char *made,
                            struct arena *arena)
{
    request->credentials = RUN_NO_TOKEN;
    if (rule->way == WAY_TOKEN)
        request->credentials = RUN_OTHER_TOKEN;
    if (rule->way == WAY_HEADER)
        request->credentials = RUN_AUTHORIZATION;
    request->token = request->authorization = made;
    if (rule->way == WAY_QUERY)
        request->path = in_query(request->path, made, arena);
}

/* Is it a valid kickoff by somebody who has nothing of the token? */
static bool sets_trap(const struct probe *probe)
{
    return !probe->rule->needs_token && probe->request.body &&
           strcmp(probe->request.operation, CREW_KICKOFF) == 0;
}

static void examine(struct run_exam *exam, const void *data)
{
    const struct probe *probe = data;
    const struct rule *rule = probe->rule;
    const char *token = run_settings(run_of(exam))->token;
    struct run_request request = probe->request;
    const char *made = rule->needs_token && !token ? NULL : rule->make(token, run_arena(exam));
    if (rule->needs_token && !token)
        run_skip(exam, "there is no token to change (CREWCHECK_TOKEN)");
    else if (rule->way != WAY_NONE && !made)
        run_skip(exam, "the token has no letters that could be changed");
    else {
        put_credentials(&request, rule, made, run_arena(exam));
        const struct run_answer *answer =
            sets_trap(probe) ? traps_send(exam, &request) : run_send(exam, &request);
        run_expect_status(exam, answer, probe->statuses);
    }
}

/* ---- Plan ---- */

static bool is_secured(const struct contract_operation *operation)
{
    for (size_t i = 0; i < operation->security_count; i++)
        if (!operation->security[i].scheme_count)
            return false;
    return operation->security_count > 0;
}

/* 401, and 403 where the contract speaks of that or of neither. */
static const char *statuses_of(const struct contract_operation *operation)
{
    const struct contract_response *refused = contract_response_find(operation, 401),
                                   *forbidden = contract_response_find(operation, 403);
    bool refused_alone = refused && strcmp(refused->status, "401") == 0 &&
                         !(forbidden && strcmp(forbidden->status, "403") == 0);
    return refused_alone ? "401" : "401 403";
}

/* By another scheme than an Authorization field's, or already in the query, some rules mean nothing. */
static bool is_meant(const struct rule *rule, const struct contract_operation *operation,
                     const struct crew *crew)
{
    const struct contract_scheme *scheme = run_scheme_of(operation);
    bool key = scheme && scheme->kind == CONTRACT_SCHEME_API_KEY;
    if (rule->way == WAY_QUERY)
        return crew->token_in_query && !(key && scheme->in == CONTRACT_IN_QUERY);
    return rule->way != WAY_HEADER || (scheme && scheme->kind == CONTRACT_SCHEME_BEARER);
}

static struct run_case row_of(struct run_plan *plan, const struct crew *crew,
                              const struct contract_operation *operation, const char *name, const char *title)
{
    struct arena *arena = &plan->arena;
    const struct contract_response *documented = contract_response_find(operation, 401);
    return (struct run_case){
        .suite = "auth",
        .id = arena_format(arena, "auth.reject.%s.%s", suites_of_operation(arena, operation), name),
        .title = arena_format(arena, "%s %s is refused %s", operation->method, operation->path, title),
        .level = LEVEL_MUST,
        .basis = {operation->id, documented ? arena_format(arena, "/responses/%s", documented->status) : ""},
        .cost = suites_cost(crew->judge.documented, operation),
        .examine = examine};
}

static const struct probe *keep(struct run_plan *plan, const struct probe *from)
{
    struct probe *probe = arena_new(&plan->arena, sizeof *probe);
    *probe = *from;
    return probe;
}

static void add_rules(struct run_plan *plan, const struct crew *crew,
                      const struct contract_operation *operation, struct probe *probe)
{
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        if (!is_meant(&rules[i], operation, crew))
            continue;
        struct run_case row = row_of(plan, crew, operation, rules[i].name, rules[i].title);
        probe->rule = &rules[i];
        row.data = keep(plan, probe);
        run_plan_add(plan, &row);
    }
}

/* A body that lacks something, well-formed: the first violation of that kind, else of any. */
static bool make_invalid(struct run_plan *plan, const struct crew *crew,
                         const struct contract_operation *operation, struct refused *refused)
{
    const struct violations *list = derived_violations(crew, operation);
    bool found = false;
    for (size_t i = 0; i < list->count && !found; i++) {
        const struct violation *item = &list->items[i];
        size_t length = strlen(item->id);
        found = item->length && length > 8 && !item->further &&
                strcmp(item->id + length - 8, ".missing") == 0 && !strstr(item->basis, "/parameters/");
        if (found)
            *refused = (struct refused){item->body, item->length};
    }
    return found || refused_make(crew, operation, &plan->arena, refused);
}

/* Whoever is not let in need not learn what the body lacks. */
static void add_invalid(struct run_plan *plan, const struct crew *crew,
                        const struct contract_operation *operation, struct probe *probe)
{
    struct refused refused;
    if (!operation->body || !make_invalid(plan, crew, operation, &refused))
        return;
    struct run_case row =
        row_of(plan, crew, operation, "invalid-body", "without credentials before its body is looked at");
    row.level = LEVEL_SHOULD;
    probe->rule = &rules[0];
    probe->request.body = refused.bytes;
    probe->request.length = refused.length;
    row.data = keep(plan, probe);
    run_plan_add(plan, &row);
}

/* Of a kickoff, no more than it needs: where it is accepted after all, little is done. */
static void make_valid(struct run_plan *plan, const struct crew *crew, const struct request *request,
                       struct probe *probe)
{
    bool kickoff = strcmp(request->operation->id, CREW_KICKOFF) == 0;
    struct json_object *bare = kickoff ? crew_kickoff_body(crew, crew->nonce, false) : NULL;
    struct request valid = *request;
    valid.body = bare ? bare : request->body;
    probe->request = request_write(&valid, &plan->arena);
    probe->request.json = NULL;
    probe->request.body = request_body(&valid, &plan->arena, &probe->request.length);
    probe->request.spends = suites_may_start(crew->judge.documented, request->operation);
    probe->request.changes = suites_changes_something(request->operation);
    json_object_put(bare);
}

static void add_operation(struct run_plan *plan, const struct crew *crew,
                          const struct contract_operation *operation)
{
    struct request request = {0};
    struct probe probe = {.statuses = statuses_of(operation)};
    if (acceptance_request(crew, operation, NULL, &request)) {
        make_valid(plan, crew, &request, &probe);
        add_rules(plan, crew, operation, &probe);
        add_invalid(plan, crew, operation, &probe);
    }
    request_clear(&request);
}

/* ---- What no answer may tell ---- */

static void examine_echo(struct run_exam *exam, const void *data)
{
    (void)data;
    enum { SHORT = 8 };
    const char *token = run_settings(run_of(exam))->token;
    struct run_sighting sighting;
    size_t answers = run_sighted(exam, RUN_SIGHT_TOKEN, &sighting);
    struct arena *arena = run_arena(exam);
    if (!token)
        run_skip(exam, "there is no token that could be told (CREWCHECK_TOKEN)");
    else if (strlen(token) < SHORT)
        run_skip(exam, "the token is so short that it may stand in an answer by chance");
    else if (!answers)
        run_skip(exam, "nothing was answered");
    else if (sighting.count)
        run_fail(exam, NULL,
                 &(struct finding){.title = "the token is told to whoever reads an answer",
                                   .expected = "answers and callbacks without the token, in any form",
                                   .found = arena_format(arena, "the token in %s, in %zu answer%s in all",
                                                         sighting.where, sighting.count,
                                                         sighting.count == 1 ? "" : "s"),
                                   .exchange = sighting.exchange});
}

static void add_echo(struct run_plan *plan, const struct contract_scheme *scheme)
{
    run_plan_add(
        plan, &(struct run_case){.suite = "auth",
                                 .id = "auth.answers.token",
                                 .title = "no answer and no callback tells the token",
                                 .level = LEVEL_MUST,
                                 .basis = {NULL, scheme ? scheme->pointer : "#/components/securitySchemes"},
                                 .whole = true,
                                 .examine = examine_echo});
}

void suite_auth(struct run_plan *plan, const struct crew *crew)
{
    const struct contract *contract = crew->judge.documented;
    const struct contract_operation *secured = NULL;
    for (size_t i = 0; i < contract->operation_count; i++) {
        if (!is_secured(&contract->operations[i]))
            continue;
        secured = secured ? secured : &contract->operations[i];
        add_operation(plan, crew, &contract->operations[i]);
        if (crew_is_described(contract))
            auth_add_known(plan, &contract->operations[i], statuses_of(&contract->operations[i]));
    }
    if (secured)
        add_echo(plan, run_scheme_of(secured));
    if (crew_is_described(contract))
        auth_add_user(plan, crew);
}

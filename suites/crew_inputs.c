/* What the crew itself asks for: each of its inputs left out, and given as every wrong type. */
#include <stdlib.h>
#include <string.h>

#include "generate/generate.h"
#include "suites/request.h"
#include "suites/suites.h"
#include "suites/traps.h"

/* What one case does to a valid kickoff. */
struct change {
    const char *name;  /* of the input; NULL: of all of them */
    const char *value; /* as JSON; NULL: it is left out */
};

/* ---- What the answer tells ---- */

static struct json_object *body_of(const struct run_answer *answer)
{
    return answer->judgement.body ? json_document_root(answer->judgement.body) : NULL;
}

static const struct contract_occasion *occasion_of(const struct contract *contract)
{
    const struct contract_operation *kickoff = contract_operation_by_id(contract, CREW_KICKOFF);
    const struct contract_response *response = kickoff ? contract_response_find(kickoff, 422) : NULL;
    for (size_t i = 0; response && i < response->media_count; i++)
        for (size_t j = 0; j < response->media[i].occasion_count; j++)
            if (strcmp(response->media[i].occasions[j].name, "missing-input") == 0)
                return &response->media[i].occasions[j];
    return NULL;
}

static bool contains(struct json_object *list, const char *name)
{
    for (size_t i = 0; i < json_object_array_length(list); i++) {
        struct json_object *item = json_object_array_get_idx(list, i);
        if (json_is(item, json_type_string) && strcmp(json_object_get_string(item), name) == 0)
            return true;
    }
    return false;
}

/* Does the list name the input, or all of the crew's, and nothing else? */
static bool names_just(const struct crew *crew, struct json_object *list, const char *name)
{
    size_t expected = name ? 1 : crew->input_count;
    for (size_t i = 0; i < crew->input_count; i++)
        if (!name && !contains(list, crew->inputs[i]))
            return false;
    return json_object_array_length(list) == expected && (!name || contains(list, name));
}

static struct json_object *expected_list(const struct crew *crew, const char *name)
{
    struct json_object *list = json_object_new_array();
    for (size_t i = 0; !name && i < crew->input_count; i++)
        json_object_array_add(list, json_object_new_string(crew->inputs[i]));
    if (name)
        json_object_array_add(list, json_object_new_string(name));
    return list;
}

static void report_names(struct run_exam *exam, const struct run_answer *answer, struct json_object *list,
                         const char *name, const char *basis)
{
    struct arena *arena = run_arena(exam);
    struct json_object *expected = expected_list(run_facts(exam), name);
    char *wanted = json_text(expected, JSON_COMPACT), *found = json_text(list, JSON_COMPACT);
    run_fail(exam, answer,
             &(struct finding){.level = LEVEL_SHOULD,
                               .aspect = "schema",
                               .title = "the answer does not name just what is missing",
                               .expected = arena_string(arena, wanted),
                               .found = arena_string(arena, found),
                               .body_pointer = "/details/missing_inputs",
                               .basis = judge_basis(&run_settings(run_of(exam))->judge, basis, arena)});
    free(wanted);
    free(found);
    json_object_put(expected);
}

/* details.missing_inputs, where the contract promises it. */
static void expect_names(struct run_exam *exam, const struct run_answer *answer, const char *name)
{
    const struct judge *judge = &run_settings(run_of(exam))->judge;
    const struct contract_occasion *documented = occasion_of(judge->documented),
                                   *binding = occasion_of(judge->binding);
    struct finding_list findings = {0};
    struct json_object *body = body_of(answer);
    if (!documented || !body)
        return;
    judge_body(judge, binding ? binding->schema : NULL, documented->schema, body, SCHEMA_RESPONSE, &findings);
    for (size_t i = 0; i < findings.count; i++)
        run_fail(exam, answer, &findings.items[i]);
    struct json_object *list = json_member_array(json_member_object(body, "details"), "missing_inputs");
    if (!findings.count && list && !names_just(run_facts(exam), list, name))
        report_names(exam, answer, list, name, documented->pointer);
    finding_list_clear(&findings);
}

/* ---- The cases ---- */

/* The text of a kickoff with the change made; free() it. */
static char *changed_body(const struct crew *crew, const struct change *change)
{
    struct json_object *body = crew_kickoff_body(crew, crew->nonce, false),
                       *inputs = json_member_object(body, "inputs");
    struct json_document *value =
        change->value ? json_read("value", change->value, strlen(change->value), NULL, NULL) : NULL;
    for (size_t i = 0; !change->name && i < crew->input_count; i++)
        json_object_object_del(inputs, crew->inputs[i]);
    if (value)
        json_object_object_add(inputs, change->name, json_copy(json_document_root(value)));
    else if (change->name)
        json_object_object_del(inputs, change->name);
    char *text = json_text(body, JSON_COMPACT);
    json_object_put(body);
    json_document_free(value);
    return text;
}

static void examine(struct run_exam *exam, const void *data)
{
    const struct change *change = data;
    char *text = changed_body(run_facts(exam), change);
    struct run_request request = {
        .operation = CREW_KICKOFF, .body = text, .length = strlen(text), .spends = true};
    const struct run_answer *answer = change->value ? run_send(exam, &request) : traps_send(exam, &request);
    bool refused = run_expect_status(exam, answer, "400 422");
    if (refused && !change->value && answer->exchange->status == 422)
        expect_names(exam, answer, change->name);
    free(text);
}

/* Where nobody knows what the crew asks for, as before GET /inputs was answered: one row stands for as many as it does. */
static void examine_unknown(struct run_exam *exam, const void *data)
{
    (void)data;
    if (run_is_rehearsal(run_of(exam)))
        run_send(exam,
                 &(struct run_request){.operation = CREW_KICKOFF, .body = "{}", .length = 2, .spends = true});
    else
        run_skip(exam, "what the crew requires is not known: GET /inputs did not tell");
}

static void add(struct run_plan *plan, const struct crew *crew, const char *place, const char *rule,
                const char *title, const struct change *from)
{
    struct change *change = arena_new(&plan->arena, sizeof *change);
    *change = *from;
    run_plan_add(plan,
                 &(struct run_case){.suite = "kickoff",
                                    .id = arena_format(&plan->arena, "kickoff.reject.%s.%s", place, rule),
                                    .title = title,
                                    .level = LEVEL_MUST,
                                    .basis = {CREW_KICKOFF, from->value ? "/requestBody" : "/responses/422"},
                                    .cost = RUN_REFUSED,
                                    .examine = crew->inputs_known ? examine : examine_unknown,
                                    .data = change});
}

static const char *place_of(struct arena *arena, const char *name)
{
    struct buffer place;
    buffer_init(&place, BUFFER_UNBOUNDED);
    generate_place_push(&place, "inputs");
    generate_place_push(&place, name);
    const char *kept = arena_string(arena, buffer_string(&place));
    buffer_clear(&place);
    return kept;
}

/* The wrong types of one value of `inputs`, in the words and with the values of the derived violations. */
static void add_types(struct run_plan *plan, const struct crew *crew, const char *place, const char *name,
                      const char *shown, const struct generate_violations *wrong)
{
    struct arena *arena = &plan->arena;
    for (size_t i = 0; i < wrong->count; i++) {
        const struct generate_violation *from = &wrong->items[i];
        struct json_object *value = NULL;
        bool about = strcmp(from->place, "inputs.*") == 0 && strcmp(from->keyword, "type") == 0 &&
                     json_pointer_find(from->instance, from->pointer, &value);
        if (!about)
            continue;
        char *text = json_text(value, JSON_COMPACT);
        add(plan, crew, place, arena_string(arena, from->rule),
            arena_format(arena, "a kickoff with %s as %s is refused", from->title, shown),
            &(struct change){name, arena_string(arena, text)});
        free(text);
    }
}

static void add_input(struct run_plan *plan, const struct crew *crew, const char *name,
                      const struct generate_violations *wrong)
{
    struct arena *arena = &plan->arena;
    const char *place = place_of(arena, name), *shown = arena_format(arena, "the crew's input \"%s\"", name);
    add(plan, crew, place, "left-out", arena_format(arena, "a kickoff without %s is refused", shown),
        &(struct change){.name = arena_string(arena, name)});
    add_types(plan, crew, place, arena_string(arena, name), shown, wrong);
}

static void add_all(struct run_plan *plan, const struct crew *crew)
{
    if (crew->input_count > 1)
        add(plan, crew, "inputs", "all-left-out", "a kickoff without any of the crew's inputs is refused",
            &(struct change){NULL, NULL});
}

static void add_unknown(struct run_plan *plan, const struct crew *crew,
                        const struct generate_violations *wrong)
{
    static const char place[] = "inputs.<each required>", shown[] = "one of the crew's inputs";
    add(plan, crew, place, "left-out", "a kickoff without one of the crew's inputs is refused: each in turn",
        &(struct change){NULL, NULL});
    add_types(plan, crew, place, NULL, shown, wrong);
}

void suites_add_inputs(struct run_plan *plan, const struct crew *crew)
{
    const struct contract_operation *kickoff = contract_operation_by_id(crew->judge.documented, CREW_KICKOFF);
    struct generate_options options = {.direction = SCHEMA_REQUEST};
    struct generate_violations wrong = {0};
    struct request request = {0};
    struct error ignored = {0};
    bool made = request_make(&request, crew, kickoff, 0, &ignored) && request.media &&
                request.media->schema &&
                generate_violations(request.media->schema, request.body, &options, &wrong, &ignored);
    if (made && crew->inputs_known) {
        for (size_t i = 0; i < crew->input_count; i++)
            if (crew_has_cases(crew, i))
                add_input(plan, crew, crew->inputs[i], &wrong);
        add_all(plan, crew);
    } else if (made) {
        add_unknown(plan, crew, &wrong);
    }
    generate_violations_clear(&wrong);
    request_clear(&request);
}

/* What every case has to have: an id that never changes its form, words, and a basis that the contract has. */
#include <criterion/criterion.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/map.h"
#include "base/text.h"
#include "cli/contracts.h"
#include "suites/suites.h"

static const char *const shipped[] = {"crewai-amp@2025-10", "crewai-amp@2026-05"};

struct planned {
    struct contracts contracts;
    struct crew crew;
    struct run_plan plan;
};

static void plan_for(const char *spec, bool plain, struct planned *planned)
{
    struct error error = {0};
    struct contract_options options = {.spec = spec, .plain = plain};
    *planned = (struct planned){0};
    cr_assert(contracts_load(&options, &planned->contracts, &error), "%s: %s", spec, error.text);
    struct judge judge = contracts_judge(&planned->contracts);
    crew_init(&planned->crew, &judge, NULL);
    suites_plan(&planned->plan, &planned->crew);
}

static void clear(struct planned *planned)
{
    run_plan_clear(&planned->plan);
    crew_clear(&planned->crew);
    contracts_clear(&planned->contracts);
}

/* What stands for the names of the crew's inputs where they are not known. */
static const char each[] = "<each required>";

/* <suite>.<words>: dots between parts of letters, digits and what places are made of. */
static bool is_slug(const char *id)
{
    static const char others[] = "._-*[]%$@";
    for (const char *at = id; *at; at++)
        if (strncmp(at, each, sizeof each - 1) == 0)
            at += sizeof each - 2;
        else if (!isalnum((unsigned char)*at) && !strchr(others, *at))
            return false;
    return !strstr(id, "..") && *id != '.' && id[strlen(id) - 1] != '.';
}

static void expect_id(const struct run_case *row)
{
    static const char *const verbs[] = {"accept", "reject", "answers", "survives", "auth"};
    size_t length = strlen(row->suite);
    bool known = false;
    cr_expect(strncmp(row->id, row->suite, length) == 0 && row->id[length] == '.', "%s is of %s", row->id,
              row->suite);
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
        const char *rest = row->id + length + 1;
        known = known || (strncmp(rest, verbs[i], strlen(verbs[i])) == 0 && rest[strlen(verbs[i])] == '.');
    }
    const struct suite *suite = suites;
    while (suite->name && strcmp(suite->name, row->suite) != 0)
        suite++;
    cr_expect_not_null(suite->name, "%s has no suite in the table", row->id);
    cr_expect(known || row->scenario, "%s says neither accept, reject, answers nor survives", row->id);
    cr_expect(is_slug(row->id), "%s", row->id);
}

static void expect_words(const struct run_case *row)
{
    size_t length = row->title ? strlen(row->title) : 0;
    cr_expect(length > 10 && length < 200, "%s: %s", row->id, row->title);
    cr_expect(length && row->title[length - 1] != '.', "%s: %s", row->id, row->title);
    cr_expect(length && text_is_utf8(row->title, length), "%s", row->id);
}

static void expect_basis(const struct contract *contract, const struct run_case *row)
{
    const char *pointer = row->basis.pointer;
    cr_assert_not_null(pointer, "%s has no basis", row->id);
    if (pointer[0] == '#') {
        cr_expect(contract_find(contract, pointer, NULL), "%s: nothing at %s", row->id, pointer);
        return;
    }
    const struct contract_operation *operation =
        row->basis.operation ? contract_operation_by_id(contract, row->basis.operation) : NULL;
    cr_assert_not_null(operation, "%s: no operation %s", row->id, row->basis.operation);
    char *whole = string_format("%s%s", operation->pointer, pointer);
    cr_expect(contract_find(contract, whole, NULL), "%s: nothing at %s", row->id, whole);
    free(whole);
}

static void expect_scenario(const struct run_plan *plan, const struct run_case *row)
{
    bool known = !row->scenario;
    for (size_t i = 0; i < plan->scenario_count; i++)
        known = known || strcmp(plan->scenarios[i].name, row->scenario) == 0;
    cr_expect(known, "%s: no scenario %s", row->id, row->scenario);
}

Test(plan, has_cases_of_the_right_form)
{
    for (size_t i = 0; i < sizeof shipped / sizeof *shipped; i++) {
        struct planned planned;
        struct map ids = {0};
        plan_for(shipped[i], false, &planned);
        cr_assert_geq(planned.plan.count, 80, "%s: %zu cases", shipped[i], planned.plan.count);
        for (size_t j = 0; j < planned.plan.count; j++) {
            const struct run_case *row = &planned.plan.cases[j];
            expect_id(row);
            expect_words(row);
            expect_basis(planned.contracts.documented, row);
            expect_scenario(&planned.plan, row);
            cr_expect_null(map_put(&ids, row->id, (void *)(uintptr_t)row), "%s occurs twice", row->id);
        }
        map_clear(&ids);
        clear(&planned);
    }
}

/* Ids name no revision, so that records of both can be compared. */
Test(plan, has_the_same_cases_in_both_revisions)
{
    struct planned first, second;
    struct map ids = {0};
    plan_for(shipped[0], false, &first);
    plan_for(shipped[1], false, &second);
    for (size_t i = 0; i < first.plan.count; i++)
        map_put(&ids, first.plan.cases[i].id, &first);
    for (size_t i = 0; i < second.plan.count; i++)
        cr_expect_not_null(map_find(&ids, second.plan.cases[i].id), "%s", second.plan.cases[i].id);
    cr_expect_eq(first.plan.count, second.plan.count);
    map_clear(&ids);
    clear(&first);
    clear(&second);
}

Test(plan, for_the_bare_document_has_bases_too)
{
    struct planned planned;
    plan_for(shipped[0], true, &planned);
    for (size_t i = 0; i < planned.plan.count; i++)
        expect_id(&planned.plan.cases[i]);
    clear(&planned);
}

Test(plan, for_a_contract_of_no_crew_lacks_the_suites_of_crews)
{
    struct planned planned;
    plan_for(TEST_DATA "/shelves.yaml", false, &planned);
    cr_expect_gt(planned.plan.count, 0);
    cr_expect_eq(planned.plan.scenario_count, 0);
    for (size_t i = 0; i < planned.plan.count; i++) {
        const struct run_case *row = &planned.plan.cases[i];
        expect_basis(planned.contracts.documented, row);
        cr_expect(is_slug(row->id), "%s", row->id);
        cr_expect_neq(strcmp(row->suite, "kickoff"), 0, "%s", row->id);
    }
    clear(&planned);
}

enum { ASKED = 300, LONG_NAME = 3000 };

/* ASKED short names behind a long one, as GET /inputs would tell them. */
static struct json_object *many_inputs(void)
{
    struct json_object *body = json_object_new_object(), *list = json_object_new_array();
    char name[LONG_NAME + 1];
    snprintf(name, sizeof name, "%0*d", LONG_NAME, 0);
    json_object_array_add(list, json_object_new_string(name));
    for (int i = 0; i < ASKED; i++) {
        snprintf(name, sizeof name, "input_%d", i);
        json_object_array_add(list, json_object_new_string(name));
    }
    json_object_object_add(body, "inputs", list);
    return body;
}

/* Or the crew would refuse each kickoff, and rightly so. */
Test(plan, gives_a_crew_all_its_inputs_and_examines_as_many_as_is_sensible)
{
    struct planned planned;
    plan_for(shipped[0], false, &planned);
    struct json_object *asked = many_inputs();
    crew_set_inputs(&planned.crew, asked);
    struct json_object *body = crew_kickoff_body(&planned.crew, planned.crew.nonce, false);
    cr_expect_eq(json_object_object_length(json_member_object(body, "inputs")), ASKED + 1);
    run_plan_clear(&planned.plan);
    planned.plan = (struct run_plan){0};
    suites_plan(&planned.plan, &planned.crew);
    size_t left_out = 0;
    for (size_t i = 0; i < planned.plan.count; i++) {
        left_out += text_glob("kickoff.reject.inputs.*.left-out", planned.plan.cases[i].id);
        expect_id(&planned.plan.cases[i]);
    }
    cr_expect_eq(left_out, CREW_INPUTS_EXAMINED - 1);
    json_object_put(body);
    json_object_put(asked);
    clear(&planned);
}

static const struct run_case *find_case(const struct planned *planned, const char *id)
{
    for (size_t i = 0; i < planned->plan.count; i++)
        if (strcmp(planned->plan.cases[i].id, id) == 0)
            return &planned->plan.cases[i];
    return NULL;
}

/* Or it would be green unseen. */
Test(plan, has_a_case_of_what_cannot_be_asked)
{
    struct planned planned;
    plan_for(TEST_DATA "/impossible.yaml", false, &planned);
    cr_expect(find_case(&planned, "doImpossible.accept.request"));
    clear(&planned);
}

/* JSON comes first where it says what it holds; what differs in parameters alone is no other media type. */
Test(plan, has_cases_for_each_media_type)
{
    static const struct {
        const char *id;
        bool planned;
    } rows[] = {
        {"map.reject.n.type-string", true},
        {"map.reject.body.missing", true},
        {"map.accept.request", true},
        {"map.reject.body.application%2Fx-www-form-urlencoded.*.minimum", true},
        {"map.reject.body.application%2Fx-www-form-urlencoded.missing", false},
        {"map.accept.body.application%2Fx-www-form-urlencoded.request", true},
        {"map.reject.body.application%2Fjson%3Bcharset%3Dutf-8.type-object", false},
        {"map.accept.body.application%2Fjson%3Bcharset%3Dutf-8.request", true},
        {"map.accept.body.application%2Fjson.request", false},
        {"map.accept.body.%2A%2F%2A.request", true},
        {"choose.accept.request", true},
        {"choose.reject.a.type-string", true},
        {"choose.reject.b.type-string", true},
        {"choose.reject.body.missing", true},
        {"choose.accept.body.application%2Fjson.request", true},
        {"choose.reject.body.application%2Fjson.cut-off", false},
        {"write.accept.request", true},
        {"write.accept.body.text%2Fxml.request", true},
    };
    struct planned planned;
    plan_for(TEST_DATA "/media.yaml", false, &planned);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        cr_expect_eq(find_case(&planned, rows[i].id) != NULL, rows[i].planned, "%s", rows[i].id);
    clear(&planned);
}

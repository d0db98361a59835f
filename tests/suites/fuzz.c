/* Random requests: on deployments that keep the contract, on such as drop a check, and what they may cost. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "accepting.h"
#include "rig.h"
#include "shelves.h"

static const char inputs[] = "{\"topic\": \"sea\", \"audience\": \"all\"}";

static bool is_random(const char *id)
{
    return strstr(id, ".fuzz.") != NULL;
}

/* The requests of the random cases, one a line, in the order of their cases; free() it. Ports differ from run to run. */
static char *requests_of(const struct rig *rig)
{
    const struct model_target *target = rig->model->targets[0];
    struct buffer out;
    buffer_init(&out, BUFFER_UNBOUNDED);
    for (size_t i = 0; i < target->case_count; i++) {
        const struct model_case *row = target->cases[i];
        if (!is_random(row->id) || !row->exchange_count)
            continue;
        const struct model_exchange *sent = row->exchanges[0];
        struct json_document *line = model_load(rig->model, sent, NULL);
        struct json_object *request = json_member_object(json_document_root(line), "request");
        struct buffer body;
        buffer_init(&body, BUFFER_UNBOUNDED);
        if (json_has(request, "body"))
            model_body_bytes(json_member_object(request, "body"), &body);
        buffer_format(&out, "%s %s %s %s\n", row->id, sent->method,
                      strchr(sent->url + strlen("http://"), '/'), buffer_string(&body));
        buffer_clear(&body);
        json_document_free(line);
    }
    return buffer_take(&out, NULL);
}

static void run(struct rig_options *options, size_t fuzz, uint64_t seed, struct rig *rig)
{
    options->more.fuzz = fuzz;
    options->more.run.seed = seed;
    rig_run(options, rig);
}

/* ---- Deployments that keep the contract ---- */

static void expect_nothing(const char *const *variants, const char *human, uint64_t seed)
{
    struct rig_options options = {.reference = {.variants = variants, .human_task = human}};
    struct rig rig;
    run(&options, 50, seed, &rig);
    char *failures = rig_failures(&rig);
    cr_expect_eq(rig.exit, RUN_CONFORMS, "seed %u: %s", (unsigned)seed, failures);
    cr_expect_eq(rig.started, 10, "the budget is spent on what is left of it");
    free(failures);
    rig_clear(&rig);
}

Test(fuzz, raises_nothing)
{
    for (uint64_t seed = 1; seed <= 3; seed++)
        expect_nothing(NULL, NULL, seed);
}

Test(fuzz, raises_nothing_with_other_lawful_answers)
{
    static const char *const mixture[] = {"invalid-is-422", "further-properties", NULL};
    expect_nothing(mixture, NULL, 4);
    expect_nothing(NULL, "planning_task", 5);
}

/* ---- The same again ---- */

Test(fuzz, requests_are_those_of_the_seed)
{
    static const char *const globs[] = {"*.fuzz.*"};
    char *requests[4];
    const struct {
        size_t fuzz;
        uint64_t seed;
    } runs[] = {{12, 7}, {12, 7}, {5, 7}, {12, 8}};
    for (size_t i = 0; i < 4; i++) {
        struct rig_options options = {.globs = {globs[0]}, .cap = 100};
        struct rig rig;
        run(&options, runs[i].fuzz, runs[i].seed, &rig);
        requests[i] = requests_of(&rig);
        rig_clear(&rig);
    }
    cr_expect_str_eq(requests[0], requests[1]);
    cr_expect_str_neq(requests[0], requests[3]);
    size_t lines = 0;
    for (char *rest = NULL, *line = strtok_r(requests[2], "\n", &rest); line;
         line = strtok_r(NULL, "\n", &rest)) {
        cr_expect(strstr(requests[0], line), "a smaller number changes %s", line);
        lines++;
    }
    cr_expect_eq(lines, 5 * 6, "valid and invalid ones of three operations");
    for (size_t i = 0; i < 4; i++)
        free(requests[i]);
}

/* ---- A check that is dropped ---- */

/* Far fewer findings than requests that fail. */
enum { FINDINGS_MOST = 4 };

/* The first finding among the random cases. */
static const struct model_finding *first_finding(const struct rig *rig)
{
    const struct model_target *target = rig->model->targets[0];
    const struct model_finding *found = NULL;
    size_t count = 0;
    for (size_t i = 0; i < target->case_count; i++) {
        const struct model_case *row = target->cases[i];
        if (!is_random(row->id) || row->verdict != MODEL_FAILED)
            continue;
        cr_assert_eq(row->finding_count, 1);
        found = found ? found : row->findings[0];
        count++;
    }
    cr_expect_leq(count, FINDINGS_MOST, "%zu findings of one cause", count);
    char *failures = rig_failures(rig);
    cr_assert_not_null(found, "no random request fails, but %s", failures);
    free(failures);
    return found;
}

static char *cited_body(const struct rig *rig, const struct model_finding *finding)
{
    struct buffer body;
    buffer_init(&body, BUFFER_UNBOUNDED);
    cr_assert_not_null(finding->exchange);
    struct json_document *line = model_load(rig->model, finding->exchange, NULL);
    struct json_object *request = json_member_object(json_document_root(line), "request");
    cr_assert(model_body_bytes(json_member_object(request, "body"), &body));
    json_document_free(line);
    return buffer_take(&body, NULL);
}

struct drop {
    const char *fault, *glob, *title, *level, *part; /* of the body */
    uint64_t seed;
};

/* What is invalid and taken, what is valid and fails, what is valid and refused. */
static const struct drop drops[] = {
    {"kickoff-takes-meta-array", "kickoff.fuzz.invalid.*",
     "POST /kickoff does not refuse an invalid request: /meta: expected an object, found an empty array",
     "must", "\"meta\":[]", 3},
    {"crashes-on-null-in-meta", "kickoff.fuzz.valid.*", "POST /kickoff fails at a valid request", "must",
     "null", 3},
    {"refuses-emoji", "kickoff.fuzz.valid.*", "POST /kickoff refuses a valid request", "should", "\xf0\x9f",
     3},
};

static void expect_smallest(const struct rig *rig, const char *title, const char *level, const char *part,
                            size_t most)
{
    const struct model_finding *finding = first_finding(rig);
    char *body = cited_body(rig, finding);
    cr_expect_eq(rig->exit, RUN_HAS_FAILURES);
    cr_expect_str_eq(finding->title, title);
    cr_expect_str_eq(finding->level, level);
    cr_expect(strstr(body, part), "%s", body);
    cr_expect_leq(strlen(body), most, "%s", body);
    free(body);
}

Test(fuzz, finds_a_dropped_check_and_shrinks_it)
{
    static const char *const names[] = {"topic", NULL};
    static const char longest[] = "{\"inputs\":{\"topic\":\"sea\"},\"meta\":{\"key2\":[null]}}";
    for (size_t i = 0; i < sizeof drops / sizeof *drops; i++) {
        const struct drop *drop = &drops[i];
        const char *faults[] = {drop->fault, NULL};
        struct rig_options options = {.reference = {.faults = faults, .inputs = names},
                                      .inputs = "{\"topic\": \"sea\"}",
                                      .globs = {drop->glob},
                                      .cap = 300};
        struct rig rig;
        run(&options, 100, drop->seed, &rig);
        expect_smallest(&rig, drop->title, drop->level, drop->part, strlen(longest));
        rig_clear(&rig);
    }
}

/* ---- A contract of no crew ---- */

static const struct other {
    enum shelves_fault fault;
    const char *title, *level, *body;
} others[] = {
    {SHELVES_TAKE_NO_PAGES,
     "POST /books does not refuse an invalid request: /pages: expected at least 1, found the number 0",
     "must", "{\"title\":\"\",\"pages\":0}"},
    {SHELVES_CRASH_ON_ACCENTS, "POST /books fails at a valid request", "must", "{\"title\":\""},
    {SHELVES_HANG_UP_ON_ACCENTS, "POST /books fails at a valid request", "must", "{\"title\":\""},
    {SHELVES_REFUSE_SHORT_TITLES, "POST /books refuses a valid request", "should", "{\"title\":\"\"}"},
};

static void run_shelves(enum shelves_fault fault, uint64_t seed, struct rig *rig)
{
    struct shelves *server = shelves_start(fault);
    struct rig_options options = {
        .spec = TEST_DATA "/shelves.yaml", .url = shelves_url(server), .no_listener = true, .cap = 400};
    run(&options, 100, seed, rig);
    shelves_stop(server);
}

Test(fuzz, of_any_contract_raises_nothing_where_it_is_kept)
{
    for (uint64_t seed = 1; seed <= 4; seed++) {
        struct rig rig;
        run_shelves(SHELVES_KEEP_ALL, seed, &rig);
        char *failures = rig_failures(&rig);
        cr_expect_eq(rig.exit, RUN_CONFORMS, "seed %u: %s", (unsigned)seed, failures);
        cr_expect_eq(rig_verdict(&rig, "addBook.fuzz.valid.100"), MODEL_PASSED);
        cr_expect_eq(rig_verdict(&rig, "addBook.fuzz.invalid.100"), MODEL_PASSED);
        cr_expect_null(model_case_find(rig.model->targets[0], "list-books.fuzz.valid.1"),
                       "there is nothing to vary");
        free(failures);
        rig_clear(&rig);
    }
}

Test(fuzz, of_any_contract_finds_what_it_breaks)
{
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        struct rig rig;
        run_shelves(others[i].fault, 5, &rig);
        expect_smallest(&rig, others[i].title, others[i].level, others[i].body,
                        strlen("{\"title\":\"\",\"pages\":0}"));
        rig_clear(&rig);
    }
}

/* ---- The budget ---- */

static const size_t caps[] = {2, 40, 2000};

Test(fuzz, keeps_the_budget_on_a_deployment_that_accepts_everything)
{
    for (size_t i = 0; i < sizeof caps / sizeof *caps; i++) {
        struct accepting *server = accepting_start();
        struct rig_options options = {
            .url = accepting_url(server), .inputs = inputs, .no_listener = true, .cap = caps[i]};
        struct rehearsal rehearsal;
        struct rig rig;
        options.more.fuzz = 20;
        options.more.run.seed = 11;
        rig_rehearse(&options, &rehearsal);
        cr_expect_eq(accepting_requests(server), 0, "a rehearsal sends nothing");
        rig_run(&options, &rig);
        size_t foretold = rehearsal.executions < caps[i] ? rehearsal.executions : caps[i];
        cr_expect_eq(accepting_started(server), foretold, "cap %zu: %zu instead of %zu executions", caps[i],
                     accepting_started(server), foretold);
        rig_clear(&rig);
        rehearsal_clear(&rehearsal);
        accepting_stop(server);
    }
}

Test(fuzz, of_reading_alone_starts_and_resumes_nothing)
{
    struct rig_options options = {.read_only = true, .globs = {"*.fuzz.*"}};
    struct rig rig;
    run(&options, 5, 1, &rig);
    const struct model_target *target = rig.model->targets[0];
    cr_expect_eq(rig.started, 0);
    for (size_t i = 0; i < target->exchange_count; i++)
        cr_expect_str_eq(target->exchanges[i]->method, "GET");
    cr_expect_eq(rig_verdict(&rig, "status.fuzz.invalid.5"), MODEL_PASSED);
    cr_expect_eq(rig_verdict(&rig, "kickoff.fuzz.valid.5"), MODEL_SKIPPED);
    cr_expect_eq(rig_verdict(&rig, "resume.fuzz.invalid.5"), MODEL_SKIPPED);
    rig_clear(&rig);
}

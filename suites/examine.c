#include "suites/examine.h"

#include <stdlib.h>

#include "base/clock.h"
#include "suites/crew.h"
#include "suites/preflight.h"
#include "suites/suites.h"
#include "suites/traffic.h"

struct examination {
    struct examine_options options;
    struct run *run;
    struct crew crew;
    struct run_plan plan;
    struct waivers_case *known;
    size_t known_count;
    struct waivers_faults faults;
    struct record *record;
    int64_t began;
};

enum { LARGE_BODY = 8 * 1024 * 1024 };

static bool choose_cases(struct examination *examination, bool inputs_known, struct error *error)
{
    const struct examine_options *options = &examination->options;
    return select_gate(&examination->plan, &options->selection, options->run.require,
                       options->run.require_count, inputs_known, error);
}

/* The plan for what is known of the crew; what is known later may bring cases that the selection means. */
static bool plan_first(struct examination *examination, struct error *error)
{
    const struct selection *selection = &examination->options.selection;
    struct error nothing = {0};
    if (!selection->suite_count && !selection->glob_count && !examination->options.run.require_count &&
        crew_is_described(examination->crew.judge.documented))
        return true;
    suites_plan(&examination->plan, &examination->crew);
    if (choose_cases(examination, false, &nothing) ||
        (select_may_match_inputs(selection) && !examination->plan.count))
        return true;
    return error_set(error, "%s", nothing.text);
}

void examine_init_crew(struct crew *crew, const struct examine_options *options)
{
    crew_init(crew, &options->run.judge, options->inputs);
    crew->execution_timeout = options->run.execution_timeout;
    crew->callback_timeout = options->callback_timeout;
    crew->human_task = options->human_task;
    crew->token_in_query = options->token_in_query;
    crew->large_body = options->large_body ? options->large_body : LARGE_BODY;
    crew->fuzz = options->fuzz;
    crew->seed = options->run.seed;
    crew->maximum_response_time = options->run.maximum_response_time;
}

struct examination *examine_new(const struct examine_options *options, struct error *error)
{
    struct examination *examination = memory_new(sizeof *examination);
    examination->options = *options;
    examine_init_crew(&examination->crew, options);
    if (plan_first(examination, error))
        examination->run = run_new(&options->run, error);
    if (examination->run)
        return examination;
    examine_free(examination);
    return NULL;
}

void examine_free(struct examination *examination)
{
    if (!examination)
        return;
    run_free(examination->run);
    run_plan_clear(&examination->plan);
    crew_clear(&examination->crew);
    waivers_faults_clear(&examination->faults);
    free(examination->known);
    free(examination);
}

void examine_interrupt(struct examination *examination)
{
    run_interrupt(examination->run);
}

/* ---- The record's lines around the cases ---- */

static void put(struct json_object *fields, const char *key, const char *text)
{
    if (text)
        json_object_object_add(fields, key, json_object_new_string(text));
}

static void put_count(struct json_object *fields, const char *key, size_t count)
{
    json_object_object_add(fields, key, json_object_new_int64((int64_t)count));
}

static struct json_object *response_node(const struct contract_response *response)
{
    struct json_object *node = json_object_new_object(), *media = json_object_new_array();
    put(node, "status", response->status);
    for (size_t i = 0; i < response->media_count; i++)
        json_object_array_add(media, json_object_new_string(response->media[i].type));
    json_object_object_add(node, "media", media);
    return node;
}

/* What the contract documents: reports tell what of it was not examined. */
static struct json_object *operation_node(const struct contract_operation *operation)
{
    struct json_object *node = json_object_new_object(), *responses = json_object_new_array();
    put(node, "id", operation->id);
    put(node, "method", operation->method);
    put(node, "path", operation->path);
    for (size_t i = 0; i < operation->response_count; i++)
        json_object_array_add(responses, response_node(&operation->responses[i]));
    json_object_object_add(node, "responses", responses);
    return node;
}

static struct json_object *contract_node(const struct examine_options *options)
{
    const struct contract *contract = options->run.judge.documented;
    struct json_object *node = json_object_new_object(), *sources = json_object_new_array();
    put(node, "name", options->contract);
    put(node, "sha256", contract->sha256);
    put(node, "title", contract->title);
    put(node, "version", contract->version);
    for (size_t i = 0; i < contract->source_count; i++)
        json_object_array_add(sources, json_object_new_string(contract->sources[i]));
    json_object_object_add(node, "sources", sources);
    struct json_object *operations = json_object_new_array();
    for (size_t i = 0; i < contract->operation_count; i++)
        json_object_array_add(operations, operation_node(&contract->operations[i]));
    json_object_object_add(node, "operations", operations);
    return node;
}

static void write_beginning(struct examination *examination, bool traffic)
{
    const struct examine_options *options = &examination->options;
    struct json_object *run = json_object_new_object(), *target = json_object_new_object();
    char started[CLOCK_TEXT];
    clock_text(clock_wall(), started);
    put(run, "version", options->version);
    put(run, "started", started);
    json_object_object_add(run, "options",
                           options->options ? json_copy(options->options) : json_object_new_object());
    json_object_object_add(run, "seed", json_object_new_int64((int64_t)options->run.seed));
    put(run, "level", finding_level_word(options->run.level));
    json_object_object_add(run, "contract", contract_node(options));
    record_emit(examination->record, NULL, RECORD_RUN, run);
    put(target, "url", options->run.http.base_url);
    json_object_object_add(target, "bundled", json_object_new_boolean(options->bundled));
    if (traffic)
        json_object_object_add(target, "traffic", json_object_new_boolean(true));
    record_emit(examination->record, options->run.target, RECORD_TARGET, target);
}

static struct json_object *gate_node(const struct waivers_faults *faults)
{
    struct json_object *list = json_object_new_array();
    for (size_t i = 0; i < faults->count; i++) {
        struct json_object *node = json_object_new_object();
        put(node, "kind", faults->items[i].kind);
        put(node, "case", faults->items[i].case_id);
        put(node, "text", faults->items[i].text);
        put(node, "hint", faults->items[i].hint);
        json_object_array_add(list, node);
    }
    return list;
}

static void write_summary(struct examination *examination, enum run_exit exit,
                          const struct run_counts *counts, const struct error *problem)
{
    struct json_object *summary = json_object_new_object(), *verdicts = json_object_new_object(),
                       *executions = json_object_new_object();
    put_count(verdicts, "passed", counts->passed);
    put_count(verdicts, "failed", counts->failed);
    put_count(verdicts, "errored", counts->errored);
    put_count(verdicts, "skipped", counts->skipped);
    put_count(verdicts, "waived", counts->waived);
    put_count(executions, "started", counts->started);
    put_count(executions, "possibly", counts->presumed);
    put_count(executions, "cap", examination->options.run.maximum_executions);
    json_object_object_add(summary, "exit", json_object_new_int(exit));
    json_object_object_add(summary, "counts", verdicts);
    json_object_object_add(summary, "executions", executions);
    json_object_object_add(summary, "duration", json_object_new_int64(clock_now() - examination->began));
    if (counts->interrupted)
        json_object_object_add(summary, "interrupted", json_object_new_boolean(true));
    if (examination->faults.count)
        json_object_object_add(summary, "gate", gate_node(&examination->faults));
    put(summary, "problem", problem->set ? problem->text : NULL);
    record_emit(examination->record, NULL, RECORD_SUMMARY, summary);
}

/* ---- What is done ---- */

static struct run_counts counts_of(const struct examination *examination)
{
    struct run_counts counts = run_counts(examination->run);
    counts.faults = examination->faults.count;
    return counts;
}

/* Every case of this crew, before some are selected. */
static void note_cases(struct examination *examination)
{
    const struct run_plan *plan = &examination->plan;
    examination->known = memory_new((plan->count + 1) * sizeof *examination->known);
    for (size_t i = 0; i < plan->count; i++) {
        examination->known[examination->known_count++].id = plan->cases[i].id;
        if (examination->options.run.waivers)
            waivers_expect(examination->options.run.waivers, plan->cases[i].id);
    }
}

static void judge_waivers(struct examination *examination)
{
    const struct waivers *waivers = examination->options.run.waivers;
    for (size_t i = 0; i < examination->known_count; i++)
        examination->known[i].ran = run_has_judged(examination->run, examination->known[i].id);
    if (waivers)
        waivers_judge(waivers, examination->known, examination->known_count, &examination->faults);
}

static enum run_exit examine_cases(struct examination *examination, struct error *problem)
{
    struct run *run = examination->run;
    bool ready = preflight_ask(run, &examination->crew, problem);
    suites_plan(&examination->plan, &examination->crew);
    note_cases(examination);
    bool any = choose_cases(examination, true, problem);
    if (ready && !any)
        return RUN_BAD_USAGE;
    preflight_rule_out(run, &examination->crew, &examination->plan);
    bool whole = ready && run_examine_all(run, &examination->plan, &examination->crew);
    if (!ready)
        run_leave_all(run, &examination->plan);
    if (whole)
        judge_waivers(examination);
    const char *hopeless = run_gave_up(run, NULL);
    if (whole && hopeless)
        error_set(problem, "%s was %s", examination->options.run.http.base_url, hopeless);
    struct run_counts counts = counts_of(examination);
    return run_exit_of(&counts);
}

enum run_exit examine_perform(struct examination *examination, struct record *record, struct error *problem)
{
    struct error own = {0};
    examination->record = record;
    examination->began = clock_now();
    run_record_in(examination->run, record);
    write_beginning(examination, false);
    enum run_exit exit = examine_cases(examination, &own);
    struct run_counts counts = counts_of(examination);
    write_summary(examination, exit, &counts, &own);
    if (own.set)
        error_set(problem, "%s", own.text);
    return exit;
}

static enum run_exit judge_traffic(struct examination *examination, struct traffic *traffic,
                                   struct error *problem)
{
    run_plan_clear(&examination->plan);
    traffic_plan(&examination->plan, &examination->crew);
    note_cases(examination);
    if (!traffic->count) {
        error_set(problem, "nothing of the traffic matches an operation of the contract");
        run_leave_all(examination->run, &examination->plan);
        return RUN_UNJUDGED;
    }
    traffic_record(traffic, examination->run);
    run_examine_all(examination->run, &examination->plan, traffic);
    judge_waivers(examination);
    struct run_counts counts = counts_of(examination);
    return run_exit_of(&counts);
}

enum run_exit examine_traffic(struct examination *examination, struct record *record, struct traffic *traffic,
                              struct error *problem)
{
    struct error own = {0};
    examination->record = record;
    examination->began = clock_now();
    run_record_in(examination->run, record);
    write_beginning(examination, true);
    enum run_exit exit = judge_traffic(examination, traffic, &own);
    struct run_counts counts = counts_of(examination);
    write_summary(examination, exit, &counts, &own);
    if (own.set)
        error_set(problem, "%s", own.text);
    return exit;
}

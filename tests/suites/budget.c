/* What a run costs: on a deployment that enforces everything, on one that accepts everything, and where nothing but reading
 * is wanted. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "accepting.h"
#include "rig.h"

static const char inputs[] = "{\"topic\": \"sea\", \"audience\": \"all\"}";

static const size_t caps[] = {1, 3, 25, 400};

/* Just as many as were foretold, and never one more than the cap. */
Test(budget, is_kept_on_a_deployment_that_accepts_everything)
{
    for (size_t i = 0; i < sizeof caps / sizeof *caps; i++) {
        struct accepting *server = accepting_start();
        struct rig_options options = {
            .url = accepting_url(server), .inputs = inputs, .no_listener = true, .cap = caps[i]};
        struct rehearsal rehearsal;
        struct rig rig;
        rig_rehearse(&options, &rehearsal);
        cr_expect_eq(accepting_requests(server), 0, "a rehearsal sends nothing");
        rig_run(&options, &rig);
        size_t foretold = rehearsal.executions < caps[i] ? rehearsal.executions : caps[i];
        cr_expect_eq(accepting_started(server), foretold, "cap %zu: %zu instead of %zu executions", caps[i],
                     accepting_started(server), foretold);
        cr_expect_eq(rig.model->runs[0]->executions_started, (int64_t)foretold);
        cr_expect_eq(rig.exit, RUN_HAS_FAILURES);
        rig_clear(&rig);
        rehearsal_clear(&rehearsal);
        accepting_stop(server);
    }
}

/* Every case of a violation that was sent says so. */
Test(budget, of_an_accepting_deployment_shows_every_violation)
{
    struct accepting *server = accepting_start();
    struct rig rig;
    rig_run(
        &(struct rig_options){
            .url = accepting_url(server), .inputs = inputs, .no_listener = true, .cap = 1000},
        &rig);
    const struct model_target *target = rig.model->targets[0];
    size_t failed = 0;
    for (size_t i = 0; i < target->case_count; i++) {
        const struct model_case *row = target->cases[i];
        /* Of an execution that exists, nothing more is told than of those that nobody knows. */
        bool known = strstr(row->id, ".known.") || strstr(row->id, ".waiting.");
        bool violation = !known && (strncmp(row->id, "kickoff.reject.", 15) == 0 ||
                                    strncmp(row->id, "auth.reject.", 12) == 0);
        if (!violation)
            continue;
        failed += row->verdict == MODEL_FAILED;
        cr_expect(row->verdict == MODEL_FAILED, "%s: %s", row->id, row->reason);
    }
    cr_expect_gt(failed, 80);
    rig_clear(&rig);
    accepting_stop(server);
}

static bool reads(const struct run_rehearsed *request)
{
    return strcmp(request->method, "GET") == 0;
}

Test(budget, of_reading_alone_is_none)
{
    struct accepting *server = accepting_start();
    struct rig_options options = {
        .url = accepting_url(server), .inputs = inputs, .no_listener = true, .read_only = true};
    struct rehearsal rehearsal;
    struct rig rig;
    rig_rehearse(&options, &rehearsal);
    cr_expect_eq(rehearsal.executions, 0);
    for (size_t i = 0; i < rehearsal.count; i++)
        cr_expect(reads(&rehearsal.requests[i]), "%s: %s %s", rehearsal.requests[i].case_id,
                  rehearsal.requests[i].method, rehearsal.requests[i].target);
    rig_run(&options, &rig);
    cr_expect_eq(accepting_started(server), 0);
    const struct model_target *target = rig.model->targets[0];
    for (size_t i = 0; i < target->exchange_count; i++)
        cr_expect_str_eq(target->exchanges[i]->method, "GET");
    rig_clear(&rig);
    rehearsal_clear(&rehearsal);
    accepting_stop(server);
}

/* What is rehearsed is what is sent: by case, method and path. */
Test(budget, rehearsal_names_the_requests_of_a_run)
{
    struct rig_options options = {.inputs = "{\"topic\": \"sea\"}"};
    static const char *const names[] = {"topic", NULL};
    struct rehearsal rehearsal;
    struct rig rig;
    options.reference.inputs = names;
    options.more.run.user_token = REFERENCE_USER_TOKEN;
    rig_rehearse(&options, &rehearsal);
    rig_run(&options, &rig);
    const struct model_target *target = rig.model->targets[0];
    for (size_t i = 0; i < target->exchange_count; i++) {
        const struct model_exchange *sent = target->exchanges[i];
        bool foretold = sent->is_callback;
        for (size_t j = 0; j < rehearsal.count && !foretold; j++)
            foretold = strcmp(rehearsal.requests[j].case_id, sent->case_id) == 0 &&
                       strcmp(rehearsal.requests[j].method, sent->method) == 0;
        cr_expect(foretold, "%s: %s %s was not foretold", sent->case_id, sent->method, sent->url);
    }
    rig_clear(&rig);
    rehearsal_clear(&rehearsal);
}

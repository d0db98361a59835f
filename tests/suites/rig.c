#include "rig.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"

static size_t count_words(const char *const *words)
{
    size_t count = 0;
    while (count < 8 && words[count])
        count++;
    return count;
}

static void load(const struct rig_options *options, struct rig *rig, struct examine_options *examine)
{
    struct error error = {0};
    struct contract_options contract = {.spec = options->spec ? options->spec : "crewai-amp"};
    *rig = (struct rig){0};
    cr_assert(contracts_load(&contract, &rig->contracts, &error), "%s", error.text);
    if (options->inputs)
        rig->inputs = json_read("inputs", options->inputs, strlen(options->inputs), NULL, &error);
    cr_assert(!options->inputs || rig->inputs, "%s", error.text);
    *examine = options->more;
    examine->selection = (struct selection){options->suites, count_words(options->suites), options->globs,
                                            count_words(options->globs)};
    examine->inputs = rig->inputs ? json_document_root(rig->inputs) : NULL;
    examine->callback_timeout = 5 * CLOCK_SECOND;
    examine->version = "test";
    examine->contract = rig->contracts.name;
    examine->run.judge = contracts_judge(&rig->contracts);
    examine->run.target = "test";
    examine->run.token = options->anonymous ? NULL : options->token ? options->token : REFERENCE_TOKEN;
    examine->run.workers = 4;
    examine->run.maximum_executions = options->cap ? options->cap : 10;
    examine->run.level = LEVEL_SHOULD;
    examine->run.read_only = options->read_only;
    examine->run.execution_timeout = 60 * CLOCK_SECOND;
    examine->run.listen_address = options->no_listener      ? NULL
                                  : options->listen_address ? options->listen_address
                                                            : "127.0.0.1";
}

static void choose_target(const struct rig_options *options, struct rig *rig, struct examine_options *examine)
{
    struct error error = {0};
    if (options->url) {
        examine->run.http.base_url = options->url;
        return;
    }
    struct reference_options reference = options->reference;
    reference.watched = true;
    cr_assert(reference_start(&reference, &rig->server, &error), "%s", error.text);
    examine->run.http.base_url = reference_url(rig->server);
    if (!options->anonymous && !examine->run.user_token)
        examine->run.user_token = REFERENCE_USER_TOKEN;
}

void rig_run(const struct rig_options *options, struct rig *rig)
{
    struct examine_options examine;
    struct error error = {0};
    load(options, rig, &examine);
    choose_target(options, rig, &examine);
    rig->redact = redact_new();
    redact_add_token(rig->redact, examine.run.token);
    rig->record = record_open(&(struct record_options){.redact = rig->redact}, &error);
    cr_assert_not_null(rig->record, "%s", error.text);
    struct examination *examination = examine_new(&examine, &error);
    cr_assert_not_null(examination, "%s", error.text);
    rig->exit = examine_perform(examination, rig->record, &rig->problem);
    rig->started = rig->server ? reference_executions_started(rig->server) : 0;
    examine_free(examination);
    rig->model = model_new();
    cr_assert(model_read_record(rig->model, rig->record, &error), "%s", error.text);
    model_finish(rig->model);
    cr_assert_eq(rig->model->target_count, 1);
}

void rig_rehearse(const struct rig_options *options, struct rehearsal *rehearsal)
{
    struct examine_options examine;
    struct error error = {0};
    struct rig rig;
    load(options, &rig, &examine);
    cr_assert(rehearse(&examine, rehearsal, &error), "%s", error.text);
    rig_clear(&rig);
}

void rig_clear(struct rig *rig)
{
    struct error ignored = {0};
    model_free(rig->model);
    cr_expect(record_close(rig->record, &ignored), "%s", ignored.text);
    redact_free(rig->redact);
    reference_stop(rig->server);
    json_document_free(rig->inputs);
    contracts_clear(&rig->contracts);
}

enum model_verdict rig_verdict(const struct rig *rig, const char *id)
{
    const struct model_case *found = model_case_find(rig->model->targets[0], id);
    cr_assert_not_null(found, "there is no case %s", id);
    return found->verdict;
}

size_t rig_count(const struct rig *rig, enum model_verdict verdict)
{
    const struct model_target *target = rig->model->targets[0];
    size_t count = 0;
    for (size_t i = 0; i < target->case_count; i++)
        count += target->cases[i]->verdict == verdict;
    return count;
}

char *rig_failures(const struct rig *rig)
{
    const struct model_target *target = rig->model->targets[0];
    struct buffer out;
    buffer_init(&out, BUFFER_UNBOUNDED);
    buffer_text(&out, rig->problem.text);
    for (size_t i = 0; i < target->case_count; i++) {
        const struct model_case *row = target->cases[i];
        if (row->verdict == MODEL_FAILED || row->verdict == MODEL_ERRORED)
            buffer_format(&out, "\n%s: %s", row->id, row->reason);
        for (size_t j = 0; row->verdict == MODEL_FAILED && j < row->finding_count; j++)
            buffer_format(&out, "\n    %s; found %s", row->findings[j]->title, row->findings[j]->found);
    }
    return buffer_take(&out, NULL);
}

#include "cli/session.h"

#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "cli/address.h"
#include "cli/dry_run.h"
#include "cli/headers.h"
#include "cli/inputs.h"
#include "cli/interrupt.h"
#include "cli/known.h"
#include "cli/progress.h"
#include "cli/target.h"
#include "cli/terminal.h"
#include "suites/examine.h"

/* All that a run holds. */
struct session {
    const struct run_values *values;
    struct contracts contracts;
    struct json_document *inputs;
    struct target target;
    struct http_headers headers;
    struct http_retries retries;
    struct address listen;
    struct waivers *waivers;
    struct redact *redact;
    struct record *record;
    struct progress *progress;
    struct examination *examination;
};

static bool read_inputs(struct session *session, struct error *error)
{
    const char *path = session->values->inputs;
    session->inputs = path ? inputs_read(path, session->contracts.documented, error) : NULL;
    return session->inputs || !path;
}

/* By default, where the target is on this machine too, and so reaches us. */
static bool choose_listener(struct session *session, struct error *error)
{
    const struct run_values *values = session->values;
    bool local = http_url_is_loopback(session->target.url);
    if (!values->callback_listen && values->callback_url)
        return error_set(error,
                         "--callback-url needs --callback-listen: where are the callbacks to be received?");
    if (values->callback_url && strpbrk(values->callback_url, "?#"))
        return error_set(error,
                         "--callback-url takes a base URL, which a path of its own is added to: it has no "
                         "query and no fragment");
    const char *listen = values->callback_listen ? values->callback_listen : local ? "127.0.0.1:0" : NULL;
    return !listen || address_parse(listen, &session->listen, error);
}

static bool choose_seed(const char *text, uint64_t *seed, struct error *error)
{
    char *end = NULL;
    random_secret(seed, sizeof *seed);
    *seed >>= 11; /* so that every reader of JSON takes it */
    if (!text)
        return true;
    *seed = strtoull(text, &end, 10);
    bool fine = *text >= '0' && *text <= '9' && !*end && *seed >> 53 == 0;
    return fine || error_set(error, "--seed takes a whole number from 0 to 2^53 - 1, not \"%s\"", text);
}

static void set_request_options(struct session *session, struct run_options *run)
{
    const struct run_values *values = session->values;
    session->retries = (struct http_retries)HTTP_RETRIES_DEFAULT;
    session->retries.refusals = (unsigned)values->retries;
    run->http = (struct http_options){.base_url = session->target.url,
                                      .headers = &session->headers,
                                      .ca_file = values->connection.ca_file,
                                      .insecure = values->connection.insecure,
                                      .proxy = values->proxy,
                                      .timeout = values->timeout,
                                      .rate = values->rate,
                                      .retries = &session->retries};
    run->listen_address = session->listen.host;
    run->listen_port = session->listen.port;
    run->listen_url = values->callback_url;
    run->target = session->target.label;
    run->token = session->target.token;
    run->user_token = session->target.user_token;
}

static void set_run_options(struct session *session, struct run_options *run)
{
    const struct run_values *values = session->values;
    run->judge = contracts_judge(&session->contracts);
    run->workers = values->workers;
    run->maximum_executions = (size_t)values->executions;
    run->level = strcmp(values->level, "must") == 0 ? LEVEL_MUST : LEVEL_SHOULD;
    run->require = values->require.items;
    run->require_count = values->require.count;
    run->waivers = session->waivers;
    run->read_only = values->read_only;
    run->shuffle = values->shuffle;
    run->execution_timeout = values->execution_timeout;
    run->maximum_response_time = values->response_time;
    session->progress = values->output.quiet || values->dry_run ? NULL : progress_begin();
    run->progress = progress_tell;
    run->progress_context = session->progress;
}

static bool has_operations(const struct contract *contract, struct error *error)
{
    return contract->operation_count ||
           error_set(error, "the contract describes no operation: there is nothing to examine");
}

/* All that can be wrong before the first request. */
static bool prepare(struct session *session, struct json_object *given, struct examine_options *options,
                    struct error *error)
{
    const struct run_values *values = session->values;
    if (!outputs_check(&values->output, error) || !outputs_spare(&values->output, values->record, error) ||
        !contracts_load(&values->contract, &session->contracts, error) ||
        !has_operations(session->contracts.documented, error) || !read_inputs(session, error) ||
        !known_read(values->waivers, values->baseline, &session->waivers, error) ||
        !headers_parse(&values->connection.headers, &session->headers, error) ||
        !(values->dry_run ? target_rehearse(&session->target, values->target, values->token_file, error)
                          : target_choose(&session->target, values->target, values->token_file,
                                          session->contracts.documented, error)) ||
        !choose_listener(session, error) || !choose_seed(values->seed, &options->run.seed, error))
        return false;
    set_request_options(session, &options->run);
    set_run_options(session, &options->run);
    options->selection = (struct selection){values->suites.items, values->suites.count, values->cases.items,
                                            values->cases.count};
    options->inputs = session->inputs ? json_document_root(session->inputs) : NULL;
    options->fuzz = (size_t)values->fuzz;
    options->callback_timeout = values->callback_timeout;
    options->human_task = values->human_task;
    options->token_in_query = values->token_in_query;
    options->bundled = session->target.bundled;
    options->version = CREWCHECK_VERSION;
    options->contract = session->contracts.name;
    options->options = given;
    if (values->dry_run)
        return true;
    session->examination = examine_new(options, error);
    return session->examination != NULL;
}

/* What must never be written down. */
static void hide(struct session *session)
{
    session->redact = redact_new();
    target_hide(&session->target, session->redact);
    headers_hide(&session->headers, session->redact);
}

static bool open_record(struct session *session, struct error *error)
{
    hide(session);
    struct record_options options = {.path = session->values->record, .redact = session->redact};
    session->record = record_open(&options, error);
    return session->record != NULL;
}

static bool write_reports(struct session *session, struct error *error)
{
    struct model *model = model_new();
    bool written = model_read_record(model, session->record, error);
    if (written) {
        model_finish(model);
        written = outputs_write(&session->values->output, model, error);
    }
    model_free(model);
    return written;
}

static void interrupt(void *session)
{
    examine_interrupt(((struct session *)session)->examination);
}

/* Examines and reports. A report that cannot be written fails a run that would have been fine. */
static int examine(struct session *session, struct error *error)
{
    struct error problem = {0};
    if (!open_record(session, error))
        return RUN_BAD_USAGE;
    struct interrupt *watch = interrupt_watch(interrupt, session);
    int status = examine_perform(session->examination, session->record, &problem);
    interrupt_free(watch);
    progress_end(session->progress);
    session->progress = NULL;
    /* What is wrong with the target stands in the reports; what is wrong with the options has none. */
    if (status == RUN_BAD_USAGE)
        error_set(error, "%s", problem.text);
    bool written = status == RUN_BAD_USAGE || write_reports(session, error);
    written = record_close(session->record, error) && written;
    return written || status != RUN_CONFORMS ? status : RUN_BAD_USAGE;
}

static int tell_plan(struct session *session, const struct examine_options *options, struct error *error)
{
    hide(session);
    return dry_run_print(options, session->redact, error) ? RUN_CONFORMS : RUN_BAD_USAGE;
}

static void end(struct session *session)
{
    progress_end(session->progress);
    examine_free(session->examination);
    target_clear(&session->target);
    contracts_clear(&session->contracts);
    json_document_free(session->inputs);
    http_headers_clear(&session->headers);
    address_clear(&session->listen);
    redact_free(session->redact);
    waivers_free(session->waivers);
}

int session_run(const struct run_values *values, struct json_object *given)
{
    struct error error = {0};
    struct session session = {.values = values};
    struct examine_options options = {0};
    interrupt_block();
    int status = RUN_BAD_USAGE;
    bool ready = prepare(&session, given, &options, &error);
    if (ready && values->dry_run)
        status = tell_plan(&session, &options, &error);
    else if (ready)
        status = examine(&session, &error);
    end(&session);
    if (error.set)
        terminal_complain(&error);
    return status;
}

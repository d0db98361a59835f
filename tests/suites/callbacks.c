/* Callbacks of a contract that knows no crews, and a deployment of it that calls. */
#include <criterion/criterion.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "rig.h"
#include "support/daemon.h"

/* ---- The deployment: POST /jobs/KIND is taken, and calls before it is answered ---- */

struct jobs {
    const char *done_method, *done_type,
        *done_body; /* of the call to the URL in the body; NULL: none is made */
    bool reports;   /* calls the URL of the query too */
    bool restless;  /* goes on calling for long after its answer */
    struct MHD_Daemon *daemon;
    char *url, *called;
    pthread_t caller;
    atomic_bool stopped, tired; /* of the restless one: it is to end, it has ended by itself */
};

struct job {
    struct buffer body;
};

static void call(const char *url, const char *method, const char *type, const char *body)
{
    struct error error = {0};
    struct http_client *client = http_client_new(&(struct http_options){.base_url = url}, &error);
    struct http_request request = {.method = method, .target = url, .body = body, .length = strlen(body)};
    cr_assert_not_null(client, "%s", error.text);
    http_headers_add(&request.headers, "Content-Type", type);
    http_exchange_free(http_client_send(client, &request));
    http_headers_clear(&request.headers);
    http_client_free(client);
}

/* Often enough for each call to come within the time in which one more is waited for. */
static void *call_on(void *context)
{
    struct jobs *jobs = context;
    for (int i = 0; i < 100 && !atomic_load(&jobs->stopped); i++) {
        call(jobs->called, "POST", "application/json", jobs->done_body);
        clock_sleep_until(clock_now() + 300 * CLOCK_MILLISECOND);
    }
    atomic_store(&jobs->tired, true);
    return NULL;
}

static void call_back(struct jobs *jobs, struct MHD_Connection *connection, const char *kind,
                      const struct job *job)
{
    struct json_document *document = json_read("job", job->body.data, job->body.length, NULL, NULL);
    const char *done = json_member_string(json_document_root(document), "done"),
               *progress = MHD_lookup_connection_value(connection, MHD_GET_ARGUMENT_KIND, "progress");
    if (progress && jobs->reports) {
        char *url = string_format("%s/%s", progress, kind);
        call(url, "PUT", "text/plain", "half");
        free(url);
    }
    if (done && jobs->done_body)
        call(done, jobs->done_method ? jobs->done_method : "POST",
             jobs->done_type ? jobs->done_type : "application/json", jobs->done_body);
    if (done && jobs->restless && !jobs->called) {
        jobs->called = string_copy(done);
        cr_assert_eq(pthread_create(&jobs->caller, NULL, call_on, jobs), 0);
    }
    json_document_free(document);
}

static enum MHD_Result handle(void *context, struct MHD_Connection *connection, const char *path,
                              const char *method, const char *version, const char *upload, size_t *length,
                              void **state)
{
    struct job *job = *state;
    (void)version;
    if (!job) {
        job = *state = memory_new(sizeof *job);
        buffer_init(&job->body, BUFFER_UNBOUNDED);
        return MHD_YES;
    }
    if (*length) {
        buffer_append(&job->body, upload, *length);
        *length = 0;
        return MHD_YES;
    }
    bool taken = strcmp(method, "POST") == 0 && strncmp(path, "/jobs/", 6) == 0 && job->body.length;
    if (taken)
        call_back(context, connection, path + strlen("/jobs/"), job);
    return daemon_answer(connection, taken ? 202 : 404, "{}");
}

static void finish(void *context, struct MHD_Connection *connection, void **state,
                   enum MHD_RequestTerminationCode code)
{
    struct job *job = *state;
    (void)context;
    (void)connection;
    (void)code;
    if (job)
        buffer_clear(&job->body);
    free(job);
}

static void jobs_start(struct jobs *jobs)
{
    jobs->daemon =
        MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION, 0, NULL, NULL,
                         handle, jobs, MHD_OPTION_NOTIFY_COMPLETED, finish, NULL, MHD_OPTION_END);
    cr_assert_not_null(jobs->daemon);
    jobs->url = daemon_url(jobs->daemon);
}

/* ---- ---- */

static void examine(struct jobs *jobs, struct rig *rig, bool deaf)
{
    jobs_start(jobs);
    rig_run(&(struct rig_options){.spec = TEST_ROOT "/tests/judge/data/jobs.yaml",
                                  .url = jobs->url,
                                  .no_listener = deaf,
                                  .globs = {"*.callbacks.*"}},
            rig);
    MHD_stop_daemon(jobs->daemon);
    free(jobs->url);
}

static void expect(const struct rig *rig, const char *id, enum model_verdict verdict)
{
    const struct model_case *row = model_case_find(rig->model->targets[0], id);
    cr_assert_not_null(row, "%s", id);
    cr_expect_eq(row->verdict, verdict, "%s: %s", id, model_verdict_name(row->verdict));
}

Test(callbacks, of_any_contract_that_keep_it)
{
    struct jobs jobs = {.done_body = "{\"job\": 1}", .reports = true};
    struct rig rig;
    examine(&jobs, &rig, false);
    expect(&rig, "startJob.callbacks.finished.method", MODEL_PASSED);
    expect(&rig, "startJob.callbacks.finished.media-type", MODEL_PASSED);
    expect(&rig, "startJob.callbacks.finished.json", MODEL_PASSED);
    expect(&rig, "startJob.callbacks.finished.schema", MODEL_PASSED);
    expect(&rig, "startJob.callbacks.progress.method", MODEL_PASSED);
    expect(&rig, "startJob.callbacks.progress.media-type", MODEL_PASSED);
    expect(&rig, "startJob.callbacks.progress.json", MODEL_SKIPPED);
    expect(&rig, "startJob.callbacks.hooked.method", MODEL_SKIPPED);
    rig_clear(&rig);
}

Test(callbacks, of_any_contract_that_break_it)
{
    struct jobs jobs = {.done_body = "{\"job\": \"1\"}", .done_method = "PUT"};
    struct rig rig;
    examine(&jobs, &rig, false);
    expect(&rig, "startJob.callbacks.finished.method", MODEL_FAILED);
    expect(&rig, "startJob.callbacks.finished.json", MODEL_PASSED);
    expect(&rig, "startJob.callbacks.finished.schema", MODEL_FAILED);
    const struct model_case *row =
        model_case_find(rig.model->targets[0], "startJob.callbacks.finished.schema");
    cr_expect_str_eq(row->findings[0]->place, "callback");
    cr_expect_str_eq(row->findings[0]->body_pointer, "/job");
    cr_expect(row->findings[0]->exchange && row->findings[0]->exchange->is_callback);
    rig_clear(&rig);
}

Test(callbacks, of_any_contract_need_a_listener)
{
    struct jobs jobs = {.done_body = "{\"job\": 1}"};
    struct rig rig;
    examine(&jobs, &rig, true);
    expect(&rig, "startJob.callbacks.finished.method", MODEL_SKIPPED);
    rig_clear(&rig);
}

Test(callbacks, without_end_are_not_awaited_without_end)
{
    struct jobs jobs = {.done_body = "{\"job\": 1}", .restless = true};
    struct rig rig;
    examine(&jobs, &rig, false);
    cr_assert_not_null(jobs.called);
    cr_expect_not(atomic_load(&jobs.tired), "the run went on for as long as it was called");
    atomic_store(&jobs.stopped, true);
    pthread_join(jobs.caller, NULL);
    free(jobs.called);
    expect(&rig, "startJob.callbacks.finished.method", MODEL_PASSED);
    rig_clear(&rig);
}

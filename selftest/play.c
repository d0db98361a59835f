/* One deployment examined whole, as `crewcheck run` would. Timeouts are long enough for a busy machine and cost time
 * only where something is awaited in vain. */
#include <string.h>

#include "base/clock.h"
#include "selftest/matrix.h"

enum {
    WORKERS = 3,
    EXECUTIONS = 10,
    STEP = 60,    /* milliseconds: a few polls see each task */
    SECOND = 100, /* milliseconds that the deployment takes for one */
    /* Bytes: what the deployment takes is three times what the odd values weigh, and half more is too much. Mebibytes
     * would cost a tenth of the whole time. */
    BODY_MAXIMUM = 64 << 10,
    LARGE_BODY = 96 << 10
};
#define EXCHANGE_TIMEOUT  (20 * CLOCK_SECOND)
#define EXECUTION_TIMEOUT (12 * CLOCK_SECOND)
#define CALLBACK_TIMEOUT  (4 * CLOCK_SECOND)
#define HUMAN_TASK        "planning_task"

static bool server_start(const struct selftest *selftest, const struct row *row,
                         struct reference_server **server, struct error *error)
{
    const char *names[] = {row->name, NULL};
    const struct reference_options options = {.revision = selftest->options.revision,
                                              .human_task = row->human ? HUMAN_TASK : NULL,
                                              .step_duration = STEP,
                                              .body_maximum = BODY_MAXIMUM,
                                              .second = SECOND,
                                              .watched = true,
                                              .faults = row->kind == ROW_FAULT ? names : NULL,
                                              .variants = row->kind == ROW_VARIANT ? names : NULL};
    return reference_start(&options, server, error);
}

static struct examine_options options_for(const struct selftest *selftest, const struct row *row,
                                          const struct reference_server *server)
{
    return (struct examine_options){
        .run = {.judge = selftest->options.judge,
                .http = {.base_url = reference_url(server), .timeout = EXCHANGE_TIMEOUT},
                .listen_address = row->unheard ? NULL : "127.0.0.1",
                .target = "bundled",
                .token = REFERENCE_TOKEN,
                .user_token = REFERENCE_USER_TOKEN,
                .workers = WORKERS,
                .maximum_executions = EXECUTIONS,
                .level = LEVEL_SHOULD,
                .seed = 1,
                .execution_timeout = EXECUTION_TIMEOUT},
        .token_in_query = true,
        .large_body = LARGE_BODY,
        .callback_timeout = CALLBACK_TIMEOUT,
        .bundled = true,
        .version = selftest->options.version,
        .contract = selftest->options.contract};
}

static void set_running(struct selftest *selftest, size_t job, struct examination *examination)
{
    pthread_mutex_lock(&selftest->lock);
    selftest->running[job] = examination;
    if (examination && selftest->interrupted)
        examine_interrupt(examination);
    pthread_mutex_unlock(&selftest->lock);
}

static bool read_back(struct selftest *selftest, struct row *row, const struct record *record,
                      struct error *error)
{
    struct model *model = model_new();
    bool read = model_read_record(model, record, error);
    if (read) {
        model_finish(model);
        pthread_mutex_lock(&selftest->lock);
        matrix_take(selftest, row, model);
        pthread_mutex_unlock(&selftest->lock);
    }
    model_free(model);
    return read;
}

static bool examine(struct selftest *selftest, struct row *row, size_t job, struct examination *examination,
                    struct error *error)
{
    const struct record_options options = {.left_out = 1U << RECORD_EXCHANGE | 1U << RECORD_CALLBACK |
                                                       1U << RECORD_EXECUTION | 1U << RECORD_CHARGE};
    struct record *record = record_open(&options, error);
    if (!record)
        return false;
    struct error problem = {0};
    set_running(selftest, job, examination);
    row->exit = examine_perform(examination, record, &problem);
    set_running(selftest, job, NULL);
    bool read = selftest->interrupted || read_back(selftest, row, record, error);
    return record_close(record, error) && read;
}

/* Where not even that much could be had, the row says why. */
static void note_failure(struct selftest *selftest, struct row *row, const struct error *error)
{
    pthread_mutex_lock(&selftest->lock);
    row->played = true;
    row->problem = arena_string(&selftest->arena, error->text);
    pthread_mutex_unlock(&selftest->lock);
}

void row_play(struct selftest *selftest, struct row *row, size_t job)
{
    struct reference_server *server = NULL;
    struct examination *examination = NULL;
    struct error error = {0};
    struct examine_options options;
    bool played = server_start(selftest, row, &server, &error);
    if (played) {
        options = options_for(selftest, row, server);
        examination = examine_new(&options, &error);
        played = examination && examine(selftest, row, job, examination, &error);
    }
    if (!played)
        note_failure(selftest, row, &error);
    examine_free(examination);
    reference_stop(server);
}

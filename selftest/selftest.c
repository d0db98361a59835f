#include "selftest/selftest.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "selftest/matrix.h"

/* ---- Choosing ---- */

static void rows_add(struct selftest *selftest, const struct row *row)
{
    selftest->rows =
        memory_grow(selftest->rows, selftest->row_count, &selftest->row_capacity, sizeof *selftest->rows);
    selftest->rows[selftest->row_count++] = *row;
}

static bool is_wanted(const char *name, const char *const *globs, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (text_glob(globs[i], name))
            return true;
    return false;
}

static void add_switches(struct selftest *selftest, const struct reference_switch *(*at)(size_t index),
                         enum row_kind kind, const char *const *globs, size_t count)
{
    for (size_t i = 0; at(i); i++) {
        const struct reference_switch *about = at(i);
        const struct row row = {.kind = kind,
                                .name = about->name,
                                .words = about->description,
                                .human = about->human,
                                .wide = about->wide,
                                .unheard = reference_is_unheard(about)};
        if (selftest->whole || is_wanted(about->name, globs, count))
            rows_add(selftest, &row);
    }
}

static bool check_globs(const struct reference_switch *(*at)(size_t index), const char *what,
                        const char *const *globs, size_t count, struct error *error)
{
    for (size_t i = 0; i < count; i++) {
        size_t index = 0;
        while (at(index) && !text_glob(globs[i], at(index)->name))
            index++;
        if (!at(index))
            return error_set(error, "no %s matches \"%s\": crewcheck serve --list-%ss names them", what,
                             globs[i], what);
    }
    return true;
}

struct selftest *selftest_new(const struct selftest_options *options, struct error *error)
{
    if (!check_globs(reference_fault, "fault", options->faults, options->fault_count, error) ||
        !check_globs(reference_variant, "variant", options->variants, options->variant_count, error))
        return NULL;
    struct selftest *selftest = memory_new(sizeof *selftest);
    selftest->options = *options;
    selftest->whole = options->fault_count + options->variant_count == 0;
    pthread_mutex_init(&selftest->lock, NULL);
    rows_add(selftest, &(struct row){.name = "plain", .words = "the bundled deployment as it is"});
    rows_add(selftest, &(struct row){.name = "plain-human",
                                     .words = "a crew whose second task waits for a human",
                                     .human = true});
    rows_add(selftest, &(struct row){.name = "plain-unheard",
                                     .words = "the bundled deployment, where nobody listens for callbacks",
                                     .unheard = true});
    add_switches(selftest, reference_variant, ROW_VARIANT, options->variants, options->variant_count);
    add_switches(selftest, reference_fault, ROW_FAULT, options->faults, options->fault_count);
    return selftest;
}

void selftest_free(struct selftest *selftest)
{
    if (!selftest)
        return;
    for (size_t i = 0; i < selftest->row_count; i++) {
        free(selftest->rows[i].failed);
        free(selftest->rows[i].errored);
    }
    free(selftest->rows);
    free(selftest->cases);
    map_clear(&selftest->case_indices);
    free(selftest->running);
    pthread_mutex_destroy(&selftest->lock);
    arena_clear(&selftest->arena);
    free(selftest);
}

/* ---- Running ---- */

struct job {
    struct selftest *selftest;
    size_t index;
    pthread_t thread;
};

static void *job_run(void *argument)
{
    const struct job *job = argument;
    struct selftest *selftest = job->selftest;
    for (size_t i = selftest->next++; i < selftest->row_count && !selftest->interrupted;
         i = selftest->next++) {
        row_play(selftest, &selftest->rows[i], job->index);
        size_t done = ++selftest->done;
        if (selftest->options.progress)
            selftest->options.progress(selftest->options.progress_context, done, selftest->row_count);
    }
    return NULL;
}

bool selftest_perform(struct selftest *selftest)
{
    size_t count = selftest->options.jobs < 1 ? 1 : (size_t)selftest->options.jobs, started = 0;
    struct job *jobs = memory_new(count * sizeof *jobs);
    selftest->running_count = count;
    selftest->running = memory_new(count * sizeof *selftest->running);
    selftest->began = clock_now();
    for (size_t i = 0; i < count; i++) {
        jobs[started] = (struct job){.selftest = selftest, .index = i};
        started += pthread_create(&jobs[started].thread, NULL, job_run, &jobs[started]) == 0;
    }
    if (started == 0)
        job_run(&jobs[0]);
    for (size_t i = 0; i < started; i++)
        pthread_join(jobs[i].thread, NULL);
    free(jobs);
    selftest->ended = clock_now();
    matrix_count(selftest);
    return !selftest->interrupted;
}

void selftest_interrupt(struct selftest *selftest)
{
    selftest->interrupted = true;
    pthread_mutex_lock(&selftest->lock);
    for (size_t i = 0; i < selftest->running_count; i++)
        if (selftest->running[i])
            examine_interrupt(selftest->running[i]);
    pthread_mutex_unlock(&selftest->lock);
}

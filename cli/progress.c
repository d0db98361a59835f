#include "cli/progress.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/memory.h"
#include "cli/terminal.h"

#define REDRAW (100 * CLOCK_MILLISECOND)

enum { KNOWN_AFTER = 10 }; /* seconds after which the rest can be estimated */

struct progress {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct run_progress told;
    char doing[256];
    int64_t began;
    bool over;
};

/* Told of a run that takes minutes, once some of it is done: the cases that send requests take their time, all others
 * none. Executions run beside them. */
static void add_rest(const struct run_progress *told, long long seconds, struct buffer *line)
{
    long long left =
        told->asked ? seconds * (long long)(told->asking - told->asked) / (long long)told->asked : 0;
    if (seconds >= KNOWN_AFTER && left >= 60)
        buffer_format(line, ", some %lld minutes left", (left + 59) / 60);
}

static void describe(const struct progress *progress, struct buffer *line)
{
    const struct run_progress *told = &progress->told;
    long long seconds = (clock_now() - progress->began) / CLOCK_SECOND;
    if (!told->total)
        buffer_text(line, "asking the target");
    else
        buffer_format(line, "%zu of %zu cases", told->done, told->total);
    if (told->failed)
        buffer_format(line, ", %zu failed", told->failed);
    if (told->executions)
        buffer_format(line, ", %zu execution%s under way", told->executions, told->executions > 1 ? "s" : "");
    buffer_format(line, ", %lld s", seconds);
    add_rest(told, seconds, line);
    if (told->done < told->total && *progress->doing)
        buffer_format(line, "  %s", progress->doing);
}

/* Case ids and the words above are ASCII, so bytes are columns. */
static void draw(const struct progress *progress)
{
    struct buffer line, out;
    size_t width = terminal_width(STDERR_FILENO) - 1;
    buffer_init(&line, BUFFER_UNBOUNDED);
    buffer_init(&out, BUFFER_UNBOUNDED);
    describe(progress, &line);
    buffer_format(&out, "\r%.*s\033[K", (int)width, buffer_string(&line));
    terminal_write(STDERR_FILENO, &out, NULL);
    buffer_clear(&line);
    buffer_clear(&out);
}

static void wait_a_moment(struct progress *progress)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    int64_t nanoseconds = until.tv_nsec + REDRAW * 1000;
    until.tv_sec += (time_t)(nanoseconds / 1000000000);
    until.tv_nsec = (long)(nanoseconds % 1000000000);
    pthread_cond_timedwait(&progress->changed, &progress->lock, &until);
}

static void *redraw(void *context)
{
    struct progress *progress = context;
    pthread_mutex_lock(&progress->lock);
    while (!progress->over) {
        draw(progress);
        wait_a_moment(progress);
    }
    pthread_mutex_unlock(&progress->lock);
    return NULL;
}

struct progress *progress_begin(void)
{
    if (!terminal_is(STDERR_FILENO))
        return NULL;
    struct progress *progress = memory_new(sizeof *progress);
    pthread_condattr_t monotonic;
    progress->began = clock_now();
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_mutex_init(&progress->lock, NULL);
    pthread_cond_init(&progress->changed, &monotonic);
    pthread_condattr_destroy(&monotonic);
    if (pthread_create(&progress->thread, NULL, redraw, progress) != 0)
        abort();
    return progress;
}

void progress_tell(void *context, const struct run_progress *told)
{
    struct progress *progress = context;
    if (!progress)
        return;
    pthread_mutex_lock(&progress->lock);
    progress->told = *told;
    snprintf(progress->doing, sizeof progress->doing, "%s", told->doing);
    pthread_mutex_unlock(&progress->lock);
}

void progress_end(struct progress *progress)
{
    static const char wipe[] = "\r\033[K";
    if (!progress)
        return;
    pthread_mutex_lock(&progress->lock);
    progress->over = true;
    pthread_cond_signal(&progress->changed);
    pthread_mutex_unlock(&progress->lock);
    pthread_join(progress->thread, NULL);
    if (write(STDERR_FILENO, wipe, sizeof wipe - 1) < 0)
        progress->over = true;
    pthread_mutex_destroy(&progress->lock);
    pthread_cond_destroy(&progress->changed);
    free(progress);
}

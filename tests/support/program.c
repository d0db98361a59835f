#include "support/program.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/memory.h"

#define PATIENCE (300 * CLOCK_SECOND)
#define GLANCE   (30 * CLOCK_SECOND)

struct program {
    pid_t id;
    bool finished;
    int pipes[2]; /* standard output and standard error; -1 once closed */
    struct buffer texts[2];
};

static void require(bool fine, const char *what)
{
    if (fine)
        return;
    perror(what);
    abort();
}

/* A file that holds the input, at its beginning. */
static int input_file(const char *input)
{
    int file = memfd_create("input", MFD_CLOEXEC);
    size_t length = strlen(input);
    require(file >= 0 && write(file, input, length) == (ssize_t)length && lseek(file, 0, SEEK_SET) == 0,
            "input");
    return file;
}

static char **make_environment(const char *const *own)
{
    static const char *const kept[] = {"PATH", "HOME", "ASAN_OPTIONS", "TSAN_OPTIONS", "UBSAN_OPTIONS"};
    size_t count = 0, own_count = 0;
    while (own && own[own_count])
        own_count++;
    char **all = memory_new((own_count + sizeof kept / sizeof *kept + 1) * sizeof *all);
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        if (getenv(kept[i]))
            all[count++] = string_format("%s=%s", kept[i], getenv(kept[i]));
    for (size_t i = 0; i < own_count; i++)
        all[count++] = string_copy(own[i]);
    return all;
}

static void free_environment(char **all)
{
    for (size_t i = 0; all[i]; i++)
        free(all[i]);
    free(all);
}

/* As from a terminal: what is started in a shell's background inherits that it cannot be interrupted. */
static void make_interruptible(posix_spawnattr_t *attributes)
{
    sigset_t defaults;
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGINT);
    posix_spawnattr_init(attributes);
    posix_spawnattr_setsigdefault(attributes, &defaults);
    posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGDEF);
}

struct program *program_start(const char *const *words, const char *const *environment, const char *input)
{
    struct program *program = memory_new(sizeof *program);
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int in = input_file(input ? input : ""), ends[2][2];
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
    for (int i = 0; i < 2; i++) {
        buffer_init(&program->texts[i], BUFFER_UNBOUNDED);
        require(pipe2(ends[i], O_CLOEXEC) == 0, "pipe");
        posix_spawn_file_actions_adddup2(&actions, ends[i][1], i ? STDERR_FILENO : STDOUT_FILENO);
        program->pipes[i] = ends[i][0];
    }
    char **all = make_environment(environment);
    make_interruptible(&attributes);
    int trouble =
        posix_spawnp(&program->id, words[0], &actions, &attributes, (char *const *)(uintptr_t)words, all);
    require(trouble == 0, words[0]);
    free_environment(all);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    close(in);
    close(ends[0][1]);
    close(ends[1][1]);
    return program;
}

/* Reads what is there, waiting for a moment; false once both pipes are at their ends. */
static bool read_some(struct program *program)
{
    struct pollfd watched[2];
    char bytes[16384];
    for (int i = 0; i < 2; i++)
        watched[i] = (struct pollfd){.fd = program->pipes[i], .events = POLLIN};
    poll(watched, 2, 100);
    for (int i = 0; i < 2; i++) {
        ssize_t got = watched[i].revents ? read(program->pipes[i], bytes, sizeof bytes) : -1;
        if (got > 0)
            buffer_append(&program->texts[i], bytes, (size_t)got);
        if (got == 0) {
            close(program->pipes[i]);
            program->pipes[i] = -1;
        }
    }
    return program->pipes[0] >= 0 || program->pipes[1] >= 0;
}

bool program_await(struct program *program, const char *text)
{
    int64_t deadline = clock_now() + GLANCE;
    bool open = true;
    while (!strstr(program_output(program), text)) {
        if (!open || clock_now() > deadline)
            return false;
        open = read_some(program);
    }
    return true;
}

void program_signal(struct program *program, int signal)
{
    kill(program->id, signal);
}

int program_finish(struct program *program)
{
    int64_t deadline = clock_now() + PATIENCE;
    int status = 0;
    while (read_some(program) && clock_now() < deadline)
        continue;
    bool late = program->pipes[0] >= 0 || program->pipes[1] >= 0;
    if (late)
        kill(program->id, SIGKILL);
    waitpid(program->id, &status, 0);
    program->finished = true;
    return late ? -1 : WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

const char *program_output(struct program *program)
{
    return buffer_string(&program->texts[0]);
}

const char *program_errors(struct program *program)
{
    return buffer_string(&program->texts[1]);
}

void program_free(struct program *program)
{
    if (!program)
        return;
    if (!program->finished) {
        kill(program->id, SIGKILL);
        waitpid(program->id, NULL, 0);
    }
    for (int i = 0; i < 2; i++) {
        if (program->pipes[i] >= 0)
            close(program->pipes[i]);
        buffer_clear(&program->texts[i]);
    }
    free(program);
}

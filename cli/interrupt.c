#include "cli/interrupt.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"

/* A person who insists takes longer. */
#define ECHO (300 * CLOCK_MILLISECOND)

struct interrupt {
    pthread_t thread;
    void (*call)(void *context);
    void *context;
};

static sigset_t endings(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    return set;
}

void interrupt_block(void)
{
    sigset_t set = endings();
    pthread_sigmask(SIG_BLOCK, &set, NULL);
}

void interrupt_await(void)
{
    sigset_t set = endings();
    int signal = 0;
    while (sigwait(&set, &signal) != 0)
        continue;
}

/* One wish may be signalled twice: timeout(1) tells the program, and then the group that it is in. */
static void pass_over_echoes(void)
{
    sigset_t set = endings();
    int64_t until = clock_now() + ECHO;
    for (int64_t left = ECHO; left > 0; left = until - clock_now())
        sigtimedwait(&set, NULL, &(struct timespec){.tv_nsec = left * 1000});
}

static void *listen(void *context)
{
    struct interrupt *interrupt = context;
    interrupt_await();
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, NULL);
    interrupt->call(interrupt->context);
    pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, NULL);
    pass_over_echoes();
    /* Whoever is impatient gets what the signal does by itself. */
    sigset_t set = endings();
    pthread_sigmask(SIG_UNBLOCK, &set, NULL);
    while (pause() != 0)
        continue;
    return NULL;
}

struct interrupt *interrupt_watch(void (*call)(void *context), void *context)
{
    struct interrupt *interrupt = memory_new(sizeof *interrupt);
    *interrupt = (struct interrupt){.call = call, .context = context};
    interrupt_block();
    if (pthread_create(&interrupt->thread, NULL, listen, interrupt) != 0)
        abort();
    return interrupt;
}

void interrupt_free(struct interrupt *interrupt)
{
    if (!interrupt)
        return;
    pthread_cancel(interrupt->thread);
    pthread_join(interrupt->thread, NULL);
    free(interrupt);
}

/* Ctrl-C and its like, heard by a thread of their own. */
#ifndef CREWCHECK_CLI_INTERRUPT_H
#define CREWCHECK_CLI_INTERRUPT_H

struct interrupt;

/* From now on the first SIGINT or SIGTERM makes a thread of ours call `call`, which returns at once; a second one ends the
 * program, unless it comes so soon that it is an echo of the first. Before other threads are started, for they take over what
 * is blocked. */
struct interrupt *interrupt_watch(void (*call)(void *context), void *context);

/* Watches no longer; signals stay blocked. Accepts NULL. */
void interrupt_free(struct interrupt *interrupt);

/* Waits for one of the two signals in this thread, without the above. */
void interrupt_await(void);

/* Blocks both in this thread and those that it starts. */
void interrupt_block(void);

#endif

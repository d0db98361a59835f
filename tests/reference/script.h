/* A fixed script of requests and callbacks, and what a bundled deployment says to it, as one text that is the same each
 * time: executions go by manual time. */
#ifndef CREWCHECK_TESTS_REFERENCE_SCRIPT_H
#define CREWCHECK_TESTS_REFERENCE_SCRIPT_H

#include "base/buffer.h"
#include "reference/reference.h"

/* One part of the script, played on a server of its own. */
struct scene {
    const char *name;
    bool human; /* the crew has a task that waits */
    void (*play)(struct reference_server *server, struct buffer *text);
};

/* In the order in which they are cheap, ended by a NULL name. The last takes seconds. */
extern const struct scene scenes[];

/* Plays a scene on a server with these switched on (each may be NULL) and appends its normalised text. */
void scene_play(const struct scene *scene, const char *fault, const char *variant, struct buffer *text);

#endif

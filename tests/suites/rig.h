/* A whole examination in one call, against any target, and its record read back. */
#ifndef CREWCHECK_TESTS_SUITES_RIG_H
#define CREWCHECK_TESTS_SUITES_RIG_H

#include "cli/contracts.h"
#include "record/model.h"
#include "reference/reference.h"
#include "suites/examine.h"
#include "suites/rehearse.h"

/* Zero-initialised: the bundled crew against the default contract, every case, as `crewcheck run` would. */
struct rig_options {
    const char *spec; /* a shipped one's name or a file; NULL: the default */
    const char *url;  /* of another target; NULL: a deployment of the house is started */
    struct reference_options reference;
    const char *inputs;               /* of the user, as JSON; or NULL */
    const char *token;                /* NULL: the bundled one's */
    bool anonymous;                   /* no token at all */
    const char *suites[8], *globs[8]; /* ended by NULL */
    size_t cap;                       /* 0: 10 */
    bool read_only, no_listener;
    const char *listen_address; /* NULL: 127.0.0.1 */
    struct examine_options more; /* what else matters: only fields that are not set by the above */
};

struct rig {
    struct contracts contracts;
    struct json_document *inputs;
    struct reference_server *server;
    struct redact *redact;
    struct record *record;
    struct model *model;
    enum run_exit exit;
    struct error problem;
    size_t started; /* executions, as the deployment of the house counts them */
};

/* Runs it. Fails the test where it cannot be begun. */
void rig_run(const struct rig_options *options, struct rig *rig);

/* What it would send. */
void rig_rehearse(const struct rig_options *options, struct rehearsal *rehearsal);
void rig_clear(struct rig *rig);

/* The verdict of a case; fails the test where there is no such case. */
enum model_verdict rig_verdict(const struct rig *rig, const char *id);

/* All failed and errored cases, with their findings, for a test's message; free() it. */
char *rig_failures(const struct rig *rig);
size_t rig_count(const struct rig *rig, enum model_verdict verdict);

#endif

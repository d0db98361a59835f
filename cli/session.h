/* One run of one target, from its options to its exit code. */
#ifndef CREWCHECK_CLI_SESSION_H
#define CREWCHECK_CLI_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/contracts.h"
#include "cli/headers.h"
#include "cli/options.h"
#include "cli/outputs.h"

/* What `crewcheck run` was told. */
struct run_values {
    const char *configuration;
    const char *target, *token_file, *level, *callback_listen, *callback_url;
    struct connection_options connection;
    struct contract_options contract;
    struct output_options output;
    const char *inputs, *human_task, *record, *proxy, *seed, *waivers, *baseline;
    struct option_list suites, cases, require;
    long workers, executions, retries, fuzz;
    int64_t timeout, execution_timeout, callback_timeout, response_time;
    double rate;
    bool shuffle, read_only, token_in_query, dry_run;
};

/* Does it all, and returns the exit code. `given` names the options that were given. */
int session_run(const struct run_values *values, struct json_object *given);

#endif

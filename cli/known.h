/* Failures that are known: waivers, and those of an earlier run. */
#ifndef CREWCHECK_CLI_KNOWN_H
#define CREWCHECK_CLI_KNOWN_H

#include "base/error.h"
#include "run/waivers.h"

/* Reads --waivers and --baseline; both may be NULL: then there are none, and *waivers is NULL. False with `error` set. */
bool known_read(const char *waivers_file, const char *baseline, struct waivers **waivers, struct error *error)
    __attribute__((warn_unused_result));

#endif

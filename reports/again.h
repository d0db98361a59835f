/* Private to this folder: commands that show a finding again. They are for sh with bash's quoting, hold no secret, and
 * are safe to be shown as they are. */
#ifndef CREWCHECK_REPORTS_AGAIN_H
#define CREWCHECK_REPORTS_AGAIN_H

#include <stdbool.h>

#include "record/model.h"

/* Appends one word for the shell. A masked token becomes the variable that holds it. */
void again_word(struct buffer *out, const char *text, size_t length);

/* Appends the curl command of a recorded request, the token as $CREWCHECK_TOKEN. False, and nothing appended, where it
 * would be too long for a person, or the record does not have the request whole. */
bool again_curl(struct buffer *out, const struct json_object *request);

/* Appends "crewcheck run …", with the options that the run was given, for this case alone (NULL: for all that it examined),
 * and with the seed where something is random; of traffic that was recorded elsewhere "crewcheck check …", which judges
 * all of it. */
void again_run(struct buffer *out, const struct model_target *target, const char *case_id);

/* Were the run's requests, or their order, random ones? */
bool again_is_random(const struct model_run *run);

#endif

/* Private to this folder: an exchange or a callback as it went over the wire, shortened. */
#ifndef CREWCHECK_REPORTS_TRANSCRIPT_H
#define CREWCHECK_REPORTS_TRANSCRIPT_H

#include "record/model.h"

/* Appends lines that are fit to be shown (reports/text.h): request and answer with their header fields, and the first
 * `body_maximum` bytes of each body. Nothing where the record cannot be read any more. */
void transcript_write(struct buffer *out, const struct model *model, const struct model_exchange *exchange,
                      size_t body_maximum);

#endif

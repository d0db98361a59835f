/* Who is to blame: where already a plain request is answered wrongly in the same way, what another one has beside it is
 * not. */
#ifndef CREWCHECK_SUITES_BLAME_H
#define CREWCHECK_SUITES_BLAME_H

#include "suites/crew.h"

/* Were both answered with the same status, or both with a 5xx, or did both answers break off? */
bool blame_is_alike(const struct http_exchange *one, const struct http_exchange *other);

/* Of an answer that is wrong: sends the plain request too. Where that is answered alike, the case is skipped, for
 * `told_by` (the id of a case) tells of it, and this returns true; also where nothing can be sent any more. */
bool blame_plain(struct run_exam *exam, const struct run_answer *answer, const struct run_request *plain,
                 const char *told_by);

/* The same of a resume for an execution that nobody knows, and of a status that is asked for by a strange id. */
bool blame_plain_resume(struct run_exam *exam, const struct run_answer *answer);
bool blame_plain_status(struct run_exam *exam, const struct run_answer *answer);

/* Of a success: is its status one that the operation does not document? Then the case is skipped where another one that is
 * to be examined tells of it, and this returns true. */
bool blame_undocumented(struct run_exam *exam, const char *operation_id,
                        const struct http_exchange *exchange);

/* The same of a refusal by a status that is not documented, and is none that HTTP or credentials have a part in. */
bool blame_undocumented_refusal(struct run_exam *exam, const char *operation_id,
                                const struct http_exchange *exchange);

/* Why a resume that was taken says nothing: one for an execution that nobody knows was taken too. NULL: it was not, or
 * that was not examined. For cases over histories. */
const char *blame_loose_resume(struct run_exam *exam);

/* The case that finds that out calls this. */
void blame_note_loose_resume(struct run_exam *exam);

#endif

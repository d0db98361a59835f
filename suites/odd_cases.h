/* The cases of odd but valid values. */
#ifndef CREWCHECK_SUITES_ODD_CASES_H
#define CREWCHECK_SUITES_ODD_CASES_H

#include "suites/odd.h"
#include "suites/odd_split.h"
#include "suites/suites.h"

/* The verdict of a case on what became of its value: a 5xx binds, a refusal does not. */
void odd_report(struct run_exam *exam, const struct odd_item *item, const struct odd_verdict *verdict);

/* odd_kickoff.c: read from the execution that carries them all. */
void odd_add_kickoff(struct run_plan *plan, const struct crew *crew);

/* odd_resume.c: one request each, for a task that nobody knows. */
void odd_add_resume(struct run_plan *plan, const struct crew *crew);

#endif

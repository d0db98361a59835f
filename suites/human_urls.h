/* Private to the human suite: where callbacks go behind a human's word. */
#ifndef CREWCHECK_SUITES_HUMAN_URLS_H
#define CREWCHECK_SUITES_HUMAN_URLS_H

#include "suites/each.h"

/* Is the URL called that the word gave? */
enum each_outcome human_check_task_url(struct run_exam *exam, const struct follow_history *history);
enum each_outcome human_check_step_url(struct run_exam *exam, const struct follow_history *history);
enum each_outcome human_check_crew_url(struct run_exam *exam, const struct follow_history *history);

/* Is the kickoff's left alone, where the word gave none in its place? */
enum each_outcome human_check_forgotten_task(struct run_exam *exam, const struct follow_history *history);
enum each_outcome human_check_forgotten_step(struct run_exam *exam, const struct follow_history *history);
enum each_outcome human_check_forgotten_crew(struct run_exam *exam, const struct follow_history *history);

#endif

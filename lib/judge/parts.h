/* What judging answers and judging calls share. Private to this folder. */
#ifndef CREWCHECK_JUDGE_PARTS_H
#define CREWCHECK_JUDGE_PARTS_H

#include "judge/judge.h"

/* "application/json or text/plain" */
const char *judge_media_words(const struct contract_media *media, size_t count, struct arena *arena);

/* Appends a should-finding for each doubt that reading the body left. `pointer` is the place in the contract. */
void judge_doubts(const struct judge *judge, const struct json_document *body, const char *pointer,
                  struct finding_list *findings);

#endif

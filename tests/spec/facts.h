/* What a document says apart from its words, as lines; by the rules that facts.py states. */
#ifndef CREWCHECK_TESTS_SPEC_FACTS_H
#define CREWCHECK_TESTS_SPEC_FACTS_H

#include "json/json.h"

struct facts {
    char **lines; /* sorted, each once */
    size_t count, capacity;
};

void facts_of(const struct json_object *root, struct facts *facts);
void facts_read(const char *path, struct facts *facts);
void facts_clear(struct facts *facts);

bool facts_hold(const struct facts *facts, const char *line);

/* Calls `tell` with each line of `facts` that `others` lack, and returns how many there are. */
size_t facts_beyond(const struct facts *facts, const struct facts *others, void (*tell)(const char *line));

#endif

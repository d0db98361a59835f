/* Findings: contradictions between what was observed and the contract, in parts, so that no report parses a message. */
#ifndef CREWCHECK_JUDGE_FINDING_H
#define CREWCHECK_JUDGE_FINDING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/memory.h"

/* must: the contract's schemas and prose bind it; should: documented, yet not binding. */
enum finding_level { LEVEL_MUST, LEVEL_SHOULD };

const char *finding_level_word(enum finding_level level); /* "must", "should" */

/* Words of the contract. All borrowed from the contract or from the list's arena. */
struct finding_basis {
    const char *pointer; /* "#/paths/~1kickoff/post/responses/200"; NULL: none */
    const char *source;  /* the document's name */
    unsigned line, column;
    const char *words; /* the line itself, without its indentation */
};

struct finding {
    enum finding_level level;
    const char *aspect;   /* what was held against the contract: "status", "media-type", "json", "schema", "header",
                             "transport", "expectation", "history", "time" */
    const char *title;    /* one sentence that stands by itself */
    const char *expected; /* in words */
    const char *found;    /* in words */
    const char *body_pointer; /* the place in a body, or NULL where it is about no place in one */
    const char *place;        /* whose body: "request", "response" or "callback"; NULL: the response's */
    const char *execution;    /* the kickoff id of the execution that shows it, or NULL */
    const char *note;         /* more, or NULL */
    struct finding_basis basis;
    size_t exchange; /* number of the exchange in the record; 0: none */
};

/* A list that owns its texts. Zero-initialised, it is empty and ready. */
struct finding_list {
    struct arena arena;
    struct finding *items;
    size_t count, capacity;
};

/* Appends a copy of the finding: its texts are copied into the list. Returns it. */
struct finding *finding_emit(struct finding_list *list, const struct finding *finding);
void finding_list_clear(struct finding_list *list);

#endif

/* Odd but valid values: what a kickoff or a resume may bring and careless code trips over. */
#ifndef CREWCHECK_SUITES_ODD_H
#define CREWCHECK_SUITES_ODD_H

#include "suites/crew.h"

struct odd_item {
    const char *id;    /* of its case */
    const char *rule;  /* "empty-string" */
    const char *place; /* "inputs.*" */
    const char *title; /* what is put there, in words */
    const char *pointer;
    struct json_object
        *value; /* what is put there; owned by the list; of a URI: what is put where none stands */
    bool uri;   /* the URI that stands there is made odd in this way, and leads where it led */
};

struct odd_items { /* zero-initialised, it is empty */
    struct arena arena;
    struct odd_item *items;
    size_t count, capacity;
};

/* Those that ride together in one kickoff, whatever else that brings: they go into further inputs, into `meta`, into further
 * properties, and change URLs that are given. */
void odd_items_of_kickoff(struct odd_items *list, const struct crew *crew);

/* Those of a resume; no two of one place ride together. */
void odd_items_of_resume(struct odd_items *list, const struct crew *crew);
void odd_items_clear(struct odd_items *list);

/* Puts an item into a body. One that does not fit there (a URL that cannot be made odd and still lead where it led, a
 * place that is not there) changes nothing. */
void odd_put(struct json_object **body, const struct odd_item *item);
bool odd_stands_in(const struct json_object *body, const struct odd_item *item);

/* odd_uris.c: the URL made odd by a rule of odd URIs; free() it. NULL where that cannot be. */
char *odd_uri_make(const char *url, const char *rule);
bool odd_uri_is(const char *url, const char *rule);

/* A URL as its receiver sees it: without user and fragment, its path decoded, its host spelled plainly; free() it. */
char *odd_uri_plain(const char *url);

#endif

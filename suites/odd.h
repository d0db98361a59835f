/* Odd but valid values: what a kickoff, a resume or any other request may bring and careless code trips over. */
#ifndef CREWCHECK_SUITES_ODD_H
#define CREWCHECK_SUITES_ODD_H

#include "suites/crew.h"
#include "suites/request.h"

struct odd_item {
    const char *id;    /* of its case */
    const char *rule;  /* "empty-string" */
    const char *place; /* "inputs.*" */
    const char *title; /* what is put there, in words */
    const char *pointer;
    const char *echoed; /* a second place for it, from where it comes back in callbacks; NULL: none */
    struct json_object
        *value; /* what is put there; owned by the list; of a URI: what is put where none stands */
    bool uri;   /* the URI that stands there is made odd in this way, and leads where it led */
    const struct contract_parameter *parameter; /* whose whole value it is; NULL: it goes into the body */
    size_t group; /* of those that ride together, where there are several groups */
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

/* Those of an operation that is no crew's, of whose requests `request` is a valid one. */
void odd_items_of_request(struct odd_items *list, const struct request *request);

/* Appends a copy of an item; its id is made of its place and rule. */
void odd_items_add(struct odd_items *list, const struct contract_operation *operation,
                   const struct odd_item *from);
void odd_items_clear(struct odd_items *list);

/* Puts an item of odd_items_of_request() into a request of that operation. */
void odd_ride(struct request *request, const struct odd_item *item);

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

/* Callbacks: made from an execution, bent by behaviours, sent by the engine. All with the server's lock held. */
#ifndef CREWCHECK_REFERENCE_WEBHOOK_H
#define CREWCHECK_REFERENCE_WEBHOOK_H

#include "reference/execution.h"

struct delivery {
    struct delivery *next;
    struct execution *execution;
    size_t task; /* index, for the crew's: task_count */
    enum occasion occasion;
    char *url; /* owned */
    const char *method, *media_type;
    char *bearer, *user, *password; /* owned; what it authenticates with, or NULL */
    struct json_object *payload;    /* owned */
    char *text;                     /* owned; sent in place of the payload where a fault set it */
    bool gzipped;                   /* sent compressed */
    bool by_whole_url;              /* the request's target is the whole URL, as if to a proxy */
    unsigned delay;                 /* milliseconds before it is sent */
    bool dropped;                   /* not sent at all */
    unsigned retries;               /* how often it is sent again where the receiver refuses */
    bool unordered;                 /* a crew's need not wait for the tasks' */
    int64_t patience;               /* until then a crew's callback waits for the tasks' */
    int64_t sent;
    CURL *easy; /* while it is under way */
    struct curl_slist *headers;
};

void webhook_step(struct execution *execution, size_t task);
void webhook_task(struct execution *execution, size_t task);
void webhook_crew(struct execution *execution);
void webhook_human(struct execution *execution, size_t task);

/* A copy, ready to be changed and handed to webhook_send(). */
struct delivery *webhook_copy(const struct delivery *delivery);

/* Sends it as it is, once its delay is over; takes it over. */
void webhook_send(struct delivery *delivery);

/* For the engine: libcurl is done with this one. */
void webhook_end(struct reference_server *server, CURL *easy, CURLcode code);

/* Releases a delivery that is in no list any more. */
void webhook_free(struct delivery *delivery, CURLM *multi);

#endif

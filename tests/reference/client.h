/* A plain client for the bundled deployment, on libcurl's easy interface. Every failure to get an answer fails
 * the test that asked. */
#ifndef CREWCHECK_TESTS_REFERENCE_CLIENT_H
#define CREWCHECK_TESTS_REFERENCE_CLIENT_H

#include "base/buffer.h"
#include "json/json.h"
#include "reference/reference.h"

struct reply {
    long status;   /* 0: no HTTP answer */
    char type[64]; /* the Content-Type */
    struct buffer text;
    struct json_document *document; /* of the text, NULL where it is no JSON */
    struct json_object *body;
};

struct ask {
    const char *method; /* NULL: GET, or POST where there is a body */
    const char *path;
    const char *token;         /* NULL: REFERENCE_TOKEN; "": no Authorization */
    const char *authorization; /* the whole header's value, in place of a token; or NULL */
    const char *body;
    size_t length;    /* of the body; 0: a string */
    const char *type; /* the body's Content-Type; NULL: application/json */
};

/* Sends one request and reads the answer whole. reply_clear() it. */
struct reply client_ask(const struct reference_server *server, struct ask ask);
void reply_clear(struct reply *reply);

/* Shorter: GET with the organization's token, POST likewise. */
struct reply client_get(const struct reference_server *server, const char *path);
struct reply client_post(const struct reference_server *server, const char *path, const char *body);

/* A string at a JSON pointer of the reply, or NULL. */
const char *reply_string(const struct reply *reply, const char *pointer);
double reply_number(const struct reply *reply, const char *pointer);

/* Kicks off with the default crew's inputs and further members (", \"meta\": {}" or ""); the id is free()d. */
char *client_kickoff(const struct reference_server *server, const char *further);

/* Polls until the status is no longer `running`, or the task at `current_task` is the one named (may be NULL) for
 * `still` polls in a row; fails the test after ten seconds. */
struct reply client_poll_end(const struct reference_server *server, const char *id);

struct reference_server *server_start(const struct reference_options *options);

#endif

#include "accepting.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/random.h"
#include "support/daemon.h"

struct accepting {
    struct MHD_Daemon *daemon;
    char *url;
    atomic_size_t started, requests;
};

static enum MHD_Result handle(void *context, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *upload, size_t *length,
                              void **state)
{
    static int begun;
    struct accepting *server = context;
    (void)version;
    (void)upload;
    if (!*state) {
        *state = &begun;
        return MHD_YES;
    }
    if (*length) {
        *length = 0;
        return MHD_YES;
    }
    atomic_fetch_add(&server->requests, 1);
    if (strcmp(url, "/kickoff") == 0 && strcmp(method, "POST") == 0) {
        char id[RANDOM_UUID], body[100];
        atomic_fetch_add(&server->started, 1);
        random_uuid(id);
        snprintf(body, sizeof body, "{\"kickoff_id\":\"%s\"}", id);
        return daemon_answer(connection, MHD_HTTP_OK, body);
    }
    if (strcmp(url, "/inputs") == 0)
        return daemon_answer(connection, MHD_HTTP_OK, "{\"inputs\":[\"topic\",\"audience\"]}");
    return daemon_answer(
        connection, MHD_HTTP_OK,
        "{\"status\":\"completed\",\"result\":{\"output\":\"x\",\"tasks\":[]},\"execution_time\":0}");
}

struct accepting *accepting_start(void)
{
    struct accepting *server = memory_new(sizeof *server);
    server->daemon =
        memory_require(MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD, 0, NULL, NULL, handle, server,
                                        MHD_OPTION_CONNECTION_LIMIT, 200u, MHD_OPTION_END));
    server->url = daemon_url(server->daemon);
    return server;
}

const char *accepting_url(const struct accepting *server)
{
    return server->url;
}

size_t accepting_started(const struct accepting *server)
{
    return atomic_load(&server->started);
}

size_t accepting_requests(const struct accepting *server)
{
    return atomic_load(&server->requests);
}

void accepting_stop(struct accepting *server)
{
    MHD_stop_daemon(server->daemon);
    free(server->url);
    free(server);
}

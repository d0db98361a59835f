#include "receiver.h"

#include <microhttpd.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"

struct receiver {
    struct MHD_Daemon *daemon;
    char url[64];
    unsigned status, delay;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct received *items[512];
    size_t count;
};

static void copy_header(struct MHD_Connection *connection, const char *name, char *out, size_t size)
{
    const char *value = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
    snprintf(out, size, "%s", value == NULL ? "" : value);
}

static void receiver_keep(struct receiver *receiver, struct MHD_Connection *connection, const char *path,
                          const char *method, const struct buffer *text)
{
    struct received *item = memory_new(sizeof *item);
    snprintf(item->path, sizeof item->path, "%s", path);
    snprintf(item->method, sizeof item->method, "%s", method);
    copy_header(connection, "Content-Type", item->type, sizeof item->type);
    copy_header(connection, "Authorization", item->authorization, sizeof item->authorization);
    const char *query = MHD_lookup_connection_value(connection, MHD_GET_ARGUMENT_KIND, "q"),
               *token = MHD_lookup_connection_value(connection, MHD_GET_ARGUMENT_KIND, "token");
    snprintf(item->query, sizeof item->query, "%s%s", query == NULL ? "" : query, token == NULL ? "" : token);
    item->text = memory_copy(buffer_string(text), text->length);
    item->document = json_read("callback", buffer_string(text), text->length, NULL, NULL);
    item->body = item->document == NULL ? NULL : json_document_root(item->document);
    item->when = clock_now();
    pthread_mutex_lock(&receiver->lock);
    if (receiver->count < sizeof receiver->items / sizeof *receiver->items) {
        receiver->items[receiver->count++] = item;
    }
    pthread_cond_broadcast(&receiver->changed);
    pthread_mutex_unlock(&receiver->lock);
}

static enum MHD_Result receive(void *context, struct MHD_Connection *connection, const char *path,
                               const char *method, const char *version, const char *upload, size_t *size,
                               void **state)
{
    struct receiver *receiver = context;
    struct buffer *text = *state;
    (void)version;
    if (text == NULL) {
        *state = text = memory_new(sizeof *text);
        buffer_init(text, BUFFER_UNBOUNDED);
        return MHD_YES;
    }
    if (*size > 0) {
        buffer_append(text, upload, *size);
        *size = 0;
        return MHD_YES;
    }
    receiver_keep(receiver, connection, path, method, text);
    clock_sleep_until(clock_now() + receiver->delay * CLOCK_MILLISECOND);
    if (receiver->status == 0) {
        return MHD_NO;
    }
    struct MHD_Response *response = MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
    enum MHD_Result result = MHD_queue_response(connection, receiver->status, response);
    MHD_destroy_response(response);
    return result;
}

static void received_end(void *context, struct MHD_Connection *connection, void **state,
                         enum MHD_RequestTerminationCode code)
{
    struct buffer *text = *state;
    (void)context;
    (void)connection;
    (void)code;
    if (text != NULL) {
        buffer_clear(text);
        free(text);
    }
    *state = NULL;
}

struct receiver *receiver_start(unsigned status, unsigned delay)
{
    struct receiver *receiver = memory_new(sizeof *receiver);
    receiver->status = status;
    receiver->delay = delay;
    pthread_mutex_init(&receiver->lock, NULL);
    pthread_cond_init(&receiver->changed, NULL);
    receiver->daemon =
        MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION, 0, NULL, NULL,
                         receive, receiver, MHD_OPTION_NOTIFY_COMPLETED, received_end, NULL, MHD_OPTION_END);
    if (receiver->daemon == NULL) {
        abort();
    }
    unsigned port = MHD_get_daemon_info(receiver->daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
    snprintf(receiver->url, sizeof receiver->url, "http://127.0.0.1:%u", port);
    return receiver;
}

void receiver_stop(struct receiver *receiver)
{
    MHD_stop_daemon(receiver->daemon);
    for (size_t i = 0; i < receiver->count; i++) {
        json_document_free(receiver->items[i]->document);
        free(receiver->items[i]->text);
        free(receiver->items[i]);
    }
    pthread_cond_destroy(&receiver->changed);
    pthread_mutex_destroy(&receiver->lock);
    free(receiver);
}

const char *receiver_url(const struct receiver *receiver)
{
    return receiver->url;
}

static size_t count_of(const struct receiver *receiver, const char *path)
{
    size_t count = 0;
    for (size_t i = 0; i < receiver->count; i++) {
        count += path == NULL || strcmp(receiver->items[i]->path, path) == 0;
    }
    return count;
}

size_t receiver_count(struct receiver *receiver)
{
    pthread_mutex_lock(&receiver->lock);
    size_t count = count_of(receiver, NULL);
    pthread_mutex_unlock(&receiver->lock);
    return count;
}

size_t receiver_wait(struct receiver *receiver, const char *path, size_t count)
{
    struct timespec deadline;
    clock_gettime(CLOCK_REALTIME, &deadline);
    deadline.tv_sec += 5;
    pthread_mutex_lock(&receiver->lock);
    while (count_of(receiver, path) < count &&
           pthread_cond_timedwait(&receiver->changed, &receiver->lock, &deadline) == 0) {
    }
    size_t found = count_of(receiver, path);
    pthread_mutex_unlock(&receiver->lock);
    return found;
}

const struct received *receiver_at(struct receiver *receiver, const char *path, size_t index)
{
    const struct received *found = NULL;
    pthread_mutex_lock(&receiver->lock);
    for (size_t i = 0; i < receiver->count && found == NULL; i++) {
        if ((path == NULL || strcmp(receiver->items[i]->path, path) == 0) && index-- == 0) {
            found = receiver->items[i];
        }
    }
    pthread_mutex_unlock(&receiver->lock);
    return found;
}

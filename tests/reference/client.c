#include "client.h"

#include <criterion/criterion.h>
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"

static size_t take(char *bytes, size_t size, size_t count, void *context)
{
    buffer_append(context, bytes, size * count);
    return size * count;
}

static struct curl_slist *ask_headers(const struct ask *ask)
{
    struct curl_slist *headers = curl_slist_append(NULL, "Expect:");
    const char *token = ask->token == NULL ? REFERENCE_TOKEN : ask->token;
    char *line = ask->authorization != NULL ? string_format("Authorization: %s", ask->authorization)
                                            : string_format("Authorization: Bearer %s", token);
    if (ask->authorization != NULL || *token != '\0') {
        headers = curl_slist_append(headers, line);
    }
    free(line);
    line = string_format("Content-Type: %s", ask->type == NULL ? "application/json" : ask->type);
    headers = curl_slist_append(headers, ask->body == NULL ? "Content-Type:" : line);
    free(line);
    return headers;
}

struct reply client_ask(const struct reference_server *server, struct ask ask)
{
    struct reply reply = {0};
    buffer_init(&reply.text, BUFFER_UNBOUNDED);
    CURL *easy = curl_easy_init();
    char *url = string_format("%s%s", reference_url(server), ask.path);
    struct curl_slist *headers = ask_headers(&ask);
    curl_easy_setopt(easy, CURLOPT_URL, url);
    curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &reply.text);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 0L);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT, 20L);
    if (ask.body != NULL) {
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, ask.body);
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE,
                         ask.length > 0 ? (long)ask.length : (long)strlen(ask.body));
    }
    if (ask.method != NULL) {
        curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, ask.method);
    }
    if (curl_easy_perform(easy) == CURLE_OK) {
        char *type = NULL;
        curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &reply.status);
        curl_easy_getinfo(easy, CURLINFO_CONTENT_TYPE, &type);
        snprintf(reply.type, sizeof reply.type, "%s", type == NULL ? "" : type);
    }
    curl_easy_cleanup(easy);
    curl_slist_free_all(headers);
    free(url);
    reply.document = json_read("reply", buffer_string(&reply.text), reply.text.length, NULL, NULL);
    reply.body = reply.document == NULL ? NULL : json_document_root(reply.document);
    return reply;
}

void reply_clear(struct reply *reply)
{
    json_document_free(reply->document);
    buffer_clear(&reply->text);
    *reply = (struct reply){0};
}

struct reply client_get(const struct reference_server *server, const char *path)
{
    return client_ask(server, (struct ask){.path = path});
}

struct reply client_post(const struct reference_server *server, const char *path, const char *body)
{
    return client_ask(server, (struct ask){.path = path, .body = body});
}

const char *reply_string(const struct reply *reply, const char *pointer)
{
    struct json_object *node = NULL;
    bool found = json_pointer_find(reply->body, pointer, &node);
    return found && json_is(node, json_type_string) ? json_object_get_string(node) : NULL;
}

double reply_number(const struct reply *reply, const char *pointer)
{
    struct json_object *node = NULL;
    cr_assert(json_pointer_find(reply->body, pointer, &node), "no number at %s in %s", pointer,
              buffer_string(&reply->text));
    return json_object_get_double(node);
}

char *client_kickoff(const struct reference_server *server, const char *further)
{
    char *body = string_format(
        "{\"inputs\": {\"budget\": \"1000\", \"interests\": \"sea\", \"duration\": \"7\"}%s}", further);
    struct reply reply = client_post(server, "/kickoff", body);
    cr_assert_eq(reply.status, 200, "%ld %s", reply.status, buffer_string(&reply.text));
    char *id = string_copy(reply_string(&reply, "/kickoff_id"));
    cr_assert_not_null(id);
    reply_clear(&reply);
    free(body);
    return id;
}

struct reply client_poll_end(const struct reference_server *server, const char *id)
{
    char *path = string_format("/%s/status", id);
    int64_t deadline = clock_now() + 10 * CLOCK_SECOND;
    struct reply reply = client_get(server, path);
    while (reply.status == 200 && reply_string(&reply, "/status") != NULL &&
           strcmp(reply_string(&reply, "/status"), "running") == 0) {
        cr_assert_lt(clock_now(), deadline, "the execution does not end: %s", buffer_string(&reply.text));
        clock_sleep_until(clock_now() + 10 * CLOCK_MILLISECOND);
        reply_clear(&reply);
        reply = client_get(server, path);
    }
    free(path);
    return reply;
}

struct reference_server *server_start(const struct reference_options *options)
{
    struct reference_server *server = NULL;
    struct error error = {0};
    cr_assert(reference_start(options, &server, &error), "%s", error.text);
    return server;
}

#include "reference/webhook.h"

#include <stdlib.h>
#include <string.h>

#include "reference/behaviour.h"
#include "reference/pack.h"

enum {
    CREW_PATIENCE = 500, /* milliseconds that a crew's callback waits for those of the tasks */
    LOOK_AGAIN = 5,
    RETRY_PAUSE = 200,
    RECEIVER_TIMEOUT = 10000
};

/* ---- Payloads ---- */

static struct json_object *payload_new(const struct execution *execution)
{
    struct json_object *payload = json_object_new_object();
    json_add(payload, "kickoff_id", json_string(execution->id));
    if (execution->meta != NULL) {
        json_add(payload, "meta", json_copy(execution->meta));
    }
    return payload;
}

static struct json_object *payload_step(const struct execution *execution, size_t task)
{
    const struct reference_task *known = &execution->server->crew.tasks[task];
    struct json_object *payload = payload_new(execution);
    char *input = string_format("{\"query\": \"%s, step %u\"}", known->name, execution->tasks[task].steps);
    char *prompt =
        string_format("What is to be done next?%s%s", execution->said != NULL ? " A human said: " : "",
                      execution->said != NULL ? execution->said : "");
    json_add(payload, "prompt", json_string(prompt));
    json_add(payload, "thought", json_string("I should look this up before I answer."));
    json_add(payload, "tool", json_string("search"));
    json_add(payload, "tool_input", json_string(input));
    json_add(payload, "result", json_string("Three pages were found."));
    free(prompt);
    free(input);
    return payload;
}

static struct json_object *payload_task(const struct execution *execution, size_t task)
{
    const struct reference_task *known = &execution->server->crew.tasks[task];
    struct json_object *payload = payload_new(execution);
    char *output = execution_task_output(execution, task);
    char *description = string_format("The part of %s in the crew's work", known->agent);
    char *summary = string_format("%s is done", known->name);
    json_add(payload, "description", json_string(description));
    json_add(payload, "name", json_string(known->name));
    json_add(payload, "expected_output", json_string("A page of plain text"));
    json_add(payload, "summary", json_string(summary));
    json_add(payload, "agent", json_string(known->agent));
    json_add(payload, "output", json_string(output));
    json_add(payload, "output_json", NULL);
    free(output);
    free(description);
    free(summary);
    return payload;
}

static struct json_object *payload_crew(const struct execution *execution)
{
    struct json_object *payload = payload_new(execution);
    struct json_object *usage = json_object_new_object();
    json_add(usage, "total_tokens", json_object_new_int(1250));
    json_add(usage, "prompt_tokens", json_object_new_int(900));
    json_add(usage, "completion_tokens", json_object_new_int(350));
    json_add(payload, "result",
             json_string(execution->output != NULL ? execution->output : execution->error));
    json_add(payload, "result_json", NULL);
    return json_add(payload, "token_usage", usage);
}

static struct json_object *payload_human(const struct execution *execution, size_t task)
{
    struct json_object *payload = payload_new(execution);
    char *output = execution_task_output(execution, task);
    json_add(payload, "execution_id", json_string(execution->id));
    json_add(payload, "task_id", json_string(execution->server->crew.tasks[task].name));
    json_add(payload, "task_output", json_string(output));
    free(output);
    return payload;
}

/* ---- Transfers ---- */

static size_t discard(char *bytes, size_t size, size_t count, void *context)
{
    (void)bytes;
    (void)context;
    return size * count;
}

/* Names under .invalid lead nowhere (RFC 6761, section 6.4); asking for them could only take time. */
static bool url_leads_somewhere(const char *url)
{
    CURLU *parts = curl_url();
    char *host = NULL;
    bool found = parts != NULL && curl_url_set(parts, CURLUPART_URL, url, 0) == CURLUE_OK &&
                 curl_url_get(parts, CURLUPART_HOST, &host, 0) == CURLUE_OK;
    const char *last = found ? strrchr(host, '.') : NULL;
    bool somewhere = found && (last == NULL || strcmp(last, ".invalid") != 0);
    curl_free(host);
    curl_url_cleanup(parts);
    return somewhere;
}

static void easy_authenticate(CURL *easy, const struct delivery *delivery)
{
    if (delivery->bearer != NULL) {
        curl_easy_setopt(easy, CURLOPT_HTTPAUTH, CURLAUTH_BEARER);
        curl_easy_setopt(easy, CURLOPT_XOAUTH2_BEARER, delivery->bearer);
    } else if (delivery->user != NULL) {
        curl_easy_setopt(easy, CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
        curl_easy_setopt(easy, CURLOPT_USERNAME, delivery->user);
        curl_easy_setopt(easy, CURLOPT_PASSWORD, delivery->password == NULL ? "" : delivery->password);
    }
}

static void easy_set_body(struct delivery *delivery)
{
    char *text =
        delivery->text != NULL ? string_copy(delivery->text) : json_text(delivery->payload, JSON_COMPACT);
    size_t length = strlen(text);
    char *packed = delivery->gzipped ? pack_text(PACK_GZIP, text, length, &length) : NULL;
    curl_easy_setopt(delivery->easy, CURLOPT_POSTFIELDSIZE, (long)length);
    curl_easy_setopt(delivery->easy, CURLOPT_COPYPOSTFIELDS, packed != NULL ? packed : text);
    curl_easy_setopt(delivery->easy, CURLOPT_CUSTOMREQUEST, delivery->method);
    free(packed);
    free(text);
}

/* A fragment is never sent. */
static void easy_set_target(struct delivery *delivery)
{
    char *target = memory_copy(delivery->url, strcspn(delivery->url, "#"));
    if (delivery->by_whole_url) {
        curl_easy_setopt(delivery->easy, CURLOPT_REQUEST_TARGET, target);
    }
    free(target);
}

static void easy_set_headers(struct delivery *delivery)
{
    char *type = string_format("Content-Type:%s%s", delivery->media_type == NULL ? "" : " ",
                               delivery->media_type == NULL ? "" : delivery->media_type);
    delivery->headers = curl_slist_append(NULL, type);
    delivery->headers = curl_slist_append(delivery->headers, "Expect:");
    if (delivery->gzipped) {
        delivery->headers = curl_slist_append(delivery->headers, "Content-Encoding: gzip");
    }
    curl_easy_setopt(delivery->easy, CURLOPT_HTTPHEADER, delivery->headers);
    free(type);
}

static void delivery_begin(struct delivery *delivery)
{
    CURL *easy = delivery->easy = memory_require(curl_easy_init());
    easy_set_body(delivery);
    easy_set_target(delivery);
    easy_set_headers(delivery);
    curl_easy_setopt(easy, CURLOPT_URL, delivery->url);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_NOPROXY, "localhost,127.0.0.1,::1");
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)RECEIVER_TIMEOUT);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, discard);
    curl_easy_setopt(easy, CURLOPT_PRIVATE, delivery);
    easy_authenticate(easy, delivery);
    delivery->sent = clock_now();
    struct engine *engine = &delivery->execution->server->engine;
    engine->transfers++;
    curl_multi_add_handle(engine->multi, easy);
}

static void delivery_stop(struct delivery *delivery, CURLM *multi)
{
    if (delivery->easy != NULL) {
        curl_multi_remove_handle(multi, delivery->easy);
        curl_easy_cleanup(delivery->easy);
        curl_slist_free_all(delivery->headers);
        delivery->execution->server->engine.transfers--;
    }
    delivery->easy = NULL;
    delivery->headers = NULL;
}

void webhook_free(struct delivery *delivery, CURLM *multi)
{
    delivery_stop(delivery, multi);
    json_object_put(delivery->payload);
    free(delivery->url);
    free(delivery->bearer);
    free(delivery->user);
    free(delivery->password);
    free(delivery->text);
    free(delivery);
}

static void delivery_remove(struct reference_server *server, struct delivery *delivery)
{
    struct delivery **link = &server->engine.deliveries;
    while (*link != delivery) {
        link = &(*link)->next;
    }
    *link = delivery->next;
    delivery->execution->task_deliveries -= delivery->occasion == ON_TASK_CALLBACK;
    delivery->execution->deliveries--;
    webhook_free(delivery, server->engine.multi);
}

/* The crew's word is the last one: it waits for the tasks' receivers, yet not for long. */
static bool delivery_waits(const struct delivery *delivery)
{
    return delivery->occasion == ON_CREW_CALLBACK && !delivery->unordered &&
           delivery->execution->task_deliveries > 0 &&
           engine_now(delivery->execution->server) < delivery->patience;
}

static void delivery_due(struct reference_server *server, void *subject, size_t detail)
{
    struct delivery *delivery = subject;
    if (delivery_waits(delivery)) {
        engine_after(server, LOOK_AGAIN, delivery_due, delivery, detail);
    } else if (url_leads_somewhere(delivery->url)) {
        delivery_begin(delivery);
    } else {
        delivery_remove(server, delivery);
    }
}

void webhook_send(struct delivery *delivery)
{
    struct reference_server *server = delivery->execution->server;
    if (delivery->dropped) {
        webhook_free(delivery, server->engine.multi);
        return;
    }
    delivery->execution->task_deliveries += delivery->occasion == ON_TASK_CALLBACK;
    delivery->execution->deliveries++;
    delivery->patience = engine_now(server) + (delivery->delay + CREW_PATIENCE) * CLOCK_MILLISECOND;
    delivery->next = server->engine.deliveries;
    server->engine.deliveries = delivery;
    engine_after(server, delivery->delay, delivery_due, delivery, 0);
}

void webhook_end(struct reference_server *server, CURL *easy, CURLcode code)
{
    char *private = NULL;
    long status = 0;
    curl_easy_getinfo(easy, CURLINFO_PRIVATE, &private);
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    struct delivery *delivery = (struct delivery *)(void *)private;
    if (code != CURLE_OK) {
        status = 0;
    }
    behaviour_delivered(delivery, status, clock_now() - delivery->sent);
    delivery_stop(delivery, server->engine.multi);
    if ((status < 200 || status > 299) && delivery->retries > 0) {
        delivery->retries--;
        engine_after(server, RETRY_PAUSE, delivery_due, delivery, 0);
    } else {
        delivery_remove(server, delivery);
    }
}

/* ---- The four kinds ---- */

static void webhook_make(struct execution *execution, size_t task, enum occasion occasion, const char *url,
                         struct json_object *payload)
{
    struct delivery *delivery = memory_new(sizeof *delivery);
    delivery->execution = execution;
    delivery->task = task;
    delivery->occasion = occasion;
    delivery->url = string_copy(url);
    delivery->method = "POST";
    delivery->media_type = "application/json";
    delivery->payload = payload;
    if (occasion == ON_HUMAN_CALLBACK) {
        /* Now: a resume may take the kickoff's webhooks away before this one is sent. */
        delivery->bearer = string_copy(execution->urls.human_bearer);
        delivery->user = string_copy(execution->urls.human_user);
        delivery->password = string_copy(execution->urls.human_password);
    }
    behaviour_deliver(delivery);
    webhook_send(delivery);
}

struct delivery *webhook_copy(const struct delivery *delivery)
{
    struct delivery *copy = memory_new(sizeof *copy);
    *copy = *delivery;
    copy->next = NULL;
    copy->url = string_copy(delivery->url);
    copy->payload = json_copy(delivery->payload);
    copy->text = string_copy(delivery->text);
    copy->bearer = string_copy(delivery->bearer);
    copy->user = string_copy(delivery->user);
    copy->password = string_copy(delivery->password);
    return copy;
}

void webhook_step(struct execution *execution, size_t task)
{
    if (execution->urls.step != NULL) {
        webhook_make(execution, task, ON_STEP_CALLBACK, execution->urls.step, payload_step(execution, task));
    }
}

void webhook_task(struct execution *execution, size_t task)
{
    if (execution->urls.task != NULL) {
        webhook_make(execution, task, ON_TASK_CALLBACK, execution->urls.task, payload_task(execution, task));
    }
}

void webhook_crew(struct execution *execution)
{
    size_t none = execution->server->crew.task_count;
    if (execution->urls.crew != NULL) {
        webhook_make(execution, none, ON_CREW_CALLBACK, execution->urls.crew, payload_crew(execution));
    }
}

void webhook_human(struct execution *execution, size_t task)
{
    if (execution->urls.human != NULL) {
        webhook_make(execution, task, ON_HUMAN_CALLBACK, execution->urls.human,
                     payload_human(execution, task));
    }
}

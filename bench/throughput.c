/* How fast libcurl alone sends the requests of a record: the exchanges of a run, each once, by threads that judge nothing.
 *
 *     bench_throughput RECORD THREADS              prints exchanges a second, and microseconds of the
 *                                              processor for each */
#include <curl/curl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "json/json.h"
#include "record/model.h"

struct request {
    const char *method, *url;
    struct curl_slist *fields;
    char *body;
    size_t length;
};

struct bench {
    struct json_document **lines;
    struct request *requests;
    size_t count, line_capacity, request_capacity;
    atomic_size_t next, failed;
};

static double now(clockid_t clock)
{
    struct timespec time;
    clock_gettime(clock, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* ---- What is sent ---- */

static struct curl_slist *fields_of(struct json_object *headers)
{
    struct curl_slist *fields = curl_slist_append(NULL, "Expect:");
    for (size_t i = 0; headers && i < json_object_array_length(headers); i++) {
        struct json_object *pair = json_object_array_get_idx(headers, i);
        const char *name = json_object_get_string(json_object_array_get_idx(pair, 0)),
                   *value = json_object_get_string(json_object_array_get_idx(pair, 1));
        bool own = strcmp(name, "Host") == 0 || strcmp(name, "Content-Length") == 0;
        char *line = own ? NULL : string_format("%s: %s", name, value);
        fields = own ? fields : curl_slist_append(fields, line);
        free(line);
    }
    return fields;
}

static void add(struct bench *bench, struct json_document *line)
{
    struct json_object *request = json_member_object(json_document_root(line), "request");
    struct json_object *recorded = json_member_object(request, "body");
    struct buffer body;
    buffer_init(&body, BUFFER_UNBOUNDED);
    if (recorded)
        model_body_bytes(recorded, &body);
    bench->lines = memory_grow(bench->lines, bench->count, &bench->line_capacity, sizeof *bench->lines);
    bench->requests =
        memory_grow(bench->requests, bench->count, &bench->request_capacity, sizeof *bench->requests);
    bench->lines[bench->count] = line;
    bench->requests[bench->count++] =
        (struct request){.method = json_member_string(request, "method"),
                         .url = json_member_string(request, "url"),
                         .fields = fields_of(json_member_array(request, "headers")),
                         .length = body.length,
                         .body = recorded ? buffer_take(&body, NULL) : NULL};
}

static void read_record(struct bench *bench, const char *path)
{
    struct buffer text;
    buffer_init(&text, BUFFER_UNBOUNDED);
    if (!buffer_read_file(&text, path)) {
        perror(path);
        exit(2);
    }
    for (char *line = strtok(text.data, "\n"); line; line = strtok(NULL, "\n")) {
        struct json_document *document = json_read(path, line, strlen(line), NULL, NULL);
        const char *type = json_member_string(document ? json_document_root(document) : NULL, "type");
        if (type && strcmp(type, "exchange") == 0)
            add(bench, document);
        else
            json_document_free(document);
    }
    buffer_clear(&text);
}

/* ---- Sending ---- */

static size_t keep(char *bytes, size_t size, size_t count, void *body)
{
    return buffer_append(body, bytes, size * count) ? size * count : 0;
}

/* As crewcheck sends it: what might start something goes over a connection of its own. */
static void set(CURL *easy, const struct request *request, struct buffer *body)
{
    bool reads = strcmp(request->method, "GET") == 0;
    curl_easy_reset(easy);
    curl_easy_setopt(easy, CURLOPT_URL, request->url);
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, request->fields);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, keep);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, body);
    curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, reads ? 0L : 1L);
    curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, reads ? 0L : 1L);
    if (request->body) {
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->length);
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request->body);
    }
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request->method);
}

static void *work(void *context)
{
    struct bench *bench = context;
    CURL *easy = memory_require(curl_easy_init());
    struct buffer body;
    buffer_init(&body, BUFFER_UNBOUNDED);
    for (;;) {
        size_t at = atomic_fetch_add(&bench->next, 1);
        if (at >= bench->count)
            break;
        set(easy, &bench->requests[at], &body);
        buffer_reset(&body);
        if (curl_easy_perform(easy) != CURLE_OK)
            atomic_fetch_add(&bench->failed, 1);
    }
    buffer_clear(&body);
    curl_easy_cleanup(easy);
    return NULL;
}

static void send_all(struct bench *bench, size_t threads)
{
    pthread_t *workers = memory_new(threads * sizeof *workers);
    double began = now(CLOCK_MONOTONIC), spent = now(CLOCK_PROCESS_CPUTIME_ID);
    for (size_t i = 0; i < threads; i++)
        if (pthread_create(&workers[i], NULL, work, bench) != 0)
            abort();
    for (size_t i = 0; i < threads; i++)
        pthread_join(workers[i], NULL);
    double done = (double)bench->count;
    printf("%.0f %.1f\n", done / (now(CLOCK_MONOTONIC) - began),
           (now(CLOCK_PROCESS_CPUTIME_ID) - spent) * 1e6 / done);
    free(workers);
}

int main(int count, char **words)
{
    struct bench bench = {0};
    if (count != 3)
        return 2;
    curl_global_init(CURL_GLOBAL_DEFAULT);
    read_record(&bench, words[1]);
    if (!bench.count)
        return 2;
    send_all(&bench, strtoul(words[2], NULL, 10));
    for (size_t i = 0; i < bench.count; i++) {
        curl_slist_free_all(bench.requests[i].fields);
        free(bench.requests[i].body);
        json_document_free(bench.lines[i]);
    }
    free(bench.requests);
    free(bench.lines);
    curl_global_cleanup();
    if (atomic_load(&bench.failed))
        fprintf(stderr, "%zu requests failed\n", atomic_load(&bench.failed));
    return atomic_load(&bench.failed) > 0;
}

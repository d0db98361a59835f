/* Deployments that tell more than anybody wants to keep: a status of 8 MiB, another one each time, that never ends; an
 * execution's id that is as long as a book. */
#include <criterion/criterion.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "follow/follow.h"
#include "peak.h"
#include "support/program.h"
#include "support/daemon.h"

#define CREWCHECK TEST_BINARY_DIR "/crewcheck"
#define METER     TEST_BINARY_DIR "/tests/hostile/meter"

enum {
    STATUS_BYTES = 8 * 1024 * 1024,
    ID_BYTES = 3 * 1024 * 1024,
    OWN_MEBIBYTES = 40,
    COPIES = 6 /* of a status while it is read, judged and recorded */
};

struct growing {
    struct MHD_Daemon *daemon;
    char *url;
    bool long_id;
    atomic_uint asked; /* for the status */
};

static char *kickoff_body(const struct growing *server)
{
    if (!server->long_id)
        return string_copy("{\"kickoff_id\":\"dd10e0ba-1c5e-4b1f-a0bb-6f2d9a1e4f50\"}");
    char *id = memory_new(ID_BYTES + 1);
    memset(id, 'a', ID_BYTES);
    char *body = string_format("{\"kickoff_id\":\"%s\"}", id);
    free(id);
    return body;
}

static char *status_body(struct growing *server, size_t *length)
{
    char *body = memory_new(STATUS_BYTES);
    int head = snprintf(body, STATUS_BYTES, "{\"status\": \"running\", \"log\": \"%u",
                        atomic_fetch_add(&server->asked, 1));
    memset(body + head, 'x', STATUS_BYTES - (size_t)head);
    memcpy(body + STATUS_BYTES - 2, "\"}", 2);
    *length = STATUS_BYTES;
    return body;
}

static enum MHD_Result handle(void *context, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *upload, size_t *uploaded,
                              void **state)
{
    static int begun;
    struct growing *server = context;
    (void)method, (void)version, (void)upload;
    if (!*state || *uploaded) {
        *state = &begun;
        *uploaded = 0;
        return MHD_YES;
    }
    char *body = strcmp(url, "/inputs") == 0    ? string_copy("{\"inputs\":[]}")
                 : strcmp(url, "/kickoff") == 0 ? kickoff_body(server)
                                                : NULL;
    size_t length = body ? strlen(body) : 0;
    if (!body)
        body = status_body(server, &length);
    struct MHD_Response *response = MHD_create_response_from_buffer(length, body, MHD_RESPMEM_MUST_FREE);
    MHD_add_response_header(response, "Content-Type", "application/json");
    enum MHD_Result result = MHD_queue_response(connection, MHD_HTTP_OK, response);
    MHD_destroy_response(response);
    return result;
}

static void open_server(struct growing *server)
{
    server->daemon = memory_require(
        MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD, 0, NULL, NULL, handle, server, MHD_OPTION_END));
    server->url = daemon_url(server->daemon);
}

static long read_peak(const char *path)
{
    long kibibytes = 0;
    FILE *file = fopen(path, "r");
    cr_assert(file && fscanf(file, "%ld", &kibibytes) == 1, "%s", path);
    fclose(file);
    unlink(path);
    return kibibytes / 1024;
}

Test(hostile, statuses_that_differ_are_not_kept_without_end)
{
    struct growing server = {0};
    char path[] = "/tmp/crewcheck-growing-XXXXXX";
    int file = mkstemp(path);
    cr_assert_geq(file, 0);
    close(file);
    open_server(&server);
    const char *words[] = {METER,
                           path,
                           CREWCHECK,
                           "run",
                           "--target",
                           server.url,
                           "--case",
                           "lifecycle.ends",
                           "--execution-timeout",
                           "200",
                           "--workers",
                           "1",
                           NULL};
    struct program *program = program_start(words, NULL, NULL);
    int status = program_finish(program);
    const char *report = program_output(program);
    long most =
        (OWN_MEBIBYTES + (long)(FOLLOW_KEPT_MAXIMUM >> 20) + COPIES * (STATUS_BYTES >> 20)) * PEAK_FACTOR;
    long taken = read_peak(path);
    if (getenv("HOSTILE_VERBOSE"))
        fprintf(stderr, "%u statuses, %ld of %ld MiB\n", server.asked, taken, most);
    cr_expect_leq(taken, most, "%ld MiB of memory", taken);
    cr_expect_eq(status, 3, "exit %d: %s%s", status, report, program_errors(program));
    cr_expect(strstr(report, "NOT JUDGED: "), "%s", report);
    cr_expect(strstr(report, "more than 256 MiB"), "%s", report);
    program_free(program);
    MHD_stop_daemon(server.daemon);
    free(server.url);
}

/* No request after the kickoff has it in its path, and no line of the record holds it whole. */
Test(hostile, an_id_as_long_as_a_book_is_not_used)
{
    struct growing server = {.long_id = true};
    char record[] = "/tmp/crewcheck-growing-XXXXXX";
    int file = mkstemp(record);
    cr_assert_geq(file, 0);
    open_server(&server);
    const char *words[] = {CREWCHECK,
                           "run",
                           "--target",
                           server.url,
                           "--suite",
                           "lifecycle",
                           "--suite",
                           "kickoff",
                           "--record",
                           record,
                           "--execution-timeout",
                           "5",
                           NULL};
    struct program *program = program_start(words, NULL, NULL);
    int status = program_finish(program);
    struct stat about;
    cr_expect_eq(status, 1, "exit %d: %s", status, program_errors(program));
    cr_expect(strstr(program_output(program), "kickoff.answers.200.schema"), "%s", program_output(program));
    cr_expect_eq(server.asked, 0);
    cr_assert_eq(fstat(file, &about), 0);
    cr_expect_lt(about.st_size, 64 * 1024 * 1024);
    close(file);
    unlink(record);
    program_free(program);
    MHD_stop_daemon(server.daemon);
    free(server.url);
}

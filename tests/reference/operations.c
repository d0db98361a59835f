/* Every operation of the plain deployment: what it takes, what it refuses, and how. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "client.h"

#define INPUTS      "\"inputs\": {\"budget\": \"1\", \"interests\": \"2\", \"duration\": \"3\"}"
#define KNOWN_SHAPE "\"execution_id\": \"6f0c1f6e-2f52-4a8b-9d6e-1a2b3c4d5e6f\""
#define RESUME_REST "\"task_id\": \"t\", \"human_feedback\": \"f\", \"is_approve\": true"

struct row {
    const char *path, *body;
    long status;
};

/* Every request must be answered so, and every refusal have the shape of Error. */
static void check_rows(const struct row *rows, size_t count, const struct reference_options *options)
{
    struct reference_server *server = server_start(options);
    for (size_t i = 0; i < count; i++) {
        struct reply reply = client_post(server, rows[i].path, rows[i].body);
        cr_expect_eq(reply.status, rows[i].status, "%s %s: %ld %s", rows[i].path, rows[i].body, reply.status,
                     buffer_string(&reply.text));
        cr_expect_str_eq(reply.type, "application/json");
        cr_expect(reply.status == 200 || reply_string(&reply, "/error") != NULL, "%s", rows[i].body);
        cr_expect(reply.status == 200 || reply_string(&reply, "/message") != NULL, "%s", rows[i].body);
        reply_clear(&reply);
    }
    reference_stop(server);
}

Test(reference, takes_valid_kickoffs)
{
    static const struct row rows[] = {
        {"/kickoff", "{" INPUTS "}", 200},
        {"/kickoff", "{" INPUTS ", \"meta\": {}, \"further\": [1, null]}", 200},
        {"/kickoff",
         "{\"inputs\": {\"budget\": \"\", \"interests\": \"\", \"duration\": \"\", \"x y\": \"z\"}}", 200},
        {"/kickoff", "{" INPUTS ", \"stepWebhookUrl\": \"urn:uuid:1\"}", 200},
        {"/kickoff", "{" INPUTS ", \"taskWebhookUrl\": \"http://u:p@[::1]:9/a%20b?c=d#e\"}", 200},
        {"/kickoff", "{" INPUTS ", \"humanInputWebhook\": 3}", 200},
    };
    check_rows(rows, sizeof rows / sizeof *rows, NULL);
}

Test(reference, refuses_invalid_kickoffs)
{
    static const struct row rows[] = {
        {"/kickoff", "", 400},
        {"/kickoff", "{", 400},
        {"/kickoff", "[]", 400},
        {"/kickoff", "null", 400},
        {"/kickoff", "\"text\"", 400},
        {"/kickoff", "{\"inputs\": \"\xff\"}", 400},
        {"/kickoff", "{}", 400},
        {"/kickoff", "{\"inputs\": null}", 400},
        {"/kickoff", "{\"inputs\": []}", 400},
        {"/kickoff", "{\"inputs\": {\"budget\": 1, \"interests\": \"2\", \"duration\": \"3\"}}", 400},
        {"/kickoff", "{\"inputs\": {\"budget\": null, \"interests\": \"2\", \"duration\": \"3\"}}", 400},
        {"/kickoff", "{" INPUTS ", \"meta\": []}", 400},
        {"/kickoff", "{" INPUTS ", \"meta\": null}", 400},
        {"/kickoff", "{" INPUTS ", \"taskWebhookUrl\": 1}", 400},
        {"/kickoff", "{" INPUTS ", \"taskWebhookUrl\": null}", 400},
        {"/kickoff", "{" INPUTS ", \"stepWebhookUrl\": \"no scheme\"}", 400},
        {"/kickoff", "{" INPUTS ", \"crewWebhookUrl\": \"//host/path\"}", 400},
        {"/kickoff", "{" INPUTS ", \"crewWebhookUrl\": \"http://h/a b\"}", 400},
        {"/kickoff", "{" INPUTS ", \"crewWebhookUrl\": \"http://h/%zz\"}", 400},
        {"/kickoff", "{" INPUTS ", \"crewWebhookUrl\": \"http://h:port/\"}", 400},
        {"/kickoff", "{\"inputs\": {}}", 422},
    };
    check_rows(rows, sizeof rows / sizeof *rows, NULL);
}

Test(reference, refuses_invalid_resumes)
{
    static const struct row rows[] = {
        {"/resume", "", 400},
        {"/resume", "{}", 400},
        {"/resume", "{" RESUME_REST "}", 400},
        {"/resume", "{\"execution_id\": \"no-uuid\", " RESUME_REST "}", 400},
        {"/resume", "{\"execution_id\": 1, " RESUME_REST "}", 400},
        {"/resume", "{" KNOWN_SHAPE ", \"human_feedback\": \"\", \"is_approve\": true}", 400},
        {"/resume", "{" KNOWN_SHAPE ", \"task_id\": \"t\", \"is_approve\": true}", 400},
        {"/resume", "{" KNOWN_SHAPE ", \"task_id\": \"t\", \"human_feedback\": \"\"}", 400},
        {"/resume",
         "{" KNOWN_SHAPE ", \"task_id\": \"t\", \"human_feedback\": \"\", \"is_approve\": \"yes\"}", 400},
        {"/resume", "{" KNOWN_SHAPE ", " RESUME_REST ", \"taskWebhookUrl\": \"x\"}", 400},
        {"/resume", "{" KNOWN_SHAPE ", " RESUME_REST "}", 404},
    };
    check_rows(rows, sizeof rows / sizeof *rows, NULL);
}

Test(reference, names_just_the_missing_inputs)
{
    struct reference_server *server = server_start(NULL);
    struct reply reply = client_post(server, "/kickoff", "{\"inputs\": {\"interests\": \"x\"}}");
    cr_expect_eq(reply.status, 422);
    struct json_object *missing = NULL;
    cr_assert(json_pointer_find(reply.body, "/details/missing_inputs", &missing));
    char *text = json_text(missing, JSON_COMPACT);
    cr_expect_str_eq(text, "[\"budget\",\"duration\"]");
    free(text);
    reply_clear(&reply);
    reference_stop(server);
}

Test(reference, asks_every_operation_for_the_token)
{
    static const char *const refused[] = {"Bearer wrong",
                                          "Bearer bundled-organization-toke",
                                          "Bearer bundled-organization-tokens",
                                          "Bearer BUNDLED-ORGANIZATION-TOKEN",
                                          "Bearer",
                                          "Bearer ",
                                          "Basic bundled-organization-token",
                                          ""};
    static const struct ask asks[] = {
        {.path = "/inputs"},
        {.path = "/kickoff", .body = "not even JSON"},
        {.path = "/6f0c1f6e-2f52-4a8b-9d6e-1a2b3c4d5e6f/status"},
        {.path = "/resume", .body = "{}"},
        {.path = "/inputs?token=" REFERENCE_TOKEN},
    };
    struct reference_server *server = server_start(NULL);
    for (size_t i = 0; i < sizeof asks / sizeof *asks; i++) {
        for (size_t k = 0; k < sizeof refused / sizeof *refused; k++) {
            struct ask ask = asks[i];
            ask.authorization = *refused[k] == '\0' ? NULL : refused[k];
            ask.token = "";
            struct reply reply = client_ask(server, ask);
            cr_expect_eq(reply.status, 401, "%s %s: %ld", ask.path, refused[k], reply.status);
            cr_expect_not_null(reply_string(&reply, "/error"));
            cr_expect_not_null(reply_string(&reply, "/message"));
            reply_clear(&reply);
        }
    }
    cr_expect_eq(reference_executions_started(server), 0);
    reference_stop(server);
}

Test(reference, takes_the_scheme_in_any_case)
{
    struct reference_server *server = server_start(NULL);
    struct reply reply =
        client_ask(server, (struct ask){.path = "/inputs", .authorization = "bearer " REFERENCE_TOKEN});
    cr_expect_eq(reply.status, 200);
    reply_clear(&reply);
    reference_stop(server);
}

Test(reference, lets_users_look_only)
{
    static const struct {
        struct ask ask;
        long status;
    } rows[] = {
        {{.path = "/inputs"}, 200},
        {{.path = "/6f0c1f6e-2f52-4a8b-9d6e-1a2b3c4d5e6f/status"}, 404},
        {{.path = "/kickoff", .body = "{" INPUTS "}"}, 403},
        {{.path = "/resume", .body = "{}"}, 403},
    };
    struct reference_server *server = server_start(NULL);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct ask ask = rows[i].ask;
        ask.token = REFERENCE_USER_TOKEN;
        struct reply reply = client_ask(server, ask);
        cr_expect_eq(reply.status, rows[i].status, "%s: %ld", ask.path, reply.status);
        cr_expect(reply.status == 200 || reply_string(&reply, "/message") != NULL);
        reply_clear(&reply);
    }
    cr_expect_eq(reference_executions_started(server), 0);
    reference_stop(server);
}

Test(reference, knows_its_paths_and_methods)
{
    static const struct {
        const char *method, *path;
        long status;
    } rows[] = {
        {"GET", "/", 200},
        {"GET", "/inputs", 200},
        {"GET", "/inputs?x=1", 200},
        {"GET", "/inputs/", 404},
        {"GET", "/nowhere", 404},
        {"POST", "/inputs", 405},
        {"GET", "/kickoff", 405},
        {"DELETE", "/resume", 405},
        {"GET", "/status", 404},
        {"GET", "/%ff/status", 404},
        {"GET", "/a/b/status", 404},
        {"PUT", "/x/status", 405},
        {"GET", "/not-a-uuid/status", 404},
        {"GET", "/inputs%00x", 404},
        {"BREW", "/kickoff", 405},
        {"GET", "/status/6f0c1f6e-2f52-4a8b-9d6e-1a2b3c4d5e6f", 404},
    };
    struct reference_server *server = server_start(NULL);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct reply reply = client_ask(server, (struct ask){.method = rows[i].method, .path = rows[i].path});
        cr_expect_eq(reply.status, rows[i].status, "%s %s: %ld", rows[i].method, rows[i].path, reply.status);
        reply_clear(&reply);
    }
    reference_stop(server);
}

Test(reference, bounds_what_it_reads)
{
    struct reference_server *server = server_start(NULL);
    size_t length = 8 << 20;
    char *large = memory_new(length + 1);
    memset(large, 'x', length);
    struct reply reply = client_post(server, "/kickoff", large);
    cr_expect_eq(reply.status, 413);
    reply_clear(&reply);
    memset(large, '[', 10000);
    large[10000] = '\0';
    reply = client_post(server, "/kickoff", large);
    cr_expect_eq(reply.status, 400);
    reply_clear(&reply);
    free(large);
    cr_expect_eq(reference_kickoffs_received(server), 2);
    cr_expect_eq(reference_requests_received(server), 2);
    reference_stop(server);
}

Test(reference, has_a_prefix_and_a_second_revision)
{
    struct reference_options options = {.prefix = "/crews/travel/", .revision = "2026-05"};
    struct reference_server *server = server_start(&options);
    char *id = client_kickoff(server, "");
    char *path = string_format("/status/%s", id);
    struct reply reply = client_get(server, path);
    cr_expect_eq(reply.status, 200);
    cr_expect_not_null(strstr(reference_url(server), "/crews/travel"));
    reply_clear(&reply);
    free(path);
    path = string_format("/%s/status", id);
    reply = client_get(server, path);
    cr_expect_eq(reply.status, 404);
    reply_clear(&reply);
    free(path);
    free(id);
    reference_stop(server);
}

Test(reference, refuses_options_that_make_no_sense)
{
    static const char *const typo[] = {"kickoff-acepts-anything", NULL};
    static const struct reference_options rows[] = {
        {.revision = "2024-01"},        {.prefix = "crews"}, {.bind = "localhost"},
        {.human_task = "no task"},      {.faults = typo},    {.variants = typo},
        {.certificate = "", .key = ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct reference_server *server = NULL;
        struct error error = {0};
        cr_expect_not(reference_start(&rows[i], &server, &error), "row %zu", i);
        cr_expect(error.set && *error.text != '\0');
    }
}

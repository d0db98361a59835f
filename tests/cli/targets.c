/* Targets that are no crew: none passes, none crashes the program, and of each the sentence is said that is true. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "support/program.h"
#include "support/wire_server.h"

#define CREWCHECK TEST_BINARY_DIR "/crewcheck"
#define KEEP      "Content-Length: 2\r\nContent-Type: application/json\r\n\r\n"

struct target {
    const char *name;
    struct wire_step steps[5];
    int exit;
    const char *says;  /* in the report */
    const char *never; /* not in it, or NULL */
};

static const struct target targets[] = {
    {"a static file server",
     {WIRE_DO(WIRE_READ),
      WIRE_TEXT(
          "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\nContent-Length: 17\r\n\r\n<h1>not here</h1>"),
      WIRE_DO(WIRE_AGAIN)},
     1,
     "every request was answered 404 expected status 200, from a crew found status 404 note this may not be the base "
     "URL of a crew",
     "FAILED auth"},
    {"a gateway that reaches nobody",
     {WIRE_DO(WIRE_READ), WIRE_TEXT("HTTP/1.1 502 Bad Gateway\r\n" KEEP "{}"), WIRE_DO(WIRE_AGAIN)},
     1,
     "every request was answered 502",
     "FAILED auth"},
    {"an application of one page",
     {WIRE_DO(WIRE_READ),
      WIRE_TEXT(
          "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: 6\r\n\r\n<html>"),
      WIRE_DO(WIRE_AGAIN)},
     1,
     "every request was answered 200 with a page of HTML",
     "FAILED auth"},
    {"one that answers 200 {} to everything",
     {WIRE_DO(WIRE_READ), WIRE_TEXT("HTTP/1.1 200 OK\r\n" KEEP "{}"), WIRE_DO(WIRE_AGAIN)},
     1,
     "POST /kickoff was answered 200 instead of 401",
     NULL},
    {"one that redirects to a login page",
     {WIRE_DO(WIRE_READ), WIRE_TEXT("HTTP/1.1 302 Found\r\nLocation: /login\r\nContent-Length: 0\r\n\r\n"),
      WIRE_DO(WIRE_AGAIN)},
     1,
     "GET /inputs was redirected to /login",
     "possibly"},
    {"one that resets every connection",
     {WIRE_DO(WIRE_READ), WIRE_DO(WIRE_RESET)},
     3,
     "gives no HTTP answer: the connection was reset before the first line of an answer",
     "FAILED"},
    {"one that speaks something else",
     {WIRE_DO(WIRE_READ), WIRE_TEXT("220 smtp.example ESMTP\r\n"), WIRE_DO(WIRE_CLOSE)},
     3,
     "gives no HTTP answer: ",
     "FAILED"},
    {"one that refuses the token",
     {WIRE_DO(WIRE_READ), WIRE_TEXT("HTTP/1.1 401 Unauthorized\r\n" KEEP "{}"), WIRE_DO(WIRE_AGAIN)},
     3,
     "refuses the token: GET /inputs was answered 401",
     "FAILED"},
    {"one that refuses everything for its rate",
     {WIRE_DO(WIRE_READ), WIRE_TEXT("HTTP/1.1 429 Too Many Requests\r\nRetry-After: 0\r\n" KEEP "{}"),
      WIRE_DO(WIRE_AGAIN)},
     3,
     "gives no HTTP answer: ",
     "FAILED"},
};

/* The same for a contract that is no crew's. */
static const struct target others[] = {
    {"a gateway that reaches nobody",
     {WIRE_DO(WIRE_READ), WIRE_TEXT("HTTP/1.1 503 Service Unavailable\r\n" KEEP "{}"), WIRE_DO(WIRE_AGAIN)},
     3,
     "answers 503 to the contract's operations and to any other path alike",
     "FAILED"},
    {"a static file server",
     {WIRE_DO(WIRE_READ), WIRE_TEXT("HTTP/1.1 404 Not Found\r\n" KEEP "{}"), WIRE_DO(WIRE_AGAIN)},
     3,
     "answers 404 to the contract's operations and to any other path alike",
     "FAILED"},
};

/* The report with its line breaks undone. */
static char *joined(const char *text)
{
    char *copy = string_copy(text), *to = copy;
    for (const char *at = copy; *at; at++) {
        bool space = *at == ' ' || *at == '\n';
        if (!space || (to > copy && to[-1] != ' '))
            *to++ = space ? ' ' : *at;
    }
    *to = '\0';
    return copy;
}

static void expect(const char *url, const char *spec, const struct target *target)
{
    const char *words[] = {CREWCHECK,
                           "run",
                           "--spec",
                           spec,
                           "--target",
                           url,
                           "--execution-timeout",
                           "1",
                           "--callback-timeout",
                           "0",
                           "--timeout",
                           "5",
                           NULL};
    const char *environment[] = {"CREWCHECK_TOKEN=a-secret-token", NULL};
    struct program *program = program_start(words, environment, NULL);
    cr_expect_eq(program_finish(program), target->exit, "%s", target->name);
    char *report = joined(program_output(program));
    cr_expect(strstr(report, target->says), "%s: \"%s\" is not in %s", target->name, target->says, report);
    cr_expect(!target->never || !strstr(report, target->never), "%s: %s", target->name, report);
    cr_expect_not(strstr(report, "PASSED"), "%s", target->name);
    cr_expect_str_empty(program_errors(program), "%s", target->name);
    free(report);
    program_free(program);
}

Test(targets, that_are_no_crew_do_not_pass)
{
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        struct wire_server *server = wire_server_new(targets[i].steps);
        expect(wire_server_url(server), "crewai-amp", &targets[i]);
        wire_server_free(server);
    }
}

Test(targets, of_another_contract_that_have_none_of_it_are_not_judged)
{
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        struct wire_server *server = wire_server_new(others[i].steps);
        expect(wire_server_url(server), TEST_ROOT "/tests/suites/library.yaml", &others[i]);
        wire_server_free(server);
    }
}

Test(targets, where_nothing_listens_are_not_judged)
{
    static const struct target nobody = {
        "nobody", {WIRE_DO(WIRE_END)}, 3, "gives no HTTP answer: no connection to 127.0.0.1:", "FAILED"};
    char *url = wire_dead_url();
    expect(url, "crewai-amp", &nobody);
    free(url);
}

/* libcurl would send a request again by itself where a connection that it has kept dies: not a kickoff. */
Test(targets, that_read_a_kickoff_and_hang_up_get_it_once)
{
    static const struct wire_step answers[] = {
        WIRE_DO(WIRE_READ),
        WIRE_TEXT("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                  "Content-Length: 13\r\n\r\n{\"inputs\":[]}"),
        WIRE_DO(WIRE_AGAIN)};
    static const struct wire_step hangs_up[] = {WIRE_DO(WIRE_READ), WIRE_DO(WIRE_CLOSE)};
    struct wire_server *server = wire_server_new(answers);
    wire_server_then(server, hangs_up);
    const char *words[] = {
        CREWCHECK, "run", "--target", wire_server_url(server), "--case", "kickoff.accept.required", NULL};
    struct program *program = program_start(words, NULL, NULL);
    cr_expect_eq(program_finish(program), 1, "%s", program_output(program));
    char *report = joined(program_output(program));
    cr_expect(strstr(report, "the connection was closed before the first line of an answer"), "%s", report);
    cr_expect(strstr(report, "1 possibly"), "%s", report);
    size_t kickoffs = 0;
    for (size_t i = 0; i < wire_server_requests(server); i++)
        kickoffs +=
            strncmp(wire_server_request(server, i, NULL), "POST /kickoff ", strlen("POST /kickoff ")) == 0;
    cr_expect_eq(kickoffs, 1, "%zu", kickoffs);
    free(report);
    program_free(program);
    wire_server_free(server);
}

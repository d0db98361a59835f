/* Deployments that answer every request with the same odd thing: all suites meet it, none trips over it, none passes. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "support/program.h"
#include "support/wire_server.h"

#define CREWCHECK TEST_BINARY_DIR "/crewcheck"

enum { SIDE_BY_SIDE = 3 };

struct answer {
    const char *status, *type, *body;
};

#define JSON "application/json"

static const struct answer answers[] = {
    {"200 OK", JSON, "null"},
    {"200 OK", JSON, "[]"},
    {"200 OK", JSON, "0"},
    {"200 OK", JSON, ""},
    {"200 OK", JSON, "no JSON"},
    {"200 OK", JSON, "{\"inputs\":[\"\xff\xfe\"],\"kickoff_id\":\"\xc0\x80\"}"},
    {"200 OK", JSON, "{\"inputs\":null,\"kickoff_id\":null,\"status\":null,\"result\":null,\"error\":null}"},
    {"200 OK", JSON, "{\"inputs\":[null,1,{},[]],\"kickoff_id\":1,\"status\":{},\"progress\":[]}"},
    {"200 OK", JSON, "{\"inputs\":[\"\",\"a\\u0000b\",\"a\"],\"kickoff_id\":\"\",\"status\":\"\"}"},
    {"200 OK", JSON,
     "{\"inputs\":[\"../..\",\"a\",\"a\"],\"kickoff_id\":\"../../?a=b#c %00\\r\\nX: y\",\"status\":\"running\","
     "\"current_task\":\"\\u0000\",\"progress\":{\"completed_tasks\":1e999,\"total_tasks\":-1}}"},
    {"200 OK", JSON,
     "{\"inputs\":[\"a\"],\"kickoff_id\":\"\\ud800\",\"status\":\"completed\",\"result\":{\"output\":[],\"tasks\":"
     "[null,0,{}]},\"execution_time\":-1e400}"},
    {"200 OK", JSON,
     "{\"inputs\":[\"a\"],\"kickoff_id\":\"x\",\"status\":\"error\",\"error\":{},\"execution_time\":\"\"}"},
    {"200 OK", "text/html", "<script>alert(1)</script>"},
    {"204 No Content", NULL, ""},
    {"422 Unprocessable Entity", JSON,
     "{\"error\":1,\"message\":[],\"details\":{\"missing_inputs\":[null,{}]}}"},
    {"400 Bad Request", JSON, "[[[[]]]]"},
    {"404 Not Found", JSON, "{\"error\":\"\\u001b[2J\",\"message\":\"]]>\\u0085\"}"},
    {"500 Internal Server Error", "text/plain", "Traceback (most recent call last):"},
    {"418 I'm a teapot", JSON, "{}"},
};

enum { ANSWERS = sizeof answers / sizeof *answers };

struct meeting {
    const struct answer *answer;
    char *text;
    struct wire_step steps[3];
    struct wire_server *server;
    struct program *program;
};

static void begin(struct meeting *meeting, const struct answer *answer)
{
    char *type = answer->type ? string_format("Content-Type: %s\r\n", answer->type) : string_copy("");
    char *length =
        answer->type ? string_format("Content-Length: %zu\r\n", strlen(answer->body)) : string_copy("");
    meeting->answer = answer;
    meeting->text = string_format("HTTP/1.1 %s\r\n%s%s\r\n%s", answer->status, type, length, answer->body);
    meeting->steps[0] = (struct wire_step)WIRE_DO(WIRE_READ);
    meeting->steps[1] = (struct wire_step){WIRE_SEND, meeting->text, strlen(meeting->text), 0};
    meeting->steps[2] = (struct wire_step)WIRE_DO(WIRE_AGAIN);
    meeting->server = wire_server_new(meeting->steps);
    const char *words[] = {CREWCHECK,
                           "run",
                           "--target",
                           wire_server_url(meeting->server),
                           "--execution-timeout",
                           "1",
                           "--callback-timeout",
                           "0",
                           "--max-executions",
                           "4",
                           NULL};
    meeting->program = program_start(words, (const char *[]){"CREWCHECK_TOKEN=a-secret-token", NULL}, NULL);
    free(type);
    free(length);
}

static bool has_control(const char *text)
{
    for (const unsigned char *at = (const unsigned char *)text; *at; at++)
        if ((*at < ' ' && *at != '\n') || *at == 0x7f)
            return true;
    return false;
}

static void end(struct meeting *meeting)
{
    const struct answer *answer = meeting->answer;
    int status = program_finish(meeting->program);
    const char *report = program_output(meeting->program);
    cr_expect_eq(status, 1, "%s %s: exit %d: %s%s", answer->status, answer->body, status, report,
                 program_errors(meeting->program));
    cr_expect(strstr(report, "\nFAILED: "), "%s %s: %s", answer->status, answer->body, report);
    cr_expect_not(has_control(report), "%s %s: %s", answer->status, answer->body, report);
    cr_expect_str_empty(program_errors(meeting->program), "%s %s", answer->status, answer->body);
    program_free(meeting->program);
    wire_server_free(meeting->server);
    free(meeting->text);
}

Test(hostile, answers_trip_no_suite)
{
    struct meeting meetings[SIDE_BY_SIDE];
    size_t begun = 0, ended = 0;
    while (ended < ANSWERS) {
        for (; begun < ANSWERS && begun - ended < SIDE_BY_SIDE; begun++)
            begin(&meetings[begun % SIDE_BY_SIDE], &answers[begun]);
        end(&meetings[ended++ % SIDE_BY_SIDE]);
    }
}

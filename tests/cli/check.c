/* crewcheck check, through the program itself: recorded traffic in, a verdict out. */
#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/memory.h"

static char folder[64];

static void new_folder(void)
{
    strcpy(folder, "/tmp/crewcheck-check-XXXXXX");
    cr_assert(mkdtemp(folder));
    cr_assert_eq(chdir(folder), 0);
}

static void delete_folder(void)
{
    char *command = string_format("rm -r '%s'", folder);
    cr_expect_eq(system(command), 0);
    free(command);
}

TestSuite(check, .init = new_folder, .fini = delete_folder, .timeout = 60);

#define ID "3fa85f64-5717-4562-b3fc-2c963f66afa6"

/* One entry of a HAR. */
static char *entry(const char *method, const char *path, const char *sent, int status, const char *got)
{
    char *post =
        *sent ? string_format(",\"postData\":{\"mimeType\":\"application/json\",\"text\":\"%s\"}", sent)
              : string_copy("");
    char *text = string_format(
        "{\"startedDateTime\":\"2026-11-24T08:30:00Z\",\"time\":12.5,\"request\":{\"method\":\"%s\",\"url\":"
        "\"https://crew.example%s\",\"headers\":[{\"name\":\"authorization\",\"value\":\"Bearer my-private-token\"},"
        "{\"name\":\"cookie\",\"value\":\"session=my-private-cookie\"},{\"name\":\"content-type\",\"value\":"
        "\"application/json\"},{\"name\":\":path\",\"value\":\"/\"}]%s},\"response\":{\"status\":%d,\"headers\":[{\"name\":"
        "\"Content-Type\",\"value\":\"application/json\"}],\"content\":{\"size\":9,\"text\":\"%s\"}}}",
        method, path, post, status, got);
    free(post);
    return text;
}

/* Writes traffic.har of up to two entries, which are taken. */
static void write_har(char *first, char *second)
{
    FILE *file = fopen("traffic.har", "w");
    fprintf(file, "{\"log\":{\"version\":\"1.2\",\"entries\":[%s%s%s]}}", first, second ? "," : "",
            second ? second : "");
    fclose(file);
    free(first);
    free(second);
}

static void expect_check(const char *options, int status, const char *words)
{
    struct buffer output;
    char chunk[4096];
    char *command = string_format("%s/crewcheck check %s traffic.har 2>&1", TEST_BINARY_DIR, options);
    FILE *pipe = popen(command, "r");
    buffer_init(&output, BUFFER_UNBOUNDED);
    for (size_t got; (got = fread(chunk, 1, sizeof chunk, pipe)) > 0;)
        buffer_append(&output, chunk, got);
    int ended = pclose(pipe);
    cr_expect(WIFEXITED(ended) && WEXITSTATUS(ended) == status, "exit %d: %s", WEXITSTATUS(ended),
              buffer_string(&output));
    cr_expect(strstr(buffer_string(&output), words), "not \"%s\" but %s", words, buffer_string(&output));
    cr_expect_null(strstr(buffer_string(&output), "my-private"));
    buffer_clear(&output);
    free(command);
}

static char *good(void)
{
    return entry("POST", "/kickoff", "{\\\"inputs\\\":{\\\"topic\\\":\\\"a\\\"}}", 200,
                 "{\\\"kickoff_id\\\":\\\"" ID "\\\"}");
}

Test(check, traffic_that_keeps_the_contract)
{
    write_har(good(), entry("GET", "/assets/logo.png", "", 200, "x"));
    expect_check("", 0, "1 of 2 entries match an operation");
    expect_check("--base https://crew.example", 0, "PASSED");
    expect_check("--base https://other.example", 3,
                 "nothing of the traffic matches an operation of the contract");
}

Test(check, an_answer_that_does_not)
{
    write_har(good(), entry("GET", "/" ID "/status", "", 200, "{\\\"status\\\":\\\"done\\\"}"));
    expect_check("", 1, "FAILED  status.answers.200.schema");
    write_har(entry("GET", "/inputs", "", 418, "{}"), NULL);
    expect_check("", 1, "FAILED  inputs.answers.undocumented");
}

Test(check, a_request_that_does_not)
{
    write_har(entry("POST", "/kickoff", "{\\\"inputs\\\":{\\\"topic\\\":7}}", 200,
                    "{\\\"kickoff_id\\\":\\\"" ID "\\\"}"),
              NULL);
    expect_check("", 1, "the request was accepted all the same");
    write_har(entry("POST", "/kickoff", "{\\\"inputs\\\":", 400,
                    "{\\\"error\\\":\\\"e\\\",\\\"message\\\":\\\"m\\\"}"),
              NULL);
    expect_check("", 1, "the request's body is not JSON");
    write_har(entry("GET", "/no-uuid/status", "", 404, "{\\\"error\\\":\\\"e\\\",\\\"message\\\":\\\"m\\\"}"),
              NULL);
    expect_check("", 1, "the parameter kickoff_id has a value that the contract forbids");
}

/* Of another contract: lists and objects in parameters, as their styles spell them. */
Test(check, parameters_in_their_styles)
{
    static const struct {
        const char *path;
        int status;
        const char *words;
    } rows[] = {
        {"/books?by%5Bauthor%5D=Woolf&by[year]=1927&ids=1&ids=2", 0, "PASSED"},
        {"/books?by[author]=Woolf&ids=1&ids=two", 1,
         "the parameter ids has a value that the contract forbids"},
        {"/books?by[year]=1927", 1, "the parameter by has a value that the contract forbids"},
        {"/books?ids=1", 1, "the request lacks the parameter by"},
        {"/shelves?topics=art,sea&limit=7", 0, "PASSED"},
        {"/shelves?topics=art,sky", 1, "the parameter topics has a value that the contract forbids"},
        {"/shelves?limit=70", 1, "the parameter limit has a value that the contract forbids"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        write_har(entry("GET", rows[i].path, "", 400, "{\\\"reason\\\":\\\"r\\\"}"), NULL);
        expect_check("--spec " TEST_ROOT "/tests/suites/library.yaml", rows[i].status, rows[i].words);
    }
}

Test(check, what_cannot_be_judged_is_passed_over)
{
    char *unseen = entry("GET", "/inputs", "", 200, "");
    *strstr(unseen, "\"text\":\"\"") = '"';
    char *text = strstr(unseen, ",\"text\":\"\"");
    memmove(text, text + 10, strlen(text + 10) + 1);
    write_har(unseen, entry("GET", "/inputs", "", 304, ""));
    expect_check("", 3, "passed over were 1 without an answer and 1 without the body");
}

Test(check, what_is_no_har)
{
    write_har(string_copy("1"), NULL);
    expect_check("", 3, "nothing of the traffic matches");
    FILE *file = fopen("traffic.har", "w");
    fputs("{\"log\":{}}", file);
    fclose(file);
    expect_check("", 2, "traffic.har is no HAR: it has no log.entries");
}

Test(check, tokens_and_cookies_are_not_written_down)
{
    struct buffer text;
    buffer_init(&text, BUFFER_UNBOUNDED);
    write_har(entry("GET", "/inputs", "", 200, "{\\\"inputs\\\":[\\\"my-private-token\\\"]}"), NULL);
    expect_check("--record record.ndjson", 0, "PASSED");
    cr_assert(buffer_read_file(&text, "record.ndjson"));
    cr_expect_null(strstr(buffer_string(&text), "my-private"));
    cr_expect(strstr(buffer_string(&text), "Bearer [token]"));
    buffer_clear(&text);
}

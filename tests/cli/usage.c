/* Bad usage, told before the first request: exit 2, one sentence on standard error, nothing on standard output. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "support/program.h"

#define CREWCHECK TEST_BINARY_DIR "/crewcheck"

struct usage {
    const char *words[8]; /* behind the program's name */
    const char *environment[3];
    const char *input;
    const char *
        says; /* the whole of standard error, without "crewcheck: " and the newline; or its beginning before … */
};

static const struct usage usages[] = {
    {{"rnu"}, {0}, NULL, "unknown command \"rnu\", perhaps \"run\" (see crewcheck --help)"},
    {{"run", "--taregt", "x"},
     {0},
     NULL,
     "unknown option --taregt, perhaps --target (see crewcheck run --help)"},
    {{"run", "now"}, {0}, NULL, "crewcheck run does not know what to do with \"now\""},
    {{"run", "--junit", "/tmp/crewcheck-both", "--tap", "/tmp/crewcheck-both"},
     {0},
     NULL,
     "--junit and --tap cannot both be written to /tmp/crewcheck-both"},
    {{"run", "--record", "/tmp/crewcheck-both", "--html", "/tmp/crewcheck-both"},
     {0},
     NULL,
     "--html would overwrite the record /tmp/crewcheck-both"},
    {{"run", "--suite", "kickof"},
     {0},
     NULL,
     "unknown suite \"kickof\", perhaps \"kickoff\" (see crewcheck list)"},
    {{"run", "--case", "target.accept.inputs.tokn"},
     {0},
     NULL,
     "no case matches \"target.accept.inputs.tokn\", perhaps \"target.accept.inputs.token\" (see crewcheck list)"},
    {{"run", "--suite", "auth", "--case", "target.*"},
     {0},
     NULL,
     "no case is of the suites and matches the globs that were given (see crewcheck list)"},
    {{"run", "--level", "shold"}, {0}, NULL, "--level does not know \"shold\", perhaps \"should\""},
    {{"run", "--workers", "many"}, {0}, NULL, "--workers takes a whole number from 1 to 256, not \"many\""},
    {{"run", "--seed", "-1"}, {0}, NULL, "--seed takes a whole number from 0 to 2^53 - 1, not \"-1\""},
    {{"run", "--spec", "crewai-anp"},
     {0},
     NULL,
     "\"crewai-anp\" is neither the name of a shipped contract nor a file, perhaps \"crewai-amp\""},
    {{"run", "--spec", TEST_DATA "/data/broken.yaml"}, {0}, NULL, TEST_DATA "/data/broken.yaml:3:3: …"},
    {{"run", "--inputs", TEST_DATA "/data/list.json"},
     {0},
     NULL,
     TEST_DATA "/data/list.json: the crew's inputs must be an object, not array"},
    {{"run", "--inputs", TEST_DATA "/data/inputs-number.yaml"},
     {0},
     NULL,
     TEST_DATA
     "/data/inputs-number.yaml:2:1: the input \"year\" must be a string, not the number 2026 (as a string: \"2026\")…"},
    {{"run", "--inputs", TEST_DATA "/data/inputs-boolean.json"},
     {0},
     NULL,
     TEST_DATA
     "/data/inputs-boolean.json:2:2: the input \"draft\" must be a string, not the boolean true (as a string: \"true\")…"},
    {{"run", "--inputs", TEST_DATA "/data/inputs-null.yaml"},
     {0},
     NULL,
     TEST_DATA "/data/inputs-null.yaml:1:1: the input \"topic\" must be a string, not null…"},
    {{"run", "--inputs", TEST_DATA "/data/inputs-list.yaml"},
     {0},
     NULL,
     TEST_DATA "/data/inputs-list.yaml:1:1: the input \"topics\" must be a string, not an array of 2 items…"},
    {{"run", "--inputs", TEST_DATA "/data/inputs-object.json"},
     {0},
     NULL,
     TEST_DATA
     "/data/inputs-object.json:1:2: the input \"topic\" must be a string, not an object of 1 property…"},
    {{"run", "--inputs", TEST_DATA "/data/inputs-twice.yaml"},
     {0},
     NULL,
     TEST_DATA "/data/inputs-twice.yaml:2:1: the key \"topic\" stands in this object already…"},
    {{"run", "--inputs", TEST_DATA "/data/inputs-twice.json"},
     {0},
     NULL,
     TEST_DATA "/data/inputs-twice.json:2:2: the key \"topic\" stands in this object already…"},
    {{"list", "--inputs", TEST_DATA "/data/inputs-number.yaml"},
     {0},
     NULL,
     TEST_DATA "/data/inputs-number.yaml:2:1: the input \"year\" must be a string, not the number 2026…"},
    {{"run", "--inputs", "/no/such/file"},
     {0},
     NULL,
     "/no/such/file cannot be read: No such file or directory"},
    {{"run", "--target", ""},
     {0},
     NULL,
     "the target that --target gives is empty: give a URL, or \"bundled\" for the deployment that crewcheck brings "
     "along"},
    {{"run"}, {"CREWCHECK_TARGET="}, NULL, "the target that CREWCHECK_TARGET gives is empty…"},
    {{"run"},
     {"CI=true"},
     NULL,
     "no target: give --target URL or set CREWCHECK_TARGET (--target bundled examines the "
     "deployment that crewcheck brings along)"},
    {{"run"}, {"CREWCHECK_TOKEN=secret-token"}, NULL, "no target: …"},
    {{"run", "--token-file", "-"}, {0}, "secret-token\n", "no target: …"},
    {{"run", "--token-file", "-", "--target", "http://127.0.0.1:9"},
     {0},
     "\n",
     "--token-file: standard input holds no token"},
    {{"run", "--target", "http://127.0.0.1:9"},
     {"CREWCHECK_TOKEN=two\nlines"},
     NULL,
     "the token from CREWCHECK_TOKEN has a line break or another control character in it"},
    {{"run", "--target", "ftp://crew.example"},
     {0},
     NULL,
     "\"ftp://crew.example\" does not begin with http:// or https://"},
    {{"run", "--target", "http://user:pass@crew.example"},
     {0},
     NULL,
     "the URL holds a user or a password; tokens are given apart from it"},
    {{"run", "--header", "Authorization: x"},
     {0},
     NULL,
     "--header cannot set Authorization: cases set it by their own rules (tokens come by CREWCHECK_TOKEN)"},
    {{"run", "--header", "no colon"}, {0}, NULL, "--header takes NAME:VALUE, such as X-Tenant:blue"},
    {{"run", "--junit", "/no/such/folder/report.xml"},
     {0},
     NULL,
     "--junit: /no/such/folder/report.xml cannot be written: No such file or directory"},
    {{"run", "--junit", "-", "--tap", "-"}, {0}, NULL, "--junit and --tap cannot both go to standard output"},
    {{"run", "--record", "/no/such/folder/record"},
     {0},
     NULL,
     "cannot write the record /no/such/folder/record: No such file or directory"},
    {{"run", "--cacert", TEST_DATA "/data/list.json"},
     {0},
     NULL,
     TEST_DATA "/data/list.json holds no certificate in PEM form"},
    {{"run", "--callback-listen", "localhost:1"},
     {0},
     NULL,
     "\"localhost:1\" is no address to listen on: 127.0.0.1:8080, or [::1]:0 for a free port"},
    {{"run", "--target", "https://crew.example", "--callback-url", "https://hook.example"},
     {0},
     NULL,
     "--callback-url needs --callback-listen: where are the callbacks to be received?"},
    {{"list", "--suite", "auht"}, {0}, NULL, "unknown suite \"auht\", perhaps \"auth\" (see crewcheck list)"},
    {{"serve", "--fault", "no-such-fault"}, {0}, NULL, "unknown fault \"no-such-fault\"…"},
    {{"serve", "--human", "nobody"}, {0}, NULL, "the crew has no task \"nobody\" to wait for a human"},
    {{"serve", "--cert", TEST_DATA "/data/list.json"}, {0}, NULL, "--cert and --key belong together"},
};

/* Compares the whole, or what stands before "…". */
static bool says(const char *errors, const char *expected)
{
    static const char prefix[] = "crewcheck: ";
    const char *dots = strstr(expected, "…");
    size_t length = dots ? (size_t)(dots - expected) : strlen(expected);
    bool begins = strncmp(errors, prefix, strlen(prefix)) == 0 &&
                  strncmp(errors + strlen(prefix), expected, length) == 0;
    return begins && (dots || strcmp(errors + strlen(prefix) + length, "\n") == 0);
}

Test(usage, that_is_wrong_is_told_in_one_sentence)
{
    for (size_t i = 0; i < sizeof usages / sizeof *usages; i++) {
        const struct usage *usage = &usages[i];
        const char *words[10] = {CREWCHECK};
        for (size_t j = 0; j < 8; j++)
            words[j + 1] = usage->words[j];
        struct program *program = program_start(words, usage->environment, usage->input);
        cr_expect_eq(program_finish(program), 2, "%s", usage->says);
        cr_expect(says(program_errors(program), usage->says), "said: %sexpected: %s", program_errors(program),
                  usage->says);
        cr_expect_str_empty(program_output(program), "%s", usage->says);
        program_free(program);
    }
}

struct excess {
    const char *says;
    size_t count, name, value; /* inputs, and the bytes of a name and of a value */
};

/* What every kickoff would carry, and what cases are made for. */
static const struct excess excesses[] = {
    {"inputs are 1048", 1, 8, 1048576},
    {"4097 inputs, and a kickoff brings 4096 at most", 4097, 8, 8},
    {"the name of an input has 256 bytes at most", 1, 257, 8},
};

static void write_inputs(const char *path, const struct excess *excess)
{
    FILE *file = fopen(path, "w");
    cr_assert_not_null(file);
    for (size_t i = 0; i < excess->count; i++) {
        fprintf(file, "%c\"%0*zu\": \"", i ? ',' : '{', (int)excess->name, i);
        fprintf(file, "%0*d\"", (int)excess->value, 0);
    }
    fputs("}", file);
    fclose(file);
}

Test(usage, of_too_many_or_too_large_inputs)
{
    char folder[] = "/tmp/crewcheck-inputs-XXXXXX";
    cr_assert(mkdtemp(folder));
    char *path = string_format("%s/inputs.json", folder);
    const char *words[] = {CREWCHECK, "run", "--inputs", path, NULL};
    for (size_t i = 0; i < sizeof excesses / sizeof *excesses; i++) {
        write_inputs(path, &excesses[i]);
        struct program *program = program_start(words, NULL, NULL);
        cr_expect_eq(program_finish(program), 2, "%s", excesses[i].says);
        cr_expect(strstr(program_errors(program), excesses[i].says), "%s", program_errors(program));
        program_free(program);
    }
    remove(path);
    remove(folder);
    free(path);
}

/* A record that was there before a run that never began is still there. */
Test(usage, that_is_wrong_leaves_files_alone)
{
    char path[] = "/tmp/crewcheck-record-XXXXXX";
    int file = mkstemp(path);
    cr_assert(file >= 0 && write(file, "kept", 4) == 4);
    close(file);
    const char *words[] = {CREWCHECK, "run", "--record", path, "--suite", "nothing", NULL};
    struct program *program = program_start(words, NULL, NULL);
    cr_expect_eq(program_finish(program), 2);
    program_free(program);
    struct buffer text;
    buffer_init(&text, 100);
    cr_assert(buffer_read_file(&text, path));
    cr_expect_str_eq(buffer_string(&text), "kept");
    buffer_clear(&text);
    remove(path);
}

Test(usage, without_a_command_shows_the_commands)
{
    const char *words[] = {CREWCHECK, NULL};
    struct program *program = program_start(words, NULL, NULL);
    cr_expect_eq(program_finish(program), 2);
    cr_expect(strstr(program_errors(program), "Usage: crewcheck COMMAND"));
    program_free(program);
}

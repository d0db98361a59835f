/* The commands that examine no deployment: lint, diff, validate, spec. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "json/json.h"
#include "support/program.h"

#define CREWCHECK TEST_BINARY_DIR "/crewcheck"
#define DATA      TEST_DATA "/data/"

struct usage {
    const char *words[12]; /* behind the program's name */
    const char *input;
    int status;
    const char *says[4];   /* all of them stand in standard output */
    const char *complains; /* stands in standard error; NULL: nothing does */
};

static struct program *run(const char *const *words, const char *input)
{
    const char *line[14] = {CREWCHECK};
    for (size_t i = 0; words[i]; i++)
        line[i + 1] = words[i];
    return program_start(line, NULL, input);
}

static void expect(const struct usage *usage)
{
    struct program *program = run(usage->words, usage->input);
    int status = program_finish(program);
    const char *output = program_output(program), *errors = program_errors(program);
    char name[300] = "";
    for (size_t i = 0; usage->words[i]; i++)
        snprintf(name + strlen(name), sizeof name - strlen(name), "%s ", usage->words[i]);
    cr_expect_eq(status, usage->status, "%s: exit %d\n%s%s", name, status, output, errors);
    for (size_t i = 0; i < 4 && usage->says[i]; i++)
        cr_expect(strstr(output, usage->says[i]), "%s: no \"%s\" in\n%s", name, usage->says[i], output);
    if (usage->complains)
        cr_expect(strstr(errors, usage->complains), "%s: no \"%s\" in\n%s", name, usage->complains, errors);
    else
        cr_expect_str_empty(errors, "%s: %s", name, errors);
    program_free(program);
}

static void expect_all(const struct usage *usages, size_t count)
{
    for (size_t i = 0; i < count; i++)
        expect(&usages[i]);
}

#define EXPECT_ALL(usages) expect_all((usages), sizeof(usages) / sizeof *(usages))

Test(contracts, lint)
{
    static const struct usage usages[] = {
        {{"lint", "crewai-amp"},
         NULL,
         0,
         {"crewai-amp@2025-10:191:17: warning: one body can match ", "[ambiguous-one-of]",
          "crewai-amp@2025-10: 0 errors, 9 warnings\n"},
         NULL},
        {{"lint", DATA "wrong.yaml"},
         NULL,
         1,
         {DATA
          "wrong.yaml:13:15: error: the example breaks its own schema: expected an integer, found the string \"one\" "
          "[example]\n"
          "  13 |               example: one\n"
          "     |               ^\n",
          "[unknown-keyword]", "wrong.yaml: 2 errors, 0 warnings\n"},
         NULL},
        {{"lint", "--errors", "crewai-amp", DATA "broken.yaml"},
         NULL,
         1,
         {"crewai-amp@2025-10: 0 errors, 9 warnings\n",
          "broken.yaml:3:3: error: ", "broken.yaml: 1 error, 0 warnings\n"},
         NULL},
        {{"lint", "crewai-anp"},
         NULL,
         2,
         {0},
         "\"crewai-anp\" is neither the name of a shipped contract nor a file, perhaps \"crewai-amp\""},
        {{"lint"}, NULL, 2, {0}, "crewcheck lint needs a document"},
        {{"lint", "--rules"},
         NULL,
         0,
         {"example ", "an example breaks its own schema", "unknown-keyword"},
         NULL},
        {{"lint", "--overlay", DATA "list.json", "crewai-amp"}, NULL, 1, {"error: ", "[document]"}, NULL},
    };
    EXPECT_ALL(usages);
}

Test(contracts, diff)
{
    static const struct usage usages[] = {
        {{"diff", "crewai-amp", "crewai-amp@2026-05"},
         NULL,
         1,
         {"getExecutionStatus\n  breaking    moved from GET /{kickoff_id}/status to GET /status/{kickoff_id}\n"
          "              crewai-amp@2025-10:170 → crewai-amp@2026-05:170\n",
          "\n1 breaking, 0 compatible, 0 neutral\n"},
         NULL},
        {{"diff", "crewai-amp", "crewai-amp"}, NULL, 0, {"0 breaking, 0 compatible, 0 neutral\n"}, NULL},
        {{"diff", "crewai-amp", DATA "broken.yaml"}, NULL, 2, {0}, "broken.yaml:3:3: "},
        {{"diff", "/no/such/file", "crewai-amp"}, NULL, 2, {0}, "\"/no/such/file\" is neither"},
        {{"diff", "crewai-amp"}, NULL, 2, {0}, "crewcheck: "},
    };
    EXPECT_ALL(usages);
}

#define STATUS "--operation", "getExecutionStatus", "--status", "200"

Test(contracts, validate)
{
    static const struct usage usages[] = {
        {{"validate", STATUS, DATA "bodies/running.json"}, NULL, 0, {"running.json: valid\n"}, NULL},
        {{"validate", STATUS, DATA "bodies/thin.json", DATA "bodies/running.json"},
         NULL,
         1,
         {"thin.json:1:25: /result: expected the property \"output\"",
          "[should, overlays/promises:", "running.json: valid\n"},
         NULL},
        {{"validate", STATUS, "--level", "must", DATA "bodies/thin.json"},
         NULL,
         0,
         {"thin.json: valid\n"},
         NULL},
        {{"validate", STATUS, DATA "bodies/odd.json"},
         NULL,
         1,
         {"odd.json:1:2: /status: expected ", "found the string \"done\" [must, crewai-amp@2025-10:"},
         NULL},
        {{"validate", STATUS, DATA "bodies/cut.json"}, NULL, 1, {"cut.json:2:1: expected a value"}, NULL},
        {{"validate", STATUS, DATA "bodies/twice.json"},
         NULL,
         1,
         {"twice.json:1:23: expected each key once"},
         NULL},
        {{"validate", STATUS, "--level", "must", DATA "bodies/twice.json"},
         NULL,
         0,
         {"twice.json: valid\n"},
         NULL},
        {{"validate", STATUS, "-"}, "{\"status\": \"running\"}", 0, {"standard input: valid\n"}, NULL},
        {{"validate", "--operation", "startCrewExecution", "-"},
         "{}",
         1,
         {"standard input:1:1: expected the property \"inputs\""},
         NULL},
        {{"validate", "--operation", "startCrewExecution", "--callback", "taskWebhookUrl", "--level", "must",
          "-"},
         "{\"kickoff_id\": \"3f0e7c52-9a41-4d7b-8c66-1b2f5d90e8a4\", \"output\": \"-\"}",
         0,
         {"standard input: valid\n"},
         NULL},
    };
    EXPECT_ALL(usages);
}

Test(contracts, validate_what_is_not_there)
{
    static const struct usage usages[] = {
        {{"validate", STATUS, "/no/such/file"},
         NULL,
         2,
         {0},
         "/no/such/file cannot be read: No such file or directory"},
        {{"validate", "--operation", "getExecutionStatsu", "-"},
         NULL,
         2,
         {0},
         "no operation \"getExecutionStatsu\", perhaps \"getExecutionStatus\""},
        {{"validate", "--operation", "getExecutionStatus", "--status", "418", "-"},
         NULL,
         2,
         {0},
         "documents no answer 418, only 200, 401, 404, 500"},
        {{"validate", "--operation", "startCrewExecution", "--callback", "taskWebhook", "-"},
         NULL,
         2,
         {0},
         "no callback \"taskWebhook\", perhaps \"taskWebhookUrl\""},
        {{"validate", "--operation", "getExecutionStatus", "-"},
         NULL,
         2,
         {0},
         "getExecutionStatus documents no schema of JSON for its request"},
        {{"validate", "--spec", DATA "wrong.yaml", "--operation", "a", "--status", "200", "-"},
         "3",
         0,
         {"standard input: valid\n"},
         "has no keyword \"const\""},
        {{"validate", "--spec", DATA "wrong.yaml", "--operation", "a", "--status", "200", "--media-type",
          "text/plain", "-"},
         NULL,
         2,
         {0},
         "documents no schema of text/plain"},
        {{"validate", "--spec", DATA "wrong.yaml", "--operation", "a", "--status", "204", "-"},
         NULL,
         2,
         {0},
         "documents no schema of JSON for its answer"},
        {{"validate", "-"}, NULL, 2, {0}, "Give --operation ID or --schema FILE"},
        {{"validate", "--schema", "a", "--operation", "b", "-"}, NULL, 2, {0}, "exclude each other"},
        {{"validate", "--schema", "a", "--status", "200", "-"}, NULL, 2, {0}, "--status needs --operation"},
    };
    EXPECT_ALL(usages);
}

Test(contracts, validate_bare_schemas)
{
    static const struct usage usages[] = {
        {{"validate", "--schema", DATA "order.schema.yaml", "-"},
         "{\"lines\": [{\"sku\": \"a\"}]}",
         0,
         {"standard input: valid\n"},
         NULL},
        {{"validate", "--schema", DATA "order.schema.yaml", "-"},
         "{\"lines\": [{}]}",
         1,
         {"standard input:1:12: /lines/0: expected the property \"sku\"",
          "[must, " DATA "order.schema.yaml:6]"},
         NULL},
        {{"validate", "--schema", DATA "order.schema.yaml#/definitions/line", "-"},
         "{\"sku\": 1}",
         1,
         {"/sku: expected a string"},
         NULL},
        {{"validate", "--schema", DATA "order.schema.yaml#/definitions/lien", "-"},
         "{}",
         2,
         {0},
         "leads nowhere"},
        {{"validate", "--schema", "/no/such/schema", "-"},
         "{}",
         2,
         {0},
         "crewcheck: /no/such/schema cannot be read: No such file or directory\n"},
        {{"validate", "--schema", DATA "list.json", "-"}, "{}", 2, {0}, "a schema is an object"},
    };
    EXPECT_ALL(usages);
}

Test(contracts, spec)
{
    static const struct usage usages[] = {
        {{"spec"}, NULL, 0, {"crewai-amp@2025-10 ", "overlays/promises ", "locales/pt-BR "}, NULL},
        {{"spec", "overlays/promises"}, NULL, 0, {"x-occasions:"}, NULL},
        {{"spec", "crewai-amp", "--lang", "PT-br"}, NULL, 0, {"operationId: getExecutionStatus\n"}, NULL},
        {{"spec", "crewai-amp", "--overlaid"}, NULL, 0, {"TaskCallback:", "- execution_time\n"}, NULL},
        {{"spec", "crewai-amp", "--overlaid", "--level", "must"}, NULL, 0, {"TaskCallback:"}, NULL},
        {{"spec", "crewai-apm"},
         NULL,
         2,
         {0},
         "no document is shipped under the name \"crewai-apm\", perhaps \"crewai-amp"},
        {{"spec", "crewai-amp", "--lang", "kr"},
         NULL,
         2,
         {0},
         "there is no prose in the language \"kr\", perhaps \"ko\""},
        {{"spec", "locales/ko", "--overlaid"}, NULL, 2, {0}, "locales/ko is an overlay itself"},
    };
    EXPECT_ALL(usages);
}

/* ---- What reads back ---- */

static struct json_document *read_json(const char *const *words)
{
    struct program *program = run(words, NULL);
    struct error error = {0};
    program_finish(program);
    const char *output = program_output(program);
    struct json_document *document = json_read(words[0], output, strlen(output), NULL, &error);
    cr_assert(document, "%s --json: %u:%u: %s", words[0], error.line, error.column, error.text);
    program_free(program);
    return document;
}

static const struct json_object *item(const struct json_document *document, size_t index)
{
    return json_object_array_get_idx(json_document_root(document), index);
}

Test(contracts, tell_machines)
{
    struct json_document *lint = read_json((const char *[]){"lint", "--json", DATA "wrong.yaml", NULL});
    cr_expect_str_eq(json_member_string(item(lint, 1), "rule"), "example");
    cr_expect_str_eq(json_member_string(item(lint, 1), "level"), "error");
    cr_expect_eq(json_member_int(item(lint, 1), "line", 0), 13);
    json_document_free(lint);
    struct json_document *diff =
        read_json((const char *[]){"diff", "--json", "--breaking", "crewai-amp", "crewai-amp@2026-05", NULL});
    cr_expect_str_eq(json_member_string(item(diff, 0), "effect"), "breaking");
    cr_expect_eq(json_member_int(json_member(item(diff, 0), "after"), "line", 0), 170);
    json_document_free(diff);
    struct json_document *bodies =
        read_json((const char *[]){"validate", "--json", STATUS, DATA "bodies/running.json",
                                   DATA "bodies/cut.json", DATA "bodies/odd.json", NULL});
    cr_expect(json_member_bool(item(bodies, 0), "valid", false));
    cr_expect_not(json_member_bool(item(bodies, 1), "valid", true));
    cr_expect_eq(json_member_int(json_member(item(bodies, 1), "malformed"), "line", 0), 2);
    const struct json_object *finding =
        json_object_array_get_idx(json_member(item(bodies, 2), "findings"), 0);
    cr_expect_str_eq(json_member_string(finding, "pointer"), "/status");
    cr_expect_str_eq(json_member_string(json_member(finding, "basis"), "file"), "crewai-amp@2025-10");
    json_document_free(bodies);
}

/* What a command printed, as a file. */
static char *save(const char *const *words)
{
    char *path = string_format("%s/crewcheck-spec-XXXXXX", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
    int descriptor = mkstemp(path);
    cr_assert_geq(descriptor, 0);
    FILE *file = fdopen(descriptor, "w");
    struct program *program = run(words, NULL);
    cr_expect_eq(program_finish(program), 0);
    fputs(program_output(program), file);
    fclose(file);
    program_free(program);
    return path;
}

Test(contracts, spec_prints_the_very_document)
{
    char *path = save((const char *[]){"spec", "crewai-amp@2026-05", NULL});
    struct buffer printed, shipped;
    buffer_init(&printed, BUFFER_UNBOUNDED);
    buffer_init(&shipped, BUFFER_UNBOUNDED);
    cr_assert(buffer_read_file(&printed, path));
    cr_assert(buffer_read_file(&shipped, TEST_ROOT "/spec/crewai-amp-2026-05.yaml"));
    cr_expect_str_eq(printed.data, shipped.data);
    buffer_clear(&printed);
    buffer_clear(&shipped);
    remove(path);
    free(path);
}

Test(contracts, spec_in_a_language_is_the_same_contract)
{
    char *path = save((const char *[]){"spec", "crewai-amp", "--lang", "ko", NULL});
    expect(&(struct usage){
        {"diff", path, "crewai-amp"}, NULL, 0, {"0 breaking, 0 compatible, 0 neutral"}, NULL});
    remove(path);
    free(path);
}

Test(contracts, spec_overlaid_is_what_answers_are_judged_by)
{
    char *path = save((const char *[]){"spec", "crewai-amp", "--overlaid", NULL});
    expect(&(struct usage){{"lint", path}, NULL, 0, {"0 errors, 0 warnings"}, NULL});
    expect(&(struct usage){{"validate", "--spec", path, "--no-overlays", STATUS, DATA "bodies/thin.json"},
                           NULL,
                           1,
                           {"expected the property \"output\""},
                           NULL});
    expect(&(struct usage){{"validate", "--spec", path, "--no-overlays", STATUS, DATA "bodies/running.json"},
                           NULL,
                           0,
                           {"running.json: valid"},
                           NULL});
    remove(path);
    free(path);
}

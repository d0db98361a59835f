/* Documents that mean no good: long chains, great numbers, and what takes very long where every pair is looked at. Each
 * is loaded or refused, linted and compared with itself, in the time that the test has. */
#include <criterion/criterion.h>

#include <string.h>

#include "contract/diff.h"
#include "contract/lint.h"

#define HEAD                                                                                                 \
    "openapi: 3.0.3\n"                                                                                       \
    "info: {title: Hostile, version: '1'}\n"
#define OPERATION(more)                                                                                      \
    "paths:\n"                                                                                               \
    "  /a:\n"                                                                                                \
    "    post:\n"                                                                                            \
    "      operationId: a\n"                                                                                 \
    "      responses: {'200': {description: Fine}}\n" more

static bool read_text(void *context, const char *name, struct buffer *out, struct error *error)
{
    const struct buffer *text = context;
    if (strcmp(name, "hostile.yaml") != 0)
        return error_set(error, "%s is not there", name);
    return buffer_append(out, text->data, text->length);
}

static struct contract_request request_of(struct buffer *text)
{
    return (struct contract_request){
        .document = "hostile.yaml", .level = CONTRACT_DOCUMENTED, .read = read_text, .context = text};
}

/* Expects the document to be refused for `reason`, or to load where that is NULL. Empties the text. */
static void examine(struct buffer *text, const char *reason)
{
    struct contract_request request = request_of(text);
    struct error error = {0};
    struct contract_lint lint;
    struct contract_diff diff = {0};
    struct contract *contract = contract_load(&request, &error);
    cr_expect_eq(contract == NULL, reason != NULL, "%s", error.text);
    if (reason)
        cr_expect(strstr(error.text, reason), "%s", error.text);
    contract_lint(&request, &lint);
    cr_expect(!reason || lint.errors > 0);
    if (contract)
        contract_diff(contract, contract, &diff);
    cr_expect_eq(diff.count, 0);
    contract_diff_clear(&diff);
    contract_lint_clear(&lint);
    contract_free(contract);
    buffer_clear(text);
}

static struct buffer start(const char *text)
{
    struct buffer buffer;
    buffer_init(&buffer, BUFFER_UNBOUNDED);
    buffer_text(&buffer, HEAD);
    buffer_text(&buffer, text);
    return buffer;
}

Test(hostile, chains_of_callbacks)
{
    struct buffer text =
        start(OPERATION("      callbacks: {a: {$ref: '#/components/callbacks/C0'}}\n") "components:\n"
                                                                                       "  callbacks:\n");
    for (int i = 0; i < 5000; i++)
        buffer_format(
            &text,
            "    C%d: {'{$url}': {post: {responses: {'200': {description: Fine}}, callbacks: {n: {$ref: "
            "'#/components/callbacks/C%d'}}}}}\n",
            i, i + 1);
    buffer_text(&text, "    C5000: {}\n");
    examine(&text, NULL);
}

Test(hostile, chains_of_references)
{
    struct buffer text = start(OPERATION("") "components:\n  responses:\n");
    for (int i = 0; i < 1500; i++)
        buffer_format(&text, "    R%d: {$ref: '#/components/responses/R%d'}\n", i, i + 1);
    buffer_text(&text, "    R1500: {description: The end}\n");
    examine(&text, "leads back to itself");
}

Test(hostile, chains_of_schemas)
{
    struct buffer text = start(OPERATION("") "components:\n  schemas:\n");
    for (int i = 0; i < 8000; i++)
        buffer_format(&text, "    S%d: {type: object, properties: {s: {$ref: '#/components/schemas/S%d'}}}\n",
                      i, i + 1);
    buffer_text(&text, "    S8000: {type: object}\n");
    examine(&text, NULL);
}

/* Each schema combines the next one twice, in 90 steps. */
Test(hostile, doubled_schemas)
{
    static const char *const combinators[] = {"allOf", "oneOf", "anyOf"};
    for (size_t i = 0; i < sizeof combinators / sizeof *combinators; i++) {
        struct buffer text = start(OPERATION("") "components:\n  schemas:\n");
        for (int j = 0; j < 90; j++)
            buffer_format(
                &text,
                "    S%d: {%s: [{$ref: '#/components/schemas/S%d'}, {$ref: '#/components/schemas/S%d'}]}\n",
                j, combinators[i], j + 1, j + 1);
        buffer_text(&text, "    S90: {type: object}\n");
        examine(&text, "combines others that combine others");
    }
}

Test(hostile, references_that_nearly_lead_somewhere)
{
    struct buffer text = start(OPERATION("") "components:\n  schemas:\n");
    for (int i = 0; i < 20000; i++)
        buffer_format(&text, "    Schema%d: {type: array, items: {$ref: '#/components/schemas/Shcema%d'}}\n",
                      i, i);
    examine(&text, "leads nowhere");
}

Test(hostile, great_numbers_of_parameters)
{
    struct buffer text = start(OPERATION("      parameters:\n"));
    for (int i = 0; i < 5000; i++)
        buffer_format(&text, "        - {name: p%d, in: query, schema: {type: string}}\n", i);
    examine(&text, NULL);
}

Test(hostile, great_numbers_of_properties)
{
    struct buffer text =
        start(OPERATION("") "components:\n  schemas:\n    A:\n      type: object\n      properties:\n");
    for (int i = 0; i < 20000; i++)
        buffer_format(&text, "        p%d: {type: string}\n", i);
    buffer_text(&text, "      required:\n");
    for (int i = 0; i < 20000; i++)
        buffer_format(&text, "        - q%d\n", i);
    examine(&text, NULL);
}

Test(hostile, great_numbers_of_kinds)
{
    struct buffer text = start(OPERATION("") "components:\n"
                                             "  schemas:\n"
                                             "    A:\n"
                                             "      type: object\n"
                                             "      discriminator:\n"
                                             "        propertyName: k\n"
                                             "        mapping:\n");
    for (int i = 0; i < 20000; i++)
        buffer_format(&text, "          v%d: A\n", i);
    examine(&text, NULL);
}

Test(hostile, great_numbers_of_paths)
{
    struct buffer text = start("paths:\n");
    for (int i = 0; i < 1500; i++)
        buffer_format(&text,
                      "  /{a}/b%d: {get: {operationId: same, responses: {'200': {description: Fine}}}}\n"
                      "  /a%d/{b}: {get: {responses: {'200': {description: Fine}}}}\n",
                      i, i);
    examine(&text, NULL);
}

Test(hostile, great_numbers_of_faults)
{
    struct buffer text = start("paths: {}\n");
    for (int i = 0; i < 20000; i++)
        buffer_format(&text, "field%d: 1\n", i);
    examine(&text, NULL);
}

/* A template of many parameters in one segment, and a path that nearly matches it. */
Test(hostile, templates_that_nearly_match)
{
    struct buffer text = start("paths:\n  /");
    for (int i = 0; i < 30; i++)
        buffer_format(&text, "%s{p%d}", i ? "-" : "", i);
    buffer_text(&text, "/end: {get: {responses: {'200': {description: Fine}}}}\n");
    struct contract_request request = request_of(&text);
    struct error error = {0};
    struct contract *contract = contract_load(&request, &error);
    cr_assert(contract, "%s", error.text);
    char path[2000] = "/";
    memset(path + 1, '-', 1500);
    cr_expect_null(contract_operation_match(contract, "GET", path, NULL));
    strcat(path, "/end");
    struct contract_path_match match;
    cr_assert(contract_operation_match(contract, "GET", path, &match));
    cr_expect_eq(match.count, 30);
    cr_expect_str_eq(match.values[0].value, "-");
    cr_expect_eq(strlen(match.values[29].value), 1500 - 29 * 2);
    contract_path_match_clear(&match);
    contract_free(contract);
    buffer_clear(&text);
}

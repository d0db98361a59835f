/* Arrays and objects in parameters: what is spelled right, what is not, and what the specification leaves open. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "contract/styles.h"

#define IDS   "schema: {type: array, items: {type: integer}, maxItems: 3}"
#define WORDS "schema: {type: array, items: {type: string, enum: [up, down]}, minItems: 1}"
#define TEXTS "schema: {type: array, items: {type: string}, minItems: 2}"
#define POINT                                                                                                \
    "schema: {type: object, required: [x], properties: {x: {type: integer}, y: {type: number}}, "            \
    "additionalProperties: false}"

static const struct row {
    const char *in, *rest, *text;
    enum contract_reading expected;
    bool decoded; /* percent escapes were undone before */
} rows[] = {
    /* form, exploded: the default of a query */
    {"query", IDS, "p=1&p=2", CONTRACT_READ_VALID, false},
    {"query", IDS, "q=x&p=1", CONTRACT_READ_VALID, false},
    {"query", IDS, "p=1&p=a", CONTRACT_READ_INVALID, false},
    {"query", IDS, "p=1.5", CONTRACT_READ_INVALID, false},
    {"query", IDS, "p=1&p=2&p=3&p=4", CONTRACT_READ_INVALID, false},
    {"query", IDS, "p=1,2", CONTRACT_READ_INVALID, false},
    {"query", IDS, "q=1", CONTRACT_READ_ABSENT, false},
    {"query", IDS, "", CONTRACT_READ_ABSENT, false},
    {"query", IDS, "p=", CONTRACT_READ_UNCLEAR, false},
    {"query", POINT, "x=1&y=2.5&other=7", CONTRACT_READ_VALID, false},
    {"query", POINT, "y=2", CONTRACT_READ_INVALID, false},
    {"query", POINT, "x=a", CONTRACT_READ_INVALID, false},
    {"query", POINT, "other=1", CONTRACT_READ_ABSENT, false},
    {"query", "schema: {type: object, additionalProperties: {type: integer}}", "a=1", CONTRACT_READ_UNCLEAR,
     false},
    /* form, not exploded */
    {"query", "explode: false, " IDS, "p=1,2,3", CONTRACT_READ_VALID, false},
    {"query", "explode: false, " IDS, "p=1%2C2", CONTRACT_READ_VALID, false},
    {"query", "explode: false, " IDS, "p=1,2,3,4", CONTRACT_READ_INVALID, false},
    {"query", "explode: false, " WORDS, "p=up,down", CONTRACT_READ_VALID, false},
    {"query", "explode: false, " WORDS, "p=up,Down", CONTRACT_READ_INVALID, false},
    {"query", "explode: false, " TEXTS, "p=a", CONTRACT_READ_INVALID, false},
    {"query", "explode: false, " TEXTS, "p=a%2Cb", CONTRACT_READ_VALID, false},
    {"query", "explode: false, " TEXTS, "p=1,true", CONTRACT_READ_VALID, false},
    {"query", "explode: false, " POINT, "p=x,1,y,2", CONTRACT_READ_VALID, false},
    {"query", "explode: false, " POINT, "p=x,1,y", CONTRACT_READ_INVALID, false},
    {"query", "explode: false, " POINT, "p=x,1,z,2", CONTRACT_READ_INVALID, false},
    /* delimited by spaces and pipes */
    {"query", "style: spaceDelimited, explode: false, " IDS, "p=1%202", CONTRACT_READ_VALID, false},
    {"query", "style: spaceDelimited, explode: false, " IDS, "p=1+2", CONTRACT_READ_VALID, false},
    {"query", "style: spaceDelimited, explode: false, " IDS, "p=1%20b", CONTRACT_READ_INVALID, false},
    {"query", "style: pipeDelimited, explode: false, " IDS, "p=1%7C2", CONTRACT_READ_VALID, false},
    {"query", "style: pipeDelimited, explode: false, " IDS, "p=1|2", CONTRACT_READ_VALID, false},
    {"query", "style: pipeDelimited, explode: false, " IDS, "p=1,2", CONTRACT_READ_INVALID, false},
    {"query", "style: pipeDelimited, explode: false, " POINT, "p=x|1", CONTRACT_READ_UNCLEAR, false},
    /* deepObject */
    {"query", "style: deepObject, explode: true, " POINT, "p[x]=1&p%5By%5D=2", CONTRACT_READ_VALID, false},
    {"query", "style: deepObject, explode: true, " POINT, "p[y]=1", CONTRACT_READ_INVALID, false},
    {"query", "style: deepObject, explode: true, " POINT, "p[x]=1&p[z]=1", CONTRACT_READ_INVALID, false},
    {"query", "style: deepObject, explode: true, " POINT, "x=1", CONTRACT_READ_ABSENT, false},
    {"query", "style: deepObject, explode: true, " POINT, "p[x][z]=1", CONTRACT_READ_UNCLEAR, false},
    {"query", "style: deepObject, explode: true, " IDS, "p[0]=1", CONTRACT_READ_UNCLEAR, false},
    /* simple */
    {"path", IDS, "1,2", CONTRACT_READ_VALID, false},
    {"path", IDS, "1,b", CONTRACT_READ_INVALID, false},
    {"path", TEXTS, "a%2Cb", CONTRACT_READ_VALID, false},
    {"path", IDS, "1,b", CONTRACT_READ_INVALID, true},
    {"path", POINT, "x,1", CONTRACT_READ_VALID, false},
    {"path", "explode: true, " POINT, "x=1,y=2", CONTRACT_READ_VALID, false},
    {"path", "explode: true, " POINT, "x=1,y", CONTRACT_READ_INVALID, false},
    {"header", IDS, "1, 2", CONTRACT_READ_VALID, true},
    {"header", IDS, "1, two", CONTRACT_READ_INVALID, true},
    /* label and matrix */
    {"path", "style: label, explode: true, " IDS, ".1.2", CONTRACT_READ_VALID, false},
    {"path", "style: label, explode: true, " IDS, "1.2", CONTRACT_READ_INVALID, false},
    /* label, not exploded: split at commas or at dots */
    {"path", "style: label, explode: false, " IDS, ".1", CONTRACT_READ_VALID, false},
    {"path", "style: label, explode: false, " IDS, ".1,2", CONTRACT_READ_UNCLEAR, false},
    {"path", "style: label, explode: false, " IDS, ".1.2", CONTRACT_READ_UNCLEAR, false},
    {"path", "style: label, explode: false, " IDS, ".a", CONTRACT_READ_INVALID, false},
    {"path", "style: label, explode: false, " IDS, ".a,b", CONTRACT_READ_INVALID, false},
    {"path", "style: label, explode: false, " IDS, ".1,2,3,4", CONTRACT_READ_INVALID, false},
    {"path", "style: label, explode: false, " IDS, ".1.5", CONTRACT_READ_UNCLEAR, false},
    {"path", "style: label, explode: false, " IDS, "1", CONTRACT_READ_INVALID, false},
    {"path", "style: label, " POINT, ".y,2", CONTRACT_READ_INVALID, false},
    {"path", "style: label, " POINT, ".x,1,y,2", CONTRACT_READ_UNCLEAR, false},
    {"path", "style: matrix, " IDS, ";p=1,2", CONTRACT_READ_VALID, false},
    {"path", "style: matrix, " IDS, ";q=1,2", CONTRACT_READ_INVALID, false},
    {"path", "style: matrix, explode: true, " IDS, ";p=1;p=2", CONTRACT_READ_VALID, false},
    {"path", "style: matrix, explode: true, " POINT, ";x=1;y=2", CONTRACT_READ_VALID, false},
    {"path", "style: matrix, explode: true, " POINT, ";y=2", CONTRACT_READ_INVALID, false},
    /* cookies */
    {"cookie", "explode: false, " IDS, "p=1,2", CONTRACT_READ_VALID, false},
    {"cookie", "explode: false, " IDS, "q=x; p=1%2C2; r=y", CONTRACT_READ_VALID, false},
    {"cookie", "explode: false, " IDS, "p=1,b", CONTRACT_READ_INVALID, false},
    {"cookie", "explode: false, " IDS, "q=1; p=1,2,3,4", CONTRACT_READ_INVALID, false},
    {"cookie", "explode: false, " IDS, "pp=1", CONTRACT_READ_ABSENT, false},
    {"cookie", "explode: false, " IDS, "p=1; p=b", CONTRACT_READ_UNCLEAR, false},
    {"cookie", "explode: false, " IDS, "p=", CONTRACT_READ_UNCLEAR, false},
    {"cookie", "explode: false, " TEXTS, "p=a", CONTRACT_READ_INVALID, false},
    {"cookie", "explode: false, " POINT, "p=x,1,y,2", CONTRACT_READ_VALID, false},
    {"cookie", "explode: false, " POINT, "p=y,2", CONTRACT_READ_INVALID, false},
    {"cookie", "explode: false, " POINT, "p=x,1,z,2", CONTRACT_READ_INVALID, false},
    {"cookie", IDS, "p=1", CONTRACT_READ_VALID, false},
    {"cookie", IDS, "p=a", CONTRACT_READ_INVALID, false},
    /* what nobody describes */
    {"cookie", IDS, "p=1,2", CONTRACT_READ_UNCLEAR, false},
    {"cookie", IDS, "p=1&p=2", CONTRACT_READ_UNCLEAR, false},
    {"cookie", IDS, "p=1; p=2", CONTRACT_READ_UNCLEAR, false},
    {"cookie", POINT, "x=1; y=2", CONTRACT_READ_UNCLEAR, false},
    {"query", "schema: {type: integer}", "p=a", CONTRACT_READ_UNCLEAR, false},
    {"query", "schema: {}", "p=a", CONTRACT_READ_UNCLEAR, false},
};

static bool read_row(void *context, const char *name, struct buffer *out, struct error *error)
{
    const struct row *row = context;
    bool path = strcmp(row->in, "path") == 0;
    (void)name;
    (void)error;
    buffer_format(
        out,
        "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths:\n  /a%s:\n    get:\n      parameters:\n"
        "        - {name: p, in: %s, required: %s, %s}\n      responses: {'200': {description: ok}}\n",
        path ? "/{p}" : "", row->in, path ? "true" : "false", row->rest);
    return true;
}

static void expect_row(const struct row *row)
{
    struct error error = {0};
    struct contract *contract = contract_load(&(struct contract_request){.document = "row.yaml",
                                                                         .read = read_row,
                                                                         .context = (void *)(uintptr_t)row},
                                              &error);
    cr_assert_not_null(contract, "%s: %s", row->rest, error.text);
    enum contract_reading reading =
        contract_style_judge(&contract->operations[0].parameters[0], row->text, !row->decoded);
    cr_expect_eq(reading, row->expected, "%s, %s: \"%s\" is %d instead of %d", row->in, row->rest, row->text,
                 reading, row->expected);
    contract_free(contract);
}

Test(styles, are_undone)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        expect_row(&rows[i]);
}

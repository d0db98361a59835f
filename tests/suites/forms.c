/* Members of forms: how they are written, and what is wrong with one in every reading of it. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "suites/form.h"
#include "suites/request.h"

#define URL_ENCODED "application/x-www-form-urlencoded"
#define MULTIPART   "multipart/form-data"
#define NUMBERS     "schema: {type: object, properties: {a: {type: array, items: {type: integer}, maxItems: 2}}}"
#define WORDS                                                                                                \
    "schema: {type: object, required: [a], properties: {a: {type: array, items: {type: string, enum: [up, "  \
    "down]}}}}"
#define POINT                                                                                                \
    "schema: {type: object, properties: {p: {type: object, required: [x], properties: {x: {type: "           \
    "integer}}}}}"
#define CLOSED                                                                                               \
    "schema: {type: object, additionalProperties: false, properties: {n: {type: integer}, t: {type: "        \
    "string, minLength: 1}}}"
#define EITHER                                                                                               \
    "schema: {type: object, oneOf: [{required: [a], additionalProperties: false, properties: {a: {type: "    \
    "integer}}}, {required: [b], additionalProperties: false, properties: {b: {type: array, items: {type: "  \
    "boolean}}}}]}"
#define LOOSE                                                                                                \
    "schema: {type: object, properties: {l: {oneOf: [{type: integer, minimum: 1}, {type: array, items: "     \
    "{type: integer}}]}}}"
#define LISTS "schema: {type: object, additionalProperties: {type: array, items: {type: integer}}}"
#define ANY_POINT                                                                                            \
    "schema: {type: object, properties: {p: {allOf: [{type: object, properties: {x: {type: integer}}}]}}}"

static const struct row {
    const char *type, *rest, *form;
    const char *fault; /* where it lies */
    bool wrong;
    const char *written; /* NULL: of no interest */
} rows[] = {
    /* texts */
    {URL_ENCODED, CLOSED, "{\"n\":12}", "/n", false, "n=12"},
    {URL_ENCODED, CLOSED, "{\"n\":\"12\"}", "/n", false, "n=12"},
    {URL_ENCODED, CLOSED, "{\"n\":\"a b&c\"}", "/n", true, "n=a+b%26c"},
    {URL_ENCODED, CLOSED, "{\"n\":true}", "/n", true, "n=true"},
    {URL_ENCODED, CLOSED, "{\"t\":7}", "/t", false, "t=7"},
    {URL_ENCODED, CLOSED, "{\"t\":null}", "/t", false, "t=null"},
    {URL_ENCODED, CLOSED, "{\"t\":\"\"}", "/t", false, "t="}, /* nothing may be there */
    {URL_ENCODED, CLOSED, "{\"t\":[\"x\",\"y\"]}", "/t", false, NULL},
    {URL_ENCODED, CLOSED, "{\"t\":\"x\",\"more\":\"y\"}", "/more", true, "t=x&more=y"},
    /* arrays, one by one */
    {URL_ENCODED, NUMBERS, "{\"a\":[1,2]}", "/a", false, "a=1&a=2"},
    {URL_ENCODED, NUMBERS, "{\"a\":[\"1\",2]}", "/a/0", false, "a=1&a=2"},
    {URL_ENCODED, NUMBERS, "{\"a\":[1,\"b\"]}", "/a/1", true, "a=1&a=b"},
    {URL_ENCODED, NUMBERS, "{\"a\":[1,2,3]}", "/a", true, "a=1&a=2&a=3"},
    {URL_ENCODED, NUMBERS, "{\"a\":\"b\"}", "/a", false, NULL}, /* as good as one item */
    {URL_ENCODED, WORDS, "{\"a\":[]}", "/a", false, ""},
    {URL_ENCODED, WORDS, "{}", "/a", true, ""},
    /* in one text */
    {URL_ENCODED, WORDS ", encoding: {a: {explode: false}}", "{\"a\":[\"up\",\"left\"]}", "/a/1", true,
     "a=up,left"},
    {URL_ENCODED, WORDS ", encoding: {a: {explode: false}}", "{\"a\":[\"up,down\"]}", "/a/0", false, NULL},
    {URL_ENCODED, WORDS ", encoding: {a: {style: pipeDelimited, explode: false}}", "{\"a\":[\"up\",\"x\"]}",
     "/a/1", true, "a=up%7Cx"},
    /* objects */
    {URL_ENCODED, POINT ", encoding: {p: {style: deepObject}}", "{\"p\":{\"x\":\"b\"}}", "/p/x", true,
     "p%5Bx%5D=b"},
    {URL_ENCODED, POINT ", encoding: {p: {style: deepObject}}", "{\"p\":{\"x\":\"1\"}}", "/p/x", false,
     "p%5Bx%5D=1"},
    {URL_ENCODED, POINT ", encoding: {p: {style: form, explode: false}}", "{\"p\":{\"y\":1}}", "/p/x", true,
     "p=y,1"},
    {URL_ENCODED, POINT ", encoding: {p: {style: form}}", "{\"p\":{\"y\":1}}", "/p/x", false, "y=1"},
    {URL_ENCODED, POINT ", encoding: {p: {contentType: application/json}}", "{\"p\":{\"x\":\"1\"}}", "/p/x",
     true, "p=%7B%22x%22%3A%221%22%7D"},
    {URL_ENCODED, POINT, "{\"p\":{\"x\":\"1\"}}", "/p/x", false, NULL}, /* in which way is not said */
    /* what the document says elsewhere than among its properties, or in two ways */
    {URL_ENCODED, EITHER, "{\"b\":true}", "/b", false, "b=true"},
    {URL_ENCODED, EITHER, "{\"b\":[\"x\"]}", "/b/0", true, "b=x"},
    {URL_ENCODED, LOOSE, "{\"l\":0}", "/l", false, "l=0"},
    {URL_ENCODED, LISTS, "{\"any\":[\"x\"]}", "/any/0", true, "any=x"},
    {MULTIPART, ANY_POINT, "{\"p\":{\"x\":\"1\"}}", "/p/x", true, NULL},
    /* multipart */
    {MULTIPART, NUMBERS, "{\"a\":[1,\"b\"]}", "/a/1", true, NULL},
    {MULTIPART, NUMBERS, "{\"a\":[1,\"2\"]}", "/a/1", false, NULL},
    {MULTIPART, NUMBERS, "{\"a\":\"b\"}", "/a", false, NULL},
    {MULTIPART, POINT, "{\"p\":{\"x\":\"1\"}}", "/p/x", true, NULL},
    {MULTIPART, POINT, "{\"p\":[]}", "/p", true, NULL},
    {MULTIPART, CLOSED, "{\"t\":{}}", "/t", false, NULL},
};

static bool read_row(void *context, const char *name, struct buffer *out, struct error *error)
{
    const struct row *row = context;
    (void)name;
    (void)error;
    buffer_format(out,
                  "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths:\n  /a:\n    post:\n"
                  "      requestBody: {content: {%s: {%s}}}\n      responses: {'200': {description: ok}}\n",
                  row->type, row->rest);
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
    const struct contract_media *media = &contract->operations[0].body->media[0];
    struct json_document *form = json_read("form", row->form, strlen(row->form), NULL, &error);
    cr_assert_not_null(form, "%s: %s", row->form, error.text);
    struct buffer written;
    buffer_init(&written, BUFFER_UNBOUNDED);
    request_encode(media, json_document_root(form), &written);
    cr_expect_eq(form_is_surely_wrong(media, json_document_root(form), row->fault), row->wrong, "%s: %s: %s",
                 row->type, row->rest, row->form);
    if (row->written)
        cr_expect_str_eq(buffer_string(&written), row->written, "%s: %s", row->rest, row->form);
    buffer_clear(&written);
    json_document_free(form);
    contract_free(contract);
}

Test(forms, are_wrong_where_no_reading_is_right)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        expect_row(&rows[i]);
}

static char *written_form(const char *rest, const char *text)
{
    const struct row row = {.type = MULTIPART, .rest = rest};
    struct contract *contract = contract_load(&(struct contract_request){.document = "row.yaml",
                                                                         .read = read_row,
                                                                         .context = (void *)(uintptr_t)&row},
                                              NULL);
    struct json_document *form = json_read("form", text, strlen(text), NULL, NULL);
    cr_assert(contract && form, "%s", rest);
    struct buffer written;
    buffer_init(&written, BUFFER_UNBOUNDED);
    request_encode(&contract->operations[0].body->media[0], json_document_root(form), &written);
    json_document_free(form);
    contract_free(contract);
    return buffer_take(&written, NULL);
}

static void expect_parts(const char *rest, const char *form, const char *const *parts)
{
    char *written = written_form(rest, form);
    const char *at = written;
    for (; *parts; parts++) {
        const char *found = strstr(at, *parts);
        cr_expect_not_null(found, "%s is not in: %s", *parts, at);
        at = found ? found + strlen(*parts) : at;
    }
    free(written);
}

Test(forms, have_a_part_for_each_item_and_name_files_alone)
{
    expect_parts("schema: {type: object, properties: {f: {type: array, items: {type: string, format: "
                 "binary}}, w: {type: array, items: {type: string}}, j: {type: object}}}",
                 "{\"f\":[\"x\",\"y\"],\"w\":[\"u\"],\"j\":{\"k\":1}}",
                 (const char *const[]){"name=\"f\"; filename=", "application/octet-stream\r\n\r\nx\r\n",
                                       "name=\"f\"; filename=", "application/octet-stream\r\n\r\ny\r\n",
                                       "name=\"w\"\r\n\r\nu\r\n", "name=\"j\"\r\n",
                                       "application/json\r\n\r\n{\"k\":1}\r\n", NULL});
    expect_parts("schema: {type: object, properties: {t: {type: string}, s: {type: string}}}, encoding: {t: "
                 "{contentType: text/plain}, s: {contentType: application/json}}",
                 "{\"t\":\"x\",\"s\":\"y\"}",
                 (const char *const[]){"name=\"t\"\r\nContent-Type: text/plain\r\n\r\nx\r\n",
                                       "name=\"s\"\r\nContent-Type: application/json\r\n\r\n\"y\"\r\n",
                                       NULL});
}

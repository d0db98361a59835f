/* Looking into a loaded contract: places and their words, operations, media types. */
#include <criterion/criterion.h>

#include <string.h>

#include "contract/contract.h"

static bool read_text(void *context, const char *name, struct buffer *out, struct error *error)
{
    const char *const *texts = context;
    for (; *texts; texts += 2) {
        if (strcmp(texts[0], name) == 0)
            return buffer_text(out, texts[1]);
    }
    return error_set(error, "%s is not there", name);
}

static const char *const texts[] = {
    "specs/root.yaml",
    "openapi: 3.0.3\n"
    "info: {title: Words, version: '1'}\n"
    "paths:\n"
    "  /a/{id}:\n"
    "    get:\n"
    "      operationId: byId\n"
    "      parameters: [{name: id, in: path, required: true, schema: {type: string}}]\n"
    "      responses:\n"
    "        2XX: {$ref: 'other.yaml#/Fine'}\n"
    "        default: {description: Otherwise}   \r\n"
    "  /a/mine:\n"
    "    get: {operationId: mine, responses: {'200': {description: Mine}, 2XX: {description: Ours}}}\n",
    "specs/other.yaml",
    "Fine:\n"
    "  description: Fine\n"
    "  content:\n"
    "    application/*: {schema: {type: object}}\n"
    "    application/json: {schema: {type: array, items: {}}}\n",
    "over.yaml",
    "overlay: 1.0.0\n"
    "info: {title: O, version: '1'}\n"
    "actions:\n"
    "  - target: $.info\n"
    "    update:\n"
    "      description: From the overlay\n",
    NULL};

static struct contract *contract;

static void load(void)
{
    static const char *const overlays[] = {"over.yaml"};
    struct error error = {0};
    const struct contract_request request = {.document = "specs/root.yaml",
                                             .overlays = overlays,
                                             .overlay_count = 1,
                                             .read = read_text,
                                             .context = (void *)(uintptr_t)texts};
    contract = contract_load(&request, &error);
    cr_assert(contract, "%s:%u: %s", error.source, error.line, error.text);
}

static void unload(void)
{
    contract_free(contract);
}

TestSuite(find, .init = load, .fini = unload);

Test(find, cites_places)
{
    static const struct {
        const char *pointer, *source;
        unsigned line, column;
        const char *text;
    } rows[] = {
        {"#", "specs/root.yaml", 1, 1, "openapi: 3.0.3"},
        {"#/paths/~1a~1{id}/get/operationId", "specs/root.yaml", 6, 7, "operationId: byId"},
        {"#/paths/~1a~1{id}/get/responses/default", "specs/root.yaml", 10, 9,
         "default: {description: Otherwise}"},
        {"specs/root.yaml#/info/title", "specs/root.yaml", 2, 8, "info: {title: Words, version: '1'}"},
        {"#/info/description", "over.yaml", 6, 7, "description: From the overlay"},
        {"specs/other.yaml#/Fine/content/application~1*/schema", "specs/other.yaml", 4, 21,
         "application/*: {schema: {type: object}}"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct contract_words words;
        cr_assert(contract_find(contract, rows[i].pointer, &words), "%s", rows[i].pointer);
        cr_expect_str_eq(words.source, rows[i].source);
        cr_expect_eq(words.line, rows[i].line, "%s: line %u", rows[i].pointer, words.line);
        cr_expect_eq(words.column, rows[i].column, "%s: column %u", rows[i].pointer, words.column);
        cr_expect_eq(words.length, strlen(rows[i].text), "%s: %.*s", rows[i].pointer, (int)words.length,
                     words.text);
        cr_expect_eq(memcmp(words.text, rows[i].text, words.length), 0, "%s", rows[i].pointer);
    }
}

Test(find, knows_what_is_not_there)
{
    static const char *const pointers[] = {
        "", "#/nowhere", "#nowhere", "other.yaml#/Fine", "specs/other.yaml", "#/paths/0"};
    for (size_t i = 0; i < sizeof pointers / sizeof *pointers; i++)
        cr_expect_not(contract_find(contract, pointers[i], NULL), "%s", pointers[i]);
    cr_expect(contract_find(contract, "#/info", NULL));
}

Test(find, prefers_the_concrete)
{
    struct contract_path_match match;
    const struct contract_operation *mine = contract_operation_match(contract, "GET", "/a/mine", &match);
    cr_expect_str_eq(mine->id, "mine");
    contract_path_match_clear(&match);
    const struct contract_operation *other = contract_operation_match(contract, "get", "/a/b%2Fc", &match);
    cr_expect_str_eq(other->id, "byId");
    cr_expect_str_eq(match.values[0].value, "b/c");
    contract_path_match_clear(&match);
    cr_expect_null(contract_operation_match(contract, "POST", "/a/mine", NULL));
    cr_expect_str_eq(contract_response_find(mine, 200)->description, "Mine");
    cr_expect_str_eq(contract_response_find(mine, 201)->description, "Ours");
    cr_expect_null(contract_response_find(mine, 404));
    const struct contract_response *fine = contract_response_find(other, 200);
    cr_expect_str_eq(fine->pointer, "specs/other.yaml#/Fine");
    cr_expect_str_eq(contract_response_find(other, 500)->description, "Otherwise");
    cr_expect_str_eq(
        contract_media_find(fine->media, fine->media_count, "Application/JSON; charset=utf-8")->type,
        "application/json");
    cr_expect_str_eq(contract_media_find(fine->media, fine->media_count, "application/xml")->type,
                     "application/*");
    cr_expect_null(contract_media_find(fine->media, fine->media_count, "text/plain"));
}
